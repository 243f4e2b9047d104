"""Masks personal numbers and addresses in texts before they are stored or logged.

A question is searched as it was typed. A mask has no digit and no «@», so masking twice gives the
same result as masking once. Every quantifier is bounded or possessive: masking takes time in
proportion to the length of the text, whatever is typed.
"""

import asyncio
import re
from collections.abc import Callable
from functools import lru_cache

_Replace = Callable[[re.Match[str]], str]

_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0xFE6B: 0x40}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_INVISIBLE = (
    0x00AD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    0xFEFF,
)
_KEYCAP = (0xFE0F, 0x20E3)  # «8️⃣» is a digit with these two behind it
_AS_TYPED = (
    _FULL_WIDTH
    | dict.fromkeys((*_INVISIBLE, *_KEYCAP))
    | str.maketrans(f"⓪{_CIRCLED}", "0123456789")
)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")

_DASHES = "‐-―−-"
_GAP = r"[\W_]{0,4}+"  # between the groups of a telephone number
# Between the groups of any other number: a space or two, or a sign, which may have spaces around
# it; after a comma with a space stands the next item of a list.
_SPACE = r"(?:[)\]}]\s?[(\[{]|\s?[^\w\s,;]\s?|[_,;]|\s{1,2})?+"
_START = r"(?=[\d+])(?<!\d)(?<!\d[.,])"  # looks ahead first: nearly every place ends there
_END = r"(?!\d)(?![.,]\d{3})"
# «150 000 рублей», «120000 человек»: a quantity, whatever its digits look like.
_QUANTITY = (
    r"(?!\s{0,3}(?:%|₽|руб|р\.|тыс|млн|млрд|трлн|долл|евро|юан|дирх|чел|компани|шт|тонн|кг|м²))"
)
_THOUSANDS = r"(?!\d{1,3}(?:\s\d{3}){2,6}(?!\d))"  # «84 000 000 000»
_MARKED = r"(?<!вэд )(?<!ВЭД )(?<!ВЭД: )(?<!код )(?<!ОГРН )(?<!огрн )(?<!№ )"

