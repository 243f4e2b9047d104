"""What time does to an answer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge import screens as knowledge_screens
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.content_repository import increment_revision
from bot.knowledge.markup import to_plain, unbound
from bot.knowledge.models import Details, Source
from bot.ui import texts as ui_texts

CASES = [
    ({"review_by": "2026-11-22"}, knowledge_texts.REVIEW_DUE),
    ({"review_by": "2026-11-23"}, None),
    ({"valid_until": "2026-11-22"}, "🗄 Действовало до 22.11.2026"),
    ({"valid_until": "2026-11-23"}, None),
    ({"valid_from": "2026-11-24"}, "⏳ Начнёт действовать 24.11.2026"),
]


async def change(database, answer_id, **values):
    async with database.transaction() as transaction:
        for name, value in values.items():
            await transaction.execute(
                f"UPDATE answers SET {name} = ? WHERE id = ?", value, answer_id
            )
        await increment_revision(transaction)  # as whoever changes the content does


@pytest.mark.parametrize(("dates", "mark"), CASES)
async def test_a_card_says_how_fresh_it_is(services, database, dates, mark):
    await change(database, 1, **dates)
    screen = knowledge_screens.answer(
        await services.knowledge.answer(1, 0), OpenAnswer(answer_id=1)
    )
    marks = [each for _, each in CASES if each]
    text = unbound(screen.text)
    assert [each for each in marks if each in text] == ([mark] if mark else [])


async def test_an_expired_answer_is_offered_only_among_choices(person, database, clock):
    await person.writes("когда открылось Руднево")
    assert "2 октября 2024" in person.screen.text
    row = await database.row("SELECT id FROM answers WHERE key = 'training/rudnevo/what-is'")
    await change(database, row["id"], valid_until="2026-11-22")
    await person.writes("когда открылось Руднево")
    assert "2 октября 2024" not in person.screen.text
    await person.presses(person.screen.buttons[0])
    assert "🗄" in person.screen.text


async def test_an_answer_removed_since_it_was_indexed_is_not_opened(person, database):
    row = await database.row("SELECT id FROM answers WHERE key = 'training/rudnevo/what-is'")
    await change(database, row["id"], state="gone")
    await person.writes("когда открылось Руднево")
    assert ui_texts.SORRY not in person.screen.text


async def test_a_place_with_coordinates_is_shown_on_a_map(person, world, database):
    key = "training/machining/address"
    row = await database.row("SELECT id, details FROM answers WHERE key = ?", key)
    details = row["details"].replace('"place":{', '"place":{"latitude":55.7,"longitude":37.7,')
    await change(database, row["id"], details=details)
    await person.writes("/start")
    await person.opens(OpenAnswer(answer_id=row["id"]).pack())
    card = person.screen
    await person.presses(knowledge_texts.MAP)
    assert world.calls("sendVenue")
    await change(database, row["id"], details=row["details"])
    await person.presses(knowledge_texts.MAP, card)
    shown = world.telegram.chat(person.id).history[card.id]
    assert shown["text"] == ui_texts.GONE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2025", "2025"),
        ("2025-12", "декабрь 2025"),
        ("2025-12-05", "05.12.2025"),
        ("осень 2025", "осень 2025"),
        (None, "дата не указана"),
    ],
)
def test_a_source_is_dated_as_precisely_as_it_is_known(written, shown):
    assert ui_texts.source_date(written) == shown


FOOTERS = {
    ("2026-03-11", "2025"): "По данным на март 2026",
    ("2025-12", "2025"): "По данным на декабрь 2025",
    ("2024", "2023-05"): "По данным 2024 года",
    ("около ноября 2025",): "По данным на ноябрь 2025",
    ("редакция 29.12.2023", "2022–2023"): "По данным на декабрь 2023",
    ("осень 2025",): "По данным 2025 года",
    ("22 июля, год не указан", None): "",
}


@pytest.mark.parametrize(("dates", "age"), FOOTERS.items())
def test_a_card_is_as_new_as_its_newest_source(dates, age):
    details = Details(sources=tuple(Source(title="РИАМО", date=each) for each in dates))
    told = to_plain(knowledge_texts.footer(details, None))
    assert told.count("РИАМО") == len(dates)
    assert told.startswith(f"{age}. Источник" if age else "Источник")
    told = to_plain(knowledge_texts.footer(details, date(2026, 11, 30)))
    checked = "проверено 30.11.2026"
    assert told.startswith(f"{age}, {checked}. " if age else f"{checked.capitalize()}. ")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (112, "112 дней"),
    ],
)
def test_numbers_agree_with_their_nouns(number, words):
    assert ui_texts.plural(number, "день", "дня", "дней") == words


async def test_a_new_day_writes_the_person_down_again(person, database, clock):
    await person.writes("/start")
    first = (await database.row("SELECT last_seen FROM people"))["last_seen"]
    clock.now = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))
    await person.writes("/start")
    assert (await database.row("SELECT last_seen FROM people"))["last_seen"] > first
