"""Words that open a screen as a command does: «меню», «настройки»."""

from collections.abc import Iterator

from bot.conversation.texts import TEXT_COMMANDS
from bot.search.text import as_english, as_russian, sound_key, words


def _plain(text: str) -> str:
    return " ".join(words(text))


_SCREENS = {_plain(phrase): name for name, phrases in TEXT_COMMANDS.items() for phrase in phrases}
_MOST_WORDS = max(len(phrase.split()) for phrase in _SCREENS)
_SOUNDS = {sound_key(phrase): name for phrase, name in _SCREENS.items()}


def screen_of(text: str) -> str | None:
    """The screen that a whole message asks for, in whatever layout or letters; None for anything else."""
    if len(text.split(maxsplit=_MOST_WORDS)) > _MOST_WORDS:
        return None
    found = (_SCREENS.get(reading) for reading in _readings(text))
    return next(filter(None, found), None) or _by_sound(text)


def _readings(text: str) -> Iterator[str]:
    """«vty.» ends with a letter of the other layout, «yfcnhjqrb.» with a full stop."""
    yield _plain(text)
    yield _plain(as_russian(text))
    yield _plain(as_russian(text.rstrip(".,!?")))
    yield _plain(as_english(text))


def _by_sound(text: str) -> str | None:
    """«menyu» is «меню»; but a slip in a command is asked about, not acted upon."""
    spelled = text.isascii() and not text.startswith("/")
    return _SOUNDS.get(sound_key(_plain(text))) if spelled else None
