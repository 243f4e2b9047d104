"""Questions and cards compared by meaning, where the optional extra `semantic` is installed.

Everything here may be missing: search then goes by words alone.
"""

from bot.search.semantic.loading import load
from bot.search.semantic.protocols import FAILURES, Encoder, Meaning, Semantics

__all__ = ["FAILURES", "Encoder", "Meaning", "Semantics", "load"]
