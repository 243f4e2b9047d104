"""What comes as a picture, a file, a voice: its caption is a question, an album is one message."""

import pytest

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm
from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.questions import texts as questions_texts
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings
from tests.person import PIXEL, read
from tests.staff import FORUM

OPENED = "когда открылось Руднево"
GRANT = "как получить грант на экспорт"


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def sends(person):
    """The person sends one thing with a caption."""

    async def send(caption, kind="photo", **where):
        telegram = person.world.telegram
        content = telegram._media(kind, PIXEL, "") | {"caption": caption}
        message = telegram.send(person.id, content, **where)
        await person.world.settle()
        return message

    return send


@pytest.fixture
def sends_album(person):
    async def send(caption="", size=3):
        person.world.telegram.send_album(person.id, [("photo", PIXEL)] * size, caption)
        await person.world.settle()

    return send


def replies(person):
    return [message for message in person.messages if message["from"]["is_bot"]]


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice"])
async def test_a_caption_is_answered_as_a_question(person, sends, kind):
    await sends(OPENED, kind)
    assert "2 октября 2024" in person.screen.text
    assert ui_texts.HOME in person.screen.buttons


async def test_a_caption_is_kept_masked_like_any_question(person, sends, database):
    await sends("кто поможет с зонтами, звоните +7 926 123-45-67")
    (row,) = await database.rows("SELECT text FROM questions")
    assert row["text"] == "кто поможет с зонтами, звоните ‹телефон›"


async def test_an_edited_caption_is_answered_in_the_same_message(person, sends):
    asked = await sends(OPENED)
    first = person.screen
    await person.edits(asked, GRANT)
    assert person.screen.id == first.id
    assert "10 млн рублей" in person.screen.text


async def test_a_very_long_caption_is_refused_politely(person, sends):
    await sends("грант " * 170)
    assert person.screen.text == conversation_texts.TOO_LONG


async def test_a_caption_may_be_a_word_of_control_or_a_slip_in_a_command(person, sends):
    await sends("меню")
    assert knowledge_texts.HOME_HINT in person.screen.text
    await sends("/hlep")
    assert "Может быть, /help?" in person.screen.text


async def test_a_captioned_question_goes_to_a_specialist(person, staff, sends):
    await sends("как пожарить стейк средней прожарки")
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    assert "как пожарить стейк средней прожарки" in staff.card.text


async def test_a_captioned_reply_to_the_invitation_is_a_letter(person, staff, sends, database):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    await sends(OPENED, reply_to=person.screen.id)
    assert specialist_texts.WILL_SEND in person.screen.text
    assert await database.rows("SELECT 1 FROM questions") == []


async def test_a_caption_fills_what_waits_for_words_about_an_answer(person, sends, database):
    await person.writes(OPENED)
    await person.presses(questions_texts.USELESS)
    await person.presses("Неверно")
    await sends("вот снимок, где иначе")
    (row,) = await database.rows("SELECT comment FROM answer_votes")
    assert row["comment"] == "вот снимок, где иначе"
    assert len(await database.rows("SELECT 1 FROM questions")) == 1


async def test_a_form_that_waits_for_text_asks_again_under_a_captioned_picture(
    person, sends, services, database
):
    event = await services.events.find_key("gitex-global-2026")
    await person.writes("/start")
    await person.opens(OpenForm(event_id=event.id).pack())
    step = person.screen.text
    assert "Шаг 1 из 3" in step
    await sends(OPENED)
    assert person.screen.text == f"{applications_texts.NOT_WORDS}\n\n{step}"
    assert await database.rows("SELECT 1 FROM questions") == []


async def test_an_album_without_words_gets_one_reply_with_just_a_way_home(person, sends_album):
    await sends_album()
    assert [message["text"] for message in replies(person)] == [conversation_texts.ONLY_TEXT]
    assert person.screen.buttons == [ui_texts.HOME]
    await sends_album()
    assert len(replies(person)) == 2


@pytest.mark.parametrize("words", [OPENED, "да " * 340])
async def test_an_album_with_its_words_on_the_second_picture_gets_one_reply(person, world, words):
    world.telegram.send_album(person.id, [("photo", PIXEL)] * 3, words, caption_at=1)
    await world.settle()
    (reply,) = replies(person)
    assert "2 октября 2024" in read(reply) or reply["text"] == conversation_texts.TOO_LONG


async def test_an_album_is_answered_by_its_caption_and_not_again(person, sends_album):
    await sends_album(OPENED)
    (reply,) = replies(person)
    assert "2 октября 2024" in read(reply)
    await sends_album("меню", size=2)
    assert len(replies(person)) == 2
