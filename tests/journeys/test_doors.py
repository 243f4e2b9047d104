"""Every way in that is not the menu: links, other chats, groups, commands, coming back."""

import pytest
from aiogram.types import Update

from bot.conversation import texts as conversation_texts
from bot.conversation.screens import summary
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.introductions import PLAIN
from bot.knowledge.models import payload
from bot.questions import texts as questions_texts
from bot.team.models import Right
from bot.team.texts import COMMANDS, commands_of
from bot.ui import texts as ui_texts
from bot.ui.profile import introduce
from tests.person import read

GROUP = -1001


@pytest.fixture
def group(world, person):
    world.telegram.add_group(GROUP, "Экспортёры", is_forum=True)
    world.telegram.add_member(GROUP, person.id)
    return world.telegram.chat(GROUP)


def said_in(group):
    return [message for message in group.messages if message["from"]["is_bot"]]


async def test_a_deep_link_opens_every_live_answer_and_section(person, database):
    rows = await database.rows(
        "SELECT key, title FROM answers UNION ALL SELECT key, label FROM sections"
    )
    for row in rows[::15]:
        await person.writes(f"/start {payload(row['key'])}")
        assert row["title"] in person.screen.text
        assert ui_texts.HOME in person.screen.buttons


async def test_a_link_that_leads_nowhere_says_so_to_who_knows_the_bot(person):
    await person.writes("/start")
    await person.writes("/start no_such_key")
    assert person.screen.text == ui_texts.GONE


async def test_who_comes_from_an_advertisement_is_greeted(person):
    await person.writes("/start vk_november")
    assert person.screen.text == knowledge_texts.WHO_ARE_YOU
    await person.presses(knowledge_texts.BUSINESS)
    assert knowledge_texts.SETTINGS in person.screen.buttons


async def test_a_shared_link_is_the_deep_link_of_the_card(person):
    await person.writes("когда открылось Руднево")
    url = person.screen.key(knowledge_texts.SHARE)["url"]
    assert url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fmoscow_business_bot")
    assert "training_rudnevo_what-is" in url


async def test_inline_mode_offers_cards_page_by_page_without_repeats(person):
    first = await person.asks_inline("экспорт")
    second = await person.asks_inline("экспорт", first["next_offset"])
    ids = [result["id"] for result in (*first["results"], *second["results"])]
    assert len(first["results"]) == 10
    assert len(ids) == len(set(ids))


async def test_inline_mode_offers_no_strangers_beside_the_right_card(person):
    found = (await person.asks_inline("общежитие в колледже"))["results"]
    titles = [each["title"] for each in found]
    assert "Иногороднему" in titles[0]
    assert not [each for each in titles if "Реформа" in each], titles  # of colleges it is too


async def test_inline_mode_offers_the_bot_where_no_card_answers(person):
    answer = await person.asks_inline("как пожарить стейк средней прожарки")
    assert answer["results"] == []
    assert answer["button"]["text"] == conversation_texts.ASK_BOT


async def test_a_preview_of_inline_mode_ends_at_a_word(person, services):
    for result in (await person.asks_inline("выставка"))["results"]:
        assert len(result["description"]) <= 120
        if result["description"].endswith("…"):
            card = await services.answering.by_key(result["id"], person.id)
            words = summary(card).preview.split()
            assert result["description"].removesuffix("…").split()[-1] in words


async def test_a_preview_of_an_event_begins_with_a_capital(person, services):
    for event in await services.events.live():
        card = await services.answering.by_key(event.link, person.id)
        assert not summary(card).preview[0].islower()


async def test_an_empty_inline_query_offers_favourites_or_what_people_begin_with(person, services):
    await person.writes("/start")
    ids = [result["id"] for result in (await person.asks_inline(""))["results"]]
    assert "export/start/exporter" in ids
    assert sum(each.startswith("events/") for each in ids) == 3
    await services.knowledge.set_saved(person.id, 1, saved=True)
    assert len((await person.asks_inline(""))["results"]) == 1


async def test_who_only_asks_inline_is_nobody_to_write_to(person, someone, database):
    await person.writes("/start")
    assert (await someone(2000001).asks_inline("экспорт"))["results"]
    assert [row["id"] for row in await database.rows("SELECT id FROM people")] == [person.id]


async def test_the_door_above_inline_cards_leads_to_the_start(person, admin):
    door = (await person.asks_inline("экспорт"))["button"]
    await person.writes(f"/start {door['start_parameter']}")
    assert knowledge_texts.JUST_MENU in person.screen.buttons
    await person.writes(f"/start {door['start_parameter']}")
    assert knowledge_texts.HOME_HINT in person.screen.text
    await admin.writes("/start")
    await admin.writes(f"/start {door['start_parameter']}")
    assert questions_texts.EDITORS in admin.screen.buttons


async def test_a_group_hears_an_answer_only_when_it_asks_the_bot(person, group):
    await person.writes("когда открылось Руднево", chat_id=GROUP)
    assert not said_in(group)
    await person.writes("@moscow_business_bot когда открылось Руднево", chat_id=GROUP)
    answer = said_in(group)[-1]
    assert "2 октября 2024" in read(answer)
    [[button]] = answer["reply_markup"]["inline_keyboard"]
    assert button["url"].endswith("?start=training_rudnevo_what-is")


