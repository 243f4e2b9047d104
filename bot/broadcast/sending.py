"""The lane's first duty: copies to recipients."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from aiogram import Bot

from bot.audience.repository import Audience
from bot.broadcast.books import Books
from bot.broadcast.copying import Copy, DressUp
from bot.broadcast.delivery_repository import Claimed, Key, Settled
from bot.broadcast.errand import Errand
from bot.broadcast.group_commit import GroupCommit
from bot.broadcast.models import Broadcast, Outcome, State
from bot.broadcast.outcomes import Verdict, judge
from bot.broadcast.quiet import QuietHours

PAGE = 100
UNREACHABLE = frozenset({Outcome.BLOCKED, Outcome.DEACTIVATED, Outcome.GONE})


class Sending:
    """Takes a page of every running broadcast in turn: a long one does not hold up a short one."""

    def __init__(
        self, bot: Bot, books: Books, audience: Audience, dress: DressUp, quiet: QuietHours
    ) -> None:
        self._bot = bot
        self._books = books
        self._audience = audience
        self._dress = dress
        self._quiet = quiet
        self._rows = GroupCommit[Key | Settled, Claimed | None](books.deliveries.write)
        self._cursors: dict[int, int] = {}
        self._copies: dict[int, Copy] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)
        self.settled: Callable[[str], None] = lambda _: None
        """Told the outcome of every recipient."""

    async def refill(self) -> Sequence[Errand]:
        errands: list[Errand] = []
        for broadcast in await self._books.runs.unfinished():
            if broadcast.state is State.RUNNING:
                errands += await self._page(broadcast)
            elif not self._held[broadcast.id]:
                await self._finish(broadcast.id)
        return errands

    async def begin(self, errand: Errand) -> bool:
        if errand.message_ids:  # a part of it has arrived: the rest is owed whatever happens
            return True
        claimed = await self._rows.write(errand.key)
        if claimed is None:
            return False
        errand.quiet = claimed.quiet
        if claimed.outcome is not Outcome.SENDING:
            self._note(errand, claimed.outcome)
        return claimed.outcome is Outcome.SENDING

    async def call(self, errand: Errand) -> None:
        copy = self._copies[errand.broadcast.id]
        await copy.send(self._bot, errand.chat_id, errand.message_ids, quiet=errand.quiet)

    def judge(self, error: Exception) -> Verdict:
        return judge(error)

    async def put_back(self, errand: Errand) -> None:
        if not errand.message_ids:
            await self._rows.write(Settled(errand.key, Outcome.PENDING))

    async def end(self, errand: Errand, verdict: Verdict) -> None:
        if verdict.halts:
            await self._books.broadcasts.pause(errand.broadcast.id, verdict.reason)
            if not errand.message_ids:
                return await self.put_back(errand)
        outcome = Outcome.DELIVERED if errand.message_ids else verdict.outcome
        moved_to = errand.chat_id if errand.chat_id != errand.person_id else None
        await self._rows.write(
            Settled(errand.key, outcome, verdict.reason, moved_to, tuple(errand.message_ids))
        )
        self._note(errand, outcome)
        if outcome in UNREACHABLE:
            await self._audience.mark(errand.person_id, outcome)
        return None

    def release(self, errand: Errand) -> None:
        self._held[errand.broadcast.id].discard(errand.person_id)

    def _note(self, errand: Errand, outcome: Outcome) -> None:
        self._books.speed.note(errand.broadcast.id)
        self.settled(outcome)

    async def _page(self, broadcast: Broadcast) -> Sequence[Errand]:
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
            self._copies[broadcast.id] = Copy(broadcast, await self._dress(broadcast))
        messages = self._copies[broadcast.id].messages
        held.update(people)
        return [Errand(broadcast, person, person, messages) for person in people]

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
