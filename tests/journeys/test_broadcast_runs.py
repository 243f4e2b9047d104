"""An admin plans, pauses, cancels and recalls a broadcast, and reads its results."""

import asyncio
import csv
import dataclasses
import io
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import GetMe
from openpyxl import load_workbook

from bot.background import Background
from bot.broadcast import run_texts as broadcast_run_texts
from bot.broadcast import texts as broadcast_texts
from bot.broadcast.buttons import AskConfirm, Confirm, ConfirmedAction, OpenBroadcast
from bot.broadcast.models import (
    BroadcastButton,
    BroadcastDraft,
    BroadcastState,
    DeliveryState,
)
from bot.broadcast.service import BroadcastService
from bot.playground.requests import BadRequestError
from bot.team.models import TeamRole
from bot.ui import texts as ui_texts
from handlers.broadcast_runs import BroadcastCardUpdater
from tests.clock import MOSCOW
from tests.person import Screen
from tests.serving import PATIENCE


async def compose(admin, text="Приём заявок открыт"):
    message = await admin.writes(text)
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Экспорт")


async def begin(admin):
    await compose(admin)
    await admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")


def now(admin, screen):
    """The same message as it is now."""
    return Screen(next(m for m in admin.messages if m["message_id"] == screen.id))


async def state(services, broadcast_id=1):
    return (await services.broadcasts.repository.find(broadcast_id)).state


async def test_pause_and_resume_lose_nobody(admin, readers, sender, services, world):
    await begin(admin)
    await admin.presses(broadcast_run_texts.PAUSE)
    assert admin.toast == broadcast_run_texts.PAUSED
    assert "на паузе" in admin.screen.text
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []

    await admin.presses(broadcast_run_texts.RESUME)
    assert "идёт" in admin.screen.text
    await sender.run_until_idle()
    assert len(world.calls("copyMessage")) == 6


@pytest.mark.parametrize(("minutes", "told"), [(0, "12:00"), (2, "12:00–12:02")])
async def test_when_it_went_is_told_without_an_end_that_is_its_beginning(
    admin, sender, clock, minutes, told
):
    await begin(admin)
    clock.now += timedelta(minutes=minutes)
    await sender.run_until_idle()
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    assert f"пн 23.11.2026, {told}" in admin.screen.text.splitlines()


async def test_a_paused_run_promises_no_speed_and_no_end(admin, readers, services):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    for _ in range(3):
        services.broadcasts.results.speed.add(1)
    await admin.presses(broadcast_run_texts.PAUSE)
    assert "0 из 6" in admin.screen.text
    assert "в секунду" not in admin.screen.text
    assert "осталось" not in admin.screen.text
    await admin.presses(broadcast_run_texts.RESUME)
    assert "в секунду" in admin.screen.text


async def test_the_question_whether_to_cancel_pauses_and_no_means_go_on(
    admin, readers, sender, services, world
):
    await begin(admin)
    await admin.presses(broadcast_run_texts.CANCEL)
    assert "Отменить совсем?" in admin.screen.text
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []
    await admin.presses(broadcast_run_texts.RESUME)
    assert await state(services) is BroadcastState.RUNNING

    await admin.presses(broadcast_run_texts.CANCEL)
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.CANCEL])
    assert admin.toast == broadcast_run_texts.DONE[ConfirmedAction.CANCEL]
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []
    assert "отменена" in admin.screen.text


async def test_a_button_pressed_after_the_deed_says_that_it_is_done(admin, sender):
    await begin(admin)
    card = admin.screen
    await sender.run_until_idle()
    await admin.presses(broadcast_run_texts.PAUSE, card)
    assert admin.toast == broadcast_run_texts.DONE_ALREADY
    assert "завершена" in now(admin, card).text
    await admin.opens(AskConfirm(broadcast_id=1, action=ConfirmedAction.CANCEL).pack(), card.id)
    assert admin.toast == broadcast_run_texts.DONE_ALREADY


