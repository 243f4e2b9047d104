"""Broadcasts, the cards that show them, and the queries for their recipients."""

import asyncio
import json
from dataclasses import dataclass
from datetime import tzinfo

from bot.broadcast.models import (
    REPEAT_UNKNOWN,
    START,
    Broadcast,
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    ConditionKind,
    DeliveryState,
    SavedAudience,
    Selection,
    Transition,
)
from bot.broadcast.segments import Clause, all_of, count_queries, from_json, is_in
from bot.errors import NotFoundError
from bot.people.audit import AuditEntry, record
from bot.storage.database import CHUNK, Database, Repository, Row, Transaction, Value, moment_of

_DRAFT = "kind, topic, from_chat_id, message_ids, buttons, audience, at_night, excerpt, content"
_DRAFT_VALUES = ", ".join("?" * (_DRAFT.count(",") + 1))
COLUMNS = f"""
    id, author_id, {_DRAFT},
    state, created_at, scheduled_at, started_at, finished_at, recalled_at, recall_text, problem,
    total
"""
_TIMES = ("created_at", "scheduled_at", "started_at", "finished_at", "recalled_at")


class BroadcastRepository(Repository):
    """Every change of state says whether it happened: the second of two presses does nothing.

    A change made by an admin (`by`) is stored in one transaction with its audit entry. The bot's
    own changes have no author and no entry.
    """

    async def create_draft(self, author_id: int, draft: BroadcastDraft) -> int:
        """Return the new broadcast's id."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            (row,) = await transaction.rows(
                f"INSERT INTO broadcasts (author_id, created_at, {_DRAFT})"
                f" VALUES (?, ?, {_DRAFT_VALUES}) RETURNING id",
                *(author_id, int(now.timestamp()), *_draft_values(draft)),
            )
            subject, facts = str(row["id"]), _draft_facts(draft)
            entry = AuditEntry(author_id, "create broadcast", subject, None, facts)
            await record(transaction, entry, now)
        return int(row["id"])

    async def change_draft(self, before: Broadcast, after: BroadcastDraft, by: int) -> bool:
        """Replace the draft that was read as `before`.

        False, and nothing changes, when it is no longer a draft or has been changed since.
        """
        was, became = _draft_facts(before), _draft_facts(after)
        changed = [name for name in was if was[name] != became[name]]
        old, new = ({name: facts[name] for name in changed} for facts in (was, became))
        async with self._database.transaction() as transaction:
            touched = await transaction.execute(
                f"""
                UPDATE broadcasts SET ({_DRAFT}) = ({_DRAFT_VALUES})
                WHERE id = ? AND state = 'draft' AND ({_DRAFT}) IS ({_DRAFT_VALUES})
                """,
                *(*_draft_values(after), before.id, *_draft_values(before)),
            )
            if touched:
                entry = AuditEntry(by, "change broadcast", str(before.id), old or None, new)
                await record(transaction, entry, self._clock())
        return touched == 1

    async def discard_draft(self, broadcast_id: int, by: int) -> bool:
        """Delete it; its number is never given again. False when it is no draft any more."""
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                "DELETE FROM broadcasts WHERE id = ? AND state = 'draft' RETURNING excerpt",
                broadcast_id,
            )
            if rows:
                facts = {"message": rows[0]["excerpt"]}
                entry = AuditEntry(by, "discard broadcast", str(broadcast_id), facts)
                await record(transaction, entry, self._clock())
        return bool(rows)

    async def set_excerpt(self, broadcast_id: int, excerpt: str) -> None:
        await self._database.write(
            "UPDATE broadcasts SET excerpt = ? WHERE id = ?", excerpt, broadcast_id
        )

    async def add_album_part(self, chat_id: int, album: str, message_id: int) -> tuple[int, ...]:
        """Remember a message of an album; return all its messages that have come so far."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO album_parts (chat_id, album, message_id, sent_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (chat_id, album, message_id) DO NOTHING
                """,
                *(chat_id, album, message_id, self._database.now()),
            )
            rows = await transaction.rows(
                """
                SELECT message_id FROM album_parts
                WHERE chat_id = ? AND album = ? ORDER BY message_id
                """,
                *(chat_id, album),
            )
        return tuple(row["message_id"] for row in rows)

    async def find(self, broadcast_id: int) -> Broadcast:
        """Return it in whatever state it is. Raises NotFoundError when there is none."""
        found = await self._select("WHERE id = ?", broadcast_id)
        if not found:
            raise NotFoundError("broadcast", broadcast_id)
        return found[0]

    async def latest(self, limit: int, offset: int = 0) -> tuple[Broadcast, ...]:
        """The newest first, without drafts."""
        where = "WHERE state <> 'draft' ORDER BY id DESC LIMIT ? OFFSET ?"
        return await self._select(where, limit, offset)

    async def count(self) -> int:
        """How many broadcasts `latest` can list."""
        return await self._database.number("SELECT count(*) FROM broadcasts WHERE state <> 'draft'")

    async def in_state(self, state: BroadcastState) -> tuple[Broadcast, ...]:
        return await self._select("WHERE state = ? ORDER BY id", state)

    async def in_flight(self) -> tuple[Broadcast, ...]:
        """Running broadcasts, and stopped ones of which some requests may still be unanswered."""
        return await self._select(
            "WHERE started_at IS NOT NULL AND finished_at IS NULL AND state <> 'paused' ORDER BY id"
        )

    async def paused_by_error(self) -> dict[int, int]:
        """The authors of the broadcasts that paused by themselves and wait, by broadcast."""
        rows = await self._database.rows(
            "SELECT id, author_id FROM broadcasts"
            " WHERE state = 'paused' AND problem <> '' ORDER BY id"
        )
        return {row["id"]: row["author_id"] for row in rows}

    async def to_recall(self) -> tuple[Broadcast, ...]:
        """Recalled broadcasts that are no longer sent and have messages left to take back."""
        return await self._select(
            "WHERE state = 'recalled' AND finished_at IS NOT NULL AND recalled_at IS NULL"
        )

    async def to_report(self) -> tuple[Broadcast, ...]:
        """Those whose end, or whose stop by themselves, has not been told yet."""
        return await self._select("WHERE to_report = 1 ORDER BY id")

    async def mark_reported(self, broadcast_id: int) -> None:
        await self._database.write("UPDATE broadcasts SET to_report = 0 WHERE id = ?", broadcast_id)

    async def start(self, broadcast_id: int, selection: Selection, by: int | None = None) -> bool:
        """Send to the people whom `selection` gives; the sender stores them first."""
        query = json.dumps([selection.sql, selection.values])
        now = self._database.now()
        return await self.move(broadcast_id, START, by, started_at=now, selection=query)

    async def move(
        self, broadcast_id: int, transition: Transition, by: int | None, **changes: Value
    ) -> bool:
        """Change the state, and the columns of `changes` with it; False when it is not allowed."""
        async with self._database.transaction() as transaction:
            return await self._move(transaction, broadcast_id, transition, by, **changes)

    async def repeat(self, broadcast_id: int, outcome: DeliveryState, by: int) -> bool:
        """Send a finished broadcast again to the recipients with this outcome.

        False, and nothing changes, when there are none.
        """
        wanted = (broadcast_id, outcome, self._database.now())
        async with self._database.transaction() as transaction:
            found = await transaction.row("SELECT state FROM broadcasts WHERE id = ?", broadcast_id)
            if found is None or found["state"] not in REPEAT_UNKNOWN.sources:
                return False
            again = await _requeue(transaction, *wanted)
            if not again:
                return False
            await self._move(transaction, broadcast_id, REPEAT_UNKNOWN, by, finished_at=None)
        while again == CHUNK:
            async with self._database.transaction() as transaction:
                again = await _requeue(transaction, *wanted)
        return True

    async def _move(
        self,
        transaction: Transaction,
        broadcast_id: int,
        transition: Transition,
        by: int | None,
        **changes: Value,
    ) -> bool:
        before = await transaction.row(
            "SELECT state, scheduled_at FROM broadcasts WHERE id = ?", broadcast_id
        )
        if before is None or before["state"] not in transition.sources:
            return False
        columns = "".join(f", {name} = ?" for name in changes)
        await transaction.execute(
            f"UPDATE broadcasts SET state = ?{columns} WHERE id = ?",
            *(transition.target, *changes.values(), broadcast_id),
        )
        if by is not None:
            now = self._clock()
            after = {**before, **changes, "state": transition.target}
            facts = (_state_facts(row, now.tzinfo) for row in (before, after))
            entry = AuditEntry(by, f"{transition.verb} broadcast", str(broadcast_id), *facts)
            await record(transaction, entry, now)
        return True

    async def _select(self, where: str, *values: Value) -> tuple[Broadcast, ...]:
        rows = await self._database.rows(f"SELECT {COLUMNS} FROM broadcasts {where}", *values)
        zone = self._clock().tzinfo
        return tuple(_broadcast(row, zone) for row in rows)


async def _requeue(
    transaction: Transaction, broadcast_id: int, outcome: DeliveryState, settled_by: int
) -> int:
    """Some hundred of them, with their sum; returns how many. The index holds two outcomes only."""
    again = await transaction.execute(
        f"""
        UPDATE deliveries SET outcome = 'pending', reason = NULL
        WHERE broadcast_id = ? AND person_id IN (
            SELECT person_id FROM deliveries
            WHERE broadcast_id = ? AND outcome = ? AND outcome IN ('failed', 'unknown') AND at <= ?
            LIMIT {CHUNK})
        """,
        *(broadcast_id, broadcast_id, outcome, settled_by),
    )
    await transaction.execute(
        "UPDATE broadcast_counts SET number = number - ? WHERE broadcast_id = ? AND outcome = ?",
        *(again, broadcast_id, outcome),
    )
    return again


def _broadcast(row: Row, zone: tzinfo | None) -> Broadcast:
    times = {name: moment_of(row[name], zone) for name in _TIMES}
    changed = {
        "kind": BroadcastKind(row["kind"]),
        "state": BroadcastState(row["state"]),
        "message_ids": tuple(json.loads(row["message_ids"])),
        "buttons": tuple(BroadcastButton(*button) for button in json.loads(row["buttons"])),
        "at_night": bool(row["at_night"]),
    }
    return Broadcast(**{**row, **times, **changed})


def _draft_values(draft: BroadcastDraft) -> tuple[Value, ...]:
    """The values of the columns of `_DRAFT`, in their order."""
    buttons = [[button.label, button.target] for button in draft.buttons]
    return (
        draft.kind,
        draft.topic,
        draft.from_chat_id,
        json.dumps(draft.message_ids),
        json.dumps(buttons, ensure_ascii=False),
        draft.audience,
        int(draft.at_night),
        draft.excerpt,
        draft.content,
    )


def _draft_facts(draft: BroadcastDraft) -> dict[str, object]:
    """A draft as the audit log shows it."""
    return {
        "messages": list(draft.message_ids),
        "kind": draft.kind,
        "topic": draft.topic,
        "buttons": [f"{button.label} → {button.target}" for button in draft.buttons],
        "audience": draft.audience,
        "at_night": draft.at_night,
    }


def _state_facts(row: Row, zone: tzinfo | None) -> dict[str, object]:
    """A state as the audit log shows it, with the planned moment of a scheduled broadcast."""
    planned = row["state"] == BroadcastState.SCHEDULED
    at = moment_of(row["scheduled_at"], zone) if planned else None
    return {"state": row["state"]} | ({"scheduled_at": at.isoformat()} if at else {})


@dataclass(frozen=True, slots=True)
class BroadcastCard:
    """A message in an admin's chat that shows the progress of a broadcast."""

    chat_id: int
    message_id: int
    broadcast_id: int

    @property
    def place(self) -> tuple[int, int]:
        return self.chat_id, self.message_id


