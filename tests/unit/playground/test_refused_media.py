"""Copies, files and places that Telegram refuses."""

from typing import Any

import pytest

FROM = {"chat_id": 7, "from_chat_id": 7}
ORDER = "message identifiers must be in a strictly increasing order"
PLACE = {"chat_id": 7, "latitude": 1, "longitude": 1}

REFUSED = [
    ("copyMessage", {"chat_id": 7, "message_id": 1}, "from_chat_id is empty"),
    ("copyMessage", FROM | {"message_id": 99}, "message to copy not found"),
    ("forwardMessage", FROM | {"message_id": 99}, "message to forward not found"),
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
    (
        "sendMediaGroup",
        {"chat_id": 7, "media": []},
        "wrong number of messages in the album: 2-10 are allowed",
    ),
    (
        "sendMediaGroup",
        {"chat_id": 7, "media": [{"type": "photo"}, {"type": "document"}]},
        "document can't be mixed with other media types",
    ),
    (
        "sendMediaGroup",
        {"chat_id": 7, "media": [{"type": "text"}] * 2},
        "can't parse InputMedia: unsupported type specified",
    ),
    ("getFile", {"file_id": "unknown"}, "wrong file identifier/HTTP URL specified"),
    ("sendVenue", PLACE | {"title": "", "address": "x"}, "venue title must be non-empty"),
    ("sendLocation", {"chat_id": 7, "longitude": 1}, "latitude is empty"),
    ("sendLocation", PLACE | {"latitude": "a"}, 'field "latitude" must be a valid Number'),
    ("sendLocation", PLACE | {"latitude": 91}, "wrong latitude or longitude specified"),
]


@pytest.mark.parametrize(("method", "params", "reason"), REFUSED)
async def test_telegram_refuses(refuses, method: str, params: dict[str, Any], reason: str):
    await refuses(method, params, reason)
