"""What a message says, typed or written under a picture."""

from aiogram import F
from aiogram.types import Message


def said(message: Message) -> str:
    return message.text or message.caption or ""


SAID = F.func(said)
COMMAND = SAID.startswith("/")
