"""Vectors of cards: made, shipped with the content, compared."""

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.search.index import writing
from bot.search.semantic import Encoder, Vector

_LETTERS = 300  # measured beside 400, 500 and whole bodies: docs/performance.md
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def passages(body: str) -> list[str]:
    """Return whole sentences, some 300 letters at a time; at least one passage, maybe empty.

    A passage begins with the last sentence of the one before, where that is short: it often says
    what the next sentence is about.
    """
    found = [[""]]
    for sentence in filter(None, _SENTENCE.split(body)):
        last = found[-1]
        if len(" ".join(last)) + len(sentence) > _LETTERS and last != [""]:
            found.append([last[-1]] if len(last[-1]) < _LETTERS / 2 else [])
        found[-1].append(sentence)
    return [" ".join(each).strip() for each in found]


SHIPPED_VECTORS = Path(__file__).parents[2] / "data" / "vectors.txt"


def digest(encoder: str, text: str) -> str:
    return hashlib.blake2b(f"{encoder}\0{text}".encode(errors="replace"), digest_size=9).hexdigest()


def read_shipped_vectors(path: Path) -> dict[str, Vector]:
    """Return the shipped vectors by the digest of their text; none where there is no file."""
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


_AT_ONCE = 8  # texts, about a second: between two lots the index may follow changed content
_NEAREST = 40
_BLOCK = 512
# Cosines of this model lie between 0.8 and 0.95; as features they shall be of the size of others.
_LOWEST, _STEP = 0.80, 0.03


class CardVectors:
    """For each card: of its title with its phrasings, and of its title with every passage."""

    def __init__(self, encoder: Encoder, shelf: Path = SHIPPED_VECTORS) -> None:
        self._encoder = encoder
        self._shelf = read_shipped_vectors(shelf)

    def make_some(self, connection: sqlite3.Connection) -> bool:
        missing = connection.execute(
            "SELECT id, title, phrasings, body FROM cards"
            " WHERE id NOT IN (SELECT card FROM vectors WHERE encoder = ?) ORDER BY id",
            (self._encoder.name,),
        ).fetchall()
        made: list[tuple[int | str | Vector, ...]] = []
        encoded = 0
        for card, title, phrasings, body in missing:
            texts = card_texts(title, phrasings, body)
            encoded += sum(digest(self._encoder.name, text) not in self._shelf for text in texts)
            vectors = {text: self._vector(text) for text in dict.fromkeys(texts)}
            asks, *answers = (vectors[text] for text in texts)
            made.append((card, self._encoder.name, asks, b"".join(answers)))
            if encoded >= _AT_ONCE:
                break
        with writing(connection):  # another process may have made them too, or removed the card
            connection.executemany(
                "INSERT INTO vectors (card, encoder, asks, answers) SELECT ?1, ?2, ?3, ?4"
                " FROM cards WHERE id = ?1 ON CONFLICT (card) DO UPDATE"
                " SET encoder = excluded.encoder, asks = excluded.asks, answers = excluded.answers",
                made,
            )
        return bool(missing)

    def read(self, connection: sqlite3.Connection) -> "CardsByMeaning | None":
        rows = connection.execute(
            "SELECT id, asks, answers FROM cards"
            " LEFT JOIN vectors ON card = id AND encoder = ? ORDER BY id",
            (self._encoder.name,),
        ).fetchall()
        if not rows or any(asks is None for _, asks, _ in rows):
            return None
        return CardsByMeaning(self._encoder, rows)

    def _vector(self, text: str) -> Vector:
        kept = self._shelf.get(digest(self._encoder.name, text))
        return self._encoder.passage(text) if kept is None else kept


def card_texts(title: str, phrasings: str, body: str) -> list[str]:
    """Return what the vectors of a card are made of: what asks for it, then each passage."""
    answers = [f"{title}. {passage}" for passage in passages(body)]
    return [f"{title}\n{phrasings}" if phrasings else answers[0], *answers]


class CardsByMeaning:
    """The cards of one snapshot by meaning; a card answers as well as its best passage."""

    def __init__(self, encoder: Encoder, rows: Sequence[tuple[int, Vector, Vector]]) -> None:
        self._encoder = encoder
        self._cards = [card for card, _, _ in rows]
        self._places = {card: place for place, card in enumerate(self._cards)}
        self._asks = _Rows([asks for _, asks, _ in rows], len(rows))
        counts = [len(answers) // len(asks) for _, asks, answers in rows]
        self._answers = _Rows([answers for _, _, answers in rows], sum(counts))
        self._firsts = np.cumsum([0, *counts[:-1]])  # where the passages of each card begin

    def compare(self, text: str, cards: Iterable[int]) -> Mapping[int, dict[str, float]]:
        """Return the features of these cards, and of those nearest to a question."""
        asked = _matrix([self._encoder.question(text)], 1)[0].astype(np.float32)
        asked /= max(float(np.linalg.norm(asked)), 1e-6)
        asks = self._asks.likeness(asked)
        answers = np.maximum.reduceat(self._answers.likeness(asked), self._firsts)
        both = asks + answers
        count = min(_NEAREST, len(both))
        nearest = np.argpartition(-both, count - 1)[:count].tolist()
        return {
            self._cards[place]: {"asks": float(asks[place]), "answer": float(answers[place])}
            for place in {*nearest, *(self._places[card] for card in cards)}
        }


class _Rows:
    """Vectors to compare a question with: small as signed bytes; as floats, a block at a time."""

    def __init__(self, vectors: Sequence[Vector], count: int) -> None:
        self._bytes = _matrix(vectors, count)
        blocks = [np.linalg.norm(block, axis=1) for block in self._blocks()]
        self._lengths = np.maximum(np.concatenate(blocks), 1e-6)

    def likeness(self, asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines, as features: an everyday likeness is 0 to 5. `asked` has the length 1."""
        found = np.concatenate([block @ asked for block in self._blocks()])
        cosines: NDArray[np.float32] = found / self._lengths
        return (cosines - _LOWEST) / _STEP

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        for at in range(0, len(self._bytes), _BLOCK):
            yield self._bytes[at : at + _BLOCK].astype(np.float32)


def _matrix(vectors: Sequence[Vector], count: int) -> NDArray[np.int8]:
    return np.frombuffer(b"".join(vectors), np.int8).reshape(count, -1)
