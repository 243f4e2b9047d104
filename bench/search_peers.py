"""Search engines to compare: ours, and four others over the same cards."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import bm25s
import Stemmer
import tantivy

from bot.search.documents import Document
from bot.search.index import Snapshot, connect, update
from bot.search.models import SearchResult
from bot.search.searcher import Searcher
from bot.search.semantic import VectorStore
from bot.search.text import STOP_WORDS
from bot.search.vocabulary import Synonyms

Folder = Path
_WORD = re.compile(r"\w+")
_STEMMER = Stemmer.Stemmer("russian")
WEIGHTS = (3.0, 1.5, 1.0)  # of the title, the phrasings and the body


class Engine(Protocol):
    """Is made of documents and an empty folder."""

    def ask(self, question: str, count: int) -> list[str]:
        """Return the keys of so many cards, best first."""
        ...


class Ours:
    """Our whole search without its threads: by words, and by meaning if there is a vector store."""

    def __init__(
        self, documents: Sequence[Document], folder: Folder, store: VectorStore | None = None
    ) -> None:
        index, synonyms = folder / "ours.db", Synonyms.load()
        update(index, documents, 1, synonyms)
        if store:
            with closing(connect(index)) as connection:
                while store.make_batch(connection):
                    pass
        self.snapshot = Snapshot(index, synonyms, store)
        self._searcher = Searcher(self.snapshot)

    def ask(self, question: str, count: int) -> list[str]:
        return [hit.key for hit in self._searcher.find(question, count).hits]

    def search(self, question: str) -> SearchResult:
        return self._searcher.find(question, 5)


class PlainFts:
    """SQLite FTS5 as it is: cards with any of the words as they are written."""

    def __init__(self, documents: Sequence[Document], folder: Folder) -> None:
        self._keys = [document.key for document in documents]
        self._connection = sqlite3.connect(folder / f"{type(self).__name__}.db")
        self._connection.execute("CREATE VIRTUAL TABLE cards USING fts5 (title, phrasings, body)")
        self._connection.executemany(
            "INSERT INTO cards (rowid, title, phrasings, body) VALUES (?, ?, ?, ?)",
            (
                (number, *(" ".join(self.words(text)) for text in fields(document)))
                for number, document in enumerate(documents)
            ),
        )
        self._connection.commit()

    def ask(self, question: str, count: int) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in self.words(question))
        found = self._connection.execute(
            f"SELECT rowid FROM cards WHERE cards MATCH ? ORDER BY {self.order} LIMIT ?",
            (asked, count),
        )
        return [self._keys[number] for (number,) in found] if asked else []

    order = "rank"

    def words(self, text: str) -> list[str]:
        return _WORD.findall(text.lower())


class StemmedFts(PlainFts):
    """FTS5 over Snowball stems without stop words, with column weights."""

    order = f"bm25(cards, {', '.join(map(str, WEIGHTS))})"

    def words(self, text: str) -> list[str]:
        return stems(text)


class Bm25s:
    """bm25s over the same stems; a card is one text because bm25s has no fields."""

    def __init__(self, documents: Sequence[Document], _: Folder) -> None:
        self._keys = [document.key for document in documents]
        self._index = bm25s.BM25()
        texts = [stems(" ".join(fields(document))) or [""] for document in documents]
        self._index.index(texts, show_progress=False)

    def ask(self, question: str, count: int) -> list[str]:
        asked = [word for word in stems(question) if word in self._index.vocab_dict]
        if not asked:
            return []
        k = min(count, len(self._keys))
        found, _ = self._index.retrieve([asked], k=k, show_progress=False)
        return [self._keys[number] for number in found[0]]


class Tantivy:
    """tantivy with its Russian stemmer and boosted fields."""

    def __init__(self, documents: Sequence[Document], folder: Folder) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw")
        for name in ("title", "phrasings", "body"):
            builder.add_text_field(name, tokenizer_name="russian")
        (folder / "tantivy").mkdir()
        self._index = tantivy.Index(builder.build(), path=str(folder / "tantivy"))
        self._index.register_tokenizer("russian", _russian())
        writer = self._index.writer(num_threads=1)
        for document in documents:
            title, phrasings, body = fields(document)
            writer.add_document(
                tantivy.Document(key=document.key, title=title, phrasings=phrasings, body=body)
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: str, count: int) -> list[str]:
        boosts = dict(zip(("title", "phrasings", "body"), WEIGHTS, strict=True))
        asked = " ".join(word for word in _WORD.findall(question.lower()) if word not in STOP_WORDS)
        query = self._index.parse_query(asked, list(boosts), field_boosts=boosts)
        hits = self._searcher.search(query, count).hits
        return [self._searcher.doc(address)["key"][0] for _, address in hits]


PEERS: dict[str, type[PlainFts | Bm25s | Tantivy]] = {
    "plain FTS5": PlainFts,
    "FTS5 over stems": StemmedFts,
    "bm25s over stems": Bm25s,
    "tantivy, ru_stem": Tantivy,
}


def stems(text: str) -> list[str]:
    typed = _WORD.findall(text.lower().replace("ё", "е"))
    found: list[str] = _STEMMER.stemWords([word for word in typed if word not in STOP_WORDS])
    return found


def fields(document: Document) -> tuple[str, str, str]:
    return document.title, "\n".join(document.phrasings), document.body


def _russian() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("russian"))
        .build()
    )
