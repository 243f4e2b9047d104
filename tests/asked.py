"""Questions that were asked before a test begins."""

from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.search.models import SearchOutcome, SearchResult


async def store(
    questions: Questions, asked: AskedQuestion, outcome: SearchOutcome = SearchOutcome.NOTHING
) -> int:
    question_id = questions.id_for(asked)
    await questions.save(question_id, asked, SearchResult(asked.text, outcome))
    return question_id
