"""Search by meaning: what the rest needs of the optional encoder."""

import logging
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


_log = logging.getLogger(__name__)


def load() -> Semantics | None:
    """Return the semantic side of search, or None where its packages are missing or do not run."""
    try:
        # Imported here: without the extra there is neither numpy nor an encoder.
        from bot.search.encoder import SmallE5  # noqa: PLC0415
        from bot.search.vectors import CardVectors  # noqa: PLC0415

        return CardVectors(SmallE5())
    except ImportError:
        _log.info("Search goes by words alone: the extra 'semantic' is not installed")
    except FAILURES:
        _log.warning("Search goes by words alone: the encoder does not run here", exc_info=True)
    return None
