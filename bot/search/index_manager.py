"""Keeps the index at the content's revision, and the snapshot from which questions are answered."""

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.documents import read_documents
from bot.search.index import connect, fill, remove
from bot.search.snapshot import Snapshot
from bot.search.synonyms import BROKEN, Synonyms, problems

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
        """Bring the index and the snapshot up to date; a broken index is rebuilt."""
        try:
            self._update_anywhere()
        except sqlite3.DatabaseError:
            _log.warning("The search index %s is unusable and is rebuilt", self._index)
            self.rebuild()

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
        revision, documents = read_documents(self._database)
        connection = connect(index)
        try:
            fill(connection, documents, revision, synonyms)
            self._show(Snapshot(connection, synonyms, self._vector_store))
        except BaseException:
            connection.close()
            raise
        self._is_in_memory = index == _MEMORY

    def _read_synonyms(self) -> Synonyms:
        """Read the editors' file; while it has an error, the synonyms read before stay in use."""
        try:
            return Synonyms.load(self._synonyms)
        except BROKEN:
            _log.error("The synonyms are left as they were: %s", problems(self._synonyms))
            return self._snapshot.synonyms if self._snapshot else Synonyms()

    def _time_of_synonyms(self) -> float:
        return self._synonyms.stat().st_mtime if self._synonyms.exists() else 0.0

    def _show(self, snapshot: Snapshot) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            with self.snapshot_lock:  # no thread uses the old one then
                old.close()