async def test_recall_takes_a_second_press_and_deletes_everywhere(
    admin, readers, sender, card_updater
):
    await begin(admin)
    card = admin.screen
    await sender.run_until_idle()
    await card_updater.refresh()
    await admin.presses(broadcast_run_texts.RECALL, now(admin, card))
    assert "Сообщение дошло до 6 человек." in now(admin, card).text
    await admin.presses(broadcast_run_texts.NO, now(admin, card))
    assert "завершена" in now(admin, card).text
    await admin.presses(broadcast_run_texts.RECALL, now(admin, card))
    yes = now(admin, card)
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.RECALL], yes)
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.RECALL], yes)
    assert admin.toast == broadcast_run_texts.STALE
    await sender.run_until_idle()
    await card_updater.refresh()
    assert "отозвана" in now(admin, card).text
    assert "Удалено: 6" in now(admin, card).text
    assert broadcast_run_texts.RECALL not in now(admin, card).buttons
    for reader in readers:
        assert "Приём заявок" not in reader.screen.text


async def test_after_two_days_a_recall_replaces_the_words(
    admin, readers, sender, card_updater, clock
):
    await begin(admin)
    card = admin.screen
    await sender.run_until_idle()
    await card_updater.refresh()
    clock.now += timedelta(hours=49)
    await admin.presses(broadcast_run_texts.RECALL, now(admin, card))
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.RECALL], now(admin, card))
    await sender.run_until_idle()
    await card_updater.refresh()
    assert readers[0].screen.text == broadcast_run_texts.RECALL_TEXT
    assert "Заменено на «Сообщение неактуально»: 6" in now(admin, card).text


async def test_a_planned_broadcast_leaves_at_its_time(admin, readers, sender, clock, world):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    assert admin.screen.buttons[0] == "пн 23.11.2026, 14:00"
    await admin.writes("25.11 10:00")
    assert "ср 25.11.2026, 10:00 по Москве" in admin.screen.text
    await admin.presses("✅ Запланировать на 25.11, 10:00")
    assert "Отправлю ср 25.11.2026, 10:00" in admin.screen.text
    await admin.presses(broadcast_run_texts.CANCEL)
    assert "Рассылка никому не уйдёт" in admin.screen.text
    await admin.presses(broadcast_run_texts.NO)

    clock.now = datetime(2026, 11, 25, 9, 59, tzinfo=MOSCOW)
    await world.tick()
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []
    clock.now += timedelta(minutes=1)
    await world.tick()
    await sender.run_until_idle()
    assert readers[0].screen.text == "Приём заявок открыт"


async def test_what_was_cancelled_before_it_began_is_not_taken_back(admin, services):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.presses("14:00")
    await admin.presses("✅ Запланировать")
    await admin.presses(broadcast_run_texts.CANCEL)
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.CANCEL])
    assert broadcast_run_texts.RECALL not in admin.screen.buttons
    await admin.opens(AskConfirm(broadcast_id=1, action=ConfirmedAction.RECALL).pack())
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.RECALL])
    assert admin.toast == broadcast_run_texts.DONE_ALREADY
    assert await state(services) is BroadcastState.CANCELLED


async def test_a_ready_moment_is_planned_by_buttons_alone(admin, services):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.presses("вт 24.11.2026, 10:00")
    await admin.presses("✅ Запланировать")
    assert (await services.broadcasts.repository.find(1)).scheduled_at == datetime(
        2026, 11, 24, 10, tzinfo=MOSCOW
    )
    await admin.presses(broadcast_run_texts.UNSCHEDULE)
    assert "Черновик рассылки № 1" in admin.screen.text
    assert admin.toast == broadcast_run_texts.UNSCHEDULED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("завтра", "Не понял время"),
        ("31.02 10:00", "Не понял время"),
        ("25.11", "Не понял время"),
        ("22.11 10:00", "Это время уже прошло: вс 22.11.2026, 10:00"),
        ("сегодня в 11:59", "Это время уже прошло: пн 23.11.2026, 11:59"),
    ],
)
async def test_a_moment_that_is_none_is_asked_for_again(admin, text, said):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.writes(text)
    assert said in admin.screen.text
    await admin.writes("25.11 10:00")
    assert "Отправить 1 получателю?" in admin.screen.text


