import random
from datetime import timedelta

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer, OpenSection
from bot.ui import texts as ui_texts


async def test_from_start_to_an_answer_and_back(person):
    await person.writes("/start")
    assert person.screen.text.count("\n") < 4
    await person.presses(knowledge_texts.BUSINESS)
    await person.presses("Экспорт")
    await person.presses("Гранты, субсидии, займы")
    section = person.screen.text
    await person.presses("Грант на экспорт: сколько дают")
    assert "до 10 млн рублей" in person.screen.text
    assert "Источник" in person.screen.text

    await person.presses(ui_texts.BACK)
    assert person.screen.text == section
    await person.presses(ui_texts.BACK)
    assert ui_texts.BACK not in person.screen.buttons  # it would lead where Home does
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text
    assert len([m for m in person.messages if m["from"]["is_bot"]]) == 1


async def test_a_student_sees_training_first_and_everything_else_after_it(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.STUDENT)
    sections = [label for label in person.screen.buttons if "👉" not in label]
    assert sections[0] == "🎓 Обучение и практика"
    assert "📦 Экспорт" in sections
    assert person.toast == knowledge_texts.ROLE_CHOSEN


async def test_who_did_not_say_who_they_are_is_asked_once_and_can_say_it_later(person, clock):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.writes("/start")
    assert knowledge_texts.HOME_HINT in person.screen.text
    clock.now += timedelta(days=30)
    await person.writes("/start")
    assert knowledge_texts.HOME_HINT in person.screen.text
    await person.presses(knowledge_texts.SETTINGS)
    await person.presses("Студент или ищу обучение")
    await person.presses(ui_texts.HOME)
    sections = [label for label in person.screen.buttons if "👉" not in label]
    assert sections[0] == "🎓 Обучение и практика"


async def test_who_came_with_a_question_is_asked_at_the_first_start(person):
    await person.writes("когда открылось Руднево")
    await person.writes("/start")
    assert knowledge_texts.JUST_MENU in person.screen.buttons
    await person.writes("/start")
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_who_was_asked_is_not_asked_again_after_a_restart(person, restart, clock):
    await person.writes("/start")
    clock.now += timedelta(minutes=1)
    again = (await restart()).person(person.id)
    await again.writes("/start")
    assert knowledge_texts.HOME_HINT in again.screen.text


async def test_back_from_a_related_answer_returns_to_the_answer_it_was_reached_from(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses("О городе")
    await person.presses("Стратегия до 2030 года")
    await person.presses("Пять главных отраслей")
    first = person.screen
    related = next(key for key in first.keys if key.get("callback_data", "").startswith("a:"))
    await person.presses(related["text"])
    assert person.screen.text != first.text
    await person.presses(ui_texts.BACK)
    assert person.screen.text == first.text


async def test_a_button_that_outlived_its_answer_leads_home(person):
    await person.writes("/start")
    await person.opens(OpenAnswer(answer_id=99999).pack())
    assert person.screen.text == ui_texts.GONE
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_an_unknown_button_opens_the_renewed_menu(person):
    await person.writes("/start")
    for data in ("", "nonsense", "a", "a:::", "s:h:notanumber:0", "old:1:2:3:4", "a:~~~:1:0"):
        await person.opens(data or "?")
        assert person.screen.buttons, data
    assert person.toast is None or isinstance(person.toast, str)


async def test_a_page_past_the_end_of_a_section_is_its_last_page(person, services):
    await person.writes("/start")
    link = next(link for link in await services.knowledge.home(None) if link.kind == "section")
    await person.opens(OpenSection(section_id=link.id, page=99).pack())
    assert link.title in person.screen.text


@pytest.mark.slow
async def test_a_thousand_random_taps_never_meet_a_dead_end(person, world):
    """Each tap edits the one living message, is answered once, and leaves a way home."""
    chance = random.Random(20261123)
    await person.writes("/start")
    for _ in range(1000):
        shown = person.menu
        keys = [
            key
            for key in shown.keys
            # these send messages of their own: an invitation to write, the person's data
            if key.get("callback_data", "kw").split(":")[0] not in {"kw", "ks", "pe"}
        ]
        assert keys, shown.text
        await person.opens(chance.choice(keys)["callback_data"], shown.id)
        shown = person.menu
        if (
            knowledge_texts.HOME_HINT not in shown.text
            and knowledge_texts.WELCOME[:10] not in shown.text
        ):
            assert ui_texts.HOME in shown.buttons, shown.text
        assert ui_texts.SORRY not in shown.text
    assert len(world.calls("sendMessage")) == 1
    assert len(world.calls("answerCallbackQuery")) == 1000


@pytest.mark.slow
async def test_back_always_returns_to_the_exact_previous_screen(person):
    chance = random.Random(7)
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    for _ in range(300):
        before = person.screen
        onward = [
            key
            for key in before.keys
            if key.get("callback_data", "").split(":")[0] in {"s", "a", "f"}
            and key["text"] not in {ui_texts.BACK, ui_texts.NEXT, ui_texts.PREVIOUS}
        ]
        if not onward:
            await person.presses(ui_texts.HOME)
            continue
        await person.opens(chance.choice(onward)["callback_data"])
        after = person.screen
        await person.presses(ui_texts.BACK if ui_texts.BACK in after.buttons else ui_texts.HOME)
        assert person.screen.text == before.text
        assert person.screen.buttons == before.buttons
        await person.opens(chance.choice(onward)["callback_data"])
        assert person.screen.text or after
