"""Pages of a long list; they count from 0, and an empty list has one."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def pages_of(total: int, size: int) -> int:
    """How many pages there are."""
    return max(1, -(-total // size))


def page_of(items: Sequence[Item], page: int, size: int) -> tuple[Sequence[Item], int, int]:
    """The items of one page, its number and how many pages there are.

    A page past the end is the last one.
    """
    pages = pages_of(len(items), size)
    page = max(0, min(page, pages - 1))
    return items[page * size : (page + 1) * size], page, pages
