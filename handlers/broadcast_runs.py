"""Broadcasts confirmed, sent, steered and judged."""

import csv
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, FSInputFile, Message, TelegramObject

from bot.broadcast import buttons, run_screens, run_texts, screens, texts
from bot.broadcast.buttons import (
    AskConfirm,
    Confirm,
    ConfirmedAction,
    GetRows,
    LeaveCard,
    OpenBroadcast,
    OpenBroadcastDrafts,
    OpenBroadcasts,
    OpenMoments,
    PauseRun,
    Preview,
    ResumeRun,
    TestSend,
    Unschedule,
    Wanted,
)
from bot.broadcast.input_parsing import moment
from bot.broadcast.models import Broadcast, BroadcastKind, BroadcastOverview, BroadcastState
from bot.broadcast.repository import BroadcastCard
from bot.broadcast.service import BEFORE, BroadcastService
from bot.broadcast.telegram_delivery import MessageCopier
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.scheduler import Scheduler
from bot.telegram.middlewares import AlertToast, Fills
from bot.telegram.routing import Routes
from bot.ui.address import ADMIN_PREFIX, Address
from bot.ui.screen import Screen
from bot.ui.show import edit, send, show
from handlers.broadcast import show_broadcast, show_list
from handlers.filters import command, is_typed

POSSIBLE = {
    ConfirmedAction.SEND: BEFORE,
    ConfirmedAction.CANCEL: frozenset(
        {
            BroadcastState.SCHEDULED,
            BroadcastState.MISSED,
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
        }
    ),
    ConfirmedAction.RECALL: frozenset(
        {
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
            BroadcastState.FINISHED,
            BroadcastState.CANCELLED,
        }
    ),
    ConfirmedAction.AGAIN: frozenset({BroadcastState.FINISHED}),
}


def add_admin_routes(routes: Routes) -> None:
    routes.press(open_moments, OpenMoments.filter())
    routes.message(take_moment, is_typed, Fills(Wanted.MOMENT.form))
    routes.press(ask_confirm, AskConfirm.filter())
    routes.press(confirm, Confirm.filter())
    routes.message(list_broadcasts, command("broadcasts"))
    routes.press(open_list, OpenBroadcasts.filter())
    routes.press(open_drafts, OpenBroadcastDrafts.filter())
    routes.press(open_broadcast, OpenBroadcast.filter())
    routes.press(preview, Preview.filter())
    routes.press(test_send, TestSend.filter())
    routes.press(unschedule, Unschedule.filter())
    routes.press(pause, PauseRun.filter())
    routes.press(resume, ResumeRun.filter())
    routes.press(get_rows, GetRows.filter())
    routes.press(leave_card, LeaveCard.filter())


async def open_moments(
    query: CallbackQuery,
    callback_data: OpenMoments,
    person: Person,
    people: People,
    newsroom: BroadcastService,
) -> None:
    await people.forms.open(person.id, Form(Wanted.MOMENT.form, callback_data.broadcast_id))
    await show(query, run_screens.moments(callback_data.broadcast_id, newsroom.clock()))


async def take_moment(
    message: Message, form: Form, person: Person, people: People, newsroom: BroadcastService
) -> None:
    now = newsroom.clock()
    at = moment(message.text or "", now)
    if at is None or at <= now:
        await show(message, screens.refused(run_texts.bad_moment(at, now), form.subject))
    else:
        await people.forms.leave(person.id)
        await _ask(message, run_screens.at_moment(form.subject, at), person, newsroom)


async def ask_confirm(
    query: CallbackQuery, callback_data: AskConfirm, person: Person, newsroom: BroadcastService
) -> str | None:
    return await _ask(query, callback_data, person, newsroom)


