"""Every answer on a phone: whether its beginning is in sight when it comes, and no label is cut."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.app import open_services
from bot.knowledge.buttons import Confidence, OpenAnswer, OpenFound
from bot.knowledge.screens import answer
from bot.playground.server import ENTREPRENEUR
from bot.playground.telegram import Telegram
from bot.storage.database import Database
from bot.ui.screen import Screen
from bot.ui.show import menu_keyboard
from tests.conftest import make_settings

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"width": 390, "height": 844}
MEASURED = """id => {
    const message = document.querySelector(`article[data-id="${id}"]`);
    const area = document.querySelector("#messages").getBoundingClientRect();
    const labels = [...message.querySelectorAll(".keyboard .label")];
    return {
        above: area.top - message.getBoundingClientRect().top,
        cut: labels.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText),
    };
}"""


async def test_most_answers_begin_in_sight_and_no_label_is_cut(
    page: Page, telegram: Telegram, filled: Path
):
    await page.get_by_role("button", name="Запустить").click()
    await page.set_viewport_size(PHONE)
    below = menu_keyboard().model_dump(mode="json", exclude_none=True)
    await say(telegram, "Здравствуйте!", below)
    above: dict[str, float] = {}
    for key, screen in (await asked_for(filled)).items():
        keyboard = screen.keyboard("moscow_business_bot")
        markup = keyboard.model_dump(mode="json", exclude_none=True) if keyboard else {}
        sent = await say(telegram, screen.text, markup)
        await page.wait_for_selector(f'article[data-id="{sent}"]')
        measured = await page.evaluate(MEASURED, sent)
        assert measured["cut"] == [], key
        above[key] = measured["above"]
    hidden = sorted(key for key, pixels in above.items() if pixels > 0)
    assert len(hidden) <= 0.15 * len(above), hidden


async def asked_for(path: Path) -> dict[str, Screen]:
    """All answers by their keys, as replies to questions: of some it is not sure."""
    screens = {}
    database = await Database.open(path)
    async with open_services(database, make_settings()) as services:
        for row in await database.rows("SELECT id FROM answers WHERE state = 'live'"):
            found = await services.knowledge.answer(row["id"], 0)
            asked = OpenFound(question_id=1000, confidence=Confidence(row["id"] % 2))
            screens[found.key] = answer(found, OpenAnswer(answer_id=found.id).after(asked))
    await database.close()
    return screens


async def say(telegram: Telegram, text: str, markup: dict) -> int:
    message = {"chat_id": ENTREPRENEUR, "text": text, "parse_mode": "HTML", "reply_markup": markup}
    return (await telegram.call("sendMessage", message))["message_id"]
