"""The whole program against the played Telegram over HTTP: starts, answers, fails, stops."""

import asyncio
import gc
import os
import re
import shutil
import signal
import socket
import sqlite3
from contextlib import suppress
from datetime import time

import aiohttp
import pytest
from pydantic import HttpUrl, SecretStr

from bot.broadcast.models import BroadcastDraft, Selection
from bot.broadcast.repository import BroadcastRepository
from bot.errors import OperatorError
from bot.knowledge import texts as knowledge_texts
from bot.playground.faults import Delay, Rates
from bot.playground.requests import ApiError, FloodError, PageError
from bot.search import engine
from bot.server.play import play
from bot.server.run import serve
from bot.settings import EVENTS, KNOWLEDGE, SHIPPED, Settings, SettingsError
from bot.telegram.client import JsonSession
from bot.telegram.inbox import FORGET_SECONDS
from bot.telegram.webhook import SECRET_HEADER
from tests.person import read
from tests.serving import PATIENCE, free_port, held, running, until

TOKEN = "42:TEST"
IRINA = 1000003


@pytest.fixture
def settings(played, database):
    played.add_person(IRINA, "Ирина")
    return Settings(
        _env_file=None,
        token=SecretStr(TOKEN),
        api_url=HttpUrl(played.address),
        database=database.path,
        server_port=free_port(),
        search_semantic="off",
    )


def answers(telegram):
    return [read(each) for each in telegram.chat(IRINA).messages if each["from"]["is_bot"]]


async def get(settings, path):
    address = f"http://127.0.0.1:{settings.server_port}{path}"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()


async def test_it_polls_answers_tells_its_health_and_stops_cleanly(played, settings, database):
    frozen = gc.get_freeze_count()
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        await until(lambda: gc.get_freeze_count() > frozen)  # garbage is looked for elsewhere
        assert (await get(settings, "/healthz"))[0] == 200
        status, body = await get(settings, "/readyz")
        assert status == 200, body
        assert 'handler="start"' in (await get(settings, "/metrics"))[1]
    assert await database.rows("SELECT id FROM updates WHERE body <> ''") == []


async def test_a_clean_stop_finishes_what_is_being_answered(played, settings, database):
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        played.faults.fail_next("sendMessage", Delay(0.5))
        played.write(IRINA, "когда открылось Руднево")
        sql = "SELECT 1 FROM questions"
        while not await database.rows(sql):  # noqa: ASYNC110 - the bot does it by itself
            await asyncio.sleep(0.01)
    assert "2 октября 2024" in answers(played)[-1]
    assert await database.rows("SELECT id FROM updates WHERE body <> ''") == []


async def test_a_stop_while_the_database_is_busy_answers_nobody_twice(played, settings, database):
    async with running(settings) as serving:
        played.write(IRINA, "/help")
        await until(lambda: answers(played))
        async with held(database.path):
            await asyncio.sleep(2 * FORGET_SECONDS)  # the bot waits for the lock
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.2)
        await serving
    async with running(settings):
        played.write(IRINA, "/help")
        await until(lambda: len(answers(played)) > 1)
    assert len(answers(played)) == 2


@pytest.mark.slow
async def test_the_metrics_tell_how_a_broadcast_goes(played, settings, database):
    async with database.transaction() as transaction:
        sql = "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)"
        await transaction.many(sql, [(IRINA,), (404,)])
    message = played.write(IRINA, "Новость")
    broadcasts = BroadcastRepository(database)
    draft = BroadcastDraft(from_chat_id=IRINA, message_ids=(message["message_id"],), topic="news")
    number = await broadcasts.create_draft(IRINA, draft)
    await broadcasts.start(number, Selection("SELECT id FROM people"))
    played.faults.fail_next("copyMessage", FloodError(1))
    awake = settings.model_copy(update={"quiet_hours": (time(0), time(0))})

    async def told():
        return (await get(settings, "/metrics"))[1]

    async with running(awake):
        await until(lambda: answers(played)[1:])
        text = await told()
        ended = [
            f'bot_broadcast_recipients_total{{outcome="{o}"}} 1.0' for o in ("gone", "delivered")
        ]
        while not all(each in text for each in ended):
            await asyncio.sleep(0.05)
            text = await told()
        assert 'bot_api_retries_total{reason="TelegramRetryAfter"} 1.0' in text
        pace = next(line for line in text.splitlines() if line.startswith("bot_broadcast_pace "))
        assert 0 < float(pace.split()[1]) < settings.messages_per_second
        assert 'bot_database_seconds_count{kind="transaction"}' in text


