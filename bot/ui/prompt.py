"""A message that asks for a reply: the app opens its reply field by itself."""

from aiogram import Bot
from aiogram.types import ForceReply


async def invite_reply(bot: Bot, chat_id: int, text: str, placeholder: str) -> int:
    """Return the id of the message that is to be replied to."""
    sent = await bot.send_message(
        chat_id, text, reply_markup=ForceReply(input_field_placeholder=placeholder)
    )
    return sent.message_id
