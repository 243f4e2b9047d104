import gc
import subprocess
import sys
import weakref

import pytest
from aiogram import methods, types

EVERY = [
    each
    for module in (types, methods)
    for name in module.__all__
    if hasattr(each := getattr(module, name), "model_rebuild")
]


def test_importing_the_bot_builds_none_of_the_types_that_it_does_not_use():
    program = """
import bot.__main__
from aiogram.types import Gift, Message
print(Gift.__pydantic_complete__, Message.__pydantic_complete__)
"""
    done = subprocess.run(  # noqa: S603 - the program is above
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.slow
def test_every_type_can_be_built_when_it_is_used():
    assert len(EVERY) > 500
    for each in EVERY:
        each.model_rebuild()
    assert all(each.__pydantic_complete__ for each in EVERY)


def test_what_was_built_outlives_a_garbage_collection():
    """Building the type of an answer anew stops the bot for 50 ms."""
    methods.Response[types.Message].model_validate({"ok": False})
    built = weakref.ref(methods.Response[types.Message])
    gc.collect()
    assert built() is not None
