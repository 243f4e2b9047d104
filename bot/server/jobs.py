"""What the bot does by itself, beside answering."""

from dataclasses import dataclass

from aiogram import Bot

from bot.app import Services, build_scheduler, build_sender
from bot.broadcast.models import QuietHours
from bot.broadcast.sender import Sender, SenderConfig
from bot.scheduler import Scheduler
from bot.server import memory
from bot.server.metrics import Monitor
from bot.settings import Settings
from bot.storage.backup import NightlyBackup
from bot.telegram.client import build_broadcast_bot
from handlers.broadcast_runs import BroadcastCardUpdater


@dataclass(frozen=True, slots=True)
class BackgroundJobs:
    """They run, once started, until the services are closed."""

    settings: Settings
    services: Services
    monitor: Monitor
    bot: Bot
    mass_bot: Bot

    def start(self) -> None:
        start = self.services.background.start
        start(self._scheduler().run(), "scheduler")
        start(BroadcastCardUpdater(self.bot, self.services.newsroom).run(), "cards")
        start(self._sender().run(), "sender")
        start(self._settle(), "settling")

    def _scheduler(self) -> Scheduler:
        path, keep_days = self.settings.database, self.settings.backup_days
        nightly = NightlyBackup(path, self.services.clock, keep_days)
        return build_scheduler(self.services, self.mass_bot, backup=nightly)

    def _sender(self) -> Sender:
        manner = SenderConfig(
            self.settings.messages_per_second,
            QuietHours(*self.settings.quiet_hours),
            settled=self.monitor.settled,
            retried=self.monitor.retried,
        )
        sender = build_sender(self.services, build_broadcast_bot(self.settings), manner)
        self.monitor.watch_pace(lambda: sender.per_second)
        return sender

    async def _settle(self) -> None:
        await self.services.search.wait_for_vectors()
        memory.settle()
