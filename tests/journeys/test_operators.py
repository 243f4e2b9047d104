"""What an operator is told: at a start, before an update, on a disk that takes nothing."""

import asyncio
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.cli.content import new_content
from bot.playground.requests import PageError
from bot.settings import ROOT
from bot.storage.migrations import migrate
from tests.serving import PATIENCE, running, served_settings, until
from tests.staff import FORUM

OLGA = 1000001
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}


@pytest.fixture
def settings(played, database):
    played.add_person(OLGA, "Ольга")
    return served_settings(played, database)


@pytest.fixture
def group(played):
    """The staff's forum, in which the bot is an administrator."""
    group = played.add_group(FORUM, "Специалисты", is_forum=True)
    group.members[played.me["id"]] = "administrator"
    return group


def logged(caplog, level):
    return [each.getMessage() for each in caplog.records if each.levelname == level]


async def start(settings, caplog):
    """The lines of a start: who serves, and what is wrong."""
    caplog.set_level("INFO")
    async with running(settings):
        (line,) = await until(lambda: [x for x in logged(caplog, "INFO") if x.startswith("@")])
        await asyncio.sleep(0.1)
    return line, logged(caplog, "WARNING")


async def test_a_start_says_in_one_line_who_serves(played, settings, group, caplog):
    played.write(OLGA, "/start")
    known = settings.model_copy(update={"admin_ids": frozenset({OLGA}), "staff_chat_id": FORUM})
    line, warnings = await start(known, caplog)
    parts = line.split(", ")
    assert parts[0] == f"@{played.me['username']}: polling"
    assert parts[1:3] == ["1 owner", "staff group «Специалисты» (forum)"]
    assert re.fullmatch(r"database \d+\.\d MB", parts[3])
    assert re.fullmatch(r"2\d\d answers", parts[4])
    assert parts[5] == "search by words alone"
    assert warnings == []


async def test_a_start_without_owners_says_what_nobody_will_read(settings, caplog):
    _, warnings = await start(settings, caplog)
    assert len(warnings) == 1
    assert warnings[0].startswith("BOT_ADMIN_IDS is empty: nobody is told what goes wrong")


async def test_an_owner_who_has_never_pressed_start_is_named(settings, caplog):
    owned = settings.model_copy(update={"admin_ids": frozenset({OLGA, 404})})
    _, warnings = await start(owned, caplog)
    assert [re.search(r"owner (\d+)", each)[1] for each in warnings] == ["404", str(OLGA)]
    assert all("press Start" in each for each in warnings)


@pytest.mark.parametrize(
    ("chat_id", "rights", "told"),
    [
        (1001234567890, None, "cannot be reached (Bad Request: chat not found): add the bot; the"),
        (FORUM, "left", "cannot be reached (Forbidden"),
        (FORUM, "member", "the bot is no administrator"),
    ],
)
async def test_a_staff_group_that_cannot_serve_is_told_and_the_bot_serves(
    played, settings, group, caplog, chat_id, rights, told
):
    group.members[played.me["id"]] = rights
    staffed = settings.model_copy(update={"staff_chat_id": chat_id})
    _, warnings = await start(staffed, caplog)
    (warning,) = [each for each in warnings if f"BOT_STAFF_CHAT_ID {chat_id}" in each]
    assert told in warning


async def test_a_database_that_was_not_there_is_told(settings, tmp_path, caplog):
    new_content(tmp_path / "content")
    elsewhere = {"database": tmp_path / "elsewhere" / "bot.db", "content": tmp_path / "content"}
    moved = settings.model_copy(update=elsewhere)
    _, warnings = await start(moved, caplog)
    assert any("There is no database" in each and "BOT_DATABASE" in each for each in warnings)


# --- the command line, as a service runs it ---


async def test_a_service_without_a_token_stops_in_words_and_is_not_started_again(
    bot_process, tmp_path
):
    path = tmp_path / "new.db"
    bot_process.start(BOT_TOKEN="", BOT_TOEKN="1:a", BOT_DATABASE=str(path))
    assert await bot_process.ended() == 78
    assert "BOT_TOEKN is no setting: was BOT_TOKEN meant?" in bot_process.log
    assert "BOT_TOKEN is not set" in bot_process.log.splitlines()[-1]
    assert "Traceback" not in bot_process.log
    assert not path.exists()


async def test_a_refused_token_ends_with_a_code_of_its_own(bot_process):
    bot_process.start(BOT_TOKEN="43:WRONG")
    assert await bot_process.ended() == 78
    assert bot_process.log.splitlines()[-1].startswith("BOT_TOKEN is refused by Telegram")
    assert "Traceback" not in bot_process.log


async def test_in_a_container_a_refused_token_is_said_once_and_waits_for_the_stop(bot_process):
    bot_process.start("run", "--stay", BOT_TOKEN="43:WRONG")
    await until(lambda: "BOT_TOKEN is refused" in bot_process.log)
    await asyncio.sleep(0.5)
    assert bot_process.is_running
    assert await bot_process.stop() == 78


