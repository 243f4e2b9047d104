"""Telegram fails in its ways, and the bot in its own: a person still gets a working screen."""

import logging
from datetime import date

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.applications.buttons import ExportApplications
from bot.broadcast.buttons import DownloadDeliveries
from bot.broadcast.models import BroadcastDraft
from bot.events.buttons import ExportVotes, MoveEvent, PreviewMove
from bot.events.models import EventDates, Status
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.repository import Knowledge
from bot.playground.requests import ApiError
from bot.telegram.client import ATTEMPTS, RetryRequests
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from tests.person import PlayedSession

EXPORTS = (ExportApplications(), ExportVotes(), DownloadDeliveries(broadcast_id=1))


@pytest.fixture
def refuse(world, monkeypatch):
    """Let the next calls of a method be refused, each with the next of the given errors."""
    carry_out = world.telegram.call

    def refusing(method, *errors):
        waiting = list(errors)

        async def call(name, params, files=None):
            if name == method and waiting:
                raise waiting.pop(0)
            return await carry_out(name, params, files)

        monkeypatch.setattr(world.telegram, "call", call)

    return refusing


async def test_a_press_on_a_deleted_message_opens_a_new_screen(person, world):
    await person.writes("/start")
    screen = person.screen
    world.telegram.delete_message(person.id, screen.id)
    await person.opens(screen.key(knowledge_texts.JUST_MENU)["callback_data"], screen.id)
    assert knowledge_texts.HOME_HINT in person.screen.text
    assert person.screen.id != screen.id


