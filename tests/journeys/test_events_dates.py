"""An admin moves an exhibition, and those who saved it are told."""

from datetime import date, timedelta

import pytest

from bot.events import texts as events_texts
from bot.events.buttons import AskToMove, MoveEvent, OpenEvent
from bot.events.models import Status, parse_days
from bot.reminders import texts as reminders_texts
from bot.ui import texts as ui_texts


@pytest.fixture
async def gitex(services):
    return await services.events.find_key("gitex-global-2026")


@pytest.fixture
async def editor(admin, gitex):
    """An admin who is asked for new dates."""
    await admin.writes("/start")
    await admin.opens(OpenEvent(event_id=gitex.id).pack())
    await admin.presses(events_texts.MOVE)
    return admin


async def test_an_admin_moves_a_date_and_who_saved_the_event_is_told(
    person, editor, world, services, gitex
):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.presses(reminders_texts.SAVE)

    await editor.writes("14.12.2026 – 18.12.2026")
    assert "Было: 7–11 декабря 2026" in editor.screen.text
    assert "Станет: 14–18 декабря 2026" in editor.screen.text
    assert events_texts.followers(1) in editor.screen.text
    assert "Файл календаря эту правку не отменит" in editor.screen.text
    await editor.presses(events_texts.APPLY)
    assert editor.toast == events_texts.MOVED
    assert "14–18 декабря 2026" in editor.screen.text
    (action,) = await services.audit.latest(1)
    assert (action.action, action.subject) == ("move event", gitex.key)
    assert "2026-12-07" in action.before
    assert "2026-12-14" in action.after

    await world.tick()
    assert "Новые даты: 14–18 декабря 2026 (были 7–11 декабря 2026)" in person.screen.text


async def test_a_card_does_not_credit_its_source_with_what_an_admin_changed(editor, clock):
    await editor.writes("14.12.2026 – 18.12.2026")
    await editor.presses(events_texts.APPLY)
    assert "✏️ Даты изменены редакцией 23 ноября 2026" in editor.screen.text
    assert "Источник прежних дат: gulfnews.com, 16.10.2025" in editor.screen.text
    assert "Состояние изменено" not in editor.screen.text

    clock.now += timedelta(days=1)
    await editor.presses(events_texts.MOVE)
    await editor.presses(events_texts.TO_STATUS[Status.UNCONFIRMED])
    await editor.presses(events_texts.APPLY)
    assert "✏️ Даты изменены редакцией 23 ноября 2026" in editor.screen.text
    assert "✏️ Состояние изменено редакцией 24 ноября 2026" in editor.screen.text


async def test_a_cancelled_card_says_who_cancelled_it(editor):
    await editor.presses(events_texts.TO_STATUS[Status.CANCELLED])
    await editor.presses(events_texts.APPLY)
    assert "Даты изменены" not in editor.screen.text
    assert "Состояние изменено редакцией 23 ноября 2026" in editor.screen.text
    assert "Источник прежних сведений: gulfnews.com" in editor.screen.text


async def test_before_a_change_the_admin_sees_which_answers_name_the_old_dates(editor):
    await editor.writes("14.12.2026")
    assert "⚠️ Прежние даты названы и в ответах" in editor.screen.text
    assert "• Выставки в Дубае: масштаб и когда проходят" in editor.screen.text
    await editor.presses(events_texts.APPLY)
    await editor.presses(events_texts.MOVE)
    await editor.presses(events_texts.TO_STATUS[Status.CANCELLED])
    assert events_texts.NOT_NAMED in editor.screen.text


async def test_what_another_admin_has_changed_since_is_shown_before_it_is_changed_again(
    editor, other_admin, services, gitex
):
    await editor.presses(events_texts.TO_STATUS[Status.UNCONFIRMED])
    await other_admin.writes("/start")
    await other_admin.opens(AskToMove(event_id=gitex.id).pack())
    await other_admin.writes("14.12.2026 – 18.12.2026")
    await other_admin.presses(events_texts.APPLY)

    await editor.presses(events_texts.APPLY)
    assert (editor.toast, editor.alert) == (events_texts.CHANGED_MEANWHILE, True)
    assert "Было: 14–18 декабря 2026" in editor.screen.text
    assert "Станет: 7–11 декабря 2026" in editor.screen.text
    assert (await services.events.event(gitex.id)).starts == date(2026, 12, 14)
    await editor.presses(events_texts.APPLY)
    assert (await services.events.event(gitex.id)).starts == date(2026, 12, 7)


