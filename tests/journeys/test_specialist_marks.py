"""Marks of delivery and rights of the bot: neither holds anybody up, neither is taken for ever."""

import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.playground.requests import FloodError
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.telegram.client import RetryRequests
from tests.fixtures import make_settings
from tests.person import Person, PlayedSession
from tests.serving import PATIENCE
from tests.staff import FORUM, MISS, reactions


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def retrying(world):
    """The bot as it is served: with retries."""
    session = PlayedSession(world.telegram)
    session.middleware(RetryRequests(pause=0))
    world.bot = Bot("42:TEST", session, DefaultBotProperties(parse_mode="HTML"))


async def ask_staff(person: Person, question: str = MISS) -> None:
    await person.writes(question)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)


async def test_a_mark_that_hangs_holds_up_nobodys_letter(asked, staff, world, someone):
    other = someone(1000005)
    await ask_staff(other, "как пожарить рыбу")
    mark, held = world.telegram.methods["setmessagereaction"], asyncio.Event()

    async def hang(telegram, params):
        await held.wait()
        return mark(telegram, params)

    world.telegram.methods["setmessagereaction"] = hang
    first_topic = next(iter(staff.group.topics))
    async with asyncio.timeout(PATIENCE):
        letter = await staff.writes("Первому", thread_id=first_topic)
        await staff.writes("Второму")
    assert (asked.screen.text, other.screen.text) == ("Первому", "Второму")
    held.set()
    await world.settle()
    assert reactions(world, FORUM, letter) == ["👌"]


async def test_a_mark_that_telegram_has_no_time_for_is_left_out(asked, staff, world, retrying):
    world.telegram.faults.fail_next("setMessageReaction", FloodError(1))
    letter = await staff.writes("Слушаю")
    await staff.writes("И ещё")
    assert asked.screen.text == "И ещё"
    assert len(world.calls("setMessageReaction")) == 2
    assert reactions(world, FORUM, letter) == []


@pytest.mark.parametrize("refused", ["a right", "topics"])
async def test_topics_are_asked_for_again_once_the_group_may_have_them(
    person, staff, world, clock, someone, refused
):
    if refused == "a right":
        staff.group.members[world.telegram.me["id"]] = "member"
    else:
        staff.group.is_forum = False
    await ask_staff(person)
    assert list(staff.group.topics) == []
    staff.group.members[world.telegram.me["id"]] = "administrator"
    staff.group.is_forum = True
    clock.now += timedelta(minutes=15)
    await ask_staff(someone(1000005), "как пожарить рыбу")
    assert len(staff.group.topics) == 1
    await staff.writes("Слушаю")
    assert someone(1000005).screen.text == "Слушаю"


async def test_a_right_that_was_just_given_is_used_at_once(person, staff, world, someone):
    staff.group.members[world.telegram.me["id"]] = "member"
    await ask_staff(person)
    world.telegram.queue_membership(staff.group, "member", "administrator")
    staff.group.members[world.telegram.me["id"]] = "administrator"
    await world.settle()
    await ask_staff(someone(1000005), "как пожарить рыбу")
    assert len(staff.group.topics) == 1


async def test_a_group_without_topics_is_not_asked_with_each_letter(person, staff, world):
    staff.group.is_forum = False
    await ask_staff(person)
    await staff.person.writes("Слушаю", chat_id=FORUM, reply_to=staff.card.id)
    for line in ("Нужен стенд", "Большой"):
        await person.writes(line, reply_to=person.screen.id)
    assert len(world.calls("createForumTopic")) == 1
