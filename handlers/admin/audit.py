from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.audit_repository import Audit
from bot.ui.callbacks.audit import OpenAudit
from bot.ui.showing import show
from bot.ui.views import audit as views


def build_router() -> Router:
    router = Router(name="audit")
    router.message.register(show_audit, Command("audit"))
    router.callback_query.register(open_audit, OpenAudit.filter())
    return router


async def show_audit(message: Message, audit: Audit) -> None:
    await _show(message, audit, OpenAudit())


async def open_audit(query: CallbackQuery, callback_data: OpenAudit, audit: Audit) -> None:
    await _show(query, audit, callback_data)


async def _show(event: Message | CallbackQuery, audit: Audit, here: OpenAudit) -> None:
    """A page past the end is the last one."""
    pages = max(1, -(-await audit.count() // views.PAGE_SIZE))
    here = here.turned(page=min(here.page, pages - 1))
    found = await audit.latest(views.PAGE_SIZE, here.page * views.PAGE_SIZE)
    await show(event, views.audit(found, pages, here))
