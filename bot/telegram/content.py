"""Which messages somebody has written; others only note what happened in a chat."""

from aiogram.enums import ContentType
from aiogram.types import Message

# What says something without words; the rest is a mood, a game or a place in Telegram.
SPEAKS_FOR_ITSELF = frozenset(
    {
        ContentType.PHOTO,
        ContentType.LIVE_PHOTO,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.CONTACT,
        ContentType.LOCATION,
        ContentType.VENUE,
    }
)
# A person may send one of these. If Telegram refuses to copy it to the staff, they are told.
CONTENT_TYPES = frozenset(
    {
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
        ContentType.GIVEAWAY,
        ContentType.GIVEAWAY_WINNERS,
        ContentType.INVOICE,
    }
)


def has_content(message: Message) -> bool:
    """A caption is somebody's words, also under what is of a kind that nobody here knows."""
    return message.content_type in CONTENT_TYPES or bool(message.caption)
