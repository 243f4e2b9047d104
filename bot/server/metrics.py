"""Metrics and readiness of the running process, for `/readyz` and `/metrics`."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)

from bot.server.models import Measurements
from bot.storage.database import Database
from bot.telegram.update_repository import Failure

CONFLICT_SECONDS = 600.0
SILENT_TOO_LONG = 120.0
QUEUE_TOO_OLD = 60.0
PROBE_SECONDS = 2.0
IMPORTED = ("knowledge", "events", "dates", "greeting", "calendar", "finder")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Ready means that there are no `problems`, which are sentences.

    `poll_seconds` counts from the last successful poll, or the start; None with a webhook.
    """

    poll_seconds: float | None
    queue_seconds: float
    problems: tuple[str, ...]


class Monitor:
    """Metrics and readiness; every process makes its own registry."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._polled_at: float | None = clock()
        self._queue_seconds: Callable[[], float] = lambda: 0.0
        self._damage = ""
        self._conflicts: list[float] = []
        self.not_imported: dict[str, str] = {}
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.build = Info("bot_build", "The version that runs", registry=self.registry)
        self._make_histograms()
        self._make_counters()
        self._make_gauges()

    def _make_histograms(self) -> None:
        histogram = partial(Histogram, registry=self.registry)
        self.handled = histogram(
            "bot_update_seconds", "Time to handle an update, by handler", ["handler"]
        )
        self.database = histogram(
            "bot_database_seconds", "Time of a read or a transaction", ["kind"]
        )

    def _make_counters(self) -> None:
        counter = partial(Counter, registry=self.registry)
        self.errors = counter("bot_errors", "Errors logged, by logger", ["logger"])
        self.searches = counter("bot_searches", "Questions, by outcome", ["outcome"])
        self.retries = counter(
            "bot_api_retries", "Requests to Telegram tried again, by reason", ["reason"]
        )
        self.left_out_parts = counter(
            "bot_left_out_parts", "Parts of updates and answers that could not be read", ["part"]
        )
        self.failures = counter(
            "bot_failed_updates", "Updates that were given up, by reason", ["reason"]
        )
        for reason in Failure:  # a counter that begins at 1 shows no increase
            self.failures.labels(reason)
        self.recipients = counter(
            "bot_broadcast_recipients", "Recipients of broadcasts, by outcome", ["outcome"]
        )
        self.stopped_broadcasts = counter(
            "bot_broadcasts_stopped", "Broadcasts that stopped by themselves"
        )
        self.conflicts = counter(
            "bot_poll_conflicts", "Polls that another process with the token ended"
        )

    def _make_gauges(self) -> None:
        gauge = partial(Gauge, registry=self.registry)
        self.pace = gauge("bot_broadcast_pace", "Messages a second that broadcasts may send now")
        self.queue_age = gauge("bot_queue_age_seconds", "Age of the oldest waiting update")
        self.damage = gauge("bot_database_damaged", "1 when damage was found in the file")
        self.poll_age = gauge(
            "bot_poll_age_seconds", "Since the last successful poll; 0 with a webhook"
        )
        self.poll_age.set_function(lambda: self.poll_seconds)
        self.disk_free = gauge(
            "bot_disk_free_ratio", "Share of the disk of the database that is free"
        )
        self.backup_failed = gauge("bot_backup_failed", "1 when the last nightly copy failed")
        self.backup_age = gauge(
            "bot_backup_age_seconds", "Since the newest nightly copy; NaN without any"
        )
        self.paused = gauge(
            "bot_broadcasts_paused_by_error", "Broadcasts that paused by themselves"
        )
        self.unanswered = gauge(
            "bot_dialogues_unanswered", "Dialogues that nobody has answered for a day"
        )
        self.import_failed = gauge(
            "bot_content_import_failed", "1 when these files could not be imported", ["what"]
        )

    def expect_errors(self, loggers: Iterable[str]) -> None:
        """Begin the counters of these loggers at 0, so that their first error is an increase."""
        for name in loggers:
            self.errors.labels(name)

    def measured(self, found: Measurements) -> None:
        """Show what was measured just now."""
        self.disk_free.set(found.disk_free)
        self.backup_failed.set(found.backup_failed)
        self.backup_age.set(found.backup_seconds)
        self.paused.set(len(found.paused))
        self.unanswered.set(len(found.waiting))
        for what in IMPORTED:
            self.import_failed.labels(what).set(what in found.not_imported)

    def failed_to_import(self, what: str, imported_before: str = "") -> None:
        """These files could not be imported; `imported_before` is the digest of those that were.

        What is read only at a start has none.
        """
        self.not_imported[what] = imported_before

    def conflicted(self) -> None:
        """Another process has ended a poll of this one."""
        self.conflicts.inc()
        self._conflicts.append(self._clock())

    @property
    def recent_conflicts(self) -> int:
        now = self._clock()
        self._conflicts = [at for at in self._conflicts if now - at < CONFLICT_SECONDS]
        return len(self._conflicts)

    @property
    def poll_seconds(self) -> float:
        """Since the last successful poll, or the start; 0 with a webhook."""
        return 0.0 if self._polled_at is None else self._clock() - self._polled_at

    def retried(self, reason: str) -> None:
        """A request to Telegram is being tried again."""
        self.retries.labels(reason).inc()

    def left_out(self, part: str) -> None:
        """This part of an update, or of an answer of Telegram, could not be read."""
        self.left_out_parts.labels(part).inc()

    def gave_up(self, reason: str) -> None:
        """An update will not be handled."""
        self.failures.labels(reason).inc()

    def failed(self, logger: str) -> None:
        """An error was logged by this logger."""
        self.errors.labels(logger).inc()

    def queried(self, kind: str, seconds: float) -> None:
        """A "read" or a "transaction" has ended."""
        self.database.labels(kind).observe(seconds)

    def damaged(self, problem: str) -> None:
        """SQLite has found damage in the file of the database."""
        self._damage = problem
        self.damage.set(1)

    def searched(self, outcome: str) -> None:
        """A question got this outcome."""
        self.searches.labels(outcome).inc()

    def settled(self, outcome: str) -> None:
        """A recipient of a broadcast has got an outcome."""
        self.recipients.labels(outcome).inc()

    def stopped(self) -> None:
        """A broadcast has stopped by itself."""
        self.stopped_broadcasts.inc()

    def watch_pace(self, per_second: Callable[[], float]) -> None:
        self.pace.set_function(per_second)

    def watch_queue(self, oldest_seconds: Callable[[], float]) -> None:
        self._queue_seconds = oldest_seconds
        self.queue_age.set_function(oldest_seconds)

    def polled(self) -> None:
        """Telegram has just answered a request for updates."""
        self._polled_at = self._clock()

    def hooked(self) -> None:
        """The webhook is set: from now on silence of Telegram is no problem."""
        self._polled_at = None

    async def readiness(self, database: Database) -> Readiness:
        poll = None if self._polled_at is None else self._clock() - self._polled_at
        queue = self._queue_seconds()
        problems = []
        try:
            await asyncio.to_thread(_probe, database.path)
            await database.row("SELECT 1")
        except (sqlite3.Error, ValueError) as error:  # ValueError: it is closed
            problems.append(f"the database does not answer: {error}")
        if self._damage:
            problems.append(f"the database is damaged: {self._damage}")
        if poll is not None and poll > SILENT_TOO_LONG:
            problems.append(f"Telegram has not been heard for {poll:.0f} s")
        if queue > QUEUE_TOO_OLD:
            problems.append(f"an update has been waiting for {queue:.0f} s")
        return Readiness(poll, queue, tuple(problems))


def _probe(path: Path) -> None:
    """Read and begin to write by a new connection.

    The open ones may still work from memory when the file is gone, and wait long for a held one.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, PROBE_SECONDS, isolation_level=None, uri=True)) as probe:
        probe.execute("SELECT revision FROM content").fetchone()
        probe.execute("BEGIN IMMEDIATE")
