"""Personal data: shown, exported, deleted, and deleted by itself in time."""

import gc
import json
from datetime import timedelta

import pytest

from bot.applications.buttons import OpenForm
from bot.knowledge import texts as knowledge_texts
from bot.people import texts as people_texts
from bot.people.buttons import DeleteMe
from bot.people.models import NEVER
from bot.people.privacy import PERSONAL_DATA
from bot.search.models import SearchResult
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.fixtures import ADMIN, make_settings
from tests.person import Screen

MISS = "как пожарить стейк средней прожарки"


@pytest.fixture
def settings() -> Settings:
    return make_settings(keep_days=30)


@pytest.fixture
async def known(person, admin):
    """A person who has left a trace in every feature."""
    await admin.writes("/start")
    await person.writes("/start")
    await person.presses(knowledge_texts.BUSINESS)
    await person.writes("когда открылось Руднево")
    await person.presses(knowledge_texts.SAVE)
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    await person.presses(specialist_texts.WRITE_MORE)
    await person.writes("Это срочно", reply_to=person.messages[-1]["message_id"])
    return person


def screen_with(person, label: str) -> Screen:
    """The latest screen that still has this button."""
    screens = [Screen(message) for message in person.messages]
    return next(screen for screen in reversed(screens) if label in screen.buttons)


async def everything(database) -> dict[str, list]:
    tables = await database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {row["name"]: await database.rows(f"SELECT * FROM {row['name']}") for row in tables}


async def test_privacy_tells_what_the_settings_really_keep(person):
    await person.writes("/privacy")
    assert "храню 30 дней" in person.screen.text
    assert people_texts.STAFF in person.screen.text
    for words in people_texts.DATA_KINDS.values():
        assert words in person.screen.text
    assert "номер-идентификатор в Telegram (не телефон)" in person.screen.text
    assert "телефон вижу, только если вы сами его написали" in person.screen.text
    await person.presses(ui_texts.HOME)
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses(knowledge_texts.HELP)
    await person.presses(knowledge_texts.PRIVACY)
    assert "Что я о вас помню" in person.screen.text
    await person.presses(ui_texts.BACK)
    assert knowledge_texts.HELP in person.screen.text


async def test_without_staff_nothing_is_told_of_them(person, services, monkeypatch):
    monkeypatch.setattr(services.team, "_roles", {})
    await person.writes("/privacy")
    assert people_texts.STAFF not in person.screen.text


@pytest.mark.parametrize("way", ["command", "button"])
async def test_a_person_gets_everything_stored_about_them(known, world, way):
    if way == "command":
        await known.writes("/export_me")
    else:
        await known.writes("/privacy")
        await known.presses(people_texts.EXPORT)
    document = known.messages[-1]["document"]
    assert document["file_name"] == people_texts.EXPORT_NAME
    stored = json.loads(world.telegram.files.get(document["file_id"]).data)
    assert stored["people"][0]["role"] == "business"
    assert stored["people"][0]["first_seen"] == "2026-11-23T12:00:00+03:00"
    assert [row["text"] for row in stored["questions"]] == ["когда открылось Руднево", MISS]
    assert stored["enquiries"][0]["text"] == MISS
    assert stored["saved_answers"]
    assert stored["dialogues"][0]["name"] == "Ирина"
    assert {row["author"] for row in stored["letters"]} == {"person"}


async def test_after_deletion_only_a_digest_is_left(known, database, admin, services):
    await known.writes("/delete_me")
    assert people_texts.KEPT_OF_ADMINS not in known.screen.text
    await known.presses(people_texts.DELETE_NOW)
    assert known.screen.text == people_texts.DELETED
    assert admin.messages[-1]["text"] == specialist_texts.LEFT
    left = await everything(database)
    for table, rows in left.items():
        for row in rows:
            assert known.id not in row.values(), table
            assert str(known.id) not in map(str, row.values()), table
    assert len(left["suppressed"]) == 1
    assert not any(MISS in str(rows) for rows in left.values())
    assert {table.name for table in PERSONAL_DATA} <= left.keys()


async def test_what_is_said_after_deletion_is_what_is_kept(known, database):
    await known.writes("/delete_me")
    await known.presses(people_texts.DELETE_NOW)
    assert "кроме необратимого отпечатка" in known.screen.text
    assert "Если снова спросите, сохраню вопрос" in known.screen.text
    assert len(await database.rows("SELECT digest FROM suppressed")) == 1
    await known.writes(MISS)
    (asked,) = await database.rows("SELECT text FROM questions WHERE person_id = ?", known.id)
    assert asked["text"] == MISS


