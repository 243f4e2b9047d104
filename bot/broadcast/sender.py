"""Sends and recalls deliveries until none is left."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.broadcast.deliveries import DeliveryClaim, DeliveryResult, GroupCommit, Key, TakenBack
from bot.broadcast.models import Broadcast, BroadcastState, DeliveryState, QuietHours, Recalled
from bot.broadcast.rate_limit import RateLimiter
from bot.broadcast.service import Books
from bot.broadcast.telegram_delivery import (
    MarkupBuilder,
    MessageCopier,
    SendOutcome,
    classify_error,
)
from bot.broadcast.worker_pool import IDLE_SECONDS, LONGEST_PAUSE, SendJob, WorkerPool
from bot.people.repository import People

PAGE = 100
UNREACHABLE = frozenset({DeliveryState.BLOCKED, DeliveryState.DEACTIVATED, DeliveryState.GONE})


class SendHandler:
    """Takes a page of every running broadcast in turn: a long one does not hold up a short one."""

    def __init__(
        self,
        bot: Bot,
        books: Books,
        people: People,
        dress: MarkupBuilder,
        quiet: QuietHours,
    ) -> None:
        self._bot = bot
        self._books = books
        self._people = people
        self._dress = dress
        self._quiet = quiet
        self._rows = GroupCommit[Key | DeliveryResult, DeliveryClaim | None](books.deliveries.write)
        self._cursors: dict[int, int] = {}
        self._copies: dict[int, MessageCopier] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)
        self.settled: Callable[[str], None] = lambda _: None
        """Told the outcome of every recipient."""

    async def refill(self) -> Sequence[SendJob]:
        errands: list[SendJob] = []
        for broadcast in await self._books.runs.unfinished():
            if broadcast.state is BroadcastState.RUNNING:
                errands += await self._page(broadcast)
            elif not self._held[broadcast.id]:
                await self._finish(broadcast.id)
        return errands

    async def begin(self, errand: SendJob) -> bool:
        if errand.message_ids:  # a part of it has arrived: the rest is owed whatever happens
            return True
        claimed = await self._rows.write(errand.key)
        if claimed is None:
            return False
        errand.quiet = claimed.quiet
        if claimed.outcome is not DeliveryState.SENDING:
            self._note(errand, claimed.outcome)
        return claimed.outcome is DeliveryState.SENDING

    async def call(self, errand: SendJob) -> None:
        copy = self._copies[errand.broadcast.id]
        await copy.send(self._bot, errand.chat_id, errand.message_ids, quiet=errand.quiet)

    def classify_error(self, error: Exception) -> SendOutcome:
        return classify_error(error)

    async def put_back(self, errand: SendJob) -> None:
        if not errand.message_ids:
            await self._rows.write(DeliveryResult(errand.key, DeliveryState.PENDING))

    async def end(self, errand: SendJob, verdict: SendOutcome) -> None:
        if verdict.halts:
            await self._books.broadcasts.pause(errand.broadcast.id, verdict.reason)
            if not errand.message_ids:
                return await self.put_back(errand)
        outcome = DeliveryState.DELIVERED if errand.message_ids else verdict.outcome
        moved_to = errand.chat_id if errand.chat_id != errand.person_id else None
        await self._rows.write(
            DeliveryResult(errand.key, outcome, verdict.reason, moved_to, tuple(errand.message_ids))
        )
        self._note(errand, outcome)
        if outcome in UNREACHABLE:
            await self._people.set_state(errand.person_id, outcome)
        return None

    def release(self, errand: SendJob) -> None:
        self._held[errand.broadcast.id].discard(errand.person_id)

    def _note(self, errand: SendJob, outcome: DeliveryState) -> None:
        self._books.speed.note(errand.broadcast.id)
        self.settled(outcome)

    async def _page(self, broadcast: Broadcast) -> Sequence[SendJob]:
        if self._quiet.until(self._books.clock()) and not broadcast.at_night:
            return ()
        if broadcast.total is None:
            await self._books.runs.prepare(broadcast.id)
        held = self._held[broadcast.id]
        people = [one for one in await self._pending(broadcast.id) if one not in held]
        if not people and not held:
            await self._finish(broadcast.id)
            return ()
        if broadcast.id not in self._copies:
            self._copies[broadcast.id] = MessageCopier(broadcast, await self._dress(broadcast))
        messages = self._copies[broadcast.id].messages
        held.update(people)
        return [SendJob(broadcast, person, person, messages) for person in people]

    async def _pending(self, broadcast_id: int) -> list[int]:
        """The next page; from the beginning when rows were given back behind the last one."""
        after = self._cursors.get(broadcast_id, 0)
        people = await self._books.deliveries.pending(broadcast_id, after, PAGE)
        if not people and after:
            unsettled = await self._books.runs.unsettled(broadcast_id)
            if unsettled > len(self._held[broadcast_id]):
                people = await self._books.deliveries.pending(broadcast_id, 0, PAGE)
        self._cursors[broadcast_id] = people[-1] if people else after
        return people

    async def _finish(self, broadcast_id: int) -> None:
        await self._books.runs.finish(broadcast_id)
        self._books.speed.forget(broadcast_id)
        self._cursors.pop(broadcast_id, None)
        self._copies.pop(broadcast_id, None)
        self._held.pop(broadcast_id, None)


# Telegram deletes for 48 hours (https://core.telegram.org/bots/api#deletemessage); the clocks and
# the wait for a turn may differ by a little.
DELETABLE_SECONDS = 48 * 3600 - 300
NO_TEXT = "no text in the message"
UNCHANGED = "message is not modified"


class RecallHandler:
    """Deletes, and edits what is too old for that. Both can be repeated without harm."""

    def __init__(self, bot: Bot, books: Books) -> None:
        self._bot = bot
        self._books = books
        self._outcomes = GroupCommit[TakenBack, None](books.recalls.save)
        self._cursors: dict[int, int] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)
        self._captioned: set[int] = set()
        self._edited: set[Key] = set()

    async def refill(self) -> Sequence[SendJob]:
        errands: list[SendJob] = []
        for broadcast in await self._books.recalls.unfinished():
            page = await self._page(broadcast)
            if not page and not self._held[broadcast.id]:
                await self._books.recalls.finish(broadcast.id)
                self._cursors.pop(broadcast.id, None)
            errands += page
        return errands

    async def begin(self, errand: SendJob) -> bool:  # noqa: ARG002 - a recall is never stopped
        return True

    async def call(self, errand: SendJob) -> None:
        age = self._books.clock().timestamp() - errand.at
        if age < DELETABLE_SECONDS:
            await self._bot.delete_messages(errand.chat_id, errand.message_ids)
            return
        try:
            await self._edit(errand)
        except TelegramBadRequest as error:
            if UNCHANGED not in error.message:
                raise
        self._edited.add(errand.key)

    def classify_error(self, error: Exception) -> SendOutcome:
        """Nothing speaks against a second try where the first may have been carried out."""
        verdict = classify_error(error)
        unclear = verdict.outcome is DeliveryState.UNKNOWN
        return replace(verdict, outcome=DeliveryState.PENDING) if unclear else verdict

    async def put_back(self, errand: SendJob) -> None:
        """Its row says all the time that it is still to be done."""

    async def end(self, errand: SendJob, verdict: SendOutcome) -> None:
        what = Recalled.EDITED if errand.key in self._edited else Recalled.DELETED
        if verdict.outcome is not DeliveryState.DELIVERED:
            what = Recalled.KEPT
        self._edited.discard(errand.key)
        await self._outcomes.write(TakenBack(errand.key, what, verdict.reason or None))

    def release(self, errand: SendJob) -> None:
        self._held[errand.broadcast.id].discard(errand.person_id)

    async def _page(self, broadcast: Broadcast) -> list[SendJob]:
        held, after = self._held[broadcast.id], self._cursors.get(broadcast.id, 0)
        rows = await self._books.recalls.delivered(broadcast.id, after, PAGE)
        self._cursors[broadcast.id] = rows[-1].person_id if rows else 0
        rows = [row for row in rows if row.person_id not in held]
        held.update(row.person_id for row in rows)
        return [
            SendJob(broadcast, row.person_id, row.chat_id, 1, list(row.message_ids), row.at)
            for row in rows
        ]

    async def _edit(self, errand: SendJob) -> None:
        """The text, or the caption of what has none; of an album, the first message's."""
        text, first = errand.broadcast.recall_text or "", errand.message_ids[0]
        if errand.broadcast.id not in self._captioned:
            try:
                await self._bot.edit_message_text(text, chat_id=errand.chat_id, message_id=first)
            except TelegramBadRequest as error:
                if NO_TEXT not in error.message:
                    raise
                self._captioned.add(errand.broadcast.id)
            else:
                return
        await self._bot.edit_message_caption(chat_id=errand.chat_id, message_id=first, caption=text)


