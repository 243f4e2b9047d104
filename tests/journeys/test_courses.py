"""From the menu to a place to learn: filters, cards, two places side by side."""

import pytest

from bot.courses import texts as courses_texts
from bot.courses.buttons import OpenCatalogue, OpenComparison, OpenCourse
from bot.courses.models import Learner
from bot.knowledge import texts as knowledge_texts
from bot.storage.database import Database
from bot.ui import texts as ui_texts

FUTURE, MACHINING, RUDNEVO = (
    "«Профессии будущего»",
    "Центр для машиностроения",
    "Практика колледжей в Рудневе",
)
NEW_CONTENT = "UPDATE content SET revision = revision + 1"


@pytest.fixture
async def student(person):
    await person.writes("/start")
    await person.opens(OpenCatalogue().pack())
    return person


async def test_an_adult_sees_what_is_for_adults_and_how_it_is(student):
    await student.presses("Взрослый")
    assert FUTURE in student.screen.buttons
    assert MACHINING not in student.screen.buttons
    listed = student.screen.text
    await student.presses(FUTURE)
    card = student.screen.text
    assert "⏳ Сколько длится: не дольше 3 месяцев" in card
    assert "Пока не знаем: сколько стоит, как поступить." in card
    assert courses_texts.COST not in card
    assert courses_texts.ENROL not in card
    assert "По данным на декабрь 2025" in card
    await student.presses(courses_texts.WHOLE)
    assert "35 цехах-мастерских" in student.screen.text
    await student.presses(ui_texts.BACK)
    assert student.screen.text == card
    await student.presses(ui_texts.BACK)
    assert student.screen.text == listed


async def test_pressing_the_chosen_learner_lets_everyone_in_again(student):
    everyone = student.screen.text
    await student.presses("Школьник")
    assert FUTURE not in student.screen.buttons
    await student.presses("✓ Школьник")
    assert student.screen.text == everyone


async def test_filters_combine_and_nothing_found_offers_the_nearest(student):
    await student.presses("Направление")
    await student.presses(ui_texts.NEXT)
    await student.presses(ui_texts.PREVIOUS)
    await student.presses("Авиация и беспилотники (1)")
    assert RUDNEVO in student.screen.buttons
    await student.presses("Взрослый")
    assert courses_texts.NOTHING in student.screen.text
    assert "Кто угодно — 1 вариант" in student.screen.buttons
    await student.presses("Любое направление — 3 варианта")
    assert FUTURE in student.screen.buttons
    await student.presses(courses_texts.ASPECTS["place"])
    await student.presses("Печатники (1)")
    assert student.screen.buttons.count(FUTURE) == 1
    await student.presses("📍 Печатники")
    await student.presses(ui_texts.BACK)
    await student.presses(courses_texts.RESET)
    assert courses_texts.HINT in student.screen.text


async def test_a_choice_holds_only_what_it_finds_the_most_first(student):
    await student.presses("Взрослый")
    await student.presses("Направление")
    counted = [label.rpartition("(") for label in student.screen.buttons if label.endswith(")")]
    counts = [int(count.rstrip(")")) for _, _, count in counted]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 0


async def test_a_choice_that_filters_left_empty_says_so_and_offers_to_drop_them(student):
    await student.presses("Направление")
    await student.presses("Авиация и беспилотники (1)")
    await student.presses("Взрослый")
    await student.presses(courses_texts.ASPECTS["place"])
    assert courses_texts.NO_CHOICES in student.screen.text
    await student.presses(courses_texts.RESET)
    assert courses_texts.HINT in student.screen.text


async def test_two_places_that_are_easily_confused_are_compared_on_one_screen(student):
    await student.presses(courses_texts.COMPARE)
    await student.presses(RUDNEVO)
    await student.presses(FUTURE)
    screen = student.screen.text
    assert screen.startswith(f"1️⃣ {RUDNEVO}\n2️⃣ {FUTURE}")
    assert "1️⃣ студенты колледжей\n2️⃣ взрослые, студенты колледжей" in screen
    assert f"1️⃣ {courses_texts.UNKNOWN}\n2️⃣ не дольше 3 месяцев" in screen
    assert "Пока не знаем ни об одном: сколько стоит, как поступить." in screen
    assert courses_texts.COST not in screen
    await student.presses(courses_texts.COMPARE_WITH)
    await student.presses(MACHINING)
    assert student.screen.text.startswith(f"1️⃣ {RUDNEVO}\n2️⃣ {MACHINING}")
    compared = student.screen.text
    await student.presses(f"2️⃣ {MACHINING}")
    assert "Волгоградский проспект" in student.screen.text
    await student.presses(ui_texts.BACK)
    assert student.screen.text == compared


async def test_an_address_can_be_copied_and_no_map_is_promised_without_coordinates(student):
    await student.presses(MACHINING)
    copied = student.screen.key(knowledge_texts.COPY_ADDRESS)["copy_text"]["text"]
    assert copied == "Москва, Волгоградский проспект, дом 42, корпус 5"
    assert knowledge_texts.MAP not in student.screen.buttons
    await student.presses(ui_texts.BACK)
    await student.presses("«Профессионалитет»")
    assert knowledge_texts.COPY_ADDRESS not in student.screen.buttons
    assert knowledge_texts.MAP not in student.screen.buttons


async def test_a_place_with_coordinates_is_shown_on_a_map(student, services, database):
    (course,) = [each for each in await services.finder.courses.all() if each.name == MACHINING]
    place = course.place.model_copy(update={"latitude": 55.7, "longitude": 37.7})
    details = course.details.model_copy(update={"place": place})
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE answers SET details = ? WHERE id = ?",
            details.model_dump_json(exclude_defaults=True, by_alias=True),
            course.answer_id,
        )
        await transaction.execute(NEW_CONTENT)
    await student.presses(MACHINING)
    await student.presses(knowledge_texts.MAP)
    assert student.messages[-1]["venue"]["location"] == {"latitude": 55.7, "longitude": 37.7}


async def test_a_course_that_left_the_catalogue_leads_home(student):
    for address in (OpenCourse(answer_id=99999), OpenComparison(left=1, right=99999)):
        await student.opens(address.pack())
        assert student.screen.text == ui_texts.GONE


async def test_the_catalogue_is_read_once_for_all_its_screens(student, database, monkeypatch):
    await database.write(NEW_CONTENT)
    asked = []
    ask = Database.rows

    async def counted(self, sql, *values):
        asked.append(sql)
        return await ask(self, sql, *values)

    monkeypatch.setattr(Database, "rows", counted)
    for label in ("Студент колледжа", courses_texts.ASPECTS["place"], "Руднево (1)", RUDNEVO):
        await student.presses(label)
    assert len(asked) == 1


async def test_every_course_has_a_card_and_a_pair_that_telegram_takes(student, services):
    courses = await services.finder.courses.all()
    assert len({each.name for each in courses}) == len(courses) >= 9
    for left in courses:
        await student.opens(OpenCourse(answer_id=left.answer_id).pack())
        assert left.name in student.screen.text
        for right in courses:
            address = OpenComparison(left=left.answer_id, right=right.answer_id)
            await student.opens(address.after(OpenCatalogue()).pack())
            assert right.name in student.screen.text


async def test_an_empty_catalogue_is_a_working_screen(student, database):
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET state = 'gone'")
        await transaction.execute(NEW_CONTENT)
    await student.opens(OpenCatalogue(learner=Learner.ADULT).pack())
    assert courses_texts.EMPTY in student.screen.text
    await student.presses("Направление")
    await student.presses(ui_texts.BACK)
    await student.presses(ui_texts.HOME)
