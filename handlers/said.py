"""What a message says, typed or written under a picture; filters for it.

Functions, not magic filters: every message is asked these, and they take a tenth of the time.
"""

from aiogram.types import Message


def said(message: Message) -> str:
    return message.text or message.caption or ""


async def is_command(message: Message) -> bool:
    return said(message).startswith("/")


async def has_words(message: Message) -> bool:
    """Whether it says something that is no command."""
    return bool(said(message)) and not said(message).startswith("/")


async def is_typed(message: Message) -> bool:
    """The same, and not under a picture."""
    return bool(message.text) and await has_words(message)
