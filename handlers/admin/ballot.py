from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.audit_repository import Audit
from bot.events.votes_repository import Votes
from bot.ui.callbacks.ballot import ExportVotes, OpenVotes
from bot.ui.files import send_file
from bot.ui.showing import show
from bot.ui.views import ballot as views


def build_router() -> Router:
    router = Router(name="admin ballot")
    router.message.register(show_votes, Command("votes"))
    router.callback_query.register(open_votes, OpenVotes.filter())
    router.callback_query.register(export_votes, ExportVotes.filter())
    return router


async def show_votes(message: Message, votes: Votes) -> None:
    await show(message, views.totals(await votes.totals(), votes.ballot, OpenVotes()))


async def open_votes(query: CallbackQuery, callback_data: OpenVotes, votes: Votes) -> None:
    await show(query, views.totals(await votes.totals(), votes.ballot, callback_data))


async def export_votes(query: CallbackQuery, bot: Bot, votes: Votes, audit: Audit) -> None:
    found = await votes.totals()
    await audit.record(query.from_user.id, "export votes", str(votes.ballot.year))
    await send_file(bot, query.from_user.id, views.votes_file(found, votes.ballot))
