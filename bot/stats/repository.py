"""Counts of opened answers, and the report on how the bot is used."""

import asyncio
import json
import logging
import sqlite3
from collections import Counter
from datetime import datetime, timedelta

from bot.stats.models import (
    CountedKind,
    Day,
    DialogueFigures,
    PeopleFigures,
    RankedItem,
    Sent,
    StatsReport,
    Subscriptions,
    VoteFigures,
)
from bot.storage.database import Database, Repository
from bot.team.models import Right
from bot.team.repository import Team

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0
TOP = 5
_DAY = 86_400
_ASKED = "words <> '' AND COALESCE(handled, '') <> 'off topic'"  # no small talk, nothing off topic
_QUARTER = 900  # seconds, by which questions and people are counted
_BY_DAY = f"""
    SELECT (quarter * {_QUARTER} - ?1) / {_DAY} AS day, outcome, SUM(number) AS times,
           SUM(taken) AS taken
    FROM question_counts WHERE quarter >= ?1 / {_QUARTER} GROUP BY 1, 2
    UNION ALL
    SELECT (asked_at - ?1) / {_DAY}, outcome, -COUNT(*), -COUNT(chosen_id)
    FROM questions WHERE person_id IN (SELECT value FROM json_each(?2))
        AND asked_at >= ?1 AND {_ASKED}
    GROUP BY 1, 2
    UNION ALL
    SELECT (quarter * {_QUARTER} - ?1) / {_DAY}, 'new', SUM(new), 0
    FROM people_seen WHERE quarter >= ?1 / {_QUARTER} GROUP BY 1
"""


