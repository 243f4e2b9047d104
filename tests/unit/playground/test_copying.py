"""Copies: what a broadcast is made of; and forwards of people."""

import struct

import pytest

from bot.playground.requests import ApiError
from bot.playground.telegram import Telegram

GIF = b"GIF89a" + struct.pack("<HH", 30, 20)


@pytest.fixture
def both(telegram: Telegram) -> Telegram:
    """Irina composes in her chat (7); Artyom (8) has opened the bot too."""
    telegram.start(8)
    return telegram


def source(*ids: int) -> dict:
    one = {"message_id": ids[0]} if len(ids) == 1 else {"message_ids": list(ids)}
    return {"chat_id": 8, "from_chat_id": 7, **one}


async def test_a_copy_is_the_same_but_comes_from_the_bot(both: Telegram):
    written = both.write_html(7, "<b>Новость</b> с mos.ru")
    key = {"inline_keyboard": [[{"text": "Открыть", "url": "https://mos.ru/"}]]}
    made = await both.call("copyMessage", source(written["message_id"]) | {"reply_markup": key})
    copy = both.chat(8).history[made["message_id"]]
    assert (copy["text"], copy["entities"]) == (written["text"], written["entities"])
    assert (copy["from"]["id"], copy["reply_markup"]) == (42, key)
    assert made.keys() == {"message_id"}


async def test_a_copied_photo_may_get_another_caption(both: Telegram):
    photo = both.send_media(7, "photo", GIF)
    both.edit(7, photo["message_id"], "было")
    made = await both.call("copyMessage", source(photo["message_id"]) | {"caption": "стало"})
    assert both.chat(8).history[made["message_id"]]["caption"] == "стало"


async def test_an_album_is_copied_as_an_album(both: Telegram):
    album = both.send_album(7, [("photo", GIF), ("photo", GIF)], "подпись")
    after = both.write(7, "и текст")
    ids = [one["message_id"] for one in (*album, after)]
    made = await both.call("copyMessages", source(*ids, 999))
    first, second, text = (both.chat(8).history[one["message_id"]] for one in made)
    assert first["media_group_id"] == second["media_group_id"] != album[0]["media_group_id"]
    assert (first["caption"], text["text"]) == ("подпись", "и текст")


async def test_a_forward_names_its_author(both: Telegram):
    written = both.write(7, "раз")
    forwarded = both.forward(8, written)
    assert forwarded["forward_origin"]["sender_user"]["id"] == 7


async def test_service_messages_stay_where_they_are(both: Telegram):
    service = both.send(7, {"pinned_message": {}})
    with pytest.raises(ApiError, match="message can't be copied"):
        await both.call("copyMessage", source(service["message_id"]))
    with pytest.raises(ApiError, match="there are no messages to copy"):
        await both.call("copyMessages", source(service["message_id"], 999))
