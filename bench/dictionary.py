"""Write `bot/search/russian.bin` or `english.bin`: `python -m bench.dictionary russian FILE`.

Each file is a Bloom filter of the stems of a list of words: of the Russian dictionary by Alexander
Lebedev (ru_RU.dic of Debian's hunspell-ru), and of common English words (SCOWL's, from Debian's
wamerican-small). Of Russian words it has the short forms too, by the endings of the file .aff
beside it: «сдал» and «сдать» have different stems.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.search.dictionary import ENGLISH_FILE, RUSSIAN_FILE, make_filter
from bot.search.text import normalise, stem

LANGUAGES = {
    "russian": (RUSSIAN_FILE, re.compile("[а-я]{3,}")),
    "english": (ENGLISH_FILE, re.compile("[a-z]{3,}")),
}
_SHORT = 6  # letters; of longer words the stemmer brings the forms together
Ending = tuple[str, str, re.Pattern[str]]  # what is cut off, what is added, to which words


def main(language: str, words: Path) -> None:
    file, long_enough = LANGUAGES[language]
    forms = map(normalise, _forms(words))
    stems = {stem(word) for word in forms if long_enough.fullmatch(word)}
    file.write_bytes(make_filter(stems))
    print(f"{len(stems)} stems, {file.stat().st_size} bytes")


def _forms(words: Path) -> Iterator[str]:
    endings = _endings(words.with_suffix(".aff"))
    for line in words.read_text(encoding="utf-8").splitlines():
        word, _, flags = line.partition("/")
        yield word
        for flag in flags.strip():
            for cut, added, fits in endings[flag]:
                form = word.removesuffix(cut) + added
                if len(form) <= _SHORT and word.endswith(cut) and fits.search(word):
                    yield form


def _endings(file: Path) -> dict[str, list[Ending]]:
    """The endings by their flag; none without the file."""
    found: dict[str, list[Ending]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        match line.split():
            case ["SFX", flag, cut, added, condition, *_]:
                ending = re.compile(f"{condition}$")
                found[flag].append((cut.strip("0"), added.strip("0"), ending))
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