_DOT = r"\s{0,2}(?:[.,]|[(\[{<]?(?i:точка|тчк|dot|\.)[)\]}>]?)\s{0,2}"
_ZONE = r"(?i:[a-z]{2,10}|рф|ру|ком)\b"
_MAIL = (
    r"(?<![\w.+-])[\w.+-]+(?:"
    r"\s{0,2}[(\[{<]?@[)\]}>]?\s{0,2}[\w-]{1,63}+"
    rf"(?:(?:(?:\s?\.\s?|,)[\w-]{{1,63}}+)++|{_DOT}{_ZONE})"
    r"|@[A-Za-z][\w-]{1,63}+(?:\s(?i:ru|com|рф)\b)?"
    r"|[\W_]{0,3}(?i:собак[аи]|собачка|sobaka)[\W_]{0,3}[\w-]{1,63}+"
    rf"(?:{_DOT}{_ZONE}|\s(?i:ru|com|рф|ру|ком)\b)"
    rf"|(?:\s?[(\[{{<]\s?(?i:at|a|эт)\s?[)\]}}>]\s?|_(?i:at)_)[\w-]{{1,63}}+{_DOT}{_ZONE}"
    rf"|\s{{1,2}}(?i:at)\s{{1,2}}[\w-]{{1,63}}+\s{{1,2}}(?i:dot)\s{{1,2}}{_ZONE})"
)
_ACCOUNT = (
    rf"(?<!КБК )(?<!кбк )(?<!УИН ){_START}\d{{20}}{_END}"
    rf"|{_START}(?:30|40|42|45)(?:{_SPACE}\d){{18}}{_END}"
)
_CARD = (
    rf"{_START}\d{{4}}(?:{_SPACE}\d{{4}}){{3}}(?:{_SPACE}\d{{1,3}})?{_END}"
    rf"|{_START}[2-6]\d{{3}}(?:{_SPACE}\d{{2}}){{6}}{_END}"
    rf"|{_START}3[47]\d{{2}}{_SPACE}\d{{6}}{_SPACE}\d{{5}}{_END}"
)
_SNILS = (
    rf"{_START}\d{{3}}(?:\s?[\s._/{_DASHES}]\s?\d{{3}}){{2}}[\s._/{_DASHES}]?\d{{2}}{_END}"
    rf"|{_START}\d{{9}}\s?[{_DASHES}]\s?\d{{2}}{_END}"
    rf"|(?i:с\s?н\s?и\s?л\s?с)\D{{0,20}}+\d(?:{_SPACE}\d){{10}}{_END}"
)
_BARE_SNILS = rf"{_MARKED}{_START}\d{{11}}{_END}{_QUANTITY}"
_NAMED_TAX_NUMBER = rf"(?i:\bи[\s.]?н[\s.]?н)\D{{0,20}}+\d(?:{_SPACE}\d){{9,11}}{_END}"
_BARE_TAX_NUMBER = rf"{_MARKED}{_START}(?:\d{{12}}|\d{{10}}){_END}{_QUANTITY}"
_ENTREPRENEUR = rf"(?i:\bогрнип)\D{{0,20}}+\d(?:{_SPACE}\d){{14}}{_END}|{_START}3\d{{14}}{_END}"
_DOCUMENT = r"(?i:паспорт[^\W\d]{0,10}+|\bpassport|\bзагран[^\W\d]{0,15}+)\D{0,20}+"
_PASSPORT = (
    rf"(?=[\dпПзЗсСpP])(?:(?:{_DOCUMENT}|(?i:\bсери[яию])\D{{0,20}}+)"
    rf"\d{{2}}{_SPACE}\d{{2}}\D{{0,12}}+\d{{3}}\s?\d{{3}}(?!\d)"
    rf"|{_DOCUMENT}\d{{2}}\D{{0,4}}+\d{{7}}(?!\d)"
    rf"|{_DOCUMENT}\d{{2}}\s?\d{{2}}\b[^\n]{{1,60}}?\bномер\D{{0,3}}\d{{6}}(?!\d)"
    rf"|{_START}\d{{2}}[\s.{_DASHES}]?\d{{2}}"
    rf"\s{{0,3}}(?:№|N|номер|н(?:ом)?\.)\s{{0,3}}\d{{3}}\s?\d{{3}}{_END}"
    rf"|{_START}(?!(?<=№\s)\d\d-)\d{{2}}[\s.{_DASHES}]?\d{{2}}(?:[^\w,;]|_)\d{{6}}{_END}{_QUANTITY}"
    rf"|{_START}\d{{2}}\s?№\s?\d{{7}}{_END})"
)
_PHONE = (
    rf"(?=[\d+(])(?:{_START}(?:\+{_GAP}7|[78]){_GAP}[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?!\d)"
    rf"|{_START}(?:\+{_GAP}7|8){_GAP}[3-9]\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{3}}(?!\d)"
    rf"|{_START}{_THOUSANDS}[78](?=[\s._/{_DASHES}]?[3-9])(?:[\s._/{_DASHES}]?\d){{10}}"
    rf"(?![\s._/{_DASHES}]?\d){_QUANTITY}"
    r"|(?:(?:\+\s?)?[78][\s-]{0,3})?\(\d{3,5}\)[\s-]{0,3}\d(?:[\s-]{0,3}\d){4,6}(?!\d)"
    rf"|\+{_GAP}7(?:{_GAP}\d){{10}}(?!\d)"
    rf"|{_START}[3489]\d{{2}}[\s._/{_DASHES}]\d{{3}}[\s._/{_DASHES}]?\d{{2}}[\s._/{_DASHES}]?\d{{2}}(?!\d)"
    rf"|{_START}9\d{{9}}{_END}{_QUANTITY}|{_START}9(?:\s\d){{9}}(?!\s?\d)"
    r"|(?<![\d-])\d{3}-\d{2}-\d{2}(?![\d-])"
    r"|\+\d(?:[\s()-]{0,4}+\d){9,14}(?![\s()-]{0,4}\d))"
)
_NAMED_PHONE = (
    r"(?P<kept>(?i:\b(?:тел|тлф|phone|телефон[ауе]?|моб|мобильн[^\W\d]{1,3}|сотов[^\W\d]{1,3}|факс"
    rf"|whatsapp|в[ао]тс?ап|viber|вайбер)\b)[^\d\n]{{0,12}}+)\d(?:{_GAP}\d){{5,10}}(?!\d){_QUANTITY}"
)
_BORN = (
    r"(?i:\bрод(?:ил[^\W\d]{1,3}|\.)|\bрожд(?:ени[ея]|[её]н[^\W\d]?|\.)|\bд\.?\s?р\b\.?"
    r"|\bborn\b|\bdate\sof\sbirth\b)"
)
_DAY = r"\d{1,2}(?:[./-]\d{1,2}[./-](?:\d\d){1,2}|\s[а-яё]{3,8}\s(?:19|20)\d\d)"
_BIRTHDAY = (
    rf"(?P<kept>{_BORN}[^\d\n]{{0,12}}+|(?i:\bгода?\sрождения)[^\w\n]{{0,3}}+)"
    rf"(?:{_DAY}|(?<=рождения.)(?:19|20)\d\d|(?<=рождения..)(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?:{_DAY}|(?:19|20)\d\d)(?=\s?(?i:г\.?\s?р\b|года?\s+рожд|(?:день\s)?рожд))"
)
_STREET = (
    r"(?i:\b(?:ул|улиц[аеыу]|просп[^\W\d]{0,5}|пр-т|пер|переул[^\W\d]{1,3}|шоссе|бульвар[^\W\d]?"
    r"|б-р|наб|набережн[^\W\d]{1,2}|проезд[^\W\d]?|пр|мкр|д|дом|ш|адрес[^\W\d]?"
    r"|прожива[^\W\d]{1,4}|жив(?:у|[её]т|[её]м))"
    r"(?![^\W\d]))"
)
_FLAT = r"(?i:\bкв(?:артир[аыеу])?(?![^\W\d]))\.?\s{0,2}№?\s{0,2}(?!20[2-9]\d\b)\d{1,5}(?!\d)"
_HOME = rf"{_STREET}[^\n]{{1,60}}?{_FLAT}|{_FLAT}[\s,]{{1,3}}(?i:д|дом)\b\.?\s{{0,2}}\d{{1,4}}"
_NICK = (
    r"(?<![\w@./])@(?![A-Za-z]\w{0,28}(?i:bot)\b)[A-Za-z]\w{3,31}\b"
    r"|(?i:(?:https?://)?\b(?:t|telegram)\.me/(?!\w{1,28}bot\b))[\w+/-]{2,64}"
    r"|(?i:tg://)\S{2,64}|(?i:(?:https?://)?\bvk\.com/id)\d{2,12}"
    r"|(?i:(?<=\bтг\s)|(?<=\btg\s)|(?<=\bтелеграм\s)|(?<=\btelegram\s))"
    r"(?=[A-Za-z]{1,31}[_\d])[A-Za-z]\w{3,31}\b"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{0,3}){4}")
