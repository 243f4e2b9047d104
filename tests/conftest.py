import os
from importlib import import_module

import pytest
from hypothesis import is_hypothesis_test
from xdist import is_xdist_controller


@pytest.hookimpl(trylast=True)  # what measures coverage has begun then
def pytest_sessionstart(session: pytest.Session) -> None:
    """What hands the tests out runs none: the others would wait while it imports the bot."""
    if not is_xdist_controller(session):
        session.config.pluginmanager.register(import_module("tests.fixtures"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test-quick` leaves chance to `make test`."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.slow)


def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: many a test waits for a clock or a socket."""
    return (os.cpu_count() or 1) * 3 // 2 or 1
