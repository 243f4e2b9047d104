"""What admins do with broadcasts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from bot.broadcast.deliveries import Deliveries, Recalls, Results
from bot.broadcast.models import (
    NIGHT,
    Broadcast,
    BroadcastDraft,
    BroadcastOverview,
    BroadcastState,
    DeliveryState,
    QuietHours,
    Selection,
)
from bot.broadcast.rate_limit import Speed
from bot.broadcast.repository import BroadcastAlbums, BroadcastCards, Broadcasts, Recipients, Runs
from bot.clock import Clock
from bot.people.audit import Audit
from bot.people.repository import Forms
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Books:
    """All that is written about broadcasts."""

    broadcasts: Broadcasts
    runs: Runs
    deliveries: Deliveries
    recalls: Recalls
    results: Results
    speed: Speed
    clock: Clock

    @classmethod
    def open(cls, database: Database) -> Self:
        speed = Speed(database.clock)
        return cls(
            broadcasts=Broadcasts(database),
            runs=Runs(database),
            deliveries=Deliveries(database),
            recalls=Recalls(database),
            results=Results(database, speed),
            speed=speed,
            clock=database.clock,
        )


BEFORE = frozenset({BroadcastState.DRAFT, BroadcastState.SCHEDULED, BroadcastState.MISSED})


@dataclass(slots=True)
class BroadcastService:
    """Every deed says whether it happened: of two admins who press at once, one did it.

    `quiet` are the hours that screens warn of; the operator's replace them.
    """

    broadcasts: Broadcasts
    recipients: Recipients
    results: Results
    cards: BroadcastCards
    audit: Audit
    clock: Clock
    quiet: QuietHours = NIGHT

    @classmethod
    def open(cls, database: Database, books: Books, audit: Audit) -> Self:
        clock = books.clock
        return cls(
            broadcasts=books.broadcasts,
            recipients=Recipients(database),
            results=books.results,
            cards=BroadcastCards(database),
            audit=audit,
            clock=clock,
        )

    async def look(self, broadcast_id: int, at: datetime | None = None) -> BroadcastOverview:
        """As if it were to begin `at`, or now. NotFoundError when there is none."""
        found = await self.broadcasts.find(broadcast_id)
        return BroadcastOverview(
            broadcast=found,
            recipients=await self.recipients.count(found) if found.state in BEFORE else 0,
            progress=await self.results.progress(broadcast_id),
            reasons=await self.results.reasons(broadcast_id),
            clicks=await self.results.clicks(broadcast_id),
            opted_out=await self.recipients.opted_out_since(found),
            silent_until=self.quiet.until(at or self.clock()),
        )

    async def begin(
        self, admin_id: int, chat_id: int, message_ids: tuple[int, ...], excerpt: str = ""
    ) -> int:
        """The new draft's id."""
        draft = BroadcastDraft(from_chat_id=chat_id, message_ids=message_ids, excerpt=excerpt)
        broadcast_id = await self.broadcasts.create_draft(admin_id, draft)
        await self._record(admin_id, "create", broadcast_id, {}, _facts(draft))
        return broadcast_id

    async def change(self, admin_id: int, before: Broadcast, after: BroadcastDraft) -> bool:
        """False when it is no draft any more, or not the one that was read as `before`."""
        if not await self.broadcasts.change_draft(before, after):
            return False
        was, became = _facts(before), _facts(after)
        changed = [name for name in was if was[name] != became[name]]
        old, new = ({name: facts[name] for name in changed} for facts in (was, became))
        await self._record(admin_id, "change", before.id, old, new)
        return True

    async def start(self, admin_id: int, what: Broadcast) -> bool:
        """Send to whoever belongs to its audience at this moment."""
        selection = self.recipients.selection(what)
        return await self._did(admin_id, "start", what, self.broadcasts.start(what.id, selection))

    async def schedule(self, admin_id: int, what: Broadcast, at: datetime) -> bool:
        return await self._did(admin_id, "schedule", what, self.broadcasts.schedule(what.id, at))

    async def unschedule(self, admin_id: int, what: Broadcast) -> bool:
        return await self._did(admin_id, "unschedule", what, self.broadcasts.unschedule(what.id))

    async def pause(self, admin_id: int, what: Broadcast) -> bool:
        return await self._did(admin_id, "pause", what, self.broadcasts.pause(what.id))

    async def resume(self, admin_id: int, what: Broadcast) -> bool:
        return await self._did(admin_id, "resume", what, self.broadcasts.resume(what.id))

    async def cancel(self, admin_id: int, what: Broadcast) -> bool:
        return await self._did(admin_id, "cancel", what, self.broadcasts.cancel(what.id))

    async def recall(self, admin_id: int, what: Broadcast, text: str) -> bool:
        return await self._did(admin_id, "recall", what, self.broadcasts.recall(what.id, text))

    async def repeat_unknown(self, admin_id: int, what: Broadcast) -> bool:
        again = self.results.send_again(what.id, DeliveryState.UNKNOWN)
        return await self._did(admin_id, "repeat unknown of", what, again)

    async def _did(
        self, admin_id: int, verb: str, before: Broadcast, deed: Awaitable[bool]
    ) -> bool:
        done = await deed
        if done:
            after = await self.broadcasts.find(before.id)
            await self._record(admin_id, verb, before.id, _state(before), _state(after))
        return done

    async def _record(
        self, admin_id: int, verb: str, broadcast_id: int, *facts: dict[str, object]
    ) -> None:
        before, after = facts
        subject = str(broadcast_id)
        await self.audit.record(admin_id, f"{verb} broadcast", subject, before or None, after)