@pytest.mark.parametrize("example", ["01.01 10:00", "завтра в 10"])
async def test_the_bot_takes_the_very_example_it_gives(admin, clock, example):
    clock.now = datetime(2026, 12, 31, 15, 0, tzinfo=MOSCOW)
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    assert example in admin.screen.text
    await admin.writes(example)
    assert "✅ Запланировать на 01.01, 10:00" in admin.screen.buttons


async def test_a_moment_that_passed_before_the_confirmation_means_at_once(admin, services, clock):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.presses("пн 23.11.2026, 14:00")
    clock.now += timedelta(hours=3)
    await admin.presses("✅ Запланировать")
    assert await state(services) is BroadcastState.RUNNING


async def test_a_missed_time_asks_the_author_instead_of_sending(
    admin, readers, sender, clock, world
):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.presses("вт 24.11.2026, 10:00")
    await admin.presses("✅ Запланировать")
    clock.now = datetime(2026, 11, 24, 15, 0, tzinfo=MOSCOW)
    await world.tick()
    await world.tick()
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []
    assert "бот в это время не работал" in admin.screen.text
    assert len([m for m in admin.messages if "не работал" in m.get("text", "")]) == 1

    await admin.presses(broadcast_run_texts.SEND_NOW)
    await admin.presses("✅ Отправить")
    await sender.run_until_idle()
    assert readers[0].screen.text == "Приём заявок открыт"


async def test_an_author_who_blocked_the_bot_is_not_asked(admin, services, clock, world):
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    await admin.presses("вт 24.11.2026, 10:00")
    await admin.presses("✅ Запланировать")
    world.telegram.block(admin.id)
    clock.now = datetime(2026, 11, 24, 15, 0, tzinfo=MOSCOW)
    await world.tick()
    assert await state(services) is BroadcastState.MISSED


@pytest.mark.usefixtures("readers")
async def test_at_night_it_waits_for_the_morning_and_says_so(admin, sender, clock, world):
    clock.now = datetime(2026, 11, 23, 23, 0, tzinfo=MOSCOW)
    await compose(admin)
    await admin.presses("✅ Отправить")
    assert "Это тихие часы: сообщения пойдут с 08:00" in admin.screen.text
    await admin.presses("✅ Отправить")
    await sender.run_until_idle()
    assert world.calls("copyMessage") == []
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    clock.now = datetime(2026, 11, 24, 8, 0, tzinfo=MOSCOW)
    await sender.run_until_idle()
    assert len(world.calls("copyMessage")) == 6


async def test_a_card_lives_on_after_a_restart_and_is_finished_once(
    admin, readers, sender, services, world
):
    await begin(admin)
    card = admin.screen
    await sender.run_until_idle()
    before = len(world.calls("editMessageText"))
    reborn = BroadcastCardUpdater(world.bot, services.broadcasts, services.team)
    await reborn.refresh()
    await reborn.refresh()
    assert len(world.calls("editMessageText")) == before + 1
    assert "завершена" in now(admin, card).text
    assert await services.broadcasts.cards.all() == ()


@pytest.mark.parametrize(
    ("button", "text"), [(ui_texts.BACK, "📣 Рассылки"), (ui_texts.HOME, "Меню")]
)
async def test_a_card_that_became_another_screen_is_left_alone(
    admin, sender, card_updater, button, text
):
    await begin(admin)
    card = admin.screen
    await admin.presses(button)
    await sender.run_until_idle()
    await card_updater.refresh()
    assert now(admin, card).text.startswith(text)


async def test_while_it_runs_the_card_shows_a_bar_and_the_pace(
    admin, readers, services, card_updater
):
    await begin(admin)
    card = admin.screen
    assert broadcast_run_texts.PREPARING in card.text
    await services.broadcasts.deliveries.prepare(1)
    await card_updater.refresh()
    assert "░░░░░░░░░░ 0%" in now(admin, card).text
    assert "0 из 6" in now(admin, card).text
    assert "Не отправлено: 6" in now(admin, card).text


async def test_a_card_that_was_deleted_or_whose_admin_left_is_let_go(
    admin, services, card_updater, world
):
    await begin(admin)
    world.telegram.chat(admin.id).history.pop(admin.screen.id)
    await card_updater.refresh()
    assert await services.broadcasts.cards.all() == ()


