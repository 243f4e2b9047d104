"""Broadcasts themselves: composing, confirming, and every change of state."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from bot.broadcast.models import Broadcast, Draft, Selection, State
from bot.broadcast.records import COLUMNS, DRAFT, MARKS, draft_values, from_row
from bot.clock import Clock
from bot.errors import NotFoundError
from bot.storage import Database, Value

WAITING = (State.DRAFT, State.SCHEDULED, State.MISSED)


class Broadcasts:
    """Every change of state says whether it happened: pressed twice, the second does nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tokens: dict[int, str] = {}

    async def create_draft(self, author_id: int, draft: Draft) -> int:
        (row,) = await self._database.write(
            f"INSERT INTO broadcasts (author_id, created_at, {DRAFT})"
            f" VALUES (?, ?, {MARKS}) RETURNING id",
            author_id,
            int(self._clock().timestamp()),
            *draft_values(draft),
        )
        return int(row["id"])

    async def change_draft(self, before: Broadcast, after: Draft) -> bool:
        """What was read as `before` becomes `after`; the tokens given out for it die.

        False, and nothing changes, when it is no draft any more or not what was read.
        """
        self._tokens.pop(before.id, None)
        changed = await self._database.write(
            f"""
            UPDATE broadcasts SET ({DRAFT}) = ({MARKS})
            WHERE id = ? AND state = 'draft' AND ({DRAFT}) IS ({MARKS}) RETURNING id
            """,
            *draft_values(after),
            before.id,
            *draft_values(before),
        )
        self._tokens.pop(before.id, None)  # one given out meanwhile was for what is no more
        return bool(changed)

    async def reword(self, broadcast_id: int, excerpt: str) -> None:
        """Its message begins otherwise by now; what was asked about the old words is void."""
        self._tokens.pop(broadcast_id, None)
        await self._database.write(
            "UPDATE broadcasts SET excerpt = ? WHERE id = ?", excerpt, broadcast_id
        )
        self._tokens.pop(broadcast_id, None)

    async def find(self, broadcast_id: int) -> Broadcast:
        """In whatever state. NotFoundError when there is none."""
        found = await self._select("WHERE id = ?", broadcast_id)
        if not found:
            raise NotFoundError("broadcast", broadcast_id)
        return found[0]

    async def latest(self, limit: int, offset: int = 0) -> tuple[Broadcast, ...]:
        """Newest first; drafts are not listed."""
        where = "WHERE state <> 'draft' ORDER BY id DESC LIMIT ? OFFSET ?"
        return await self._select(where, limit, offset)

    async def count(self) -> int:
        """How many `latest` could list."""
        row = await self._database.row(
            "SELECT count(*) AS n FROM broadcasts WHERE state <> 'draft'"
        )
        return int(row["n"]) if row else 0

    async def in_state(self, state: State) -> tuple[Broadcast, ...]:
        return await self._select("WHERE state = ? ORDER BY id", state)

    def confirm_token(self, broadcast_id: int) -> str:
        """A new token for the confirm button; it dies when used, by a change, or by a restart."""
        self._tokens[broadcast_id] = secrets.token_urlsafe(6)
        return self._tokens[broadcast_id]

    def confirm(self, broadcast_id: int, token: str) -> bool:
        """Whether this is the living token of the broadcast; it is dead from now on."""
        living = self._tokens.get(broadcast_id)
        if living is None or not secrets.compare_digest(living, token):
            return False
        del self._tokens[broadcast_id]
        return True

    async def schedule(self, broadcast_id: int, at: datetime) -> bool:
        moment = int(at.timestamp())
        return await self._move(broadcast_id, State.SCHEDULED, WAITING, scheduled_at=moment)

    async def unschedule(self, broadcast_id: int) -> bool:
        """Back to a draft, which can be changed."""
        waiting = (State.SCHEDULED, State.MISSED)
        return await self._move(broadcast_id, State.DRAFT, waiting, scheduled_at=None)

    async def miss(self, broadcast_id: int) -> bool:
        return await self._move(broadcast_id, State.MISSED, (State.SCHEDULED,))

    async def start(self, broadcast_id: int, selection: Selection) -> bool:
        """Send from now on to whom `selection` gives; the sender writes them down first."""
        picked = json.dumps([selection.sql, selection.values])
        now = int(self._clock().timestamp())
        self._tokens.pop(broadcast_id, None)
        return await self._move(
            broadcast_id, State.RUNNING, WAITING, started_at=now, selection=picked
        )

    async def pause(self, broadcast_id: int, problem: str = "") -> bool:
        return await self._move(broadcast_id, State.PAUSED, (State.RUNNING,), problem=problem)

    async def resume(self, broadcast_id: int) -> bool:
        return await self._move(broadcast_id, State.RUNNING, (State.PAUSED,), problem="")

    async def cancel(self, broadcast_id: int) -> bool:
        """For ever. What is not sent yet stays unsent."""
        active = (State.SCHEDULED, State.MISSED, State.RUNNING, State.PAUSED)
        return await self._move(broadcast_id, State.CANCELLED, active)

    async def recall(self, broadcast_id: int, text: str) -> bool:
        """Send no more and take back what was delivered; `text` replaces what is too old.

        What was cancelled before it began has nothing to take back: False.
        """
        if (await self.find(broadcast_id)).started_at is None:
            return False
        sent = (State.RUNNING, State.PAUSED, State.FINISHED, State.CANCELLED)
        return await self._move(broadcast_id, State.RECALLED, sent, recall_text=text)

    async def _move(
        self, broadcast_id: int, to: State, allowed: Iterable[State], **facts: Value
    ) -> bool:
        sources = tuple(allowed)
        changes = "".join(f", {name} = ?" for name in facts)
        places = ", ".join("?" * len(sources))
        async with self._database.transaction() as transaction:
            moved = await transaction.execute(
                f"UPDATE broadcasts SET state = ?{changes} WHERE id = ? AND state IN ({places})",
                *(to, *facts.values(), broadcast_id, *sources),
            )
        return moved == 1

    async def _select(self, where: str, *values: Value) -> tuple[Broadcast, ...]:
        rows = await self._database.rows(f"SELECT {COLUMNS} FROM broadcasts {where}", *values)
        zone = self._clock().tzinfo
        return tuple(from_row(row, zone) for row in rows)
