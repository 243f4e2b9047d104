"""The words of a message in a conversation: what it points at, what it asks, what it names."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.search.text import SPOKEN, STOP_WORDS, stem, words

BEGINS = frozenset({"а", "и", "но", "ну", "тогда", "and", "but", "or"})
CHANGES = frozenset({"кстати", "другой", "другое", "другая", "тема", "анекдот"})
DEICTIC = frozenset(
    """
    это этот эта эти этого этой этом этим этому этих там туда оттуда тут здесь он она оно
    они его ее ей ему им их него нее ней нем ним ними них такой такая такое такие такого
    тот та те того той том тому которые который it its they them there that this those he
    she
    """.split()  # noqa: SIM905
)
ASKS = frozenset(
    """
    где когда када кагда куда откуда кто кому кого кем что чего чему чем сколько сколко
    скока скоко сколька какой какая какое какие каких какую каком какого какому каким как
    почему зачем чей можно нужно нужна нужен надо есть ли стоит стоил стоила стоило стоят
    who what where when how which can many much
    """.split()  # noqa: SIM905
)
_DEFINES = re.compile(
    r"(?:(?:а|и|и ещё|и еще|кстати|(?:под|рас)?скажи\w{0,4}|ну)[\s,:]{1,3}){0,3}"
    r"(?:что так|кто так|what is|what are|who is|про |об? )",
    re.IGNORECASE,
)
# «роп что это»: it may be asked at the end too.
_DEFINES_LAST = re.compile(r"(?:что|кто) (?:это|так\w{2,3})\W{0,5}\Z", re.IGNORECASE)
# «а в тушино?», «а фонда займов?»: another one, and what was asked of the first.
ANOTHER = re.compile(
    r"(?:а|и|and)\s+(?:(?:в|во|на|у|про|из|с|со|по|in)\s+)?\w+(?:[\s-]\w+)?\W*",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"(?:(?:да|нет|ой|стоп|погоди)[\s,.!—-]{1,3}){0,3}"
    r"не (?:(?:в|во|на|по|про|из|для) )?(?P<not>\w+)[\s,.—-]{1,3}а (?P<meant>\w.*)",
    re.IGNORECASE,
)
# What may be asked of any subject, by the beginnings of words: «адрес», «сколько стоит», «условия».
_ASPECTS = tuple(
    """
    адрес балл берут бесплатн билет бывает вариант взнос влож возраст вступлен вход выдач выход
    график дата дедлайн деньг деталь диплом директор дистанционн длит длител добира доехать
    документ доступ друг заверш заказ закончи закрыт запис зарплат заявк заявлен иностран ип
    исключен итог квот компани конкурс контакт критери куратор курс лектор лет льгот максимальн
    медленн мест место метро минимальн минус находит нача номер нужн общежит ограничен онлайн
    ооо оплат оплачив организатор отзыв отказ открыва открыл открыт отлич оформ очн парковк
    перевод период плат платеж платн плюс погаш подав подат подход полож получ получен пользу
    порядок почт пошлин преимуществ преподават прием приз пример приём программ пройд пропуск
    проход процедур процент работа размер разниц расписан результат риск руб руководит сайт
    самозанят сертификат скидк скольк скор смысл совет создан список способ справк срок ставк
    стандарт стипенд стоимост стоит сумм тариф телефон тип требован трудоустр участ учат учил
    учред цель цен числ шаг штраф экзамен этап юрлиц
    язык английск
    address cost date deadline document fee phone price rate requirement schedule site term
    """.split()  # noqa: SIM905
)
_PERSON = frozenset({"мне", "нам", "меня", "нас", "я", "мы"})
_SMALL = frozenset({"подо", "обо", "изо", "передо"})
_ADJECTIVE = re.compile(r"\w(?:[ыи]й|[ая]я|[ое]е|[^нт]ие|ые)\Z")
_BEGINNINGS = tuple(each for each in _ASPECTS if len(each) > 3)  # noqa: PLR2004 - the rest are stems


def own_words(typed: Iterable[str]) -> tuple[str, ...]:
    """The words of a message that carry what is asked, without pronouns and question words."""
    return tuple(
        word
        for word in typed
        if word not in STOP_WORDS
        and word not in SPOKEN
        and word not in DEICTIC
        and word not in ASKS
        and word not in BEGINS
        and word not in _SMALL
    )


def telling_words(typed: Iterable[str]) -> tuple[str, ...]:
    """Those of the own words that name a subject rather than what is asked of one, or a number."""
    return tuple(word for word in own_words(typed) if not is_aspect(word) and not word.isdecimal())


def lacks_noun(naming: Iterable[str]) -> bool:
    """Whether words that name something are adjectives alone: «федеральное что-то есть?»."""
    return all(map(_ADJECTIVE.search, naming))


def subject_words(text: str) -> str:
    """What a question is about, without what it asks: «записаться в «Профессии будущего»».

    The whole text where nothing else is left.
    """
    typed = words(text)
    kept = [word for word in typed if word not in ASKS and not is_aspect(word)]
    return " ".join(kept) if own_words(kept) else text


def replaced_word(text: str) -> tuple[str, str] | None:
    """The word taken back and what was meant: «егэ», «огэ» of «ой, не егэ, а огэ»."""
    found = _NOT_BUT.fullmatch(text.strip())
    return (found["not"].lower(), found["meant"]) if found else None


def asks(text: str) -> bool:
    return any(word in ASKS or is_aspect(word) for word in words(text))


def asks_what_it_is(text: str) -> bool:
    """«Что такое роп», «роп что это»."""
    said = text.strip()
    return bool(_DEFINES.match(said) or _DEFINES_LAST.search(said))


def asks_nothing(text: str) -> bool:
    """Whether a message has no word that points, asks or names: «норм», «всё», «123».

    «Мне 53» tells something of the person.
    """
    typed = words(text)
    leans = typed[:1] and typed[0] in BEGINS
    if any(map(str.isdecimal, typed)) and not _PERSON.isdisjoint(typed):
        return False
    points = any(word in DEICTIC or word in ASKS for word in typed)
    return not leans and not points and not any(map(str.isalpha, own_words(typed)))


@lru_cache(maxsize=10_000)
def is_aspect(word: str) -> bool:
    return stem(word) in _ASPECTS or word.startswith(_BEGINNINGS)


# Between two questions in one line: the end of the first, or «и» before a question word.
_BETWEEN = re.compile(
    r"(?<![?!.;])[?!.;]++ (?:(?:и|а|а ещё|и ещё|ещё|также|ещё вопрос:?) )?"
    r"|,? (?:и|а|а также|и ещё|а ещё|плюс|заодно) "
    r"(?=(?:как|кто|кого|кому|где|куда|когда|сколько|почему|зачем|какой|какая|какие|каких|что|"
    r"чем|можно|нужно|нужен|нужна|надо|есть)\b)",
    re.IGNORECASE,
)


def two_questions(text: str) -> tuple[str, str] | None:
    """The two questions of a message, each with a question word and words of its own.

    None where the second leans on the first («и где его получить»), or there are more or fewer.
    """
    line = " ".join(text.replace("\n", "; ").split())
    halves = [half for half in _BETWEEN.split(line) if half.strip()]
    if len(halves) != 2:  # noqa: PLR2004
        return None
    for half in halves:
        typed = words(half)
        if ASKS.isdisjoint(typed) or not DEICTIC.isdisjoint(typed) or not own_words(typed):
            return None
    return halves[0], halves[1]
