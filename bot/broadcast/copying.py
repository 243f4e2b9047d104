"""One copy of a broadcast: the same bytes in the preview, the test and the real send."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup

from bot.broadcast.models import Broadcast


@dataclass(frozen=True, slots=True)
class Dress:
    """What is added to the message: buttons, and the note that carries them below an album.

    An album cannot have buttons of its own (copyMessages takes none).
    """

    keyboard: InlineKeyboardMarkup | None = None
    note: str = ""


DressUp = Callable[[Broadcast], Awaitable[Dress]]


@dataclass(frozen=True, slots=True)
class Copy:
    """What everybody gets."""

    broadcast: Broadcast
    dress: Dress

    @property
    def messages(self) -> int:
        """How many messages one recipient gets."""
        album = len(self.broadcast.message_ids)
        return album + 1 if album > 1 and self.dress.keyboard else album

    async def send(self, bot: Bot, chat_id: int, sent: list[int], *, quiet: bool = False) -> None:
        """Put the ids of the messages into `sent`; what is there from an earlier try stays sent."""
        origin, ids = self.broadcast.from_chat_id, self.broadcast.message_ids
        if len(ids) == 1:
            copied = await bot.copy_message(
                chat_id,
                origin,
                ids[0],
                reply_markup=self.dress.keyboard,
                disable_notification=quiet,
            )
            sent.append(copied.message_id)
            return
        if not sent:
            album = await bot.copy_messages(chat_id, origin, list(ids), disable_notification=quiet)
            sent += [copied.message_id for copied in album]
        if self.dress.keyboard:
            note = await bot.send_message(
                chat_id,
                self.dress.note,
                reply_markup=self.dress.keyboard,
                disable_notification=quiet,
            )
            sent.append(note.message_id)
