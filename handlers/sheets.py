"""Spreadsheets that editors send and get."""

import asyncio

from aiogram import Bot
from aiogram.types import CallbackQuery, Document, Message

from bot.editing.models import Outcome
from bot.editing.service import EditingService
from bot.knowledge.files import ContentError
from bot.sheets import screens, texts
from bot.sheets.buttons import ApplyUpload, ExportSheet, OpenSheets, OpenUpload
from bot.sheets.files import read_sheet, write_sheet
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.screen import notice
from bot.ui.show import File, send_file, show
from handlers.filters import May

SHEETS = (".xlsx", ".csv", ".tsv", ".txt", ".xls", ".xlsm")
MOST_BYTES = 20 * 2**20  # of a file that Telegram lets a bot download


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.message(take_sheet, is_sheet)
    editor.press(open_sheets, OpenSheets.filter())
    editor.press(export_sheet, ExportSheet.filter())
    editor.press(apply_upload, ApplyUpload.filter())
    editor.press(open_upload, OpenUpload.filter())


async def is_sheet(message: Message) -> bool:
    name = message.document.file_name if message.document else None
    return (name or "").lower().endswith(SHEETS)


async def open_sheets(query: CallbackQuery, callback_data: OpenSheets) -> None:
    await show(query, screens.sheets(callback_data))


async def export_sheet(
    query: CallbackQuery, callback_data: ExportSheet, bot: Bot, editing: EditingService
) -> None:
    kind = callback_data.kind
    said, revisions = await editing.uploads.export(kind, query.from_user.id)
    found = await asyncio.to_thread(write_sheet, kind, said, revisions, xlsx=callback_data.xlsx)
    await send_file(bot, query.from_user.id, File(found.name, found.content))


async def take_sheet(message: Message, bot: Bot, editing: EditingService) -> None:
    """Nothing changes yet: the editor sees what would."""
    document = message.document
    if document is None or (document.file_size or 0) > MOST_BYTES:
        await show(message, notice(texts.TOO_BIG))
        return
    await _preview_sheet(message, document, bot, editing)


async def _preview_sheet(
    message: Message, document: Document, bot: Bot, editing: EditingService
) -> None:
    name, editor_id = document.file_name or "", message.chat.id
    downloaded = await bot.download(document)
    try:
        sheet = await asyncio.to_thread(read_sheet, name, downloaded.read() if downloaded else b"")
    except ContentError as error:
        await show(message, screens.upload_refused(error.problems))
        return
    upload_id = await editing.uploads.keep(editor_id, name, sheet)
    await show(message, screens.upload(await editing.uploads.plan(upload_id, editor_id)))


async def apply_upload(
    query: CallbackQuery, callback_data: ApplyUpload, editing: EditingService
) -> str | None:
    upload_id, editor_id = callback_data.upload_id, query.from_user.id
    plan = await editing.uploads.plan(upload_id, editor_id)
    if plan.removes_much and not callback_data.sure:
        await show(query, screens.much_removed(plan))
        return None
    outcome = await editing.uploads.apply(
        upload_id, editor_id, texts.UPLOAD_NOTE, waits=editing.four_eyes
    )
    toast = texts.UPLOAD_TOASTS[outcome]
    words = texts.UPLOAD_WAITS if outcome is Outcome.WAITING else toast
    await show(query, screens.upload(plan) if outcome is Outcome.CHANGED else notice(words))
    await editing.refresh_search()
    return toast


async def open_upload(
    query: CallbackQuery, callback_data: OpenUpload, editing: EditingService
) -> None:
    plan = await editing.uploads.plan(callback_data.upload_id, query.from_user.id)
    await show(query, screens.upload(plan))
