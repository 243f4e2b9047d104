"""The addresses in the content, and what each answered when it was asked last."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html import unescape

from bot.editing.models import ContentId, title_of
from bot.knowledge.models import ContentKind, Fields
from bot.links.models import CheckedLink, LinkResult, LinkState
from bot.storage.database import Repository, Row

FRESH = timedelta(days=7)
_HREF = re.compile(r'<a href="([^"]+)">')


def urls_of(fields: Fields, html: str) -> Iterator[str]:
    """Every address that people can press on the card; `html` is its text, of an answer."""
    for each in (*fields.get("sources", ()), *fields.get("buttons", ())):
        yield each.get("url") or ""
    place = fields.get("place")  # of a date it is words
    yield place.get("website", "") if isinstance(place, dict) else ""
    yield fields.get("website", "")
    yield fields.get("source_url", "")
    yield from map(unescape, _HREF.findall(html))


class Links(Repository):
    async def due(self) -> list[str]:
        """Every address that was not asked for a week."""
        since = int((self._clock() - FRESH).timestamp())
        rows = await self._database.rows("SELECT url FROM link_checks WHERE checked_at > ?", since)
        fresh = {row["url"] for row in rows}
        return [url for url in await self._used() if url not in fresh]

    async def save(self, url: str, result: LinkResult) -> None:
        await self._database.write(
            """
            INSERT INTO link_checks (url, state, detail, checked_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET state = excluded.state, detail = excluded.detail,
                checked_at = excluded.checked_at
            """,
            *(url, result.state, result.detail, self._database.now()),
        )

    async def problems(self) -> tuple[CheckedLink, ...]:
        """What is not ok, with the cards that have it: the broken first."""
        rows = await self._database.rows(
            "SELECT url, state, detail FROM link_checks WHERE state <> 'ok' ORDER BY state, url"
        )
        used = await self._used() if rows else {}
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

    async def _used(self) -> dict[str, list[tuple[ContentId, str]]]:
        rows = await self._database.rows(
            """
            SELECT 'answer' AS kind, id AS subject_id,
                   CASE WHEN html LIKE '%<a href=%' THEN html ELSE '' END AS html,
                   (SELECT fields FROM revisions WHERE kind = 'answer' AND subject_id = answers.id
                    ORDER BY id DESC LIMIT 1) AS fields
            FROM answers WHERE state = 'live'
            UNION ALL
            SELECT 'event', id, '',
                   (SELECT fields FROM revisions WHERE kind = 'event' AND subject_id = events.id
                    ORDER BY id DESC LIMIT 1)
            FROM events WHERE state = 'live'
            """
        )
        return await asyncio.to_thread(_used_urls, rows)


def _used_urls(rows: Iterable[Row]) -> dict[str, list[tuple[ContentId, str]]]:
    used: dict[str, list[tuple[ContentId, str]]] = defaultdict(list)
    for row in rows:
        fields = json.loads(row["fields"] or "{}")
        subject = ContentId(ContentKind(row["kind"]), int(row["subject_id"]))
        for url in dict.fromkeys(filter(None, urls_of(fields, row["html"]))):
            used[url].append((subject, title_of(fields)))
    return used
