"""Answers that are due for review."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueAnswer:
    """An answer that is to be compared with its sources by `review_by`.

    `owner` is the name of the editor who answers for it, empty where nobody does.
    """

    id: int
    key: str
    label: str
    section: str
    review_by: date
    owner: str


@dataclass(frozen=True, slots=True)
class DuePage:
    answers: tuple[DueAnswer, ...]
    page: int
    pages: int
    total: int
    overdue: int
    by_owner: dict[str, int]
    today: date
