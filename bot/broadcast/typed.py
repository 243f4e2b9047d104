"""What admins type: a button with its address, a moment."""

import re
from datetime import datetime, timedelta

from bot.broadcast.models import LinkButton

LONGEST_LABEL = 40
FARTHEST = timedelta(days=180)
_LINK = re.compile(r"(?P<label>\S.*?)\s*[-—–:|]*\s+(?P<url>https?://[^\s/]+\.\S+)", re.DOTALL)
_MOMENT = re.compile(
    r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?(?:\s*г\.?)?,?\s+(?:в\s+)?(\d{1,2})[:.](\d{2})"
)


def link(text: str) -> LinkButton | None:
    """«Программа https://example.ru/program»; None when it is no label with an address."""
    found = _LINK.fullmatch(text.strip())
    if found is None or len(found["label"]) > LONGEST_LABEL:
        return None
    return LinkButton(" ".join(found["label"].split()), found["url"])


def moment(text: str, now: datetime) -> datetime | None:
    """«25.11 10:00» in the zone of `now`; None when it is no date, or one that is past.

    Without a year the nearest such day ahead is meant, at most half a year away: what is farther
    is rather a day that has just passed.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    for guess in (year,) if year else (now.year, now.year + 1):
        at = _at(now, (guess, month, day, hour, minute))
        if at and at > now and (year or at - now < FARTHEST):
            return at
    return None


def _at(now: datetime, parts: tuple[int, int, int, int, int]) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=now.tzinfo)
    except ValueError:
        return None
