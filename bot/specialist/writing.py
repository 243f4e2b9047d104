"""What of Telegram's messages can go across."""

from dataclasses import replace

from aiogram import F
from aiogram.enums import ContentType
from aiogram.types import Message

from bot.questions.masks import masked
from bot.specialist.models import Written

_KINDS = {  # what among them Telegram will not copy is told of, not lost
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.LIVE_PHOTO,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
    ContentType.AUDIO,
    ContentType.DOCUMENT,
    ContentType.ANIMATION,
    ContentType.STICKER,
    ContentType.CONTACT,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.POLL,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.STORY,
    ContentType.CHECKLIST,
    ContentType.PAID_MEDIA,
    ContentType.RICH_MESSAGE,
}
_BY_PEOPLE = ~F.from_user.is_bot | F.sender_chat  # an anonymous admin writes as their group
CARRIED = F.content_type.in_(_KINDS) & ~F.text.startswith("/") & _BY_PEOPLE
EDITED = CARRIED & ~F.location  # a live location reports every step as an edit


def written(message: Message) -> Written:
    """Where a person's message is; what it says stays in Telegram."""
    return Written(message.chat.id, message.message_id, message.media_group_id or "")


def worded(message: Message) -> Written:
    """As `written`, with the staff's words, which can become an answer: masked, Telegram's HTML."""
    return replace(written(message), words=masked(message.html_text))
