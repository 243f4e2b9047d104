"""The index follows the content: what a card is found by, written when the card changes."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bot.search.documents import Document
from bot.search.index_file import connect, ensure_tables, writing
from bot.search.synonyms import Synonyms
from bot.search.text import STOP_WORDS, stem, words
from bot.search.translit import sound_key


def refresh(path: Path, documents: Sequence[Document], revision: int, synonyms: Synonyms) -> None:
    """Make the index at `path` say what `documents` say; only what differs is written.

    Raises `sqlite3.DatabaseError` when the file is broken: `remove` it and refresh again.
    """
    with closing(connect(path)) as connection, writing(connection):
        ensure_tables(connection, synonyms.digest)
        kept = {
            tuple(name): digest
            for *name, digest in connection.execute("SELECT kind, ref, digest FROM cards")
        }
        wanted = {(document.kind, document.id): document.digest for document in documents}
        gone = [name for name, digest in kept.items() if wanted.get(name) != digest]
        new = [
            document
            for document in documents
            if kept.get((document.kind, document.id)) != document.digest
        ]
        counts = _Counts()
        for name in gone:
            _remove(connection, name, synonyms, counts)
        for document in new:
            _add(connection, document, synonyms, counts)
        counts.save(connection)
        connection.execute("UPDATE meta SET revision = ?", (revision,))


def tokens(text: str, synonyms: Synonyms) -> list[str]:
    """Return the stems of a text without stop words, then the concepts it names."""
    typed = words(text)
    stems = [stem(word) for word in typed]
    concepts = [concept for _, _, concept in synonyms.concepts(typed)]
    return [
        found for word, found in zip(typed, stems, strict=True) if word not in STOP_WORDS
    ] + concepts


class _Counts:
    """How the numbers of cards that hold a word or a term change."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.terms: Counter[str] = Counter()

    def change(self, texts: Iterable[str], terms: Iterable[str], by: int) -> None:
        for word in {word for text in texts for word in words(text)}:
            self.words[word] += by
        for term in set(terms):
            self.terms[term] += by

    def save(self, connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO words (word, cards, sound) VALUES (?, ?, ?)"
            " ON CONFLICT (word) DO UPDATE SET cards = cards + excluded.cards",
            (
                (word, cards, sound_key(word) if word >= "а" else "")
                for word, cards in self.words.items()
            ),
        )
        connection.executemany(
            "INSERT INTO terms (term, cards) VALUES (?, ?)"
            " ON CONFLICT (term) DO UPDATE SET cards = cards + excluded.cards",
            self.terms.items(),
        )
        connection.execute("DELETE FROM words WHERE cards = 0")
        connection.execute("DELETE FROM terms WHERE cards = 0")


def _add(
    connection: sqlite3.Connection, document: Document, synonyms: Synonyms, counts: _Counts
) -> None:
    texts = (
        document.title,
        "\n".join(document.phrasings),
        "\n".join(document.keywords),
        document.body,
    )
    card = connection.execute(
        "INSERT INTO cards (kind, ref, key, title, phrasings, keywords, body, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (document.kind, document.id, document.key, *texts, document.digest),
    ).lastrowid
    title, phrasings, keywords, body = (_by_line(text, synonyms) for text in texts)
    connection.execute(
        "INSERT INTO leads (rowid, title, phrasings, keywords) VALUES (?, ?, ?, ?)",
        (card, title, phrasings, keywords),
    )
    connection.execute("INSERT INTO bodies (rowid, body) VALUES (?, ?)", (card, body))
    connection.executemany(
        "INSERT INTO phrases (text, card) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((" ".join(words(text)), card) for text in (document.title, *document.phrasings)),
    )
    counts.change(texts, f"{title} {phrasings} {keywords} {body}".split(), 1)


def _remove(
    connection: sqlite3.Connection, name: tuple[object, ...], synonyms: Synonyms, counts: _Counts
) -> None:
    card, *texts = connection.execute(
        "SELECT id, title, phrasings, keywords, body FROM cards WHERE kind = ? AND ref = ?", name
    ).fetchone()
    counts.change(texts, " ".join(_by_line(text, synonyms) for text in texts).split(), -1)
    for table, column in (
        ("cards", "id"),
        ("leads", "rowid"),
        ("bodies", "rowid"),
        ("phrases", "card"),
        ("vectors", "card"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (card,))


def _by_line(text: str, synonyms: Synonyms) -> str:
    return "\n".join(" ".join(tokens(line, synonyms)) for line in text.splitlines())
