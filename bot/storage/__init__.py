"""How it is kept: a SQLite file, its reader and writer, and its migrations."""

from bot.storage.database import Database, Row, Transaction, Value
from bot.storage.errors import DatabaseUnusableError
from bot.storage.migrations import SCHEMA, migrate

__all__ = ["SCHEMA", "Database", "DatabaseUnusableError", "Row", "Transaction", "Value", "migrate"]
