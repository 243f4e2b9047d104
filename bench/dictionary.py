"""Write `bot/search/russian.bin`: `python -m bench.dictionary /usr/share/hunspell/ru_RU.dic`.

The file is a Bloom filter of the stems of a Russian dictionary: Alexander Lebedev's, from Debian's
package hunspell-ru.
"""

import re
import sys
from pathlib import Path

from bot.search.text import normalise, stem
from bot.search.vocabulary import STEMS_FILE, make_filter

_LONG_ENOUGH = re.compile("[а-я]{3,}")


def main(dictionary: Path) -> None:
    lines = dictionary.read_text(encoding="utf-8").splitlines()[1:]
    found = (normalise(line.partition("/")[0]) for line in lines)
    stems = {stem(word) for word in found if _LONG_ENOUGH.fullmatch(word)}
    STEMS_FILE.write_bytes(make_filter(stems))
    print(f"{len(stems)} stems, {STEMS_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
