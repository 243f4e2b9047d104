"""Migrations: forward-only scripts NNNN_name.sql, found by their number.

An upgrade applies all that are due in one transaction, or none.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.backup import backup, find_damage, is_checked_at_start, make_private
from bot.storage.errors import DatabaseUnusableError, as_unusable

SCHEMA = Path(__file__).parents[2] / "data" / "schema"


def migrate(path: Path, schema: Path = SCHEMA, target: int | None = None) -> None:
    """Bring the database at `path` to the migration with number `target` (default: the newest).

    SQLite's `user_version` holds the number of the last one. Before anything changes in a database
    that has a version, a verified copy of it is put beside it: `bot.db.before-0031`, where 31 is
    the first migration that is due.

    Raises `sqlite3.DatabaseError` when the file was written by a newer program or, if it is small
    enough to be checked at once, is damaged; `DatabaseUnusableError` when the copy or a migration
    fails: then nothing has changed.
    """
    _scripts(schema)  # before anything is made, as it may be refused
    make_private(path)
    with closing(sqlite3.connect(path)) as connection:
        if is_checked_at_start(path) and (damage := find_damage(path)):
            raise sqlite3.DatabaseError(f"it is damaged ({damage})")
        due = due_migrations(connection, schema, target)
        if not due:
            return
        copy = None
        if version_of(connection, schema):
            copy = path.with_name(f"{path.name}.before-{min(due):04}")
            backup(path, copy)
        _apply(connection, path, due, copy)


def due_migrations(
    connection: sqlite3.Connection, schema: Path = SCHEMA, target: int | None = None
) -> dict[int, Path]:
    """The scripts that `migrate` would run, by number. Raises as `version_of`."""
    version, scripts = version_of(connection, schema), _scripts(schema)
    last = max(scripts) if target is None else target
    return {number: scripts[number] for number in scripts if version < number <= last}


def version_of(connection: sqlite3.Connection, schema: Path = SCHEMA) -> int:
    """0: not yet a database of this program. Raises `sqlite3.DatabaseError` for a newer one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    newest = max(_scripts(schema))
    if version > newest:
        raise sqlite3.DatabaseError(
            f"it has version {version}, this program knows only {newest}: start the release that "
            "wrote it, or go back with a copy"
        )
    return version


def _scripts(schema: Path) -> dict[int, Path]:
    """Scripts by number, in order; a number that two have is a fault of the installed program."""
    scripts: dict[int, Path] = {}
    for script in sorted(schema.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        other = scripts.setdefault(int(script.name[:4]), script)
        if other != script:
            raise DatabaseUnusableError(
                schema,
                f"{other.name} and {script.name} have the same number",
                "Install the program again: this folder mixes two releases.",
            )
    return scripts


def _apply(
    connection: sqlite3.Connection, path: Path, due: dict[int, Path], copy: Path | None
) -> None:
    # executescript commits whatever came before it, so its text carries the transaction.
    steps = [
        f"{script.read_text(encoding='utf-8')}\nPRAGMA user_version = {number};"
        for number, script in due.items()
    ]
    try:
        connection.executescript("\n".join(("BEGIN IMMEDIATE;", *steps, "COMMIT;")))
    except sqlite3.Error:
        reached = connection.execute("PRAGMA user_version").fetchone()[0]  # before the rollback
        connection.rollback()
        failed = next(script for number, script in due.items() if number > reached)
        with as_unusable(path, _way_back(failed, copy)):
            raise


def _way_back(failed: Path, copy: Path | None) -> str:
    advice = (
        f"The migration {failed.name} failed, and the database is as it was before the upgrade: "
        "go back to the release that ran before."
    )
    saved = f" A copy from before the upgrade, for `python -m bot restore`: {copy}"
    return advice + (saved if copy else "")
