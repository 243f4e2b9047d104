"""From text to words: normalisation, stems, transliteration, keyboard layouts."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

LONGEST = 1200  # letters of a question that are read; Telegram allows 4,096
MOST_WORDS = 60  # of a question that are read
_MOST_LETTERS = 4 * LONGEST  # of any text; one sign may stand for eighteen: «ﷺ»
_LONGEST_WORD = 200  # letters: what follows them tells nothing, and words are remembered

_INVISIBLE = re.compile(r"[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
SHORT_YEAR = re.compile(r"1[89]|2\d|3\d")
_YEAR = frozenset({"г", "гг", "год", "года", "году", "годе"})
_WORD = re.compile(r"\d+|[a-z]+|[а-я]+")
_RUN = re.compile(r"[a-zа-я]+")
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_LOOKALIKES = str.maketrans("aceopxykmhtb", "асеорхукмнтв")

# Words that say nothing about the subject of a question. Question words («сколько», «где») are not
# among them: they tell one fact about a subject from another.
STOP_WORDS = frozenset(
    """
    а без блин бы был была были было быть в вам вас ваш ваша ваше вашей ваши во вообще вот
    все всего всех вы да даже для до добрый его ее ей ему если есть еще же за здравствуйте и
    из или им их к как какая какие каким каких какое какой ко короче кстати ли либо меня мне
    моего моей мои мой мою моя мы на над нам нас наш наша наше нашего нашей наши нашу не
    него нее ней нем нему нет ни них но ну о об он она они оно от по под подскажи подскажите
    пожалуйста при привет про просто прям раз ребят с сам своего своей свои своих свой свою
    себе себя скажи скажите со спасибо так такая также такое такой там те тем типа то тоже
    той только том тот ту тут ты у уж уже хоть чем что чтобы эта этим этих это этого этой
    этом этот эту я
    будто ваще видел видела вобще вроде глянуть говорили интересно интересует интересуюсь
    кажется кароче короч мол напомни напомните норм нормально объясни объясните пж пжл пжста
    плиз пожалста понимаю понять посмотреть посоветуй посоветуйте поясни поясните разобраться
    расскажи расскажите реально слыхал слышал слышала слышали типо толком узнать услышал
    хотелось хочется че читал читала чо чтоб якобы
    вкратце коротко кратко пальцах подробнее подробно понятно простыми словами
    могу могут можем может можете смогу сможем ответь ответьте
    a allowed an and any are as at be been by can could did do does for from had has have i in is
    it its me my of on or our please some that the there they this to us was we were with you
    your
    """.split()  # noqa: SIM905 - a paragraph of words is easier to keep than a list of literals
)

# Everyday words, which tell little about a card but are never typos of another word.
SPOKEN = STOP_WORDS | frozenset(
    """
    больше брать будет будут быть взять вместо вокруг восемь всегда второй где говорят
    давать дать дают два две девять делать делают десять должен должна должны есть ехать еще
    зачем здесь знает знаете знаю идти иногда каков какова каковы какого какой каком какому
    какую кем когда кого ком кому которая которого которое которой которую которые который
    которых кроме кто куда лучше мало между меньше много можно надо
    нельзя никогда нужно один одна одно около откуда очень первый перед пойти после потом
    почему против пять ради самая самое самый сделать сейчас семь сквозь сколько среди стал
    стала стали стать сюда там теперь тогда третий три туда уже хотел хотела хотим хочу хуже
    чего чей чему через четыре что чье чьего чьей чьи чья шесть
    how many much what when where which who whom whose why
    """.split()  # noqa: SIM905
)


class _Stemmers(threading.local):
    """A pair for each thread: a Snowball stemmer must not be shared between threads."""

    def __init__(self) -> None:
        self.russian = Stemmer.Stemmer("russian")
        self.english = Stemmer.Stemmer("english")


_STEMMERS = _Stemmers()


def normalise(text: str) -> str:
    """Unify case, letter forms, ё and е, spaces in numbers; drop accents and invisible signs."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:_MOST_LETTERS]))
    text = _INVISIBLE.sub("", text[:_MOST_LETTERS].lower()).replace("ё", "е")
    return _RUN.sub(lambda found: one_alphabet(found[0]), _THOUSANDS.sub("", text))


def one_alphabet(word: str) -> str:
    """Return a word of mixed letters in Cyrillic, if each Latin letter looks like one: «MЭЦ»."""
    if not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    folded = word.translate(_LOOKALIKES)
    return word if _LATIN.search(folded) else folded


@lru_cache(maxsize=512)  # a question passes here a dozen times, beside the sentences of a card
def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of any text, normalised and in order; «25 год» is 2025."""
    found = [(word.lstrip("0") or word)[:_LONGEST_WORD] for word in _WORD.findall(normalise(text))]
    return tuple(
        f"20{word}" if SHORT_YEAR.fullmatch(word) and after in _YEAR else word
        for word, after in zip(found, (*found[1:], ""), strict=False)
    )


def sentences(text: str) -> list[str]:
    """Return the sentences and lines of a text."""
    return list(filter(None, _SENTENCE_END.split(text)))


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Return the Snowball stem of one normalised word; a number is its own stem."""
    language = _STEMMERS.english if "a" <= word[0] <= "z" else _STEMMERS.russian
    found: str = language.stemWord(word)
    return found


def is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word[:2] in {"19", "20"}  # noqa: PLR2004


_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcie", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
)
# Spellings of one letter in different schemes of transliteration; the longer come first.
_SPELLINGS = (
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
    """Return the same key for every spelling of a word: «щука», «shchuka», «schuka»."""
    key = word.translate(_LETTERS)
    for spelling, letter in _SPELLINGS:
        key = spelling.sub(letter, key)
    return key


def as_cyrillic(word: str) -> str:
    """Return the likeliest Cyrillic spelling of a transliterated word."""
    for spelling, letters in _TO_CYRILLIC:
        word = word.replace(spelling, letters)
    return word


_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_ENGLISH_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>/?@#$^&'
_RUSSIAN_SHIFTED = 'ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ.,"№;:?'

_TO_RUSSIAN = str.maketrans(_ENGLISH + _ENGLISH_SHIFTED, _RUSSIAN + _RUSSIAN_SHIFTED)
_TO_ENGLISH = str.maketrans(_RUSSIAN + _RUSSIAN_SHIFTED, _ENGLISH + _ENGLISH_SHIFTED)


def as_russian(piece: str) -> str:
    """Return what the same keys type in the Russian layout: «привет» for «ghbdtn»."""
    return piece.translate(_TO_RUSSIAN)


def as_english(piece: str) -> str:
    """Return what the same keys type in the English layout: «gitex» for «пшеуч»."""
    return piece.translate(_TO_ENGLISH)
