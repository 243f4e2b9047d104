"""«Мои заявки»: a person sees and withdraws their own applications."""

import pytest

from bot.applications import texts as applications_texts
from bot.applications.buttons import (
    AskToWithdraw,
    OpenApplication,
    OpenMyApplication,
    OpenMyApplications,
    WithdrawApplication,
)
from bot.applications.models import ApplicationState
from bot.events import texts as events_texts
from bot.reminders import texts as reminders_texts
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.person import Screen

TAKE = applications_texts.TO_STATES[ApplicationState.TAKEN]
COMPANY, CONTACT, WISH = "ООО <Ромашка>", "+7 900 000-00-00", "место на стенде"
OWNED = (OpenMyApplication, AskToWithdraw, WithdrawApplication)


@pytest.fixture
async def gitex(services):
    return await services.events.find_key("gitex-global-2026")


async def apply(who, event, company=COMPANY):
    await who.opens(f"w::{event.id}")
    for words in (company, CONTACT, WISH):
        await who.writes(words)
    await who.presses(applications_texts.SEND)


@pytest.fixture
async def applicant(person, admin, gitex, world):
    """A person whose application the admin has been told of."""
    await admin.writes("/start")
    await person.writes("/start")
    await apply(person, gitex)
    await world.tick()
    return person


async def kept(database):
    return await database.rows("SELECT id, state FROM applications ORDER BY id")


async def test_a_person_sees_what_they_have_sent_and_takes_it_back(
    applicant, database, services, gitex
):
    await applicant.writes("/events")
    assert {applications_texts.MINE, events_texts.MINE} <= set(applicant.screen.buttons)
    await applicant.presses(applications_texts.MINE)
    assert f"№ 1 · {gitex.label}\n📨 Отправлена 23 ноября 2026" in applicant.screen.text
    await applicant.presses(f"№ 1 · {gitex.label}")
    for words in (gitex.name, COMPANY, CONTACT, WISH, applications_texts.NOT_HANDLED):
        assert words in applicant.screen.text
    await applicant.presses(applications_texts.WITHDRAW)
    assert applications_texts.WHAT_GOES in applicant.screen.text
    assert await kept(database) == [{"id": 1, "state": "sent"}]
    await applicant.presses(applications_texts.WITHDRAW_NOW)
    assert applicant.toast == applications_texts.WITHDRAWN
    assert applications_texts.MINE_EMPTY in applicant.screen.text
    assert await kept(database) == []
    assert "applications" not in await services.privacy.export(applicant.id)
    await applicant.presses(ui_texts.BACK)
    assert reminders_texts.TITLE[3:-4] in applicant.screen.text


async def test_back_leads_from_the_question_to_the_application_and_the_list(applicant, database):
    await applicant.opens(OpenMyApplications().pack())
    await applicant.presses("№ 1")
    await applicant.presses(applications_texts.WITHDRAW)
    await applicant.presses(ui_texts.BACK)
    assert COMPANY in applicant.screen.text
    await applicant.presses(ui_texts.BACK)
    assert applications_texts.MINE_HINT in applicant.screen.text
    assert await kept(database) == [{"id": 1, "state": "sent"}]


async def test_what_was_just_sent_is_one_press_away(applicant):
    await applicant.presses(applications_texts.MINE)
    assert "№ 1" in applicant.screen.text


@pytest.mark.parametrize("typed", ["Мои заявки", "отозвать заявку", "отменить заявку!"])
async def test_the_list_opens_by_words(typed, applicant):
    await applicant.writes(typed)
    assert applications_texts.MINE_HINT in applicant.screen.text
    assert "№ 1" in applicant.screen.text


async def test_a_form_that_is_not_sent_is_not_in_the_list(person, gitex):
    await person.writes("/start")
    await person.opens(f"w::{gitex.id}")
    await person.writes(COMPANY)
    await person.opens(OpenMyApplications().pack())
    assert applications_texts.MINE_EMPTY in person.screen.text


