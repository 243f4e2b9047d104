"""Which addresses in the content still lead somewhere: asked politely, and not again for a week."""

import asyncio
import json
import re
import socket
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientConnectorDNSError, ClientError, ClientSession, ClientTimeout

from bot.editing.models import ContentId, title_of
from bot.knowledge.markup import to_html
from bot.knowledge.models import ContentKind, Fields
from bot.storage.database import Database, Row

FRESH = timedelta(days=7)
HOUR = 4  # at night, when nobody waits for the bot
_AT_ONCE = 5  # sites; each is asked one address at a time
_TIMEOUT = ClientTimeout(total=20)
_MOST_REDIRECTS = 5
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_NO_HEAD = (400, 403, 404, 405, 410, 429, 500, 501, 503)  # some sites say so to HEAD alone
_AGENT = "Mozilla/5.0 (compatible; link check of a Telegram bot, once a week)"
_HREF = re.compile(r'<a href="([^"]+)">')


class LinkState(StrEnum):
    OK = "ok"
    MOVED = "moved"  # for ever, to another address
    BROKEN = "broken"  # there is no such page, or no such site
    UNREACHABLE = "unreachable"  # no answer, or a refusal: it may be there


class LinkResult(NamedTuple):
    state: LinkState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """`subjects` are the answers and events that have it, with their titles."""

    url: str
    result: LinkResult
    subjects: tuple[tuple[ContentId, str], ...]


def urls_of(fields: Fields) -> Iterator[str]:
    """Every address that people can press on the card."""
    for each in (*fields.get("sources", ()), *fields.get("buttons", ())):
        yield each.get("url") or ""
    place = fields.get("place")  # of a date it is words
    yield place.get("website", "") if isinstance(place, dict) else ""
    yield fields.get("website", "")
    yield fields.get("source_url", "")
    yield from _HREF.findall(to_html(str(fields.get("body", ""))))


async def check_link(session: ClientSession, url: str) -> LinkResult:
    """Follow an address to its end; what has no end is unreachable."""
    try:
        return await _follow(session, url)
    except TimeoutError:
        return LinkResult(LinkState.UNREACHABLE, "no answer in time")
    except ClientConnectorDNSError as error:
        is_unknown = error.os_error.errno == socket.EAI_NONAME  # else the resolver has failed
        state = LinkState.BROKEN if is_unknown else LinkState.UNREACHABLE
        return LinkResult(state, "no such site")
    except (ClientError, OSError, ValueError) as error:
        return LinkResult(LinkState.UNREACHABLE, type(error).__name__)


async def _follow(session: ClientSession, url: str) -> LinkResult:
    address, forever = url, True
    for _ in range(_MOST_REDIRECTS + 1):
        status, location = await _ask(session, address)
        if status not in _REDIRECTS or not location:
            return _result(status, address if forever and address != url else "")
        forever = forever and status in _PERMANENT
        address = urljoin(address, location)
    return LinkResult(LinkState.UNREACHABLE, "too many redirects")


async def _ask(session: ClientSession, url: str) -> tuple[int, str]:
    for method in ("HEAD", "GET"):
        async with session.request(method, url, allow_redirects=False) as response:
            if method == "GET" or response.status not in _NO_HEAD:
                return response.status, response.headers.get("Location", "")
    raise AssertionError  # never: GET is the last


def _result(status: int, moved_to: str) -> LinkResult:
    if status in _GONE:
        return LinkResult(LinkState.BROKEN, f"HTTP {status}")
    if status >= 400:  # noqa: PLR2004 - refusals and failures of HTTP
        return LinkResult(LinkState.UNREACHABLE, f"HTTP {status}")
    return LinkResult(LinkState.MOVED, moved_to) if moved_to else LinkResult(LinkState.OK)


class Links:
    """The addresses of the content, what each answered, and the weekly check."""

    def __init__(self, database: Database, pause: float = 1.0) -> None:
        """`pause` is between two requests to one site, in seconds."""
        self._database = database
        self._clock = database.clock
        self._pause = pause

    async def check(self) -> int:
        """Ask every address that was not asked for a week; return how many were."""
        due = await self._due()
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in due:
            by_host[urlsplit(url).netloc].append(url)
        turns = asyncio.Semaphore(_AT_ONCE)
        headers = {"User-Agent": _AGENT}
        async with ClientSession(timeout=_TIMEOUT, headers=headers) as session:
            await asyncio.gather(
                *(self._check_host(session, turns, urls) for urls in by_host.values())
            )
        return len(due)

    async def check_weekly(self) -> None:
        """A job: does something only at night, and only where something is due."""
        if self._clock().hour == HOUR:
            await self.check()

    async def problems(self) -> tuple[CheckedLink, ...]:
        """What is not ok, with the cards that have it: the broken first."""
        rows = await self._database.rows(
            "SELECT url, state, detail FROM link_checks WHERE state <> 'ok' ORDER BY state, url"
        )
        used = await self._used()
        order = [LinkState.BROKEN, LinkState.MOVED, LinkState.UNREACHABLE]
        found = [
            CheckedLink(
                row["url"],
                LinkResult(LinkState(row["state"]), row["detail"]),
                tuple(used[row["url"]]),
            )
            for row in rows
            if row["url"] in used
        ]
        return tuple(sorted(found, key=lambda each: (order.index(each.result.state), each.url)))

    async def _due(self) -> list[str]:
        since = int((self._clock() - FRESH).timestamp())
        rows = await self._database.rows("SELECT url FROM link_checks WHERE checked_at > ?", since)
        fresh = {row["url"] for row in rows}
        return [url for url in await self._used() if url not in fresh]

    async def _used(self) -> dict[str, list[tuple[ContentId, str]]]:
        rows = await self._database.rows(
            """
            SELECT 'answer' AS kind, id AS subject_id,
                   (SELECT fields FROM revisions WHERE kind = 'answer' AND subject_id = answers.id
                    ORDER BY id DESC LIMIT 1) AS fields
            FROM answers WHERE state = 'live'
            UNION ALL
            SELECT 'event', id,
                   (SELECT fields FROM revisions WHERE kind = 'event' AND subject_id = events.id
                    ORDER BY id DESC LIMIT 1)
            FROM events WHERE state = 'live'
            """
        )
        return await asyncio.to_thread(_used_urls, rows)

    async def _check_host(
        self, session: ClientSession, turns: asyncio.Semaphore, urls: Iterable[str]
    ) -> None:
        for url in urls:
            async with turns:
                result = await check_link(session, url)
            await self._database.write(
                """
                INSERT INTO link_checks (url, state, detail, checked_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (url) DO UPDATE SET state = excluded.state, detail = excluded.detail,
                    checked_at = excluded.checked_at
                """,
                *(url, result.state, result.detail, int(self._clock().timestamp())),
            )
            await asyncio.sleep(self._pause)


def _used_urls(rows: Iterable[Row]) -> dict[str, list[tuple[ContentId, str]]]:
    used: dict[str, list[tuple[ContentId, str]]] = defaultdict(list)
    for row in rows:
        fields = json.loads(row["fields"] or "{}")
        subject = ContentId(ContentKind(row["kind"]), int(row["subject_id"]))
        for url in dict.fromkeys(filter(None, urls_of(fields))):
            used[url].append((subject, title_of(fields)))
    return used
