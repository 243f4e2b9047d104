"""Where a message stands; filters for it, functions as those of `handlers.said` are."""

from aiogram.enums import ChatType
from aiogram.types import Message

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


async def in_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


async def in_group(message: Message) -> bool:
    return message.chat.type in GROUPS
