import pytest

from bot.app import Services, build_sender
from bot.broadcast.sender import Manner, Sender
from handlers.admin.broadcast.following import Following
from tests.person import World


@pytest.fixture
def sender(world: World, services: Services) -> Sender:
    """Sends all that is due when a test says `work_off`, at any pace."""
    return build_sender(services, world.bot, Manner(0, services.newsroom.quiet, workers=1))


@pytest.fixture
def following(world: World, services: Services) -> Following:
    return Following(world.bot, services.newsroom)