class Stats(Repository):
    """Counts what people open and reports on any period.

    What the team asks and opens is not counted: they try the bot out.
    """

    def __init__(self, database: Database, team: Team) -> None:
        super().__init__(database)
        self._waiting: Counter[tuple[str, int, CountedKind]] = Counter()
        self._team = team

    def count(self, kind: CountedKind, answer_id: int, person_id: int) -> None:
        """Count an answer that this person came to; it is written with the next flush."""
        if person_id not in self._team:
            self._waiting[self._clock().date().isoformat(), answer_id, kind] += 1

    def count_answered(self, answer_id: int, person_id: int) -> None:
        """Count an answer that was given to a typed question at once."""
        self.count(CountedKind.ANSWERED, answer_id, person_id)

    async def flush(self) -> None:
        """Write the counts; after an error they wait for the next flush."""
        batch, self._waiting = self._waiting, Counter()
        if not batch:
            return
        try:
            async with self._database.transaction() as transaction:
                await transaction.many(
                    """
                    INSERT INTO events_counted (day, answer_id, kind, times) VALUES (?, ?, ?, ?)
                    ON CONFLICT (day, answer_id, kind) DO UPDATE SET times = times + excluded.times
                    """,
                    [(*counted, times) for counted, times in batch.items()],
                )
        except (sqlite3.Error, asyncio.CancelledError):
            self._waiting += batch
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
        begins = _midnights(self._clock(), days)
        since = int(begins[0].timestamp())
        misses, answers, (by_day, taken), people, subscriptions = await asyncio.gather(
            self._top_misses(since),
            self._top_answers(begins[0]),
            self._by_day(begins),
            self._people(since),
            self._subscriptions(),
        )
        votes, sent, dialogues = await asyncio.gather(
            self._votes(since), self._sent(since), self._dialogues(since)
        )
        return StatsReport(
            days=days,
            people=people,
            subscriptions=subscriptions,
            by_day=by_day,
            taken=taken,
            votes=votes,
            sent=sent,
            dialogues=dialogues,
            top_answers=answers,
            top_misses=misses,
        )

    async def _people(self, since: int) -> PeopleFigures:
        row = await self._database.row(
            """
            SELECT COALESCE(SUM(number), 0) AS total,
                   COALESCE(SUM(number * (role = 'business')), 0) AS business,
                   COALESCE(SUM(number * (role = 'student')), 0) AS student,
                   COALESCE(SUM(number * (state <> 'active')), 0) AS blocked,
                   (SELECT COALESCE(SUM(new), 0) FROM people_seen WHERE quarter >= ?1) AS new,
                   (SELECT COALESCE(SUM(last), 0) FROM people_seen WHERE quarter >= ?1) AS active,
                   (SELECT COUNT(*) FROM (SELECT DISTINCT person_id FROM opt_outs)) AS unsubscribed
            FROM people_counts
            """,
            since // _QUARTER,
        )
        return PeopleFigures(**row or {})

    async def _subscriptions(self) -> Subscriptions:
        row = await self._database.row(
            """
            SELECT (SELECT COUNT(*) FROM saved_events) AS saved_events,
                   (SELECT COUNT(*) FROM (SELECT DISTINCT person_id FROM saved_events))
                   AS event_savers,
                   (SELECT COUNT(*) FROM alerts) AS alerts,
                   (SELECT COUNT(*) FROM (SELECT DISTINCT person_id FROM alerts)) AS alert_owners
            """
        )
        return Subscriptions(**row or {})

    async def _by_day(self, begins: list[datetime]) -> tuple[tuple[Day, ...], int]:
        """And how many questions without a sure answer led to something that was opened.

        Days of 24 hours from the first midnight on: wrong where summer time begins or ends.
        """
        rows = await self._database.rows(
            _BY_DAY,
            int(begins[0].timestamp()),
            self._members(),
        )
        counted: Counter[tuple[int, str]] = Counter()
        for row in rows:
            counted[row["day"], row["outcome"]] += row["times"]
        kinds = ("answer", "choices", "nothing", "new")
        days = tuple(
            Day(begin.date(), *(counted[number, kind] for kind in kinds))
            for number, begin in enumerate(begins)
        )
        return days, sum(row["taken"] for row in rows if row["outcome"] != "answer")

    async def _dialogues(self, since: int) -> DialogueFigures:
        row = await self._database.row(
            """
            SELECT COUNT(*) AS answered,
                   (SELECT COUNT(*) FROM dialogues
                    WHERE waiting_since IS NOT NULL AND state = 'open') AS waiting,
                   COALESCE((SELECT seconds FROM dialogue_answers WHERE answered_at >= ?1
                             ORDER BY seconds LIMIT 1 OFFSET (
                                SELECT (COUNT(*) - 1) / 2 FROM dialogue_answers
                                WHERE answered_at >= ?1)), 0) AS median_seconds
            FROM dialogue_answers WHERE answered_at >= ?1
            """,
            since,
        )
        reasons = await self._database.rows(
            """
            SELECT reason, COUNT(*) AS number FROM dialogues
            WHERE changed_at >= ? AND state = 'closed' AND reason <> '' GROUP BY reason
            """,
            since,
        )
        by_reason = {each["reason"]: each["number"] for each in reasons}
        return DialogueFigures(**row or {}, reasons=by_reason)

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

    async def _top_answers(self, since: datetime) -> tuple[RankedItem, ...]:
        rows = await self._database.rows(
            """
            SELECT title AS text, times FROM (
                SELECT answer_id, SUM(times) AS times FROM events_counted
                WHERE day >= ? GROUP BY answer_id
            ) AS opened JOIN answers ON answers.id = answer_id
            ORDER BY times DESC, title LIMIT ?
            """,
            since.date().isoformat(),
            TOP,
        )
        return tuple(RankedItem(**row) for row in rows)

    async def _top_misses(self, since: int) -> tuple[RankedItem, ...]:
        """Questions with the same words are counted together and shown as last typed."""
        rows = await self._database.rows(
            f"""
            SELECT text, times FROM (
                SELECT MAX(id) AS latest, COUNT(*) AS times FROM questions
                WHERE asked_at >= ?1 AND outcome = 'nothing' AND {_ASKED}
                    AND COALESCE(person_id, 0) NOT IN (SELECT value FROM json_each(?2))
                GROUP BY words ORDER BY times DESC, latest DESC LIMIT ?3
            ) JOIN questions ON id = latest
            ORDER BY times DESC, id DESC
            """,
            since,
            self._members(),
            TOP,
        )
        return tuple(RankedItem(**row) for row in rows)

    def _members(self) -> str:
        """The people of the team as JSON: SQLite binds no lists."""
        return json.dumps(self._team.having(Right.MENU))


def _midnights(now: datetime, days: int) -> list[datetime]:
    """When each of the last days began, today included; the oldest first."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
