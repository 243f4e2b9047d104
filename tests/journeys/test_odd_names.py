"""Names of people turn no line round, are never empty and fit where they are shown."""

import pytest

from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.ui.screen import Screen
from bot.ui.tables import csv_file
from bot.ui.texts import NAMELESS, shown_name, visible
from tests.fixtures import ADMIN, make_settings
from tests.staff import FORUM, MISS, STAFF, Staff

OVERRIDE, ZERO_WIDTH = "\u202e", "\u200b\u200c\u2060\ufeff\u00ad"
HIDDEN = set(OVERRIDE + ZERO_WIDTH + "\u200d\u2066\u2067\u2069\u200f\x07")
NAMES = {
    "a right-to-left override": (f"Ири{OVERRIDE}на", "Ирина"),
    "isolates": ("\u2067Ирина\u2069", "Ирина"),
    "zero-width signs": ("\u200d".join("И\u200bр\u200cи\u2060н\ufeffа"), "Ирина"),
    "line breaks and bells": ("Ири\nна \x07 Петрова", "Ири на Петрова"),
    "nothing to see": ("\u2060\u200d", NAMELESS),
    "letters without ink": ("\u3164 \u2800", NAMELESS),
    "marks upon nothing": ("\ufe0f \u034f\u0301", NAMELESS),
    "a tower of accents": ("И" + "\u0301" * 40 + "ра", "И\u0301\u0301ра"),
    "tags and selectors": ("И\U000e0041\U000e0042р\U000e0100а", "Ира"),
    "a flag of tags": (
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    ),
    "a family of emoji": ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    "sixty-four letters": ("Ж" * 64, "Ж" * 64),
}


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def staff(world) -> Staff:
    group = world.telegram.add_group(FORUM, "Специалисты", is_forum=True)
    group.members |= {ADMIN: "creator", STAFF: "member"}
    return Staff(world)


async def ask(person, question: str = MISS) -> None:
    await person.writes(question)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
async def test_a_topic_and_its_card_show_a_plain_name(world, staff, name, shown):
    person = world.person(1000044, name)
    await ask(person, f"{MISS} {OVERRIDE}на гриле или на сковороде с маслом и чесноком")
    title = staff.group.topics[staff.topic].name
    assert title.startswith(f"№ 1 {shown}: {MISS}")
    assert len(title.encode("utf-16-le")) // 2 <= 128
    assert f"спрашивает {shown}\n" in staff.card.text
    if shown != name or OVERRIDE in name:
        assert not HIDDEN & set(title + staff.card.text)
    await staff.writes("Слушаю")
    assert person.screen.text == "Слушаю"


async def test_the_topic_of_a_question_without_words_ends_with_the_name(world, staff):
    person = world.person(1000044, OVERRIDE)
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    await person.sends("photo", reply_to=person.messages[-1]["message_id"])
    await person.presses(specialist_texts.SEND)
    assert staff.group.topics[staff.topic].name == f"№ 1 {NAMELESS}"


async def test_lists_and_buttons_show_no_hidden_signs():
    typed = f"ООО «{OVERRIDE}Ромашка{ZERO_WIDTH}»"
    screen = Screen(f"<b>{typed}</b>\nдалее", (((typed, "x:"),),))
    (label,) = [key.text for row in screen.keyboard("bot").inline_keyboard for key in row]
    assert screen.text == "<b>ООО «Ромашка»</b>\nдалее"
    assert label == "ООО «Ромашка»"


async def test_files_hold_no_hidden_signs_and_no_formula_behind_one():
    rows = [(f"Ири{OVERRIDE}на", "\u200b=1+1", "две\nстроки")]
    assert csv_file(("a", "b", "c"), rows).decode("utf-8-sig").splitlines()[1:] == [
        "Ирина;'=1+1;\"две",
        'строки"',
    ]


@pytest.mark.parametrize(
    "text", ["Ирина", "", "👩\u200d💻 ❤\ufe0f", "שלום", "a\tb\nc", "7–\u206011"]
)
async def test_what_can_be_seen_stays(text):
    assert visible(text) == text
    assert shown_name("  Ирина  Петрова ") == "Ирина Петрова"