_log = logging.getLogger(__name__)

WORKERS = 32


@dataclass(frozen=True, slots=True)
class SenderConfig:
    """How it sends: `per_second` 0 means without a limit, `workers` how many sends at once.

    `settled` is told the outcome of every recipient, `retried` why a request is tried again.
    """

    per_second: float
    quiet: QuietHours
    workers: int = WORKERS
    settled: Callable[[str], None] = lambda _: None
    retried: Callable[[str], None] = lambda _: None


class Sender:
    """Replies to people never wait behind it: `bot` is its own, with connections of its own.

    That bot does not retry requests by itself: only here is it known what may be repeated.
    """

    def __init__(
        self,
        bot: Bot,
        books: Books,
        people: People,
        dress: MarkupBuilder,
        manner: SenderConfig,
    ) -> None:
        self._bot = bot
        self._books = books
        sending = SendHandler(bot, books, people, dress, manner.quiet)
        sending.settled = manner.settled
        self._pace = RateLimiter(manner.per_second)
        self._lane = WorkerPool((sending, RecallHandler(bot, books)), self._pace, manner.workers)
        self._lane.retried = manner.retried

    @property
    def per_second(self) -> float:
        """How many messages a second are allowed now: fewer for some time after a 429."""
        return self._pace.per_second

    async def run(self) -> None:
        """Until cancelled; then what is in flight still arrives and is stored."""
        try:
            while True:
                await self._run_until_fault()
                await asyncio.sleep(LONGEST_PAUSE)
        finally:
            await self._lane.close()
            await self._bot.session.close()

    async def work_off(self) -> None:
        """Send and take back all that is due now, and return."""
        await self._lane.work_off()

    async def _run_until_fault(self) -> None:
        try:
            await self._books.runs.recover()
            while True:
                await self._lane.work_off()
                await asyncio.sleep(IDLE_SECONDS)
        except Exception:  # noqa: BLE001 - a fault must not end all broadcasts until a restart
            _log.exception("Broadcasting stopped at a fault; it goes on in a minute")
