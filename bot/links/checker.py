"""The addresses of the content are asked whether they still lead somewhere, politely."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientConnectorDNSError, ClientError, ClientSession, ClientTimeout

from bot.links.models import LinkResult, LinkState
from bot.links.repository import Links
from bot.storage.database import Clock

HOUR = 4  # at night, when nobody waits for the bot
_AT_ONCE = 5  # sites; each is asked one address at a time
_TIMEOUT = ClientTimeout(total=20)
_AGENT = "Mozilla/5.0 (compatible; link check of a Telegram bot, once a week)"
_MOST_REDIRECTS = 5
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_NO_HEAD = (400, 403, 404, 405, 410, 429, 500, 501, 503)  # some sites say so to HEAD alone


class LinkChecker:
    """A job of the scheduler: at night it asks what is due, if anything is."""

    def __init__(self, links: Links, clock: Clock, pause: float = 1.0) -> None:
        """`pause` is between two requests to one site, in seconds."""
        self._links = links
        self._clock = clock
        self._pause = pause

    async def __call__(self) -> None:
        if self._clock().hour == HOUR:
            await self.check()

    async def check(self) -> int:
        """Ask every address that is due; return how many were."""
        due = await self._links.due()
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in due:
            by_host[urlsplit(url).netloc].append(url)
        turns = asyncio.Semaphore(_AT_ONCE)
        async with ClientSession(timeout=_TIMEOUT, headers={"User-Agent": _AGENT}) as session:
            await asyncio.gather(
                *(self._check_host(session, turns, urls) for urls in by_host.values())
            )
        return len(due)

    async def _check_host(
        self, session: ClientSession, turns: asyncio.Semaphore, urls: Iterable[str]
    ) -> None:
        for url in urls:
            async with turns:
                result = await check_link(session, url)
            await self._links.save(url, result)
            await asyncio.sleep(self._pause)


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
