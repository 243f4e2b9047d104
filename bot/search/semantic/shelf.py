"""Vectors of the content as it is shipped, so that the first start need not make them.

`data/vectors.txt` has a line for each text: its digest and its vector in base64. A text that has
changed since is simply not found; `bench/vectors.py` writes the file anew.
"""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.search.semantic.protocols import Vector

SHELF = Path(__file__).parents[3] / "data" / "vectors.txt"


def digest(encoder: str, text: str) -> str:
    return hashlib.blake2b(f"{encoder}\0{text}".encode(errors="replace"), digest_size=9).hexdigest()


def read_shelf(path: Path) -> dict[str, Vector]:
    """Return the shipped vectors by the digest of their text; none where there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return {
        name: base64.b64decode(vector)
        for name, _, vector in (line.partition(" ") for line in lines)
    }


def write_shelf(path: Path, vectors: Mapping[str, Vector]) -> None:
    lines = (f"{name} {base64.b64encode(vectors[name]).decode()}\n" for name in sorted(vectors))
    path.write_text("".join(lines), encoding="ascii")
