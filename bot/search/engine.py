"""The search as the rest of the bot uses it: asynchronous, always of the current content."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from bot.search.finder import Finder
from bot.search.index_manager import ENCODER_ERRORS, IndexManager, load_vector_store
from bot.search.models import Explanation, SearchResult
from bot.search.synonyms import FILE
from bot.storage.database import Database

_log = logging.getLogger(__name__)

_PATIENCE = 0.5  # seconds that a question waits for changed content to be indexed
_Result = TypeVar("_Result")


class Search:
    """Opened with `await Search.open(...)`, closed with `await close()`."""

    def __init__(self, database: Database, index: IndexManager) -> None:
        self._database = database
        self._index = index
        # One thread answers questions, another updates the index: no update delays an answer.
        self._answer_thread = ThreadPoolExecutor(1, "search")
        self._index_thread = ThreadPoolExecutor(1, "search-index")
        self._updating: asyncio.Future[None] | None = None
        self._loading_encoder: asyncio.Future[None] | None = None

    @classmethod
    async def open(
        cls, database: Database, index: Path, *, semantic: bool = True, synonyms: Path = FILE
    ) -> Self:
        """Make the index file `index` or bring it up to date.

        The encoder is loaded behind: until then questions are answered by words alone. See
        `wait_for_vectors`.
        """
        search = cls(database, IndexManager(database.path, index, synonyms))
        await search._run(search._index_thread, search._update)
        if semantic:
            search._loading_encoder = search._run(search._index_thread, search._load_encoder)
        return search

    async def find(self, question: str, limit: int = 5) -> SearchResult:
        """Return the best cards for a question, and how sure that is; any text may be asked.

        Results of recent questions are remembered until the content changes.
        """
        await self._refresh(_PATIENCE)
        if result := self._index.snapshot.results.get((question, limit)):
            return result
        if result := self._find_at_once(question, limit):
            return result
        return await self._ask(lambda finder: finder.find(question, limit))

    async def explain(self, question: str, limit: int = 5) -> Explanation:
        """Return what `find` returns, with everything that led to it."""
        await self._refresh(_PATIENCE)
        return await self._ask(lambda finder: finder.explain(question, limit))

    async def refresh(self) -> None:
        """Wait until the content as it is now is searched, however long that takes."""
        for _ in range(2):  # an update under way may have begun before the content changed
            await self._refresh(None)

    async def wait_for_vectors(self) -> None:
        """Wait until questions are answered by meaning too, if they can be."""
        if self._loading_encoder:
            await self._loading_encoder
        while self._index.lacks_vectors:
            await self._run(self._index_thread, lambda: None)  # queued behind the next batch

    async def close(self) -> None:
        """Finish the question and the update under way, and close the files."""
        for executor in (self._index_thread, self._answer_thread):
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)
        self._index.close()

    def _find_at_once(self, question: str, limit: int) -> SearchResult | None:
        """Answer in the event loop what takes no longer than handing it to the thread and back."""
        if not self._index.snapshot_lock.acquire(blocking=False):
            return None
        try:
            finder = Finder(self._index.snapshot)
            return finder.find(question, limit) if finder.is_quick(question) else None
        except sqlite3.DatabaseError:
            return None  # the thread meets the same error and repairs the index
        finally:
            self._index.snapshot_lock.release()

    async def _ask(self, question: Callable[[Finder], _Result]) -> _Result:
        try:
            return await self._run(self._answer_thread, lambda: self._answer(question))
        except sqlite3.DatabaseError:
            _log.exception("The search index is broken and is rebuilt")
            await self._run(self._index_thread, self._rebuild)
            return await self._run(self._answer_thread, lambda: self._answer(question))

    def _answer(self, question: Callable[[Finder], _Result]) -> _Result:
        with self._index.snapshot_lock:
            try:
                return question(Finder(self._index.snapshot))
            except ENCODER_ERRORS:
                if self._index.snapshot.vectors is None:
                    raise
                _log.exception("The encoder failed; search goes on by words alone")
                self._index.disable_vectors()
                return question(Finder(self._index.snapshot))

    async def _refresh(self, seconds: float | None) -> None:
        """Wait at most so long for changed content to be indexed; indexing goes on afterwards."""
        if self._index.is_current(self._database.revision):
            return
        if self._updating is None or self._updating.done():
            self._updating = self._run(self._index_thread, self._update)
        await asyncio.wait([self._updating], timeout=seconds)

    def _update(self) -> None:
        self._index.update()
        self._make_vectors()

    def _rebuild(self) -> None:
        self._index.rebuild()
        self._make_vectors()

    def _load_encoder(self) -> None:
        self._index.enable_vectors(load_vector_store())
        self._make_vectors()

    def _make_vectors(self) -> None:
        """Make a batch of vectors and queue for the next, so that an update can come between."""
        if self._index.lacks_vectors:
            self._index.make_vectors()
            self._index_thread.submit(self._make_vectors)

    @staticmethod
    def _run(
        executor: ThreadPoolExecutor, function: Callable[[], _Result]
    ) -> asyncio.Future[_Result]:
        return asyncio.get_running_loop().run_in_executor(executor, function)
