"""A word of control, typed instead of pressed, opens its room as a command does."""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from aiogram import F, Router
from aiogram.filters import BaseFilter, MagicData
from aiogram.types import Message

from bot.search.repair.layout import as_english, as_russian
from bot.search.text import words
from bot.search.translit import sound_key
from bot.ui.texts.spoken import SPOKEN
from handlers.said import said

Handler = Callable[..., Awaitable[None]]


def _plain(text: str) -> str:
    return " ".join(words(text))


_ROOMS = {_plain(phrase): room for room, phrases in SPOKEN.items() for phrase in phrases}
_MOST_WORDS = max(len(phrase.split()) for phrase in _ROOMS)
_SOUNDS = {sound_key(phrase): room for phrase, room in _ROOMS.items()}


class Spoken(BaseFilter):
    """A whole message that asks for a room; the routes below get its name as `room`."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        room = room_of(said(message))
        return {"room": room} if room else False


def build_router(rooms: Mapping[str, Handler]) -> Router:
    """`rooms` are the handlers of the commands, by the names in the table of words."""
    router = Router(name="spoken")
    for observer in (router.message, router.edited_message):
        observer.filter(Spoken())
        for room, handler in rooms.items():
            observer.register(handler, MagicData(F.room == room))
    return router


def room_of(text: str) -> str | None:
    """The room a person asks for, in whatever layout or letters; None for anything else."""
    if len(text.split(maxsplit=_MOST_WORDS)) > _MOST_WORDS:
        return None
    found = (_ROOMS.get(reading) for reading in _readings(text))
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
