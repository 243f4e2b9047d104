import pytest

from bot.app import build_sender
from bot.broadcast import lane
from bot.broadcast.sender import Manner, Sender
from bot.services import Services
from handlers.admin.broadcast.following import Following
from tests.person import World


@pytest.fixture
def sender(world: World, services: Services, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends all that is due when a test says `work_off`, at any pace and without idling."""
    monkeypatch.setattr(lane, "IDLE_SECONDS", 0.0)
    return build_sender(services, world.bot, Manner(0, services.newsroom.quiet, workers=1))


@pytest.fixture
def following(world: World, services: Services) -> Following:
    return Following(world.bot, services.newsroom)
