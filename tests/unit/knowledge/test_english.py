"""A text in English beside the Russian one: what is checked, and that it travels with it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from bot.knowledge.check import check, cut_labels, outdated_translations
from bot.knowledge.content_repository import save_answer
from bot.knowledge.exporter import export_content
from bot.knowledge.files import ContentError, answer_fields
from bot.knowledge.importer import import_content
from bot.knowledge.revisions import Authorship
from bot.people.models import Language
from bot.search.question import language_of
from bot.settings import KNOWLEDGE
from bot.ui.english import LABELS, TEXTS

ANSWER = """---
title: Где взять грант
audience: [business]
questions: [кто даёт грант]
sources: [{{title: Сайт}}]
english:
  title: Where to get a grant
  questions: [{question}]
  translates: {code}
  body: |
    In the **fund**.
{more}---
В фонде.
"""


def write(folder: Path, question="who gives a grant", code="abcdef", more="") -> Path:
    (folder / "money").mkdir(exist_ok=True)
    (folder / "money/_section.yaml").write_text(
        "title: Деньги\nemoji: 💰\norder: 1\ndescription: О деньгах\naudience: [business]\n"
    )
    text = ANSWER.format(question=question, code=code, more=more)
    (folder / "money/grant.md").write_text(text)
    return folder


def test_a_translation_that_is_older_than_the_russian_text_is_told_with_its_new_code(tmp_path):
    [problem] = outdated_translations(check(write(tmp_path)))
    assert problem.file == "money/grant.md"
    assert problem.field == "english.translates"
    code = re.search("[a-z]{6}$", problem.reason)[0]
    content = check(write(tmp_path, code=code))
    assert list(outdated_translations(content)) == []
    file = tmp_path / "money/grant.md"
    file.write_text(file.read_text().replace("В фонде.", "В фонде займов."))
    assert len(list(outdated_translations(check(tmp_path)))) == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("    Это грант.\n", "русские буквы"),
        ("    # Head\n", "заголовков у ответа нет"),
        ("  keywords: [grant]\n", "неизвестное поле"),
        ("  short: A button that no phone shows uncut at all\n", "слишком длинно"),
    ],
)
def test_what_is_wrong_in_english_is_told(tmp_path, more, told):
    with pytest.raises(ContentError, match=told):
        check(write(tmp_path, more=more))


def test_two_answers_may_not_share_a_question_in_english(tmp_path):
    write(tmp_path)
    text = (tmp_path / "money/grant.md").read_text().replace("Где взять грант", "Ещё грант")
    (tmp_path / "money/other.md").write_text(text)
    with pytest.raises(ContentError, match="вопрос повторяется: «who gives a grant»"):
        check(tmp_path)


def test_a_long_title_in_english_needs_a_short_one(tmp_path):
    file = write(tmp_path) / "money/grant.md"
    file.write_text(file.read_text().replace("to get a grant", "to get a grant for an exhibition"))
    assert [each.field for each in cut_labels(check(tmp_path))] == ["english.short"]


async def test_an_editor_who_changes_the_russian_text_keeps_the_english_one(database, tmp_path):
    key, folder = "export/money/grant", copytree(KNOWLEDGE, tmp_path / "knowledge")
    file = folder / f"{key}.md"
    english = re.search(r"(?ms)^english:\n.*?^---$", file.read_text())[0]
    fields = answer_fields(check(folder).answers[key])
    changed = {**fields, "body": f"{fields['body']}\n\nСверено."}
    async with database.transaction() as transaction:
        await save_answer(
            transaction, key, changed, Authorship(1, datetime(2026, 11, 23, tzinfo=UTC))
        )
    assert (await export_content(database, folder)).changed == (key,)
    assert english in file.read_text()
    assert [each.file for each in outdated_translations(check(folder))] == [f"{key}.md"]
    assert (await import_content(database, folder)).changed == 0


@pytest.mark.parametrize(
    ("text", "language"),
    {
        "what is mosprom": "en",
        "sez tax benefits": "en",
        "как получить grant": "ru",
        "МЭЦ": "ru",
        "gitex 2026": None,
        "kak poluchit grant na eksport": None,
        "do kakogo chisla": None,
        "rfr gjkexbnm uhfyn": None,
        "123": None,
    }.items(),
)
def test_the_language_of_a_question(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("code", "language"),
    {
        "ru": "ru",
        "kk": "ru",
        "uz": "ru",
        None: "ru",
        "en": "en",
        "en-GB": "en",
        "zh-hans": "en",
    }.items(),
)
def test_the_language_of_telegram(code, language):
    assert Language.of_telegram(code) == language


def test_english_words_are_english_and_as_short_as_the_russian_ones_may_be():
    for russian, english in (LABELS | TEXTS).items():
        assert english
        assert russian == english or not re.search("[А-Яа-яЁё]", english), english
    for label in LABELS.values():
        assert len(label) <= 32, label
