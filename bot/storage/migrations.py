"""Numbered, forward-only scripts; each is applied together with its number, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "data" / "schema"


def migrate(path: Path, schema: Path = SCHEMA, target: int | None = None) -> None:
    """Bring the database at `path` to version `target` (default: the newest script).

    The version is SQLite's `user_version`. Raises `sqlite3.DatabaseError` when the file is damaged
    or was written by a newer program than this one.
    """
    scripts = _scripts(schema)
    with closing(sqlite3.connect(path)) as connection:
        problems = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problems != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({problems})")
        version = version_of(connection, schema)
        for number, script in enumerate(scripts[:target], start=1):
            if number > version:
                _apply(connection, script.read_text(encoding="utf-8"), number)


def version_of(connection: sqlite3.Connection, schema: Path = SCHEMA) -> int:
    """0: not yet a database of this program. Raises `sqlite3.DatabaseError` for a newer one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    newest = len(_scripts(schema))
    if version > newest:
        raise sqlite3.DatabaseError(f"it has version {version}, this program knows only {newest}")
    return version


def _scripts(schema: Path) -> list[Path]:
    return sorted(schema.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def _apply(connection: sqlite3.Connection, script: str, number: int) -> None:
    # executescript commits whatever came before it, so the script carries its own transaction:
    # without one a failed script would leave half its tables behind.
    try:
        connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    except sqlite3.Error:
        connection.rollback()
        raise
