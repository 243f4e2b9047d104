"""The guided choice: a few questions, then a short plan that is kept or sent to a person."""

import pytest

from bot.finder import screens, texts
from bot.finder.buttons import OpenFinder, SavePlan
from bot.finder.models import CARDS, FinderKind
from bot.specialist import texts as specialist_texts
from tests.thorough import FUZZ

EVERY = 7  # th plan is seen: it divides no number of options, so that all options are met
SUPPORT = OpenFinder(kind=FinderKind.SUPPORT).pack()
TRAINING = OpenFinder(kind=FinderKind.TRAINING).pack()
HONEY_TO_CHINA = (
    "Еда и напитки",
    "Китай",
    "Есть продажи в России",
    "ИП или малая",
    "Допуск товара",
)


async def starts(person, finder, *answers):
    await person.writes("/start")
    await person.opens(finder)
    for answer in answers:
        await person.presses(answer)


async def test_five_answers_lead_to_a_plan_with_reasons(person):
    await starts(person, SUPPORT, *HONEY_TO_CHINA)
    plan = person.screen.text
    assert texts.PLANS[FinderKind.SUPPORT] in plan
    assert "еда и напитки · Китай · продаём в России · малая · допуск товара" in plan
    assert "Продукты в Китай: регистрация — завод регистрируется в таможне КНР" in plan
    assert "Куда обратиться" in plan
    assert "Food Ingredients China" in plan  # an exhibition of food in China that is ahead
    assert "SABER" not in plan


async def test_a_number_opens_its_card_and_back_returns_to_the_plan(person):
    await starts(person, SUPPORT, *HONEY_TO_CHINA)
    plan = person.screen.text
    await person.presses("1")
    assert "С чего начать экспортёру" in person.screen.text
    await person.presses("‹ Назад")
    assert person.screen.text == plan


async def test_an_earlier_answer_is_changed_alone(person):
    await starts(person, SUPPORT, *HONEY_TO_CHINA)
    await person.presses(texts.ANSWERS)
    await person.presses("Рынок: Китай")
    assert "✓ 🐉 Китай" in person.screen.buttons
    await person.presses("ОАЭ")
    assert "еда и напитки · страны Залива · продаём в России" in person.screen.text
    assert "Халяль" in person.screen.text


async def test_answers_are_visible_and_back_goes_one_question_back(person):
    await starts(person, SUPPORT, "Еда и напитки", "Китай")
    assert "Делаете: еда и напитки" in person.screen.text
    third = person.screen.text
    await person.presses("Уже возим за границу")
    await person.presses("‹ Назад")
    assert person.screen.text == third
    await person.presses("‹ Назад")
    assert "Куда везёте" in person.screen.text


async def test_who_knows_nothing_gets_a_plan_too(person):
    await starts(person, SUPPORT, *["🤷"] * 5)
    assert texts.PLANS[FinderKind.SUPPORT] in person.screen.text
    assert "3." in person.screen.text
    assert texts.NOT_KNOWN not in person.screen.text


async def test_a_plan_is_saved_and_removed(person, services):
    await starts(person, SUPPORT, *HONEY_TO_CHINA)
    await person.presses(texts.SAVE)
    assert person.toast == texts.SAVED_TOAST
    (saved,) = await services.finder.saved(person.id)
    assert saved.words == "еда и напитки · Китай · продаём в России · малая · допуск товара"
    await person.presses(texts.SAVED)
    assert await services.finder.saved(person.id) == ()


async def test_the_answers_are_sent_to_a_specialist(person, admin):
    await admin.writes("/start")
    await starts(person, SUPPORT, *HONEY_TO_CHINA)
    await person.presses(texts.SEND)
    assert "Рынок: Китай" in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert "Рынок: Китай" in admin.screen.text


async def test_the_role_chosen_before_answers_the_first_question_of_training(person):
    await person.writes("/start")
    await person.presses("Я предприниматель")
    await person.opens(TRAINING)
    assert "Вы: взрослый" in person.screen.text
    assert "Что интересно?" in person.screen.text
    await person.presses("‹ Назад")
    assert "Кто вы?" in person.screen.text
    await person.presses("Учусь в колледже")
    assert "Вы: студент колледжа" in person.screen.text


