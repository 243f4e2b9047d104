"""How it is kept: a SQLite file, its reader and writer, and its migrations."""

from bot.storage.database import Database, Row, Transaction
from bot.storage.migrations import SCHEMA, migrate

__all__ = ["SCHEMA", "Database", "Row", "Transaction", "migrate"]