@pytest.mark.usefixtures("readers")
async def test_the_result_adds_up_and_the_file_says_the_same(admin, sender, services, world):
    await begin(admin)
    world.telegram.people[2000001].blocked = True  # so far nobody has told the bot
    card = admin.screen
    await sender.run_until_idle()
    await admin.opens(OpenBroadcast(broadcast_id=1).pack(), card.id)
    text = now(admin, card).text
    assert "Получателей: 6\nДоставлено: 5\nЗаблокировали бота: 1" in text

    await admin.presses(broadcast_run_texts.ROWS, now(admin, card))
    document = admin.messages[-1]["document"]
    assert document["file_name"] == "broadcast-1.csv"
    data = world.telegram.files.get(document["file_id"]).data.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(data), delimiter=";")
    assert tuple(head) == broadcast_run_texts.COLUMNS
    assert len(rows) == 6
    counts = (await services.broadcasts.results.progress(1)).counts
    for outcome, number in counts.items():
        assert [row[1] for row in rows].count(broadcast_run_texts.OUTCOMES[outcome]) == number


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_file_says_who_has_pressed_what(admin, readers, sender, services, world, kind):
    source = await admin.writes("Приём заявок открыт")
    draft = BroadcastDraft(
        from_chat_id=admin.id,
        message_ids=(source["message_id"],),
        topic="news",
        buttons=(BroadcastButton("Сайт", "https://a.ru"), BroadcastButton("=План", "https://b.ru")),
    )
    await services.broadcasts.repository.create_draft(admin.id, draft)
    await services.broadcasts.start(await services.broadcasts.repository.find(1))
    await sender.run_until_idle()
    for reader, labels in ((readers[0], ["=План", "Сайт"]), (readers[1], ["Сайт"])):
        message = reader.screen
        for label in labels:
            await reader.presses(label, message)
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    await admin.presses(f"📄 Список ({kind.upper()})")
    document = admin.messages[-1]["document"]
    assert document["file_name"] == f"broadcast-1.{kind}"
    data = world.telegram.files.get(document["file_id"]).data
    if kind == "csv":
        _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    else:
        _, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        assert rows[0][2] == datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - Excel knows no zones
    pressed = {int(row[0]): row[-1] or "" for row in rows}
    assert pressed[readers[0].id] == "Сайт, =План"
    assert pressed[readers[1].id] == "Сайт"
    assert pressed[readers[2].id] == ""


async def test_unknown_ones_are_sent_again_only_on_demand(
    admin, readers, sender, services, database
):
    await begin(admin)
    await sender.run_until_idle()
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE deliveries SET outcome = 'unknown' WHERE person_id = ?", readers[0].id
        )
        await transaction.execute("UPDATE broadcast_counts SET number = 5")
        await transaction.execute("INSERT INTO broadcast_counts VALUES (1, 'unknown', 1)")
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    card = admin.screen
    assert "Неизвестно, дошло ли: 1" in card.text
    await admin.presses("🔁 Повторить неизвестным (1)")
    assert "Кому-то из них сообщение придёт второй раз" in now(admin, card).text
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.AGAIN], now(admin, card))
    await sender.run_until_idle()
    assert (await services.broadcasts.results.progress(1)).counts[DeliveryState.DELIVERED] == 6
    texts = [m.get("text") for m in readers[0].messages]
    assert texts.count("Приём заявок открыт") == 2


async def test_the_list_has_pages_and_back_returns_to_the_page(admin, sender, services):
    for _ in range(7):
        await begin(admin)
        await sender.run_until_idle()
    await admin.writes("/broadcasts")
    assert admin.screen.buttons[0].startswith("✅ № 7 · 23.11 · Приём заявок открыт · «Экспорт»")
    await admin.presses(ui_texts.NEXT)
    assert admin.screen.buttons[0].startswith("✅ № 1")
    await admin.presses("№ 1")
    await admin.presses(ui_texts.BACK)
    assert admin.screen.buttons[0].startswith("✅ № 1")


async def test_a_problem_that_paused_it_is_told_with_what_to_do(admin, services, world):
    await begin(admin)
    await services.broadcasts.pause(1, problem="Bad Request: message to copy not found")
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    assert "message to copy not found" in admin.screen.text
    assert broadcast_run_texts.RESUME in admin.screen.buttons


