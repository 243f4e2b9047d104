"""Profiles, chats and ways of receiving that Telegram refuses."""

from typing import Any

import pytest


def commands(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"commands": [{"command": name, "description": text} for name, text in pairs]}


HERE = {"url": "http://127.0.0.1/"}
TOO_LATE = "query is too old and response timeout expired or query ID is invalid"

REFUSED = [
    ("setMyCommands", commands(*[("a", "b")] * 101), "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", commands(("Start", "b")), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("a" * 33, "b")), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("", "b")), "command must be non-empty"),
    ("setMyCommands", commands(("a", " ")), "command description must be non-empty"),
    ("setMyCommands", commands(("a", "b" * 257)), "BOT_COMMAND_DESCRIPTION_INVALID"),
    (
        "setMyCommands",
        commands() | {"scope": {"type": "world"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    ("setMyCommands", commands() | {"scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
    ("setMyCommands", commands() | {"language_code": "rus"}, "LANGUAGE_CODE_INVALID"),
    ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_TOO_LONG"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_SHORT_DESCRIPTION_TOO_LONG"),
    ("getChat", {"chat_id": 99}, "chat not found"),
    ("getChatMember", {"chat_id": 7, "user_id": 99}, "member not found"),
    ("createForumTopic", {"chat_id": 7, "name": "x"}, "the chat is not a forum"),
    ("getUpdates", {"limit": 101}, "limit must be between 1 and 100"),
    (
        "setWebhook",
        {"url": "https://example.com/"},
        "bad webhook: the playground delivers only to this machine",
    ),
    ("setWebhook", HERE | {"secret_token": "ы"}, "secret token contains unallowed characters"),
    ("setWebhook", HERE | {"max_connections": 0}, "max_connections must be between 1 and 100"),
    ("answerCallbackQuery", {"callback_query_id": "9"}, TOO_LATE),
    ("answerInlineQuery", {"inline_query_id": "9", "results": []}, TOO_LATE),
]


@pytest.mark.parametrize(("method", "params", "reason"), REFUSED)
async def test_telegram_refuses(refuses, method: str, params: dict[str, Any], reason: str):
    await refuses(method, params, reason)
