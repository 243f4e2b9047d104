"""Broadcasts from the operator's command line."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.broadcast.models import BroadcastDraft, Selection
from bot.broadcast.service import BroadcastService
from bot.errors import OperatorError
from bot.storage.database import Database
from tests.clock import MOSCOW


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command over a database with one running broadcast to two people, and one planned."""
    path = tmp_path / "operator.db"
    monkeypatch.setenv("BOT_DATABASE", str(path))
    asyncio.run(fill(path))

    def run(*arguments, fails=False):
        result = CliRunner().invoke(build_cli(), ("broadcast", *arguments))
        if result.exception and (fails or isinstance(result.exception, OperatorError)):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


async def fill(path) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=MOSCOW)
    database = await Database.open(path, lambda: now)
    broadcasts = BroadcastService(database)
    async with database.transaction() as transaction:
        sql = "INSERT INTO people (id, first_seen, last_seen) VALUES (1, 0, 0), (2, 0, 0)"
        await transaction.execute(sql)
    draft = BroadcastDraft(from_chat_id=1, message_ids=(1,), topic="export")
    running = await broadcasts.repository.create_draft(1, draft)
    await broadcasts.repository.start(running, Selection("SELECT id FROM people"))
    await broadcasts.deliveries.prepare(running)
    planned = await broadcasts.repository.create_draft(1, draft)
    await broadcasts.schedule(planned, now)
    await database.close()


def test_list_shows_every_broadcast_with_its_state(run):
    said = run("list")
    assert said.index("scheduled") < said.index("running")
    assert "23.11.2026 12:00" in said


def test_show_adds_up_the_outcomes(run):
    said = run("show", "1")
    assert "running" in said
    assert ["pending", "2"] in [line.split() for line in said.splitlines()]
    assert ["recipients", "2"] in [line.split() for line in said.splitlines()]


def test_show_says_why_a_broadcast_paused_by_itself(run, tmp_path):
    async def pause() -> None:
        database = await Database.open(tmp_path / "operator.db", lambda: datetime.now(MOSCOW))
        broadcasts = BroadcastService(database)
        await broadcasts.pause(1, problem="message to copy not found")
        await database.close()

    asyncio.run(pause())
    assert "paused by itself: message to copy not found" in run("show", "1")


def test_pause_resume_and_cancel_change_the_state(run):
    assert "paused" in run("pause", "1")
    assert "running" in run("resume", "1")
    assert "cancelled" in run("cancel", "1")


def test_what_cannot_be_done_is_explained(run):
    with pytest.raises(OperatorError, match="is running: cannot resume"):
        run("resume", "1")
    with pytest.raises(OperatorError, match="no broadcast 404"):
        run("show", "404")


def test_a_planned_one_can_be_cancelled_but_not_paused(run):
    with pytest.raises(OperatorError, match="is scheduled: cannot pause"):
        run("pause", "2")
    assert "cancelled" in run("cancel", "2")
    with pytest.raises(OperatorError, match="is cancelled: cannot cancel"):
        run("cancel", "2")


def test_what_an_operator_does_is_in_the_audit_log(run, tmp_path):
    run("pause", "1")
    run("cancel", "1")
    with closing(sqlite3.connect(tmp_path / "operator.db")) as connection:
        rows = connection.execute(
            "SELECT action, subject FROM audit WHERE admin_id = 0 ORDER BY id"
        )
        assert rows.fetchall() == [("pause broadcast", "1"), ("cancel broadcast", "1")]


def test_a_command_without_its_audit_entry_changes_nothing(run, tmp_path):
    with closing(sqlite3.connect(tmp_path / "operator.db")) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        run("pause", "1", fails=True)
    assert "running" in run("show", "1")
