"""A file is a message of its own: a menu message cannot become one."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import BufferedInputFile


@dataclass(frozen=True, slots=True)
class File:
    """`caption` is Telegram HTML, at most 1024 characters."""

    name: str
    content: bytes
    caption: str = ""


async def send_file(bot: Bot, chat_id: int, file: File) -> None:
    document = BufferedInputFile(file.content, file.name)
    await bot.send_document(chat_id, document, caption=file.caption)
