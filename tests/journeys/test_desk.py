"""The specialists' desk: who sees to what, who waits how long, answers from the base, figures."""

from datetime import datetime, timedelta

import pytest

from bot.broadcast.models import BroadcastDraft
from bot.playground.requests import ForbiddenError
from bot.specialist import texts
from bot.specialist.models import CloseReason
from bot.team.models import TeamRole
from bot.ui import texts as ui_texts
from tests.clock import MOSCOW
from tests.fixtures import make_settings
from tests.person import Screen
from tests.staff import FORUM, MISS, STAFF

HOURS = "пн–пт 9:00–18:00"


@pytest.fixture
def settings():
    return make_settings(staff_chat_id=FORUM, staff_hours=HOURS)


async def ask(person, words=MISS):
    await person.writes(words)
    await person.presses(texts.ASK)
    await person.presses(texts.SEND)


def reminders(staff):
    return [Screen(m) for m in staff.group.messages if m.get("text", "").startswith("⏰")]


class TestWhoSeesToIt:
    async def test_a_press_takes_a_dialogue_and_another_lets_it_go(self, asked, staff):
        assert "Занимается" not in staff.card.text
        assert await staff.presses(texts.TAKE) == texts.TAKEN
        assert "✋ Занимается: Павел" in staff.card.text
        assert texts.TAKE not in staff.card.buttons
        assert await staff.presses(texts.CHANGE_TAKER) == texts.RELEASED
        assert "Занимается" not in staff.card.text
        assert texts.TAKE in staff.card.buttons

    async def test_a_second_press_never_takes_back_what_was_let_go(self, asked, staff):
        await staff.presses(texts.TAKE)
        taken = staff.card
        await staff.presses(texts.CHANGE_TAKER)
        assert await staff.presses(texts.CHANGE_TAKER, taken) == texts.RELEASED
        assert "Занимается" not in staff.card.text
        assert texts.TAKE in staff.card.buttons

    async def test_a_second_press_and_a_late_colleague_change_nothing(
        self, asked, staff, admin, world
    ):
        free = staff.card
        await staff.presses(texts.TAKE)
        assert await staff.presses(texts.TAKE, free) == texts.taken_by("Павел")
        of_an_older_release = free.key(texts.TAKE)["callback_data"].removesuffix(":0")
        press = world.telegram.press(admin.id, free.id, of_an_older_release, FORUM)
        await world.settle()
        assert world.telegram.presses[press].answer["text"] == texts.taken_by("Павел")
        assert "✋ Занимается: Павел" in staff.card.text

    async def test_a_colleague_takes_it_over(self, asked, staff, admin, world):
        await staff.presses(texts.TAKE)
        press = world.telegram.press(
            admin.id, staff.card.id, staff.card.key(texts.CHANGE_TAKER)["callback_data"], FORUM
        )
        await world.settle()
        assert world.telegram.presses[press].answer["text"] == texts.TAKEN
        assert "✋ Занимается: Ольга" in staff.card.text

    async def test_whoever_answers_first_has_taken_it(self, asked, staff, admin):
        await staff.writes("Слушаю вас")
        assert "✋ Занимается: Павел" in staff.card.text
        await admin.writes("И я тоже", chat_id=FORUM, thread_id=staff.topic)
        assert "✋ Занимается: Павел" in staff.card.text

    async def test_a_closed_dialogue_is_nobodys(self, asked, staff):
        await staff.presses(texts.TAKE)
        await staff.presses(texts.CLOSE)
        assert "Занимается" not in staff.card.text