async def test_an_application_keeps_the_telephone_that_a_person_wrote(person, services, database):
    """As /privacy says: in an application it stays, of a question it is taken away."""
    found = await services.events.find_key("gitex-global-2026")
    await person.writes("/start")
    await person.opens(OpenForm(event_id=found.id).pack())
    for words in ("Ромашка", "+7 900 000-00-00"):
        await person.writes(words)
    await person.writes("/search перезвоните на +7 900 000-00-00 про грант")
    (row,) = await database.rows("SELECT contact FROM applications WHERE person_id = ?", person.id)
    assert "900 000-00-00" in row["contact"]
    asked = await database.rows("SELECT text FROM questions WHERE person_id = ?", person.id)
    assert asked
    assert "000-00" not in str(asked)


async def test_who_comes_back_is_new_and_is_not_written_to(known, database):
    await known.writes("/delete_me")
    await known.presses(people_texts.DELETE_NOW)
    await known.writes("/start")
    assert knowledge_texts.WHO_ARE_YOU in known.screen.text
    row = await database.row("SELECT role, paused_until FROM people WHERE id = ?", known.id)
    assert row == {"role": None, "paused_until": NEVER}
    await known.writes("/settings")
    assert people_texts.SILENCED in known.screen.text
    assert "2100" not in known.screen.text
    await known.presses(people_texts.RESUME)
    assert people_texts.SILENCED not in known.screen.text
    await known.writes("/saved")
    assert knowledge_texts.SAVED_EMPTY in known.screen.text


async def test_others_who_are_new_are_not_quietened(known, someone, database):
    await known.writes("/delete_me")
    await known.presses(people_texts.DELETE_NOW)
    other = someone(1000777)
    await other.writes("/start")
    row = await database.row("SELECT paused_until FROM people WHERE id = ?", other.id)
    assert row == {"paused_until": None}


async def test_after_a_deletion_no_question_is_left_in_memory(known):
    def remembered() -> set[str]:
        return {each.question for each in gc.get_objects() if isinstance(each, SearchResult)}

    assert MISS in remembered()
    await known.writes("/delete_me")
    await known.presses(people_texts.DELETE_NOW)
    gc.collect()
    assert MISS not in remembered()


async def test_deletion_can_be_called_off_and_is_asked_twice(known, database):
    await known.writes("/privacy")
    await known.presses(people_texts.DELETE)
    await known.presses(ui_texts.BACK)
    assert "Что я о вас помню" in known.screen.text
    assert await database.row("SELECT id FROM people WHERE id = ?", known.id)


async def test_an_old_delete_button_does_no_harm_twice(known):
    await known.writes("/delete_me")
    await known.presses(people_texts.DELETE_NOW)
    await known.opens(DeleteMe().pack())
    assert known.screen.text == people_texts.DELETED


async def test_the_deeds_of_an_admin_stay(admin, services, database):
    await admin.writes("/start")
    await services.audit.record(ADMIN, "change", "something")
    await admin.writes("/delete_me")
    assert people_texts.KEPT_OF_ADMINS in admin.screen.text
    await admin.presses(people_texts.DELETE_NOW)
    assert people_texts.KEPT_OF_ADMINS in admin.screen.text
    assert await database.row("SELECT id FROM people WHERE id = ?", ADMIN) is None
    assert len(await services.audit.latest(5)) == 1


async def test_what_is_old_is_removed_by_itself(known, world, database, clock):
    await world.tick()
    assert await database.rows("SELECT id FROM questions")
    clock.now += timedelta(days=29)
    await known.writes("когда открылось Руднево")
    await world.tick()
    assert len(await database.rows("SELECT id FROM questions")) == 3
    clock.now += timedelta(days=2)
    await world.tick()
    assert len(await database.rows("SELECT id FROM questions")) == 1
    for table in ("letters", "dialogues", "enquiries"):
        assert not await database.rows(f"SELECT * FROM {table}"), table
    assert await database.rows("SELECT id FROM people WHERE id = ?", known.id)


async def test_a_living_dialogue_is_kept_with_its_question(known, world, database, clock, admin):
    clock.now += timedelta(days=29)
    await known.presses(
        specialist_texts.WRITE_MORE, screen_with(known, specialist_texts.WRITE_MORE)
    )
    await known.writes("Я всё ещё жду", reply_to=known.messages[-1]["message_id"])
    clock.now += timedelta(days=5)
    await world.tick()
    assert [row["text"] for row in await database.rows("SELECT text FROM enquiries")] == [MISS]
    assert await database.rows("SELECT id FROM dialogues")
    letters = await database.rows("SELECT DISTINCT from_message FROM letters")
    assert len(letters) == 1  # to every admin, and only the one that is young enough