async def test_what_may_pass_by_itself_ends_with_another_code(bot_process):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        bot_process.start("run", "--stay", BOT_SERVER_PORT=port)
        assert await bot_process.ended() == 1
    assert f"BOT_SERVER_PORT {port}" in bot_process.log.splitlines()[-1]


# --- the log ---


async def logged_by(bot_process, played, level):
    """The log of a bot to which somebody with a telling name has spoken, in a bad network."""
    person = 1000500
    played.add_person(person, "Аполлинария")
    bot_process.start(BOT_LOG_LEVEL=level)
    played.faults.fail_next("sendMessage", PageError(), times=2)
    for words in ("/start", "как пожарить стейк", "когда открылось Руднево", "/export_me"):
        played.write(person, words)
    answered = lambda: len([m for m in played.chat(person).messages if m["from"]["is_bot"]]) >= 4  # noqa: E731
    await until(answered)
    assert await bot_process.stop() == 0
    return bot_process.log


async def test_the_log_has_causes_and_no_line_for_every_update(played, bot_process):
    log = await logged_by(bot_process, played, "info")
    assert re.search(r"SendMessage will be tried again in \d+\.\d s: .*HTTP 502", log)
    assert "is handled" not in log
    assert "Аполлинария" not in log


async def test_the_log_for_those_who_look_for_a_fault_has_them_and_nobodys_name(
    played, bot_process
):
    log = await logged_by(bot_process, played, "debug")
    assert log.count("is handled") >= 4
    assert "Аполлинария" not in log
    assert "стейк" not in log


# --- before an update ---


