from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of the clock's zone nobody is disturbed; equal times: never quiet."""

    start: time
    end: time

    def until(self, now: datetime) -> datetime | None:
        """When the quiet in which `now` lies is over; None when it is not quiet."""
        moment = now.timetz().replace(tzinfo=None)
        inside = self.start <= moment < self.end
        if self.start > self.end:
            inside = moment >= self.start or moment < self.end
        if not inside:
            return None
        day = now + timedelta(days=1) if moment >= self.end else now
        return day.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)


NIGHT = QuietHours(time(22), time(8))
