"""Phrases that open a screen as a command does: «меню», «настройки»."""

from collections.abc import Iterator

from bot.search.text import as_english, as_russian, sound_key, words

# By the name of the command; `handlers` knows what each name opens.
PHRASES = {
    "menu": (
        *("меню", "главное меню", "в меню", "покажи меню", "открой меню", "menu", "main menu"),
        *("старт", "начать", "начало", "в начало", "сначала", "start", "home"),
        *("назад", "вернуться", "вернуться назад", "обратно", "back"),
        *("отмена", "отменить", "выход", "выйти", "cancel", "exit"),
        *("главная", "на главную", "главная страница", "домой"),
    ),
    "help": (
        *("помощь", "помоги", "помогите", "нужна помощь", "хелп", "help"),
        *("что ты умеешь", "что вы умеете", "что умеешь", "что умеет бот", "что ты можешь"),
        *("чем ты можешь помочь", "чем вы можете помочь", "чем можешь помочь", "чем поможешь"),
        *(
            "как тобой пользоваться",
            "как пользоваться ботом",
            "как пользоваться",
            "как ты работаешь",
        ),
        *("команды", "список команд", "инструкция", "what can you do"),
    ),
    "settings": ("настройки", "открой настройки", "мои настройки", "settings"),
    "saved": ("избранное", "моё избранное", "сохранённое", "сохранённые ответы", "мои ответы"),
    "events": (
        *("мои выставки", "сохранённые выставки", "избранные выставки"),
        *("мои события", "сохранённые события", "мои сроки", "мои даты"),
    ),
    "applications": (
        *("мои заявки", "моя заявка", "отозвать заявку", "отменить заявку"),
        *("отозвать мою заявку", "отменить мою заявку", "хочу отозвать заявку"),
    ),
    "calendar": ("календарь", "открой календарь", "покажи календарь"),
    "exhibitions": ("календарь выставок",),
    "study": ("календарь учёбы", "сроки учёбы", "календарь экзаменов"),
    "courses": (
        *("подбор учёбы", "подобрать учёбу", "подбери учёбу", "подбор курса", "подобрать курс"),
        *("выбрать курс", "каталог курсов", "список курсов", "все курсы", "какие есть курсы"),
        *("сравнить курсы", "сравнение курсов", "сравнить программы", "сравнить центры"),
    ),
    "specialist": (
        *("человек", "живой человек", "нужен человек", "мне нужен человек", "хочу человека"),
        *("позвать человека", "позови человека", "позовите человека", "соедини с человеком"),
        *("хочу поговорить с человеком", "поговорить с человеком", "связаться с человеком"),
        *("оператор", "позвать оператора", "позови оператора", "позовите оператора"),
        *("нужен оператор", "соедините с оператором", "хочу поговорить с оператором"),
        *("специалист", "нужен специалист", "позвать специалиста", "позовите специалиста"),
        *("спросить специалиста", "написать специалисту", "вопрос специалисту"),
        *("хочу поговорить со специалистом", "связаться со специалистом"),
        *("жалоба", "пожаловаться", "хочу пожаловаться", "оставить жалобу"),
        *("связаться с вами", "как с вами связаться", "хочу связаться с вами", "написать вам"),
        *("техподдержка", "служба поддержки", "operator"),
    ),
}


def _plain(text: str) -> str:
    return " ".join(words(text))


_COMMANDS = {_plain(phrase): name for name, phrases in PHRASES.items() for phrase in phrases}
_MOST_WORDS = max(len(phrase.split()) for phrase in _COMMANDS)
_LONGEST = 3 * max(map(len, _COMMANDS))  # signs around a phrase, letters in transliteration
_SOUNDS = {sound_key(phrase): name for phrase, name in _COMMANDS.items()}


def text_command(text: str) -> str | None:
    """The command that the whole message means, whatever its keyboard layout or alphabet."""
    if len(text) > _LONGEST or len(text.split(maxsplit=_MOST_WORDS)) > _MOST_WORDS:
        return None
    found = (_COMMANDS.get(reading) for reading in _readings(text))
    return next(filter(None, found), None) or _by_sound(text)


def _readings(text: str) -> Iterator[str]:
    """The text in both keyboard layouts; a full stop may be the letter «ю» or a full stop."""
    yield _plain(text)
    yield _plain(as_russian(text))
    yield _plain(as_russian(text.rstrip(".,!?")))
    yield _plain(as_english(text))


def _by_sound(text: str) -> str | None:
    """«menyu» means «меню». A misspelt /command is not corrected here: the bot asks first."""
    spelled = text.isascii() and not text.startswith("/")
    return _SOUNDS.get(sound_key(_plain(text))) if spelled else None
