"""Telegram sends a field or a kind that nobody here knows: what was said is heard all the same."""

import pytest

from bot.settings import Settings
from bot.telegram.reading import feed
from tests.fixtures import make_settings
from tests.staff import FORUM, STAFF, reactions

QUESTION, ANSWER = "когда открылось Руднево", "2 октября 2024"
OLD_FORWARD = {"forward_origin": {"type": "hidden_user", "date": 1422450181}}
NEW_PARTS = {
    "an old forward": OLD_FORWARD,
    "a new kind of forward": {"forward_origin": {"type": "from_the_future", "date": 5}},
    "a new kind of reply": {"external_reply": {"origin": {"type": "something_new", "date": 5}}},
    "a quote without its place": {"quote": {"text": "раньше"}},
    "new paid media": {
        "external_reply": {
            "origin": {"type": "hidden_user", "date": 5, "sender_user_name": "Пётр"},
            "paid_media": {"star_count": 1, "paid_media": [{"type": "hologram"}]},
        }
    },
    "a new shape of formatting": {"entities": {"type": "everything_bold"}},
    "an author without a name": {"via_bot": {"id": 8, "is_bot": True}},
}


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


async def test_a_question_is_answered_whatever_it_carries(newcomers, world):
    for name, part in NEW_PARTS.items():
        person = next(newcomers)
        world.left_out.clear()
        world.telegram.send(person.id, {"text": QUESTION} | part)
        await world.settle()
        assert ANSWER in person.screen.text, name
        assert world.left_out, name


@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_an_update_of_a_new_kind_is_counted_and_the_next_one_is_answered(person, world):
    sent = {"from": world.telegram.people[person.id].user, "text": QUESTION}
    await feed(world.dispatcher, world.bot, {"update_id": 1, "dream": sent}, world.left_out.append)
    assert world.left_out == ["dream"]
    await person.writes(QUESTION)
    assert ANSWER in person.screen.text


PICTURES = {
    "a photo without its id": {"photo": [{"file_id": "p1"}]},
    "a content of a new kind": {"hologram": {"depth": 3}},
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
async def test_words_under_a_picture_that_cannot_be_read_are_heard(asked, staff, world, picture):
    await staff.writes("Слушаю")
    world.telegram.send(asked.id, picture | {"caption": QUESTION})
    await world.settle()
    assert ANSWER in asked.screen.text
    assert world.left_out


@pytest.mark.parametrize("part", NEW_PARTS.values(), ids=NEW_PARTS)
async def test_a_letter_of_either_side_is_carried_whatever_it_carries(asked, staff, world, part):
    await staff.writes("Слушаю")
    document, received = {"text": "Вот документ"} | part, {"text": "Получили"} | part
    mine = world.telegram.send(asked.id, document, reply_to=asked.screen.id)
    await world.settle()
    assert staff.seen[-1] == "Вот документ"
    theirs = world.telegram.send(STAFF, received, chat_id=FORUM, thread_id=staff.topic)
    await world.settle()
    assert asked.screen.text == "Получили"
    assert reactions(world, asked.id, mine) == reactions(world, FORUM, theirs) == ["👌"]


async def test_a_media_without_its_measures_is_carried(asked, staff, world):
    photo = {"photo": [{"file_id": "p1", "file_unique_id": "u1"}], "caption": "Схема"}
    message = world.telegram.send(STAFF, photo, chat_id=FORUM, thread_id=staff.topic)
    await world.settle()
    assert asked.screen.message["caption"] == "Схема"
    assert reactions(world, FORUM, message) == ["👌"]