async def test_training_is_found_by_a_command_and_two_are_compared(person):
    await person.writes("/training")
    for answer in ("Учусь в колледже", "Станки, машины", "Всё равно"):
        await person.presses(answer)
    assert "практика с первых дней" in person.screen.text
    await person.presses(texts.COMPARE)
    assert "1️⃣" in person.screen.text
    await person.presses("‹ Назад")
    assert texts.PLANS[FinderKind.TRAINING] in person.screen.text


async def test_a_button_with_answers_that_no_finder_has_asks_from_there(person):
    await person.writes("/start")
    await person.opens(OpenFinder(kind=FinderKind.SUPPORT, answers="fzzzz").pack())
    assert "Делаете: еда и напитки" in person.screen.text
    assert "Куда везёте" in person.screen.text


@pytest.mark.slow
@pytest.mark.parametrize("kind", FinderKind)
async def test_every_path_is_walked_by_its_buttons(services, kind):
    """From the first question over every button that answers one: each ends with a plan.

    The rules are asked for each; the screen is made of some, of all in .ci/run.
    """
    rules, plans = services.finder.rules(kind), 0
    least, most = CARDS[kind]
    waiting = [OpenFinder(kind=kind)]
    while waiting:
        here = waiting.pop()
        if rules.is_complete(here.answers):
            plans += 1
            assert least <= len(rules.cards_for(here.answers, least, most)) <= most
            assert rules.organisation_for(here.answers) or not rules.go_to
            if FUZZ or plans % EVERY == 0:
                await sees_plan(services.finder, rules, here)
            continue
        screen = screens.question(rules, here)
        answers = [
            target
            for _, target in keys(screen)
            if isinstance(target, OpenFinder) and len(target.answers) > len(here.answers)
        ]
        assert 3 <= len(answers) <= 6
        waiting += answers
    assert plans == len(list(rules.paths()))


async def sees_plan(finder, rules, here):
    plan = await finder.plan(1, here.kind, here.answers)
    screen = screens.plan(plan, rules, here)
    least, most = CARDS[here.kind]
    assert least <= len(plan.cards) <= most
    assert len(screen.text) < 2500
    assert len(screen.rows) <= 6
    for label, target in keys(screen):
        assert len(target.pack().encode()) <= 64
        if label.isdecimal():
            assert f"{label}. <b>" in screen.text


def keys(screen):
    return [key for row in screen.rows for key in row]


async def test_numbered_steps_of_a_first_card_are_opened_by_their_numbers(person):
    await person.writes("/start export_start_exporter")
    first = person.screen.text
    assert "1. Код и допуск" in first
    assert person.screen.buttons[:5] == ["1", "2", "3", "4", "5"]
    for number, title in (("1", "Как узнать код ТН ВЭД"), ("3", "Грант на экспорт")):
        await person.presses(number)
        assert title in person.screen.text
        await person.presses("‹ Назад")
        assert person.screen.text == first


async def test_a_step_whose_answer_left_keeps_the_numbers_of_the_others(person, services, database):
    await database.write("UPDATE answers SET state = 'gone' WHERE key = 'export/money/grant'")
    await database.write("UPDATE content SET revision = revision + 1")
    await person.writes("/start export_start_exporter")
    assert person.screen.buttons[:4] == ["1", "2", "4", "5"]


async def test_buttons_made_by_hand_lead_to_a_question_and_store_nothing(person, services):
    await person.writes("/start")
    await person.opens(OpenFinder(kind=FinderKind.SUPPORT, answers="fcrmp", ask=9).pack())
    assert texts.PLANS[FinderKind.SUPPORT] in person.screen.text
    await person.opens(SavePlan(kind=FinderKind.SUPPORT, answers="fqqqqqqqq").pack())
    assert "Куда везёте" in person.screen.text
    assert await services.finder.plans.of_person(person.id) == []


async def test_a_saved_plan_of_who_knew_nothing_has_a_name(person, services):
    await starts(person, SUPPORT, *["🤷"] * 5)
    await person.presses(texts.SAVE)
    (saved,) = await services.finder.saved(person.id)
    assert saved.words == "без уточнений"