def _facts(draft: BroadcastDraft) -> dict[str, object]:
    return {
        "messages": list(draft.message_ids),
        "kind": draft.kind,
        "topic": draft.topic,
        "buttons": [f"{button.label} → {button.target}" for button in draft.buttons],
        "audience": draft.audience,
        "at_night": draft.at_night,
    }


def _state(broadcast: Broadcast) -> dict[str, object]:
    at = broadcast.scheduled_at if broadcast.state is BroadcastState.SCHEDULED else None
    return {"state": broadcast.state} | ({"scheduled_at": at.isoformat()} if at else {})


# Later than this the bot was down: what was right then may be wrong now, so the author decides.
GRACE = timedelta(minutes=5)

Select = Callable[[Broadcast], Selection]
Ask = Callable[[Broadcast], Awaitable[None]]


class PlannedBroadcasts:
    """A job for the scheduler. `ask` tells the author of a broadcast that its time was missed."""

    def __init__(self, broadcasts: Broadcasts, clock: Clock, select: Select, ask: Ask) -> None:
        self._broadcasts = broadcasts
        self._clock = clock
        self._select = select
        self._ask = ask

    async def start_due(self) -> None:
        now = self._clock()
        for broadcast in await self._broadcasts.in_state(BroadcastState.SCHEDULED):
            if broadcast.scheduled_at is None or broadcast.scheduled_at > now:
                continue
            if now - broadcast.scheduled_at <= GRACE:
                await self._broadcasts.start(broadcast.id, self._select(broadcast))
            elif await self._broadcasts.miss(broadcast.id):
                await self._ask_surely(broadcast, broadcast.scheduled_at)

    async def _ask_surely(self, missed: Broadcast, at: datetime) -> None:
        """Where the network is as new as the bot, the author is asked at a later tick."""
        try:
            await self._ask(missed)
        except Exception:
            await self._broadcasts.schedule(missed.id, at)
            raise


@dataclass(frozen=True, slots=True)
class Piece:
    """A message as it arrived; `album` is empty for one that stands alone.

    `words` is how its text or caption begins.
    """

    chat_id: int
    message_id: int
    album: str = ""
    words: str = ""


class Composing:
    """Updates of one chat come one after another, so the parts of an album cannot race."""

    def __init__(self, newsroom: BroadcastService, forms: Forms, albums: BroadcastAlbums) -> None:
        self._newsroom = newsroom
        self._forms = forms
        self._albums = albums

    async def begin(self, admin_id: int, piece: Piece) -> int:
        """A new draft of this message and, if it is of an album, of every part that was seen."""
        parts = await self._parts(piece)
        return await self._newsroom.begin(admin_id, piece.chat_id, parts, piece.words)

    async def extend(self, admin_id: int, piece: Piece) -> bool:
        """Whether the message was one more part of an album that is a draft already."""
        parts = await self._parts(piece)
        for draft in await self._newsroom.broadcasts.in_state(BroadcastState.DRAFT):
            ours = draft.from_chat_id == piece.chat_id
            if ours and not set(parts).isdisjoint(draft.message_ids):
                words = draft.excerpt or piece.words
                after = replace(draft, message_ids=parts, excerpt=words)
                changed = await self._newsroom.change(admin_id, draft, after)
                return changed or await self.extend(admin_id, piece)  # as it is by now
        return False

    async def reword(self, piece: Piece) -> bool:
        """Whether the message, edited in its chat, is one that a broadcast will be copied from."""
        found = False
        for state in BEFORE:
            for each in await self._newsroom.broadcasts.in_state(state):
                if each.from_chat_id != piece.chat_id or piece.message_id not in each.message_ids:
                    continue
                found = True
                if piece.words or not piece.album:  # the caption may be another part's
                    await self._newsroom.broadcasts.reword(each.id, piece.words)
        return found

    async def take(self, admin_id: int, piece: Piece, broadcast_id: int) -> int:
        """A new draft for the id 0, else another message for that one; returns its id."""
        await self._forms.leave(admin_id)
        if not broadcast_id:
            return await self.begin(admin_id, piece)
        chat_id, parts, words = piece.chat_id, await self._parts(piece), piece.words
        while (
            draft := await self._newsroom.broadcasts.find(broadcast_id)
        ).state is BroadcastState.DRAFT:
            after = replace(draft, from_chat_id=chat_id, message_ids=parts, excerpt=words)
            if await self._newsroom.change(admin_id, draft, after):
                break
        return broadcast_id

    async def _parts(self, piece: Piece) -> tuple[int, ...]:
        if not piece.album:
            return (piece.message_id,)
        return await self._albums.add(piece.chat_id, piece.album, piece.message_id)
