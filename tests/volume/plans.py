"""How SQLite finds the rows of each statement that the bot runs."""

import re
import sqlite3
import sys
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.storage import database
from bot.storage.database import Database, Transaction
from bot.storage.migrations import SCHEMA

# What editors write: thousands of rows at most, most of it read once and kept in memory.
CONTENT = {
    "sections", "answers", "phrasings", "related", "content", "events", "menu", "imported",
    "conflicts", "link_checks", "uploads",
}  # fmt: skip
# A row or a few, whatever happens.
SMALL = {"suppression_salt", "moved_chats", "broadcast_cards", "team", "team_links", "owner_alerts"}
# Indexes of nothing but what waits now.
WAITING = {
    "letters_waiting", "notices_waiting", "notices_sending", "broadcasts_unfinished",
    "failed_updates_untold", "dialogues_open", "dialogues_waiting", "dialogues_answered",
}  # fmt: skip

# Full scans that are known, by where they are asked for.
ALLOWED = {
    "bot/people/audit.py:Audit.count": "for the pages of /audit, from the smallest index",
    "bot/people/audit.py:Audit.latest": "by the key backwards, as far as the page",
    "bot/people/repository.py:quieten_if_suppressed": "the first row says enough",
    "bot/broadcast/repository.py:BroadcastRepository.count": "a few broadcasts a day",
    "bot/broadcast/repository.py:BroadcastRepository._select": "by the key backwards, a page",
    "bot/broadcast/repository.py:Recipients.count": "an index of a million people: 50 ms, admins",
    "bot/broadcast/repository.py:Recipients.choices": "an index of what is followed: 40 ms, admins",
    "bot/questions/inbox_repository.py:InboxRepository.count": "an index of what waits: 5 ms",
    "bot/questions/inbox_repository.py:InboxRepository.words": "the first of an index",
    "bot/questions/repository.py:AnswerVotes.report": "for /votes_report: a row an answer",
    "bot/stats/repository.py:Stats._people": "for /stats: those who refused a topic, 5 ms",
    "bot/stats/repository.py:Stats._subscriptions": "for /stats: 50 ms at 200,000",
    "bot/telegram/update_repository.py:UpdateRepository.handled_ids": "once, at the start",
    "bot/telegram/update_repository.py:UpdateRepository.unfinished": "once, at the start",
}
OURS = f"{ROOT / 'bot'}/"
STORAGE = {database.__file__}


class Statements:
    """What `bot/` has asked of its database, and from where; tests' own statements are left out."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        self._told: set[str] = set()

    def watch(self, patch: Callable[[type, str, Any], None]) -> None:
        for owner, names in (
            (Database, ("rows", "write", "read_now")),
            (Transaction, ("execute", "many", "rows")),
        ):
            for name in names:
                patch(owner, name, self._watched(getattr(owner, name)))

    def new_full_scans(self) -> list[str]:
        """What is not allowed, with its place and its tables; each is told once."""
        found = []
        for sql, where in self.seen.items():
            if sql not in self._told:
                self._told.add(sql)
                if where not in ALLOWED and (tables := scanned(sql)):
                    found.append(f"{where} reads {sorted(tables)}: {' '.join(sql.split())}")
        return found

    def _watched(self, method: Any) -> Any:
        @wraps(method)
        def run(this: object, sql: str, *values: Any) -> Any:
            if sql not in self.seen:
                self._see(sql)
            return method(this, sql, *values)

        return run

    def _see(self, sql: str) -> None:
        frame = sys._getframe(2)
        while frame.f_code.co_filename in STORAGE and frame.f_back:
            frame = frame.f_back
        if frame.f_code.co_filename.startswith(OURS):
            file = Path(frame.f_code.co_filename).relative_to(ROOT)
            self.seen[sql] = f"{file}:{frame.f_code.co_qualname.partition('.<')[0]}"


@cache
def schema() -> sqlite3.Connection:
    """An empty database; without ANALYZE, plans do not depend on how many rows there are."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for script in sorted(SCHEMA.glob("*.sql")):
        connection.executescript(script.read_text(encoding="utf-8"))
    return connection


@cache
def growing_tables() -> frozenset[str]:
    rows = schema().execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return frozenset(name for (name,) in rows) - CONTENT - SMALL


def references(table: str) -> list[tuple[str, str]]:
    """Other tables that rows of this one fall with, and the columns that name them."""
    return [(row[2], row[3]) for row in schema().execute(f"PRAGMA foreign_key_list({table})")]


def first_indexed_columns(table: str) -> set[str]:
    columns = schema().execute(f"PRAGMA table_info({table})").fetchall()
    indexes = schema().execute(f"PRAGMA index_list({table})").fetchall()
    return {row[1] for row in columns if row[5] == 1} | {
        schema().execute(f"PRAGMA index_info({index[1]})").fetchone()[2] for index in indexes
    }


@cache
def scanned(sql: str) -> frozenset[str]:
    """The growing tables that the statement reads from end to end."""
    if "IN ()" in sql:  # finds nothing, and reads nothing for it
        return frozenset()
    rows = schema().execute(f"EXPLAIN QUERY PLAN {sql}", [None] * _values(sql))
    details = [row[3] for row in rows.fetchall()]
    aliases = {alias: table for table, alias in re.findall(r"(\w+) AS (\w+)", sql)}
    read = [aliases.get(name, name) for name in filter(None, map(_scan, details))]
    return frozenset(read) & growing_tables()


def _scan(detail: str) -> str | None:
    """The table or alias of a line of the plan that reads it whole; an automatic index does too."""
    found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", detail)
    if found and found[2] not in WAITING:
        return found[1]
    automatic = re.match(r"SEARCH (\w+) USING AUTOMATIC", detail)
    return automatic[1] if automatic else None


def _values(sql: str) -> int:
    """How many values the statement binds; those written ?1 may come again."""
    last = 0
    for number in re.findall(r"\?(\d*)", sql):
        last = max(last, int(number)) if number else last + 1
    return last
