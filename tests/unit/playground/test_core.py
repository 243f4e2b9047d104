"""What a bot and its people can do in the small Telegram."""

import pytest

from bot.playground.requests import ApiError
from bot.playground.telegram import Telegram

KEYBOARD = {"inline_keyboard": [[{"text": "Гранты", "callback_data": "topic:1"}]]}


async def test_a_person_writes_and_the_bot_gets_an_update(telegram: Telegram):
    message = telegram.write(7, "/search гранты")
    *_, update = await telegram.next_updates()
    assert update["message"] == message
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]
    assert message["from"] == {
        "id": 7,
        "is_bot": False,
        "first_name": "Ирина",
        "username": "irina",
        "language_code": "ru",
    }


async def test_updates_wait_until_a_later_offset_confirms_them(telegram: Telegram):
    telegram.write(7, "раз")
    first = await telegram.next_updates()
    assert await telegram.next_updates() == first
    assert await telegram.next_updates(offset=first[-1]["update_id"] + 1) == []


async def test_the_bot_answers_and_the_person_presses(telegram: Telegram):
    sent = await telegram.call(
        "sendMessage",
        {"chat_id": 7, "text": "<b>Меню</b>", "parse_mode": "HTML", "reply_markup": KEYBOARD},
    )
    assert telegram.chat(7).messages[-1] == sent
    assert (sent["text"], sent["entities"][0]["type"]) == ("Меню", "bold")

    press = telegram.press(7, sent["message_id"], (0, 0))
    *_, update = await telegram.next_updates()
    assert update["callback_query"]["data"] == "topic:1"
    assert update["callback_query"]["message"] == sent

    await telegram.call("answerCallbackQuery", {"callback_query_id": press, "text": "Готово"})
    assert telegram.presses[press].answer == {"text": "Готово", "show_alert": False}


async def test_an_edit_changes_the_message_in_place(telegram: Telegram):
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "было"})
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    await telegram.call("editMessageText", place | {"text": "стало", "reply_markup": KEYBOARD})
    edited = telegram.chat(7).messages[-1]
    assert (edited["text"], edited["reply_markup"]) == ("стало", KEYBOARD)
    assert "edit_date" in edited

    with pytest.raises(ApiError, match="message is not modified"):
        await telegram.call("editMessageText", place | {"text": "стало", "reply_markup": KEYBOARD})
    await telegram.call("editMessageText", place | {"text": "стало"})
    assert "reply_markup" not in telegram.chat(7).messages[-1]


async def test_entities_may_come_with_the_text(telegram: Telegram):
    link = {"type": "text_link", "offset": 0, "length": 5, "url": "mos.ru"}
    entities = [link, {"type": "bold", "offset": 6, "length": 4}]
    params = {"chat_id": 7, "text": "город тебе", "entities": entities}
    sent = await telegram.call("sendMessage", params)
    assert sent["entities"] == [link | {"url": "http://mos.ru/"}, entities[1]]


async def test_a_keyboard_alone_can_be_changed_and_taken_away(telegram: Telegram):
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    edited = await telegram.call("editMessageReplyMarkup", place | {"reply_markup": KEYBOARD})
    assert (edited["text"], edited["reply_markup"]) == ("x", KEYBOARD)
    assert "reply_markup" not in await telegram.call("editMessageReplyMarkup", place)


async def test_a_press_on_a_deleted_message_says_that_it_is_gone(telegram: Telegram):
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "x", "reply_markup": KEYBOARD})
    telegram.delete_message(7, sent["message_id"])
    telegram.press(7, sent["message_id"], "topic:1")
    *_, update = await telegram.next_updates()
    assert update["callback_query"]["message"]["date"] == 0


async def test_blocking_tells_the_bot_and_closes_the_chat(telegram: Telegram):
    telegram.block(7)
    *_, update = await telegram.next_updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(ApiError, match="Forbidden: bot was blocked by the user"):
        await telegram.call("sendMessage", {"chat_id": 7, "text": "привет"})
    telegram.unblock(7)
    await telegram.call("sendMessage", {"chat_id": 7, "text": "привет"})
