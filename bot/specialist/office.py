"""What the relay needs to know: the rows it keeps, and the words it may say."""

from dataclasses import dataclass
from typing import Protocol, Self

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from bot.audience.audit_repository import Audit
from bot.clock import Clock
from bot.specialist.copy_repository import Copies
from bot.specialist.dialogue_repository import Dialogues
from bot.specialist.enquiry_repository import Enquiries
from bot.specialist.hours import Hours
from bot.specialist.letter_repository import Letters
from bot.specialist.models import Dialogue, Enquiry, Letter, Place, Reachable, Trouble
from bot.specialist.staff_repository import Staff
from bot.storage import Database


class Shown(Protocol):
    """A text with its buttons; a `Screen` is one."""

    @property
    def text(self) -> str: ...

    def keyboard(self, username: str) -> InlineKeyboardMarkup | None: ...


class Looks(Protocol):
    """How the staff and the person are spoken to. The relay decides what, the looks decide how."""

    def topic(self, dialogue: Dialogue, enquiry: Enquiry) -> str: ...

    def card(self, dialogue: Dialogue, enquiry: Enquiry) -> Shown: ...

    def letter(self) -> Shown: ...

    def closed(self) -> Shown: ...

    def left(self) -> Shown: ...

    def delivered(self) -> Shown: ...

    def undelivered(self, trouble: Trouble) -> Shown: ...


@dataclass(frozen=True, slots=True)
class Office:
    dialogues: Dialogues
    enquiries: Enquiries
    letters: Letters
    copies: Copies
    staff: Staff
    hours: Hours
    clock: Clock
    audit: Audit

    @classmethod
    def over(cls, database: Database, clock: Clock, staff: Staff, hours: Hours) -> Self:
        return cls(
            dialogues=Dialogues(database, clock),
            enquiries=Enquiries(database, clock),
            letters=Letters(database, clock),
            copies=Copies(database),
            staff=staff,
            hours=hours,
            clock=clock,
            audit=Audit(database, clock),
        )

    @property
    def reachable(self) -> Reachable:
        open_now = self.hours.open_at(self.clock())
        return Reachable(bool(self.staff.chats), self.hours.words, open_now)

    async def follow(self, old_chat: int, new_chat: int) -> None:
        """The staff's group has a new id, and what waits goes there."""
        await self.staff.follow(old_chat, new_chat)
        await self.letters.retarget(old_chat, new_chat)


async def put(bot: Bot, shown: Shown, place: Place) -> int:
    """Send into the place, as an answer to its card where it has one; return the message's id."""
    answered = (
        ReplyParameters(message_id=place.card, allow_sending_without_reply=True)
        if place.card
        else None
    )
    sent = await bot.send_message(
        place.chat_id,
        shown.text,
        message_thread_id=place.topic_id,
        reply_parameters=answered,
        reply_markup=await keyboard(bot, shown),
    )
    return sent.message_id


async def tell_author(bot: Bot, shown: Shown, letter: Letter, dialogue: Dialogue) -> None:
    """Say something about a letter where it was written."""
    topic = dialogue.topic_id if dialogue.chat_id == letter.from_chat else None
    await put(bot, shown, Place(letter.from_chat, topic, letter.from_message or None))


async def edit_card(
    bot: Bot, office: Office, looks: Looks, letter: Letter, dialogue: Dialogue
) -> None:
    """Show the card as dialogue and enquiry are now; Telegram's refusals are raised."""
    card = looks.card(dialogue, await office.enquiries.get(letter.enquiry_id or 0))
    await bot.edit_message_text(
        card.text,
        chat_id=letter.to_chat,
        message_id=letter.to_message,
        reply_markup=await keyboard(bot, card),
    )


async def keyboard(bot: Bot, shown: Shown) -> InlineKeyboardMarkup | None:
    return shown.keyboard((await bot.me()).username or "")
