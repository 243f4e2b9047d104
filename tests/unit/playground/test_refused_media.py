"""Copies, files and places that Telegram refuses."""

from typing import Any

import pytest

FROM = {"chat_id": 7, "from_chat_id": 7}
ORDER = "message identifiers must be in a strictly increasing order"
PLACE = {"chat_id": 7, "latitude": 1, "longitude": 1, "title": "x", "address": "x"}

REFUSED = [
    ("copyMessage", {"chat_id": 7, "message_id": 1}, "from_chat_id is empty"),
    ("copyMessage", FROM | {"message_id": 99}, "message to copy not found"),
    ("copyMessages", FROM | {"message_ids": [2, 1]}, ORDER),
    ("copyMessages", FROM | {"message_ids": [1, 1]}, ORDER),
    ("copyMessages", FROM | {"message_ids": [98, 99]}, "there are no messages to copy"),
    ("sendPhoto", {"chat_id": 7}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": 7, "photo": "attach://a"}, "there is no photo in the request"),
    (
        "sendPhoto",
        {"chat_id": 7, "photo": "https://example.com/a.png"},
        "failed to get HTTP URL content",
    ),
    ("sendPhoto", {"chat_id": 7, "photo": "unknown"}, "wrong file identifier/HTTP URL specified"),
    ("getFile", {"file_id": "unknown"}, "wrong file identifier/HTTP URL specified"),
    ("sendVenue", PLACE | {"title": ""}, "venue title must be non-empty"),
    ("sendVenue", PLACE | {"latitude": None}, "latitude is empty"),
    ("sendVenue", PLACE | {"latitude": "a"}, 'field "latitude" must be a valid Number'),
    ("sendVenue", PLACE | {"latitude": 91}, "wrong latitude or longitude specified"),
]


@pytest.mark.parametrize(("method", "params", "reason"), REFUSED)
async def test_telegram_refuses(refuses, method: str, params: dict[str, Any], reason: str):
    await refuses(method, params, reason)
