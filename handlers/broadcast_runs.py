"""Confirming, planning, sending and recalling broadcasts; their results."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.broadcast import buttons, models, run_screens, run_texts, screens, texts
from bot.broadcast.buttons import (
    AskConfirm,
    Confirm,
    DownloadDeliveries,
    LeaveCard,
    OpenBroadcast,
    OpenMoments,
    PauseRun,
    Preview,
    ResumeRun,
    TestSend,
    Unschedule,
)
from bot.broadcast.input_parsing import moment
from bot.broadcast.models import (
    Broadcast,
    BroadcastKind,
    BroadcastOverview,
    ConfirmedAction,
    InputKind,
)
from bot.broadcast.repository import BroadcastCard
from bot.broadcast.sender import MessageCopier
from bot.broadcast.service import BroadcastService
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.repository import Knowledge
from bot.people.audit import Audit
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.scheduler import Scheduler
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.address import ADMIN_PREFIX, Address
from bot.ui.screen import Screen
from bot.ui.show import edit, send, send_files, show, tell
from bot.ui.tables import CsvParts, XlsxParts, table_files
from handlers.broadcast import show_broadcast
from handlers.filters import May, is_typed

_log = logging.getLogger(__name__)

PERIOD_SECONDS = 3.0
TRANSITIONS = {
    ConfirmedAction.SEND: models.START,
    ConfirmedAction.CANCEL: models.CANCEL,
    ConfirmedAction.RECALL: models.RECALL,
    ConfirmedAction.AGAIN: models.REPEAT_UNKNOWN,
}


def add_admin_routes(routes: Routes) -> None:
    author = routes.behind(May(Right.BROADCAST))
    author.press(open_moments, OpenMoments.filter())
    author.message(take_moment, is_typed, FillsForm(InputKind.MOMENT.form))
    author.press(ask_confirm, AskConfirm.filter())
    author.press(confirm, Confirm.filter())
    author.press(open_broadcast, OpenBroadcast.filter())
    author.press(preview, Preview.filter())
    author.press(test_send, TestSend.filter())
    author.press(unschedule, Unschedule.filter())
    author.press(pause, PauseRun.filter())
    author.press(resume, ResumeRun.filter())
    author.press(download_deliveries, DownloadDeliveries.filter())
    author.press(leave_card, LeaveCard.filter())


async def open_moments(
    query: CallbackQuery,
    callback_data: OpenMoments,
    person: Person,
    people: People,
    broadcasts: BroadcastService,
) -> None:
    await people.forms.open(person.id, Form(InputKind.MOMENT.form, callback_data.broadcast_id))
    await show(query, run_screens.moments(callback_data.broadcast_id, broadcasts.clock()))


async def take_moment(
    message: Message, form: Form, person: Person, people: People, broadcasts: BroadcastService
) -> None:
    now = broadcasts.clock()
    at = moment(message.text or "", now)
    if at is None or at <= now:
        await show(message, screens.ask(run_texts.bad_moment(at, now), form.subject))
    else:
        await people.forms.leave(person.id)
        await ask_confirm(message, run_screens.at_moment(form.subject, at), person, broadcasts)


async def confirm(
    query: CallbackQuery, callback_data: Confirm, person: Person, broadcasts: BroadcastService
) -> str:
    found = await broadcasts.repository.find(callback_data.broadcast_id)
    valid = broadcasts.use_token(found.id, callback_data.token)
    done = valid and await _do(callback_data, person, found, broadcasts)
    await show_broadcast(query, found.id, broadcasts)
    if not valid:
        return AlertToast(run_texts.STALE)
    return run_texts.DONE[callback_data.action] if done else run_texts.DONE_ALREADY


async def ask_confirm(
    event: Message | CallbackQuery,
    callback_data: AskConfirm,
    person: Person,
    broadcasts: BroadcastService,
) -> str | None:
    """Ask to confirm. Sending is paused while the admin decides whether to cancel it.

    The token is made before the broadcast is read, so that a change in between voids it.
    """
    wanted = callback_data
    at = _moment(wanted.minute, broadcasts)
    token = broadcasts.new_token(wanted.broadcast_id)
    overview = await broadcasts.overview(wanted.broadcast_id, at)
    if overview.broadcast.state not in TRANSITIONS[wanted.action].sources:
        await show_broadcast(event, overview.broadcast.id, broadcasts)
        return run_texts.DONE_ALREADY
    if overview.broadcast.kind is BroadcastKind.TOPIC and overview.broadcast.topic is None:
        await show(event, screens.topics(overview.broadcast.id))
        return AlertToast(texts.TOPIC_FIRST)
    if wanted.action is ConfirmedAction.CANCEL:
        await broadcasts.pause(overview.broadcast.id, person.id)
    await show(event, run_screens.confirm(overview, wanted, at, token))
    return None


async def _do(
    chosen: Confirm, person: Person, found: Broadcast, broadcasts: BroadcastService
) -> bool:
    match chosen.action:
        case ConfirmedAction.SEND:
            at = _moment(chosen.minute, broadcasts)
            if at is None:
                return await broadcasts.start(found, person.id)
            return await broadcasts.schedule(found.id, at, person.id)
        case ConfirmedAction.CANCEL:
            return await broadcasts.cancel(found.id, person.id)
        case ConfirmedAction.RECALL:
            return await broadcasts.recall(found.id, run_texts.RECALL_TEXT, person.id)
        case ConfirmedAction.AGAIN:
            return await broadcasts.repeat_unknown(found.id, person.id)


def _moment(minute: int, broadcasts: BroadcastService) -> datetime | None:
    """When to send; None means at once, also when the chosen moment has passed."""
    now = broadcasts.clock()
    at = datetime.fromtimestamp(minute * run_screens.MINUTE, now.tzinfo)
    return at if at > now else None


async def open_broadcast(
    query: CallbackQuery, callback_data: OpenBroadcast, broadcasts: BroadcastService
) -> None:
    await show_broadcast(query, callback_data.broadcast_id, broadcasts, callback_data)


async def preview(
    query: CallbackQuery, callback_data: Preview, broadcasts: BroadcastService, bot: Bot
) -> str | None:
    overview = await broadcasts.overview(callback_data.broadcast_id)
    if query.message and run_screens.is_live(overview):  # it still shows the card
        place = query.from_user.id, query.message.message_id
        await broadcasts.cards.add(BroadcastCard(*place, overview.broadcast.id))
    return await _copy(query, overview, bot)


async def test_send(
    query: CallbackQuery,
    callback_data: TestSend,
    broadcasts: BroadcastService,
    audit: Audit,
    bot: Bot,
) -> str:
    overview = await broadcasts.overview(callback_data.broadcast_id)
    await audit.record(query.from_user.id, "test broadcast", str(overview.broadcast.id))
    return await _copy(query, overview, bot) or texts.TESTED


async def unschedule(
    query: CallbackQuery, callback_data: Unschedule, person: Person, broadcasts: BroadcastService
) -> str:
    done = await broadcasts.unschedule(callback_data.broadcast_id, person.id)
    await show_broadcast(query, callback_data.broadcast_id, broadcasts)
    return run_texts.UNSCHEDULED if done else run_texts.DONE_ALREADY


async def pause(
    query: CallbackQuery, callback_data: PauseRun, person: Person, broadcasts: BroadcastService
) -> str:
    done = await broadcasts.pause(callback_data.broadcast_id, person.id)
    await show_broadcast(query, callback_data.broadcast_id, broadcasts)
    return run_texts.PAUSED if done else run_texts.DONE_ALREADY


async def resume(
    query: CallbackQuery, callback_data: ResumeRun, person: Person, broadcasts: BroadcastService
) -> str:
    done = await broadcasts.resume(callback_data.broadcast_id, person.id)
    await show_broadcast(query, callback_data.broadcast_id, broadcasts)
    return run_texts.RESUMED if done else run_texts.DONE_ALREADY


async def _copy(query: CallbackQuery, overview: BroadcastOverview, bot: Bot) -> str | None:
    """Send the admin a copy with the call that recipients' copies are sent with."""
    found, chat_id = overview.broadcast, query.from_user.id
    try:
        await MessageCopier(found, screens.mailing_keyboard(found)).send(bot, chat_id, [])
    except TelegramBadRequest:
        return AlertToast(texts.UNCOPYABLE)
    await send(bot, chat_id, screens.previewed(overview))
    return None


