"""Broadcasts, their runs, recipients, cards and albums."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.broadcast.models import (
    Broadcast,
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    DeliveryState,
    Recalled,
    SavedAudience,
    Selection,
)
from bot.broadcast.segments import from_json
from bot.errors import NotFoundError
from bot.storage.database import Database, Row, Transaction, Value


async def add_counts(
    transaction: Transaction, changes: Sequence[tuple[int, DeliveryState | Recalled]]
) -> None:
    """Add settled rows to the sums of their broadcasts; in the transaction that settles them."""
    if not changes:
        return
    await transaction.many(
        """
        INSERT INTO broadcast_counts (broadcast_id, outcome, number) VALUES (?, ?, ?)
        ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + excluded.number
        """,
        [(*change, number) for change, number in Counter(changes).items()],
    )


DRAFT = "kind, topic, from_chat_id, message_ids, buttons, audience, at_night, excerpt"
MARKS = ", ".join("?" * (DRAFT.count(",") + 1))
COLUMNS = f"""
    id, author_id, {DRAFT},
    state, created_at, scheduled_at, started_at, finished_at, recalled_at, recall_text, problem,
    total
"""
_TIMES = ("created_at", "scheduled_at", "started_at", "finished_at", "recalled_at")


def draft_values(draft: BroadcastDraft) -> tuple[Value, ...]:
    """In the order of `DRAFT`."""
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
    )


def from_row(row: Row, zone: tzinfo | None) -> Broadcast:
    times = {name: moment(row[name], zone) for name in _TIMES}
    changed = {
        "kind": BroadcastKind(row["kind"]),
        "state": BroadcastState(row["state"]),
        "message_ids": tuple(json.loads(row["message_ids"])),
        "buttons": tuple(BroadcastButton(*button) for button in json.loads(row["buttons"])),
        "at_night": bool(row["at_night"]),
    }
    return Broadcast(**{**row, **times, **changed})


def moment(seconds: int | None, zone: tzinfo | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)


class BroadcastAlbums:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat_id: int, album: str, message_id: int) -> tuple[int, ...]:
        """All parts known by now, this one among them."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO album_parts (chat_id, album, message_id) VALUES (?, ?, ?)
                ON CONFLICT (chat_id, album, message_id) DO NOTHING
                """,
                chat_id,
                album,
                message_id,
            )
            rows = await transaction.rows(
                """
                SELECT message_id FROM album_parts
                WHERE chat_id = ? AND album = ? ORDER BY message_id
                """,
                chat_id,
                album,
            )
        return tuple(row["message_id"] for row in rows)


@dataclass(frozen=True, slots=True)
class BroadcastCard:
    chat_id: int
    message_id: int
    broadcast_id: int

    @property
    def place(self) -> tuple[int, int]:
        return self.chat_id, self.message_id


class BroadcastCards:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.drawn: dict[tuple[int, int], object] = {}
        """What was last drawn at a place without a press; after a press nobody knows."""

    async def keep(self, card: BroadcastCard) -> None:
        """A message shows one broadcast, the latest that it was given."""
        self.drawn.pop(card.place, None)
        await self._database.write(
            """
            INSERT INTO broadcast_cards (chat_id, message_id, broadcast_id) VALUES (?, ?, ?)
            ON CONFLICT (chat_id, message_id) DO UPDATE SET
                broadcast_id = excluded.broadcast_id
            """,
            card.chat_id,
            card.message_id,
            card.broadcast_id,
        )

    async def drop(self, chat_id: int, message_id: int) -> None:
        self.drawn.pop((chat_id, message_id), None)
        await self._database.write(
            "DELETE FROM broadcast_cards WHERE chat_id = ? AND message_id = ?",
            chat_id,
            message_id,
        )

    async def has(self, card: BroadcastCard) -> bool:
        """Whether it still is one: a press may have made the message another screen."""
        return card in await self.all()

    async def all(self) -> tuple[BroadcastCard, ...]:
        rows = await self._database.rows(
            "SELECT chat_id, message_id, broadcast_id FROM broadcast_cards ORDER BY message_id"
        )
        return tuple(BroadcastCard(**row) for row in rows)


CHOICES = 8


class Recipients:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    def selection(self, draft: BroadcastDraft) -> Selection:
        """Active people of the audience who are not on pause and have not refused the topic."""
        now = self._clock()
        clause = from_json(draft.audience).clause(now)
        topic = draft.topic if draft.kind is BroadcastKind.TOPIC else None
        return Selection(
            f"""
            SELECT people.id FROM people
            WHERE people.state = 'active' AND COALESCE(people.paused_until, 0) <= ?
                AND NOT EXISTS (
                    SELECT 1 FROM opt_outs WHERE person_id = people.id AND topic = ?
                )
                AND ({clause.sql})
            """,
            (int(now.timestamp()), topic or "", *clause.values),
        )

    async def count(self, draft: BroadcastDraft) -> int:
        """How many `selection` gives at this moment."""
        found = self.selection(draft)
        row = await self._database.row(
            f"SELECT count(*) AS number FROM ({found.sql}) AS audience", *found.values
        )
        return int(row["number"]) if row else 0

    async def opted_out_since(self, broadcast: Broadcast) -> int:
        """How many of its recipients have refused its topic after it began."""
        if broadcast.started_at is None or broadcast.topic is None:
            return 0
        row = await self._database.row(
            """
            SELECT count(*) AS number
            FROM opt_outs JOIN deliveries ON deliveries.person_id = opt_outs.person_id
            WHERE deliveries.broadcast_id = ? AND deliveries.outcome = 'delivered'
                AND opt_outs.topic = ? AND opt_outs.since >= ?
            """,
            broadcast.id,
            broadcast.topic,
            int(broadcast.started_at.timestamp()),
        )
        return int(row["number"]) if row else 0

    async def saved_events(self) -> tuple[SavedAudience, ...]:
        """What most people have saved, at most `CHOICES`."""
        rows = await self._database.rows(
            """
            SELECT events.id AS value, 'event' AS what, '' AS wanted, events.label AS label,
                   count(*) AS people
            FROM saved_events JOIN events ON events.id = saved_events.event_id
            GROUP BY events.id ORDER BY people DESC, events.id DESC LIMIT ?
            """,
            CHOICES,
        )
        return tuple(SavedAudience(**row) for row in rows)

    async def saved_filters(self) -> tuple[SavedAudience, ...]:
        """The filters that most people follow, at most `CHOICES`; one id stands for its equals."""
        rows = await self._database.rows(
            """
            SELECT min(id) AS value, kind AS what, wanted, min(title) AS label,
                   count(*) AS people
            FROM alerts GROUP BY kind, wanted ORDER BY people DESC, value DESC LIMIT ?
            """,
            CHOICES,
        )
        return tuple(SavedAudience(**row) for row in rows)


WAITING = (BroadcastState.DRAFT, BroadcastState.SCHEDULED, BroadcastState.MISSED)


class Broadcasts:
    """Every change of state says whether it happened: pressed twice, the second does nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock
        self._tokens: dict[int, str] = {}

    async def create_draft(self, author_id: int, draft: BroadcastDraft) -> int:
        (row,) = await self._database.write(
            f"INSERT INTO broadcasts (author_id, created_at, {DRAFT})"
            f" VALUES (?, ?, {MARKS}) RETURNING id",
            author_id,
            int(self._clock().timestamp()),
            *draft_values(draft),
        )
        return int(row["id"])

    async def change_draft(self, before: Broadcast, after: BroadcastDraft) -> bool:
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

    async def in_state(self, state: BroadcastState) -> tuple[Broadcast, ...]:
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
        return await self._move(
            broadcast_id, BroadcastState.SCHEDULED, WAITING, scheduled_at=moment
        )

    async def unschedule(self, broadcast_id: int) -> bool:
        """Back to a draft, which can be changed."""
        waiting = (BroadcastState.SCHEDULED, BroadcastState.MISSED)
        return await self._move(broadcast_id, BroadcastState.DRAFT, waiting, scheduled_at=None)

    async def miss(self, broadcast_id: int) -> bool:
        return await self._move(broadcast_id, BroadcastState.MISSED, (BroadcastState.SCHEDULED,))

    async def start(self, broadcast_id: int, selection: Selection) -> bool:
        """Send from now on to whom `selection` gives; the sender writes them down first."""
        picked = json.dumps([selection.sql, selection.values])
        now = int(self._clock().timestamp())
        self._tokens.pop(broadcast_id, None)
        return await self._move(
            broadcast_id, BroadcastState.RUNNING, WAITING, started_at=now, selection=picked
        )

    async def pause(self, broadcast_id: int, problem: str = "") -> bool:
        return await self._move(
            broadcast_id, BroadcastState.PAUSED, (BroadcastState.RUNNING,), problem=problem
        )

    async def resume(self, broadcast_id: int) -> bool:
        return await self._move(
            broadcast_id, BroadcastState.RUNNING, (BroadcastState.PAUSED,), problem=""
        )

    async def cancel(self, broadcast_id: int) -> bool:
        """For ever. What is not sent yet stays unsent."""
        active = (
            BroadcastState.SCHEDULED,
            BroadcastState.MISSED,
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
        )
        return await self._move(broadcast_id, BroadcastState.CANCELLED, active)

    async def recall(self, broadcast_id: int, text: str) -> bool:
        """Send no more and take back what was delivered; `text` replaces what is too old.

        What was cancelled before it began has nothing to take back: False.
        """
        if (await self.find(broadcast_id)).started_at is None:
            return False
        sent = (
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
            BroadcastState.FINISHED,
            BroadcastState.CANCELLED,
        )
        return await self._move(broadcast_id, BroadcastState.RECALLED, sent, recall_text=text)

    async def _move(
        self,
        broadcast_id: int,
        to: BroadcastState,
        allowed: Iterable[BroadcastState],
        **facts: Value,
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


CHUNK = 2_000  # some 10 ms: a reply that has to write waits no longer


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def prepare(self, broadcast_id: int) -> None:
        """Write down every recipient, in chunks that let other writers in between.

        Interrupted, it goes on behind the last person written; prepared before, it does nothing.
        """
        row = await self._database.row(
            "SELECT selection FROM broadcasts WHERE id = ? AND total IS NULL", broadcast_id
        )
        if row is None:
            return
        sql, values = json.loads(row["selection"])
        total, written = await self._written_before(broadcast_id), CHUNK
        while written == CHUNK:
            written = await self._write_chunk(broadcast_id, sql, values)
            total += written
        await self._database.write(
            "UPDATE broadcasts SET total = ? WHERE id = ?", total, broadcast_id
        )

    async def _write_chunk(self, broadcast_id: int, sql: str, values: Sequence[Value]) -> int:
        async with self._database.transaction() as transaction:
            return await transaction.execute(
                f"""
                INSERT INTO deliveries (broadcast_id, person_id)
                SELECT ?, id FROM ({sql}) AS audience
                WHERE id > coalesce(
                    (SELECT max(person_id) FROM deliveries WHERE broadcast_id = ?), 0
                )
                ORDER BY id LIMIT ?
                """,
                broadcast_id,
                *values,
                broadcast_id,
                CHUNK,
            )

    async def _written_before(self, broadcast_id: int) -> int:
        """More than none only when a kill has interrupted it: counting a million takes its time."""
        row = await self._database.row(
            "SELECT count(*) AS number FROM deliveries WHERE broadcast_id = ?", broadcast_id
        )
        return int(row["number"]) if row else 0

    async def recover(self) -> None:
        """After a crash: what was in flight is `unknown`, for it must never be sent again."""
        async with self._database.transaction() as transaction:
            for row in await transaction.rows(
                "SELECT id FROM broadcasts WHERE started_at IS NOT NULL AND finished_at IS NULL"
            ):
                lost = await transaction.execute(
                    """
                    UPDATE deliveries SET outcome = 'unknown'
                    WHERE broadcast_id = ? AND outcome = 'sending'
                    """,
                    row["id"],
                )
                await add_counts(transaction, [(row["id"], DeliveryState.UNKNOWN)] * lost)

    async def unfinished(self) -> tuple[Broadcast, ...]:
        """What runs, and what was stopped while something of it may still be in flight."""
        rows = await self._database.rows(
            f"""
            SELECT {COLUMNS} FROM broadcasts
            WHERE started_at IS NOT NULL AND finished_at IS NULL AND state <> 'paused' ORDER BY id
            """
        )
        zone = self._clock().tzinfo
        return tuple(from_row(row, zone) for row in rows)

    async def unsettled(self, broadcast_id: int) -> int:
        """How many recipients have no outcome yet; 0 before they are written down."""
        row = await self._database.row(
            """
            SELECT total - (SELECT coalesce(sum(number), 0) FROM broadcast_counts
                            WHERE broadcast_id = broadcasts.id) AS number
            FROM broadcasts WHERE id = ?
            """,
            broadcast_id,
        )
        return (row and row["number"]) or 0

    async def finish(self, broadcast_id: int) -> None:
        """Nothing of it is in flight any more, nor to be sent."""
        await self._database.write(
            """
            UPDATE broadcasts SET finished_at = ?,
                state = CASE state WHEN 'running' THEN 'finished' ELSE state END
            WHERE id = ? AND state <> 'paused'
            """,
            int(self._clock().timestamp()),
            broadcast_id,
        )
