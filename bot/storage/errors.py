"""Why a database cannot be used, and what its operator does about that."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RESTORE = (
    "The file was left as it is. Restore a backup (python -m bot restore FILE), "
    "or move the file away and start again to make a new one."
)
ANOTHER = "Nothing was changed. Name another file."
_ROOM = "Free space on its disk, then try again."
_WAIT = "Another program uses it: stop that one (the bot itself?), then try again."
_RIGHTS = (
    "See that it is there and that the user of this program may write to it and to its folder. "
    "BOT_DATABASE says where the database is."
)
_DISK = "Look at its disk: free space, the system's log; then try again."
_ADVICE = {
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_BUSY: _WAIT,
    sqlite3.SQLITE_LOCKED: _WAIT,
    sqlite3.SQLITE_PROTOCOL: _WAIT,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_IOERR: _DISK,
}
_CODES = {errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EIO: sqlite3.SQLITE_IOERR}


class DatabaseUnusableError(Exception):
    """A database cannot be used as asked; the text says which, why and what to do."""

    def __init__(self, path: Path, reason: str, advice: str = RESTORE) -> None:
        super().__init__(f"The database {path} cannot be used: {reason}. {advice}")
        self.path = path
        self.reason = reason


@contextmanager
def blaming(path: Path, unsound: str = RESTORE) -> Iterator[None]:
    """What goes wrong inside is told as a trouble of this file.

    `unsound` is the advice for what is in the file: for a full disk, a lock or a missing right it
    would do harm, they have advice of their own.
    """
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        raise DatabaseUnusableError(path, str(error), _ADVICE[code]) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        raise DatabaseUnusableError(path, str(error), _ADVICE.get(code, unsound)) from error
