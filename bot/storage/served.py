"""The mark beside the database: which process serves it, and when it was served last."""

import os
import time
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

FRESH_SECONDS = 60.0


class ServedMark:
    """A file `bot.db.served`: locked while a process serves, touched at each successful poll.

    It is not replicated: on another machine it says when that one has served last.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.served")
        self._file = -1

    def lock(self) -> bool:
        """False when another process of this machine serves the database.

        True on a disk that takes no file: the bot serves from a full one too.
        """
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            flock(self._file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            self.unlock()
            return False
        except OSError:
            return True
        return True

    def unlock(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def touch(self) -> None:
        with suppress(OSError):
            os.utime(self._path)

    def renew(self) -> None:
        """It counts as served now: this process has made sure that no other one serves it."""
        with suppress(OSError):
            self._path.touch(0o600)

    def expire(self) -> None:
        """From now on the database counts as not served for long."""
        with suppress(OSError):
            self._path.touch(0o600)
            os.utime(self._path, (0, 0))

    @property
    def served_at(self) -> float | None:
        """Unix seconds; None when this machine has never served the database."""
        return self._path.stat().st_mtime if self._path.exists() else None

    @property
    def is_stale(self) -> bool:
        """Whether somebody else may have taken over since."""
        at = self.served_at
        return at is not None and time.time() - at > FRESH_SECONDS