async def test_a_forged_confirmation_does_nothing(admin, services):
    await compose(admin)
    forged = Confirm(broadcast_id=1, action=ConfirmedAction.SEND, minute=0, token="guess")
    await admin.opens(forged.pack())
    assert admin.toast == broadcast_run_texts.STALE
    assert await state(services) is BroadcastState.DRAFT


async def test_a_card_out_of_reach_for_a_while_is_drawn_later(
    admin, card_updater, services, caplog
):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    real, card_updater._bot = card_updater._bot, Unreachable()
    await card_updater.refresh()
    assert "stays as it is" in caplog.text
    card_updater._bot = real
    await card_updater.refresh()
    assert "0 из 1" in admin.screen.text


async def test_a_card_of_an_admin_who_blocked_the_bot_is_let_go(
    admin, card_updater, services, world
):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    card_updater._bot = Unreachable(TelegramForbiddenError(GetMe(), "bot was blocked by the user"))
    await card_updater.refresh()
    assert await services.broadcasts.cards.all() == ()


async def test_a_card_that_says_all_already_is_not_drawn_again(
    admin, card_updater, services, world
):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    await admin.presses(broadcast_run_texts.PAUSE)
    for _ in range(3):
        await card_updater.refresh()
    drawn = len(world.calls("editMessageText"))
    await card_updater.refresh()
    assert len(world.calls("editMessageText")) == drawn

    await admin.presses(broadcast_run_texts.RESUME)
    await services.broadcasts.pause(1)  # by another admin, so that it is again as it was drawn
    await card_updater.refresh()
    assert "на паузе" in admin.screen.text


async def test_a_card_pressed_while_it_is_looked_after_is_not_drawn_over(
    admin, card_updater, services, monkeypatch
):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    overview = BroadcastService.overview

    async def overview_while_it_is_pressed(broadcasts, broadcast_id):
        monkeypatch.setattr(BroadcastService, "overview", overview)
        found = await overview(broadcasts, broadcast_id)
        await admin.presses(broadcast_run_texts.CANCEL)
        return found

    monkeypatch.setattr(BroadcastService, "overview", overview_while_it_is_pressed)
    await card_updater.refresh()
    assert "Отменить совсем?" in admin.screen.text


async def test_a_fault_of_the_database_does_not_leave_cards_as_they_are_for_ever(
    admin, card_updater, services, monkeypatch, caplog
):
    await begin(admin)
    await services.broadcasts.deliveries.prepare(1)
    monkeypatch.setattr("handlers.broadcast_runs.PERIOD_SECONDS", 0)
    overview, drawn = BroadcastService.overview, asyncio.Event()
    faults = [sqlite3.OperationalError("disk I/O error")]

    async def overview_at_last(broadcasts, broadcast_id):
        if faults:
            raise faults.pop()
        drawn.set()
        return await overview(broadcasts, broadcast_id)

    monkeypatch.setattr(BroadcastService, "overview", overview_at_last)
    background = Background()
    background.start(card_updater.run(), "cards")
    await asyncio.wait_for(drawn.wait(), PATIENCE)
    await background.close()
    assert "disk I/O error" in caplog.text


class Unreachable:
    def __init__(self, error=None):
        self.error = error or TelegramNetworkError(GetMe(), "no route")

    async def edit_message_text(self, *_args, **_kwargs):
        raise self.error

    send_message = edit_message_text

    async def me(self):
        raise self.error


async def test_a_change_of_state_and_its_audit_entry_happen_together_or_not_at_all(
    admin, services, refuse_audit
):
    await begin(admin)
    card = admin.screen
    await refuse_audit()
    await admin.presses(broadcast_run_texts.PAUSE, card)
    assert await state(services) is BroadcastState.RUNNING
    await refuse_audit(full=False)
    await admin.presses(broadcast_run_texts.PAUSE, card)
    assert admin.toast == broadcast_run_texts.PAUSED
    assert [each.action for each in await services.audit.latest(1)] == ["pause broadcast"]


