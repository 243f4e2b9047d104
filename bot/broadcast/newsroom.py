"""What admins do with broadcasts. Whoever does it, it is written to the audit log."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.audience.audit_repository import Audit
from bot.broadcast.books import Books
from bot.broadcast.cards_repository import Cards
from bot.broadcast.look import Look
from bot.broadcast.models import Broadcast, Draft, Outcome, State
from bot.broadcast.quiet import NIGHT, QuietHours
from bot.broadcast.recipients_repository import Recipients
from bot.broadcast.repository import Broadcasts
from bot.broadcast.result_repository import Results
from bot.clock import Clock
from bot.storage import Database

BEFORE = frozenset({State.DRAFT, State.SCHEDULED, State.MISSED})


@dataclass(slots=True)
class Newsroom:
    """Every deed says whether it happened: of two admins who press at once, one did it.

    `quiet` are the hours that screens warn of; the operator's replace them.
    """

    broadcasts: Broadcasts
    recipients: Recipients
    results: Results
    cards: Cards
    audit: Audit
    clock: Clock
    quiet: QuietHours = NIGHT

    @classmethod
    def open(cls, database: Database, books: Books, audit: Audit) -> Self:
        clock = books.clock
        return cls(
            broadcasts=books.broadcasts,
            recipients=Recipients(database, clock),
            results=books.results,
            cards=Cards(database),
            audit=audit,
            clock=clock,
        )

    async def look(self, broadcast_id: int, at: datetime | None = None) -> Look:
        """As if it were to begin `at`, or now. NotFoundError when there is none."""
        found = await self.broadcasts.find(broadcast_id)
        return Look(
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
        draft = Draft(from_chat_id=chat_id, message_ids=message_ids, excerpt=excerpt)
        broadcast_id = await self.broadcasts.create_draft(admin_id, draft)
        await self._record(admin_id, "create", broadcast_id, {}, _facts(draft))
        return broadcast_id

    async def change(self, admin_id: int, before: Broadcast, after: Draft) -> bool:
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
        again = self.results.send_again(what.id, Outcome.UNKNOWN)
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


def _facts(draft: Draft) -> dict[str, object]:
    return {
        "messages": list(draft.message_ids),
        "kind": draft.kind,
        "topic": draft.topic,
        "buttons": [f"{button.label} → {button.target}" for button in draft.buttons],
        "audience": draft.audience,
        "at_night": draft.at_night,
    }


def _state(broadcast: Broadcast) -> dict[str, object]:
    at = broadcast.scheduled_at if broadcast.state is State.SCHEDULED else None
    return {"state": broadcast.state} | ({"scheduled_at": at.isoformat()} if at else {})
