"""What the bot does by itself, beside answering."""

from dataclasses import dataclass

from aiogram import Bot

from bot import memory
from bot.app import build_scheduler, build_sender
from bot.backups import NightlyBackup
from bot.bots import build_mass_bot
from bot.broadcast.quiet import QuietHours
from bot.broadcast.sender import Manner, Sender
from bot.scheduler import Scheduler
from bot.services import Services
from bot.serving.monitor import Monitor
from bot.settings import Settings
from handlers.admin.broadcast.following import Following


@dataclass(frozen=True, slots=True)
class Works:
    """They run, once started, until the services are closed."""

    settings: Settings
    services: Services
    monitor: Monitor
    bot: Bot
    mass_bot: Bot

    def start(self) -> None:
        start = self.services.background.start
        start(self._scheduler().run(), "scheduler")
        start(Following(self.bot, self.services.newsroom).run(), "cards")
        start(self._sender().run(), "sender")
        start(self._settle(), "settling")

    def _scheduler(self) -> Scheduler:
        path, keep_days = self.settings.database, self.settings.backup_days
        nightly = NightlyBackup(path, self.services.clock, keep_days)
        return build_scheduler(self.services, self.mass_bot, backup=nightly)

    def _sender(self) -> Sender:
        manner = Manner(
            self.settings.messages_per_second,
            QuietHours(*self.settings.quiet_hours),
            settled=self.monitor.settled,
            retried=self.monitor.retried,
        )
        sender = build_sender(self.services, build_mass_bot(self.settings), manner)
        self.monitor.watch_pace(lambda: sender.per_second)
        return sender

    async def _settle(self) -> None:
        await self.services.search.settled()
        memory.settle()
