"""What every test pays for, made cheap: the same code runs and gives the same results."""

import gc
import inspect
from collections.abc import Callable
from types import CodeType, SimpleNamespace
from typing import Any

from aiogram.dispatcher.event import handler


def lighten_heap() -> None:
    """The collector walks what a test has left, not all that is imported, a thousand times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def inspect_once() -> None:
    """aiogram inspects 1,500 callables for each dispatcher, most of them one `lambda: True`.

    It wants the kinds and names of parameters only, and those are of the code.
    """
    known: dict[tuple[int, bool], tuple[CodeType, inspect.Signature]] = {}

    def signature(callback: Callable[..., Any]) -> inspect.Signature:
        bound = inspect.ismethod(callback)
        if not (bound or inspect.isfunction(callback)) or hasattr(callback, "__wrapped__"):
            return inspect.signature(callback)
        code = callback.__code__
        key = id(code), bound  # the code is kept beside: its id is of no other
        if key not in known:
            known[key] = code, inspect.signature(callback)
        return known[key][1]

    handler.inspect = SimpleNamespace(**vars(inspect) | {"signature": signature})
