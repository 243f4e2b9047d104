"""How it is kept: a SQLite file, its readers and writer, its migrations and copies."""
