"""What belongs to a person — telephones, documents, cards — is kept in no table and in no log."""

import logging
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from bot.background import Background
from bot.knowledge import texts as knowledge_texts
from bot.logs import set_up_logs
from bot.people import texts as people_texts
from bot.questions import texts as questions_texts
from bot.questions.masks import masked
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import UpdateRepository
from tests.fixtures import make_settings
from tests.person import World
from tests.personal_data import PERSONAL, traces_in
from tests.staff import FORUM, STAFF, png

GRANT = "Грант на экспорт: сколько дают"
CONTENT = {"answers", "sections", "events", "revisions", "imported"}  # numbers of offices
NUMBERED = re.compile(r"\?\d{1,2}\b")  # values of a statement: «?1, ?2, ?3» is no telephone
MADE_UP = re.compile("[0-9A-Fa-f]+")  # names of albums, files and versions; a few look like cards
SAID = {mask: f"снегоуборщик, {', тут '.join(values)}" for mask, values in PERSONAL.items()}
VALUES = [value for values in PERSONAL.values() for value in values if len(value) > 9]
EVERYTHING = ", и ещё ".join(SAID.values())


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def log(monkeypatch):
    """Everything that is logged from now on, as an operator reads it who asked for every line."""
    said = StringIO()
    monkeypatch.setattr("sys.stderr", said)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # or they would be closed
    set_up_logs("debug", "text")
    (ours,) = root.handlers
    root.handlers.extend(handlers)
    yield said.getvalue
    root.removeHandler(ours)
    root.setLevel(level)


@pytest.fixture
async def taken_in(world: World, database, monkeypatch) -> AsyncIterator[None]:
    """Updates go the whole way: they are kept before they are handled."""
    lanes = Background()

    async def handle(update: dict) -> None:
        await world.dispatcher.feed_raw_update(world.bot, update)

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)

    async def settle() -> None:
        while world._waiting:
            await inbox.accept([world._waiting.pop(0)])
            await inbox.drain(60)

    monkeypatch.setattr(world, "settle", settle)
    yield
    await lanes.close()


async def everything(database) -> list[str]:
    """Every text of every table that people can fill."""
    tables = await database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    texts_of = [
        [
            value
            for row in await database.rows(f"SELECT * FROM {table}")
            if (table, row.get("author_id")) != ("phrasings", None)
            for value in row.values()
            if isinstance(value, str)
        ]
        for table in {row["name"] for row in tables} - CONTENT
    ]
    return [text for texts in texts_of for text in texts]


async def nothing_is_left(database, said: str, *marks: str) -> None:
    kept = await everything(database)
    for mark in marks:
        assert any(mark in text for text in kept), mark
    assert {trace for text in kept for trace in traces_in(text)} == set()
    assert [text for text in kept if masked(text) != text and not MADE_UP.fullmatch(text)] == []
    assert "is handled" in said
    assert "INSERT INTO" not in said
    for line in said.splitlines():
        assert traces_in(NUMBERED.sub("?", line)) == set(), line


async def test_the_corpus_is_found_where_it_is():
    found = traces_in(EVERYTHING)
    assert found == {value for values in PERSONAL.values() for value in values}
    assert len(VALUES) > len(found) / 2


@pytest.mark.usefixtures("taken_in")
async def test_questions_votes_and_the_inbox_keep_none_of_it(admin, person, database, log):
    for text in SAID.values():
        question = await person.writes(text)
        await person.edits(question, f"{text}!")
        await person.asks_inline(text)
        await person.writes(f"/inbox {text}")
    await person.writes("как получить грант на экспорт")
    await person.presses(questions_texts.USELESS)
    await person.presses("Не о том")
    await person.writes(EVERYTHING)
    await admin.writes("/inbox")
    await admin.presses("снегоуборщик")
    await admin.presses(questions_texts.BIND)
    await admin.writes("грант на экспорт")
    await admin.presses(GRANT)
    await admin.writes("/inbox")
    await admin.presses(admin.screen.buttons[0])
    await admin.presses(questions_texts.WRITE)
    await nothing_is_left(database, log(), "снегоуборщик", *PERSONAL)


@pytest.mark.usefixtures("taken_in")
async def test_a_caption_that_is_a_question_leaves_none_of_it_either(person, world, database, log):
    for text in SAID.values():
        (picture,) = world.telegram.send_album(person.id, [("photo", png())], text)
        await world.settle()
        await person.edits(picture, f"{text}!")
    await nothing_is_left(database, log(), "снегоуборщик", *PERSONAL)


