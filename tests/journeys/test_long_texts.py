"""A text as long as Telegram allows holds up nobody else: the event loop does little of it."""

import threading
from functools import wraps

import pytest

from bot.editing import texts as editing_texts
from bot.history import differences as history_differences
from bot.history import texts as history_texts
from bot.history.buttons import OpenHistory
from bot.knowledge import from_html, markup
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.models import ContentKind
from bot.questions import masks
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from tests.fixtures import make_settings
from tests.house.test_code import modules
from tests.person import PIXEL
from tests.staff import FORUM, STAFF

GROUP = -1001000000777
LONGEST = 4096
AT_ONCE = 1200  # letters that may be read on the loop: an answer's page has so many
SLOW = (
    masks.masked,
    markup.to_html,
    from_html.to_markdown,
    history_differences.differences,
)


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def on_loop(services, monkeypatch):
    """The names of slow functions that the event loop has called for a long text."""
    called = set()
    for slow in SLOW:
        watched = _watched(slow, called)
        for module in modules():
            if getattr(module, slow.__name__, None) is slow:
                monkeypatch.setattr(module, slow.__name__, watched)
    return called


def _watched(slow, called):
    @wraps(slow)
    def watching(*given):
        long = sum(len(str(each)) for each in given) > AT_ONCE
        if long and threading.current_thread() is threading.main_thread():
            called.add(slow.__name__)
        return slow(*given)

    return watching


HOSTILE = ["8 916 ", "кв. 1 ", "**а ", "ﷺ"]


@pytest.mark.parametrize("unit", HOSTILE)
async def test_whatever_a_stranger_writes(asked, someone, staff, world, on_loop, unit):
    text = (unit * LONGEST)[:LONGEST].strip()
    world.telegram.add_group(GROUP, "Соседи")
    stranger = someone(1000004)
    world.telegram.add_member(GROUP, stranger.id)
    question = await stranger.writes(text)
    await stranger.edits(question, text[:-1])
    await stranger.writes(f"/search {text}"[:LONGEST])
    await stranger.writes(f"@moscow_business_bot {text}"[:LONGEST], chat_id=GROUP)
    world.telegram.send_album(stranger.id, [("photo", PIXEL)], text[:1024])
    await stranger.writes("/specialist")
    await stranger.presses(specialist_texts.WRITE)
    enquiry = await stranger.writes(text, reply_to=stranger.screen.id)
    await stranger.edits(enquiry, f"{text[:-1]}?")
    await stranger.presses(specialist_texts.SEND)
    assert on_loop == set()


@pytest.mark.parametrize("unit", HOSTILE)
async def test_whatever_is_written_in_a_dialogue(asked, staff, on_loop, unit):
    text = (unit * LONGEST)[:LONGEST].strip()
    await staff.writes("Слушаю")
    letter = await asked.writes(text, reply_to=asked.screen.id)
    assert staff.seen[-1] == text
    await asked.edits(letter, f"{text[:-1]}!")
    assert staff.seen[-1] == f"{text[:-1]}!"
    answer = await staff.writes(text)
    assert asked.screen.text == text
    staff.world.telegram.edit(STAFF, answer["message_id"], f"{text[:-1]}.", FORUM)
    await staff.world.settle()
    assert asked.screen.text == f"{text[:-1]}."
    assert on_loop == set()


@pytest.mark.parametrize("unit", HOSTILE)
async def test_whatever_an_editor_writes(admin, services, on_loop, unit):
    grant = (await services.knowledge.find_key("export/money/grant")).id
    await admin.writes("/start")
    await admin.opens(OpenAnswer(answer_id=grant).pack())
    await admin.presses(history_texts.EDIT)
    await admin.presses("Текст")
    await admin.writes((unit * LONGEST)[:LONGEST])
    await admin.writes("/start")
    for text in (f"Строка. {unit * 40}", f"Другая. {unit * 40}"):
        await admin.opens(OpenAnswer(answer_id=grant).pack())
        await admin.presses(history_texts.EDIT)
        await admin.presses("Текст")
        await admin.writes(text)
        if editing_texts.SAVE in admin.screen.buttons:
            await admin.presses(editing_texts.SAVE)
    await admin.opens(OpenHistory(kind=ContentKind.ANSWER, subject_id=grant).pack())
    assert on_loop == set()
