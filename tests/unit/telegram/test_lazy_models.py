import subprocess
import sys

import pytest
from aiogram import methods, types

EVERY = [
    each
    for module in (types, methods)
    for name in module.__all__
    if hasattr(each := getattr(module, name), "model_rebuild")
]


@pytest.mark.slow
def test_importing_the_bot_builds_no_type_and_loads_no_rich_that_it_does_not_use():
    program = """
import sys, bot.__main__, bot.serving.serve
from aiogram.types import Gift, Message
print(Gift.__pydantic_complete__, Message.__pydantic_complete__)
print("structlog" in sys.modules, "rich" in sys.modules)
import rich
"""
    done = subprocess.run(  # noqa: S603 - the program is above
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "False", "True", "False"]


@pytest.mark.slow
def test_every_type_can_be_built_when_it_is_used():
    assert len(EVERY) > 500
    for each in EVERY:
        each.model_rebuild()
    assert all(each.__pydantic_complete__ for each in EVERY)