@pytest.mark.parametrize("stale", [applications_texts.WITHDRAW, applications_texts.WITHDRAW_NOW])
async def test_a_handled_application_cannot_be_withdrawn(stale, applicant, admin, database):
    await applicant.opens(OpenMyApplication(application_id=1).pack())
    if stale == applications_texts.WITHDRAW_NOW:
        await applicant.presses(applications_texts.WITHDRAW)
    await admin.presses(TAKE)
    await applicant.presses(stale)
    assert (
        applications_texts.seen_to(ApplicationState.TAKEN, "23 ноября 2026")
        in applicant.screen.text
    )
    assert applications_texts.WITHDRAW not in applicant.screen.buttons
    assert applicant.alert == (stale == applications_texts.WITHDRAW_NOW)
    assert await kept(database) == [{"id": 1, "state": "taken"}]
    await applicant.presses(specialist_texts.ASK)
    await applicant.presses(ui_texts.BACK)
    await applicant.presses(ui_texts.BACK)
    assert "🔧 Отправлена 23 ноября 2026, взята в работу" in applicant.screen.text


async def test_the_card_of_a_withdrawn_application_disappears_for_admins(
    applicant, admin, services
):
    await applicant.opens(WithdrawApplication(application_id=1).pack())
    await admin.presses(TAKE)
    assert (admin.toast, admin.alert) == (applications_texts.WITHDRAWN_SINCE, True)
    assert applications_texts.NONE_YET in admin.screen.text
    assert COMPANY not in str(admin.messages)
    assert await services.audit.latest(1) == ()
    await admin.opens(OpenApplication(application_id=1).pack())
    assert (admin.toast, admin.alert) == (applications_texts.WITHDRAWN_SINCE, True)


async def test_admins_are_not_told_of_what_was_withdrawn_before(person, admin, world, gitex):
    await admin.writes("/start")
    await person.writes("/start")
    await apply(person, gitex)
    await person.opens(WithdrawApplication(application_id=1).pack())
    for _ in range(2):
        await world.tick()
    assert COMPANY not in str(admin.messages)


async def test_the_number_of_a_withdrawn_application_is_not_given_again(
    applicant, admin, someone, world, gitex, database
):
    """Else the next would go unannounced, and the old card would handle it."""
    old = Screen(dict(admin.screen.message))
    await applicant.opens(WithdrawApplication(application_id=1).pack())
    another = someone(1000040)
    await another.writes("/start")
    await apply(another, gitex, "АО «Василёк»")
    await world.tick()
    assert "АО «Василёк»" in admin.screen.text
    await admin.presses(TAKE, old)
    assert admin.toast == applications_texts.WITHDRAWN_SINCE
    assert await kept(database) == [{"id": 2, "state": "sent"}]


@pytest.mark.parametrize("kind", OWNED)
async def test_the_application_of_another_person_looks_deleted(kind, applicant, someone, database):
    stranger = someone(1000020)
    await stranger.writes("/start")
    for number in (1, 99):
        await stranger.opens(kind(application_id=number).pack())
        assert stranger.screen.text == ui_texts.GONE
    await stranger.opens(OpenMyApplications().pack())
    assert applications_texts.MINE_EMPTY in stranger.screen.text
    assert await kept(database) == [{"id": 1, "state": "sent"}]


async def test_many_applications_have_pages(applicant, gitex, database):
    async with database.transaction() as transaction:
        await transaction.many(
            """
            INSERT INTO applications
                (person_id, event_id, company, contact, wish, state, touched_at, sent_at)
            VALUES (?, ?, ?, 'a@b.ru', '', 'sent', 0, 0)
            """,
            [(applicant.id, gitex.id, f"Компания {number}") for number in range(2, 10)],
        )
    await applicant.opens(OpenMyApplications(page=9).pack())
    assert "2/2" in applicant.screen.buttons
    await applicant.presses("№ 1")
    assert COMPANY in applicant.screen.text
    await applicant.presses(ui_texts.BACK)
    await applicant.presses(ui_texts.PREVIOUS)
    assert applicant.screen.buttons[0].startswith("№ 9")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("sent", "заявка № 1 отправлена, ждёт ответа"),
        ("taken", "заявка № 1 в работе"),
        ("confirmed", "заявка № 1 подтверждена"),
        ("refused", "заявка № 1 отклонена"),
    ],
)
async def test_who_comes_back_reads_how_the_application_stands(applicant, database, state, said):
    await database.write("UPDATE applications SET state = ?", state)
    await applicant.writes("/start")
    assert said in "\n".join(message.get("text", "") for message in applicant.messages[-2:])
