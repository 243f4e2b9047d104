"""Every table that holds personal data is listed, shown to the person, exported and deleted."""

import re
import sqlite3
from contextlib import closing

import pytest

from bot.people import texts as people_texts
from bot.people.models import DataKind
from bot.people.privacy import PERSONAL_DATA
from bot.storage.migrations import migrate

PERSONAL = re.compile(
    r"((.*_)?(person|admin|author|user|editor|owner|voter|member)_id|.+_by|.*chat.*)"
)
DATES = {("answers", "review_by"), ("events", "apply_by"), ("saved_events", "apply_by")}
BESIDE_A_PERSON = {  # chats in rows that are listed by another column
    ("questions", "chat_id"),
    ("deliveries", "chat_id"),
    ("broadcasts", "from_chat_id"),
    ("letters", "from_chat"),
    ("letters", "to_chat"),
    ("dialogues", "chat_id"),
}


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "bot.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        return {
            (table, row[1])
            for table in tables
            for row in connection.execute(f"PRAGMA table_info({table})")
        }


def test_every_column_that_names_a_person_is_listed(columns):
    found = {
        (table, column)
        for table, column in columns - DATES - BESIDE_A_PERSON
        if PERSONAL.fullmatch(column) or (table, column) == ("people", "id")
    }
    assert found == {(table.name, table.column) for table in PERSONAL_DATA}


def test_people_come_first_because_they_are_removed_last():
    assert PERSONAL_DATA[0].name == "people"


def test_everything_listed_has_its_words():
    kinds = {table.kind for table in PERSONAL_DATA}
    assert set(people_texts.DATA_KINDS) == set(DataKind) == kinds
    assert kinds >= people_texts.KEPT.keys()
