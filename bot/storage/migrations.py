"""Numbered, forward-only scripts; each is applied together with its number, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.errors import DatabaseUnusableError

SCHEMA = Path(__file__).parents[2] / "data" / "schema"


def migrate(path: Path, schema: Path = SCHEMA, target: int | None = None) -> None:
    """Bring the database at `path` to version `target` (default: the newest script).

    The version is SQLite's `user_version`. Raises `DatabaseUnusableError` when the file is damaged
    or was written by a newer program than this one.
    """
    scripts = sorted(schema.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    target = len(scripts) if target is None else target
    with closing(sqlite3.connect(path)) as connection:
        version = _healthy_version(connection, path)
        if version > len(scripts):
            raise DatabaseUnusableError(
                path, f"it has version {version}, this program knows only {len(scripts)}"
            )
        for number, script in enumerate(scripts[:target], start=1):
            if number > version:
                _apply(connection, script.read_text(encoding="utf-8"), number)


def _healthy_version(connection: sqlite3.Connection, path: Path) -> int:
    problems = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problems != "ok":
        raise DatabaseUnusableError(path, f"it is damaged ({problems})")
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _apply(connection: sqlite3.Connection, script: str, number: int) -> None:
    # executescript commits whatever came before it, so the script carries its own transaction:
    # without one a failed script would leave half its tables behind.
    try:
        connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    except sqlite3.Error:
        connection.rollback()
        raise
