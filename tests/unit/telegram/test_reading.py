"""Whatever a message carries that this program does not know, its words are read."""

import json
from collections.abc import Iterator
from copy import deepcopy

import pytest
from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.methods import GetChatMember
from aiogram.types import ChatMemberRestricted

from bot.playground.telegram import Telegram
from bot.telegram.client import JsonSession
from bot.telegram.reading import UnreadableError, read_update
from tests.person import PlayedSession

BOT = Bot("42:TEST", PlayedSession(Telegram("42:TEST")))
USER = {"id": 7, "is_bot": False, "first_name": "Анна"}
CHAT = {"id": 7, "type": "private", "first_name": "Анна"}
GROUP = {"id": -100, "type": "supergroup", "title": "Группа", "is_forum": True}
PHOTO = [{"file_id": "p", "file_unique_id": "u", "width": 90, "height": 90}]
EARLIER = {"message_id": 9, "date": 5, "chat": CHAT, "from": USER, "text": "раньше", "photo": PHOTO}
HEAD = {"message_id": 10, "date": 1795990000, "chat": CHAT, "from": USER}
PARTS = {
    "entities": [{"type": "bold", "offset": 0, "length": 3}],
    "forward_origin": {"type": "user", "date": 5, "sender_user": USER},
    "external_reply": {
        "origin": {"type": "channel", "date": 5, "chat": GROUP, "message_id": 3},
        "chat": GROUP,
        "paid_media": {"star_count": 1, "paid_media": [{"type": "photo", "photo": PHOTO}]},
    },
    "quote": {"text": "раньше", "position": 0},
    "reply_to_message": EARLIER,
    "reply_markup": {"inline_keyboard": [[{"text": "Кнопка", "callback_data": "h:"}]]},
    "link_preview_options": {"is_disabled": True},
    "via_bot": {"id": 8, "is_bot": True, "first_name": "Бот"},
    "sender_chat": GROUP,
}
MESSAGE = {"update_id": 1, "message": HEAD | PARTS | {"text": "где Руднево"}}
PRESS = {
    "update_id": 1,
    "callback_query": {
        "id": "5", "from": USER, "chat_instance": "1", "data": "h:", "message": EARLIER | PARTS,
    },
}  # fmt: skip
NEEDED = {
    ("update_id",), ("message",), ("message", "message_id"), ("message", "text"),
    ("message", "date"), ("message", "from"), ("message", "from", "id"), ("message", "chat"),
    ("message", "chat", "id"), ("message", "chat", "type"),
    ("callback_query",), ("callback_query", "id"), ("callback_query", "data"),
    ("callback_query", "from"), ("callback_query", "from", "id"), ("callback_query", "message"),
    ("callback_query", "message", "message_id"), ("callback_query", "message", "chat"),
    ("callback_query", "message", "chat", "id"), ("callback_query", "message", "chat", "type"),
}  # fmt: skip


def paths(raw: object, to: tuple = ()) -> Iterator[tuple]:
    if isinstance(raw, dict | list):
        for step, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield (*to, step)
            yield from paths(value, (*to, step))


def changed(raw: dict, path: tuple, value: object) -> dict:
    """The same with another value there; without it where that is `...`."""
    raw = holder = json.loads(json.dumps(raw))
    for step in path[:-1]:
        holder = holder[step]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return raw


STRANGE = [..., None, "новое", 5, -1.5, [], {}, {"type": "новое"}]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
@pytest.mark.parametrize("raw", [MESSAGE, PRESS], ids=["message", "press"])
def test_any_part_may_be_missing_or_of_a_new_kind(raw, value):
    for path in set(paths(raw)) - NEEDED:
        update = read_update(changed(raw, path, value), BOT).value
        if update.message:
            assert update.message.text == "где Руднево", path
            assert (update.message.chat.id, update.message.from_user.id) == (7, 7), path
        else:
            press = update.callback_query
            assert (press.data, press.from_user.id, press.message.message_id) == ("h:", 7, 9), path


@pytest.mark.parametrize("path", sorted(NEEDED - {("update_id",)}), ids=".".join)
def test_nobody_is_taken_for_somebody_else(path):
    raw = MESSAGE if path[0] == "message" else PRESS
    for value in ({"type": "новое"}, "новое", []):
        try:
            update = read_update(changed(raw, path, value), BOT).value
        except UnreadableError:
            continue
        event = update.message or update.callback_query
        assert event is None or event.from_user.id == 7
        assert update.message is None or update.message.chat.id == 7


OLD_FORWARD = changed(MESSAGE, ("message", "forward_origin"), {"type": "hidden_user", "date": 5})
NEW_ORIGIN = changed(
    MESSAGE, ("message", "external_reply"), {"origin": {"type": "something_new", "date": 5}}
)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (MESSAGE, ()),
        (OLD_FORWARD, ("message.forward_origin.sender_user_name",)),
        (NEW_ORIGIN, ("message.external_reply.origin", "message.external_reply")),
    ],
    ids=["whole", "old forward", "new origin"],
)
def test_it_is_told_what_was_left_out(raw, parts):
    before = deepcopy(raw)
    assert read_update(raw, BOT).left_out == parts
    assert raw == before


def test_a_message_whose_content_does_not_fit_is_not_read_as_an_empty_one():
    voice = {"update_id": 1, "message": HEAD | {"voice": {"duration": 5}}}
    with pytest.raises(UnreadableError, match=r"message\.voice"):
        read_update(voice, BOT)
    short = {"update_id": 1, "message": HEAD | {"voice": {"file_id": "v", "file_unique_id": "u"}}}
    assert read_update(short, BOT).value.message.content_type == ContentType.VOICE


def test_words_under_a_picture_that_does_not_fit_are_read():
    for content in ({"photo": [{"file_id": "p"}]}, {"voice": {"duration": 5}}, {"hologram": {}}):
        raw = {"update_id": 1, "message": HEAD | content | {"caption": "где Руднево"}}
        reading = read_update(raw, BOT)
        assert reading.value.message.caption == "где Руднево"


def test_an_answer_of_telegram_without_a_field_is_read():
    rights = dict.fromkeys(ChatMemberRestricted.model_fields, True)
    del rights["can_react_to_messages"], rights["tag"]
    member = rights | {"status": "restricted", "user": USER, "until_date": 0}
    answer = json.dumps({"ok": True, "result": member})
    method = GetChatMember(chat_id=-100, user_id=7)
    response = JsonSession().check_response(BOT, method, 200, answer)
    assert (response.result.is_member, response.result.can_react_to_messages) == (True, False)
