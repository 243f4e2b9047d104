"""Masks personal numbers and addresses in texts before they are stored or logged.

A question is searched as it was typed. A mask has no digit and no «@», so masking twice gives the
same result as masking once.
"""

import re
from collections.abc import Callable

_Replace = Callable[[re.Match[str]], str]

_GAP = r"[\s.()‐-―-]{0,4}"  # between the groups of a telephone number
_SPACE = r"[\s‐-―-]?"
_START = r"(?<!\d)(?<!\d[.,])"
_END = r"(?!\d)(?![.,]\d{3})"
# «150 000 рублей», «120000 человек»: a quantity, whatever its digits look like.
_QUANTITY = r"(?!\s*(?:%|₽|руб|р\.|тыс|млн|млрд|трлн|долл|евро|юан|дирх|чел|компани|шт|тонн|кг|м²))"

_MAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_CARD = rf"{_START}\d{{4}}{_SPACE}\d{{4}}{_SPACE}\d{{4}}{_SPACE}\d{{4}}(?:{_SPACE}\d{{1,3}})?{_END}"
_ACCOUNT = rf"{_START}\d{{20}}{_END}"
_SNILS = (
    rf"{_START}\d{{3}}[\s-]\d{{3}}[\s-]\d{{3}}[\s-]\d{{2}}{_END}|(?i:снилс)\D{{0,12}}\d{{11}}{_END}"
)
_NAMED_TAX_NUMBER = rf"(?i:\bинн)\D{{0,12}}\d(?:{_SPACE}\d){{9,11}}{_END}"
_BARE_TAX_NUMBER = (
    r"(?<!вэд )(?<!ВЭД )(?<!ВЭД: )(?<!код )(?<!ОГРН )(?<!огрн )(?<!№ )"
    rf"{_START}(?:\d{{12}}|\d{{10}}){_END}{_QUANTITY}"
)
_PASSPORT = (
    r"(?i:паспорт\w*|\bсери[яию])\D{0,20}\d{2}[\s-]?\d{2}\D{0,12}\d{6}(?!\d)"
    r"|(?i:паспорт\w*)\D{0,20}\d{2}\D{0,4}\d{7}(?!\d)"
    rf"|{_START}\d{{2}}\s?\d{{2}}(?:\s*(?:№|N|номер)\s*|\s)\d{{6}}{_END}{_QUANTITY}"
    rf"|{_START}\d{{2}}\s?№\s?\d{{7}}{_END}"
)
_PHONE = (
    rf"{_START}(?:\+{_GAP}7|[78]){_GAP}[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?!\d)"
    rf"|{_START}(?:\+{_GAP}7|8){_GAP}[3-9]\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{3}}(?!\d)"
    r"|(?:\+?\s?[78])?[\s-]{0,3}\(\d{3,5}\)[\s-]{0,3}\d(?:[\s-]{0,3}\d){4,6}(?!\d)"
    rf"|\+{_GAP}7(?:{_GAP}\d){{10}}(?!\d)"
    rf"|{_START}[3489]\d{{2}}[\s-]\d{{3}}[\s-]?\d{{2}}[\s-]?\d{{2}}(?!\d)"
    rf"|{_START}9\d{{9}}{_END}{_QUANTITY}"
    r"|(?<![\d-])\d{3}-\d{2}-\d{2}(?![\d-])"
    r"|\+(?=(?:[\s()-]*\d){10,15}(?![\s()-]*\d))\d[\d\s()-]+\d"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D?){4}")


def _unless_years(mask: str) -> _Replace:
    return lambda found: found[0] if _YEARS.fullmatch(found[0]) else mask


# The order matters: a long number must not be taken for a shorter one inside it.
_MASKS: tuple[tuple[re.Pattern[str], _Replace | str], ...] = (
    (re.compile(_MAIL), "‹почта›"),
    (re.compile(_ACCOUNT), "‹счёт›"),
    (re.compile(_CARD), _unless_years("‹карта›")),
    (re.compile(_SNILS), "‹СНИЛС›"),
    (re.compile(_NAMED_TAX_NUMBER), "‹ИНН›"),
    (re.compile(_PASSPORT), "‹паспорт›"),
    (re.compile(_PHONE), "‹телефон›"),
    (re.compile(_BARE_TAX_NUMBER), "‹ИНН›"),
)
_SIGNS = re.compile(r"[\d@]")  # without one there is nothing to mask
_MASK = re.compile("‹(?:почта|счёт|карта|СНИЛС|паспорт|телефон|ИНН)›")


def masked(text: str) -> str:
    """Replace personal numbers and addresses: «перезвоните на ‹телефон›»."""
    if not _SIGNS.search(text):
        return text
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def hides(text: str) -> bool:
    """Whether the text contains a mask."""
    return _MASK.search(text) is not None


def without_masks(text: str) -> str:
    """The text without its masks, which a search would take for words."""
    return _MASK.sub(" ", text)
