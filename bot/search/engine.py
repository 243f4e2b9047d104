"""The search as the bot uses it: of the present content, and never in the event loop's way."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from bot.search.confidence import coefficients
from bot.search.documents import read_documents
from bot.search.finder import Finder
from bot.search.index import refresh, remove
from bot.search.models import Explanation, Found
from bot.search.snapshot import Snapshot
from bot.search.synonyms import FILE, Synonyms
from bot.storage import Database

logger = logging.getLogger(__name__)

_PATIENCE = (
    0.5  # seconds a question waits for changed content before it is answered from what there was
)
_Result = TypeVar("_Result")


class Search:
    """Open with `await Search.open(...)`, close with `await close()`."""

    def __init__(self, database: Database, index: Path, synonyms: Path) -> None:
        self._database = database
        self._index = index
        self._synonyms = synonyms
        # One thread answers and one brings the index up to date: a rebuild stops no answer.
        self._answering = ThreadPoolExecutor(1, "search")
        self._refreshing = ThreadPoolExecutor(1, "search-refresh")
        self._refresh: asyncio.Future[None] | None = None
        self._snapshot: Snapshot | None = None

    @classmethod
    async def open(
        cls,
        database: Database,
        index: Path,
        *,
        semantic: bool = True,  # noqa: ARG003
        synonyms: Path = FILE,
    ) -> Self:
        """Make the index, a derived file beside the database, or bring it up to date."""
        search = cls(database, index, synonyms)
        await _run(search._refreshing, search._bring_up_to_date)
        return search

    async def find(self, question: str, limit: int = 5) -> Found:
        """Return the best cards for a question, and how sure that is; any text may be asked."""
        return await self._ask(lambda finder: finder.find(question, limit))

    async def explain(self, question: str, limit: int = 5) -> Explanation:
        """Return the same with everything that led to it."""
        return await self._ask(lambda finder: finder.explain(question, limit))

    async def close(self) -> None:
        """Wait for what is under way and let the files go."""
        for executor in (self._refreshing, self._answering):
            await asyncio.to_thread(executor.shutdown)
        if self._snapshot is not None:
            self._snapshot.close()

    async def _ask(self, question: Callable[[Finder], _Result]) -> _Result:
        await self._keep_up()
        try:
            return await _run(self._answering, self._answer, question)
        except sqlite3.DatabaseError:  # the index is broken; it is derived, so it is made anew
            logger.exception("The search index %s is broken and is made anew", self._index)
            await _run(self._refreshing, self._start_anew)
            return await _run(self._answering, self._answer, question)

    def _answer(self, question: Callable[[Finder], _Result]) -> _Result:
        assert self._snapshot is not None  # noqa: S101 - `open` has made it
        return question(Finder(self._snapshot, coefficients("lexical")))

    async def _keep_up(self) -> None:
        """Wait a moment for the index to follow changed content; it goes on following later."""
        row = await self._database.row("SELECT revision FROM content")
        if row is None or self._snapshot is None or row["revision"] == self._snapshot.revision:
            return
        if self._refresh is None or self._refresh.done():
            self._refresh = _run(self._refreshing, self._bring_up_to_date)
        await asyncio.wait([self._refresh], timeout=_PATIENCE)

    def _bring_up_to_date(self) -> None:
        try:
            snapshot = self._read_snapshot()
        except sqlite3.DatabaseError:
            self._start_anew()
        else:
            self._swap(snapshot)

    def _start_anew(self) -> None:
        remove(self._index)
        self._swap(self._read_snapshot())

    def _swap(self, snapshot: Snapshot) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            self._answering.submit(old.close)  # behind the questions that still use it

    def _read_snapshot(self) -> Snapshot:
        synonyms = Synonyms.load(self._synonyms)
        revision, documents = read_documents(self._database.path)
        refresh(self._index, documents, revision, synonyms)
        return Snapshot(self._index, synonyms)


def _run(
    executor: ThreadPoolExecutor, function: Callable[..., _Result], *values: object
) -> asyncio.Future[_Result]:
    return asyncio.get_running_loop().run_in_executor(executor, function, *values)
