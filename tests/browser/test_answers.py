"""Every answer on a phone: whether its beginning is in sight when it comes, and no label is cut."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.app import open_services
from bot.conversation.models import QuestionReply
from bot.conversation.screens import choices
from bot.conversation.service import LISTED
from bot.events.buttons import OpenEvents
from bot.events.models import EventFilter, KindFilter
from bot.events.screens import calendar
from bot.knowledge.buttons import Confidence, OpenAnswer, OpenFound, OpenHome
from bot.knowledge.screens import answer
from bot.playground.server import ENTREPRENEUR
from bot.playground.telegram import Telegram
from bot.questions.models import AskedQuestion
from bot.search.models import SearchOutcome
from bot.storage.database import Database
from bot.ui.screen import Screen
from bot.ui.show import menu_keyboard
from tests.fixtures import make_settings
from tests.shared import copy_with_index

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"width": 390, "height": 844}
HEAD = 3 * 20.4  # of a list of events: the title, how many there are, the first month
MEASURED = """id => {
    const message = document.querySelector(`article[data-id="${id}"]`);
    const area = document.querySelector("#messages").getBoundingClientRect();
    const labels = [...message.querySelectorAll(".keyboard .label")];
    return {
        above: area.top - message.getBoundingClientRect().top,
        cut: labels.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText),
    };
}"""


VAGUE = (
    "грант", "субсидия", "выставка", "стенд", "экспорт", "таможня", "сертификат", "документы",
    "деньги", "льготы", "заём", "покупатель", "китай", "логистика", "технополис", "резидент",
    "оэз", "промышленность", "колледж", "курсы", "стажировка", "профессия", "поступление",
    "экзамен", "практика", "техностажировка", "профессии будущего", "руднево", "моспром", "мэц",
    "сделано в москве", "how to sell to moscow", "exhibition stand", "export support",
)  # fmt: skip


async def test_most_answers_begin_in_sight_and_no_label_is_cut(
    page: Page, telegram: Telegram, filled: Path, tmp_path: Path
):
    above = await measured(page, telegram, await asked_for(copy_with_index(filled, tmp_path)))
    hidden = sorted(key for key, pixels in above.items() if pixels > 0)
    assert len(hidden) <= 0.15 * len(above), hidden


async def test_the_first_of_several_choices_is_in_sight(
    page: Page, telegram: Telegram, filled: Path, tmp_path: Path
):
    lists = await choices_of(copy_with_index(filled, tmp_path))
    assert len(lists) >= 10
    assert any(len(screen.rows[0]) == LISTED for screen in lists.values())
    above = await measured(page, telegram, lists)
    assert {asked: pixels for asked, pixels in above.items() if pixels > 0} == {}


async def test_the_first_of_ten_events_is_in_sight_on_every_page(
    page: Page, telegram: Telegram, filled: Path, tmp_path: Path
):
    above = await measured(page, telegram, await calendars(copy_with_index(filled, tmp_path)))
    assert len(above) > 20
    assert {at: pixels for at, pixels in above.items() if pixels > HEAD} == {}
    whole = [at for at, pixels in above.items() if pixels <= 0]
    assert len(whole) > len(above) / 2


async def measured(page: Page, telegram: Telegram, screens: dict[str, Screen]) -> dict[str, float]:
    """How many pixels of each screen are above what a phone shows when it has come."""
    await page.get_by_role("button", name="Запустить").click()
    await page.set_viewport_size(PHONE)
    below = menu_keyboard().model_dump(mode="json", exclude_none=True)
    await say(telegram, "Здравствуйте!", below)
    above: dict[str, float] = {}
    for key, screen in screens.items():
        keyboard = screen.keyboard("moscow_business_bot")
        markup = keyboard.model_dump(mode="json", exclude_none=True) if keyboard else {}
        sent = await say(telegram, screen.text, markup)
        await page.wait_for_selector(f'article[data-id="{sent}"]')
        found = await page.evaluate(MEASURED, sent)
        assert found["cut"] == [], key
        above[key] = found["above"]
    return above


async def calendars(path: Path) -> dict[str, Screen]:
    """Every page of the calendar ahead."""
    lists = {}
    database = await Database.open(path)
    async with open_services(database, make_settings()) as services:
        for kind in (KindFilter.EXHIBITIONS, KindFilter.STUDY, KindFilter.ALL):
            found = await services.events.page(EventFilter(kind=kind))
            for page in range(found.pages):
                shown = await services.events.page(found.filter, page)
                lists[f"{kind.name} {page}"] = calendar(shown, OpenEvents(kind=kind, page=page))
    await database.close()
    return lists


async def choices_of(path: Path) -> dict[str, Screen]:
    """The lists of what was found for vague questions, by these; in English where it exists."""
    lists: dict[str, Screen] = {}
    database = await Database.open(path)
    async with open_services(database, make_settings()) as services:
        for asked in VAGUE:
            person = await services.people.remember(1000 + len(lists))
            reply = await services.answering.ask(AskedQuestion(person.id, 1, 1, asked), person)
            if len(reply.found.hits) > 1 and reply.card is None and reply.events is None:
                for head, each in headed(reply).items():
                    shown = choices(each, OpenFound(question_id=1000).after(OpenHome()))
                    name = f"{asked}{head}"
                    lists |= {name: shown, f"{name} (English)": shown.english}
    await database.close()
    return lists


def headed(reply: QuestionReply) -> dict[str, QuestionReply]:
    """The list under each of the lines that may stand above one."""
    nearest = replace(reply.found, outcome=SearchOutcome.NOTHING, hits=reply.found.hits[:3])
    return {
        "": reply,
        ", unheld": replace(reply, unheld=True),
        ", nothing": replace(reply, found=nearest, cards=reply.cards[:3]),
    }


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
