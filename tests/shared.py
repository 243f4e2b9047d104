"""What every bot of a test process would find out anew, and find the same: found out once."""

from collections.abc import Callable
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from shutil import copy2
from sqlite3 import Connection
from types import FunctionType, MethodType
from typing import Any

from aiogram.dispatcher.event.handler import CallableObject
from aiogram.types import Update

from bot.events import spreadsheet
from bot.finder import rules
from bot.finder.models import FinderKind, FinderRules
from bot.knowledge import check, content_repository, exporter, file_writing, files
from bot.search import engine, ranking
from bot.search import index as search_index
from bot.search.engine import IndexManager
from bot.search.index import Snapshot
from bot.search.vocabulary import SYNONYMS_FILE, Synonyms
from bot.storage import migrations

Patch = Callable[..., None]  # of pytest's MonkeyPatch


def copy_with_index(database: Path, folder: Path) -> Path:
    """Copy with the times of the files, by which a copy is known."""
    for file in (database, database.with_suffix(".search.db")):
        copy2(file, folder)
    return folder / database.name


class SharedSnapshot(Snapshot):
    """Others search in it too: whoever is done with it leaves it open."""

    def close(self) -> None: ...


class SharedDatabase:
    """A database with content and its search index, of which tests take copies."""

    def __init__(self, path: Path) -> None:
        index = path.with_suffix(".search.db")
        self.files = (path, index)
        self._states = {each.name: _state(each) for each in self.files}
        self.snapshot = cache(lambda: SharedSnapshot(index, Synonyms.load()))

    def is_copy(self, path: Path) -> bool:
        """Whether nobody has written to it since it was copied."""
        return path.exists() and _state(path) == self._states.get(path.name)


class SharedDatabases:
    """Those of this process: the filled one, and that of the first edition.

    A copy that nobody has written to is not checked for damage again, and one snapshot of the
    index serves all of them: both take 90 ms of each start. After the first write, or where a
    file is broken or gone, all goes as ever.
    """

    def __init__(self, patch: Patch) -> None:
        """One patch for all: two would be taken back in another order than they were made in."""
        self._known: list[SharedDatabase] = []
        self._promised: dict[Path, Path] = {}
        find_damage, update = migrations.find_damage, IndexManager.update
        rebuild, connect = IndexManager.rebuild, search_index.connect

        def find_damage_in_others(path: Path) -> str:
            return "" if self._copied(path) else find_damage(path)

        def update_others(index: IndexManager) -> None:
            source = self._copied(index._database, index._index)
            if source and index._snapshot is None and index._synonyms == SYNONYMS_FILE:
                index._synonyms_changed = index._time_of_synonyms()
                index._snapshot = copy(source.snapshot())
                index._snapshot.results = {}
            else:
                update(index)

        def rebuild_others(index: IndexManager) -> None:
            self._promised.pop(index._index, None)
            rebuild(index)

        def connect_others(path: Path) -> Connection:
            if (source := self._promised.pop(path, None)) and not path.exists():
                copy2(source, path)
            return connect(path)

        patch(migrations, "find_damage", find_damage_in_others)
        patch(IndexManager, "update", update_others)
        patch(IndexManager, "rebuild", rebuild_others)
        for module in (search_index, engine):
            patch(module, "connect", connect_others)

    def add(self, path: Path) -> None:
        self._known.append(SharedDatabase(path))

    def copy(self, database: Path, folder: Path) -> Path:
        """Copy one with its index: that file once the bot opens it, as in most tests it never does.

        What looks at the file takes `copy_with_index`; see also `hand_over`.
        """
        for known, index in (each.files for each in self._known):
            if known == database:
                self._promised[folder / index.name] = index
                return Path(copy2(database, folder))
        return copy_with_index(database, folder)

    def hand_over(self, copied: Path) -> Path:
        """The copy with its index, for a process that knows nothing of this one."""
        index = copied.with_suffix(".search.db")
        copy2(self._promised.pop(index), index)
        return copied

    def leave_out_index(self, copied: Path) -> None:
        """The bot has to make an index for this copy."""
        del self._promised[copied.with_suffix(".search.db")]

    def are_untouched(self) -> bool:
        """Else no copy would be known any more, and each test would make an index of its own."""
        return all(each.is_copy(file) for each in self._known for file in each.files)

    def _copied(self, *files: Path) -> SharedDatabase | None:
        there = [file for file in files if file not in self._promised]
        return next((each for each in self._known if all(map(each.is_copy, there))), None)


def _state(path: Path) -> tuple[int, int, int]:
    """What any write changes: a write goes to the log first, and from there to the file."""
    log = path.with_name(f"{path.name}-wal")
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, log.stat().st_size if log.exists() else 0


def remember_files(patch: Patch) -> None:
    """The three hundred content files are read and checked again and again: two seconds each."""
    for name in ("decode", "parse_answer", "read_answer"):
        patch(files, name, lru_cache(1000)(getattr(files, name)))
    for module in (content_repository, exporter, file_writing):
        patch(module, "read_answer", files.read_answer)
    patch(spreadsheet, "mistaken", lru_cache(10_000)(spreadsheet.mistaken))
    patch(ranking, "_length", lru_cache(10_000)(ranking._length))  # of all, after each change
    problems_of, dead_ends = check.problems_of, rules._dead_ends
    patch(check, "problems_of", lru_cache(1000)(lambda *answer: tuple(problems_of(*answer))))
    known: dict[tuple[str, FinderKind], tuple[tuple[str, str], ...]] = {}

    def remembered(finder: FinderRules, kind: FinderKind) -> tuple[tuple[str, str], ...]:
        key = finder.model_dump_json(), kind
        if key not in known:
            known[key] = tuple(dead_ends(finder, kind))
        return known[key]

    patch(rules, "_dead_ends", remembered)


def remember_signatures(patch: Patch) -> None:
    """aiogram reads the signatures of all handlers and filters for each bot: 40 ms."""
    read = CallableObject.__post_init__
    known: dict[object, tuple[bool, set[str], bool]] = {}

    def read_once(this: CallableObject) -> None:
        key = _signed(this.callback)
        if key in known:
            this.awaitable, this.params, this.varkw = known[key]
            return
        read(this)
        if key is not None:
            known[key] = this.awaitable, this.params, this.varkw

    patch(CallableObject, "__post_init__", read_once)


def forget_updates() -> None:
    """aiogram keeps the last updates by their numbers, which begin anew with each world.

    Each would be compared with those of other tests, field by field.
    """
    Update.event_type.fget.cache_clear()


def _signed(callback: Any) -> object:
    """What has the signature of the callback and outlives it; None where that is not sure."""
    function = callback.__func__ if isinstance(callback, MethodType) else callback
    if not isinstance(function, FunctionType):
        return type(function) if isinstance(type(function).__call__, FunctionType) else None
    is_method = function is not callback
    return None if hasattr(function, "__wrapped__") else (function.__code__, is_method)