async def confirm(
    query: CallbackQuery, callback_data: Confirm, person: Person, newsroom: BroadcastService
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    living = newsroom.broadcasts.confirm(found.id, callback_data.token)
    done = living and await _do(callback_data, person, found, newsroom)
    await show_broadcast(query, found.id, newsroom)
    if not living:
        return AlertToast(run_texts.STALE)
    return run_texts.DONE[callback_data.deed] if done else run_texts.DONE_ALREADY


async def _ask(
    event: Message | CallbackQuery, wanted: AskConfirm, person: Person, newsroom: BroadcastService
) -> str | None:
    """A run about to be cancelled waits for the answer; without a topic nothing is sent."""
    at = _moment(wanted.minute, newsroom)
    token = newsroom.broadcasts.confirm_token(wanted.broadcast_id)  # of what is read after it
    look = await newsroom.look(wanted.broadcast_id, at)
    if look.broadcast.state not in POSSIBLE[wanted.deed]:
        await show_broadcast(event, look.broadcast.id, newsroom)
        return run_texts.DONE_ALREADY
    if look.broadcast.kind is BroadcastKind.TOPIC and look.broadcast.topic is None:
        await show(event, screens.topics(look.broadcast.id))
        return AlertToast(texts.TOPIC_FIRST)
    if wanted.deed is ConfirmedAction.CANCEL:
        await newsroom.pause(person.id, look.broadcast)
    await show(event, run_screens.confirm(look, wanted, at, token))
    return None


async def _do(
    chosen: Confirm, person: Person, found: Broadcast, newsroom: BroadcastService
) -> bool:
    match chosen.deed:
        case ConfirmedAction.SEND:
            at = _moment(chosen.minute, newsroom)
            if at is None:
                return await newsroom.start(person.id, found)
            return await newsroom.schedule(person.id, found, at)
        case ConfirmedAction.CANCEL:
            return await newsroom.cancel(person.id, found)
        case ConfirmedAction.RECALL:
            return await newsroom.recall(person.id, found, run_texts.RECALL_TEXT)
        case ConfirmedAction.AGAIN:
            return await newsroom.repeat_unknown(person.id, found)


def _moment(minute: int, newsroom: BroadcastService) -> datetime | None:
    """None: at once, also when the chosen moment has passed since."""
    now = newsroom.clock()
    at = datetime.fromtimestamp(minute * run_screens.MINUTE, now.tzinfo)
    return at if at > now else None


async def list_broadcasts(message: Message, newsroom: BroadcastService) -> None:
    await show_list(message, newsroom, OpenBroadcasts())


async def open_list(
    query: CallbackQuery, callback_data: OpenBroadcasts, newsroom: BroadcastService
) -> None:
    await show_list(query, newsroom, callback_data)


async def open_drafts(
    query: CallbackQuery, callback_data: OpenBroadcastDrafts, newsroom: BroadcastService
) -> None:
    found = await newsroom.broadcasts.in_state(BroadcastState.DRAFT)
    latest = found[: -run_screens.PAGE_SIZE - 1 : -1]
    await show(query, run_screens.unsent(latest, callback_data))


async def open_broadcast(
    query: CallbackQuery, callback_data: OpenBroadcast, newsroom: BroadcastService
) -> None:
    await show_broadcast(query, callback_data.broadcast_id, newsroom, callback_data)


async def preview(
    query: CallbackQuery, callback_data: Preview, newsroom: BroadcastService, bot: Bot
) -> str | None:
    return await _copy(query, await newsroom.look(callback_data.broadcast_id), bot)


async def test_send(
    query: CallbackQuery,
    callback_data: TestSend,
    person: Person,
    newsroom: BroadcastService,
    bot: Bot,
) -> str:
    look = await newsroom.look(callback_data.broadcast_id)
    await newsroom.audit.record(person.id, "test broadcast", str(look.broadcast.id))
    return await _copy(query, look, bot) or texts.TESTED


async def unschedule(
    query: CallbackQuery, callback_data: Unschedule, person: Person, newsroom: BroadcastService
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.unschedule(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return run_texts.UNSCHEDULED if done else run_texts.DONE_ALREADY


async def pause(
    query: CallbackQuery, callback_data: PauseRun, person: Person, newsroom: BroadcastService
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.pause(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return run_texts.PAUSED if done else run_texts.DONE_ALREADY


async def resume(
    query: CallbackQuery, callback_data: ResumeRun, person: Person, newsroom: BroadcastService
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.resume(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return run_texts.RESUMED if done else run_texts.DONE_ALREADY


async def _copy(query: CallbackQuery, look: BroadcastOverview, bot: Bot) -> str | None:
    """By the very call that everybody's copy is sent by; what can be done next stands below."""
    copy, chat_id = (
        MessageCopier(look.broadcast, await screens.build_reply_markup(look.broadcast)),
        query.from_user.id,
    )
    try:
        await copy.send(bot, chat_id, [])
    except TelegramBadRequest:
        return AlertToast(texts.UNCOPYABLE)
    await send(bot, chat_id, screens.previewed(look))
    return None


async def get_rows(
    query: CallbackQuery,
    callback_data: GetRows,
    person: Person,
    newsroom: BroadcastService,
    bot: Bot,
) -> None:
    key = callback_data.broadcast_id
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"broadcast-{key}.csv"
        await _write(path, key, newsroom)
        await newsroom.audit.record(person.id, "export broadcast", str(key))
        await bot.send_document(query.from_user.id, FSInputFile(path), caption=run_texts.CAPTION)


async def _write(path: Path, broadcast_id: int, newsroom: BroadcastService) -> None:
    """Row by row: a million recipients need no more memory than one."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(run_screens.head())
        async for delivery in newsroom.results.rows(broadcast_id):
            writer.writerow(run_screens.row(delivery))


DRAWN = frozenset(  # the prefixes of what is pressed on a card, or shown in its place
    kind.__prefix__
    for kind in vars(buttons).values()
    if isinstance(kind, type) and issubclass(kind, Address) and kind is not Address
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
        if isinstance(event, CallbackQuery) and event.message and isinstance(pressed, Address):
            if pressed.__prefix__ in DRAWN and pressed.__prefix__.startswith(ADMIN_PREFIX):
                await data["newsroom"].cards.drop(event.message.chat.id, event.message.message_id)
        return await handler(event, data)


async def leave_card(query: CallbackQuery, person: Person, knowledge: Knowledge) -> None:
    await show(query, knowledge_screens.home(await knowledge.home(person.role), editor=True))


_log = logging.getLogger(__name__)

PERIOD_SECONDS = 3.0


class BroadcastCardUpdater:
    """Brings every card up to date at most once in `PERIOD_SECONDS`, and lets it go at the end.

    Cards are rows, so they live on after a restart.
    """

    def __init__(self, bot: Bot, newsroom: BroadcastService) -> None:
        self._bot = bot
        self._newsroom = newsroom

    async def run(self) -> None:
        """Until cancelled; a fault of one round is gone at the next."""
        await Scheduler(cards=self.refresh).run(PERIOD_SECONDS)

    async def refresh(self) -> None:
        for card in await self._newsroom.cards.all():
            try:
                await self._bring_up_to_date(card)
            except (TelegramBadRequest, TelegramForbiddenError):
                await self._let_go(card)
            except TelegramAPIError as error:
                self._newsroom.cards.drawn.pop(card.place, None)
                _log.warning("A card of broadcast %s stays as it is: %s", card.broadcast_id, error)

    async def ask(self, missed: Broadcast) -> None:
        """Its time has passed while the bot was down, so the author decides."""
        look = await self._newsroom.look(missed.id)
        screen = run_screens.screen(look, OpenBroadcast(broadcast_id=missed.id))
        try:
            await send(self._bot, missed.author_id, screen)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            _log.warning("Nobody could be asked about broadcast %s: %s", missed.id, error)

    async def _bring_up_to_date(self, card: BroadcastCard) -> None:
        look = await self._newsroom.look(card.broadcast_id)
        screen = run_screens.screen(look, OpenBroadcast(broadcast_id=card.broadcast_id))
        if not await self._draw(card, screen) or not run_screens.is_live(look):
            await self._let_go(card)

    async def _draw(self, card: BroadcastCard, screen: Screen) -> bool:
        """False when the message can no longer be drawn on; what stands there is left alone."""
        cards, content = self._newsroom.cards, (screen.text, screen.rows)
        if content == cards.drawn.get(card.place) or not await cards.has(card):
            return True
        cards.drawn[card.place] = content
        return await edit(self._bot, card.chat_id, card.message_id, screen)

    async def _let_go(self, card: BroadcastCard) -> None:
        await self._newsroom.cards.drop(card.chat_id, card.message_id)
