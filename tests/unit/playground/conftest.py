import pytest

from bot.playground.telegram import Telegram

TOKEN = "42:TEST"


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    """A Telegram where Irina (7) has opened the bot and Artyom (8) has not."""
    made = Telegram(TOKEN, clock)
    made.add_person(7, "Ирина", "irina")
    made.add_person(8, "Артём")
    made.start(7)
    return made
