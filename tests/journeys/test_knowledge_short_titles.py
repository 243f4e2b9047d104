"""A phone cuts a long button: lists say the short title, and whatever has room the whole one."""

import pytest

from bot.broadcast import texts as broadcast_texts
from bot.conversation import texts as conversation_texts
from bot.conversation.screens import SHORT_LIST
from bot.events import texts as events_texts
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.models import payload
from bot.questions import texts as questions_texts
from tests.person import read

TITLE = "Где и как подать на экспортный грант"
SHORT = "Как подать на экспортный грант"
WHX, WHX_SHORT = "WHX Dubai 2026 (бывш. Arab Health)", "WHX Dubai 2026"
SECTION_SHORT = "🏅 Московские бренды"


@pytest.fixture
async def card(person):
    """The person before the answer, having found it in its section."""
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    assert SECTION_SHORT in person.screen.buttons
    await person.presses("Гранты, субсидии, займы")
    assert SHORT in person.screen.buttons
    await person.presses(SHORT)
    return person


async def test_a_section_lists_it_shortly_and_the_card_says_it_whole(card):
    assert TITLE in card.screen.text
    assert SHORT not in card.screen.text


async def test_a_section_is_headed_by_the_name_of_its_button(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    await person.presses(SECTION_SHORT)
    assert SECTION_SHORT in person.screen.text


async def test_favourites_and_related_answers_are_named_shortly(card):
    await card.presses(knowledge_texts.SAVE)
    await card.writes("/saved")
    assert card.screen.buttons[0] == SHORT
    await card.writes("как получить грант на экспорт")
    assert SHORT in card.screen.buttons


async def test_a_long_list_of_what_is_found_has_short_titles(person, services):
    """What they leave is for the beginnings of the cards, so that a phone shows it all."""
    await person.writes("займы")
    assert conversation_texts.CHOICES in person.screen.text
    found = (await services.resources.search.find("займы")).hits
    assert len(found) > SHORT_LIST
    for number, hit in enumerate(found, 1):
        assert f"\n{number}. {hit.label}\n" in person.screen.text

    person.world.telegram.add_group(-1001, "Группа")
    person.world.telegram.add_member(-1001, person.id)
    await person.writes("@moscow_business_bot займы", chat_id=-1001)
    said = person.world.telegram.chat(-1001).messages[-1]
    links = [each["url"] for each in said["entities"] if each["type"] == "text_link"]
    assert [link.rpartition("start=")[2] for link in links] == [payload(hit.key) for hit in found]
    assert all(f"• {hit.title}\n" in read(said) for hit in found)


async def test_an_article_of_inline_mode_is_headed_by_the_whole_title(person):
    answer = await person.asks_inline(TITLE)
    assert answer["results"][0]["title"] == TITLE


async def test_nobody_finds_anything_by_a_short_title(services):
    """It would change what is found: the search goes by titles, phrasings and words."""
    (hit, *_) = (await services.resources.search.find(TITLE)).hits
    assert (hit.title, hit.label) == (TITLE, SHORT)
    assert (await services.resources.search.find(TITLE)).confidence == 1.0
    assert (await services.resources.search.find(SHORT)).confidence < 1.0


async def test_an_exhibition_is_listed_shortly_its_card_has_the_whole_name(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(events_texts.CALENDAR_SHORT)
    await person.presses(events_texts.ARCHIVE)
    while WHX_SHORT not in person.screen.text:
        await person.presses("›")
    await person.presses(WHX_SHORT)
    assert WHX in person.screen.text
    await person.writes("whx dubai 2026")
    assert WHX in person.screen.text or WHX_SHORT in person.screen.buttons


async def test_editors_choose_among_short_titles_too(admin, person):
    await person.writes("как растаможить снегоуборщик")
    await admin.writes("/inbox")
    await admin.presses("как растаможить снегоуборщик")
    await admin.presses(questions_texts.BIND)
    await admin.writes(TITLE)
    assert admin.screen.buttons[0] == SHORT

    message = await admin.writes("Новость")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses("🔗 Кнопки: 0")
    await admin.presses(broadcast_texts.ADD_ANSWER)
    await admin.writes(TITLE)
    assert admin.screen.buttons[0] == SHORT
