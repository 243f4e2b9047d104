"""Keeps the index at the content's revision, and the snapshot that questions are answered from."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.search.documents import read_documents
from bot.search.index import refresh
from bot.search.index_file import connect, remove
from bot.search.semantic import FAILURES, Semantics
from bot.search.snapshot import Snapshot
from bot.search.synonyms import BROKEN, Synonyms, problems

_log = logging.getLogger(__name__)


def _nothing() -> None: ...


class IndexKeeper:
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

    def is_at(self, revision: int) -> bool:
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
            return _nothing
        return self._replace(Snapshot(self._index, self.snapshot.synonyms, semantics))

    def make_vectors(self) -> Callable[[], None]:
        """Make a few of the missing vectors; with the last, questions are understood by them."""
        semantics = self._semantics
        try:
            with closing(connect(self._index)) as connection:
                if semantics is None or semantics.make_some(connection):
                    return _nothing
        except FAILURES:
            _log.exception("The encoder failed; search goes on by words alone")
            self._semantics = None
            return _nothing
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
        return _nothing if old is None else old.close

    def _written(self) -> float:
        return self._synonyms.stat().st_mtime if self._synonyms.exists() else 0.0
