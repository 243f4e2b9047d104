"""The bot itself, as `make run` starts it without a token, used through its page."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ROOT = Path(__file__).parents[2]
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of the page of a running bot; it is stopped as an operator stops it."""
    port, folder = free_port(), tmp_path_factory.mktemp("real")
    settings = {"BOT_PLAYGROUND": "1", "BOT_PLAYGROUND_PORT": str(port)}
    settings["BOT_DATABASE"] = str(folder / "bot.db")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    command = (sys.executable, "-m", "bot", "run")
    started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=clean | settings)
    await answering(f"http://127.0.0.1:{port}/playground/state")
    yield f"http://127.0.0.1:{port}/"
    started.terminate()
    assert await asyncio.wait_for(started.wait(), 30) == 0


async def answering(url: str) -> None:
    """Wait until the page is there and the bot behind it has introduced itself."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_SECONDS):
        while True:
            await asyncio.sleep(0.2)
            try:
                chats = await session.get(f"{url.removesuffix('state')}chats/1000003")
                if (await chats.json())["chats"][0]["commands"]:
                    return
            except aiohttp.ClientError:
                continue


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, real: str) -> AsyncIterator[Page]:
    """The page as Irina sees it, after /start."""
    context = await browser.new_context(locale="ru-RU", viewport={"width": 1180, "height": 820})
    page = await context.new_page()
    await page.goto(real)
    await page.get_by_role("radio", name="Ирина").click()
    start = page.get_by_role("button", name="Запустить")
    await expect(page.locator("#form, #start").locator("visible=true").first).to_be_visible()
    before = await page.locator("article.theirs").count()
    if await start.is_visible():
        await start.click()
    else:
        await ask(page, "/start ")
    await expect(page.locator("article.theirs")).to_have_count(before + 2)
    yield page
    await context.close()


def latest(page: Page) -> Locator:
    """The latest message of the bot."""
    return page.locator("article.theirs").last


async def ask(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Сообщение")
    await field.fill(text)
    await field.press("Enter")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("как получить грант на экспорт", "Грант на экспорт"),
        ("когда открылось Руднево", "Руднево"),
        ("техностажировка сколько студентов", "Техностажиров"),
        ("чем моспром отличается от мэц", "Моспром"),
    ],
)
async def test_a_typed_question_gets_its_answer(chat: Page, question: str, answer: str):
    await ask(chat, question)
    await expect(chat.locator("article.mine").last).to_contain_text(question)
    await expect(latest(chat).locator("strong").first).to_contain_text(answer)
    await expect(latest(chat)).to_contain_text("Источник")
    await expect(latest(chat)).to_contain_text("Источник")


async def test_an_answer_is_four_taps_away_and_the_menu_one(chat: Page):
    start = latest(chat).get_by_role("button", name="Сразу в меню")
    if await start.is_visible():
        await start.click()
    for label in (
        "Все разделы",
        "📦 Экспорт",
        "💰 Гранты, субсидии, займы",
        "Грант на экспорт: сколько дают",
    ):
        await latest(chat).get_by_role("button", name=label).first.click()
    await expect(latest(chat)).to_contain_text("Источник")
    await latest(chat).get_by_role("button", name="Меню").click()
    await expect(latest(chat)).not_to_contain_text("Источник")


async def test_the_menu_of_commands_is_that_of_the_role(chat: Page):
    field = chat.get_by_role("textbox", name="Сообщение")
    await field.fill("/")
    await expect(chat.get_by_role("option", name="/menu")).to_be_visible()
    await field.fill("")


async def test_a_question_goes_to_the_specialist_and_the_answer_comes_back(chat: Page):
    await ask(chat, "как растаможить снегоуборщик, мой телефон 8 926 123-45-67")
    await latest(chat).get_by_role("button", name="Спросить специалиста").click()
    await latest(chat).get_by_role("button", name="Отправить").click()
    await expect(latest(chat)).to_contain_text("Передал специалистам")
    await chat.get_by_role("radio", name="Павел").click()
    await chat.get_by_role("button", name="Ирина: как растаможить").click()
    await expect(latest(chat)).to_contain_text("8 926 123-45-67")
    await ask(chat, "Оформляют как машину")
    await expect(chat.locator("article.mine .reactions").last).to_be_visible()
    await chat.locator("article.theirs").get_by_role("button", name="Сделать ответом").click()
    await chat.get_by_role("button", name="Ответ 1").click()
    await expect(chat.get_by_text("Черновик № 1 готов")).to_be_visible()
    await chat.get_by_role("radio", name="Ирина").click()
    await expect(latest(chat)).to_contain_text("Оформляют как машину")
    await expect(latest(chat)).to_contain_text("Ответить специалисту")
