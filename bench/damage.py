"""Damages a question as people do: typos, the wrong layout, transliteration, no spaces."""

import random
import re

from bot.search.text import as_english

_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SCHEMES = tuple(
    dict(zip(_ALPHABET, spelling.split(), strict=True))
    for spelling in (
        "a b v g d e zh z i j k l m n o p r s t u f h c ch sh shch _ y _ e yu ya",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia",
    )
)
_NEAR = {
    letter: [near for near in row[max(0, at - 1) : at + 2] if near != letter]
    for row in ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
    for at, letter in enumerate(row)
}
_WORD = re.compile("[а-яё]{5,}")


def typo(text: str, chance: random.Random, slips: int = 1) -> str:
    """Make typos in the longest words: a letter missed, doubled, swapped, or the next key hit."""
    for _ in range(slips):
        found = sorted(_WORD.finditer(text.lower()), key=lambda word: -len(word[0]))[:4]
        if not found:
            return text
        word = chance.choice(found)
        at = chance.randrange(word.start() + 1, word.end() - 1)
        kind = chance.choice(("missed", "doubled", "swapped", "beside"))
        letter = text[at]
        text = {
            "missed": text[:at] + text[at + 1 :],
            "doubled": text[:at] + letter + text[at:],
            "swapped": text[:at] + text[at + 1] + letter + text[at + 2 :],
            "beside": text[:at]
            + chance.choice(_NEAR.get(letter.lower(), [letter]))
            + text[at + 1 :],
        }[kind]
    return text


def layout(text: str, _: random.Random) -> str:
    return as_english(text.lower())


def translit(text: str, chance: random.Random) -> str:
    scheme = {letter: sign.strip("_") for letter, sign in chance.choice(_SCHEMES).items()}
    return "".join(scheme.get(letter, letter) for letter in text.lower().replace("ё", "е"))


def glued(text: str, _: random.Random) -> str:
    return re.sub(r"[^\w]+", "", text.lower())


def spoil(text: str, chance: random.Random) -> str:
    """Damage a question in one of the ways above, by chance."""
    way = chance.choice((typo, _two_typos, layout, translit, glued))
    return way(text, chance)


def _two_typos(text: str, chance: random.Random) -> str:
    return typo(text, chance, slips=2)
