"""The guided choice: a few questions, then a short plan that is kept or sent to a person."""

from bot.finder import texts
from bot.finder.buttons import OpenFinder
from bot.finder.models import FinderKind
from bot.specialist import texts as specialist_texts

SUPPORT = OpenFinder(kind=FinderKind.SUPPORT).pack()
TRAINING = OpenFinder(kind=FinderKind.TRAINING).pack()
HONEY_TO_CHINA = ("Еда и напитки", "Китай", "Продаём в России", "ИП или малая", "Допуск товара")


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
    assert "Продукты в Китай: регистрация завода" in plan
    assert "до первой отгрузки регистрируется в таможне КНР" in plan
    assert texts.ORGANISATION in plan
    assert "FIC" in plan  # an exhibition of food in China that is ahead
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
    await person.presses(texts.CHANGE)
    await person.presses("Рынок: Китай")
    assert "✓ 🐉 Китай" in person.screen.buttons
    await person.presses("ОАЭ")
    assert "еда и напитки · страны Залива · продаём в России" in person.screen.text
    assert "халяль" in person.screen.text


async def test_answers_are_visible_and_back_goes_one_question_back(person):
    await starts(person, SUPPORT, "Еда и напитки", "Китай")
    assert "Делаете: еда и напитки" in person.screen.text
    third = person.screen.text
    await person.presses("Уже возим")
    await person.presses("‹ Назад")
    assert person.screen.text == third
    await person.presses("‹ Назад")
    assert "Куда везёте" in person.screen.text


async def test_who_knows_nothing_gets_a_plan_too(person):
    await starts(person, SUPPORT, *["🤷"] * 5)
    assert texts.PLANS[FinderKind.SUPPORT] in person.screen.text
    assert "3." in person.screen.text


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
    for answer in ("Учусь в колледже", "Станки и техника", "Ничего особенного"):
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
