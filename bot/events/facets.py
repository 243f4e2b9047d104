"""By what a list of events can be narrowed."""

from enum import IntEnum, StrEnum


class Show(IntEnum):
    """Which events a list shows; numbers, as buttons carry them."""

    AHEAD = 0  # neither over nor cancelled
    APPLY = 1
    ON = 2
    UNCONFIRMED = 3
    CANCELLED = 4
    ARCHIVE = 5
    MOSCOW = 6  # of the archive, what Moscow took part in


class Facet(StrEnum):
    """Names of the fields of `EventFilter`."""

    COUNTRY = "country"
    CATEGORY = "category"
    PERIOD = "period"
    SHOW = "show"
