"""What is due for review: the list, whoever answers for it, the weekly note, the command line."""

import asyncio
from datetime import datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.editing.models import ContentId
from bot.history.buttons import OpenSubject
from bot.knowledge.importer import import_content
from bot.knowledge.models import ContentKind
from bot.questions import texts as questions_texts
from bot.reviews import texts as reviews_texts
from bot.reviews.buttons import OpenReviews
from bot.settings import KNOWLEDGE
from tests.clock import MOSCOW
from tests.drafts import version_of
from tests.fixtures import OTHER_ADMIN

KEY = "export/money/grant"


@pytest.fixture
async def grant(services, admin):
    """The only answer that is due soon."""
    await admin.writes("/start")
    await services.resources.database.write("UPDATE answers SET review_by = '2028-01-01'")
    subject = ContentId(ContentKind.ANSWER, (await services.knowledge.find_key(KEY)).id)
    await services.editing.history.change_to(subject, {"review_by": "2026-11-20"}, admin.id)
    return subject.id


async def test_the_list_shows_what_is_overdue_until_it_is_checked(admin, grant):
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    await admin.presses("🕓 На проверку: 1")
    assert "просрочено — 1" in admin.screen.text
    assert "Экспорт › Гранты, субсидии, займы" in admin.screen.text
    assert f"• {reviews_texts.NOBODY} — 1" in admin.screen.text
    await admin.presses("⚠️ 20.11")
    await admin.presses(reviews_texts.CHECK)
    await admin.opens(OpenReviews().pack())
    assert reviews_texts.NO_REVIEWS in admin.screen.text


async def test_the_list_may_be_of_ones_own_answers_alone(admin, grant, database):
    await admin.opens(OpenReviews(mine=True).pack())
    assert reviews_texts.NO_REVIEWS in admin.screen.text
    await admin.opens(OpenSubject(kind=ContentKind.ANSWER, subject_id=grant).pack())
    version = await version_of(database, grant)
    await admin.presses(reviews_texts.TAKE_OWNERSHIP)
    assert admin.toast == reviews_texts.OWNED
    assert reviews_texts.LEAVE_OWNERSHIP in admin.screen.buttons
    assert await version_of(database, grant) == version
    await admin.opens(OpenReviews(mine=True).pack())
    assert "• Ольга — 1" in admin.screen.text


async def test_owners_get_one_note_a_week(admin, world, clock, grant, services):
    other = world.person(OTHER_ADMIN, "Анна")
    await other.writes("/start")
    await services.editing.history.change_to(
        ContentId(ContentKind.ANSWER, grant), {"owner": admin.id}, admin.id
    )
    clock.now = datetime(2026, 11, 30, 11, 5, tzinfo=MOSCOW)  # a Monday
    told = {who: len(who.messages) for who in (admin, other)}
    for _ in range(2):
        await world.tick()
    assert "1 ответ пора сверить с источниками" in admin.screen.text
    assert [len(who.messages) - told[who] for who in (admin, other)] == [1, 0]
    await admin.presses("🕓 На проверку: 1")
    assert "просрочено — 1" in admin.screen.text
    clock.now += timedelta(days=7)
    await world.tick()
    assert len(admin.messages) - told[admin] == 2


async def test_every_editor_hears_of_an_answer_for_which_nobody_answers(admin, world, clock, grant):
    other = world.person(OTHER_ADMIN, "Анна")
    await other.writes("/start")
    clock.now = datetime(2026, 11, 30, 12, tzinfo=MOSCOW)
    await world.tick()
    assert "Напоминание на неделю" in admin.screen.text
    assert "Напоминание на неделю" in other.screen.text


async def test_editors_are_told_of_a_conflict_once(admin, world, clock, database, services, grant):
    clock.now += timedelta(days=1)  # no Monday: nothing else is told
    await services.editing.history.change_to(
        ContentId(ContentKind.ANSWER, grant), {"title": "Экспортный грант"}, admin.id
    )
    await database.write(
        "UPDATE imported SET fields = json_set(fields, '$.title', 'Прежний') WHERE subject_id = ?",
        grant,
    )
    await database.write("UPDATE content SET fingerprint = ''")
    assert (await import_content(database, KNOWLEDGE)).conflicts
    told = len(admin.messages)
    for _ in range(2):
        await world.tick()
    assert "Файлы и чат разошлись" in admin.screen.text
    assert len(admin.messages) == told + 1
    await admin.presses("⚖️ Расхождения с файлами: 1")
    assert "Заголовок · Экспортный грант" in admin.screen.buttons


async def test_the_command_lists_what_is_due(database, grant, monkeypatch):
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    command = ["knowledge", "due", "--days", "30"]
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), command)
    assert f"2026-11-20 (overdue)  {KEY}  nobody" in result.output
