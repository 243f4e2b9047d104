"""The report for admins, read from the rows as they are."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.stats.models import Day, Kind, People, Ranked, Report
from bot.storage import Database

TOP = 5
_DAY = 86_400
_MISSES = 20_000  # the latest; enough to see what is asked most
_WORD = re.compile(r"\w+")


class Reports:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def over(self, days: int) -> Report:
        """The last `days` days, today included, in days of the clock's time zone."""
        today = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        begins = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
        since = int(begins[0].timestamp())
        return Report(
            days=days,
            people=await self._people(since),
            by_day=await self._by_day(begins),
            taken=await self._count_events(since, Kind.TAKEN),
            top_answers=await self._top_answers(since),
            top_misses=await self._top_misses(since),
        )

    async def _people(self, since: int) -> People:
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
        return People(**row or {})

    async def _by_day(self, begins: list[datetime]) -> tuple[Day, ...]:
        """Days of 24 hours from the first midnight on: right where clocks are not put forward."""
        rows = await self._database.rows(
            f"""
            SELECT (asked_at - ?1) / {_DAY} AS day, outcome, COUNT(*) AS times
            FROM questions WHERE asked_at >= ?1 GROUP BY 1, 2
            UNION ALL
            SELECT (first_seen - ?1) / {_DAY}, 'new', COUNT(*)
            FROM people WHERE first_seen >= ?1 GROUP BY 1
            """,
            int(begins[0].timestamp()),
        )
        counted = {(row["day"], row["outcome"]): row["times"] for row in rows}
        kinds = ("answer", "choices", "nothing", "new")
        return tuple(
            Day(begin.date(), *(counted.get((number, kind), 0) for kind in kinds))
            for number, begin in enumerate(begins)
        )

    async def _count_events(self, since: int, kind: Kind) -> int:
        row = await self._database.row(
            "SELECT COUNT(*) AS times FROM events_counted WHERE at >= ? AND kind = ?", since, kind
        )
        return int(row["times"]) if row else 0

    async def _top_answers(self, since: int) -> tuple[Ranked, ...]:
        rows = await self._database.rows(
            """
            SELECT title AS text, COUNT(*) AS times
            FROM events_counted JOIN answers ON answers.id = answer_id
            WHERE at >= ? GROUP BY answer_id, title ORDER BY times DESC, title LIMIT ?
            """,
            since,
            TOP,
        )
        return tuple(Ranked(**row) for row in rows)

    async def _top_misses(self, since: int) -> tuple[Ranked, ...]:
        rows = await self._database.rows(
            """
            SELECT text FROM questions WHERE asked_at >= ? AND outcome = 'nothing'
            ORDER BY id DESC LIMIT ?
            """,
            since,
            _MISSES,
        )
        return most_common(row["text"] for row in rows)


def most_common(texts: Iterable[str]) -> tuple[Ranked, ...]:
    """Texts of the same words count as one, shown as it was first typed."""
    shown: dict[tuple[str, ...], str] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = tuple(_WORD.findall(text.casefold().replace("ё", "е")))
        shown.setdefault(words, text)
        times[words] += 1
    return tuple(Ranked(shown[words], number) for words, number in times.most_common(TOP))
