"""How updates wait, come, and fail to come."""

import asyncio

import pytest

from bot.playground.faults import Delay, Drop, Faults, Rates
from bot.playground.requests import ApiError, DroppedError, FloodError
from bot.playground.telegram import Telegram


def texts(updates: list[dict]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_a_poll_waits_for_the_first_update(telegram: Telegram):
    telegram.updates.clear()
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(telegram.next_updates(seconds=5))
        await asyncio.sleep(0)
        telegram.write(7, "вот")
    assert texts(poll.result()) == ["вот"]


async def test_numbers_go_on_where_another_run_has_not_been(telegram: Telegram):
    telegram.updates.clear()
    telegram.number_from(1_790_000_000)
    telegram.write(7, "вот")
    (update,) = await telegram.next_updates()
    assert update["update_id"] == 1_790_000_000
    assert update["message"]["message_id"] == 1_790_000_001


async def test_an_empty_poll_ends_by_itself(telegram: Telegram):
    telegram.updates.clear()
    assert await telegram.next_updates() == []


async def test_a_second_poll_ends_the_first(telegram: Telegram):
    telegram.updates.clear()
    polls = telegram.next_updates(seconds=5), telegram.next_updates()
    first, second = await asyncio.gather(*polls, return_exceptions=True)
    assert "Conflict: terminated by other getUpdates request" in str(first)
    assert second == []


async def test_polling_is_refused_while_a_webhook_is_set(telegram: Telegram):
    await telegram.call("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "s"})
    with pytest.raises(ApiError, match="can't use getUpdates method while webhook is active"):
        await telegram.next_updates()
    await telegram.call("deleteWebhook", {"drop_pending_updates": True})
    assert await telegram.next_updates() == []


async def test_only_wanted_kinds_are_queued(telegram: Telegram):
    await telegram.next_updates(allowed=["callback_query"])
    telegram.write(7, "x")
    telegram.press(7, 1, "data")
    assert [list(one)[1] for one in await telegram.next_updates(2)] == ["callback_query"]


async def test_updates_of_the_day_before_are_forgotten(telegram: Telegram, clock):
    clock.now += 24 * 3600 + 1
    telegram.write(7, "сегодня")
    assert texts(await telegram.next_updates()) == ["сегодня"]


async def test_listeners_hear_updates_as_they_come(telegram: Telegram):
    heard: list[dict] = []
    telegram.updates.listeners.append(heard.append)
    telegram.write(7, "x")
    assert texts(heard) == ["x"]


async def test_updates_may_come_twice(telegram: Telegram):
    telegram.faults.rates = Rates(duplicate=1)
    telegram.write(7, "раз")
    assert texts(await telegram.next_updates()) == ["/start", "раз", "раз"]


async def test_updates_may_change_places_until_the_bot_has_seen_them(telegram: Telegram):
    telegram.faults.rates = Rates(swap=1)
    telegram.write(7, "раз")
    swapped = await telegram.next_updates()
    assert (texts(swapped), [one["update_id"] for one in swapped]) == (["раз", "/start"], [1, 2])
    telegram.write(7, "два")
    assert texts(await telegram.next_updates()) == ["раз", "/start", "два"]


async def test_faults_come_as_often_as_told_and_repeat_with_their_seed(telegram: Telegram):
    rates = Rates(0.1, 0.1, page=0.1, drop=0.1, lost_answer=0.1, delay=0.1, seconds=0)

    async def outcomes() -> list[str]:
        telegram.faults = Faults(seed=5, rates=rates, methods="send*")
        found = []
        for _ in range(200):
            try:
                await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
                found.append("sent")
            except ApiError as error:
                found.append(str(error.code))
            except DroppedError as error:
                found.append(f"dropped {error.carried_out}")
        return found

    first = await outcomes()
    assert set(first) == {"sent", "429", "502", "dropped True", "dropped False"}
    assert await outcomes() == first
    await telegram.call("getMe", {})
    telegram.faults.mend()
    await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})


async def test_the_next_calls_fail_as_planned(telegram: Telegram):
    params = {"chat_id": 7, "text": "x"}
    telegram.faults.fail_next("SENDmessage", FloodError(7), times=2)
    telegram.faults.fail_next("getMe", Delay(0))
    for _ in range(2):
        with pytest.raises(ApiError, match="Too Many Requests: retry after 7") as refusal:
            await telegram.call("sendMessage", params)
        assert refusal.value.parameters == {"retry_after": 7}
    await telegram.call("sendMessage", params)
    await telegram.call("getMe", {})
    telegram.faults.fail_next("*", Drop(), times=1)
    with pytest.raises(DroppedError):
        await telegram.call("sendMessage", params)
    assert isinstance(telegram.calls[-1].error, DroppedError)


async def test_flood_control_silences_who_goes_over(telegram: Telegram, clock):
    telegram.start(8)
    telegram.flood.per_second, telegram.flood.per_chat, telegram.flood.retry_after = 3, 1, 5
    send = {"chat_id": 7, "text": "x"}
    await telegram.call("sendMessage", send)
    await telegram.call("sendChatAction", {"chat_id": 7, "action": "typing"})
    with pytest.raises(FloodError, match="retry after 5"):
        await telegram.call("sendMessage", send)
    clock.now += 2
    with pytest.raises(FloodError, match="retry after 3"):
        await telegram.call("sendMessage", send | {"chat_id": 8})
    clock.now += 3
    await telegram.call("sendMessage", send)
    await telegram.call("sendMessage", send | {"chat_id": 8})


async def test_an_unknown_method_is_not_found(telegram: Telegram):
    with pytest.raises(ApiError, match="Not Found: method not found"):
        await telegram.call("sendEverything", {})