async def test_a_press_too_old_to_answer_still_opens_its_screen(person, world):
    await person.writes("/start")
    world.telegram.callback_seconds = -1.0
    screen = person.screen
    world.telegram.press(
        person.id, screen.id, screen.key(knowledge_texts.JUST_MENU)["callback_data"]
    )
    await world.settle()
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_pressing_the_same_button_twice_is_harmless(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(knowledge_texts.SECTIONS)
    home = person.screen
    await person.presses("Экспорт", home)
    shown = person.screen.text
    await person.presses("Экспорт", home)
    assert person.screen.text == shown


async def test_an_error_of_ours_is_logged_once_and_told_with_a_way_home(
    person, monkeypatch, caplog
):
    await person.writes("/start")

    async def broken(*_):
        raise RuntimeError("a fault inside")

    monkeypatch.setattr(Knowledge, "home", broken)
    await person.presses(knowledge_texts.JUST_MENU)
    assert person.screen.text == ui_texts.SORRY
    assert ui_texts.HOME in person.screen.buttons
    assert tracebacks(caplog) == ["a fault inside"]


def tracebacks(caplog):
    """What is logged, counted and reported as a fault of ours."""
    return [str(each.exc_info[1]) for each in caplog.records if each.exc_info]


@pytest.mark.parametrize(
    "error",
    [
        ApiError(403, "Forbidden: bot was blocked by the user"),
        ApiError(400, "Bad Request: chat not found"),
        ApiError(400, "Bad Request: message to be replied not found"),
        ApiError(400, "Bad Request: not enough rights to send text messages to the chat"),
        ApiError(400, "Bad Request: TOPIC_CLOSED"),
        ApiError(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        ApiError(400, "Bad Request: PEER_ID_INVALID"),
    ],
    ids=str,
)
async def test_a_reply_that_a_person_has_made_impossible_is_only_logged(
    person, refuse, caplog, error
):
    refuse("sendMessage", error)
    with caplog.at_level(logging.WARNING):
        await person.writes("/start")
    assert "got no reply" in caplog.text
    assert tracebacks(caplog) == []


async def test_an_edit_that_is_impossible_becomes_a_new_message(person, refuse):
    await person.writes("/start")
    refuse("editMessageText", ApiError(400, "Bad Request: message can't be edited"))
    first = person.screen.id
    await person.presses(knowledge_texts.JUST_MENU)
    assert person.screen.id != first


@pytest.mark.parametrize(
    "words",
    [
        "BUTTON_DATA_INVALID",
        "can't parse entities: unclosed start tag at byte offset 3",
        "message is too long",
    ],
)
async def test_a_screen_that_telegram_cannot_take_is_an_error_of_ours(
    person, refuse, caplog, words
):
    await person.writes("/start")
    refuse("editMessageText", ApiError(400, f"Bad Request: {words}"))
    await person.presses(knowledge_texts.JUST_MENU)
    assert person.screen.text == ui_texts.SORRY
    assert ui_texts.HOME in person.screen.buttons
    (told,) = tracebacks(caplog)
    assert words in told


async def test_an_admins_deed_is_in_the_journal_though_its_screen_was_refused(
    admin, services, refuse
):
    await admin.writes("/start")
    gitex = await services.events.find_key("gitex-global-2026")
    dates = EventDates(date(2026, 12, 14), None, Status.CONFIRMED)
    wanted = PreviewMove.to(gitex.id, dates)
    move = MoveEvent(**wanted.model_dump(), seen=gitex.sequence).pack()
    refuse("editMessageText", ApiError(400, "Bad Request: BUTTON_DATA_INVALID"))
    await admin.opens(move)
    assert (await services.events.event(gitex.id)).starts == date(2026, 12, 14)
    (action,) = await services.audit.latest(10)
    assert ("2026-12-07" in action.before, "2026-12-14" in action.after) == (True, True)

    await admin.opens(move)  # what is so already is no deed
    assert await services.audit.latest(10) == (action,)
    assert (await services.events.event(gitex.id)).sequence == gitex.sequence + 1


@pytest.mark.parametrize("export", EXPORTS, ids=Address.pack)
async def test_whose_data_may_have_been_given_out_is_in_the_journal(
    admin, services, refuse, export
):
    """The answer to the file may be lost after it was carried out, or the bot be killed there."""
    await admin.writes("/start")
    await services.broadcasts.repository.create_draft(
        admin.id, BroadcastDraft(from_chat_id=1, message_ids=(1,))
    )
    refuse("sendDocument", ApiError(403, "Forbidden: bot was blocked by the user"))
    await admin.opens(export.pack())
    (action,) = await services.audit.latest(1)
    assert action.action.startswith("export")


@pytest.mark.parametrize(
    "error",
    [
        ApiError(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        ApiError(502, "Bad Gateway"),
        ApiError(500, "Internal Server Error"),
    ],
)
async def test_a_passing_fault_of_the_network_loses_nothing(person, world, refuse, error):
    session = PlayedSession(world.telegram)
    session.middleware(RetryRequests(pause=0))
    world.bot = Bot("42:TEST", session, DefaultBotProperties(parse_mode="HTML"))
    refuse("sendMessage", *[error] * (1 if error.code == 429 else 5))
    await person.writes("/start")
    assert knowledge_texts.BUSINESS in person.screen.buttons


async def test_a_fault_that_lasts_is_given_up_in_the_end(person, world, refuse, caplog):
    session = PlayedSession(world.telegram)
    session.middleware(RetryRequests(pause=0))
    world.bot = Bot("42:TEST", session, DefaultBotProperties(parse_mode="HTML"))
    refuse("sendMessage", *[ApiError(502, "Bad Gateway")] * ATTEMPTS)
    await person.writes("/start")
    assert "got no reply" in caplog.text


async def test_what_is_too_large_is_not_sent_again(person, world, refuse, caplog):
    session = PlayedSession(world.telegram)
    session.middleware(RetryRequests(pause=0))
    world.bot = Bot("42:TEST", session, DefaultBotProperties(parse_mode="HTML"))
    refuse("sendMessage", ApiError(413, "Request Entity Too Large"))
    await person.writes("/start")
    assert "got no reply" in caplog.text
