"""Make `bot/search/repair/russian.bin`: `python -m bench.dictionary /usr/share/hunspell/ru_RU.dic`.

The dictionary is Alexander Lebedev's, in Debian's package hunspell-ru.
"""

import re
import sys
from pathlib import Path

from bot.search.repair.russian import FILE, make_filter
from bot.search.text import normalise, stem

_LONG_ENOUGH = re.compile("[а-я]{3,}")


def main(dictionary: Path) -> None:
    lines = dictionary.read_text(encoding="utf-8").splitlines()[1:]
    found = (normalise(line.partition("/")[0]) for line in lines)
    stems = {stem(word) for word in found if _LONG_ENOUGH.fullmatch(word)}
    FILE.write_bytes(make_filter(stems))
    print(f"{len(stems)} stems, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
