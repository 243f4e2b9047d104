"""The search as the rest of the bot uses it: asynchronous, always of the current content."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from bot.search.documents import read_digests, read_documents, read_revision
from bot.search.index import Snapshot, connect, fill, is_made_of, is_of_revision, remove
from bot.search.models import Explanation, SearchResult
from bot.search.question import telling_passage
from bot.search.searcher import Searcher
from bot.search.vocabulary import BROKEN_SYNONYMS, SYNONYMS_FILE, Synonyms, synonym_problems
from bot.storage.database import Database

if TYPE_CHECKING:  # it imports numpy, which is optional
    from bot.search.semantic import VectorStore

_log = logging.getLogger(__name__)

_MEMORY = Path(":memory:")
_NO_PLACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

ENCODER_ERRORS = (RuntimeError, OSError, ValueError, MemoryError)  # what its native code may raise


def load_vector_store() -> "VectorStore | None":
    """Return what search by meaning needs, or None where its packages are missing or fail."""
    try:
        from bot.search.semantic import SentenceEncoder, VectorStore  # noqa: PLC0415 - optional

        return VectorStore(SentenceEncoder())
    except ImportError:
        _log.info("Search goes by words alone: the extra 'semantic' is not installed")
    except ENCODER_ERRORS:
        _log.warning("Search goes by words alone: the encoder does not run here", exc_info=True)
    return None


class IndexManager:
    """Its methods are called by one thread at a time.

    Other threads may use `snapshot` while they hold `snapshot_lock`: a snapshot that has been
    replaced is closed under this lock.
    """

    def __init__(self, database: Path, index: Path, synonyms: Path) -> None:
        self._database = database
        self._index = index
        self._synonyms = synonyms
        self._synonyms_changed = 0.0  # the file's time of change when it was read
        self._is_in_memory = False
        self._vector_store: VectorStore | None = None
        self._snapshot: Snapshot | None = None
        self.snapshot_lock = threading.Lock()

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the index has not been read yet")
        return self._snapshot

    @property
    def lacks_vectors(self) -> bool:
        """Whether there is an encoder and it has not yet encoded all cards."""
        return self._vector_store is not None and self.snapshot.lacks_vectors

    def is_current(self, revision: object) -> bool:
        """Return whether the snapshot is of this revision of the content and has all synonyms."""
        return (
            self.snapshot.revision == revision
            and self._synonyms_changed == self._time_of_synonyms()
        )

    def update(self) -> None:
        """Bring the index and the snapshot up to date; a broken index is rebuilt.

        The first time, an index of this revision is taken as it is: see `compare`.
        """
        try:
            self._update_anywhere()
        except sqlite3.DatabaseError:
            _log.warning("The search index %s is unusable and is rebuilt", self._index)
            self.rebuild()

    def compare(self) -> None:
        """Update an index that is of other content, whatever its revision says.

        So it is where another database has taken the place of the one that it was made of.
        """
        if not (self._is_in_memory or self._is_made_of_content()):
            self.update()

    def rebuild(self) -> None:
        remove(self._index)
        self._update_anywhere()

    def enable_vectors(self, store: "VectorStore | None") -> None:
        """From now on search by meaning too, as soon as all cards have vectors.

        An index in memory stays without them.
        """
        self._vector_store = None if self._is_in_memory else store
        if self._vector_store is not None:
            self._show(Snapshot(self._index, self.snapshot.synonyms, self._vector_store))

    def disable_vectors(self) -> None:
        """Search by words alone until the next start; called under `snapshot_lock`."""
        self._vector_store = None
        self.snapshot.vectors = None

    def make_vectors(self) -> None:
        """Make a few of the missing vectors; after the last, search by meaning too."""
        store = self._vector_store
        if store is None:
            return
        try:
            with closing(connect(self._index)) as connection:
                if store.make_batch(connection):
                    return
        except ENCODER_ERRORS:
            _log.exception("The encoder failed; search goes on by words alone")
            self._vector_store = None
            return
        self._show(Snapshot(self._index, self.snapshot.synonyms, self._vector_store))

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()

    def _update_anywhere(self) -> None:
        """Where the file cannot be written, as on a full disk, the index is kept in memory."""
        try:
            self._update(self._index)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_PLACE:
                raise
            _log.error("The search index %s is kept in memory: %s", self._index, error)
            self._vector_store = None
            self._update(_MEMORY)

    def _update(self, index: Path) -> None:
        self._synonyms_changed = self._time_of_synonyms()
        synonyms = self._read_synonyms()
        connection, is_first = connect(index), self._snapshot is None
        try:
            revision = read_revision(self._database)
            if not (is_first and is_of_revision(connection, revision, synonyms)):
                revision, documents = read_documents(self._database)
                fill(connection, documents, revision, synonyms)
            self._show(Snapshot(connection, synonyms, self._vector_store))
        except BaseException:
            connection.close()
            raise
        self._is_in_memory = index == _MEMORY

    def _is_made_of_content(self) -> bool:
        wanted = read_digests(self._database)
        try:
            with closing(connect(self._index)) as connection:
                return is_made_of(connection, wanted, self.snapshot.synonyms)
        except sqlite3.DatabaseError:  # the update repairs it
            return False

    def _read_synonyms(self) -> Synonyms:
        """Read the editors' file; while it has an error, the synonyms read before stay in use."""
        try:
            return Synonyms.load(self._synonyms)
        except BROKEN_SYNONYMS:
            _log.error("The synonyms are left as they were: %s", synonym_problems(self._synonyms))
            return self._snapshot.synonyms if self._snapshot else Synonyms()

    def _time_of_synonyms(self) -> float:
        return self._synonyms.stat().st_mtime if self._synonyms.exists() else 0.0

    def _show(self, snapshot: Snapshot) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            with self.snapshot_lock:  # no thread uses the old one then
                old.close()


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
        cls,
        database: Database,
        index: Path,
        *,
        semantic: bool = True,
        synonyms: Path = SYNONYMS_FILE,
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
        return await self._ask(lambda searcher: searcher.find(question, limit))

    async def explain(self, question: str, limit: int = 5) -> Explanation:
        """Return what `find` returns, with everything that led to it."""
        await self._refresh(_PATIENCE)
        return await self._ask(lambda searcher: searcher.explain(question, limit))

    def forget_questions(self) -> None:
        """Nothing that people have asked stays in memory."""
        self._index.snapshot.forget_questions()

    def telling_passage(self, found: SearchResult, passages: Sequence[str], shown: str) -> str:
        """Return the passage of a card that says what was asked where what is shown does not."""
        return telling_passage(found.terms, passages, shown, self._index.snapshot.synonyms)

    async def refresh(self) -> None:
        """Wait until the content as it is now is searched, however long that takes."""
        for _ in range(2):  # an update under way may have begun before the content changed
            await self._refresh(None)

    async def compare(self) -> None:
        """Make sure that the index is of the content itself; its opening looked at the revision."""
        await self._run(self._index_thread, self._compare)

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
            searcher = Searcher(self._index.snapshot)
            return searcher.find(question, limit) if searcher.is_quick(question) else None
        except sqlite3.DatabaseError:
            return None  # the thread meets the same error and repairs the index
        finally:
            self._index.snapshot_lock.release()

    async def _ask(self, question: Callable[[Searcher], _Result]) -> _Result:
        try:
            return await self._run(self._answer_thread, lambda: self._answer(question))
        except sqlite3.DatabaseError:
            _log.exception("The search index is broken and is rebuilt")
            await self._run(self._index_thread, self._rebuild)
            return await self._run(self._answer_thread, lambda: self._answer(question))

    def _answer(self, question: Callable[[Searcher], _Result]) -> _Result:
        with self._index.snapshot_lock:
            try:
                return question(Searcher(self._index.snapshot))
            except ENCODER_ERRORS:
                if self._index.snapshot.vectors is None:
                    raise
                _log.exception("The encoder failed; search goes on by words alone")
                self._index.disable_vectors()
                return question(Searcher(self._index.snapshot))

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

    def _compare(self) -> None:
        self._index.compare()
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
            with suppress(RuntimeError):  # the search is being closed
                self._index_thread.submit(self._make_vectors)

    @staticmethod
    def _run(
        executor: ThreadPoolExecutor, function: Callable[[], _Result]
    ) -> asyncio.Future[_Result]:
        return asyncio.get_running_loop().run_in_executor(executor, function)
