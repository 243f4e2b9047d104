"""What admins do with broadcasts."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.broadcast.deliveries import BroadcastResults, Deliveries, Recalls
from bot.broadcast.models import (
    CANCEL,
    MISS,
    NIGHT,
    NOT_STARTED,
    PAUSE,
    RECALL,
    RESUME,
    SCHEDULE,
    UNSCHEDULE,
    Broadcast,
    BroadcastDraft,
    BroadcastOverview,
    BroadcastState,
    DeliveryState,
    QuietHours,
    SourceMessage,
)
from bot.broadcast.repository import BroadcastCards, BroadcastRepository, Recipients
from bot.storage.database import Database


class BroadcastService:
    """Every change says whether it happened: of two admins who press at once, only one did it.

    `by` is the admin who makes a change; the audit log has it in the same transaction. Without
    `by` the bot makes the change by itself. `quiet_hours` are those that screens warn of.
    """

    def __init__(self, database: Database, quiet_hours: QuietHours = NIGHT) -> None:
        self.repository = BroadcastRepository(database)
        self.recipients = Recipients(database)
        self.deliveries = Deliveries(database)
        self.recalls = Recalls(database)
        self.results = BroadcastResults(database)
        self.cards = BroadcastCards(database)
        self.quiet_hours = quiet_hours
        self.clock = database.clock
        self._tokens: dict[int, str] = {}

    async def overview(self, broadcast_id: int, at: datetime | None = None) -> BroadcastOverview:
        """The broadcast as if it began `at`, or now. Raises NotFoundError when there is none."""
        found = await self.repository.find(broadcast_id)
        waits = found.state in NOT_STARTED
        return BroadcastOverview(
            broadcast=found,
            recipients=await self.recipients.count(found) if waits else 0,
            progress=await self.results.progress(broadcast_id),
            reasons=await self.results.reasons(broadcast_id),
            clicks=await self.results.clicks(broadcast_id),
            opted_out=await self.recipients.opted_out_since(found),
            silent_until=self.quiet_hours.until(at or self.clock()),
        )

    async def compose(self, message: SourceMessage, by: int) -> int:
        """Make a draft of the message, or of all parts seen of its album; return its id."""
        parts = await self._parts(message)
        draft = BroadcastDraft(
            from_chat_id=message.chat_id,
            message_ids=parts,
            excerpt=message.excerpt,
            content=message.content,
        )
        return await self.repository.create_draft(by, draft)

    async def change(self, before: Broadcast, after: BroadcastDraft, by: int) -> bool:
        """False when it is no longer a draft, or has changed since it was read as `before`."""
        self._tokens.pop(before.id, None)
        changed = await self.repository.change_draft(before, after, by)
        self._tokens.pop(before.id, None)  # one given out meanwhile was for the old draft
        return changed

    async def replace_message(self, broadcast_id: int, message: SourceMessage, by: int) -> None:
        """Use another message in the draft; other changes made at the same time are kept."""
        parts = await self._parts(message)
        while (draft := await self.repository.find(broadcast_id)).state is BroadcastState.DRAFT:
            after = replace(
                draft,
                from_chat_id=message.chat_id,
                message_ids=parts,
                excerpt=message.excerpt,
                content=message.content,
            )
            if await self.change(draft, after, by):
                break

    async def discard(self, broadcast_id: int, by: int) -> bool:
        """Delete the draft; False when it is no draft any more."""
        self._tokens.pop(broadcast_id, None)
        return await self.repository.discard_draft(broadcast_id, by)

    async def extend_album(self, message: SourceMessage, by: int) -> bool:
        """Add the message to the draft of its album; False when there is no such draft.

        Updates of one chat come one after another, so the parts of an album cannot race.
        """
        parts = await self._parts(message)
        for draft in await self.repository.in_state(BroadcastState.DRAFT):
            ours = draft.from_chat_id == message.chat_id
            if ours and not set(parts).isdisjoint(draft.message_ids):
                excerpt = draft.excerpt or message.excerpt
                after = replace(draft, message_ids=parts, excerpt=excerpt)
                changed = await self.change(draft, after, by)
                return changed or await self.extend_album(message, by)  # read it again
        return False

    async def update_excerpt(self, message: SourceMessage) -> bool:
        """The message was edited in its chat; False when no waiting broadcast is made of it.

        A confirmation that was asked for about the old text is no longer valid.
        """
        found = False
        for state in NOT_STARTED:
            for each in await self.repository.in_state(state):
                if each.from_chat_id != message.chat_id:
                    continue
                if message.message_id not in each.message_ids:
                    continue
                found = True
                if message.excerpt or not message.album:  # the caption may be another part's
                    self._tokens.pop(each.id, None)
                    await self.repository.set_excerpt(each.id, message.excerpt)
                    self._tokens.pop(each.id, None)
        return found

    def new_token(self, broadcast_id: int) -> str:
        """For a confirm button. It is valid until it is used, the draft changes, or a restart."""
        self._tokens[broadcast_id] = secrets.token_urlsafe(6)
        return self._tokens[broadcast_id]

    def use_token(self, broadcast_id: int, token: str) -> bool:
        """Whether the token was valid; from now on it is not."""
        valid = self._tokens.get(broadcast_id)
        if valid is None or not secrets.compare_digest(valid, token):
            return False
        del self._tokens[broadcast_id]
        return True

    async def start(self, draft: Broadcast, by: int | None = None) -> bool:
        """Send to the people who belong to its audience now."""
        self._tokens.pop(draft.id, None)
        selection = self.recipients.selection(draft)
        return await self.repository.start(draft.id, selection, by)

    async def schedule(self, broadcast_id: int, at: datetime, by: int | None = None) -> bool:
        moment = int(at.timestamp())
        return await self.repository.move(broadcast_id, SCHEDULE, by, scheduled_at=moment)

    async def unschedule(self, broadcast_id: int, by: int | None = None) -> bool:
        """Make it a draft again, which can be changed."""
        return await self.repository.move(broadcast_id, UNSCHEDULE, by, scheduled_at=None)

    async def miss(self, broadcast_id: int) -> bool:
        return await self.repository.move(broadcast_id, MISS, None)

    async def pause(self, broadcast_id: int, by: int | None = None, problem: str = "") -> bool:
        """`problem` is Telegram's error when the bot pauses it by itself, which is to be told."""
        reported = {"to_report": 1} if problem else {}
        return await self.repository.move(broadcast_id, PAUSE, by, problem=problem, **reported)

    async def resume(self, broadcast_id: int, by: int | None = None) -> bool:
        return await self.repository.move(broadcast_id, RESUME, by, problem="", to_report=0)

    async def cancel(self, broadcast_id: int, by: int | None = None) -> bool:
        """Stop for ever. What is not sent yet stays unsent."""
        return await self.repository.move(broadcast_id, CANCEL, by)

    async def recall(self, broadcast_id: int, text: str, by: int | None = None) -> bool:
        """Stop and take back what was delivered; `text` replaces messages too old to delete.

        False for one that was cancelled before it began: there is nothing to take back.
        """
        if (await self.repository.find(broadcast_id)).started_at is None:
            return False
        return await self.repository.move(broadcast_id, RECALL, by, recall_text=text)

    async def repeat_unknown(self, broadcast_id: int, by: int) -> bool:
        """Send it again to those of whom nobody knows whether they got it."""
        return await self.repository.repeat(broadcast_id, DeliveryState.UNKNOWN, by)

    async def _parts(self, message: SourceMessage) -> tuple[int, ...]:
        if not message.album:
            return (message.message_id,)
        return await self.repository.add_album_part(
            message.chat_id, message.album, message.message_id
        )


# When the bot comes up later than this after the planned moment, the author decides.
_GRACE = timedelta(minutes=5)


class PlannedBroadcasts:
    """A job of the scheduler. `ask` asks the author about a broadcast that missed its moment."""

    def __init__(
        self, broadcasts: BroadcastService, ask: Callable[[Broadcast], Awaitable[None]]
    ) -> None:
        self._broadcasts = broadcasts
        self._ask = ask

    async def start_due(self) -> None:
        now = self._broadcasts.clock()
        for broadcast in await self._broadcasts.repository.in_state(BroadcastState.SCHEDULED):
            if broadcast.scheduled_at is None or broadcast.scheduled_at > now:
                continue
            if now - broadcast.scheduled_at <= _GRACE:
                await self._broadcasts.start(broadcast)
            elif await self._broadcasts.miss(broadcast.id):
                await self._ask_author(broadcast, broadcast.scheduled_at)

    async def _ask_author(self, missed: Broadcast, at: datetime) -> None:
        """Ask again at the next tick when the network fails: it may come up later than the bot."""
        try:
            await self._ask(missed)
        except Exception:
            await self._broadcasts.schedule(missed.id, at)
            raise