@pytest.fixture
def hooked(settings):
    url = f"http://127.0.0.1:{settings.server_port}/hook"
    return settings.model_copy(
        update={"webhook_url": HttpUrl(url), "webhook_secret": SecretStr("s3cret")}
    )


@pytest.fixture
def hasty(monkeypatch):
    """Pauses after failures take no time."""
    monkeypatch.setattr("bot.telegram.client.jitter", lambda: 0.001)
    monkeypatch.setattr("bot.telegram.polling.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.telegram.client.UNREACHABLE_PAUSE", 0.01)


async def bring(hooked, update, until):
    """Post an update as Telegram does, as often as it takes; nobody may be listening yet."""
    headers, status = {SECRET_HEADER: hooked.webhook_secret.get_secret_value()}, None
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while status != until:
            await asyncio.sleep(0.01)
            with suppress(aiohttp.ClientConnectorError):
                url = str(hooked.webhook_url)
                async with session.post(url, json=update, headers=headers) as response:
                    status = response.status


def called(telegram, method):
    return [call for call in telegram.calls if call.method == method]


async def test_it_is_reached_by_webhook(played, hooked):
    async with running(hooked):
        await until(lambda: called(played, "setWebhook"))
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        stranger = hooked.model_copy(update={"webhook_secret": SecretStr("wrong")})
        await bring(stranger, {}, until=401)


async def test_what_is_brought_during_the_start_is_answered_once(played, hooked):
    update = {"update_id": 7, "message": played.write(IRINA, "/help")}
    played.updates.clear()
    played.faults.fail_next("getMe", Delay(0.3))
    async with running(hooked):
        await bring(hooked, update, until=200)
        await until(lambda: answers(played))
    assert len(answers(played)) == 1


async def test_a_stop_takes_nothing_new_by_webhook(played, hooked, database):
    async with running(hooked) as serving:
        await until(lambda: called(played, "setWebhook"))
        played.faults.fail_next("sendMessage", Delay(0.3))
        message = played.write(IRINA, "/help")
        while not await database.rows("SELECT 1 FROM updates"):  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.05)
        await bring(hooked, {"update_id": 77, "message": message}, until=503)
        assert not serving.done()
        await serving
    assert len(answers(played)) == 1


async def test_a_webhook_that_telegram_refuses_stops_the_start_with_words(hooked):
    url = HttpUrl("https://bot.example.org/hook")
    with pytest.raises(
        SettingsError, match=r"BOT_WEBHOOK_URL is refused by Telegram \(Bad Request"
    ):
        await serve(hooked.model_copy(update={"webhook_url": url}))


async def test_a_webhook_is_asked_for_until_telegram_is_there(played, hooked, hasty):
    played.faults.fail_next("setWebhook", PageError(), times=9)
    async with running(hooked):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))


async def test_a_webhook_in_the_way_of_polling_is_removed_at_any_time(
    played, settings, hasty, caplog
):
    await played.call("setWebhook", {"url": "http://127.0.0.1:9/"})
    played.faults.fail_next("deleteWebhook", ApiError(502, "Bad Gateway"), times=9)
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        await played.call("setWebhook", {"url": "http://127.0.0.1:9/"})
        played.write(IRINA, "/help")
        await until(lambda: answers(played)[1:])
    assert "A webhook is set for this BOT_TOKEN" in caplog.text
    assert "Another process polls" not in caplog.text


async def test_a_page_instead_of_an_answer_stops_nobody(played, settings, hasty, caplog):
    for method in ("getMe", "getUpdates", "sendMessage"):
        played.faults.fail_next(method, PageError(), times=2)
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
    assert not [record for record in caplog.records if record.exc_info]