_KEPT = r"\g<kept>"  # the words before the number


def _unless_years(mask: str) -> _Replace:
    return lambda found: found[0] if _YEARS.fullmatch(found[0]) else mask


_NUMBER = r"\d"
# What a text must hold, what is hidden then, and what is written in its place.
# The order matters: a long number must not be taken for a shorter one inside it.
_MASKS: tuple[tuple[re.Pattern[str], re.Pattern[str], _Replace | str], ...] = tuple(
    (re.compile(sign, re.IGNORECASE), re.compile(pattern), mask)
    for sign, pattern, mask in (
        (r"@|соба[кч]|sobaka|[\W_]at[\W_]|[(\[{](?:a|эт)[)\]}]", _MAIL, "‹почта›"),
        (
            r"@|t\.me/|telegram\.me/|tg://|vk\.com/id|\b(?:тг|tg|телеграм|telegram)\s",
            _NICK,
            "‹ник›",
        ),
        (r"кв", _HOME, "‹адрес›"),
        (_NUMBER, _BIRTHDAY, f"{_KEPT}‹дата рождения›"),
        (_NUMBER, _ACCOUNT, "‹счёт›"),
        (_NUMBER, _CARD, _unless_years("‹карта›")),
        (_NUMBER, _ENTREPRENEUR, "‹ОГРНИП›"),
        (_NUMBER, _SNILS, "‹СНИЛС›"),
        (_NUMBER, _NAMED_TAX_NUMBER, "‹ИНН›"),
        (_NUMBER, _PASSPORT, "‹паспорт›"),
        (_NUMBER, _PHONE, "‹телефон›"),
        (_NUMBER, _NAMED_PHONE, f"{_KEPT}‹телефон›"),
        (_NUMBER, _BARE_TAX_NUMBER, "‹ИНН›"),
        (_NUMBER, _BARE_SNILS, "‹СНИЛС›"),
    )
)
_AT_ONCE = 1000  # letters
# Whose number it was: hidden only beside something that is hidden.
_NAME = r"[А-ЯЁ][а-яё]{1,20}+(?:-[А-ЯЁ][а-яё]{1,20}+)?"
_FULL_NAME = re.compile(
    rf"\b{_NAME}\s{_NAME}\s"
    r"[А-ЯЁ](?=[а-яё]{2,20}\b)[а-яё]{0,17}(?:ич|вн|чн)[а-яё]{0,2}\b"
)
_MASK = re.compile(
    "‹(?:почта|ник|адрес|дата рождения|счёт|карта|ОГРНИП|СНИЛС|паспорт|телефон|ИНН|имя)›"
)


@lru_cache(maxsize=8)  # a question passes here three times
def masked(text: str) -> str:
    """Replace personal numbers and addresses: «перезвоните на ‹телефон›».

    Without one the text stays as it was typed; else it has no invisible signs either, and its
    digits are those of Europe.
    """
    typed = _FOREIGN_DIGIT.sub(lambda found: str(int(found[0])), text.translate(_AS_TYPED))
    hidden = typed
    for sign, pattern, mask in _MASKS:
        if sign.search(hidden):
            hidden = pattern.sub(mask, hidden)
    return text if hidden == typed else _FULL_NAME.sub("‹имя›", hidden)


async def masked_off_loop(text: str) -> str:
    """As `masked`; a long text is masked in a thread, so that the event loop does not wait."""
    return masked(text) if len(text) <= _AT_ONCE else await asyncio.to_thread(masked, text)


def hides(text: str) -> bool:
    """Whether the text contains a mask."""
    return _MASK.search(text) is not None


def without_masks(text: str) -> str:
    """The text without its masks, which a search would take for words."""
    return _MASK.sub(" ", text)
