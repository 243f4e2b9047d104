"""The text of a file as an editor's program has saved it, or why it cannot be read."""

import re
from collections.abc import Iterator

_BYTE_ORDER_MARKS = {  # the longer ones first: they begin like the shorter ones
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")
_WINDOWS = "cp1251"
# What Russian texts are saved in beside UTF-8, by the names that editors' programs have for it.
_NAMES = {
    _WINDOWS: "Windows-1251",
    "cp866": "MS-DOS (cp866)",
    "koi8-r": "KOI8-R",
    "mac-cyrillic": "Macintosh (MacCyrillic)",
    "iso8859-5": "ISO-8859-5",
}
_TAKEN_FOR = (_WINDOWS, "cp1252", "latin-1", "cp866")  # by a program that then saves in UTF-8
SAVE_AS = "сохраните исходный файл в UTF-8 (в Excel — «CSV UTF-8»)"

# The pairs of letters of which three quarters of Russian words consist.
_USUAL = (
    "ст ро та ко ка по пр ра ос на ен од ов го те но ск ан да то ор ат ни ер ле ки за ав во ит мо "
    "ре ом ли вы де ар ва ол ал ль тр сп ти ла ес ин ог от ет ия ны нт ть ед ри ло ак ел вк ок не "
    "ме он ыс ве до ку си ма ик кс ас рт ру эк ис ая ие ты кт ой бо ам ек об ай ля ду кв се ди пл "
    "нд са из уд ци пе ус ий ми ил па"
)
_USUAL_PAIRS = frozenset(_USUAL.split())
# Seldom in a Russian text: letters and signs of others, «ЗнакИ», «вeк», «слов€».
_FLAW = re.compile(
    r"[^\x00-\x7fА-Яа-яЁё«»„“”‘’–—…№€°©®™•\xa0\xad±²³×₽\u200b-\u206f\ufeff]"
    r"|[а-яё][А-ЯЁA-Za-z€°©®™•±²³×₽]|[A-Za-z][а-яё]|[»”№€](?=[а-яё])|\b[ьъыЬЪЫ]|\?(?=\?)"
)
_FLAW_WEIGHT = 2
_SURELY = 0.5  # usual pairs a letter
_LEAST = 2
_MARGIN = 6  # mistaken letters of one word make a larger difference
# Nobody sees or types these signs; U+200D, which joins emoji, is none of them.
INVISIBLE = re.compile(r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_END_OF_FILE = "\x1a"  # of MS-DOS
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class EncodingError(Exception):
    """Why a text cannot be read, in words for an editor."""


def decode(data: bytes, *, windows: bool = False) -> str:
    """The text of a file in UTF-8, or with a byte order mark in UTF-16.

    It has no invisible signs, and its lines end with a line feed. With `windows` it is also read in
    Windows-1251. Raises EncodingError for every other file, and for
    one whose letters a program has mistaken before it saved them.
    """
    if data.startswith(_DOCUMENTS):
        raise EncodingError(f"это не текст, а документ или архив: {SAVE_AS}")
    text = INVISIBLE.sub("", _decoded(data, windows=windows))
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix(_END_OF_FILE)
    for number, line in enumerate(text.split("\n"), start=1):
        if reason := _reason(line):
            raise EncodingError(f"строка {number}: {reason}")
    return text


def _reason(line: str) -> str:
    if _CONTROL.search(line):
        return f"непечатаемый знак, это не текст: {SAVE_AS}"
    if "\ufffd" in line:
        return "вместо буквы знак «\ufffd»: наберите слово заново"
    if meant := mistaken(line):
        return f"буквы подменены, раньше было «{meant.strip()[:40]}»: {SAVE_AS}"
    return ""


def mistaken(text: str) -> str:
    """What was typed, where a program has taken the letters for others: «Проба» for «РџСЂРѕР±Р°».

    Empty where the letters are those that were typed.
    """
    if text.isascii():
        return ""
    likeness = _likeness(text)
    foreign = len(text.encode()) - len(text)  # two bytes a letter
    if likeness >= foreign * _SURELY or (likeness > 0 and not _FLAW.search(text)):
        return ""
    meant = max(_readings(text), key=_likeness)
    return meant if _likeness(meant) >= max(likeness + _MARGIN, _LEAST) else ""


def _decoded(data: bytes, *, windows: bool) -> str:
    marked = (name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark))
    try:
        return data.decode(next(marked, "utf-8"))
    except UnicodeDecodeError as error:
        broken = error.start
    texts = {name: data.decode(name, "replace") for name in (*_NAMES, "utf-8")}
    nearest = max(texts, key=lambda name: _likeness(texts[name]))
    if _likeness(texts[nearest]) <= 0:
        raise EncodingError(f"кодировка файла не узнаётся: {SAVE_AS}")
    if windows and nearest == _WINDOWS:
        return texts[nearest]
    if nearest in _NAMES:
        raise EncodingError(f"файл в кодировке {_NAMES[nearest]}: {SAVE_AS}")
    before = data[:broken].decode()
    raise EncodingError(
        f"строка {_line(before, broken)}: испорчен знак после «{before[-20:].strip()}»: "
        "наберите слово заново и сохраните файл в UTF-8"
    )


def _readings(text: str) -> Iterator[str]:
    """The text, had each of the usual mistakes been made with it."""
    for name in _TAKEN_FOR:
        data = text.encode(name, "replace")
        yield from (data.decode(other, "replace") for other in (*_NAMES, "utf-8") if other != name)


def _likeness(text: str) -> int:
    """How much it looks like Russian; 0 for a text in other letters."""
    letters = text.lower()
    usual = sum(map(_USUAL_PAIRS.__contains__, map(str.__add__, letters, letters[1:])))
    return usual - _FLAW_WEIGHT * len(_FLAW.findall(text))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