async def test_dates_that_cannot_be_read_are_asked_again(editor):
    await editor.writes("в декабре")
    assert events_texts.UNREADABLE in editor.screen.text
    await editor.writes("14.12.2026")
    assert "Станет: 14 декабря 2026" in editor.screen.text
    await editor.presses(ui_texts.BACK)
    assert "Пришлите новые даты" in editor.screen.text


async def test_an_event_is_cancelled_by_a_button_and_new_dates_bring_it_back(
    editor, services, gitex
):
    await editor.presses(events_texts.TO_STATUS[Status.CANCELLED])
    assert events_texts.followers(0) in editor.screen.text
    await editor.presses(events_texts.APPLY)
    assert (await services.events.event(gitex.id)).status is Status.CANCELLED
    await editor.presses(events_texts.MOVE)
    await editor.writes("14.12.2026")
    await editor.presses(events_texts.APPLY)
    assert (await services.events.event(gitex.id)).status is Status.UNCONFIRMED


async def test_a_date_that_is_not_there_cannot_be_confirmed(editor, services):
    undated = next(each for each in await services.events.live() if each.starts is None)
    await editor.opens(AskToMove(event_id=undated.id).pack())
    assert events_texts.MOVE_NO_DATES in editor.screen.text
    assert events_texts.TO_STATUS[Status.CONFIRMED] not in editor.screen.buttons


async def test_without_an_audit_entry_no_date_changes(editor, services, gitex, refuse_audit):
    await editor.writes("14.12.2026 – 18.12.2026")
    preview = editor.screen
    await refuse_audit()
    await editor.presses(events_texts.APPLY, preview)
    assert await services.events.event(gitex.id) == gitex
    await refuse_audit(full=False)
    await editor.presses(events_texts.APPLY, preview)
    assert (await services.events.event(gitex.id)).starts == date(2026, 12, 14)
    assert len(await services.audit.latest(10)) == 1


async def test_only_admins_may_move_an_event(person, services, gitex):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    assert events_texts.MOVE not in person.screen.buttons
    for data in (
        AskToMove(event_id=gitex.id),
        MoveEvent(event_id=gitex.id, starts=0, ends=0, status=Status.CANCELLED, seen=0),
    ):
        await person.opens(data.pack())
        assert person.toast == ui_texts.TEAM_ONLY
    assert await services.events.event(gitex.id) == gitex


@pytest.mark.parametrize(
    "text",
    [
        "14.12.2026 – 18.12.2026",
        "14.12.2026-18.12.2026",
        "14.12 — 18.12.2026",
        "14–18 декабря 2026",
        "14–\N{WORD JOINER}18 декабря 2026",  # copied from a card
        "14 декабря – 18 декабря 2026 г.",
        " 14  -  18  ДЕКАБРЯ  2026 года",
    ],
)
def test_days_are_read_as_people_write_them(text):
    assert parse_days(text) == (date(2026, 12, 14), date(2026, 12, 18))


def test_one_day_is_the_first_and_the_last():
    assert parse_days("1 мая 2027") == (date(2027, 5, 1), date(2027, 5, 1))


@pytest.mark.parametrize("ends", [date(2026, 11, 30), date(2026, 12, 4), date(2027, 1, 9)])
def test_what_the_bot_says_of_dates_it_can_read(ends):
    starts = date(2026, 11, 30)
    assert parse_days(ui_texts.span(starts, ends)) == (starts, ends)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14 декабря",
        "14 ремонта 2026",
        "2026",
        "14.12.2026 и ещё когда-нибудь",
        "завтра",
        "31.02.2027",
        "18.12.2026 - 14.12.2026",
        "1.1.2027 2.1.2027 3.1.2027",
    ],
)
def test_what_is_not_a_pair_of_days_is_not_taken(text):
    assert parse_days(text) is None
