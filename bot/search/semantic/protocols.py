"""What search asks of the semantic side; none of it needs the extra to be named."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Protocol

FAILURES = (RuntimeError, OSError, ValueError, MemoryError)  # how native code lets one down

Vector = bytes  # 384 signed bytes; the angle between two says how near their texts are


class Encoder(Protocol):
    """Makes vectors of texts. Those of another `name` are not to be compared with its own."""

    name: str

    def question(self, text: str) -> Vector: ...

    def passage(self, text: str) -> Vector: ...


class Meaning(Protocol):
    """The cards of one snapshot by meaning."""

    def compare(self, text: str, cards: Iterable[int]) -> Mapping[int, dict[str, float]]:
        """Return the features of these cards, and of those nearest to a question."""
        ...


class Semantics(Protocol):
    """Keeps the vectors in the index complete."""

    def make_some(self, connection: sqlite3.Connection) -> bool:
        """Make a few of the vectors that the index lacks; tell whether any had been lacking."""
        ...

    def read(self, connection: sqlite3.Connection) -> Meaning | None:
        """Return the cards by meaning, or None while vectors are lacking."""
        ...
