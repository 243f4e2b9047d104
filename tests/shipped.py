"""The content that comes with the bot, read once by the first test that asks for it."""

from functools import cache

from bot.knowledge.check import check
from bot.knowledge.files import Content
from bot.settings import KNOWLEDGE


@cache
def content() -> Content:
    return check(KNOWLEDGE)
