"""In a group: what is asked under a picture, in reply to a colleague, by another bot."""

import pytest

from bot.conversation import texts as conversation_texts
from bot.conversation.service import LONGEST_QUESTION
from tests.person import PIXEL, read

GROUP = -1001000000777
OPENED, ANSWER = "когда открылось Руднево", "2 октября 2024"
ME = "@moscow_business_bot"
OTHER_BOT = {"id": 900, "is_bot": True, "first_name": "Эхо", "username": "echo_bot"}


@pytest.fixture
def group(world, person, someone):
    world.telegram.add_group(GROUP, "Экспортёры")
    for member in (person, someone(1000004)):
        world.telegram.add_member(GROUP, member.id)
    return world.telegram.chat(GROUP)


def said_in(group) -> list[str]:
    return [read(message) for message in group.messages if message["from"]["id"] == 42]


async def test_a_mention_under_a_picture_is_answered(group, person, world):
    world.telegram.send_album(person.id, [("photo", PIXEL)], f"{ME} {OPENED}", chat_id=GROUP)
    await world.settle()
    (said,) = said_in(group)
    assert ANSWER in said


async def test_a_captioned_picture_in_reply_to_the_bot_is_answered(group, person, world):
    await person.writes(f"{ME} привет", chat_id=GROUP)
    earlier = group.messages[-1]["message_id"]
    world.telegram.send_album(
        person.id, [("photo", PIXEL)], OPENED, chat_id=GROUP, reply_to=earlier
    )
    await world.settle()
    assert ANSWER in said_in(group)[-1]


async def test_a_mention_may_stand_anywhere_and_twice(group, person):
    for number, words in enumerate(
        (
            f"{ME} {ME} {OPENED}", f"{OPENED}, {ME}?", f"когда {ME} открылось Руднево",
            f"({ME}) {OPENED}", f"{ME.upper()}: {OPENED}", f"\u200b{ME}\u200b\n{OPENED}",
            f"{ME}.{OPENED.capitalize()}",
        )
    ):  # fmt: skip
        await person.writes(words, chat_id=GROUP)
        (said,) = said_in(group)[number:]
        assert ANSWER in said, words


async def test_an_address_or_another_name_is_no_mention(group, person):
    for words in (f"ivan{ME}.ru {OPENED}", f"a{ME} {OPENED}", f"{ME}2 {OPENED}"):
        await person.writes(words, chat_id=GROUP)
        assert said_in(group) == [], words


async def test_an_answer_to_a_direct_message_of_a_channel_names_its_topic(group, person, world):
    content = {"text": f"{ME} {OPENED}", "direct_messages_topic": {"topic_id": 77}}
    world.telegram.send(person.id, content, chat_id=GROUP)
    await world.settle()
    (answered,) = world.calls("sendMessage")
    assert answered["direct_messages_topic_id"] == "77"


async def test_a_picture_without_words_and_one_for_others_are_not(group, person, world):
    for words in ("", OPENED, "@other_bot привет"):
        world.telegram.send_album(person.id, [("photo", PIXEL)], words, chat_id=GROUP)
    await world.settle()
    assert said_in(group) == []


@pytest.mark.parametrize("words", [f"{ME} подскажи", ME, f"{ME} ответь, пожалуйста", f"ну {ME}?"])
async def test_a_mention_in_reply_to_a_colleague_means_the_colleagues_question(
    group, person, someone, words
):
    asked = await someone(1000004).writes(OPENED, chat_id=GROUP)
    await person.writes(words, chat_id=GROUP, reply_to=asked["message_id"])
    (said,) = said_in(group)
    assert ANSWER in said


async def test_a_question_quoted_from_another_chat_is_answered(group, person, world):
    quoted = {"origin": {"type": "hidden_user", "date": 5, "sender_user_name": "Пётр"}}
    content = {"text": f"{ME} подскажи", "quote": {"text": OPENED, "position": 0}}
    world.telegram.send(person.id, content | {"external_reply": quoted}, chat_id=GROUP)
    await world.settle()
    (said,) = said_in(group)
    assert ANSWER in said


async def test_a_mention_with_a_question_of_its_own_means_that_one(group, person, someone):
    asked = await someone(1000004).writes("как получить экспортный грант", chat_id=GROUP)
    await person.writes(f"{ME} {OPENED}", chat_id=GROUP, reply_to=asked["message_id"])
    (said,) = said_in(group)
    assert ANSWER in said


async def test_another_bot_that_answers_each_reply_is_not_answered(group, person, world):
    await person.writes(f"{ME} {OPENED}", chat_id=GROUP)
    for number in range(5):
        reply = {"text": f"Ответ {number}", "reply_to_message": group.messages[-1]}
        for content in (reply, {"text": f"{ME} {OPENED} {number}"}):
            message = world.telegram.post(group, OTHER_BOT, content)
            world.telegram.queue_update("message", group, message)
            await world.settle()
    assert len(said_in(group)) == 1

    message = world.telegram.post(group, OTHER_BOT, {"text": f"/search{ME} {OPENED}"})
    world.telegram.queue_update("message", group, message)
    await world.settle()
    assert ANSWER in said_in(group)[-1]
    assert len(said_in(group)) == 2


async def test_another_bot_in_private_is_not_answered_either(person, world):
    await person.writes("/start")
    before, chat = len(person.messages), world.telegram.chat(person.id)
    message = world.telegram.post(chat, OTHER_BOT | {"id": person.id}, {"text": OPENED})
    world.telegram.queue_update("message", chat, message)
    await world.settle()
    assert len(person.messages) == before + 1


@pytest.mark.parametrize("words", [f"{ME} ", f"/search{ME} "])
async def test_a_long_question_is_told_so_in_a_group_too(group, person, database, words):
    await person.writes(words + "грант " * (LONGEST_QUESTION // 5), chat_id=GROUP)
    assert said_in(group) == [conversation_texts.TOO_LONG_IN_GROUP]
    assert await database.rows("SELECT 1 FROM questions") == []


async def test_a_long_question_is_told_so_as_a_command_and_as_an_edit(person, database):
    letter = "грант " * (LONGEST_QUESTION // 5)
    await person.writes(f"/search {letter}")
    assert person.screen.text == conversation_texts.TOO_LONG
    question = await person.writes(OPENED)
    shown = person.screen.id
    await person.edits(question, letter)
    assert (person.screen.id, person.screen.text) == (shown, conversation_texts.TOO_LONG)
    await person.edits(question, OPENED)
    assert ANSWER in person.screen.text
    assert person.screen.id == shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("what taxes does a resident of technopolis moscow pay", "2% profit tax instead of 25%"),
        ("how many offset contracts were signed in 2025", "This is in Russian only."),
        ("how tall is the eiffel tower", "I have no answer to this yet."),
    ],
)
async def test_a_question_in_english_is_answered_in_english_or_told_why_not(
    group, person, asked, said
):
    await person.writes(f"{ME} {asked}", chat_id=GROUP)
    assert said in said_in(group)[-1]
    (button,) = group.messages[-1]["reply_markup"]["inline_keyboard"][0]
    assert button["text"].isascii()
