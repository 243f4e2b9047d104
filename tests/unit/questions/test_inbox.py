"""Two editors at once, and content that leaves meanwhile: nothing is done twice or lost."""

import asyncio

import pytest

from bot.editing.models import Outcome
from bot.errors import NotFoundError
from bot.questions.inbox_repository import InboxRepository
from bot.questions.models import AnswerVote, AskedQuestion, Reason
from bot.search.models import SearchOutcome
from tests.asked import store
from tests.drafts import write_draft

FIRST, SECOND = 1000001, 1000002


@pytest.fixture
async def grant(services):
    return (await services.knowledge.find_key("export/money/grant")).id


async def test_of_two_acts_on_one_group_the_first_counts(services, group, grant):
    repository = InboxRepository(services.resources.database)
    assert await repository.bind(group, grant, FIRST)
    assert await repository.bind(group, grant, SECOND) is None
    assert await repository.start_draft(group, SECOND) is None
    assert not await repository.dismiss(group, SECOND)
    assert await services.editing.drafts.unpublished() == ()
    row = await services.resources.database.row("SELECT handled, handled_id FROM questions")
    assert (row["handled"], row["handled_id"]) == ("bound", grant)


async def test_acts_at_the_same_moment_leave_one_audit_row(services, group, grant):
    await asyncio.gather(
        services.editing.inbox.bind(group.id, grant, FIRST),
        services.editing.inbox.start_draft(group.id, SECOND),
        services.editing.inbox.dismiss(group.id, SECOND),
    )
    assert len(await services.audit.latest(10)) == 1


async def test_a_group_stays_when_its_answer_left_meanwhile(services, group, grant):
    async with services.resources.database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET state = 'gone' WHERE id = ?", grant)
    with pytest.raises(NotFoundError):
        await services.editing.inbox.bind(group.id, grant, FIRST)
    assert await services.editing.inbox.group(group.id) == group
    assert await services.audit.latest(10) == ()


async def test_publishing_at_the_same_moment_publishes_once(services):
    draft = await write_draft(services, FIRST, "Груз", "где мой груз")
    done = await asyncio.gather(
        services.editing.publish(draft.id, draft.revision, FIRST),
        services.editing.publish(draft.id, draft.revision, SECOND),
    )
    assert sorted(done) == [Outcome.CHANGED, Outcome.DONE]
    later = await services.editing.drafts.update(draft.id, {"title": "Позже"})
    assert later.title == "Груз"


async def test_votes_at_the_same_moment_are_one_vote(services, grant):
    await services.people.remember(5)
    await asyncio.gather(
        *(
            services.questions.votes.cast(AnswerVote(grant, 5, useful=bool(turn % 2)))
            for turn in range(8)
        )
    )
    tally = await services.questions.votes.tally(grant)
    assert tally.useful + tally.useless == 1
    with pytest.raises(NotFoundError):
        await services.questions.votes.tally(grant + 1)


async def test_only_the_one_who_asked_sends_a_question_to_the_inbox(services, group, grant):
    await services.people.remember(5)
    vote = AnswerVote(grant, 5, False, Reason.OFF_TOPIC, group.id)  # noqa: FBT003 - as a press makes it
    await services.questions.votes.cast(vote)
    row = await services.resources.database.row("SELECT missed FROM questions")
    assert row["missed"] == 0


async def test_a_choice_is_taken_once_and_only_by_the_one_who_asked(services, grant):
    for person_id in (5, 6):
        await services.people.remember(person_id)
    asked = AskedQuestion(5, 5, 1, "как растаможить снегоуборщик")
    question_id = await store(services.questions, asked)
    await services.questions.record_choice(question_id, 6, "answer", grant + 2)
    await services.questions.record_choice(question_id, 5, "answer", grant)
    await asyncio.gather(
        services.questions.record_choice(question_id, 5, "answer", grant + 1),
        services.questions.record_choice(999, 5, "answer", grant),
    )
    row = await services.resources.database.row("SELECT chosen_id FROM questions")
    assert row["chosen_id"] == grant


async def test_a_masked_question_is_searched_again_without_its_mask(services):
    await services.people.remember(5)
    asked = AskedQuestion(5, 5, 7, "звоните 89261234567 про грант")
    question_id = await store(services.questions, asked, SearchOutcome.CHOICES)
    assert (await services.questions.get(question_id, 5)).words.split() == [
        "звоните",
        "про",
        "грант",
    ]
