"""What becomes of messages: edits, deletions, reactions, files, copies."""

import struct

import pytest

from bot.playground.requests import ApiError, BadRequestError, UploadedFile
from bot.playground.telegram import Telegram

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 320, 200)
GIF = b"GIF89a" + struct.pack("<HH", 30, 20)
JPEG = b"\xff\xd8\xff\xe0\0\x04ab" + b"\xff\xc0" + struct.pack(">HBHH", 17, 8, 20, 30)
PHOTO = {"photo": UploadedFile("a.png", PNG)}


async def send_photo(telegram: Telegram, **params: object) -> dict:
    return await telegram.call("sendPhoto", {"chat_id": 7, **params}, PHOTO)


async def test_a_message_can_be_deleted_only_for_two_days(telegram: Telegram, clock):
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
    old = {"chat_id": 7, "message_id": sent["message_id"]}
    clock.now += 48 * 3600
    with pytest.raises(ApiError, match="message can't be deleted for everyone"):
        await telegram.call("deleteMessage", old)
    await telegram.call("editMessageText", old | {"text": "Сообщение неактуально"})
    fresh = await telegram.call("sendMessage", {"chat_id": 7, "text": "y"})
    await telegram.call("deleteMessage", {"chat_id": 7, "message_id": fresh["message_id"]})
    assert telegram.chat(7).messages[-1]["text"] == "Сообщение неактуально"


async def test_many_are_deleted_at_once_and_the_missing_are_skipped(telegram: Telegram):
    ids = [telegram.write(7, "x")["message_id"] for _ in range(3)]
    await telegram.call("deleteMessages", {"chat_id": 7, "message_ids": [*ids, 99]})
    assert [one["text"] for one in telegram.chat(7).messages] == ["/start"]


async def test_a_reaction_replaces_the_one_before(telegram: Telegram):
    message = telegram.write(7, "вопрос")
    place = {"chat_id": 7, "message_id": message["message_id"]}
    for emoji in ("👀", "👍"):
        reaction = [{"type": "emoji", "emoji": emoji}]
        await telegram.call("setMessageReaction", place | {"reaction": reaction})
    assert telegram.chat(7).reactions == {message["message_id"]: {42: "👍"}}
    await telegram.call("setMessageReaction", place)
    assert telegram.chat(7).reactions == {message["message_id"]: {}}


async def test_a_photo_has_a_caption_that_can_be_edited(telegram: Telegram):
    sent = await send_photo(telegram, caption="<b>Подпись</b>", parse_mode="HTML")
    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (320, 200)
    assert sent["caption_entities"][0]["type"] == "bold"
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    edited = await telegram.call("editMessageCaption", place | {"caption": "Другая"})
    assert (edited["caption"], "caption_entities" in edited) == ("Другая", False)
    with pytest.raises(ApiError, match="there is no text in the message to edit"):
        await telegram.call("editMessageText", place | {"text": "x"})
    with pytest.raises(ApiError, match="message caption is too long"):
        await telegram.call("editMessageCaption", place | {"caption": "x" * 1025})


async def test_media_can_be_replaced_but_not_put_under_a_text(telegram: Telegram):
    sent = await send_photo(telegram)
    media = {"media": {"type": "document", "media": "attach://f", "caption": "файл"}}
    files = {"f": UploadedFile("a.csv", b"1;2")}
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    edited = await telegram.call("editMessageMedia", place | media, files)
    assert "photo" not in edited
    assert (edited["document"]["file_name"], edited["caption"]) == ("a.csv", "файл")
    text = await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
    place["message_id"] = text["message_id"]
    with pytest.raises(ApiError, match="there is no media in the message to edit"):
        await telegram.call("editMessageMedia", place | media, files)


@pytest.mark.parametrize(("data", "size"), [(PNG, (320, 200)), (GIF, (30, 20)), (JPEG, (30, 20))])
async def test_pictures_are_measured(telegram: Telegram, data: bytes, size: tuple[int, int]):
    message = telegram.send_media(7, "photo", data, "a.png")
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == size


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (PNG[:20], "IMAGE_PROCESS_FAILED"),
        (JPEG[:9], "IMAGE_PROCESS_FAILED"),
        (GIF[:6] + struct.pack("<HH", 9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (GIF[:6] + struct.pack("<HH", 900, 10), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
    ],
)
async def test_what_is_no_picture_is_refused(telegram: Telegram, data: bytes, reason: str):
    with pytest.raises(BadRequestError, match=reason):
        await telegram.call("sendPhoto", {"chat_id": 7}, {"photo": UploadedFile("a", data)})


@pytest.mark.parametrize("kind", ["document", "video", "voice", "sticker", "audio", "animation"])
async def test_every_kind_of_file_goes_both_ways(telegram: Telegram, kind: str):
    got = telegram.send_media(7, kind, b"data", "a.bin")
    file_id = got[kind]["file_id"]
    sent = await telegram.call(f"send{kind}", {"chat_id": 7, kind: file_id})
    assert sent[kind]["file_unique_id"] == got[kind]["file_unique_id"]
    if kind != "document":
        with pytest.raises(ApiError, match="can't use file of type"):
            await telegram.call("sendDocument", {"chat_id": 7, "document": file_id})


async def test_a_file_too_big_is_refused_up_and_down(telegram: Telegram):
    big = UploadedFile("a", bytes(50 * 1024 * 1024 + 1))
    with pytest.raises(ApiError, match="Request Entity Too Large"):
        await telegram.call("sendDocument", {"chat_id": 7}, {"document": big})
    heavy = telegram.send_media(7, "document", bytes(20 * 1024 * 1024 + 1))
    with pytest.raises(ApiError, match="file is too big"):
        await telegram.call("getFile", {"file_id": heavy["document"]["file_id"]})


async def test_a_place_is_shown_on_the_map(telegram: Telegram):
    spot = {"chat_id": 7, "latitude": 55.7, "longitude": "37.8"}
    venue = await telegram.call("sendVenue", spot | {"title": "Руднево", "address": "Москва"})
    assert venue["venue"]["location"] == {"latitude": 55.7, "longitude": 37.8}


async def test_a_long_text_of_a_person_comes_in_parts(telegram: Telegram):
    telegram.write(7, "x" * 5000)
    lengths = [len(one["text"]) for one in telegram.chat(7).messages[1:]]
    assert lengths == [4096, 904]


async def test_people_edit_only_their_own_words(telegram: Telegram):
    mine = telegram.write_html(7, "как получить <b>грнт</b>")
    telegram.edit(7, mine["message_id"], "как получить грант")
    *_, update = await telegram.next_updates()
    assert update["edited_message"]["text"] == "как получить грант"
    assert "entities" not in update["edited_message"]
    photo = telegram.send_media(7, "photo", PNG)
    assert telegram.edit(7, photo["message_id"], "подпись")["caption"] == "подпись"
    sent = await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
    with pytest.raises(ValueError, match="only what they wrote"):
        telegram.edit(7, sent["message_id"], "y")
