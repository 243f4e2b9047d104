"""One of two machines serves: `run --replicate` makes sure of it, catches up, and replicates."""

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bot.broadcast.deliveries import Deliveries
from bot.errors import AlreadyServedError, ReplicaError
from bot.server.run import token_explained
from bot.settings import Settings, SettingsError
from bot.storage.database import Database
from bot.storage.restore import restore
from bot.storage.served import FRESH_SECONDS, ServedMark
from bot.telegram.client import build_broadcast_bot, retry_until_reachable
from bot.telegram.polling import SERVED, is_served_elsewhere

LAG_SECONDS = 5  # the replica is behind by one or two; what was sent meanwhile is in doubt
MISSING = (
    "litestream is not installed: `make .venv/.image` installs it, or start without --replicate"
)
HOOKED = "A standby works by polling: clear BOT_WEBHOOK_URL, or start without --replicate"


def run_replicated(settings: Settings, config: Path) -> NoReturn:
    """Become `litestream replicate`, which runs the bot; the same command on both machines.

    Raises AlreadyServedError while another process polls. Where another machine has written to the
    replica since this one has served, its data is restored first.
    """
    if settings.webhook_url:
        raise SettingsError(HOOKED)
    replica, mark = Replica(settings, config), ServedMark(settings.database)
    served_at = mark.served_at
    asyncio.run(_refuse_if_served(settings))  # always: another one may just have taken over
    if replica.is_ahead_of(served_at):
        replica.restore()
        asyncio.run(_doubt_deliveries(settings))
    mark.renew()
    bot = shlex.join((sys.executable, "-m", "bot", "run"))
    arguments = ("replicate", "-config", str(config), "-exec", bot)
    os.execv(replica.program, (replica.program, *arguments))  # noqa: S606 - no shell


def _find_litestream() -> str:
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.exists() else shutil.which("litestream")
    if found is None:
        raise SettingsError(MISSING)
    return found


async def _refuse_if_served(settings: Settings) -> None:
    async with build_broadcast_bot(settings) as bot:
        with token_explained(settings):
            is_served = await retry_until_reachable(lambda: is_served_elsewhere(bot))
    if is_served:
        raise AlreadyServedError(SERVED)


async def _doubt_deliveries(settings: Settings) -> None:
    async with await Database.open(settings.database) as database:
        await Deliveries(database).doubt(settings.messages_per_second * LAG_SECONDS)


class Replica:
    """The copy of the database that litestream keeps elsewhere."""

    def __init__(self, settings: Settings, config: Path) -> None:
        self.program = _find_litestream()
        self._config = config
        self._database = settings.database.absolute()
        self._database.parent.mkdir(parents=True, exist_ok=True)
        os.environ |= {  # what the configuration names
            "BOT_DATABASE": str(self._database),
            "LITESTREAM_RETENTION": f"{24 * max(1, settings.backup_days)}h",
        }
        os.environ.setdefault("LITESTREAM_METRICS", "")

    def is_ahead_of(self, served_at: float | None) -> bool:
        """Whether another machine has written to it since this one has served last."""
        listed = json.loads(self._run("ltx", "-level", "all", "-json") or "[]")
        newest = max((_seconds(each["timestamp"]) for each in listed), default=None)
        if newest is None:
            return False
        if served_at is None or not self._database.exists():
            return True
        return newest > served_at + FRESH_SECONDS

    def restore(self, moment: str = "") -> Path | None:
        """Put it, as it was at the moment or last, in the place of the database.

        Returns where that was set aside, if there was any.
        """
        fresh = self._database.with_name(f"{self._database.name}.replica")
        fresh.unlink(missing_ok=True)
        try:
            self._run("restore", "-o", str(fresh), *(("-timestamp", moment) if moment else ()))
            aside = restore(fresh, self._database)
        finally:
            fresh.unlink(missing_ok=True)
        state = self._database.with_name(f".{self._database.name}-litestream")
        shutil.rmtree(state, ignore_errors=True)
        return aside

    def _run(self, command: str, *options: str) -> str:
        whole = [self.program, command, "-config", str(self._config), *options, str(self._database)]
        done = subprocess.run(whole, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise ReplicaError(f"The replica cannot be used: {' '.join(last)}")
        return done.stdout


def _seconds(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()
