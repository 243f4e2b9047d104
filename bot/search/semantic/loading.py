"""The one place that knows whether the extra is there."""

import logging

from bot.search.semantic.protocols import FAILURES, Semantics

_log = logging.getLogger(__name__)


def load() -> Semantics | None:
    """Return the semantic side of search, or None where its packages are missing or do not run."""
    try:
        # Imported here: without the extra there is neither numpy nor an encoder.
        from bot.search.semantic.e5 import SmallE5  # noqa: PLC0415
        from bot.search.semantic.vectors import CardVectors  # noqa: PLC0415

        return CardVectors(SmallE5())
    except ImportError:
        _log.info("Search goes by words alone: the extra 'semantic' is not installed")
    except FAILURES:
        _log.warning("Search goes by words alone: the encoder does not run here", exc_info=True)
    return None
