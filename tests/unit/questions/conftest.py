import pytest

from bot.app import Services
from bot.questions.models import AskedQuestion, QuestionGroup
from tests.asked import store


@pytest.fixture
async def group(services: Services) -> QuestionGroup:
    """What waits in the inbox: a question that nothing answers."""
    asked = AskedQuestion(None, 1, 1, "как растаможить снегоуборщик")
    await store(services.questions, asked)
    return (await services.editing.inbox.page()).groups[0]
