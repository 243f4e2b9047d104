"""A question has its id before it is stored, and keeps it."""

import pytest

from bot.errors import NotFoundError
from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.team.repository import Team
from tests.asked import store


async def keep(questions, message_id, text="где взять грант", person_id=5):
    asked = AskedQuestion(person_id, 70, message_id, text)
    return await store(questions, asked)


@pytest.fixture
async def questions(services):
    for number in (5, 6):
        await services.people.remember(number)
    return services.questions


async def test_a_message_that_comes_again_or_is_edited_keeps_the_id_in_its_buttons(questions):
    first = await keep(questions, 1)
    assert (await questions.get(first, 5)).words == "где взять грант"
    assert await keep(questions, 1) == first
    assert await keep(questions, 1, "где взять субсидию") == first
    assert (await questions.get(first, 5)).words == "где взять субсидию"
    assert await keep(questions, 2) != first


async def test_edited_before_it_is_stored_it_is_found_by_its_latest_id(questions):
    await keep(questions, 1)
    latest = await keep(questions, 1, "где взять субсидию")
    assert (await questions.get(latest, 5)).words == "где взять субсидию"


async def test_a_process_that_still_finishes_shares_no_id_with_the_next(questions, database, clock):
    before = await keep(questions, 1)
    assert (await questions.get(before, 5)).words
    next_one = Questions(database, Team(database, {}, {}))
    theirs = await keep(next_one, 2, "что такое Руднево", person_id=6)
    last = await keep(questions, 3)
    assert (await next_one.get(theirs, 6)).words == "что такое Руднево"
    assert (await questions.get(last, 5)).words == "где взять грант"
    with pytest.raises(NotFoundError):
        await questions.get(theirs, 5)