async def download_deliveries(
    query: CallbackQuery,
    callback_data: DownloadDeliveries,
    broadcasts: BroadcastService,
    audit: Audit,
    bot: Bot,
) -> str | None:
    here, key = callback_data, callback_data.broadcast_id
    if await broadcasts.results.are_gone(key):
        return AlertToast(run_texts.ROWS_GONE)
    found, name = await broadcasts.repository.find(key), f"broadcast-{key}"
    pages = (
        (run_screens.row(each, found.buttons) for each in page)
        async for page in broadcasts.results.pages(key)
    )
    kind = XlsxParts if here.xlsx else CsvParts
    async with table_files(kind, name, run_texts.COLUMNS, pages) as paths:
        await audit.record(query.from_user.id, "export broadcast", str(key))
        await send_files(bot, query.from_user.id, paths, run_texts.CAPTION)
    return None


ADMIN_PREFIXES = frozenset(  # of the buttons on a card, and on the screens that replace it
    kind.__prefix__
    for kind in vars(buttons).values()
    if isinstance(kind, type) and issubclass(kind, Address) and kind is not Address
    if kind.__prefix__.startswith(ADMIN_PREFIX)
)


class StopUpdatingCard(BaseMiddleware):
    """Forget a live card when one of its buttons is pressed.

    The handler of the press makes the message a card again if it still is one.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - the signature is aiogram's
        pressed = data.get("callback_data")
        message = event.message if isinstance(event, CallbackQuery) else None
        if message and isinstance(pressed, Address) and pressed.__prefix__ in ADMIN_PREFIXES:
            await data["broadcasts"].cards.remove(message.chat.id, message.message_id)
        return await handler(event, data)


async def leave_card(
    query: CallbackQuery, person: Person, knowledge: Knowledge, people: People
) -> None:
    form = people.belongings.form(person.id)
    menu = await knowledge.menu(person.role, form, is_team=True)
    await show(query, knowledge_screens.home(menu))


class BroadcastCardUpdater:
    """Updates every card at most once in `PERIOD_SECONDS`, until its broadcast has ended.

    It also tells how a planned broadcast went and why one has stopped by itself: a card that is
    edited makes no sound. Cards and what is to be told are stored, so a restart loses neither.
    """

    def __init__(self, bot: Bot, broadcasts: BroadcastService, team: Team) -> None:
        self._bot = bot
        self._broadcasts = broadcasts
        self._team = team

    async def run(self) -> None:
        """Update until cancelled; a failed round is logged, and the next one tries again."""
        await Scheduler(cards=self.refresh).run(PERIOD_SECONDS)

    async def refresh(self) -> None:
        for broadcast in await self._broadcasts.repository.to_report():
            try:
                await self.report(broadcast)
            except TelegramAPIError as error:
                _log.warning("Broadcast %s is to be told of later: %s", broadcast.id, error)
        for card in await self._broadcasts.cards.all():
            try:
                await self._update(card)
            except (TelegramBadRequest, TelegramForbiddenError):
                await self._remove(card)
            except TelegramAPIError as error:
                self._broadcasts.cards.drawn.pop(card.place, None)
                _log.warning("A card of broadcast %s stays as it is: %s", card.broadcast_id, error)

    async def report(self, broadcast: Broadcast) -> None:
        """Send its card to the author; without them, to everybody who may send broadcasts."""
        author = broadcast.author_id
        others = [each for each in self._team.having(Right.BROADCAST) if each != author]
        by_author = self._team.may(author, Right.BROADCAST)
        if not (by_author and await self._tell(author, broadcast.id)):
            told = [await self._tell(each, broadcast.id) for each in others]
            if not any(told):
                _log.warning("Nobody could be told of broadcast %s", broadcast.id)
        await self._broadcasts.repository.mark_reported(broadcast.id)

    async def _tell(self, person_id: int, broadcast_id: int) -> bool:
        """Send a card, which then shows what comes of it; False when the bot may not write."""
        overview = await self._broadcasts.overview(broadcast_id)
        screen = run_screens.screen(overview, OpenBroadcast(broadcast_id=broadcast_id))
        message_id = await tell(self._bot, person_id, screen)
        if message_id and run_screens.is_live(overview):
            card = BroadcastCard(person_id, message_id, broadcast_id)
            await self._broadcasts.cards.add(card)
        return message_id is not None

    async def _update(self, card: BroadcastCard) -> None:
        if not self._team.may(card.chat_id, Right.BROADCAST):
            await self._remove(card)
            return
        overview = await self._broadcasts.overview(card.broadcast_id)
        screen = run_screens.screen(overview, OpenBroadcast(broadcast_id=card.broadcast_id))
        if not await self._edit(card, screen) or not run_screens.is_live(overview):
            await self._remove(card)

    async def _edit(self, card: BroadcastCard, screen: Screen) -> bool:
        """False when the message can no longer be edited."""
        cards, content = self._broadcasts.cards, (screen.text, screen.rows)
        if content == cards.drawn.get(card.place) or not await cards.has(card):
            return True
        cards.drawn[card.place] = content
        return await edit(self._bot, card.chat_id, card.message_id, screen)

    async def _remove(self, card: BroadcastCard) -> None:
        await self._broadcasts.cards.remove(card.chat_id, card.message_id)
