"""Telegram takes seconds for each request: nobody waits for the request of somebody else."""

import asyncio

import pytest

from tests.serving import running, served_settings, until

IRINA = 1000003
CROWD = range(2_000_000, 2_000_300)


@pytest.fixture
def settings(played, database):
    for person_id in (IRINA, *CROWD):
        played.add_person(person_id, "Участник")
    return served_settings(played, database, admin_ids="1000001")


@pytest.fixture
def hang(played):
    """Let all requests of a method hang until `go` is set; `waiting` is how many do."""

    class Hanging:
        waiting, go = 0, asyncio.Event()

        def __init__(self, method) -> None:
            carry_out = played.methods[method.lower()]

            async def wait(world, params):
                self.waiting += 1
                await self.go.wait()
                return carry_out(world, params)

            played.methods[method.lower()] = wait

    return Hanging


def answered(telegram, person_id) -> bool:
    return any(each["from"]["is_bot"] for each in telegram.chat(person_id).messages)


async def test_the_bot_introduces_itself_behind_the_first_answers(played, settings, hang):
    introduction = hang("getMyCommands")
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answered(played, IRINA))
        introduction.go.set()
        await until(lambda: played.profile.commands)
        await until(lambda: played.profile.text("description", ""))


async def test_three_hundred_people_are_answered_at_the_same_time(played, settings, hang):
    replies = hang("sendMessage")
    async with running(settings):
        for person_id in CROWD:
            played.write(person_id, "/start")
        await until(lambda: replies.waiting == len(CROWD))
        replies.go.set()
        await until(lambda: all(answered(played, person_id) for person_id in CROWD))
