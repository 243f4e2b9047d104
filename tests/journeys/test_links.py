"""The addresses in the content are asked politely; editors hear which lead nowhere."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession, ClientTimeout, web
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.editing.models import ContentId
from bot.history import texts as history_texts
from bot.knowledge.markup import to_html
from bot.knowledge.models import ContentKind
from bot.links import texts as links_texts
from bot.links.checker import HOUR, LinkChecker, check_link
from bot.links.models import LinkState
from bot.links.repository import Links, urls_of
from bot.questions import texts as questions_texts
from tests.clock import MOSCOW

ANSWERS = {
    "/moved": (301, "/new"),
    "/for-now": (302, "/new"),
    "/loop": (302, "/loop"),
    "/moved-away": (308, "/absent"),
    "/gone": (410, ""),
    "/absent": (404, ""),
    "/refuses": (403, ""),
    "/ails": (500, ""),
}


class Site:
    """A site with every kind of answer; it counts what it is asked and how much at once."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.at_once = self.most_at_once = 0
        self.address = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.method, request.path] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if request.path == "/slow":
            await asyncio.sleep(5)
        if request.path == "/no-head":
            return web.Response(status=405 if request.method == "HEAD" else 200)
        status, location = ANSWERS.get(request.path, (200, ""))
        return web.Response(status=status, headers={"Location": location} if location else {})


@pytest.fixture
async def site():
    site, app = Site(), web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


@pytest.mark.parametrize(
    ("path", "state", "detail"),
    [
        ("/fine", LinkState.OK, ""),
        ("/for-now", LinkState.OK, ""),
        ("/no-head", LinkState.OK, ""),
        ("/moved", LinkState.MOVED, "/new"),
        ("/gone", LinkState.BROKEN, "HTTP 410"),
        ("/absent", LinkState.BROKEN, "HTTP 404"),
        ("/moved-away", LinkState.BROKEN, "HTTP 404"),
        ("/refuses", LinkState.UNREACHABLE, "HTTP 403"),
        ("/ails", LinkState.UNREACHABLE, "HTTP 500"),
        ("/loop", LinkState.UNREACHABLE, "too many redirects"),
        ("/slow", LinkState.UNREACHABLE, "no answer in time"),
    ],
)
async def test_every_kind_of_answer_is_known(site, path, state, detail):
    timeout = ClientTimeout(total=1)
    async with ClientSession(timeout=timeout) as session:
        found = await check_link(session, f"{site.address}{path}")
    assert (found.state, found.detail.removeprefix(site.address)) == (state, detail)


def test_an_address_in_a_text_is_asked_as_it_was_written():
    address = "https://example.org/?page=1&lang=ru"
    assert address in urls_of({}, to_html(f"[каталог]({address})"))


async def test_a_site_that_is_not_there_is_unreachable():
    async with ClientSession() as session:
        found = await check_link(session, "http://127.0.0.1:1/")
    assert found.state is LinkState.UNREACHABLE


@pytest.fixture
async def linked(database, services, site, admin):
    """Only these addresses are in the content; all are of the one site."""
    await admin.writes("/start")
    link = await services.knowledge.find_key("export/money/grant")
    subject = ContentId(ContentKind.ANSWER, link.id)
    await database.write("UPDATE answers SET state = 'gone' WHERE id <> ?", link.id)
    await database.write("UPDATE events SET state = 'gone'")
    paths = ("/fine", "/moved", "/absent", "/ails")
    sources = [{"title": path, "url": f"{site.address}{path}"} for path in paths]
    body = f"Вот [ссылка]({site.address}/gone)."
    changes = {"sources": sources, "body": body, "place": None, "buttons": None}
    await services.editing.history.change_to(subject, changes, admin.id)
    return link


async def test_links_are_asked_one_by_one_and_not_again_for_a_week(database, linked, site, clock):
    checker = LinkChecker(Links(database), clock, pause=0)
    assert await checker.check() == 5
    assert site.most_at_once == 1
    asked = site.asked.total()
    assert await checker.check() == 0
    assert site.asked.total() == asked
    clock.now += timedelta(days=8)
    assert await checker.check() == 5


async def test_editors_see_the_cards_and_hear_of_them_on_monday(
    admin, world, database, linked, clock
):
    await LinkChecker(Links(database), clock, pause=0).check()
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    await admin.presses(links_texts.LINKS)
    text = admin.screen.text
    assert [path for path in ("/absent", "/gone", "/moved", "/ails") if path in text] == [
        "/absent", "/gone", "/moved", "/ails",
    ]  # fmt: skip
    assert "❌ не открывается: сайт ответил «404»" in text
    assert "/fine" not in text
    await admin.presses(linked.title[:20])
    assert history_texts.CHOOSE_FIELD in admin.screen.text

    clock.now = datetime(2026, 11, 30, 12, tzinfo=MOSCOW)
    await world.tick()
    assert any("не открывается или переехало: 3 ссылки" in str(each) for each in admin.messages)


async def test_the_job_works_at_night_alone(database, linked, site, clock):
    job = LinkChecker(Links(database), clock, pause=0)
    clock.now = clock.now.replace(hour=12)
    await job()
    assert not site.asked
    clock.now = clock.now.replace(hour=HOUR)
    await job()
    assert site.asked


async def test_the_command_asks_and_lists(database, linked, site, monkeypatch):
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    monkeypatch.setattr(LinkChecker.__init__, "__defaults__", (0.0,))
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["knowledge", "links"])
    assert "Asked 5 addresses; 4 are not ok." in result.output
    assert f"broken  {site.address}/absent  HTTP 404" in result.output
