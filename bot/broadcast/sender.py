"""Sends running broadcasts and takes recalled ones back, until nothing is left."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup

from bot.broadcast import texts
from bot.broadcast.deliveries import DeliveryClaim, DeliveryResult, Key, RecallResult
from bot.broadcast.models import (
    OUT_OF_REACH,
    Broadcast,
    BroadcastState,
    DeliveryState,
    QuietHours,
    RecallOutcome,
)
from bot.broadcast.screens import mailing_keyboard
from bot.broadcast.send_errors import SendOutcome, classify_error
from bot.broadcast.service import BroadcastService
from bot.broadcast.worker_pool import (
    IDLE_SECONDS,
    LONGEST_PAUSE,
    BatchWriter,
    SendJob,
    WorkerPool,
)
from bot.people.repository import People
from bot.telegram.rate_limit import RateLimiter
from bot.ui.show import UNCHANGED

_log = logging.getLogger(__name__)

WORKERS = 32
_PAGE = 100

Keyboard = InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class MessageCopier:
    """Sends the message of a broadcast as every recipient gets it.

    An album cannot have buttons of its own, copyMessages takes none: a note below it carries them.
    """

    broadcast: Broadcast
    keyboard: Keyboard

    @property
    def messages(self) -> int:
        """How many messages one recipient gets."""
        album = len(self.broadcast.message_ids)
        return album + 1 if album > 1 and self.keyboard else album

    async def send(self, bot: Bot, chat_id: int, sent: list[int], *, quiet: bool = False) -> None:
        """Add the ids of the messages to `sent`; what an earlier try has sent is not sent again."""
        origin, ids = self.broadcast.from_chat_id, self.broadcast.message_ids
        if len(ids) == 1:
            copied = await bot.copy_message(
                chat_id,
                origin,
                ids[0],
                reply_markup=self.keyboard,
                disable_notification=quiet,
            )
            sent.append(copied.message_id)
            return
        if not sent:
            album = await bot.copy_messages(chat_id, origin, list(ids), disable_notification=quiet)
            sent += [copied.message_id for copied in album]
        if self.keyboard:
            note = await bot.send_message(
                chat_id,
                texts.ALBUM_NOTE,
                reply_markup=self.keyboard,
                disable_notification=quiet,
            )
            sent.append(note.message_id)


@dataclass(frozen=True, slots=True)
class SenderConfig:
    """`per_second` 0 means without a limit; `workers` is how many requests are made at once.

    `on_settled` is told the outcome of every recipient, `on_retry` the name of every error after
    which a request is tried again; `on_stopped` is called for each broadcast that has stopped by
    itself. `build_keyboard` makes the buttons under the message.
    """

    per_second: float
    quiet_hours: QuietHours
    workers: int = WORKERS
    on_settled: Callable[[str], None] = lambda _: None
    on_retry: Callable[[str], None] = lambda _: None
    on_stopped: Callable[[], None] = lambda: None
    build_keyboard: Callable[[Broadcast], Keyboard] = mailing_keyboard


class SendHandler:
    """Takes a page of every running broadcast in turn: a long one does not hold up a short one."""

    def __init__(
        self, bot: Bot, broadcasts: BroadcastService, people: People, config: SenderConfig
    ) -> None:
        self._bot = bot
        self._broadcasts = broadcasts
        self._deliveries = broadcasts.deliveries
        self._people = people
        self._config = config
        self._writer = BatchWriter[Key | DeliveryResult, DeliveryClaim | None](
            broadcasts.deliveries.write
        )
        self._cursors: dict[int, int] = {}
        self._copiers: dict[int, MessageCopier] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)

    async def next_jobs(self) -> Sequence[SendJob]:
        jobs: list[SendJob] = []
        for broadcast in await self._broadcasts.repository.in_flight():
            if broadcast.state is BroadcastState.RUNNING:
                jobs += await self._page(broadcast)
            elif not self._held[broadcast.id]:
                await self._finish(broadcast.id)
        return jobs

    async def claim(self, job: SendJob) -> bool:
        if job.message_ids:  # a part of the album has arrived, so the rest is sent in any case
            return True
        claim = await self._writer.write(job.key)
        if claim is None:
            return False
        job.quiet = claim.quiet
        if claim.outcome is not DeliveryState.SENDING:
            self._count(job, claim.outcome)
        return claim.outcome is DeliveryState.SENDING

    async def request(self, job: SendJob) -> None:
        copier = self._copiers[job.broadcast.id]
        await copier.send(self._bot, job.chat_id, job.message_ids, quiet=job.quiet)

    def classify_error(self, error: Exception) -> SendOutcome:
        return classify_error(error)

    async def requeue(self, job: SendJob) -> None:
        if not job.message_ids:
            await self._writer.write(DeliveryResult(job.key, DeliveryState.PENDING))

    async def finish(self, job: SendJob, result: SendOutcome) -> None:
        if result.halts:
            await self._stop(job.broadcast.id, result.reason)
            if not job.message_ids:
                return await self.requeue(job)
        outcome = DeliveryState.DELIVERED if job.message_ids else result.outcome
        moved_to = job.chat_id if job.chat_id != job.person_id else None
        await self._writer.write(
            DeliveryResult(job.key, outcome, result.reason, moved_to, tuple(job.message_ids))
        )
        self._count(job, outcome)
        if outcome in OUT_OF_REACH:
            await self._people.set_state(job.person_id, outcome)
        return None

    async def _stop(self, broadcast_id: int, reason: str) -> None:
        """Only the first of the requests that were under way at once stops it."""
        if await self._broadcasts.pause(broadcast_id, problem=reason):
            _log.warning("Broadcast %s has stopped by itself: %s", broadcast_id, reason)
            self._config.on_stopped()

    def forget(self, job: SendJob) -> None:
        self._held[job.broadcast.id].discard(job.person_id)

    def _count(self, job: SendJob, outcome: DeliveryState) -> None:
        self._broadcasts.results.speed.add(job.broadcast.id)
        self._config.on_settled(outcome)

    async def _page(self, broadcast: Broadcast) -> Sequence[SendJob]:
        key, now = broadcast.id, self._broadcasts.clock()
        if self._config.quiet_hours.until(now) and not broadcast.at_night:
            return ()
        if broadcast.total is None:
            await self._deliveries.prepare(key)
        held = self._held[key]
        ids = [person_id for person_id in await self._pending(key) if person_id not in held]
        if not ids and not held:
            await self._finish(key)
            return ()
        if key not in self._copiers:
            self._copiers[key] = MessageCopier(broadcast, self._config.build_keyboard(broadcast))
        messages = self._copiers[key].messages
        held.update(ids)
        return [SendJob(broadcast, person_id, person_id, messages) for person_id in ids]

    async def _pending(self, broadcast_id: int) -> list[int]:
        """The next page; from the beginning again when earlier rows have been requeued."""
        after = self._cursors.get(broadcast_id, 0)
        ids = await self._deliveries.pending(broadcast_id, after, _PAGE)
        if not ids and after:
            unsettled = await self._deliveries.unsettled(broadcast_id)
            if unsettled > len(self._held[broadcast_id]):
                ids = await self._deliveries.pending(broadcast_id, 0, _PAGE)
        self._cursors[broadcast_id] = ids[-1] if ids else after
        return ids

    async def _finish(self, broadcast_id: int) -> None:
        await self._deliveries.finish(broadcast_id)
        self._broadcasts.results.speed.forget(broadcast_id)
        self._cursors.pop(broadcast_id, None)
        self._copiers.pop(broadcast_id, None)
        self._held.pop(broadcast_id, None)


# Telegram deletes messages for 48 hours (https://core.telegram.org/bots/api#deletemessage). The
# reserve covers the difference of the clocks and the wait for the rate limit.
_DELETABLE_SECONDS = 48 * 3600 - 300
_NO_TEXT = "no text in the message"


class RecallHandler:
    """Deletes messages, and edits those that are too old for that. Both can safely be repeated."""

    def __init__(self, bot: Bot, broadcasts: BroadcastService) -> None:
        self._bot = bot
        self._broadcasts = broadcasts
        self._recalls = broadcasts.recalls
        self._writer = BatchWriter[RecallResult, None](broadcasts.recalls.write)
        self._cursors: dict[int, int] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)
        self._with_caption: set[int] = set()
        self._edited: set[Key] = set()

    async def next_jobs(self) -> Sequence[SendJob]:
        jobs: list[SendJob] = []
        for broadcast in await self._broadcasts.repository.to_recall():
            page = await self._page(broadcast)
            if not page and not self._held[broadcast.id]:
                await self._recalls.finish(broadcast.id)
                self._cursors.pop(broadcast.id, None)
            jobs += page
        return jobs

    async def claim(self, job: SendJob) -> bool:  # noqa: ARG002 - a recall cannot be stopped
        return True

    async def request(self, job: SendJob) -> None:
        age = self._broadcasts.clock().timestamp() - job.at
        if age < _DELETABLE_SECONDS:
            await self._bot.delete_messages(job.chat_id, job.message_ids)
            return
        try:
            await self._edit(job)
        except TelegramBadRequest as error:
            if UNCHANGED not in error.message:
                raise
        self._edited.add(job.key)

    def classify_error(self, error: Exception) -> SendOutcome:
        """A request that may have been carried out is tried again."""
        result = classify_error(error)
        unclear = result.outcome is DeliveryState.UNKNOWN
        return replace(result, outcome=DeliveryState.PENDING) if unclear else result

    async def requeue(self, job: SendJob) -> None:
        """Nothing to store: the row says that the messages are still to be taken back."""

    async def finish(self, job: SendJob, result: SendOutcome) -> None:
        edited = job.key in self._edited
        self._edited.discard(job.key)
        outcome = RecallOutcome.EDITED if edited else RecallOutcome.DELETED
        if result.outcome is not DeliveryState.DELIVERED:
            outcome = RecallOutcome.KEPT
        await self._writer.write(RecallResult(job.key, outcome, result.reason or None))

    def forget(self, job: SendJob) -> None:
        self._held[job.broadcast.id].discard(job.person_id)

    async def _page(self, broadcast: Broadcast) -> list[SendJob]:
        held, after = self._held[broadcast.id], self._cursors.get(broadcast.id, 0)
        rows = await self._recalls.delivered(broadcast.id, after, _PAGE)
        self._cursors[broadcast.id] = rows[-1].person_id if rows else 0
        rows = [row for row in rows if row.person_id not in held]
        held.update(row.person_id for row in rows)
        return [
            SendJob(broadcast, row.person_id, row.chat_id, 1, list(row.message_ids), row.at)
            for row in rows
        ]

    async def _edit(self, job: SendJob) -> None:
        """Replace the text, or the caption of a message without text; of an album, the first."""
        text, first = job.broadcast.recall_text or "", job.message_ids[0]
        if job.broadcast.id not in self._with_caption:
            try:
                await self._bot.edit_message_text(text, chat_id=job.chat_id, message_id=first)
            except TelegramBadRequest as error:
                if _NO_TEXT not in error.message:
                    raise
                self._with_caption.add(job.broadcast.id)
            else:
                return
        await self._bot.edit_message_caption(chat_id=job.chat_id, message_id=first, caption=text)


class Sender:
    """Replies to people never wait behind it: `bot` has connections of its own.

    That bot must not retry requests by itself: only the sender knows what may be repeated.
    """

    def __init__(
        self, bot: Bot, broadcasts: BroadcastService, people: People, config: SenderConfig
    ) -> None:
        self._bot = bot
        self._deliveries = broadcasts.deliveries
        self.limiter = RateLimiter(config.per_second)
        handlers = (
            SendHandler(bot, broadcasts, people, config),
            RecallHandler(bot, broadcasts),
        )
        self._pool = WorkerPool(handlers, self.limiter, config.workers, config.on_retry)

    @property
    def per_second(self) -> float:
        """How many messages a second are allowed now: fewer for some time after a 429."""
        return self.limiter.per_second

    async def run(self) -> None:
        """Send until cancelled; requests under way are then still answered and stored."""
        try:
            while True:
                await self._run_until_fault()
                await asyncio.sleep(LONGEST_PAUSE)
        finally:
            await self._pool.close()
            await self._bot.session.close()

    async def run_until_idle(self) -> None:
        """Send and take back everything that is due now, and return."""
        await self._pool.run_until_idle()

    async def _run_until_fault(self) -> None:
        try:
            await self._deliveries.recover()
            while True:
                await self._pool.run_until_idle()
                await asyncio.sleep(IDLE_SECONDS)
        except Exception:  # noqa: BLE001 - a fault must not end all broadcasts until a restart
            _log.exception("Broadcasting stopped at a fault; it goes on in a minute")
