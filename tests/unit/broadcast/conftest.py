from collections.abc import AsyncIterator, Callable
from datetime import time
from pathlib import Path
from shutil import copy

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.broadcast.models import BroadcastDraft, DeliveryState, Progress, QuietHours, Selection
from bot.broadcast.sender import Sender, SenderConfig
from bot.broadcast.service import BroadcastService
from bot.people.repository import People
from bot.playground.telegram import Telegram
from bot.storage.database import Database
from tests.clock import MovableClock
from tests.person import PlayedSession

AUTHOR = 1000001
EVERYBODY = Selection("SELECT id FROM people WHERE id <> ?", (AUTHOR,))
NIGHT = QuietHours(time(22), time(8))


@pytest.fixture
async def database(blank: Path, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Database]:
    """A database without content."""
    database = await Database.open(Path(copy(blank, tmp_path)), clock)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are tested with virtual time; here only a 429 takes its second."""
    monkeypatch.setattr("bot.broadcast.worker_pool.FIRST_PAUSE", 0.0)
    monkeypatch.setattr("bot.telegram.rate_limit.CHAT_SECONDS", 0.0)


@pytest.fixture
def broadcasts(database) -> BroadcastService:
    return BroadcastService(database)


@pytest.fixture
def people(database) -> People:
    return People(database)


class Mailing:
    """A sender in a played Telegram, with an author and the people who get the broadcasts."""

    def __init__(self, telegram: Telegram, broadcasts: BroadcastService, people: People) -> None:
        self.telegram, self.broadcasts, self.people_repository = telegram, broadcasts, people
        self.keyboard: InlineKeyboardMarkup | None = None
        self.sender = self.new_sender()
        telegram.add_person(AUTHOR, "Ольга")

    def new_sender(self) -> Sender:
        """As after a restart: it knows only what is stored."""
        bot = Bot("42:TEST", PlayedSession(self.telegram))
        config = SenderConfig(0, NIGHT, workers=4, build_keyboard=lambda _: self.keyboard)
        return Sender(bot, self.broadcasts, self.people_repository, config)

    async def people(self, number: int, first: int = 1) -> list[int]:
        ids = list(range(first, first + number))
        for person_id in ids:
            self.telegram.add_person(person_id, "Ирина")
            self.telegram.write(person_id, "/start")
            await self.people_repository.remember(person_id)
        return ids

    def compose(self, text: str = "Новая мера поддержки") -> int:
        """Let the author write the message; return its id."""
        return self.telegram.write(AUTHOR, text)["message_id"]

    async def started(self, *message_ids: int, **facts) -> int:
        """Start a broadcast to everybody; return its id."""
        ids = message_ids or (self.compose(),)
        draft = BroadcastDraft(from_chat_id=AUTHOR, message_ids=ids, **{"topic": "export", **facts})
        broadcast_id = await self.broadcasts.repository.create_draft(AUTHOR, draft)
        assert await self.broadcasts.repository.start(broadcast_id, EVERYBODY)
        return broadcast_id

    async def sent(self, *message_ids: int, **facts) -> int:
        """Start and send a broadcast to everybody; return its id."""
        broadcast_id = await self.started(*message_ids, **facts)
        await self.sender.run_until_idle()
        return broadcast_id

    async def progress(self, broadcast_id: int) -> Progress:
        return await self.broadcasts.results.progress(broadcast_id)

    async def counts(self, broadcast_id: int) -> dict[DeliveryState, int]:
        """The outcomes that at least one recipient has."""
        progress = await self.progress(broadcast_id)
        assert sum(progress.counts.values()) == progress.total
        return {outcome: number for outcome, number in progress.counts.items() if number}

    def texts(self, person_id: int) -> list[str]:
        """The texts of the bot's messages in this chat."""
        messages = self.telegram.chat(person_id).messages
        said = [m for m in messages if m["from"]["is_bot"]]
        return [m.get("text", m.get("caption", "")) for m in said]

    def press_with(self, label: str) -> None:
        """Put a button under every broadcast from now on."""
        button = InlineKeyboardButton(text=label, callback_data="u:1")
        self.keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])


@pytest.fixture
def mailing(telegram: Telegram, broadcasts: BroadcastService, people: People) -> Mailing:
    return Mailing(telegram, broadcasts, people)


@pytest.fixture
def calls(telegram: Telegram) -> Callable[[str], list[dict]]:
    return lambda method: [call.params for call in telegram.calls if call.method == method]