class TestTheList:
    async def test_who_waits_longest_comes_first_and_who_was_answered_last(
        self, asked, staff, someone, clock
    ):
        clock.now += timedelta(hours=2, minutes=10)
        other = someone(1000070)
        await ask(other, "как растаможить снегоуборщик")
        third = someone(1000071)
        await ask(third, "как испечь пирог с вишней")
        await staff.writes("Сейчас расскажу")
        await staff.person.writes("/desk", chat_id=FORUM)
        desk = Screen(staff.group.messages[-1])
        assert desk.text.splitlines()[2:] == [
            "Ждут ответа",
            "№ 1 Ирина · ждёт 2 ч 10 мин",
            "№ 2 Ирина · ждёт 0 мин",
            "",
            "Ответили, слово за человеком",
            "№ 3 Ирина · ✋ Павел",
        ]
        first = desk.key("№ 1 Ирина")
        assert first["url"] == f"https://t.me/c/1000000001/{next(iter(staff.group.topics))}"

    async def test_an_answer_takes_a_dialogue_off_the_list_of_those_who_wait(
        self, asked, staff, admin
    ):
        await admin.writes("/desk")
        assert "№ 1 Ирина · ждёт 0 мин" in admin.screen.text
        await staff.writes("Слушаю вас")
        await admin.presses(texts.REFRESH)
        assert "Ждут ответа" not in admin.screen.text
        assert "№ 1 Ирина · ✋ Павел" in admin.screen.text
        await staff.presses(texts.CLOSE)
        await admin.presses(texts.REFRESH)
        assert texts.DESK_EMPTY in admin.screen.text

    async def test_who_writes_again_waits_again(self, asked, staff, admin, clock):
        await staff.writes("Слушаю вас")
        clock.now += timedelta(minutes=5)
        await asked.writes("Спасибо, а ещё?", reply_to=asked.screen.id)
        clock.now += timedelta(minutes=7)
        await asked.writes("И вот ещё", reply_to=asked.screen.id)
        await admin.writes("/desk")
        assert "№ 1 Ирина · ждёт 7 мин · ✋ Павел" in admin.screen.text

    async def test_a_specialist_by_role_has_it_a_stranger_does_not(
        self, asked, staff, admin, someone, services
    ):
        specialist = someone(1000072)
        await services.team.give(admin.id, specialist.id, TeamRole.SPECIALIST)
        await specialist.writes("/desk")
        assert "№ 1 Ирина" in specialist.screen.text
        await asked.writes("/desk")
        assert "№ 1 Ирина" not in asked.screen.text
        await asked.opens("xkl:")
        assert asked.toast == ui_texts.TEAM_ONLY


class TestTheReminder:
    async def test_after_an_hour_of_working_time_the_group_is_reminded_once(
        self, asked, staff, world, clock
    ):
        await staff.presses(texts.TAKE)
        clock.now += timedelta(minutes=59)
        await world.tick()
        assert not reminders(staff)
        clock.now += timedelta(minutes=1)
        await world.tick()
        (told,) = reminders(staff)
        assert "№ 1 Ирина · ждёт 1 ч 0 мин · ✋ Павел" in told.text
        assert "url" in told.key("№ 1 Ирина")
        clock.now += timedelta(hours=1)
        await world.tick()
        assert len(reminders(staff)) == 1

    async def test_the_night_and_the_weekend_are_no_working_time(self, person, staff, world, clock):
        clock.now = datetime(2026, 11, 27, 17, 30, tzinfo=MOSCOW)
        await ask(person)
        for moment in (
            datetime(2026, 11, 27, 23, 0, tzinfo=MOSCOW),
            datetime(2026, 11, 29, 12, 0, tzinfo=MOSCOW),
            datetime(2026, 11, 30, 9, 29, tzinfo=MOSCOW),
        ):
            clock.now = moment
            await world.tick()
            assert not reminders(staff), moment
        clock.now = datetime(2026, 11, 30, 9, 30, tzinfo=MOSCOW)
        await world.tick()
        assert "№ 1 Ирина · ждёт 2 дн" in reminders(staff)[0].text

    async def test_an_answer_in_time_needs_no_reminder_and_new_words_begin_anew(
        self, asked, staff, world, clock
    ):
        await staff.writes("Слушаю вас")
        clock.now += timedelta(hours=2)
        await world.tick()
        assert not reminders(staff)
        await asked.writes("Алло?", reply_to=asked.screen.id)
        clock.now += timedelta(hours=1)
        await world.tick()
        assert len(reminders(staff)) == 1

    async def test_a_group_out_of_reach_is_reminded_later(self, asked, staff, world, clock):
        clock.now += timedelta(hours=1)
        world.telegram.faults.fail_next(
            "sendMessage", ForbiddenError("bot was kicked from the supergroup chat")
        )
        await world.tick()
        assert not reminders(staff)
        await world.tick()
        assert len(reminders(staff)) == 1


