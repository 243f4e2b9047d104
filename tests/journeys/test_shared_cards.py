"""Something fails at a press: the person pressing is told, and the card stays as it was."""

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.knowledge.repository import Knowledge
from bot.playground.requests import ApiError
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import CloseDialogue
from bot.specialist.repository import Dialogues
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings
from tests.staff import FORUM, STAFF, Staff


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


async def alert_at(staff: Staff, label: str) -> str:
    """Press a button of the card; return what only the person pressing has read."""
    card = staff.card
    press = staff.world.telegram.press(STAFF, card.id, card.key(label)["callback_data"], FORUM)
    seen = list(staff.seen)
    await staff.world.settle()
    assert staff.card.message == card.message
    assert staff.seen == seen
    answer = staff.world.telegram.presses[press].answer
    assert answer["show_alert"]
    return answer["text"]


async def test_an_error_of_ours_leaves_the_staffs_card_alone(asked, staff, monkeypatch):
    async def broken(*_):
        raise RuntimeError("a fault inside")

    monkeypatch.setattr(Dialogues, "get", broken)
    assert await alert_at(staff, specialist_texts.CLOSE) == ui_texts.SORRY


async def test_a_screen_that_telegram_refuses_leaves_the_staffs_card_alone(asked, staff, world):
    await staff.writes("Слушаю")
    world.telegram.faults.fail_next("editMessageText", ApiError(400, "Bad Request: BUTTON_INVALID"))
    assert await alert_at(staff, specialist_texts.MAKE_ANSWER) == ui_texts.SORRY


async def test_a_card_whose_person_is_gone_stays(asked, staff, world):
    card = staff.card
    press = world.telegram.press(
        STAFF, card.id, CloseDialogue(dialogue_id=99, enquiry_id=99).pack(), FORUM
    )
    await world.settle()
    assert staff.card.message == card.message
    assert world.telegram.presses[press].answer == {
        "text": ui_texts.GONE_IN_GROUP,
        "show_alert": True,
    }


async def test_a_failed_letter_is_told_in_the_topic_without_buttons(asked, staff, monkeypatch):
    async def broken(*_):
        raise RuntimeError("a fault inside")

    monkeypatch.setattr(Dialogues, "in_topic", broken)
    await staff.writes("Слушаю")
    assert staff.seen[-1] == ui_texts.SORRY
    assert "reply_markup" not in staff.group.messages[-1]


async def test_in_private_the_screen_stays_above_the_apology(person, monkeypatch):
    await person.writes("/start")
    welcome = person.screen

    async def broken(*_):
        raise RuntimeError("a fault inside")

    monkeypatch.setattr(Knowledge, "home", broken)
    await person.presses(knowledge_texts.JUST_MENU)
    assert person.screen.text == ui_texts.SORRY
    assert welcome.message in person.messages
