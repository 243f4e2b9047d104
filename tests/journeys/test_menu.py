import random
from datetime import timedelta

import pytest

from bot.finder import texts as finder_texts
from bot.finder.models import FinderKind
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import ChooseRole, OpenAnswer, OpenHome, OpenSection
from bot.people import texts as people_texts
from bot.people.buttons import SwitchKeyboard
from bot.people.models import Role
from bot.reminders import texts as reminders_texts
from bot.reminders.models import AlertKind
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.english import LABELS
from bot.ui.profile import PRIVATE_COMMANDS
from tests.person import Screen
from tests.thorough import times


async def test_from_start_to_an_answer_and_back(person):
    await person.writes("/start")
    assert person.screen.text.count("\n") < 4
    await person.presses(knowledge_texts.BUSINESS)
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    await person.presses("Гранты, субсидии, займы")
    section = person.screen.text
    await person.presses("Грант на экспорт: сколько дают")
    assert "до 10 млн рублей" in person.screen.text
    assert "Источник" in person.screen.text

    await person.presses(ui_texts.BACK)
    assert person.screen.text == section
    await person.presses(ui_texts.BACK)
    await person.presses(ui_texts.BACK)
    assert ui_texts.BACK not in person.screen.buttons  # it would lead where Home does
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text
    assert len([m for m in person.messages if m["from"]["is_bot"]]) == 2  # a greeting, the menu


async def test_a_student_sees_training_first_and_everything_else_after_it(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.STUDENT)
    assert person.toast == knowledge_texts.ROLE_CHOSEN
    assert person.screen.buttons[0] == finder_texts.TITLES[FinderKind.TRAINING]
    await person.presses(knowledge_texts.SECTIONS)
    sections = person.screen.buttons
    assert sections[0] == "🎓 Обучение и практика"
    assert "📦 Экспорт" in sections


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
    assert person.screen.buttons[0] == finder_texts.TITLES[FinderKind.TRAINING]


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
    await person.presses(knowledge_texts.SECTIONS)
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


QUESTION = "когда открылось Руднево"


async def test_the_menu_never_overwrites_an_answer_that_was_asked_for_in_words(person):
    await person.writes(QUESTION)
    card = person.screen
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text
    assert person.screen.id > card.id
    kept = Screen(person.world.telegram.chat(person.id).history[card.id])
    assert kept.text == card.text
    assert all("callback_data" not in key for key in kept.keys)  # its links stay
    assert knowledge_texts.SHARE in kept.buttons

    await person.writes("обучение")
    listed = person.screen
    await person.presses("1")
    await person.presses(ui_texts.HOME)
    assert person.screen.id > listed.id


async def test_the_menu_pressed_twice_under_an_answer_comes_twice_and_harms_nothing(person):
    await person.writes(QUESTION)
    card = person.screen
    for _ in range(2):
        await person.presses(ui_texts.HOME, card)
        assert knowledge_texts.HOME_HINT in person.screen.text


@pytest.mark.parametrize("role", [None, Role.BUSINESS, Role.STUDENT])
async def test_the_menu_has_at_most_eight_buttons_in_six_rows(person, admin, services, role):
    event = next(each for each in await services.events.live() if each.is_exhibition)
    for one in (person, admin):
        await one.writes("/start")
        if role:
            await one.opens(ChooseRole(role=role).pack())
        for _ in range(2):
            await one.writes("/menu")
            rows = one.screen.message["reply_markup"]["inline_keyboard"]
            assert len(rows) <= 6
            assert len(one.screen.buttons) <= 8
            await services.applications.drafts.begin(one.id, event.id)


async def test_an_unfinished_form_comes_first_in_the_menu_and_in_what_is_ones_own(person, services):
    event = next(each for each in await services.events.live() if each.is_exhibition)
    await person.writes("/start")
    await services.applications.drafts.begin(person.id, event.id)
    for command in ("/menu", "/my"):
        await person.writes(command)
        assert person.screen.buttons[0].startswith("📝 Заявка: ")
    await person.presses("📝 Заявка: ")
    assert event.name in person.screen.text


async def test_everything_of_ones_own_is_in_one_place_with_its_count(person, services):
    await person.writes("/my")
    assert people_texts.MINE_EMPTY in person.screen.text
    assert person.screen.buttons == [ui_texts.HOME]
    await person.writes(QUESTION)
    await person.presses(knowledge_texts.SAVE)
    for event in (await services.events.live())[:2]:
        await services.reminders.save_event(person.id, event.id)
    await services.reminders.add_alert(person.id, AlertKind.EVENT, {}, "все выставки")
    plan = next(services.finder.rules(FinderKind.SUPPORT).paths())
    await services.finder.plans.save(person.id, FinderKind.SUPPORT, plan)
    await person.writes("/menu")
    await person.presses(people_texts.MINE)
    assert people_texts.MINE in person.screen.text
    counted = {
        f"{knowledge_texts.SAVED_ANSWERS} · 1": "Сохранённые ответы",
        f"{reminders_texts.MINE} · 2": "Мои события",
        f"{reminders_texts.ALERTS} · 1": "Оповещения",
    }
    for label, title in counted.items():
        shown = person.screen
        await person.presses(label)
        assert title in person.screen.text
        await person.presses(ui_texts.BACK)
        assert (person.screen.text, person.screen.buttons) == (shown.text, shown.buttons)
    await person.presses("🧭 ")
    assert finder_texts.PLANS[FinderKind.SUPPORT] in person.screen.text


