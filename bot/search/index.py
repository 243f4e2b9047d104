"""The index follows the content: what a card is found by, written when the card changes."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bot.search.documents import Document
from bot.search.index_file import connect, ensure_tables, is_current, writing
from bot.search.postings import PostingChanges
from bot.search.synonyms import Synonyms
from bot.search.text import words
from bot.search.translit import sound_key
from bot.search.weighing import Lengths, average_lengths, texts, weigh

Digests = dict[tuple[str, int], str]


def refresh(path: Path, documents: Sequence[Document], revision: int, synonyms: Synonyms) -> None:
    """Make the index at `path` say what `documents` say; only what differs is written.

    Raises `sqlite3.DatabaseError` when the file is broken: `remove` it and refresh again.
    """
    with closing(connect(path)) as connection, writing(connection):
        wanted = {(document.kind, document.id): document.digest for document in documents}
        if not is_current(connection, synonyms.digest) or _kept(connection) != wanted:
            lengths = ensure_tables(connection, synonyms.digest, average_lengths(documents))
            changes, kept = _Changes(connection, lengths, synonyms), _kept(connection)
            for name in kept:
                if wanted.get(name) != kept[name]:
                    changes.remove(name)
            for document in documents:
                if kept.get((document.kind, document.id)) != document.digest:
                    changes.add(document)
            changes.save()
        connection.execute("UPDATE meta SET revision = ?", (revision,))


def _kept(connection: sqlite3.Connection) -> Digests:
    rows = connection.execute("SELECT kind, ref, digest FROM cards")
    return {(kind, ref): digest for kind, ref, digest in rows}


class _Changes:
    """Cards go and come, each written at once; what many of them share is written by `save`."""

    def __init__(
        self, connection: sqlite3.Connection, lengths: Lengths, synonyms: Synonyms
    ) -> None:
        self._connection = connection
        self._lengths = lengths
        self._synonyms = synonyms
        self._words: Counter[str] = Counter()  # how the numbers of cards that hold each change
        self._postings = PostingChanges()

    def remove(self, name: tuple[object, ...]) -> None:
        card, *fields = self._connection.execute(
            "SELECT id, title, phrasings, keywords, body FROM cards WHERE kind = ? AND ref = ?",
            name,
        ).fetchone()
        self._words.subtract(_distinct(fields))
        self._postings.remove(card, weigh(fields, self._lengths, self._synonyms))
        for table, column in (("cards", "id"), ("phrases", "card"), ("vectors", "card")):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (card,))

    def add(self, document: Document) -> None:
        """Its number is higher than any other: those of cards that are gone may come again."""
        fields = texts(document)
        card = self._connection.execute(
            "INSERT INTO cards (kind, ref, key, label, title, phrasings, keywords, body, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.kind, document.id, document.key, document.label, *fields, document.digest),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO phrases (text, card) VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((" ".join(words(text)), card) for text in (document.title, *document.phrasings)),
        )
        self._words.update(_distinct(fields))
        self._postings.add(card or 0, weigh(fields, self._lengths, self._synonyms))

    def save(self) -> None:
        self._connection.executemany(
            "INSERT INTO words (word, cards, sound) VALUES (?, ?, ?)"
            " ON CONFLICT (word) DO UPDATE SET cards = cards + excluded.cards",
            (
                (word, cards, sound_key(word) if word >= "а" else "")
                for word, cards in self._words.items()
            ),
        )
        self._connection.execute("DELETE FROM words WHERE cards = 0")
        self._postings.save(self._connection)


def _distinct(fields: Iterable[str]) -> set[str]:
    return {word for text in fields for word in words(text)}
