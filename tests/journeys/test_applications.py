"""«Хочу участвовать», from the card of an exhibition to an admin who handles it."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from bot.applications import texts as applications_texts
from bot.applications.buttons import (
    AskState,
    HandleApplication,
    OpenApplication,
    OpenApplications,
    OpenForm,
    OpenMyApplication,
    OpenStep,
    SendForm,
)
from bot.applications.models import (
    LONGEST,
    ApplicationState,
    Refusal,
    Step,
    reads_as_question,
)
from bot.events.buttons import OpenEvent
from bot.knowledge.buttons import OpenHome
from bot.specialist import texts as specialist_texts
from bot.team.models import TeamRole
from bot.ui import texts as ui_texts
from tests.calendar_rows import change_event
from tests.fixtures import ADMIN
from tests.person import Screen

TAKE = applications_texts.TO_STATES[ApplicationState.TAKEN]
CONFIRM = applications_texts.TO_STATES[ApplicationState.CONFIRMED]
REFUSE = applications_texts.TO_STATES[ApplicationState.REFUSED]
COMPANY, CONTACT, WISH = "ООО <Ромашка>", "+7 900 000-00-00", "=место на стенде"


@pytest.fixture
async def gitex(services):
    return await services.events.find_key("gitex-global-2026")


@pytest.fixture
async def form(person, gitex):
    """A person before the first step of the form."""
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.presses(applications_texts.APPLY)
    return person


async def fill(form, *answers: str) -> None:
    for answer in answers:
        await form.writes(answer)


async def rows(database):
    return await database.rows("SELECT person_id, company, contact, wish, state FROM applications")


async def test_a_person_applies_step_by_step_and_the_admins_hear_of_it(
    form, admin, world, database, gitex
):
    assert "Шаг 1 из 3 · Компания" in form.screen.text
    assert applications_texts.EXAMPLES[Step.COMPANY] in form.screen.text
    await form.writes(COMPANY)
    assert "Шаг 2 из 3 · Контакт" in form.screen.text
    await form.writes(CONTACT)
    assert "Шаг 3 из 3 · Пожелание" in form.screen.text
    await form.writes(WISH)
    for words in (COMPANY, CONTACT, WISH, gitex.name, applications_texts.WHO_SEES):
        assert words in form.screen.text
    await form.presses(applications_texts.SEND)
    assert form.toast == applications_texts.SENT
    assert "Заявка № 1 отправлена" in form.screen.text
    (row,) = await rows(database)
    assert row == {
        "person_id": form.id,
        "company": COMPANY,
        "contact": CONTACT,
        "wish": WISH,
        "state": "sent",
    }

    await admin.writes("/start")
    for _ in range(2):
        await world.tick()
    assert f"№ 1 · {gitex.name}" in admin.screen.text
    assert (
        len(
            [m for m in admin.messages if applications_texts.FIELDS[Step.WISH] in m.get("text", "")]
        )
        == 1
    )


async def test_admins_are_told_at_night_too(form, admin, world, clock):
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await admin.writes("/start")
    clock.now = clock.now.replace(hour=3)
    await world.tick()
    assert COMPANY in admin.screen.text


async def test_who_has_applied_hears_when_the_exhibition_moves(form, gitex, world, database):
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    assert form.screen.text.endswith("\n\n⭐ Сохранено: «Мои события». Напомню 4 декабря 2026.")
    await change_event(database, gitex.id, starts="2027-06-01", ends="2027-06-03")
    await world.tick()
    assert "Новые даты: 1–3 июня 2027" in form.screen.text


async def test_a_question_after_the_form_is_a_question_again(form):
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await form.writes("что оплачивает город на выставке")
    assert "Шаг" not in form.screen.text
    assert applications_texts.SEND not in form.screen.buttons


@pytest.mark.parametrize("way_out", ["/start", "/help", "/events", "/nonsense"])
async def test_a_command_always_leaves_the_form_and_what_was_typed_waits(way_out, form, gitex):
    await form.writes(COMPANY)
    await form.writes(way_out)
    assert "Шаг" not in form.screen.text
    await form.writes("грант на экспорт")
    assert "Шаг" not in form.screen.text
    await form.opens(OpenForm(event_id=gitex.id).pack())
    assert "Шаг 2 из 3" in form.screen.text


async def test_a_button_of_any_other_screen_leaves_the_form(form):
    await form.opens(OpenHome().pack())
    await form.writes("грант на экспорт")
    assert "Шаг" not in form.screen.text


async def test_cancel_leaves_nothing_and_leads_back_to_the_exhibition(form, database, gitex):
    await form.writes(COMPANY)
    await form.presses(applications_texts.CANCEL)
    assert applications_texts.DISCARDED in form.screen.text
    assert await rows(database) == []
    await form.presses(applications_texts.TO_EVENT)
    assert gitex.name in form.screen.text


async def test_back_keeps_what_was_typed_and_any_field_can_be_corrected(form, database):
    await fill(form, COMPANY, CONTACT)
    await form.presses(ui_texts.BACK)
    assert f"{applications_texts.NOW}: {CONTACT}" in form.screen.text
    await form.presses(applications_texts.KEEP)
    await form.presses(applications_texts.SKIP)
    assert f"Пожелание: {applications_texts.NOTHING}" in form.screen.text
    await form.presses(applications_texts.edit(Step.COMPANY))
    await form.writes("АО «Василёк»")
    await form.presses(applications_texts.KEEP)
    await form.presses(applications_texts.SKIP)
    await form.presses(applications_texts.SEND)
    (row,) = await rows(database)
    assert (row["company"], row["contact"], row["wish"]) == ("АО «Василёк»", CONTACT, "")


async def test_back_from_the_first_step_is_the_card(form, gitex):
    await form.presses(ui_texts.BACK)
    assert gitex.name in form.screen.text
    assert applications_texts.APPLY in form.screen.buttons


async def test_what_cannot_be_taken_is_asked_again_and_says_why(form):
    await form.writes("я" * (LONGEST[Step.COMPANY] + 1))
    assert applications_texts.refused(Refusal.TOO_LONG, Step.COMPANY) in form.screen.text
    assert "Шаг 1 из 3" in form.screen.text
    await form.writes(COMPANY)
    await form.writes("позвоните мне")
    assert applications_texts.refused(Refusal.UNREACHABLE, Step.CONTACT) in form.screen.text
    assert "Шаг 2 из 3" in form.screen.text


async def test_a_picture_or_an_edited_answer_repeats_the_step_and_says_why(form):
    written = await form.writes(COMPANY)
    await form.sends("photo")
    assert applications_texts.NOT_WORDS in form.screen.text
    assert "Шаг 2 из 3" in form.screen.text
    await form.edits(written, "что такое МЭЦ")
    assert applications_texts.EDITED in form.screen.text
    assert "Шаг 2 из 3" in form.screen.text


async def test_an_old_step_of_a_sent_form_sends_no_second_one(form, database):
    await fill(form, COMPANY, CONTACT)
    old = form.screen
    await form.writes(WISH)
    await form.presses(applications_texts.SEND)
    await form.presses(ui_texts.BACK, old)
    assert form.toast == applications_texts.FILLED_BEFORE
    await form.writes("есть ли общежитие")
    assert "Шаг" not in form.screen.text
    assert len(await database.rows("SELECT 1 FROM applications")) == 1


async def test_a_text_at_the_confirmation_step_shows_it_again(form):
    await fill(form, COMPANY, CONTACT, WISH)
    await form.writes("ещё одно")
    assert applications_texts.PRESS_SEND in form.screen.text
    assert WISH in form.screen.text


async def test_a_restart_in_the_middle_loses_nothing(form, restart):
    await form.writes(COMPANY)
    form.world = await restart()
    await form.writes(CONTACT)
    assert "Шаг 3 из 3" in form.screen.text
    form.world = await restart()
    await form.writes(WISH)
    assert COMPANY in form.screen.text
    assert CONTACT in form.screen.text


async def test_a_form_left_for_a_day_is_forgotten(form, world, clock, database):
    await form.writes(COMPANY)
    clock.now += timedelta(days=1, minutes=1)
    await form.writes("грант на экспорт")
    assert "Шаг" not in form.screen.text
    await world.tick()
    assert await rows(database) == []


async def test_sending_twice_sends_once(form, database):
    await fill(form, COMPANY, CONTACT, WISH)
    kept = Screen(dict(form.screen.message))
    await form.presses(applications_texts.SEND)
    await form.presses(applications_texts.SEND, kept)
    assert form.toast == applications_texts.SENT_BEFORE
    assert len(await rows(database)) == 1


async def test_an_old_send_button_cannot_send_what_is_being_corrected(form, database):
    await fill(form, COMPANY, CONTACT, WISH)
    kept = Screen(dict(form.screen.message))
    await form.presses(applications_texts.edit(Step.CONTACT))
    await form.presses(applications_texts.SEND, kept)
    assert "Шаг 2 из 3" in form.screen.text
    assert [row["state"] for row in await rows(database)] == ["draft"]


async def test_nobody_sees_or_sends_the_form_of_another(form, someone):
    await fill(form, COMPANY, CONTACT, WISH)
    send = form.screen.key(applications_texts.SEND)["callback_data"]
    stranger = someone(1000020)
    await stranger.writes("/start")
    await stranger.opens(send)
    assert stranger.screen.text == ui_texts.GONE
    await form.presses(applications_texts.SEND)
    await stranger.opens(SendForm(application_id=1).pack())
    assert stranger.screen.text == ui_texts.GONE


async def test_a_button_of_a_closed_form_opens_a_new_one(form, gitex):
    await form.writes(COMPANY)
    await form.presses(applications_texts.CANCEL)
    await form.opens(OpenStep(event_id=gitex.id, to=Step.CONFIRM).pack())
    assert "Шаг 1 из 3" in form.screen.text


async def test_the_next_form_remembers_the_company_and_another_event_starts_anew(
    form, services, gitex
):
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await form.presses(applications_texts.TO_EVENT)
    assert applications_texts.APPLY_AGAIN in form.screen.buttons
    expo = await services.events.find_key("expo-2027-belgrade")
    await form.opens(OpenForm(event_id=expo.id).pack())
    assert f"{applications_texts.NOW}: {COMPANY}" in form.screen.text
    await form.presses(applications_texts.KEEP)
    await form.opens(OpenForm(event_id=expo.id).pack())
    assert "Шаг 2 из 3" in form.screen.text
    await form.opens(OpenForm(event_id=gitex.id).pack())
    assert "Шаг 1 из 3" in form.screen.text


async def test_a_form_for_an_event_that_is_gone_says_so(form):
    await form.opens(OpenForm(event_id=99999).pack())
    assert form.screen.text == ui_texts.GONE


@pytest.fixture
async def sent(form, admin, world):
    await admin.writes("/start")
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await world.tick()
    return form


async def test_an_admin_handles_an_application_once_and_the_others_hear_of_it(
    sent, admin, services, database, clock, telegram, restart
):
    kept = Screen(dict(admin.screen.message))
    clock.now += timedelta(hours=1)
    await admin.presses(TAKE)
    assert admin.toast == applications_texts.STATE_SET
    assert "🔧 В работе: Ольга, 23.11.2026 13:00" in admin.screen.text
    assert TAKE not in admin.screen.buttons
    await admin.presses(TAKE, kept)
    assert admin.toast == "Уже сделано: в работе, Ольга"
    actions = await services.audit.latest(10)
    assert [action.action for action in actions] == ["change application"]


async def test_the_others_hear_who_has_handled_it(form, admin, someone, restart, database):
    second = someone(1000002)
    for each in (admin, second):
        await each.writes("/start")
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    world = await restart(frozenset({ADMIN, second.id}))
    await world.tick()
    admin.world = second.world = world
    assert COMPANY in second.screen.text
    await admin.presses(TAKE)
    for _ in range(2):
        await world.tick()
    told = [m for m in second.messages if "Заявками занялись" in m.get("text", "")]
    assert len(told) == 1
    assert "№ 1 · ООО <Ромашка> — Ольга" in told[0]["text"]
    assert "занялись" not in admin.screen.text
    await second.presses("№ 1")
    assert TAKE not in second.screen.buttons


async def test_many_new_applications_come_as_one_list(admin, world, someone, gitex):
    await admin.writes("/start")
    for number in range(3):
        who = someone(1000030 + number)
        await who.writes("/start")
        await who.opens(OpenForm(event_id=gitex.id).pack())
        await fill(who, f"Компания {number}", CONTACT, WISH)
        await who.presses(applications_texts.SEND)
    await world.tick()
    assert "Новые заявки" in admin.screen.text
    await admin.presses("Компания 1")
    await admin.presses(TAKE)
    await admin.writes("/applications")
    assert applications_texts.counted(3, 2) in admin.screen.text
    assert [label[:4] for label in admin.screen.buttons[:3]] == ["🆕 № ", "🆕 № ", "🔧 № "]


async def test_the_list_of_applications_has_pages_and_may_be_empty(admin, database, person, gitex):
    await admin.writes("/applications")
    assert applications_texts.NONE_YET in admin.screen.text
    await person.writes("/start")
    async with database.transaction() as transaction:
        await transaction.many(
            """
            INSERT INTO applications
                (person_id, event_id, company, contact, wish, state, touched_at, sent_at)
            VALUES (?, ?, ?, 'a@b.ru', '', 'sent', 0, 0)
            """,
            [(person.id, gitex.id, f"Компания {number}") for number in range(9)],
        )
    await admin.writes("/applications")
    await admin.presses(ui_texts.NEXT)
    assert "2/2" in admin.screen.buttons
    await admin.presses("Компания 0")
    await admin.presses(ui_texts.BACK)
    assert "2/2" in admin.screen.buttons


async def test_an_application_that_is_gone_says_so_and_a_page_past_the_end_is_the_last(sent, admin):
    await admin.opens(OpenApplication(application_id=99).pack())
    assert (admin.toast, admin.alert) == (applications_texts.WITHDRAWN_SINCE, True)
    await admin.opens(OpenApplications(page=5).pack())
    assert applications_texts.counted(1, 1) in admin.screen.text


async def test_the_table_of_applications_holds_no_formula(sent, admin, world, services, gitex):
    await admin.writes("/applications")
    await admin.presses(applications_texts.EXPORT)
    document = admin.messages[-1]["document"]
    assert document["file_name"] == "applications.xlsx"
    sheet = load_workbook(io.BytesIO(world.telegram.files.get(document["file_id"]).data)).active
    header, row = sheet.iter_rows(values_only=True)
    assert header == applications_texts.HEADER
    assert row[2:6] == (gitex.name, COMPANY, CONTACT, WISH)
    assert sheet["F2"].data_type == "s"
    assert row[7:] == ("новая", None, None)
    assert (await services.audit.latest(1))[0].action == "export applications"


@pytest.mark.parametrize("label", [TAKE, applications_texts.EXPORT])
async def test_without_its_audit_entry_nothing_is_handled_or_exported(
    label, sent, admin, database, refuse_audit
):
    if label == applications_texts.EXPORT:
        await admin.writes("/applications")
    await refuse_audit()
    await admin.presses(label)
    assert [row["state"] for row in await rows(database)] == ["sent"]
    assert await database.rows("SELECT 1 FROM handled_applications") == []
    assert not any("document" in message for message in admin.messages)


async def test_an_application_is_confirmed_and_the_applicant_is_told(sent, admin, services, gitex):
    await admin.presses(TAKE)
    await admin.presses(CONFIRM)
    assert "Заявка № 1: подтверждена?" in admin.screen.text
    before = len(sent.messages)
    await admin.presses(applications_texts.TELL)
    assert admin.toast == applications_texts.STATE_TOLD
    assert "✅ Подтверждена: Ольга" in admin.screen.text
    assert len(sent.messages) == before + 1
    assert sent.screen.text.startswith(f"✅ Заявка № 1 · {gitex.name}\n\nЗаявка подтверждена.")
    await sent.presses("заявка № 1")
    assert "✅ Подтверждена 23 ноября 2026" in sent.screen.text
    assert applications_texts.WITHDRAW not in sent.screen.buttons
    await admin.presses(applications_texts.TAKE_BACK)
    assert "🔧 В работе: Ольга" in admin.screen.text


async def test_an_application_is_refused_without_a_word_and_the_applicant_still_sees_it(
    sent, admin
):
    before = len(sent.messages)
    await admin.presses(REFUSE)
    await admin.presses(applications_texts.TELL_NOT)
    assert admin.toast == applications_texts.STATE_SET
    assert "🚫 Отказ: Ольга" in admin.screen.text
    assert len(sent.messages) == before
    await sent.opens(OpenMyApplication(application_id=1).pack())
    assert "🚫 Отказ 23 ноября 2026" in sent.screen.text


async def test_of_two_who_decide_at_once_only_one_decides_and_writes(sent, admin, other_admin):
    await admin.presses(REFUSE)
    await other_admin.opens(OpenApplication(application_id=1).pack(), 1)
    await other_admin.presses(CONFIRM)
    await other_admin.presses(applications_texts.TELL)
    before = len(sent.messages)
    await admin.presses(applications_texts.TELL)
    assert admin.toast == "Уже сделано: подтверждена, Пётр"
    assert len(sent.messages) == before
    await admin.opens(AskState(application_id=1, state=ApplicationState.REFUSED).pack())
    assert admin.toast == "Уже сделано: подтверждена, Пётр"


async def test_an_applicant_who_blocked_the_bot_is_not_told_and_the_admin_knows(sent, admin, world):
    world.telegram.block(sent.id)
    await admin.presses(CONFIRM)
    await admin.presses(applications_texts.TELL)
    assert (admin.toast, admin.alert) == (applications_texts.STATE_NOT_TOLD, True)
    await admin.presses(applications_texts.REPLY)
    await admin.writes("Ждём вас")
    assert admin.screen.text == applications_texts.NOT_DELIVERED


async def test_a_note_is_for_the_team_alone(sent, admin, other_admin, services):
    await admin.presses(applications_texts.NOTE)
    assert admin.screen.text == applications_texts.ASK_NOTE
    await admin.sends("photo")
    assert admin.screen.text == applications_texts.ONLY_WORDS
    before = len(sent.messages)
    await admin.writes("Позвонили <завтра>")
    assert "📝 23.11.2026 12:00 · Ольга\nПозвонили <завтра>" in admin.screen.text
    assert len(sent.messages) == before
    await other_admin.opens(OpenApplication(application_id=1).pack(), 1)
    assert "Позвонили <завтра>" in other_admin.screen.text
    await sent.opens(OpenMyApplication(application_id=1).pack())
    assert "Позвонили" not in sent.screen.text
    assert (await services.audit.latest(1))[0].action == "note application"


async def test_a_reply_reaches_the_applicant_and_their_answer_the_specialists(
    sent, admin, world, gitex
):
    await admin.presses(applications_texts.REPLY)
    assert admin.screen.text == applications_texts.ASK_REPLY
    await admin.writes("x" * (applications_texts.LONGEST_REPLY + 1))
    assert admin.screen.text == applications_texts.TOO_LONG_REPLY
    world.telegram.write_html(admin.id, "Пришлите <b>договор</b>")
    await world.settle()
    assert "✉️ 23.11.2026 12:00 · Ольга\nПришлите договор" in admin.screen.text
    assert sent.screen.text == f"✉️ Ответ по заявке № 1 · {gitex.name}\n\nПришлите договор"
    assert {one["type"] for one in sent.screen.message["entities"]} == {"bold"}
    await sent.writes("А куда прислать?", reply_to=sent.screen.id)
    assert sent.screen.text.startswith("👤 Специалист")
    await sent.presses(specialist_texts.SEND)
    assert "А куда прислать?" in admin.screen.text


async def test_where_nobody_would_read_them_applications_are_not_offered(
    form, gitex, services, monkeypatch
):
    await form.opens(OpenEvent(event_id=gitex.id).pack())
    assert applications_texts.APPLY in form.screen.buttons
    monkeypatch.setattr(services.team, "_roles", {1: TeamRole.EDITOR})
    await form.opens(OpenEvent(event_id=gitex.id).pack())
    assert applications_texts.APPLY not in form.screen.buttons
    await form.opens(OpenForm(event_id=gitex.id).pack())
    assert (form.toast, form.alert) == (applications_texts.NOBODY_READS, True)


async def test_whoever_may_not_read_them_any_more_gets_no_notice(
    form, admin, someone, services, world
):
    leaver = someone(1000008)
    await leaver.writes("/start")
    await services.team.give(admin.id, leaver.id, TeamRole.SPECIALIST)
    await fill(form, COMPANY, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await world.scheduler._jobs["reminders"].__self__._planner.plan_applications()
    await services.team.take(admin.id, leaver.id)
    await world.tick()
    assert COMPANY not in str(leaver.messages)


@pytest.mark.parametrize("prefix", ["xa:", "xao:", "xah:", "xac:"])
async def test_a_stranger_at_the_admin_buttons_gets_nothing(prefix, sent, services):
    values = "" if prefix == "xac:" else ":1"
    await sent.opens(f"{prefix}{values}")
    assert sent.toast == ui_texts.TEAM_ONLY
    await sent.opens(HandleApplication(application_id=1).pack())
    assert (await services.applications.get(1)).state == "sent"
    assert COMPANY not in sent.screen.text


async def test_a_stranger_who_types_an_admin_command_learns_nothing(sent):
    for command in ("/applications", "/votes"):
        await sent.writes(command)
        assert COMPANY not in sent.screen.text
        assert applications_texts.EXPORT not in sent.screen.buttons


async def test_privacy_says_what_an_application_keeps(person):
    await person.writes("/privacy")
    for word in ("Хочу участвовать", "компания", "голоса", "выставки"):
        assert word in person.screen.text


async def test_a_question_in_the_form_is_answered_and_the_form_goes_on(form, database):
    await form.writes("сколько стоит место на стенде?")
    assert form.screen.text == applications_texts.ASIDE_QUESTION
    await form.presses(applications_texts.ANSWER)
    answer, again = form.messages[-2:]
    assert "Источник" in answer["text"]
    assert applications_texts.ASIDE_QUESTION not in answer["text"]
    assert "Вернёмся к заявке" in again["text"]
    assert "Шаг 1 из 3" in again["text"]
    await form.writes(COMPANY)
    assert "Шаг 2 из 3" in form.screen.text
    (question,) = await database.rows("SELECT text FROM questions")
    assert question["text"] == "сколько стоит место на стенде?"


async def test_what_reads_as_a_question_can_be_written_into_the_form(form, database):
    await fill(form, COMPANY, CONTACT)
    await form.writes("Как у всех: место на стенде, можно двоим?")
    await form.presses(applications_texts.KEEP_ASIDE)
    assert "Пожелание: Как у всех: место на стенде, можно двоим?" in form.screen.text


@pytest.mark.parametrize("typed", ["привет", "меню", "позовите специалиста"])
async def test_a_greeting_or_a_request_is_no_company(form, typed):
    await form.writes(typed)
    assert form.screen.text == applications_texts.ASIDE_OTHER
    assert applications_texts.ANSWER not in form.screen.buttons
    await form.presses(applications_texts.TO_FORM)
    assert "Шаг 1 из 3" in form.screen.text
    await form.writes(COMPANY)
    assert "Шаг 2 из 3" in form.screen.text


async def test_a_question_that_was_deleted_since_is_asked_for_again(form, telegram):
    message = await form.writes("а сколько стоит место?")
    telegram.delete_message(form.id, message["message_id"])
    await form.presses(applications_texts.ANSWER)
    assert form.toast == applications_texts.ASIDE_GONE
    assert "Шаг 1 из 3" in form.screen.text


async def test_the_first_step_says_who_reads_the_application(form):
    assert applications_texts.WHO_SEES in form.screen.text
    await form.writes(COMPANY)
    assert applications_texts.WHO_SEES not in form.screen.text


def below(chat):
    """The labels of the buttons below the input field."""
    return [key["text"] for key in chat.keyboard["keyboard"][0]]


async def test_the_number_is_shared_by_a_button_of_telegram(form, telegram, database):
    await form.writes(COMPANY)
    await form.presses(applications_texts.SHARE_NUMBER)
    ((key,),) = telegram.chat(form.id).keyboard["keyboard"]
    assert key == {"text": applications_texts.NUMBER_KEY, "request_contact": True}
    telegram.share_contact(form.id)
    await form.world.settle()
    assert below(telegram.chat(form.id)) == list(ui_texts.BELOW)
    assert "Шаг 3 из 3" in form.screen.text
    (row,) = await rows(database)
    assert row["contact"] == f"Ирина, +{telegram.people[form.id].phone}"


async def test_the_key_for_the_number_goes_when_the_contact_is_typed(form, telegram):
    await form.writes(COMPANY)
    await form.presses(applications_texts.SHARE_NUMBER)
    await form.writes("позвоните мне")
    assert telegram.chat(form.id).keyboard is not None
    await form.writes(CONTACT)
    assert below(telegram.chat(form.id)) == list(ui_texts.BELOW)
    assert "Шаг 3 из 3" in form.screen.text


async def test_the_name_in_telegram_is_taken_by_one_press(form, telegram, database):
    await form.writes(COMPANY)
    assert not any("@" in label for label in form.screen.buttons)
    telegram.people[form.id].username = "irina_export"
    await form.presses(ui_texts.BACK)
    await form.presses(applications_texts.KEEP)
    await form.presses("@irina_export")
    assert "Шаг 3 из 3" in form.screen.text
    (row,) = await rows(database)
    assert row["contact"] == "@irina_export"


async def test_the_card_of_the_event_knows_the_form_and_the_application(form, gitex, clock):
    card = OpenEvent(event_id=gitex.id).pack()
    await form.writes(COMPANY)
    await form.opens(card)
    await form.presses(applications_texts.CONTINUE)
    assert "Шаг 2 из 3" in form.screen.text
    await fill(form, CONTACT, WISH)
    await form.presses(applications_texts.SEND)
    await form.opens(card)
    assert applications_texts.APPLY not in form.screen.buttons
    assert applications_texts.APPLY_AGAIN in form.screen.buttons
    await form.presses("Ваша заявка № 1")
    assert COMPANY in form.screen.text
    clock.now = clock.now.replace(year=2026, month=12, day=8)
    await form.opens(card)
    assert "📝 Ваша заявка № 1" in form.screen.buttons
    assert applications_texts.APPLY_AGAIN not in form.screen.buttons


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("сколько стоит место?", True),
        ("а кто это увидит", True),
        ("Можно ли приехать вдвоём", True),
        ("какие документы нужны", True),
        ("ООО «Как дома»", False),
        ("что-нибудь у входа", False),
        ("Ирина, +7 900 000-00-00", False),
        ("место на стенде города, везём соусы, два человека", False),
        ("Кактус", False),
    ],
)
def test_a_question_is_told_from_an_answer(typed, asks):
    assert reads_as_question(typed) is asks
