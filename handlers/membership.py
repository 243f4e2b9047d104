from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import KICKED, MEMBER, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated

from bot.audience.repository import Audience
from bot.specialist.relay import Relay


def build_router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(mark_blocked, ChatMemberUpdatedFilter(KICKED))
    router.my_chat_member.register(mark_returned, ChatMemberUpdatedFilter(MEMBER))
    return router


async def mark_blocked(event: ChatMemberUpdated, audience: Audience) -> None:
    await audience.mark(event.from_user.id, "blocked")


async def mark_returned(
    event: ChatMemberUpdated, bot: Bot, audience: Audience, relay: Relay
) -> None:
    await audience.mark(event.from_user.id, "active")
    await relay.welcome(bot, event.from_user.id)
