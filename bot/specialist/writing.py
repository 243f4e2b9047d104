"""What of Telegram's messages can go across."""

from aiogram import F
from aiogram.enums import ContentType
from aiogram.types import Message

from bot.specialist.models import Written

_KINDS = {
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
}
CARRIED = F.content_type.in_(_KINDS) & ~F.text.startswith("/") & ~F.from_user.is_bot
EDITED = CARRIED & ~F.location  # a live location reports every step as an edit


def written(message: Message) -> Written:
    """`words` are in Telegram's HTML, empty for anything but text."""
    words = message.html_text if message.text is not None else ""
    return Written(message.chat.id, message.message_id, message.media_group_id or "", words)