@pytest.mark.usefixtures("taken_in")
async def test_a_dialogue_keeps_none_of_it_and_brings_all_of_it(person, staff, database, log):
    for text in SAID.values():
        await person.writes(text)
        await person.presses(specialist_texts.ASK)
        assert specialist_texts.WITH_MESSAGE in person.screen.text
        assert traces_in(person.screen.text) == set()
        await person.presses(specialist_texts.SEND)
        assert specialist_texts.CARD_HIDES in staff.card.text
        assert traces_in(staff.card.text + staff.group.topics[staff.topic].name) == set()
        assert staff.seen[-1] == text

    answer = await staff.writes(f"Записал: {EVERYTHING}")
    assert person.screen.text == f"Записал: {EVERYTHING}"
    staff.world.telegram.edit(STAFF, answer["message_id"], f"Проверьте: {EVERYTHING}", FORUM)
    await staff.world.settle()
    letter = await person.writes(f"Верно: {EVERYTHING}", reply_to=person.screen.id)
    await person.edits(letter, f"Неверно: {EVERYTHING}")
    assert staff.seen[-1] == f"Неверно: {EVERYTHING}"
    await staff.presses(specialist_texts.MAKE_ANSWER)
    assert traces_in(staff.pressed.text) == set()
    await staff.presses(specialist_texts.reply_button(1), staff.pressed)
    drafts = await database.rows("SELECT fields FROM drafts")
    assert "Проверьте: снегоуборщик, ‹телефон›" in drafts[0]["fields"]
    await nothing_is_left(database, log(), "снегоуборщик", "Проверьте", *PERSONAL)


@pytest.mark.usefixtures("taken_in")
async def test_what_was_deleted_is_not_in_the_file_either(person, staff, database):
    await person.writes("/start")
    for text in SAID.values():
        await person.writes(text)
        await person.presses(specialist_texts.ASK)
        await person.presses(specialist_texts.SEND)
    assert "снегоуборщик".encode() in whole(database.path)
    assert not any(value.encode() in whole(database.path) for value in VALUES)
    await person.writes("/delete_me")
    await person.presses(people_texts.DELETE_NOW)
    assert "снегоуборщик".encode() not in whole(database.path)


def whole(path: Path) -> bytes:
    """The file as whoever copies it finds it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.mark.usefixtures("taken_in")
async def test_what_was_written_to_a_specialist_and_corrected_leaves_none_of_it(
    person, staff, database, log
):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    mine = await person.writes("Перезвоните мне", reply_to=person.messages[-1]["message_id"])
    await person.edits(mine, f"Перезвоните: {SAID['‹телефон›']}")
    assert specialist_texts.WITH_MESSAGE in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert staff.seen[-1] == f"Перезвоните: {SAID['‹телефон›']}"
    await person.edits(mine, f"Пишите: {SAID['‹почта›']}")
    assert staff.seen[-1] == f"Пишите: {SAID['‹почта›']}"
    assert "‹почта›" in staff.card.text
    await nothing_is_left(database, log(), "‹почта›")


@pytest.mark.usefixtures("taken_in")
async def test_a_number_that_comes_with_a_correction_reaches_the_staff(asked, staff, database, log):
    await asked.presses(specialist_texts.WRITE_MORE)
    await asked.writes("Второй вопрос", reply_to=asked.messages[-1]["message_id"])
    await staff.presses(specialist_texts.CLOSE)
    await asked.presses(specialist_texts.WRITE_MORE)
    mine = await asked.writes("Жду звонка", reply_to=asked.messages[-1]["message_id"])
    await asked.presses(specialist_texts.SEND)
    await asked.edits(mine, "Жду звонка: 8 926 123-45-67")
    assert "Жду звонка: ‹телефон›" in staff.card.text
    assert staff.seen[-1] == "Жду звонка: 8 926 123-45-67"
    await nothing_is_left(database, log(), "‹телефон›")


@pytest.mark.usefixtures("taken_in")
async def test_a_caption_is_masked_as_words_are(person, staff, database, log):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    invitation = person.messages[-1]["message_id"]
    files, caption = [("photo", png())], f"Фото: {SAID['‹карта›']}"
    person.world.telegram.send_album(person.id, files, caption, reply_to=invitation)
    await person.world.settle()
    await person.presses(specialist_texts.SEND)
    assert "‹карта›" in staff.card.text
    assert "photo" in staff.group.messages[-1]
    await nothing_is_left(database, log(), "‹карта›")