async def test_a_draft_and_its_audit_entry_are_stored_together_or_not_at_all(
    admin, services, refuse_audit
):
    await compose(admin)
    draft = admin.screen
    await refuse_audit()
    await admin.presses(broadcast_texts.WAIT_MORNING, draft)
    assert not (await services.broadcasts.repository.find(1)).at_night
    message = await admin.writes("Вторая")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    assert len(await services.broadcasts.repository.in_state(BroadcastState.DRAFT)) == 1


async def test_the_unknown_are_not_sent_again_without_an_audit_entry(
    admin, readers, sender, services, database, refuse_audit
):
    await begin(admin)
    await sender.run_until_idle()
    await mark_unknown(database, readers[0])
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    card = admin.screen
    await admin.presses("🔁 Повторить неизвестным (1)")
    await refuse_audit()
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.AGAIN], now(admin, card))
    assert await state(services) is BroadcastState.FINISHED
    assert (await services.broadcasts.results.progress(1)).counts[DeliveryState.UNKNOWN] == 1


@pytest.mark.parametrize("prepared", [True, False])
async def test_the_result_adds_up_when_a_recipient_removed_their_data_before_their_turn(
    admin, readers, sender, services, prepared
):
    await begin(admin)
    if prepared:
        await services.broadcasts.deliveries.prepare(1)
    await services.privacy.erase(readers[0].id)
    await sender.run_until_idle()
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    assert "завершена" in admin.screen.text
    assert broadcast_run_texts.OUTCOMES[DeliveryState.PENDING] not in admin.screen.text
    if prepared:
        assert "Получателей: 6\nДоставлено: 5\nОтказались или на паузе: 1" in admin.screen.text


async def test_who_removed_their_data_is_not_waited_for_when_the_unknown_are_sent_again(
    admin, readers, sender, services, database
):
    await begin(admin)
    await sender.run_until_idle()
    await mark_unknown(database, readers[0])
    await services.privacy.erase(readers[0].id)
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    card = admin.screen
    await admin.presses("🔁 Повторить неизвестным (1)")
    await admin.presses(broadcast_run_texts.YES[ConfirmedAction.AGAIN], now(admin, card))
    await sender.run_until_idle()
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    assert "завершена" in admin.screen.text
    assert broadcast_run_texts.OUTCOMES[DeliveryState.PENDING] not in admin.screen.text


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Moscow", "по Москве"), ("Asia/Yekaterinburg", "по времени UTC+5")],
)
async def test_the_moment_is_told_in_the_zone_of_the_setting(admin, clock, zone, words):
    clock.now = clock.now.astimezone(ZoneInfo(zone))
    await compose(admin)
    await admin.presses(broadcast_texts.SCHEDULE)
    asked = admin.screen.text
    await admin.writes("завтра")
    refused = admin.screen.text
    await admin.writes("22.11 10:00")
    past = admin.screen.text
    await admin.writes("25.11 10:00")
    question = admin.screen.text
    await admin.presses("✅ Запланировать")
    assert f"Отправлю ср 25.11.2026, 10:00 {words}." in admin.screen.text
    for text in (refused, past, question):
        assert words in text
    assert ("московское" in asked) is (zone == "Europe/Moscow")
    assert zone == "Europe/Moscow" or "UTC+5" in asked


