"""How long chance is tried: briefly in `make test`, at length where FUZZ is set, as in .ci/run."""

import os

FUZZ = os.environ.get("FUZZ", "")


def times(number: int) -> int:
    """So many in .ci/run; a quarter of it without FUZZ."""
    return number if FUZZ else -(-number // 4)