class TestAnswersFromTheBase:
    async def test_a_card_is_found_shown_and_sent_in_two_presses(self, person, staff, services):
        await person.writes("/specialist")
        await person.presses(texts.WRITE)
        words = "как вернуть деньги за стенд на выставке в Дубае"
        await person.writes(words, reply_to=person.messages[-1]["message_id"])
        await person.presses(texts.SEND)
        await staff.presses(texts.INSERT)
        assert "Какой ответ отправить?" in staff.pressed.text
        label = staff.pressed.buttons[0]
        await staff.presses(label, staff.pressed)
        preview = staff.pressed.text
        before = len(person.messages)
        assert await staff.presses(texts.SEND_CARD, staff.pressed) == texts.CARD_SENT
        got = [Screen(message) for message in person.messages[before:]]
        assert [one.text for one in got].count(preview) == 1
        assert "✋ Занимается: Павел" in staff.card.text
        assert await services.specialist.dialogues.waiting() == ()

    async def test_other_words_find_other_cards_and_nothing_is_sent_by_looking(
        self, asked, staff, person
    ):
        before = len(person.messages)
        await staff.writes("/answer когда открылось Руднево")
        offered = Screen(staff.group.messages[-1])
        assert "Руднев" in str(offered.buttons)
        await staff.presses(offered.buttons[0], offered)
        await staff.presses(ui_texts.BACK, staff.pressed)
        assert len(person.messages) == before

    async def test_what_was_found_is_left_by_the_way_back(self, asked, staff):
        card = staff.card.text
        await staff.presses(texts.INSERT)
        await staff.presses(ui_texts.BACK, staff.pressed)
        assert staff.card.text == card


class TestWhyItWasClosed:
    async def test_a_reason_is_named_after_closing_and_counted(self, asked, staff, admin, services):
        await staff.presses(texts.CLOSE)
        assert texts.WHY_CLOSED in staff.card.text
        await staff.presses(texts.REASONS[CloseReason.SOLVED])
        assert "✅ Диалог закрыт: решено" in staff.card.text
        assert texts.REASONS[CloseReason.SOLVED] not in staff.card.buttons
        assert (await services.audit.latest(1))[0].action == "explain dialogue"
        await admin.writes("/stats")
        assert "закрыто: решено: 1" in admin.screen.text

    async def test_a_dialogue_that_was_opened_meanwhile_has_no_reason(self, asked, staff):
        await staff.presses(texts.CLOSE)
        closed = staff.card
        await staff.presses(texts.REOPEN)
        said = await staff.presses(texts.REASONS[CloseReason.SILENT], closed)
        assert said == texts.REOPENED_MEANWHILE
        assert texts.CLOSED_MARK not in staff.card.text


async def test_the_statistics_say_how_many_were_answered_and_how_fast(
    asked, staff, admin, clock, someone
):
    clock.now += timedelta(minutes=20)
    await staff.writes("Слушаю вас")
    other = someone(1000073)
    await ask(other, "как растаможить снегоуборщик")
    clock.now += timedelta(hours=1)
    await staff.writes("Вот так")
    third = someone(1000074)
    await ask(third, "как испечь пирог с вишней")
    await admin.writes("/stats")
    said = admin.screen.text
    assert "ответили людям: 2" in said
    assert "обычно ждали (рабочее время): 20 мин" in said
    assert "ждут ответа: 1" in said