@pytest.fixture
def checked(played, database, monkeypatch, tmp_path):
    """`python -m bot check` beside a bot that is set up well; it is told what differs."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    played.add_person(OLGA, "Ольга")
    played.write(OLGA, "/start")
    right = {"BOT_TOKEN": "42:TEST", "BOT_API_URL": played.address, "BOT_ADMIN_IDS": str(OLGA)}

    async def checked(**differs):
        settings = right | {"BOT_DATABASE": str(database.path)} | differs
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return await asyncio.to_thread(CliRunner().invoke, build_cli(), ["check"])

    return checked


async def test_a_check_says_what_is_fit_and_changes_nothing(checked, played, database):
    before = database.path.read_bytes()
    result = await checked()
    assert result.exit_code == 0, result.output
    marks = [line[:2] for line in result.output.splitlines()[:-1]]
    assert marks == ["ok", "ok", "ok", "ok"]
    assert f"Telegram: @{played.me['username']}, no staff group" in result.output
    assert result.output.splitlines()[-1].endswith("may be started.")
    assert database.path.read_bytes() == before
    assert not [call for call in played.calls if call.method.lower() == "getupdates"]


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        (
            {
                "BOT_ADMIN_ID": "5",
                "BOT_ADMIN_IDS": "404",
                "BOT_STAFF_CHAT_ID": "-100500",
                "BOT_DATABASE": str(ROOT / "README.md"),
            },
            [
                "BOT_ADMIN_ID is no setting: was BOT_ADMIN_IDS meant?",
                "The bot cannot write to the owner 404",
                "BOT_STAFF_CHAT_ID -100500 cannot be reached",
                "file is not a database",
            ],
        ),
        ({"BOT_TOKEN": "43:WRONG"}, ["BOT_TOKEN is refused by Telegram"]),
        ({"BOT_TOKEN": ""}, ["BOT_TOKEN is not set"]),
        ({"BOT_API_URL": "http://127.0.0.1:9/"}, ["out of reach"]),
    ],
)
async def test_a_check_says_everything_that_is_wrong(checked, differs, told):
    result = await checked(**differs)
    assert result.exit_code == 1
    assert [words for words in told if words not in result.output] == []
    assert str(result.exception).startswith("Look at what is marked with !!")


async def test_a_check_names_the_migrations_that_wait(checked, tmp_path):
    migrate(tmp_path / "old.db", target=30)
    result = await checked(BOT_DATABASE=str(tmp_path / "old.db"))
    assert result.exit_code == 0, result.output
    assert "migrations 0031_contexts, 0032_inbox" in result.output


async def test_a_check_of_a_broken_file_names_it(checked, tmp_path):
    folder = shutil.copytree(ROOT / "data", tmp_path / "content")
    (folder / "knowledge" / "export" / "money" / "grant.md").write_text("---\n", encoding="utf-8")
    result = await checked(BOT_CONTENT=str(folder))
    assert result.exit_code == 1
    assert "!!  content: 195 exhibitions" in result.output
    assert "export/money/grant.md" in result.output


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("finder.yaml", "support: 1", "finder.yaml: training: обязательное поле отсутствует"),
        ("calendar.yaml", "guides: {totals: gone}", "calendar.yaml: guides.totals: нет ответа"),
    ],
)
async def test_a_check_reads_what_leads_to_the_answers_too(checked, tmp_path, file, text, told):
    folder = shutil.copytree(ROOT / "data", tmp_path / "content")
    (folder / file).write_text(text, encoding="utf-8")
    result = await checked(BOT_CONTENT=str(folder))
    assert result.exit_code == 1
    assert told in result.output


# --- disks that take nothing ---


def can_mount():
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return shutil.which("unshare") and not subprocess.run(probe, check=False).returncode  # noqa: S603


on_a_disk_of_its_own = pytest.mark.skipif(not can_mount(), reason="needs `unshare -rm`")


NOTHING_FITS = {
    "read-only": "mount -o remount,ro {0}",
    "full": "dd if=/dev/zero of={0}/filler bs=1k 2>/dev/null; true",
}


@pytest.fixture(params=NOTHING_FITS)
def disk(request, filled, tmp_path):
    """Runs a command beside a disk that takes nothing: «@name» is a file on it."""
    kept, mounted = tmp_path / "kept", tmp_path / "disk"
    kept.mkdir()
    mounted.mkdir()
    shutil.copy(filled, kept)
    shutil.copy(ROOT / "data" / "events.csv", kept)
    shutil.copytree(ROOT / "data" / "knowledge", kept / "knowledge")
    with closing(sqlite3.connect(kept / "bot.db")) as database, database:
        database.execute(  # an editor's change, which an export has to write
            """
            INSERT INTO revisions (kind, subject_id, fields, author_id, at, note)
            SELECT kind, subject_id, json_set(fields, '$.title', 'Иначе'), 1, 1, '' FROM revisions
            WHERE kind = 'answer' ORDER BY id LIMIT 1
            """
        )
    prepare = f"""
        mount -t tmpfs -o size=24m tmpfs {mounted} && cp -r {kept}/. {mounted}
        {NOTHING_FITS[request.param].format(mounted)}
    """
    leave = f"cat {mounted}/events.csv >> {tmp_path}/events.csv && umount {mounted}"

    def run(**commands):
        """The code of each and what it has written as errors; `there` the database is on it too."""
        databases = {"there": mounted / "bot.db", "elsewhere": kept / "bot.db"}
        given = [
            (str(databases[where]), [str(mounted / a[1:]) if a[0] == "@" else a for a in command])
            for where, each in commands.items()
            for command in each
        ]
        done = subprocess.run(  # noqa: S603 - our own program
            ["unshare", "-rm", sys.executable, "-c", _EACH, prepare, leave, json.dumps(given)],  # noqa: S607
            cwd=ROOT,
            env=CLEAN | {"BOT_SEARCH_SEMANTIC": "off", "BOT_TOKEN": "1:A"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=True,
        )
        return json.loads(done.stdout)

    return run


# Each command is run by a fork of one process that has imported the bot, on a disk made anew.
_EACH = """
import json, os, subprocess, sys, tempfile
from bot.__main__ import main

prepare, leave, commands = *sys.argv[1:3], json.loads(sys.argv[3])
told = []
for database, command in commands:
    subprocess.run(["sh", "-c", prepare], check=True)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile("w+") as errors:
        if not os.fork():
            os.dup2(out.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.environ["BOT_DATABASE"], sys.argv[1:] = database, command
            main()
        _, status = os.wait()
        errors.seek(0)
        told.append((os.waitstatus_to_exitcode(status), errors.read()))
    subprocess.run(["sh", "-c", leave], check=True)
print(json.dumps(told))
"""


@on_a_disk_of_its_own
@pytest.mark.slow
def test_a_disk_that_takes_nothing_is_told_in_a_line(disk, tmp_path):
    of_the_database = (
        ("backup", "@copy.db"),
        ("restore", "@bot.db"),
        ("knowledge", "import", "@knowledge"),
        ("stats",),
        ("run",),
    )
    of_files = (
        ("backup", "@copy.db"),
        ("knowledge", "export", "@knowledge"),
        ("events", "export", "@events.csv"),
    )
    done = disk(there=of_the_database, elsewhere=of_files)
    for command, (code, errors) in zip((*of_the_database, *of_files), done, strict=True):
        assert code, command
        assert "Traceback" not in errors, command
    for _, errors in done[: len(of_the_database)]:
        assert "disk/bot.db cannot be used: " in errors.splitlines()[-1]
    for _, errors in done[len(of_the_database) :]:
        (told,) = errors.splitlines()
        assert re.search(r"Read-only file system|No space left|are free|unable to open", told)
    whole = (ROOT / "data" / "events.csv").read_bytes()
    assert (tmp_path / "events.csv").read_bytes() == len(done) * whole, "the file there is lost"