class BroadcastCards:
    """The cards that the bot keeps up to date by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.drawn: dict[tuple[int, int], object] = {}
        """What each card was last updated to without a press. A press removes its entry."""

    async def add(self, card: BroadcastCard) -> None:
        """A message shows one broadcast: the latest that was added for it."""
        self.drawn.pop(card.place, None)
        await self._database.write(
            """
            INSERT INTO broadcast_cards (chat_id, message_id, broadcast_id) VALUES (?, ?, ?)
            ON CONFLICT (chat_id, message_id) DO UPDATE SET
                broadcast_id = excluded.broadcast_id
            """,
            *(card.chat_id, card.message_id, card.broadcast_id),
        )

    async def remove(self, chat_id: int, message_id: int) -> None:
        self.drawn.pop((chat_id, message_id), None)
        await self._database.write(
            "DELETE FROM broadcast_cards WHERE chat_id = ? AND message_id = ?",
            *(chat_id, message_id),
        )

    async def has(self, card: BroadcastCard) -> bool:
        """False once a press has turned the message into another screen."""
        return card in await self.all()

    async def all(self) -> tuple[BroadcastCard, ...]:
        """Without those of planned broadcasts, on which nothing changes by itself."""
        rows = await self._database.rows(
            """
            SELECT chat_id, message_id, broadcast_id
            FROM broadcast_cards JOIN broadcasts ON broadcasts.id = broadcast_id
            WHERE state <> 'scheduled' ORDER BY message_id
            """
        )
        return tuple(BroadcastCard(**row) for row in rows)


_CHOICES = 8


class Recipients(Repository):
    """Who gets a broadcast, and what an audience can be chosen by."""

    def selection(self, draft: BroadcastDraft) -> Selection:
        """Active people of the audience who are not on pause and have not refused the topic."""
        clause = self._audience(draft)
        return Selection(f"SELECT people.id FROM people WHERE {clause.sql}", clause.values)

    async def count(self, draft: BroadcastDraft) -> int:
        """How many people `selection` gives now."""
        queries = count_queries(self._audience(draft))
        found = await asyncio.gather(
            *(self._database.number(each.sql, *each.values) for each in queries)
        )
        return sum(found)

    def _audience(self, draft: BroadcastDraft) -> Clause:
        now = self._clock()
        topic = draft.topic if draft.kind is BroadcastKind.TOPIC else None
        reachable = Clause(
            "people.state = 'active' AND COALESCE(people.paused_until, 0) <= ?",
            (int(now.timestamp()),),
        )
        refused = is_in("opt_outs", "topic = ?", topic or "")
        return all_of((reachable, refused.negated(), from_json(draft.audience).clause(now)))

    async def opted_out_since(self, broadcast: Broadcast) -> int:
        """How many recipients have refused the topic since the broadcast began."""
        if broadcast.started_at is None or broadcast.topic is None:
            return 0
        return await self._database.number(
            """
            SELECT count(*)
            FROM opt_outs JOIN deliveries ON deliveries.person_id = opt_outs.person_id
            WHERE deliveries.broadcast_id = ? AND deliveries.outcome = 'delivered'
                AND opt_outs.topic = ? AND opt_outs.since >= ?
            """,
            *(broadcast.id, broadcast.topic, int(broadcast.started_at.timestamp())),
        )

    async def choices(self, kind: ConditionKind) -> tuple[SavedAudience, ...]:
        """What people have in common of this kind: what most have, or what is newest, first."""
        query = _IN_COMMON.get(kind)
        rows = await self._database.rows(query, _CHOICES) if query else ()
        return tuple(SavedAudience(**row) for row in rows)


# Equal filters are one choice, named by one id.
_IN_COMMON = {
    ConditionKind.EVENT: """
        SELECT events.id AS value, 'event' AS what, '' AS wanted, events.label AS label,
               count(*) AS people
        FROM saved_events JOIN events ON events.id = saved_events.event_id
        GROUP BY events.id ORDER BY people DESC, events.id DESC LIMIT ?
    """,
    ConditionKind.FILTER: """
        SELECT min(id) AS value, kind AS what, wanted, min(title) AS label, count(*) AS people
        FROM alerts GROUP BY kind, wanted ORDER BY people DESC, value DESC LIMIT ?
    """,
    ConditionKind.APPLIED: """
        SELECT events.id AS value, 'application' AS what, '' AS wanted, events.label AS label,
               count(DISTINCT person_id) AS people
        FROM applications JOIN events ON events.id = event_id
        WHERE applications.state IN ('sent', 'taken', 'confirmed', 'refused')
        GROUP BY events.id ORDER BY people DESC, events.id DESC LIMIT ?
    """,
    ConditionKind.GOT: """
        SELECT id AS value, 'broadcast' AS what, '' AS wanted, excerpt AS label, number AS people
        FROM broadcasts JOIN broadcast_counts ON broadcast_id = id AND outcome = 'delivered'
        WHERE started_at IS NOT NULL ORDER BY id DESC LIMIT ?
    """,
    ConditionKind.PRESSED: """
        SELECT id AS value, 'broadcast' AS what, '' AS wanted, excerpt AS label,
               (SELECT count(DISTINCT person_id) FROM broadcast_clicks
                WHERE broadcast_clicks.broadcast_id = broadcasts.id) AS people
        FROM broadcasts WHERE id IN (SELECT broadcast_id FROM broadcast_click_counts)
        ORDER BY id DESC LIMIT ?
    """,
}