async def test_three_buttons_stay_below_the_input_field_until_they_are_switched_off(person):
    def below():
        return person.world.telegram.chat(person.id).keyboard

    await person.writes("/start")
    assert [key["text"] for key in below()["keyboard"][0]] == list(ui_texts.BELOW)
    for label, words in {
        ui_texts.HOME: knowledge_texts.HOME_HINT,
        ui_texts.CALENDAR: "Календарь",
        ui_texts.SPECIALIST: specialist_texts.WHO,
    }.items():
        await person.writes(label)
        assert words in person.screen.text
    await person.writes("/settings")
    settings = person.screen
    await person.presses(people_texts.KEYBOARD, settings)
    assert person.screen.text == people_texts.KEYBOARD_IS[False]
    assert below() is None
    await person.writes("/start")
    assert below() is None
    await person.opens(SwitchKeyboard(wanted=True).pack(), settings.id)
    assert below() is not None


async def test_who_comes_back_is_told_what_waits(person, services, clock):
    await person.writes("/start")
    await person.writes("/start")
    greeting, _ = person.messages[-2:]
    assert greeting["text"] == knowledge_texts.WELCOME_BACK
    gitex = next(each for each in await services.events.live() if each.key == "gitex-global-2026")
    await services.reminders.save_event(person.id, gitex.id)
    clock.now = clock.now.replace(month=12, day=4)
    await person.writes("/start")
    greeting, _ = person.messages[-2:]
    assert greeting["text"] == "GITEX Global 2026 — через 3 дня"


async def test_the_commands_for_the_first_places_open_them(person):
    for command, words in {
        "/menu": knowledge_texts.HOME_HINT,
        "/my": people_texts.MINE,
        "/calendar": "Календарь",
        "/training": finder_texts.TITLES[FinderKind.TRAINING],
    }.items():
        assert command.removeprefix("/") in PRIVATE_COMMANDS
        await person.writes(command)
        assert words in person.screen.text


# These send messages of their own: an invitation, a file, a place, the menu, the keyboard below.
SENDING = {"kw", "ks", "pe", "ec", "ei", "m", "hn", "ok", "ol", "wc", "wq"}
ASKED = ("когда открылось Руднево", "обучение", "где учат на токоря", "какие выставки в декабре")


def onward(shown, *, without=frozenset()):
    keys = [key for key in shown.keys if "callback_data" in key]
    return [key for key in keys if key["callback_data"].partition(":")[0] not in without]


TAPS = times(2000)
HOMES = {ui_texts.HOME, LABELS[ui_texts.HOME]}


@pytest.mark.slow
async def test_random_taps_never_meet_a_dead_end(person, world):
    """Each tap edits the one living message, is answered once, and leaves a way home."""
    chance = random.Random(20261123)
    await person.writes("/start")
    for tap in range(TAPS):
        if tap % 50 == 49:
            await person.writes(chance.choice(ASKED))
        shown = person.menu
        keys = onward(shown, without=SENDING)
        if not keys:  # a card whose only other buttons are links, and the menu anew
            assert not HOMES.isdisjoint(shown.buttons), shown.text
            await person.opens(OpenHome().pack(), shown.id)
            continue
        await person.opens(chance.choice(keys)["callback_data"], shown.id)
        shown = person.menu
        if not shown.text.startswith((knowledge_texts.WHO_ARE_YOU, "Меню", "Menu")):
            assert not HOMES.isdisjoint(shown.buttons), shown.text
        assert ui_texts.SORRY not in shown.text
    assert len(world.calls("sendMessage")) == 2 + TAPS // 50
    assert len(world.calls("answerCallbackQuery")) == TAPS


# What they change is seen on the screens before them.
CHANGING = {"w", "gs", "v", "vr", "fa", "es", "ve", "ew", "tn", "ex"}


@pytest.mark.slow
async def test_back_always_returns_to_the_exact_previous_screen(person):
    kinds = {kind.__prefix__: kind for kind in addresses(Address)}
    chance, checked = random.Random(7), 0
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    here = OpenHome().pack()
    for _ in range(times(1000)):
        before = person.screen
        keys = onward(before, without=SENDING | CHANGING)
        chosen = chance.choice(keys)["callback_data"] if keys else OpenHome().pack()
        await person.opens(chosen)
        opened = kinds[chosen.partition(":")[0]].unpack(chosen)
        if opened.back == here and ui_texts.BACK in person.screen.buttons:
            await person.presses(ui_texts.BACK)
            assert (person.screen.text, person.screen.buttons) == (before.text, before.buttons)
            await person.opens(chosen)
            checked += 1
        here = chosen
    assert checked > times(150), checked


def addresses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from addresses(child)
