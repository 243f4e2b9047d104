"""Presses, inline queries, reactions; profiles; answers once and in time."""

import pytest

from bot.playground.requests import ApiError
from bot.playground.telegram import Telegram

TOO_LATE = "query is too old and response timeout expired or query ID is invalid"
KEYS = {
    "inline_keyboard": [
        [{"text": "Да", "callback_data": "yes"}, {"text": "a", "url": "https://a.ru"}]
    ]
}


async def menu(telegram: Telegram) -> int:
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "?", "reply_markup": KEYS})
    return sent["message_id"]


def article(number: str, **more: object) -> dict:
    content = {"message_text": f"<b>{number}</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": number,
        "title": number,
        "input_message_content": content,
    } | more


async def answer(telegram: Telegram, query: str, *results: dict, **more: object) -> None:
    await telegram.call(
        "answerInlineQuery", {"inline_query_id": query, "results": list(results), **more}
    )


async def test_a_press_is_answered_once(telegram: Telegram):
    press = telegram.press(7, await menu(telegram), (0, 0))
    params = {"callback_query_id": press, "text": "Готово", "show_alert": True, "url": "t.me/x"}
    await telegram.call("answerCallbackQuery", params)
    expected = {"text": "Готово", "show_alert": True, "url": "t.me/x"}
    assert telegram.presses[press].answer == expected
    with pytest.raises(ApiError, match=TOO_LATE):
        await telegram.call("answerCallbackQuery", params)


async def test_a_press_is_answered_in_time(telegram: Telegram, clock):
    press = telegram.press(7, await menu(telegram), "yes")
    clock.now += telegram.callback_seconds + 1
    with pytest.raises(ApiError, match=TOO_LATE):
        await telegram.call("answerCallbackQuery", {"callback_query_id": press})


async def test_a_toast_holds_two_hundred_letters(telegram: Telegram):
    press = telegram.press(7, await menu(telegram), "yes")
    with pytest.raises(ApiError, match="MESSAGE_TOO_LONG"):
        await telegram.call("answerCallbackQuery", {"callback_query_id": press, "text": "x" * 201})


async def test_only_callback_buttons_are_pressed(telegram: Telegram):
    message_id = await menu(telegram)
    with pytest.raises(ValueError, match="not a callback button"):
        telegram.press(7, message_id, (0, 1))
    telegram.delete_message(7, message_id)
    with pytest.raises(ValueError, match="the message is gone"):
        telegram.press(7, message_id, (0, 0))


async def test_an_inline_query_is_answered_chosen_and_edited(telegram: Telegram):
    query = telegram.inline_query(7, "грант", "20")
    *_, update = await telegram.next_updates()
    assert (update["inline_query"]["query"], update["inline_query"]["offset"]) == ("грант", "20")
    preview = {"is_disabled": True}
    card = article("1", reply_markup=KEYS)
    card["input_message_content"]["link_preview_options"] = preview
    button = {"text": "В бота", "start_parameter": "inline"}
    await answer(telegram, query, card, article("2"), button=button, next_offset="40")
    message = telegram.choose_result(query, "1")
    assert (message["text"], message["via_bot"]["id"]) == ("1", 42)
    assert message["link_preview_options"] == preview
    *_, sent = await telegram.next_updates()
    assert sent["message"] == message

    telegram.press(7, message["message_id"], "yes")
    *_, pressed = await telegram.next_updates()
    inline_id = pressed["callback_query"]["inline_message_id"]
    assert "message" not in pressed["callback_query"]
    params = {"inline_message_id": inline_id, "text": "новое"}
    assert await telegram.call("editMessageText", params) is True
    assert telegram.chat(7).messages[-1]["text"] == "новое"


@pytest.mark.parametrize(
    ("results", "more", "reason"),
    [
        ([article(str(n)) for n in range(51)], {}, "too many inline query results"),
        ([article("1"), article("1")], {}, "RESULT_ID_DUPLICATE"),
        ([article("")], {}, "RESULT_ID_INVALID"),
        ([article("1", title="")], {}, "can't parse inline query result: Can't find field"),
        ([{"type": "photo", "id": "1"}], {}, "can't parse inline query result: Can't find field"),
        ([], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([], {"button": {"text": ""}}, "can't parse inline query results button"),
        ([], {"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "x"}}, "START_PARAM_INVALID"),
    ],
)
async def test_bad_inline_answers_are_refused(telegram: Telegram, results, more, reason):
    query = telegram.inline_query(7, "x")
    with pytest.raises(ApiError, match=reason):
        await answer(telegram, query, *results, **more)
    await answer(telegram, query, button={"text": "x", "start_parameter": "a"})
    with pytest.raises(ApiError, match=TOO_LATE):
        await answer(telegram, query)


async def test_reactions_are_told_when_asked_for(telegram: Telegram):
    message = telegram.write(7, "x")
    telegram.react(7, message["message_id"], "👍")
    *_, update = await telegram.next_updates(allowed=["message", "message_reaction"])
    assert "message" in update
    telegram.react(7, message["message_id"], "")
    *_, update = await telegram.next_updates()
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == []


async def test_a_deep_link_that_cannot_be_is_not_opened(telegram: Telegram):
    assert telegram.start(8, "export-grants_1")["text"] == "/start export-grants_1"
    for payload in ("x" * 65, "грант", "a b"):
        with pytest.raises(ValueError, match="START_PARAM_INVALID"):
            telegram.start(8, payload)


async def test_the_profile_speaks_languages(telegram: Telegram):
    await telegram.call("setMyDescription", {"description": "Отвечаю"})
    await telegram.call("setMyDescription", {"description": "I answer", "language_code": "en"})
    got = await telegram.call("getMyDescription", {"language_code": "de"})
    assert got == {"description": "Отвечаю"}
    assert telegram.profile.text("description", "en") == "I answer"
    me = await telegram.call("GETME", {})
    assert (me["username"], me["can_read_all_group_messages"]) == ("moscow_business_bot", False)


async def test_commands_go_from_the_narrowest_scope_to_the_widest(telegram: Telegram):
    group = telegram.add_group(-1000000000001, "Группа")
    telegram.add_person(9, "Анна")
    for scope in (
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "all_group_chats"},
        {"type": "chat", "chat_id": 7},
    ):
        listed = [{"command": scope["type"], "description": "x"}]
        await telegram.call("setMyCommands", {"commands": listed, "scope": scope})

    def seen(place: int) -> list[str]:
        shown = telegram.profile.commands_in(telegram.chat(place), "ru")
        return [each["command"] for each in shown]

    assert (seen(7), seen(9)) == (["chat"], ["all_private_chats"])
    assert seen(group.id) == ["all_group_chats"]
    assert len(await telegram.call("getMyCommands", {"scope": {"type": "all_private_chats"}})) == 1
    assert await telegram.call("getMyCommands", {"language_code": "en"}) == []
