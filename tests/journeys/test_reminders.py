"""Notices that the bot sends unasked, with the clock moved across every boundary."""

import json
import sqlite3
from collections import Counter
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage

from bot.app import build_scheduler
from bot.broadcast.models import QuietHours
from bot.courses.models import Learner
from bot.knowledge.models import label_number
from bot.people.buttons import Pause, SetReminder
from bot.people.models import Deadline
from bot.playground.requests import ApiError
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import SaveEvent
from bot.reminders.models import AlertKind
from tests.calendar_rows import change_event, put_event

CHINA = {"country": label_number("Китай"), "category": label_number("Продукты и напитки")}


class Crash(BaseException):
    """What a killed process looks like from inside."""


def title(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")


DEADLINE, START, CHANGE, NEW_EVENT, NEW_PROGRAMME = (
    title(reminders_texts.TITLES[kind]) for kind in list(reminders_texts.TITLES)[:5]
)


@pytest.fixture
def said(telegram):
    """Titles of what the bot said to a person by itself."""

    def of(person) -> list[str]:
        texts = [m.get("text", "").split("\n")[0] for m in person.messages if m["from"]["is_bot"]]
        return [text for text in texts if text in map(title, reminders_texts.TITLES.values())]

    return of


async def states(database) -> Counter[str]:
    return Counter(row["state"] for row in await database.rows("SELECT state FROM notices"))


async def save(person, event_id: int) -> None:
    await person.writes("/start")
    await person.opens(SaveEvent(event_id=event_id).pack())


@pytest.mark.slow
async def test_sixty_days_with_restarts_bring_each_reminder_once(
    person, database, clock, restart, said
):
    first = clock.now.date()
    event = await put_event(
        database,
        "sial",
        starts=(first + timedelta(40)).isoformat(),
        ends=(first + timedelta(43)).isoformat(),
        apply_by=(first + timedelta(30)).isoformat(),
    )
    await save(person, event)
    days: dict[str, int] = {}
    for day in range(60):
        if day % 4 == 0:
            world = await restart()
        for hour in (0, 7, 9, 11, 15, 21, 23):
            clock.now = clock.now.replace(hour=hour) if hour else clock.now + timedelta(1)
            clock.now = clock.now.replace(hour=hour)
            before = len(said(person))
            await world.tick()
            for words in said(person)[before:]:
                assert 8 <= hour < 22
                days[words] = (clock.now.date() - first).days
    assert said(person) == [DEADLINE, START]
    assert days == {DEADLINE: 16, START: 37}
    assert await states(database) == {"sent": 2}


async def test_a_reminder_says_what_when_and_leads_to_the_card(person, world, database, clock):
    starts = clock.now.date() + timedelta(2)
    event = await put_event(database, "sial", name="SIAL & Co", starts=starts.isoformat())
    await save(person, event)
    clock.now += timedelta(1)
    await world.tick()
    assert "SIAL & Co" in person.screen.text
    assert "завтра" in person.screen.text
    await person.presses("SIAL & Co")
    assert reminders_texts.UNSAVE in person.screen.buttons
    await person.presses("Назад")
    assert "Мои события" in person.screen.text


async def test_a_reminder_says_what_to_take_and_how_the_application_stands(
    person, world, database, clock
):
    starts = clock.now.date() + timedelta(2)
    event = await put_event(database, "sial", starts=starts.isoformat(), country="Китай")
    await save(person, event)
    await apply(database, person.id, event, clock)
    clock.now += timedelta(1)
    await world.tick()
    reminder = person.screen.text
    assert "Что взять с собой: загранпаспорт" in reminder
    assert "📝 Ваша заявка № 1 отправлена, ждёт ответа" in reminder
    await person.presses("Ваша заявка № 1")
    assert "Ромашка" in person.screen.text


async def test_a_reminder_of_an_exhibition_at_home_asks_for_no_visa(person, world, database, clock):
    starts = clock.now.date() + timedelta(2)
    event = await put_event(database, "sial", starts=starts.isoformat(), country="Россия")
    await save(person, event)
    clock.now += timedelta(1)
    await world.tick()
    assert "Что взять с собой: паспорт" in person.screen.text
    assert "заявка" not in person.screen.text


async def test_one_press_on_a_reminder_ends_those_of_this_event(
    person, world, database, clock, said
):
    starts = clock.now.date() + timedelta(20)
    deadline = clock.now.date() + timedelta(2)
    dates = {"starts": starts.isoformat(), "apply_by": deadline.isoformat()}
    event = await put_event(database, "sial", **dates)
    await save(person, event)
    clock.now += timedelta(1)
    await world.tick()
    assert said(person) == [DEADLINE]
    await person.presses(reminders_texts.FORGET)
    assert person.toast == reminders_texts.UNSAVED
    assert reminders_texts.SAVE in person.screen.buttons  # and back by one press
    for _ in range(20):
        clock.now += timedelta(1)
        await world.tick()
    assert said(person) == []  # the reminder has become the card


async def test_a_reminder_of_several_says_how_to_drop_one(person, world, database, clock):
    starts = clock.now.date() + timedelta(2)
    for key in ("sial", "anuga"):
        await save(person, await put_event(database, key, starts=starts.isoformat()))
    clock.now += timedelta(1)
    await world.tick()
    assert reminders_texts.FORGET_ONE in person.screen.text
    assert reminders_texts.FORGET not in person.screen.buttons


async def test_a_person_chooses_to_be_reminded_never(person, world, database, clock, said):
    starts = clock.now.date() + timedelta(2)
    event = await put_event(
        database, "sial", starts=starts.isoformat(), apply_by=starts.isoformat()
    )
    await save(person, event)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET apply_days = 0, start_days = 0")
    for _ in range(4):
        clock.now += timedelta(1)
        await world.tick()
    assert said(person) == []


async def test_a_moved_event_brings_one_notice_with_the_old_and_the_new_dates(
    person, world, database, clock, restart, said
):
    event = await put_event(database, "sial", starts="2027-05-10", ends="2027-05-12")
    await save(person, event)
    await world.tick()
    await change_event(database, event, starts="2027-06-01", ends="2027-06-03")
    for _ in range(3):
        await world.tick()
        world = await restart()
    assert said(person) == [CHANGE]
    assert "Новые даты: 1–3 июня 2027 (были 10–12 мая 2027)" in person.screen.text


async def test_the_operators_quiet_hours_hold_for_reminders_too(
    person, services, clock, database, said
):
    first = clock.now.date()
    event = await put_event(database, "sial", starts=(first + timedelta(4)).isoformat())
    await save(person, event)
    services.broadcasts.quiet_hours = QuietHours(time(20), time(13, 30))
    scheduler = build_scheduler(services, person.world.bot)
    clock.now += timedelta(1)
    for hour, minute, told in ((12, 0, []), (13, 29, []), (13, 30, [START])):
        clock.now = clock.now.replace(hour=hour, minute=minute)
        await scheduler.tick()
        assert said(person) == told
    await change_event(database, event, starts=(first + timedelta(5)).isoformat())
    for hour, told in ((20, [START]), (23, [START]), (19, [START, CHANGE])):
        clock.now = clock.now.replace(hour=hour)
        await scheduler.tick()
        assert said(person) == told


async def test_a_change_that_is_taken_back_at_night_is_not_sent(
    person, world, database, clock, said
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    clock.now = clock.now.replace(hour=23)
    await change_event(database, event, starts="2027-06-01")
    await world.tick()
    await change_event(database, event, starts="2027-05-10")
    clock.now += timedelta(hours=12)
    await world.tick()
    assert said(person) == []


CHANGES = [
    ({"starts": "2027-05-10"}, {"status": "cancelled"}, reminders_texts.CANCELLED),
    ({"starts": "2027-05-10"}, {"state": "gone"}, reminders_texts.GONE),
    ({"status": "cancelled", "starts": "2027-05-10"}, {"status": "confirmed"}, "Снова"),
    ({"status": "unconfirmed"}, {"starts": "2027-05-10"}, "Появились даты: 10 мая 2027"),
    ({"starts": "2027-05-10"}, {"starts": None}, "Даты сняты (были 10 мая 2027)"),
    ({"status": "unconfirmed", "starts": "2027-05-10"}, {"status": "confirmed"}, "✅ Дата"),
    ({"starts": "2027-05-10"}, {"status": "unconfirmed"}, reminders_texts.UNCONFIRMED),
    ({"starts": "2027-05-10"}, {"apply_by": "2027-02-01"}, "принимают до 1 февраля 2027"),
    (
        {"starts": "2027-05-10", "apply_by": "2027-02-01"},
        {"apply_by": "2027-03-01"},
        "теперь до 1 марта 2027 (было до 1 февраля 2027)",
    ),
    ({"starts": "2027-05-10", "apply_by": "2027-02-01"}, {"apply_by": None}, "Срок подачи"),
]


async def test_every_change_of_a_saved_event_has_its_words(newcomers, world, database):
    for number, (before, after, words) in enumerate(CHANGES):
        person = next(newcomers)
        event = await put_event(database, f"sial-{number}", **before)
        await person.writes("/start")
        await person.opens(SaveEvent(event_id=event).pack())
        await change_event(database, event, **after)
        await world.tick()
        assert words in person.screen.text


async def test_a_change_of_a_past_event_is_never_sent(person, world, database, said):
    event = await put_event(database, "sial", starts="2026-11-01", ends="2026-11-03")
    await save(person, event)
    await change_event(database, event, ends="2026-11-04")
    await world.tick()
    assert said(person) == []
    assert await states(database) == {}


async def test_a_new_match_reaches_exactly_its_subscribers_once_and_by_day(
    world, services, database, clock, someone, said
):
    china, food, other = someone(1000010), someone(1000011), someone(1000012)
    for who, wanted in (
        (china, CHINA),
        (food, {"category": CHINA["category"]}),
        (other, {"country": label_number("Индия")}),
    ):
        await who.writes("/start")
        await services.reminders.add_alert(who.id, AlertKind.EVENT, wanted, "фильтр")
    await services.reminders.add_alert(
        china.id, AlertKind.EVENT, {"country": CHINA["country"]}, "Китай"
    )
    clock.now = clock.now.replace(hour=10)
    event = await put_event(database, "sial", starts="2027-05-10")
    await world.tick()
    assert said(china) == []  # before the hour of alerts
    clock.now = clock.now.replace(hour=11)
    await world.tick()
    assert [said(who) for who in (china, food, other)] == [[NEW_EVENT], [NEW_EVENT], []]

    second = await put_event(database, "wine", starts="2027-06-10")
    await change_event(database, event, starts="2027-05-11", name="SIAL China")
    await world.tick()
    assert said(china) == [NEW_EVENT]  # once a day
    clock.now += timedelta(1)
    await world.tick()
    assert said(china) == [NEW_EVENT] * 2
    assert "wine" in china.screen.text
    assert "SIAL" not in china.screen.text  # edited, not new
    assert second > event


async def test_many_new_events_make_one_message(person, world, services, database, clock):
    await person.writes("/start")
    await services.reminders.add_alert(person.id, AlertKind.EVENT, {}, "все")
    for each in range(11):
        await put_event(database, f"event-{each}", starts="2027-05-10")
    before = len(person.messages)
    await world.tick()
    assert reminders_texts.more(3) in person.screen.text
    assert len(person.messages) == before + 1


async def test_alerts_skip_past_and_cancelled_events(person, world, services, database, said):
    await person.writes("/start")
    await services.reminders.add_alert(person.id, AlertKind.EVENT, {}, "все")
    await put_event(database, "over", starts="2026-01-10", ends="2026-01-12")
    await put_event(database, "off", starts="2027-01-10", status="cancelled")
    await world.tick()
    assert said(person) == []


async def test_new_programmes_reach_those_who_asked_for_their_like(
    world, services, database, someone, said
):
    college, adult = someone(1000010), someone(1000011)
    for who, audience in ((college, "college"), (adult, "adult")):
        await who.writes("/start")
        await services.reminders.add_alert(
            who.id, AlertKind.PROGRAMME, {"learner": Learner[audience.upper()]}, audience
        )
    programme = {"kind": "programme", "for": ["college"], "directions": ["электроника"]}
    for key, details in (
        ("training/new", {"sources": [], "programme": programme}),
        ("training/not-a-programme", {"sources": []}),
    ):
        async with database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO answers (key, section_id, position, title, audience, html, body,
                    keywords, details, entry, checked, state, version)
                SELECT ?, section_id, 0, 'Новая программа', audience, 'x', 'x', '', ?, 0, checked,
                    'live', 'x' FROM answers LIMIT 1
                """,
                key,
                json.dumps(details),
            )
    await world.tick()
    assert said(college) == [NEW_PROGRAMME]
    assert said(adult) == []
    await college.presses("Новая программа")
    assert "Новая программа" in college.screen.text


async def set_up_everything(person, services, database, today: date) -> None:
    """A reminder, a change and an alert that are all due."""
    event = await put_event(database, "sial", starts=(today + timedelta(2)).isoformat())
    moved = await put_event(database, "moved", starts="2027-05-10")
    await save(person, event)
    await person.opens(SaveEvent(event_id=moved).pack())
    await services.reminders.add_alert(person.id, AlertKind.EVENT, {}, "все")
    await change_event(database, moved, starts="2027-05-11")
    await put_event(database, "new", starts="2027-05-10")


async def test_a_person_who_blocked_the_bot_gets_nothing(
    person, world, services, database, clock, said
):
    await set_up_everything(person, services, database, clock.now.date())
    world.telegram.block(person.id)
    await world.settle()
    clock.now += timedelta(1)
    sent = len(world.calls("sendMessage"))
    await world.tick()
    assert len(world.calls("sendMessage")) == sent


async def test_a_person_who_pauses_gets_nothing_until_the_pause_ends(
    person, world, services, database, clock, said
):
    await set_up_everything(person, services, database, clock.now.date())
    async with database.transaction() as transaction:
        until = int((clock.now + timedelta(hours=30)).timestamp())
        await transaction.execute("UPDATE people SET paused_until = ?", until)
    clock.now += timedelta(1)
    await world.tick()
    assert said(person) == []
    clock.now += timedelta(1)
    await world.tick()
    assert sorted(said(person)) == sorted([START, CHANGE, NEW_EVENT])


async def test_a_person_who_refused_the_topic_gets_nothing(
    person, world, services, database, clock, said
):
    await set_up_everything(person, services, database, clock.now.date())
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO opt_outs VALUES (?, 'events', 0)", person.id)
    for _ in range(2):
        clock.now += timedelta(1)
        await world.tick()
    assert said(person) == []


async def test_a_quiet_person_is_told_without_a_sound(person, world, database):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET quiet = 1")
    await change_event(database, event, status="cancelled")
    await world.tick()
    assert world.calls("sendMessage")[-1]["disable_notification"] == "true"


@pytest.mark.parametrize(
    ("description", "state"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Bad Request: chat not found", "gone"),
    ],
)
async def test_who_cannot_be_reached_is_marked_and_not_written_to_again(
    description, state, person, world, database, refuse
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")
    refuse(description)
    await world.tick()
    row = await database.row("SELECT state FROM people WHERE id = ?", person.id)
    assert row == {"state": state}
    assert await states(database) == {"blocked": 1}


@pytest.fixture
def refuse(telegram, monkeypatch):
    """Make Telegram refuse, or a network lose, the next messages of the bot."""

    def with_(fault: str | BaseException, code: int = 400) -> None:
        call = telegram.call

        async def refusing(method, params, files=None):
            if method == "sendMessage":
                if isinstance(fault, BaseException):
                    raise fault
                raise ApiError(403 if fault.startswith("Forbidden") else code, fault)
            return await call(method, params, files)

        monkeypatch.setattr(telegram, "call", refusing)

    return with_


async def test_a_notice_that_may_have_arrived_is_never_sent_again(
    person, world, database, refuse, monkeypatch, said
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")
    with monkeypatch.context():
        refuse(TelegramNetworkError(SendMessage(chat_id=1, text="x"), "timed out"))
        await world.tick()
        monkeypatch.undo()
    await world.tick()
    assert await states(database) == {"unknown": 1}
    assert said(person) == []


async def test_a_refused_notice_is_failed_and_stops_nobody_else(person, world, database, refuse):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")
    refuse("Bad Request: message is too long")
    await world.tick()
    assert await states(database) == {"failed": 1}


@pytest.fixture
async def waiting(person, world, database, refuse, monkeypatch) -> int:
    """A saved event whose change could not be told yet: Telegram was out of reach."""
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")
    refuse("Internal Server Error", 500)
    await world.tick()
    monkeypatch.undo()
    assert await states(database) == {"pending": 1}
    return event


@pytest.mark.usefixtures("waiting")
async def test_when_telegram_is_out_of_reach_notices_wait(person, world, said):
    await world.tick()
    assert said(person) == [CHANGE]


async def test_a_reminder_is_sent_after_a_database_error(
    person, world, database, services, monkeypatch, said
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")

    async def fail(_ids):
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as failing:
        failing.setattr(services.events, "some", fail)
        await world.tick()  # the scheduler logs it and goes on
    assert await states(database) == {"pending": 1}
    await world.tick()
    assert said(person) == [CHANGE]


async def test_notices_of_an_unsaved_event_are_dropped(person, world, database, waiting, said):
    await person.opens(SaveEvent(event_id=waiting, saved=False).pack())
    await world.tick()
    assert said(person) == []
    assert await states(database) == {}


@pytest.mark.parametrize("fault", [Crash(), RuntimeError("killed")])
async def test_a_notice_that_a_crash_interrupted_is_never_sent_again(
    fault, person, world, database, refuse, monkeypatch, restart, said
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    await change_event(database, event, status="cancelled")
    refuse(fault)
    with suppress(Crash):
        await world.tick()
    assert await states(database) == {"sending": 1}
    monkeypatch.undo()
    world = await restart()
    await world.tick()
    assert said(person) == []
    assert await states(database) == {"unknown": 1}


async def test_a_notice_about_something_deleted_fails(person, world, services, database, clock):
    await person.writes("/start")
    async with database.transaction() as transaction:
        await transaction.execute(
            """
            INSERT INTO notices
                (person_id, kind, topic, subject_id, occasion, detail, expires, planned_at)
            VALUES (?1, 'start', 'events', 999999, '', '', '9999-12-31', ?2),
                   (?1, 'new programme', 'training', 999999, '', '', '9999-12-31', ?2),
                   (?1, 'application', '', 999999, '', '', '9999-12-31', ?2)
            """,
            person.id,
            int(clock.timestamp()),
        )
    await world.tick()
    assert await states(database) == {"failed": 3}


async def test_a_number_of_days_made_by_hand_stops_nobodys_reminders(
    person, someone, database, clock, world, said
):
    event_id = await put_event(database, "sial", starts="2026-12-07")
    forger = someone(1000666)
    for one in (forger, person):
        await save(one, event_id)
    await forger.opens(SetReminder(deadline=Deadline.START, days=366).pack() + "0000")
    await forger.opens(Pause(days=366).pack() + "0000")
    clock.now += timedelta(days=11)
    await world.tick()
    assert said(person) == said(forger) == [START]


@pytest.fixture
def few_at_once(monkeypatch):
    """Every plan is made of several transactions, as with thousands of followers."""
    monkeypatch.setattr("bot.reminders.planner.CHUNK", 2)
    monkeypatch.setattr("bot.reminders.repository.BATCH", 2)


async def test_many_followers_are_told_in_small_transactions_each_once(
    few_at_once, world, services, database, clock, someone, said
):
    crowd = [someone(1000010 + number) for number in range(7)]
    start = (clock.now.date() + timedelta(3)).isoformat()
    event, moved = [await put_event(database, key, starts=start) for key in ("sial", "moved")]
    for who in crowd:
        await save(who, event)
        await who.opens(SaveEvent(event_id=moved).pack())
        await services.reminders.add_alert(who.id, AlertKind.EVENT, {}, "все")
    await change_event(database, moved, starts="2027-05-11")
    await put_event(database, "new", starts="2027-05-10")
    clock.now += timedelta(1)
    for _ in range(2):
        await world.tick()
    for who in crowd:
        assert sorted(said(who)) == sorted([START, CHANGE, NEW_EVENT])


async def test_who_could_not_be_written_to_is_told_of_the_change_within_the_hour(
    person, world, database, clock, said
):
    event = await put_event(database, "sial", starts="2027-05-10")
    await save(person, event)
    world.telegram.block(person.id)
    await world.settle()
    await change_event(database, event, starts="2027-06-01")
    await world.tick()
    world.telegram.unblock(person.id)
    await world.settle()
    clock.now += timedelta(hours=1)
    await world.tick()
    assert said(person) == [CHANGE]


async def test_admins_hear_of_an_application_while_many_reminders_are_being_sent(
    few_at_once, world, services, database, clock, someone, admin, telegram, monkeypatch
):
    start = (clock.now.date() + timedelta(3)).isoformat()
    event = await put_event(database, "sial", starts=start)
    crowd = [someone(1000010 + number) for number in range(7)]
    for who in crowd:
        await save(who, event)
    await admin.writes("/start")
    call, order = telegram.call, []

    async def watched(method, params, files=None):
        if method == "sendMessage":
            if not order:
                await apply(database, crowd[0].id, event, clock)
            order.append(int(params["chat_id"]))
        return await call(method, params, files)

    monkeypatch.setattr(telegram, "call", watched)
    clock.now += timedelta(1)
    await world.tick()
    assert order.index(admin.id) < len(crowd)


async def apply(database, person_id, event_id, clock):
    await database.write(
        "INSERT INTO applications (person_id, event_id, company, contact, wish, state, step,"
        " touched_at, sent_at) VALUES (?, ?, 'Ромашка', 'a@b.ru', '', 'sent', 3, ?, ?)",
        *(person_id, event_id, int(clock.timestamp()), int(clock.timestamp())),
    )
