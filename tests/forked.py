"""Processes of the bot, forked from one that has imported it: the import takes seconds."""

import multiprocessing
from collections.abc import Callable
from typing import Any

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["bot.__main__"])


def forked(run: Callable[..., None], *arguments: Any) -> Any:
    """A process that has begun to run this function; it ends with the tests at the latest."""
    process = _context.Process(target=run, args=arguments, daemon=True)
    process.start()
    return process
