from dataclasses import dataclass
from typing import Self

from bot.broadcast.delivery_repository import Deliveries
from bot.broadcast.recall_repository import Recalls
from bot.broadcast.repository import Broadcasts
from bot.broadcast.result_repository import Results
from bot.broadcast.run_repository import Runs
from bot.broadcast.speed import Speed
from bot.clock import Clock
from bot.storage import Database


@dataclass(frozen=True, slots=True)
class Books:
    """All that is written about broadcasts."""

    broadcasts: Broadcasts
    runs: Runs
    deliveries: Deliveries
    recalls: Recalls
    results: Results
    speed: Speed
    clock: Clock

    @classmethod
    def open(cls, database: Database, clock: Clock) -> Self:
        speed = Speed(clock)
        return cls(
            broadcasts=Broadcasts(database, clock),
            runs=Runs(database, clock),
            deliveries=Deliveries(database, clock),
            recalls=Recalls(database, clock),
            results=Results(database, clock, speed),
            speed=speed,
            clock=clock,
        )
