"""Cutting Telegram HTML into pages at empty lines, then at lines, never inside a tag."""

from functools import lru_cache

from bot.knowledge.markup import to_plain

PAGE_CHARACTERS = 1200
_REMEMBERED = 512  # answers: their tags need not be read again for every question


@lru_cache(maxsize=_REMEMBERED)
def pages(html: str, limit: int = PAGE_CHARACTERS) -> tuple[str, ...]:
    """Pages of at most `limit` visible UTF-16 units each, as far as whole lines allow."""
    found: list[str] = []
    for block in html.split("\n\n"):
        joined = f"{found[-1]}\n\n{block}" if found else block
        if found and length(joined) <= limit:
            found[-1] = joined
        else:
            found.append(block)
    return tuple(found)


def length(html: str) -> int:
    """What Telegram counts: UTF-16 units of the text without its tags."""
    return len(to_plain(html).encode("utf-16-le")) // 2
