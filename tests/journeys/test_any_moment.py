"""kill -9 between any two steps of every deed: nothing is lost, nothing is done twice.

The steps are what is seen from outside: a call to Telegram, the commit of a transaction. Each deed
is done again and again, and each time the bot dies one step later; a new one then takes up what
was left, as after a real kill.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.app import build_dispatcher, build_scheduler, open_services
from bot.applications import texts as applications_texts
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.knowledge import texts as knowledge_texts
from bot.playground.telegram import Telegram
from bot.questions import texts as questions_texts
from bot.reminders import texts as reminders_texts
from bot.specialist import texts as specialist_texts
from bot.storage.database import Database
from bot.telegram.inbox import UpdateInbox
from bot.telegram.middlewares import Throttle
from bot.telegram.update_repository import UpdateRepository
from tests.clock import MovableClock
from tests.fixtures import ADMIN, make_settings
from tests.person import Person, PlayedSession, World
from tests.shared import copy_with_index

IRINA = 1000003
QUESTION = "когда открылось Руднево"
MISS = "как пожарить стейк средней прожарки"


class Killed(BaseException):
    """The process is no more: whatever it still tries to do does not happen."""


class Fate:
    """Kills at a step, counted from 1 after `arm`."""

    def __init__(self) -> None:
        self.left = 0
        self.dead = False

    def arm(self, step: int) -> None:
        self.left = step

    def step(self) -> None:
        self.left -= 1
        self.dead = self.dead or self.left == 0
        if self.dead:
            raise Killed


class MortalSession(PlayedSession):
    """A call may be the last thing that the bot does, or be carried out with no one to hear."""

    def __init__(self, telegram: Telegram, fate: Fate) -> None:
        super().__init__(telegram)
        self._fate = fate

    async def make_request(self, *arguments: Any, **named: Any):
        self._fate.step()
        result = await super().make_request(*arguments, **named)
        self._fate.step()
        return result


class MortalDatabase(Database):
    """A transaction is saved or not, and the bot may not live to learn it."""

    fate = Fate()

    async def write(self, sql: str, *values: Any):
        self.fate.step()
        found = await super().write(sql, *values)
        self.fate.step()
        return found

    @asynccontextmanager
    async def transaction(self):
        self.fate.step()
        async with super().transaction() as transaction:
            yield transaction
        self.fate.step()

    def bury(self) -> None:
        self.fate = Fate()


class MortalWorld(World):
    """Updates come in through the real inbox."""

    inbox: UpdateInbox

    async def settle(self) -> None:
        while self._waiting:
            waiting, self._waiting[:] = list(self._waiting), []
            await self.inbox.accept(waiting)
            await self.inbox.drain(5)


SETTINGS = make_settings(admin_ids=frozenset({ADMIN}))


class Life:
    """One process after another over the same file and the same Telegram."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = MovableClock()
        self.telegram = Telegram("42:TEST", clock=self.clock.timestamp)
        self.fate = Fate()
        self.given: list[Any] = []

    @asynccontextmanager
    async def begin(self):
        self.fate.dead, self.fate.left = False, 0
        self.telegram.updates.listeners[:] = [self.given.append]
        async with AsyncExitStack() as stack:
            database = await MortalDatabase.open(self.path, self.clock)
            stack.push_async_callback(database.close)
            database.fate = Fate()  # dies with the life, not while it is buried
            services = await stack.enter_async_context(open_services(database, SETTINGS))
            session = MortalSession(self.telegram, self.fate)
            bot = Bot("42:TEST", session, DefaultBotProperties(parse_mode="HTML"))
            patient = Throttle(clock=count().__next__)
            dispatcher = build_dispatcher(services, throttle=patient)
            world = MortalWorld(self.telegram, bot, dispatcher, build_scheduler(services, bot))
            handle = partial(dispatcher.feed_raw_update, bot)
            world.inbox = UpdateInbox(
                UpdateRepository(database), services.resources.background, handle
            )
            world.services = services
            database.fate = self.fate
            try:
                yield world
            finally:
                database.bury()


@dataclass
class Deed:
    """`before` is lived in peace; `act` is where the bot dies; `holds` must be so afterwards.

    `holds` gets the person and a function that reads rows.
    """

    before: Callable[[Person], Awaitable[None]]
    act: Callable[[Person], Awaitable[None]]
    table: str
    holds: dict[str, Any]
    seen: str
    by: int = IRINA


async def nothing(person: Person) -> None:
    await person.writes("/start")


async def card(person: Person) -> None:
    await nothing(person)
    await person.writes(QUESTION)


async def why(person: Person) -> None:
    await card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Устарело")


async def event_card(person: Person) -> None:
    await nothing(person)
    event = await person.world.services.events.find_key("gitex-global-2026")
    await person.opens(OpenEvent(event_id=event.id).pack())


