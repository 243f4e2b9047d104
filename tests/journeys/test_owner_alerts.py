"""What stops is told to the owners once, and once that it is over; Prometheus is told the same.

Each trouble is made with the real parts of the program, and the real rules fire on the figures
that the program then exports.
"""

import asyncio
import json
import logging
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import import_content_files
from bot.broadcast.models import BroadcastDraft, Selection
from bot.broadcast.service import BroadcastService
from bot.knowledge.importer import import_content
from bot.knowledge.yaml_text import parse_yaml
from bot.logs import CountErrors
from bot.playground.requests import ForbiddenError, PageError
from bot.server import texts
from bot.server.alerts import Measured, OwnerAlerts
from bot.server.metrics import Monitor
from bot.server.models import Trouble, TroubleKind
from bot.settings import ROOT, SHIPPED, ContentFolder
from bot.specialist import texts as specialist_texts
from bot.specialist.models import WorkingHours
from bot.storage.backup import NightlyBackup
from bot.telegram.update_repository import Failure, UpdateRepository
from tests.fixtures import ADMIN, OTHER_ADMIN, make_settings
from tests.person import read
from tests.serving import free_port
from tests.staff import FORUM, MISS

RULES = ROOT / "deploy" / "alerts.yml"
DASHBOARD = ROOT / "deploy" / "dashboard.json"
ALERTS = [rule for group in parse_yaml(RULES.read_bytes())["groups"] for rule in group["rules"]]
MINUTE = timedelta(minutes=1)
AUTHOR = 1000077
REPLICA = "BotReplicaFailing"


@pytest.fixture
def settings():
    return make_settings(staff_chat_id=FORUM)


class Watch:
    """The alerts of a serving bot. `pass_time` moves the clock and lets the job have its turn."""

    def __init__(self, world, database, clock) -> None:
        self.world, self.database, self.clock = world, database, clock
        self.is_up, self.is_silent = True, False
        self.monitor = Monitor(clock.timestamp)
        self.backup = NightlyBackup(database.path, clock, 14)
        hours = WorkingHours.parse("пн–пт 9:00–18:00")
        measured = Measured(database, self.monitor, self.backup, hours)
        self.alerts = OwnerAlerts(world.bot, {ADMIN, OTHER_ADMIN}, measured)

    async def pass_time(self, time=timedelta()):
        self.clock.now += time
        if not self.is_silent:
            self.monitor.polled()
        await self.alerts()

    async def copy(self):
        """The nightly copy, made at the time of the test."""
        await self.backup()
        for path in (self.database.path.parent / "backups").glob("*.db"):
            os.utime(path, (self.clock.timestamp(), self.clock.timestamp()))

    def told(self, owner=ADMIN):
        messages = self.world.telegram.chat(owner).messages
        said = [read(each) for each in messages if each["from"]["is_bot"]]
        return [each for each in said if each.startswith(("⚠️", "✅"))]

    def scraped(self):
        """Every sample that Prometheus would read now: its series and its value."""
        text = generate_latest(self.monitor.registry).decode()
        return {'up{job="bot"}': float(self.is_up)} | {
            series(sample.name, sample.labels): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


def series(name, labels):
    pairs = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{pairs}}}"


@pytest.fixture
async def watch(world, database, clock, monkeypatch):
    usage = shutil.disk_usage(database.path.parent)
    half_full = usage._replace(total=2 * usage.free)
    monkeypatch.setattr("bot.server.alerts.shutil.disk_usage", lambda _: half_full)
    for owner in (ADMIN, OTHER_ADMIN):
        world.person(owner)
        world.telegram.write(owner, "/start")
    await world.settle()
    watch = Watch(world, database, clock)
    await watch.copy()
    await watch.pass_time()
    assert watch.told() == []
    return watch


# --- what goes wrong, and how it is mended ---


async def a_mailing_pauses_by_itself(watch):
    broadcasts = BroadcastService(watch.database)
    draft = BroadcastDraft(from_chat_id=ADMIN, message_ids=(404,), topic="news")
    number = await broadcasts.repository.create_draft(AUTHOR, draft)
    await broadcasts.repository.start(number, Selection("SELECT id FROM people"))
    await broadcasts.pause(number, problem="Bad Request: message to copy not found")
    return lambda: broadcasts.cancel(number)