async def mark_unknown(database, reader):
    """As if the bot had been killed while it sent to them."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE deliveries SET outcome = 'unknown' WHERE person_id = ?", reader.id
        )
        await transaction.execute("UPDATE broadcast_counts SET number = number - 1")
        await transaction.execute("INSERT INTO broadcast_counts VALUES (1, 'unknown', 1)")


class TestWhatIsTold:
    """How a planned broadcast went, and why one has stopped by itself, makes a sound."""

    @pytest.fixture
    async def planned(self, admin, readers):
        """Planned for two o'clock; the message that shows it."""
        self.source = await admin.writes("Приём заявок открыт")
        await admin.writes("/broadcast", reply_to=self.source["message_id"])
        await admin.presses(broadcast_texts.CHOOSE_TOPIC)
        await admin.presses("Экспорт")
        await admin.presses(broadcast_texts.SCHEDULE)
        await admin.presses("пн 23.11.2026, 14:00")
        await admin.presses("✅ Запланировать")
        assert "запланирована" in admin.screen.text
        return admin.screen

    @pytest.fixture
    def due(self, world, sender, card_updater, clock):
        async def come() -> None:
            clock.now = datetime(2026, 11, 23, 14, 0, 30, tzinfo=MOSCOW)
            await world.tick()
            await sender.run_until_idle()
            await card_updater.refresh()

        return come

    async def test_a_planned_one_tells_its_author_how_it_went_and_its_card_is_true(
        self, admin, planned, due, card_updater
    ):
        await due()
        assert admin.screen.id != planned.id
        assert admin.screen.text.startswith("Рассылка № 1 — завершена")
        assert "Доставлено: 6" in admin.screen.text
        assert now(admin, planned).text == admin.screen.text
        told = len(admin.messages)
        await card_updater.refresh()
        assert len(admin.messages) == told

    @pytest.mark.parametrize(
        ("fault", "advice"),
        [
            (None, "Исходное сообщение удалено"),
            (BadRequestError("message caption is too long"), "Подпись длиннее 1024 знаков"),
            (BadRequestError("not enough rights to send text messages"), "Проверьте права бота"),
        ],
    )
    async def test_one_that_stops_by_itself_tells_its_author_why_at_once(
        self, admin, planned, due, world, sender, fault, advice, caplog, monkeypatch
    ):
        stopped = []
        on_stopped = dataclasses.replace(
            sender._pool._handlers[0]._config, on_stopped=lambda: stopped.append(1)
        )
        monkeypatch.setattr(sender._pool._handlers[0], "_config", on_stopped)
        if fault is None:
            world.telegram.delete_message(admin.id, self.source["message_id"])
        else:
            world.telegram.faults.fail_next("copyMessage", fault, times=9)
        await due()
        assert admin.screen.id != planned.id
        assert admin.screen.text.startswith("Рассылка № 1 — на паузе")
        assert advice in admin.screen.text
        assert "Ответ Telegram: Bad Request:" in admin.screen.text
        assert now(admin, planned).text == admin.screen.text
        assert "Broadcast 1 has stopped by itself" in caplog.text
        assert stopped == [1]

    async def test_what_is_to_be_told_outlives_the_network_and_a_restart(
        self, admin, planned, due, world, sender, card_updater, services, clock, caplog
    ):
        card_updater._bot = Unreachable()
        await due()
        assert "Broadcast 1 is to be told of later" in caplog.text
        reborn = BroadcastCardUpdater(world.bot, services.broadcasts, services.team)
        await reborn.refresh()
        assert admin.screen.text.startswith("Рассылка № 1 — завершена")

    async def test_without_the_author_the_others_who_may_send_are_told(
        self, admin, planned, due, other_admin, world
    ):
        await other_admin.writes("/start")
        world.telegram.block(admin.id)
        await due()
        assert other_admin.screen.text.startswith("Рассылка № 1 — завершена")

    async def test_when_nobody_can_be_told_the_log_says_so(
        self, admin, planned, due, world, caplog
    ):
        world.telegram.block(admin.id)
        await due()
        assert "Nobody could be told of broadcast 1" in caplog.text

    async def test_the_card_of_somebody_who_has_left_tells_them_nothing_more(
        self, someone, admin, readers, services, world, card_updater
    ):
        leaver = someone(1000009)
        await leaver.writes("/start")
        await services.team.give(admin.id, leaver.id, TeamRole.ADMIN)
        await begin(leaver)
        card = leaver.screen
        await services.team.take(admin.id, leaver.id)
        await services.broadcasts.pause(1, admin.id)
        await card_updater.refresh()
        assert now(leaver, card).text == card.text
        assert await services.broadcasts.cards.all() == ()

    async def test_one_that_was_looked_at_is_still_a_true_card(self, admin, planned, due):
        await admin.presses(broadcast_texts.PREVIEW)
        await due()
        assert "завершена" in now(admin, planned).text

    async def test_one_that_became_another_screen_is_left_alone(self, admin, planned, due):
        await admin.presses(ui_texts.HOME, planned)
        home = now(admin, planned).text
        await due()
        assert now(admin, planned).text == home
