"""The bot builds the models of aiogram lazily; a new aiogram or pydantic that breaks it is told."""

import inspect
import subprocess
import sys
from pathlib import Path

import aiogram
import pytest
from aiogram import methods, types
from pydantic import BaseModel

KNOWN = "3.31."  # the releases of aiogram with which lazy_models.py was tried
MODELS = [
    each
    for module in (types, methods)
    for name in module.__all__
    if hasattr(each := getattr(module, name), "model_rebuild")
]


def test_this_aiogram_was_tried():
    assert aiogram.__version__.startswith(KNOWN), (
        f"bot/telegram/lazy_models.py was tried with aiogram {KNOWN}x, this is "
        f"{aiogram.__version__}. If the slow tests of this file pass and `python -m bench start` "
        "is as fast as before, change KNOWN here; if aiogram builds its models lazily by itself, "
        "delete lazy_models.py and its call in bot/__init__.py."
    )


def test_aiogram_still_rebuilds_every_model_at_its_import():
    source = Path(inspect.getfile(types)).read_text(encoding="utf-8")
    assert "model_rebuild(" in source, (
        "aiogram/types/__init__.py calls model_rebuild no more: bot/telegram/lazy_models.py has "
        "nothing to do; delete it and its call in bot/__init__.py."
    )
    assert "_types_namespace=" in source, (
        "aiogram/types/__init__.py calls model_rebuild without _types_namespace, by which "
        "bot/telegram/lazy_models.py knows the call: find another mark."
    )


def test_pydantic_still_rebuilds_by_a_class_method_with_these_options():
    rebuild = inspect.getattr_static(BaseModel, "model_rebuild")
    assert isinstance(rebuild, classmethod), "lazy_models.py replaces a class method of pydantic"
    original = inspect.getclosurevars(rebuild.__func__).nonlocals.get("build", rebuild.__func__)
    options = inspect.signature(original).parameters
    for name in ("_types_namespace", "_parent_namespace_depth"):
        assert name in options, (
            f"pydantic's model_rebuild has no option {name} any more, which "
            "bot/telegram/lazy_models.py gives it."
        )
    assert options["_parent_namespace_depth"].default == 2, (
        "pydantic looks for names in another frame than lazy_models.py believes: correct the 2"
    )


@pytest.mark.slow
def test_importing_the_bot_brings_nothing_that_a_start_does_not_use():
    program = """
import sys, bot.__main__, bot.app, bot.server.run
from aiogram.types import Gift, Message
print(Gift.__pydantic_complete__, Message.__pydantic_complete__, "PIL" in sys.modules)
"""
    done = subprocess.run(  # noqa: S603 - the program is above
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    *built, has_charts = done.stdout.split()
    assert has_charts == "False", "Pillow takes 10 MB: only charts import it"
    assert built == ["False", "False"], (
        "The import of aiogram builds its models again: bot/telegram/lazy_models.py does not catch "
        "its calls, or something imports aiogram before bot/__init__.py."
    )


@pytest.mark.slow
def test_every_model_can_be_built_when_it_is_used():
    assert len(MODELS) > 500
    for each in MODELS:
        each.model_rebuild()
    assert all(each.__pydantic_complete__ for each in MODELS)
