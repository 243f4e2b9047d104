"""Counts of opened answers, and the report on how the bot is used."""

import asyncio
import logging
import sqlite3
from datetime import datetime, timedelta

from bot.stats.models import (
    CountedEvent,
    CountedKind,
    Day,
    PeopleFigures,
    RankedItem,
    Sent,
    StatsReport,
    Subscriptions,
    VoteFigures,
)
from bot.storage.database import Database

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0
TOP = 5
_DAY = 86_400
_ASKED = "words <> '' AND COALESCE(handled, '') <> 'off topic'"  # no small talk, nothing off topic


class Stats:
    """Counts what people open and reports on any period.

    What `admins` type is not counted as people's questions: they try the bot out.
    """

    def __init__(self, database: Database, admins: frozenset[int] = frozenset()) -> None:
        self._database = database
        self._clock = database.clock
        self._waiting: list[CountedEvent] = []
        self._admins = tuple(admins)
        self._asked = _ASKED + " AND COALESCE(person_id, 0) <> ?" * len(admins)

    def count(self, kind: CountedKind, answer_id: int) -> None:
        """Count an answer that a person came to; it is written with the next flush."""
        self._waiting.append(CountedEvent(int(self._clock().timestamp()), kind, answer_id))

    def count_answered(self, answer_id: int) -> None:
        """Count an answer that was given to a typed question at once."""
        self.count(CountedKind.ANSWERED, answer_id)

    async def flush(self) -> None:
        """Write the counts; after an error they wait for the next flush."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            async with self._database.transaction() as transaction:
                await transaction.many(
                    "INSERT INTO events_counted (at, kind, answer_id) VALUES (?, ?, ?)",
                    [(event.at, event.kind, event.answer_id) for event in batch],
                )
        except (sqlite3.Error, asyncio.CancelledError):
            self._waiting = batch + self._waiting
            raise

    async def run(self) -> None:
        """Flush every second until cancelled; whoever cancels this calls `flush` once more."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except sqlite3.Error as error:
                _log.warning("The counts wait for the database: %s", error)

    async def report(self, days: int) -> StatsReport:
        """The last `days` days, today included, in days of the clock's time zone."""
        today = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        begins = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
        since = int(begins[0].timestamp())
        return StatsReport(
            days=days,
            people=await self._people(since),
            subscriptions=await self._subscriptions(),
            by_day=await self._by_day(begins),
            taken=await self._taken(since),
            votes=await self._votes(since),
            sent=await self._sent(since),
            top_answers=await self._top_answers(since),
            top_misses=await self._top_misses(since),
        )

    async def _people(self, since: int) -> PeopleFigures:
        row = await self._database.row(
            """
            SELECT COUNT(*) AS total,
                   COALESCE(SUM(first_seen >= ?), 0) AS new,
                   COALESCE(SUM(last_seen >= ?), 0) AS active,
                   COALESCE(SUM(role = 'business'), 0) AS business,
                   COALESCE(SUM(role = 'student'), 0) AS student,
                   COALESCE(SUM(state <> 'active'), 0) AS blocked,
                   (SELECT COUNT(DISTINCT person_id) FROM opt_outs) AS unsubscribed
            FROM people
            """,
            since,
            since,
        )
        return PeopleFigures(**row or {})

    async def _subscriptions(self) -> Subscriptions:
        row = await self._database.row(
            """
            SELECT (SELECT COUNT(*) FROM saved_events) AS saved_events,
                   (SELECT COUNT(DISTINCT person_id) FROM saved_events) AS event_savers,
                   (SELECT COUNT(*) FROM alerts) AS alerts,
                   (SELECT COUNT(DISTINCT person_id) FROM alerts) AS alert_owners
            """
        )
        return Subscriptions(**row or {})

    async def _by_day(self, begins: list[datetime]) -> tuple[Day, ...]:
        """Days of 24 hours from the first midnight on: wrong where summer time begins or ends."""
        rows = await self._database.rows(
            f"""
            SELECT (asked_at - ?1) / {_DAY} AS day, outcome, COUNT(*) AS times
            FROM questions WHERE asked_at >= ?1 AND {self._asked} GROUP BY 1, 2
            UNION ALL
            SELECT (first_seen - ?1) / {_DAY}, 'new', COUNT(*)
            FROM people WHERE first_seen >= ?1 GROUP BY 1
            """,
            int(begins[0].timestamp()),
            *self._admins,
        )
        counted = {(row["day"], row["outcome"]): row["times"] for row in rows}
        kinds = ("answer", "choices", "nothing", "new")
        return tuple(
            Day(begin.date(), *(counted.get((number, kind), 0) for kind in kinds))
            for number, begin in enumerate(begins)
        )

    async def _taken(self, since: int) -> int:
        row = await self._database.row(
            f"""
            SELECT COUNT(*) AS times FROM questions
            WHERE asked_at >= ? AND chosen_id IS NOT NULL AND outcome <> 'answer' AND {self._asked}
            """,
            since,
            *self._admins,
        )
        return int(row["times"]) if row else 0

    async def _votes(self, since: int) -> VoteFigures:
        row = await self._database.row(
            """
            SELECT COALESCE(SUM(useful = 1), 0) AS useful, COALESCE(SUM(useful = 0), 0) AS useless
            FROM answer_votes WHERE voted_at >= ?
            """,
            since,
        )
        return VoteFigures(**row or {})

    async def _sent(self, since: int) -> Sent:
        row = await self._database.row(
            """
            SELECT COUNT(DISTINCT broadcasts.id) AS broadcasts,
                   COALESCE(SUM(number), 0) AS delivered
            FROM broadcasts LEFT JOIN broadcast_counts
                ON broadcast_counts.broadcast_id = broadcasts.id AND outcome = 'delivered'
            WHERE started_at >= ?
            """,
            since,
        )
        return Sent(**row or {})

    async def _top_answers(self, since: int) -> tuple[RankedItem, ...]:
        rows = await self._database.rows(
            """
            SELECT title AS text, COUNT(*) AS times
            FROM events_counted JOIN answers ON answers.id = answer_id
            WHERE at >= ? GROUP BY answer_id, title ORDER BY times DESC, title LIMIT ?
            """,
            since,
            TOP,
        )
        return tuple(RankedItem(**row) for row in rows)

    async def _top_misses(self, since: int) -> tuple[RankedItem, ...]:
        """Questions with the same words are counted together and shown as last typed."""
        rows = await self._database.rows(
            f"""
            SELECT text, times FROM questions JOIN (
                SELECT MAX(id) AS latest, COUNT(*) AS times FROM questions
                WHERE asked_at >= ? AND outcome = 'nothing' AND {self._asked} GROUP BY words
            ) ON id = latest
            ORDER BY times DESC, id DESC LIMIT ?
            """,
            since,
            *self._admins,
            TOP,
        )
        return tuple(RankedItem(**row) for row in rows)
