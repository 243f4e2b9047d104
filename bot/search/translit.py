"""Russian in Latin letters, whichever scheme it was written by."""

import re
from functools import lru_cache

_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcie", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
)
# What different schemes write for one letter, brought to one sign; longer spellings first.
_ONE_SIGN = (
    (re.compile(r"[^a-z]"), ""),
    (re.compile("kh"), "h"),
    (re.compile("shch|sch"), "sh"),
    (re.compile("ts|tc"), "c"),
    (re.compile("[yj][oe]"), "e"),
    (re.compile("[yj]"), "i"),
    (re.compile("x"), "ks"),
    (re.compile("w"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_TO_CYRILLIC = (
    *(
        ("tsya", "тся"),
        ("tsia", "тся"),
        ("tsja", "тся"),
        ("shch", "щ"),
        ("sch", "щ"),
        ("zh", "ж"),
        ("kh", "х"),
        ("ts", "ц"),
        ("ch", "ч"),
        ("sh", "ш"),
    ),
    *(
        ("yu", "ю"),
        ("iu", "ю"),
        ("ju", "ю"),
        ("ya", "я"),
        ("ia", "я"),
        ("ja", "я"),
        ("yo", "е"),
        ("ye", "е"),
    ),
    *(("iy", "ий"), ("yy", "ый"), ("ij", "ий"), ("yj", "ый"), ("x", "кс"), ("w", "в"), ("q", "к")),
    *zip("abvgdezijklmnoprstufhcy", "абвгдезийклмнопрстуфхцы", strict=True),
)


@lru_cache(maxsize=60_000)
def sound_key(word: str) -> str:
    """Return the same for every way to write a word: «щука», «shchuka», «schuka»."""
    key = word.translate(_LETTERS)
    for spelling, sign in _ONE_SIGN:
        key = spelling.sub(sign, key)
    return key


def as_cyrillic(word: str) -> str:
    """Return the likeliest Cyrillic spelling of a word the content does not know."""
    for spelling, letters in _TO_CYRILLIC:
        word = word.replace(spelling, letters)
    return word