async def the_nightly_copy_fails(watch):
    folder = watch.database.path.parent / "backups"
    shutil.rmtree(folder)
    folder.write_text("in the way", encoding="utf-8")
    watch.clock.now += timedelta(days=1)
    with pytest.raises(Exception, match="backups"):
        await watch.backup()
    watch.clock.now += timedelta(hours=1)  # it is not tried again before

    async def mend():
        folder.unlink()
        await watch.copy()

    return mend


async def telegram_is_silent(watch):
    watch.is_silent = True
    watch.clock.now += 11 * MINUTE

    async def mend():
        watch.is_silent = False

    return mend


async def another_process_polls(watch):
    for _ in range(5):
        watch.monitor.conflicted()
    return nothing


async def the_disk_fills(watch):
    usage = shutil.disk_usage(watch.database.path.parent)
    patch = pytest.MonkeyPatch()
    nearly_full = usage._replace(free=usage.total // 20)
    patch.setattr("bot.server.alerts.shutil.disk_usage", lambda _: nearly_full)

    async def mend():
        patch.undo()

    return mend


async def nobody_answers_a_person(watch):
    group = watch.world.telegram.add_group(FORUM, "Специалисты", is_forum=True)
    group.members[watch.world.telegram.me["id"]] = "administrator"
    person = watch.world.person(1000500, "Ирина")
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    watch.clock.now += timedelta(days=1, hours=1)

    async def mend():
        await watch.database.write("UPDATE dialogues SET state = 'closed'")

    return mend


async def updates_are_given_up(watch):
    update = {"update_id": 9, "message": {"chat": {"id": 1, "type": "private"}}}
    await UpdateRepository(watch.database).fail(update, 1, Failure.FAILED)
    watch.monitor.gave_up(Failure.FAILED)
    return nothing


async def a_file_is_broken(watch):
    files = ContentFolder(shutil.copytree(SHIPPED.path, watch.database.path.parent / "content"))
    folder = files.knowledge
    broken = folder / "export" / "money" / "grant.md"
    whole = broken.read_text(encoding="utf-8")
    broken.write_text("---\n", encoding="utf-8")
    await import_content_files(watch.database, watch.monitor, files)

    async def mend():
        broken.write_text(whole, encoding="utf-8")
        await import_content(watch.database, folder)

    return mend


async def nothing():
    """It is over by itself."""


TROUBLES = {
    a_mailing_pauses_by_itself: ("Рассылка № 1 остановилась сама", "BotBroadcastPaused"),
    the_nightly_copy_fails: ("Ночная копия базы не получилась", "BotBackupFailed"),
    telegram_is_silent: ("не было связи с Telegram", "BotTelegramSilent"),
    another_process_polls: ("ещё одна программа", "BotAnotherProcess"),
    the_disk_fills: ("свободно 5 %", "BotDiskLow"),
    nobody_answers_a_person: ("Ответа специалиста ждут больше суток", "BotDialogueUnanswered"),
    updates_are_given_up: ("Не смог обработать", "BotUpdatesGivenUp"),
    a_file_is_broken: ("Не смог загрузить: ответы", "BotContentNotImported"),
}


@pytest.mark.parametrize("happens", TROUBLES, ids=lambda each: each.__name__)
async def test_a_trouble_is_told_once_and_once_that_it_is_over(watch, happens, clock):
    words, alert = TROUBLES[happens]
    before = watch.scraped()
    mend = await happens(watch)
    for _ in range(3):
        await watch.pass_time(timedelta(seconds=15))
    for owner in (ADMIN, OTHER_ADMIN):
        (said,) = watch.told(owner)
        assert said.startswith("⚠️")
        assert words in said
    assert fires(alert, before, watch.scraped())
    await mend()
    await watch.pass_time(timedelta(seconds=15))
    assert len(watch.told()) == 1, "it may come back at once"
    await watch.pass_time(timedelta(minutes=61))
    await watch.pass_time(6 * MINUTE)
    for owner in (ADMIN, OTHER_ADMIN):
        first, last = watch.told(owner)
        assert last.startswith("✅")
        assert first == said


async def test_a_second_mailing_that_pauses_is_told_too(watch):
    await a_mailing_pauses_by_itself(watch)
    await watch.pass_time()
    await a_mailing_pauses_by_itself(watch)
    await watch.pass_time()
    assert ["№ 1" in each for each in watch.told()] == [True, False]


async def test_an_owner_whose_own_mailing_pauses_is_told_by_its_card_alone(watch, monkeypatch):
    monkeypatch.setattr(f"{__name__}.AUTHOR", ADMIN)
    await a_mailing_pauses_by_itself(watch)
    await watch.pass_time()
    assert watch.told(ADMIN) == []
    assert len(watch.told(OTHER_ADMIN)) == 1


async def test_a_restart_repeats_nothing_and_forgets_nothing(watch, world, database, clock):
    mend = await a_mailing_pauses_by_itself(watch)
    await watch.pass_time()
    restarted = Watch(world, database, clock)
    await restarted.pass_time()
    assert len(watch.told()) == 1
    await mend()
    restarted = Watch(world, database, clock)
    await restarted.pass_time()
    assert len(watch.told()) == 1, "some jobs have not been run since the restart"
    await restarted.pass_time(6 * MINUTE)
    assert len(watch.told()) == 2


async def test_owners_learn_of_a_silence_of_telegram_when_it_is_over(watch):
    mend = await telegram_is_silent(watch)
    watch.world.telegram.faults.fail_next("sendMessage", PageError(), times=4)
    await watch.pass_time()
    await watch.pass_time(MINUTE)
    assert watch.told() == []
    await mend()
    await watch.pass_time(MINUTE)
    assert "не было связи" in watch.told()[0]


async def test_an_owner_who_has_blocked_the_bot_is_not_asked_again_and_again(watch):
    watch.world.telegram.faults.fail_next("sendMessage", ForbiddenError("blocked"), times=2)
    await a_mailing_pauses_by_itself(watch)
    for _ in range(3):
        await watch.pass_time(MINUTE)
    sent = [str(each.params.get("text")) for each in watch.world.telegram.calls]
    assert sum(each.startswith("⚠️") for each in sent) == 2


async def test_at_night_nobody_is_woken_for_a_dialogue(watch, clock):
    await nobody_answers_a_person(watch)
    clock.now = clock.now.replace(hour=22)
    await watch.pass_time()
    assert watch.told() == []
    clock.now = clock.now.replace(hour=23)
    await watch.pass_time()
    clock.now = clock.now.replace(hour=9) + timedelta(days=1)
    await watch.pass_time()
    assert len(watch.told()) == 1


# --- the rules and the board ---


async def an_update_waits(watch):
    watch.monitor.watch_queue(lambda: 61.0)


async def the_file_is_damaged(watch):
    watch.monitor.damaged("page 7 is never used")


async def an_error_is_logged(watch):
    handler, room = CountErrors(watch.monitor.failed), logging.getLogger("bot.room")
    room.addHandler(handler)
    room.error("Something is wrong")
    room.removeHandler(handler)


async def no_copy_is_made_any_more(watch):
    watch.clock.now += timedelta(days=2)


async def the_process_ends(watch):
    watch.is_up = False


OTHERS = {
    an_update_waits: "BotQueueOld",
    the_file_is_damaged: "BotDatabaseDamaged",
    an_error_is_logged: "BotErrors",
    no_copy_is_made_any_more: "BotBackupOld",
    the_process_ends: "BotDown",
}


@pytest.mark.parametrize("happens", OTHERS, ids=lambda each: each.__name__)
async def test_what_owners_are_told_by_prometheus_alone(watch, happens):
    watch.monitor.expect_errors(["bot.room"])
    before = watch.scraped()
    await happens(watch)
    await watch.pass_time()
    assert fires(OTHERS[happens], before, watch.scraped())


async def test_while_all_is_well_no_rule_fires(watch):
    before = watch.scraped()
    await watch.pass_time(MINUTE)
    assert not fires(".+", before, watch.scraped())


async def replicated(database, replica, port):
    """The figures of a real litestream that has replicated to this place for some seconds."""
    names = {
        "BOT_DATABASE": str(database.path),
        "LITESTREAM_RETENTION": "24h",
        "LITESTREAM_REPLICA_URL": f"file://{replica}",
        "LITESTREAM_METRICS": f"127.0.0.1:{port}",
    }
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("litestream"), "replicate"),
        *("-config", ROOT / "deploy" / "litestream.yml"),
        env=os.environ | names,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.sleep(5)
        address = f"http://127.0.0.1:{port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            text = await response.text()
    finally:
        process.kill()
        await process.wait()
    families = text_string_to_metric_families(text)
    samples = (sample for family in families for sample in family.samples)
    ours = (sample for sample in samples if sample.name.startswith("litestream"))
    return {  # the parser gives every counter the ending that those of litestream lack
        series(sample.name.replace("_count_total", "_count"), sample.labels): sample.value
        for sample in ours
    }


