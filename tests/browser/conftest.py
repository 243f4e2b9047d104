"""The playground page in Debian's Chromium, with a tiny bot at the other end."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from playwright.async_api import Browser, Page, async_playwright
from tiny_bot import build_dispatcher

from bot.playground.server import HOST, add_sample_people, serve
from bot.playground.telegram import Telegram

TOKEN = "42:TEST"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="no Chromium here: apt-get install chromium")
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(missing)


@pytest.fixture
def telegram() -> Telegram:
    made = Telegram(TOKEN)
    add_sample_people(made)
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def address(telegram: Telegram) -> AsyncIterator[str]:
    runner = await serve(telegram, 0)
    port = runner.addresses[0][1]
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(f"http://{HOST}:{port}")))
    dispatcher = build_dispatcher()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
        yield f"http://{HOST}:{port}"
        await dispatcher.stop_polling()
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield made
        await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page as Irina sees it; any error of its scripts fails the test."""
    context = await browser.new_context(locale="ru-RU", viewport={"width": 1180, "height": 820})
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: said.type == "error" and errors.append(said.text))
    opened.set_default_timeout(5000)
    await opened.goto(address)
    await opened.get_by_role("radio", name="Ирина").click()
    yield opened
    await context.close()
    assert errors == []
