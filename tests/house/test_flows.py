"""How many of our files a reader has to open to follow what a person does."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from aiogram.dispatcher.event.handler import FilterObject

from bot.broadcast import texts as broadcast_texts
from bot.settings import ROOT
from handlers import build_group_routes, build_private_routes
from tests.journeys.conftest import card_updater, sender  # noqa: F401 - fixtures

OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "handlers"))
# Telegram, what builds a model of aiogram where a test is the first that needs it, and the tasks in
# the background, which may end at any moment.
NOT_OURS = (
    f"{ROOT / 'bot' / 'playground'}/",
    str(ROOT / "bot" / "telegram" / "lazy_models.py"),
    str(ROOT / "bot" / "background.py"),
)
# The aim was 14, 24, 30: docs/decisions/023-how-many-files.md says why it is not met.
MOST = {"press": 18, "typed question": 44, "broadcast": 33}


class Tracer:
    """Collects the files whose functions run, in all threads, while it is `on`."""

    def __init__(self) -> None:
        self.on = False
        self.files: set[str] = set()

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if self.on and event == "call" and frame.f_code.co_name != "<module>":
            self.files.add(frame.f_code.co_filename)

    @contextmanager
    def count(self, flow: str) -> Iterator[None]:
        self.files.clear()
        self.on = True
        yield
        self.on = False
        files = sorted(
            file.removeprefix(f"{ROOT}/")
            for file in self.files
            if file.startswith(OURS) and not file.startswith(NOT_OURS)
        )
        print(f"{flow}: {len(files)} of at most {MOST[flow]}", *files, sep="\n  ")  # noqa: T201
        assert len(files) <= MOST[flow], files


@pytest.fixture(autouse=True)
def tracer() -> Iterator[Tracer]:
    """Made first: threads that the services start later are traced too."""
    tracer = Tracer()
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    yield tracer
    sys.setprofile(None)
    threading.setprofile(None)


async def test_a_press(tracer, person):
    await person.writes("/start")
    await person.presses("предприниматель")  # what is built once, is built
    with tracer.count("press"):
        await person.presses(person.screen.buttons[0])


async def test_a_typed_question(tracer, person):
    await person.writes("когда открылось Руднево")  # what is built once, is built
    with tracer.count("typed question"):
        await person.writes("как получить грант на экспорт")


async def test_a_broadcast_from_the_command_to_the_final_card(
    tracer,
    admin,
    person,
    sender,  # noqa: F811 - a fixture
    card_updater,  # noqa: F811 - as above
):
    await person.writes("/start")
    message = await admin.writes("Приём заявок открыт")
    with tracer.count("broadcast"):
        await admin.writes("/broadcast", reply_to=message["message_id"])
        await admin.presses(broadcast_texts.CHOOSE_TOPIC)
        await admin.presses("Экспорт")
        await admin.presses("✅ Отправить")
        await admin.presses("✅ Отправить")
        await sender.run_until_idle()
        await card_updater.refresh()
    cards = [message.get("text", "") for message in admin.messages]
    assert any("завершена" in card and "Доставлено: 2" in card for card in cards)


@pytest.mark.parametrize("build", [build_private_routes, build_group_routes])
def test_no_filter_is_run_in_a_thread(build):
    """aiogram hands plain functions, and so magic filters, to a thread: a third of an update."""
    routes = build()
    filters = {
        each
        for table in (routes.messages, routes.edits, routes.presses)
        for route in table.routes
        for each in route.filters
    }

    assert [each for each in filters if not FilterObject(each).awaitable] == []
