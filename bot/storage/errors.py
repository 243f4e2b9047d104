"""The error for a database that cannot be used, with advice for the operator."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

RESTORE = (
    "The file was left as it is. Restore a backup (python -m bot restore FILE), "
    "or move the file away and start again to make a new one."
)
NAME_ANOTHER = "Nothing was changed. Name another file."
_FREE_SPACE = "Free space on its disk, then try again."
_STOP_OTHER = "Another program uses it: stop that one (the bot itself?), then try again."
_PERMISSIONS = (
    "See that it is there and that the user of this program may write to it and to its folder. "
    "BOT_DATABASE says where the database is."
)
_CHECK_DISK = "Look at its disk: free space, the system's log; then try again."
_ADVICE_BY_CODE = {
    sqlite3.SQLITE_FULL: _FREE_SPACE,
    sqlite3.SQLITE_BUSY: _STOP_OTHER,
    sqlite3.SQLITE_LOCKED: _STOP_OTHER,
    sqlite3.SQLITE_PROTOCOL: _STOP_OTHER,
    sqlite3.SQLITE_PERM: _PERMISSIONS,
    sqlite3.SQLITE_READONLY: _PERMISSIONS,
    sqlite3.SQLITE_CANTOPEN: _PERMISSIONS,
    sqlite3.SQLITE_IOERR: _CHECK_DISK,
}
_CODES = {errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EIO: sqlite3.SQLITE_IOERR}


class DatabaseUnusableError(Exception):
    """A database cannot be used as asked; the text says which, why and what to do.

    `passes`: it may be usable at a later start, without anybody's doing to the file.
    """

    def __init__(self, path: Path, reason: str, advice: str = RESTORE) -> None:
        super().__init__(f"The database {path} cannot be used: {reason}. {advice}")
        self.path = path
        self.reason = reason
        self.passes = advice in {_FREE_SPACE, _STOP_OTHER, _CHECK_DISK}

    @classmethod
    def because_of(cls, error: sqlite3.Error, path: Path, advice: str = RESTORE) -> Self:
        """`advice` is for an error in the file itself."""
        return cls(path, str(error), _ADVICE_BY_CODE.get(_code(error), advice))


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether the disk, a lock or a missing permission is the cause, and not the program."""
    return _code(error) in _ADVICE_BY_CODE


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


@contextmanager
def as_unusable(path: Path, advice: str = RESTORE) -> Iterator[None]:
    """Re-raise `sqlite3` and OS errors as `DatabaseUnusableError` for this file.

    `advice` is for an error in the file itself. A full disk, a lock and a missing permission have
    advice of their own, because restoring a backup would do harm there.
    """
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        raise DatabaseUnusableError(path, str(error), _ADVICE_BY_CODE[code]) from error
    except sqlite3.Error as error:
        raise DatabaseUnusableError.because_of(error, path, advice) from error
