"""structlog without rich, which would draw tracebacks that nobody asks for here.

rich and its pygments are 4 MB, and a tenth of the start.
"""

import sys


def import_structlog() -> None:
    """To be called before anybody imports structlog; who wants rich afterwards gets it."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # what Python takes for "not there"
    try:
        import structlog  # noqa: F401, PLC0415 - it keeps what it found
    finally:
        del sys.modules["rich"]