async def test_a_reply_to_the_bot_in_a_group_is_a_question(person, group):
    await person.writes("/help@moscow_business_bot", chat_id=GROUP)
    hint = said_in(group)[-1]
    assert hint["text"] == conversation_texts.ask_in_group("moscow_business_bot")
    await person.writes(
        "как пожарить стейк средней прожарки", chat_id=GROUP, reply_to=hint["message_id"]
    )
    assert said_in(group)[-1]["text"] == conversation_texts.NOTHING_IN_GROUP


async def test_a_group_is_told_titles_as_they_are_written(person, group, database, services):
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET title = substr(title, 1, 40) || ' < 10 млн'")
        await transaction.execute("UPDATE content SET revision = revision + 1")
    await services.resources.search.refresh()
    await person.writes("@moscow_business_bot займы", chat_id=GROUP)
    assert said_in(group)[-1]["text"].startswith(conversation_texts.CHOICES)
    assert " < 10 млн" in said_in(group)[-1]["text"]


async def test_the_bot_is_called_by_its_whole_name_only(person, group):
    await person.writes("@moscow_business_bot_2 когда открылось Руднево", chat_id=GROUP)
    assert not said_in(group)
    await person.writes("İİİ @Moscow_Business_Bot когда открылось Руднево?", chat_id=GROUP)
    assert "2 октября 2024" in read(said_in(group)[-1])


async def test_a_group_command_with_words_is_answered_in_its_topic(person, group, world):
    topic = world.telegram.create_topic(person.id, GROUP, "Вопросы")
    await person.writes(
        "/search@moscow_business_bot экспорт в китай", chat_id=GROUP, thread_id=topic.id
    )
    assert said_in(group)[-1]["message_thread_id"] == topic.id


async def test_a_bare_mention_gets_an_invitation(person, group):
    await person.writes("@moscow_business_bot", chat_id=GROUP)
    assert said_in(group)[-1]["text"] == conversation_texts.ask_in_group("moscow_business_bot")


async def test_who_speaks_only_in_a_group_is_not_written_down(person, group, database):
    await person.writes("@moscow_business_bot привет", chat_id=GROUP)
    assert await database.rows("SELECT id FROM people") == []


async def test_blocking_and_coming_back_are_remembered(person, world, database):
    await person.writes("/start")
    world.telegram.block(person.id)
    await world.settle()
    assert (await database.row("SELECT state FROM people"))["state"] == "blocked"
    world.telegram.unblock(person.id)
    await world.settle()
    assert (await database.row("SELECT state FROM people"))["state"] == "active"


async def test_help_privacy_and_settings_open_by_command_and_by_button(person):
    for command, words in {
        "/help": knowledge_texts.HELP_TEXT.split("\n", 1)[0],
        "/privacy": "Что я о вас помню",
        "/settings": "Настройки",
    }.items():
        await person.writes(command)
        assert words.replace("<b>", "").replace("</b>", "") in person.screen.text
        assert ui_texts.BACK not in person.screen.buttons
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    for labels in ((knowledge_texts.SECTIONS, knowledge_texts.HELP), (knowledge_texts.SETTINGS,)):
        for label in labels:
            await person.presses(label)
        await person.presses(ui_texts.HOME)
        assert knowledge_texts.HOME_HINT in person.screen.text


async def test_a_screen_that_a_command_opened_has_one_way_back_the_menu(newcomers):
    for command in (
        "/help", "/settings", "/my", "/privacy", "/specialist", "/search", "/nonsense", "/calendar"
    ):  # fmt: skip
        person = next(newcomers)
        await person.writes(command)
        assert ui_texts.BACK not in person.screen.buttons, command
        assert ui_texts.HOME in person.screen.buttons, command


async def test_the_second_start_sets_nothing_again(world, services):
    said = services.knowledge.introductions
    await introduce(world.bot, said)
    set_first = [call.method for call in world.telegram.calls if call.method.startswith("set")]
    await introduce(world.bot, said)
    set_both = [call.method for call in world.telegram.calls if call.method.startswith("set")]
    assert set_first == set_both
    assert "setMyCommands" in set_first


@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_an_update_of_a_kind_nobody_handles_does_no_harm(world, caplog):
    await world.dispatcher.feed_update(world.bot, Update(update_id=1))
    assert not caplog.records


async def test_admins_see_their_commands_in_their_own_chats_only(world, admin, person):
    await introduce(world.bot, PLAIN, {admin.id: commands_of(frozenset(Right))})
    shown = {
        chat_id: {command["command"] for command in commands}
        for (kind, chat_id), _ in world.telegram.profile.commands
        for commands in [world.telegram.profile.commands[(kind, chat_id), ""]]
    }
    assert set(COMMANDS) <= shown[admin.id]
    assert not set(COMMANDS) & shown[0]
    before = len(world.calls("setMyCommands"))
    await introduce(world.bot, PLAIN, {admin.id: commands_of(frozenset(Right))})
    await admin.writes("/start")
    assert len(world.calls("setMyCommands")) == before


async def test_an_admin_telegram_does_not_know_yet_stops_nobody(world, caplog):
    caplog.set_level("INFO")
    await introduce(world.bot, PLAIN, {404: {}})
    assert "Person 404 of the team sees no commands yet" in caplog.text
    assert world.calls("setMyDescription")
