"""Messages, edits and deletions that Telegram refuses. Message 1 is a person's, 2 the bot's."""

from typing import Any

import pytest

from bot.playground.requests import ApiError
from bot.playground.telegram import Telegram

TEXT = {"chat_id": 7, "text": "x"}
MINE = {"chat_id": 7, "message_id": 2}


def entity(**fields: Any) -> dict[str, Any]:
    return {"chat_id": 7, "text": "hello", "entities": [{"offset": 0, "length": 5} | fields]}


REFUSED = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 0, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": 7}, "message text is empty"),
    ("sendMessage", TEXT | {"text": ""}, "message text is empty"),
    ("sendMessage", TEXT | {"text": ["x"]}, 'field "text" must be of type String'),
    ("sendMessage", TEXT | {"text": " \n "}, "text must be non-empty"),
    ("sendMessage", TEXT | {"text": "<b> </b>", "parse_mode": "html"}, "text must be non-empty"),
    ("sendMessage", TEXT | {"text": "x" * 4097}, "message is too long"),
    ("sendMessage", TEXT | {"text": "😀" * 2049}, "message is too long"),
    ("sendMessage", TEXT | {"parse_mode": "INVALID"}, "unsupported parse_mode"),
    ("sendMessage", TEXT | {"message_thread_id": 9}, "message thread not found"),
    (
        "sendMessage",
        TEXT | {"message_thread_id": "a"},
        'field "message_thread_id" must be a valid Number',
    ),
    (
        "sendMessage",
        TEXT | {"reply_parameters": {"message_id": 9}},
        "message to be replied not found",
    ),
    ("sendMessage", TEXT | {"reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
    ("sendMessage", TEXT | {"reply_markup": "{"}, "can't parse reply_markup JSON object"),
    ("sendMessage", TEXT | {"reply_markup": [1]}, "object expected as reply markup"),
    ("sendMessage", TEXT | {"reply_markup": {"x": 1}}, "object expected as reply markup"),
    ("sendMessage", TEXT | {"entities": {"x": 1}}, 'field "entities" must be of type Array'),
    ("sendMessage", entity(type="bad"), "can't parse MessageEntity: Unsupported type specified"),
    ("sendMessage", entity(type="bold", offset=-1), "receive an entity with incorrect offset -1"),
    (
        "sendMessage",
        entity(type="bold", offset=100),
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        "sendMessage",
        entity(type="bold", length=100),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    (
        "sendMessage",
        entity(type="text_link", url="not-a-url"),
        "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    ("sendMessage", entity(type="text_link"), "entity URL '' is invalid: URL host is empty"),
    ("editMessageText", {"chat_id": 7, "text": "y"}, "message identifier is not specified"),
    ("editMessageText", TEXT | {"message_id": 99}, "message to edit not found"),
    ("editMessageText", TEXT | {"message_id": 1}, "message can't be edited"),
    ("editMessageText", MINE | {"text": "y" * 4097}, "message is too long"),
    (
        "editMessageText",
        MINE | {"text": "y", "reply_markup": {"keyboard": []}},
        "inline keyboard expected",
    ),
    ("editMessageText", {"inline_message_id": "9", "text": "y"}, "MESSAGE_ID_INVALID"),
    ("editMessageCaption", MINE | {"caption": "y"}, "there is no caption in the message to edit"),
    (
        "editMessageMedia",
        MINE | {"media": {"type": "poll"}},
        "can't parse InputMedia: unsupported type specified",
    ),
    ("deleteMessage", {"chat_id": 7}, "message identifier is not specified"),
    ("deleteMessage", {"chat_id": 7, "message_id": 99}, "message to delete not found"),
    ("deleteMessages", {"chat_id": 7}, "message identifiers are not specified"),
    (
        "deleteMessages",
        {"chat_id": 7, "message_ids": list(range(101))},
        "too many message identifiers specified",
    ),
    ("setMessageReaction", {"chat_id": 7, "message_id": 99}, "message to react not found"),
    (
        "setMessageReaction",
        MINE | {"reaction": [{"type": "emoji", "emoji": "🚀"}]},
        "REACTION_INVALID",
    ),
    (
        "setMessageReaction",
        MINE | {"reaction": [{"emoji": "👍"}, {"emoji": "👎"}]},
        "REACTIONS_TOO_MANY",
    ),
    ("sendChatAction", {"chat_id": 7, "action": "dancing"}, "wrong parameter action in request"),
]


@pytest.mark.parametrize(("method", "params", "reason"), REFUSED)
async def test_telegram_refuses(refuses, method: str, params: dict[str, Any], reason: str):
    await refuses(method, params, reason)


async def test_a_person_who_never_came_cannot_be_written_to(telegram: Telegram):
    with pytest.raises(ApiError, match="Forbidden: bot can't initiate conversation with a user"):
        await telegram.call("sendMessage", {"chat_id": 8, "text": "x"})


async def test_a_deleted_account_is_deactivated(telegram: Telegram):
    telegram.deactivate(7)
    with pytest.raises(ApiError, match="Forbidden: user is deactivated"):
        await telegram.call("sendMessage", TEXT)


async def test_a_reply_may_be_sent_without_what_it_answers(telegram: Telegram):
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await telegram.call("sendMessage", TEXT | {"reply_parameters": reply})
    assert "reply_to_message" not in sent
