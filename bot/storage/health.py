"""Damage in the file of the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

# What SQLite checks in a second. A larger file is checked while the bot already serves: a gigabyte
# takes it half a minute and more.
CHECKED_AT_START = 32 * 2**20


def is_checked_at_start(path: Path) -> bool:
    return path.stat().st_size <= CHECKED_AT_START


def find_damage(path: Path) -> str:
    """What SQLite finds first; empty when the file is sound. Others may read and write meanwhile.

    Raises `sqlite3.DatabaseError` for a file that is no database.
    """
    return find_damage_by(sqlite3.connect(path))


def find_damage_by(connection: sqlite3.Connection) -> str:
    """As `find_damage`, by a connection that is closed afterwards; `interrupt` ends it sooner."""
    with closing(connection):
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found