async def test_where_nobody_was_answered_the_statistics_name_no_usual_time(asked, admin):
    await admin.writes("/stats")
    said = admin.screen.text
    assert "ответили людям: 0" in said
    assert "обычно ждали (рабочее время): —" in said


class TestWithoutAGroup:
    """In private chats there is no topic to lead to: the card comes to the desk."""

    @pytest.fixture
    def settings(self):
        return make_settings(staff_hours=HOURS)

    async def test_a_reply_to_the_card_from_the_desk_is_an_answer(self, person, admin):
        await admin.writes("/start")
        await ask(person)
        await admin.writes("/desk")
        await admin.presses("№ 1 Ирина")
        assert "Диалог № 1" in admin.screen.text
        await admin.writes("Отвечаю лично", reply_to=admin.screen.id)
        assert "Отвечаю лично" in [m.get("text") for m in person.messages]

    async def test_everybody_who_may_answer_is_reminded(self, person, admin, world, clock):
        await admin.writes("/start")
        await ask(person)
        clock.now += timedelta(hours=1)
        await world.tick()
        assert admin.screen.text.startswith("⏰ Ждут ответа")


async def test_the_name_of_the_taker_is_that_of_the_audit_log(asked, staff, services):
    await staff.presses(texts.TAKE)
    assert services.team.member(STAFF).name == "Павел"


class TestARepliedMailing:
    """«А можно с другом?» is for people: the search knows nothing of what the mailing said."""

    @pytest.fixture
    async def mailed(self, person, admin, staff, sender, services):
        await person.writes("/start")
        source = await admin.writes("Приём заявок на выставку открыт")
        draft = BroadcastDraft(
            from_chat_id=admin.id,
            message_ids=(source["message_id"],),
            topic="news",
            excerpt="Приём заявок на выставку открыт",
        )
        await services.broadcasts.repository.create_draft(admin.id, draft)
        await services.broadcasts.start(await services.broadcasts.repository.find(1))
        await sender.run_until_idle()
        assert person.screen.text == "Приём заявок на выставку открыт"
        return person

    async def test_a_reply_to_it_reaches_the_desk_with_what_it_is_about(
        self, mailed, staff, database
    ):
        await mailed.writes("А можно с другом?", reply_to=mailed.screen.id)
        assert "А можно с другом?" in mailed.screen.text
        assert texts.SEND in mailed.screen.buttons
        asked = "SELECT id FROM questions WHERE person_id = ?"
        assert await database.rows(asked, mailed.id) == []
        await mailed.presses(texts.SEND)
        assert "А можно с другом?" in staff.card.text
        assert "В ответ на: рассылка № 1: Приём заявок на выставку открыт" in staff.card.text
        await staff.writes("Можно")
        assert "Можно" in [message.get("text") for message in mailed.messages]

    async def test_a_message_of_its_own_is_a_question_as_ever(self, mailed, staff):
        await mailed.writes("когда открылось Руднево")
        assert texts.SEND not in mailed.screen.buttons
        assert "Руднев" in mailed.screen.text

    async def test_a_reply_to_another_message_of_the_bot_is_none(self, mailed, staff):
        await mailed.writes("когда открылось Руднево")
        await mailed.writes("а где это", reply_to=mailed.screen.id)
        assert texts.SEND not in mailed.screen.buttons

    async def test_where_nobody_answers_it_is_searched_for(
        self, mailed, staff, services, monkeypatch
    ):
        monkeypatch.setattr(services.specialist.staff, "chat_id", None)
        monkeypatch.setattr(services.team, "_roles", {})
        await mailed.writes("когда открылось Руднево", reply_to=mailed.screen.id)
        assert "Руднев" in mailed.screen.text
        assert texts.SEND not in mailed.screen.buttons
