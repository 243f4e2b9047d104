"""Keeps the index at the content's revision, and the snapshot that questions are answered from."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Self, TypeVar

from bot.search.documents import read_documents
from bot.search.finder import Finder
from bot.search.index import connect, refresh, remove
from bot.search.models import Explanation, Found
from bot.search.semantic import FAILURES, Semantics, load
from bot.search.snapshot import Snapshot
from bot.search.synonyms import BROKEN, FILE, Synonyms, problems
from bot.storage.database import Database

_log = logging.getLogger(__name__)


def _do_nothing() -> None: ...


class IndexManager:
    """Used by one thread, but for `snapshot`, which is always whole.

    What replaces the snapshot returns how to close the old one when nobody uses it any more.
    """

    def __init__(self, database: Path, index: Path, synonyms: Path) -> None:
        self._database = database
        self._index = index
        self._synonyms = synonyms
        self._semantics: Semantics | None = None
        self._snapshot: Snapshot | None = None
        self._stamp = 0.0  # when the synonyms were written

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the index has not been read yet")
        return self._snapshot

    @property
    def lacks_vectors(self) -> bool:
        return self._semantics is not None and self.snapshot.lacks_meaning

    def is_at(self, revision: object) -> bool:
        return self.snapshot.revision == revision and self._stamp == self._written()

    def follow(self) -> Callable[[], None]:
        """Bring the index up to date; a broken one is made anew."""
        try:
            return self._read()
        except sqlite3.DatabaseError:
            _log.warning("The search index %s is unusable and is made anew", self._index)
            return self.start_anew()

    def start_anew(self) -> Callable[[], None]:
        remove(self._index)
        return self._read()

    def learn(self, semantics: Semantics | None) -> Callable[[], None]:
        """From now on go by meaning too, if there is what it takes."""
        self._semantics = semantics
        if semantics is None:
            return _do_nothing
        return self._replace(Snapshot(self._index, self.snapshot.synonyms, semantics))

    def make_vectors(self) -> Callable[[], None]:
        """Make a few of the missing vectors; with the last, questions are understood by them."""
        semantics = self._semantics
        try:
            with closing(connect(self._index)) as connection:
                if semantics is None or semantics.make_some(connection):
                    return _do_nothing
        except FAILURES:
            _log.exception("The encoder failed; search goes on by words alone")
            self._semantics = None
            return _do_nothing
        return self._replace(Snapshot(self._index, self.snapshot.synonyms, semantics))

    def forget_meaning(self) -> None:
        """Go on by words alone until the next start."""
        self._semantics = None
        self.snapshot.meaning = None

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()

    def _read(self) -> Callable[[], None]:
        self._stamp = self._written()
        synonyms = self._read_synonyms()
        revision, documents = read_documents(self._database)
        refresh(self._index, documents, revision, synonyms)
        return self._replace(Snapshot(self._index, synonyms, self._semantics))

    def _read_synonyms(self) -> Synonyms:
        """Read the editors' file; one with a slip in it changes nothing until it is mended."""
        try:
            return Synonyms.load(self._synonyms)
        except BROKEN:
            _log.error("The synonyms are left as they were: %s", problems(self._synonyms))
            return self._snapshot.synonyms if self._snapshot else Synonyms()

    def _replace(self, snapshot: Snapshot) -> Callable[[], None]:
        old, self._snapshot = self._snapshot, snapshot
        return _do_nothing if old is None else old.close

    def _written(self) -> float:
        return self._synonyms.stat().st_mtime if self._synonyms.exists() else 0.0


_PATIENCE = 0.5  # seconds a question waits for changed content before it is answered from the old
_Result = TypeVar("_Result")


class Search:
    """Open with `await Search.open(...)`, close with `await close()`."""

    def __init__(self, database: Database, keeper: IndexManager) -> None:
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
        search = cls(database, IndexManager(database.path, index, synonyms))
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
