"""The search as the bot uses it: of the present content, and never in the event loop's way."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from bot.search.finder import Finder
from bot.search.keeper import IndexKeeper
from bot.search.models import Explanation, Found
from bot.search.semantic import FAILURES, load
from bot.search.synonyms import FILE
from bot.storage import Database

_log = logging.getLogger(__name__)

_PATIENCE = 0.5  # seconds a question waits for changed content before it is answered from the old
_Result = TypeVar("_Result")


class Search:
    """Open with `await Search.open(...)`, close with `await close()`."""

    def __init__(self, database: Database, keeper: IndexKeeper) -> None:
        self._database = database
        self._keeper = keeper
        # One thread answers and one keeps the index: no rebuild stops an answer.
        self._answering = ThreadPoolExecutor(1, "search")
        self._keeping = ThreadPoolExecutor(1, "search-index")
        self._asking = threading.Lock()  # a snapshot is used by one thread at a time
        self._following: asyncio.Future[None] | None = None
        self._learning: asyncio.Future[None] | None = None

    @classmethod
    async def open(
        cls, database: Database, index: Path, *, semantic: bool = True, synonyms: Path = FILE
    ) -> Self:
        """Make the index, a derived file beside the database, or bring it up to date.

        The first questions are answered by words, until the encoder is loaded too: `settled`.
        """
        search = cls(database, IndexKeeper(database.path, index, synonyms))
        await search._run(search._keeping, search._follow)
        if semantic:
            search._learning = search._run(search._keeping, search._learn)
        return search

    async def find(self, question: str, limit: int = 5) -> Found:
        """Return the best cards for a question, and how sure that is; any text may be asked.

        What was asked of the same content lately is remembered: many ask the same, «Похожие» and
        the pages of inline mode ask again.
        """
        await self._keep_up(_PATIENCE)
        if found := self._keeper.snapshot.found.get((question, limit)):
            return found
        if found := self._find_at_once(question, limit):
            return found
        return await self._ask(lambda finder: finder.find(question, limit))

    async def explain(self, question: str, limit: int = 5) -> Explanation:
        """Return the same with everything that led to it."""
        await self._keep_up(_PATIENCE)
        return await self._ask(lambda finder: finder.explain(question, limit))

    async def keep_up(self) -> None:
        """Wait until the content as it is now is what is searched, however long that takes."""
        for _ in range(2):  # what is under way may have begun before the content changed
            await self._keep_up(None)

    async def settled(self) -> None:
        """Wait until questions are understood by meaning too, where they can be."""
        if self._learning:
            await self._learning
        while self._keeper.lacks_vectors:
            await self._run(self._keeping, lambda: None)  # behind the next lot of vectors

    async def close(self) -> None:
        """Finish what is under way and let the files go."""
        for executor in (self._keeping, self._answering):
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)
        self._keeper.close()

    def _find_at_once(self, question: str, limit: int) -> Found | None:
        """Find where the caller stands what takes no longer than the way to a thread and back."""
        if not self._asking.acquire(blocking=False):
            return None
        try:
            finder = Finder(self._keeper.snapshot)
            return finder.find(question, limit) if finder.is_quick(question) else None
        except sqlite3.DatabaseError:
            return None  # the thread meets the same, and mends it
        finally:
            self._asking.release()

    async def _ask(self, question: Callable[[Finder], _Result]) -> _Result:
        try:
            return await self._run(self._answering, lambda: self._answer(question))
        except sqlite3.DatabaseError:  # the index is broken; it is derived, so it is made anew
            _log.exception("The search index is broken and is made anew")
            await self._run(self._keeping, self._start_anew)
            return await self._run(self._answering, lambda: self._answer(question))

    def _answer(self, question: Callable[[Finder], _Result]) -> _Result:
        with self._asking:
            try:
                return question(Finder(self._keeper.snapshot))
            except FAILURES:
                if self._keeper.snapshot.meaning is None:
                    raise
                _log.exception("The encoder failed; search goes on by words alone")
                self._keeper.forget_meaning()
                return question(Finder(self._keeper.snapshot))

    async def _keep_up(self, seconds: float | None) -> None:
        """Wait so long for the index to follow changed content; it goes on following later."""
        if self._keeper.is_at(self._database.revision):
            return
        if self._following is None or self._following.done():
            self._following = self._run(self._keeping, self._follow)
        await asyncio.wait([self._following], timeout=seconds)

    def _follow(self) -> None:
        self._retire(self._keeper.follow())
        self._make_vectors()

    def _learn(self) -> None:
        self._retire(self._keeper.learn(load()))
        self._make_vectors()

    def _start_anew(self) -> None:
        self._retire(self._keeper.start_anew())
        self._make_vectors()

    def _make_vectors(self) -> None:
        """Make a lot of vectors and queue for the next, so that changed content need not wait."""
        if self._keeper.lacks_vectors:
            self._retire(self._keeper.make_vectors())
            self._keeping.submit(self._make_vectors)

    def _retire(self, close: Callable[[], None]) -> None:
        with self._asking:  # as whoever still uses what is closed
            close()

    @staticmethod
    def _run(
        executor: ThreadPoolExecutor, function: Callable[[], _Result]
    ) -> asyncio.Future[_Result]:
        return asyncio.get_running_loop().run_in_executor(executor, function)
