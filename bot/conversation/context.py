"""What each person is looking at: the card shown last with the words that led to it, or a list."""

import asyncio
import json
import logging
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from bot.background import Background
from bot.conversation.event_query import EventQuery
from bot.questions.masks import masked
from bot.storage.database import Database, Value

_log = logging.getLogger(__name__)

_NO_ITEM = 0
STORE_SECONDS = 0.25  # nobody waits longer for storage that is held by another program


@dataclass(frozen=True, slots=True)
class Context:
    """`words` are the person's own, empty when a button led to the card.

    A list of exhibitions is of the kind "event" without an item; its words are the filter in JSON.
    `question_id` is set while a specialist is offered for that question.
    """

    kind: str  # "answer" or "event"
    item_id: int
    words: str = ""
    question_id: int | None = None

    @classmethod
    def of_list(cls, query: EventQuery) -> Self:
        return cls("event", _NO_ITEM, json.dumps(query.as_json(), ensure_ascii=False))

    @property
    def listed(self) -> EventQuery | None:
        """The filter of the list; None for a card."""
        return EventQuery.of_json(json.loads(self.words)) if self.item_id == _NO_ITEM else None


class Contexts:
    """One context a person, forgotten after `minutes`.

    Who has been shown something does not wait until that is stored while another program holds the
    database; a full disk costs no more than the next follow-up.
    """

    def __init__(self, database: Database, minutes: int, background: Background) -> None:
        self._database = database
        self._background = background
        self._clock = database.clock
        self._kept = timedelta(minutes=minutes)

    def get(self, person_id: int) -> Context | None:
        row = self._database.read_now(
            """
            SELECT kind, item_id, words, question_id FROM contexts
            WHERE person_id = ? AND shown_at >= ?
            """,
            person_id,
            int((self._clock() - self._kept).timestamp()),
        )
        return Context(**row) if row else None

    async def remember(self, person_id: int, shown: Context) -> None:
        """Instead of what was remembered before."""
        await self._write(
            """
            INSERT INTO contexts (person_id, kind, item_id, words, question_id, shown_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET
                kind = excluded.kind, item_id = excluded.item_id, words = excluded.words,
                question_id = excluded.question_id, shown_at = excluded.shown_at
            """,
            person_id,
            shown.kind,
            shown.item_id,
            masked(shown.words),
            shown.question_id,
            int(self._clock().timestamp()),
        )

    async def forget(self, person_id: int) -> None:
        await self._write("DELETE FROM contexts WHERE person_id = ?", person_id)

    async def _write(self, sql: str, person_id: int, *values: Value) -> None:
        storing = self._background.start(
            self._store(sql, person_id, *values), f"context {person_id}"
        )
        await asyncio.wait([storing], timeout=STORE_SECONDS)

    async def _store(self, sql: str, person_id: int, *values: Value) -> None:
        try:
            await self._database.write(sql, person_id, *values)
        except sqlite3.Error:
            _log.exception("What person %s looks at could not be stored", person_id)