@pytest.fixture
def first_process():
    """As in a container: a signal of which nothing was said does nothing."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


async def test_a_stop_is_heard_while_telegram_is_out_of_reach(hooked, first_process):
    away = hooked.model_copy(update={"api_url": HttpUrl(f"http://127.0.0.1:{free_port()}/")})
    async with running(away):
        await bring(away, {}, until=503)


async def test_a_stop_is_heard_during_the_start(settings, first_process):
    async with running(settings):
        await asyncio.sleep(0)


async def test_the_bots_are_closed_after_everything_that_uses_them(played, settings, monkeypatch):
    close, left = JsonSession.close, []

    async def closing(session):
        task = asyncio.current_task()
        if task is not None and task.get_name() != "sender":  # which closes a bot of its own
            left.append({task.get_name() for task in asyncio.all_tasks()})
        await close(session)

    monkeypatch.setattr(JsonSession, "close", closing)
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
    assert left
    assert not {"scheduler", "cards", "sender", "inbox"} & set().union(*left[-2:])


@pytest.fixture
def settings_of_a_folder(settings, tmp_path):
    """A bot whose content is a copy of the shipped one, in the folder `content`."""
    folder = shutil.copytree(SHIPPED.path, tmp_path / "content", ignore=_NO_DATABASE)
    return settings.model_copy(update={"content": folder})


_NO_DATABASE = shutil.ignore_patterns("*.db*", "schema")


@pytest.fixture
def broken(settings_of_a_folder):
    """One of the files has lost the line that ends its fields."""
    folder = settings_of_a_folder.content_folder.knowledge
    grant = folder / "export" / "money" / "grant.md"
    head, _, body = grant.read_text(encoding="utf-8").rpartition("---\n")
    grant.write_text(head + body, encoding="utf-8")
    return grant


async def test_a_broken_file_stops_nobody_who_is_answered(
    played, settings_of_a_folder, broken, caplog
):
    async with running(settings_of_a_folder):
        played.write(IRINA, "как получить грант на экспорт")
        await until(lambda: answers(played))
    assert "10 млн рублей" in answers(played)[-1]
    (told,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert f"{broken}: нет закрывающей строки ---" in told.getMessage()
    assert "`python -m bot knowledge check`" in told.getMessage()


@pytest.mark.parametrize(
    "line", ["checked: 2026-09-31", "order: !!int abc", "order: " + "9" * 5000]
)
async def test_a_value_that_does_not_exist_stops_nobody_either(
    played, settings_of_a_folder, broken, caplog, line
):
    text = (KNOWLEDGE / "export" / "money" / "grant.md").read_text(encoding="utf-8")
    kept = [each for each in text.split("\n") if each[:7] != line[:7]]
    broken.write_text("\n".join([kept[0], line, *kept[1:]]), encoding="utf-8")
    async with running(settings_of_a_folder):
        played.write(IRINA, "как получить грант на экспорт")
        await until(lambda: answers(played))
    assert "10 млн рублей" in answers(played)[-1]
    (told,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert f"{broken}: {line.partition(':')[0]}: нет так" in told.getMessage()


async def test_a_calendar_in_another_encoding_stops_nobody_and_shows_no_gibberish(
    played, settings_of_a_folder, caplog
):
    calendar = settings_of_a_folder.content_folder.events
    calendar.write_bytes(EVENTS.read_text(encoding="utf-8").encode("cp866", "replace"))
    async with running(settings_of_a_folder):
        played.write(IRINA, "когда гитекс")
        await until(lambda: answers(played))
    assert "ОАЭ" in answers(played)[-1]
    (told,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert f"{calendar}: файл в кодировке MS-DOS (cp866)" in told.getMessage()


async def test_a_broken_calendar_stops_nobody_either(played, settings_of_a_folder):
    calendar = settings_of_a_folder.content_folder.events
    calendar.write_text("key,name\n", encoding="utf-8")
    async with running(settings_of_a_folder):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))


async def test_with_nothing_imported_ever_a_broken_file_stops_the_start_with_words(
    settings_of_a_folder, broken, tmp_path
):
    empty = settings_of_a_folder.model_copy(update={"database": tmp_path / "empty.db"})
    with pytest.raises(OperatorError) as refused:
        await serve(empty)
    problem, last = str(refused.value).splitlines()
    assert problem == f"{broken}: нет закрывающей строки --- после полей"
    assert last.startswith("The bot is not started: mend the files")


async def test_the_playground_gives_no_address_before_it_is_up(
    settings_of_a_folder, broken, tmp_path, capsys
):
    local = {"token": None, "playground_port": 0, "server_port": 0}
    empty = settings_of_a_folder.model_copy(update=local | {"database": tmp_path / "empty.db"})
    with pytest.raises(OperatorError):
        await play(empty)
    assert capsys.readouterr().out == ""
    task = asyncio.get_running_loop().create_task(
        play(settings_of_a_folder.model_copy(update=local))
    )
    address = (await until(lambda: re.findall(r"open (\S+) in", capsys.readouterr().out)))[0]
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.status == 200
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, PATIENCE)


async def test_a_refused_token_stops_the_start_with_words(played, settings):
    wrong = settings.model_copy(update={"token": SecretStr("43:WRONG")})
    with pytest.raises(SettingsError, match="BOT_TOKEN is refused") as refused:
        await serve(wrong)
    assert "WRONG" not in str(refused.value)


async def test_a_token_that_telegram_does_not_know_stops_the_start_with_words(played, settings):
    played.faults.fail_next("getMe", ApiError(404, "Not Found"))
    with pytest.raises(SettingsError, match="knows no bot with this BOT_TOKEN"):
        await asyncio.wait_for(serve(settings), PATIENCE)


async def test_a_taken_port_stops_the_start_with_words(played, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.server_port))
        taken.listen()
        with pytest.raises(SettingsError, match="BOT_SERVER_PORT"):
            await serve(settings)


async def test_a_start_without_room_for_the_index_serves_and_says_so_once(
    played, settings, shared_databases, monkeypatch, caplog
):
    shared_databases.leave_out_index(settings.database)
    open_index = engine.connect

    def connect(path):
        connection = open_index(path)
        if path == settings.database.with_suffix(".search.db"):
            connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr(engine, "connect", connect)
    async with running(settings):
        played.write(IRINA, "когда открылось Руднево")
        await until(lambda: answers(played))
    assert "2 октября 2024" in answers(played)[-1]
    (told,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert told.endswith("bot.search.db is kept in memory: database or disk is full")


async def test_an_import_for_which_the_disk_has_no_room_stops_nobody(
    played, settings, monkeypatch, caplog
):
    async def no_room(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("bot.app.import_if_changed", no_room)
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
    assert "knowledge could not be imported: database or disk is full" in caplog.text


@pytest.mark.slow
async def test_a_second_poller_is_told_and_the_first_goes_on(played, settings, caplog):
    played_call = played.call
    conflicts = [ApiError(409, "Conflict: terminated by other getUpdates request")]

    async def call(method, params, files=None):
        if method.lower() == "getupdates" and conflicts:
            raise conflicts.pop()
        return await played_call(method, params, files)

    played.call = call
    async with running(settings):
        await until(lambda: "Another process polls" in caplog.text)
        played.write(IRINA, "/start")
        await until(lambda: answers(played))


async def test_what_a_killed_process_had_accepted_is_answered_by_the_next(
    played, settings, database
):
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO updates (id, body) VALUES (77, ?)",
            '{"update_id": 77, "message": {"message_id": 1, "date": 1, "text": "/start", '
            '"from": {"id": 1000003, "is_bot": false, "first_name": "Ирина"}, '
            '"chat": {"id": 1000003, "type": "private", "first_name": "Ирина"}}}',
        )
    played.write(IRINA, "привет")
    async with running(settings):
        await until(lambda: any("Чем вам помочь?" in each for each in answers(played)))


@pytest.mark.slow
async def test_a_bad_network_loses_no_question_and_raises_no_error(
    played, settings, caplog, monkeypatch
):
    """429, 5xx, pages, broken connections and lost answers, at random, on every method."""
    monkeypatch.setattr("bot.telegram.client.jitter", lambda: 0.02)
    monkeypatch.setattr("bot.telegram.client.ATTEMPTS", 30)  # four of ten fail, some eight times
    monkeypatch.setattr("bot.telegram.polling.FIRST_PAUSE", 0.02)
    people = range(2_000_001, 2_000_021)
    for person_id in people:
        played.add_person(person_id, "Участник")
    played.faults.seed = 20261123
    played.faults.rates = Rates(0.02, server_error=0.15, page=0.05, drop=0.15, lost_answer=0.1)

    def unanswered():
        return [
            person_id
            for person_id in people
            if not any(each["from"]["is_bot"] for each in played.chat(person_id).messages)
        ]

    async with running(settings):
        for person_id in people:
            played.write(person_id, "когда открылось Руднево")
        await until(lambda: not unanswered())
        pressed = [press_back(played, person_id) for person_id in people]
        await until(lambda: all(shows_menu(played, each) for each in people))
        played.faults.mend()
    assert len(pressed) == len(people)
    assert not [record for record in caplog.records if record.exc_info]


def press_back(telegram, person_id):
    last = [each for each in telegram.chat(person_id).messages if each["from"]["is_bot"]][-1]
    return telegram.press(person_id, last["message_id"], "h:")


def shows_menu(telegram, person_id):
    return any(
        knowledge_texts.HOME_HINT in each["text"] for each in telegram.chat(person_id).messages
    )