@pytest.mark.slow
async def test_a_replica_that_cannot_be_written_is_told_by_prometheus(watch, database, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    good = await replicated(database, tmp_path / "replica", free_port())
    bad = await replicated(database, tmp_path / "file" / "replica", free_port())
    assert not fires(REPLICA, watch.scraped(), watch.scraped() | good)
    assert fires(REPLICA, watch.scraped() | good, watch.scraped() | bad)


def test_every_rule_is_made_to_fire_above():
    made = {alert for _, alert in TROUBLES.values()} | set(OTHERS.values()) | {REPLICA}
    assert {rule["alert"] for rule in ALERTS} == made


def test_every_trouble_has_its_words_and_is_made_to_happen_above():
    assert len(TROUBLES) == len(TroubleKind)
    assert all(texts.raised(Trouble(kind)) and texts.over(Trouble(kind)) for kind in TroubleKind)


def test_rules_and_board_ask_only_for_what_the_program_exports():
    monitor = Monitor()
    monitor.build.info({"version": "1"})
    families = text_string_to_metric_families(generate_latest(monitor.registry).decode())
    exported = {"up", "ALERTS"}
    for family in families:
        exported |= {family.name, *(sample.name for sample in family.samples)}
        if family.type == "histogram":
            exported |= {f"{family.name}_{end}" for end in ("bucket", "count", "sum")}
        if family.type == "counter":
            exported.add(f"{family.name}_total")
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked += [each["expr"] for each in board["annotations"]["list"]]
    asked += [rule["expr"] for rule in ALERTS]
    names = set(re.findall(r"\b(?:bot_|process_)\w+|\b(?:up|ALERTS)\b", " ".join(asked)))
    assert len(names) > 15
    assert names <= exported


def test_operators_read_what_each_alert_means():
    handbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert all(f"`{rule['alert']}`" in handbook for rule in ALERTS)


def fires(alert, before, after):
    """Whether Prometheus itself says that the alert fires: five minutes of `before`, then `after`.

    `alert` is a regular expression.
    """
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool of the package `prometheus` is not installed")
    told = f'ALERTS{{alertname=~"{alert}", alertstate="firing"}}'
    lines = [
        {"series": name, "values": f"{_value(before, name)}x5 {_value(after, name)}x150"}
        for name in sorted(before.keys() | after.keys())
    ]
    question = {
        "expr": f"count(count_over_time({told}[150m]))",
        "eval_time": "150m",
        "exp_samples": [],
    }
    test = {"interval": "1m", "input_series": lines, "promql_expr_test": [question]}
    whole = {"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump(whole, file)
        file.flush()
        asked = subprocess.run(  # noqa: S603 - Prometheus' own tool
            [program, "test", "rules", file.name], capture_output=True, text=True, check=False
        )
    said = asked.stdout + asked.stderr
    if asked.returncode == 0:
        return False
    assert "got: {}" in said, said
    return True


def _value(state, name):
    value = state.get(name)
    return "_" if value is None or math.isnan(value) else f"{value}+0"