async def form(person: Person) -> None:
    await event_card(person)
    await person.presses(applications_texts.APPLY)


async def form_with_company(person: Person) -> None:
    await form(person)
    await person.writes("89990000000")


async def form_filled(person: Person) -> None:
    await form_with_company(person)
    await person.writes("+7 900 000-00-00")
    await person.writes("место на стенде")


async def enquiry(person: Person) -> None:
    await nothing(person)
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)


async def open_settings(person: Person) -> None:
    await nothing(person)
    await person.writes("/settings")


async def new_dates(person: Person) -> None:
    await event_card(person)
    await person.presses(events_texts.MOVE)
    await person.writes("14.12.2026")


def writes(text: str):
    return lambda person: person.writes(text)


def presses(label: str):
    return lambda person: person.presses(label)


DEEDS = {
    "asks": Deed(nothing, writes(QUESTION), "questions", {"outcome": "answer"}, "2 октября 2024"),
    "saves": Deed(card, presses(knowledge_texts.SAVE), "saved_answers", {}, "2 октября 2024"),
    "votes for an answer": Deed(
        card, presses(questions_texts.USEFUL), "answer_votes", {"useful": 1}, "2 октября 2024"
    ),
    "says what is wrong": Deed(
        why, writes("цифра старая"), "answer_votes", {"comment": "цифра старая"}, "Спасибо"
    ),
    "votes for an exhibition": Deed(
        event_card, presses("Хочу такую в"), "votes", {"year": 2027}, "GITEX"
    ),
    "follows an exhibition": Deed(
        event_card, presses(reminders_texts.SAVE), "saved_events", {}, "GITEX"
    ),
    "refuses a topic": Deed(
        open_settings, presses("Экспорт"), "opt_outs", {"topic": "export"}, "Присылаю: «Выставки»"
    ),
    "names the company": Deed(
        form,
        writes("89990000000"),
        "applications",
        {"company": "89990000000", "contact": "", "step": 1},
        "Шаг 2 из 3",
    ),
    "names the contact": Deed(
        form_with_company,
        writes("89990000000"),
        "applications",
        {"company": "89990000000", "contact": "89990000000", "wish": "", "step": 2},
        "Шаг 3 из 3",
    ),
    "applies": Deed(
        form_filled,
        presses(applications_texts.SEND),
        "applications",
        {"state": "sent"},
        "отправлена",
    ),
    "asks a specialist": Deed(
        enquiry,
        presses(specialist_texts.SEND),
        "letters",
        {"state": "sent", "to_chat": ADMIN},
        "специалист",
    ),
    "moves an exhibition": Deed(
        new_dates,
        presses(events_texts.APPLY),
        "audit",
        {
            "before": '{"starts": "2026-12-07", "ends": "2026-12-11", "status": "confirmed"}',
            "after": '{"starts": "2026-12-14", "ends": "2026-12-14", "status": "confirmed"}',
        },
        "14 декабря 2026",
        ADMIN,
    ),
}


async def lived(deed: Deed, path: Path, step: int) -> bool:
    """Whether the bot died at this step; what must hold is checked in either case."""
    life = Life(path)
    life.telegram.add_person(ADMIN, "Ольга")
    async with life.begin() as world:
        await world.person(ADMIN, "Ольга").writes("/start")
        person = world.person(deed.by)
        await deed.before(person)
        life.fate.arm(step)
        with suppress(Killed, AssertionError):  # a person cannot know why nothing happens
            await deed.act(person)
    died = life.fate.dead
    async with life.begin() as world:
        await world.inbox.resume()
        await world.inbox.accept(life.given)  # Telegram does not know that they had arrived
        await world.inbox.drain(5)
        life.clock.now = life.clock.now.replace(minute=5)
        await world.tick()
        person = world.person(deed.by)
        rows = await world.services.resources.database.rows(f"SELECT * FROM {deed.table}")
        assert len(rows) == 1, f"{len(rows)} rows after a kill at step {step}"
        assert deed.holds.items() <= rows[0].items(), f"a kill at step {step}"
        assert deed.seen in person.menu.text, f"a kill at step {step}"
        asked = await world.services.resources.database.rows("SELECT 1 FROM questions")
        assert len(asked) <= 1, f"taken for a question after a kill at step {step}"
        unanswered = [each for each in life.telegram.presses.values() if each.answer is None]
        assert not unanswered, f"a kill at step {step}"
    return died


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEDS)
async def test_whenever_it_is_killed_a_deed_is_done_once(name, filled, tmp_path, caplog):
    for step in count(1):
        if not await lived(DEEDS[name], copy_with_index(filled, tmp_path), step):
            break
    assert step > 3, "the deed had no steps to die at"
    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert not [error for error in errors if not isinstance(error, Killed)]
