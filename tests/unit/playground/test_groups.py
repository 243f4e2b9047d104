"""Groups, forums, members, and which updates about them the bot gets."""

import pytest

from bot.playground.requests import ApiError
from bot.playground.telegram import Telegram

FORUM = {"chat_id": -1000000000001}


@pytest.fixture
def group(telegram: Telegram) -> Telegram:
    """A forum with Irina inside, where the bot is an administrator."""
    telegram.add_group(-1000000000001, "Специалисты", is_forum=True)
    telegram.add_member(-1000000000001, 7)
    return telegram


def heard(telegram: Telegram, text: str, **where: int) -> bool:
    before = len(telegram.updates)
    telegram.write(7, text, chat_id=FORUM["chat_id"], **where)
    return len(telegram.updates) > before


async def test_an_administrator_hears_everything(group: Telegram):
    assert heard(group, "разговор")


async def test_in_privacy_mode_the_bot_hears_only_what_concerns_it(group: Telegram):
    group.add_member(FORUM["chat_id"], 42, "member")
    sent = await group.call("sendMessage", FORUM | {"text": "вопрос?"})
    assert not heard(group, "разговор")
    assert not heard(group, "/start@another_bot")
    assert heard(group, "/search гранты")
    assert heard(group, "а @Moscow_business_bot знает?")
    assert heard(group, "да", reply_to=sent["message_id"])
    group.privacy_mode = False
    assert heard(group, "разговор")


async def test_who_is_outside_hears_and_says_nothing(group: Telegram):
    group.add_member(FORUM["chat_id"], 42, "left")
    assert not heard(group, "/start")
    with pytest.raises(ApiError, match="Forbidden: bot is not a member of the supergroup chat"):
        await group.call("sendMessage", FORUM | {"text": "x"})
    with pytest.raises(ApiError, match="Forbidden: bot is not a member"):
        await group.call("getChat", FORUM)
    group.add_member(FORUM["chat_id"], 42, "kicked")
    *_, update = await group.next_updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(ApiError, match="Forbidden: bot was kicked from the supergroup chat"):
        await group.call("sendMessage", FORUM | {"text": "x"})


async def test_chats_and_members_can_be_looked_at(group: Telegram):
    chat = await group.call("getChat", FORUM)
    assert (chat["title"], chat["is_forum"], chat["type"]) == ("Специалисты", True, "supergroup")
    member = await group.call("getChatMember", FORUM | {"user_id": 42})
    assert (member["status"], member["can_manage_topics"]) == ("administrator", True)
    assert (await group.call("getChatMember", FORUM | {"user_id": 8}))["status"] == "left"
    assert (await group.call("getChatMember", {"chat_id": 7, "user_id": 7}))["status"] == "member"


async def test_a_topic_has_its_own_messages(group: Telegram):
    topic = await group.call("createForumTopic", FORUM | {"name": "Вопрос Ирины"})
    thread = FORUM | {"message_thread_id": topic["message_thread_id"]}
    sent = await group.call("sendMessage", thread | {"text": "вопрос"})
    assert sent["is_topic_message"]
    assert "forum_topic_created" in sent["reply_to_message"]
    said = group.write(7, "ответ", chat_id=FORUM["chat_id"], reply_to=sent["message_id"])
    assert said["message_thread_id"] == topic["message_thread_id"]
    assert said["reply_to_message"]["message_id"] == sent["message_id"]
    assert "reply_to_message" not in said["reply_to_message"]


async def test_topics_are_closed_and_reopened(group: Telegram):
    topic = await group.call("createForumTopic", FORUM | {"name": "a", "icon_color": 0xFFD67E})
    thread = FORUM | {"message_thread_id": topic["message_thread_id"]}
    await group.call("closeForumTopic", thread)
    assert group.chat(FORUM["chat_id"]).topics[topic["message_thread_id"]].closed
    await group.call("reopenForumTopic", thread)
    with pytest.raises(ApiError, match="TOPIC_NOT_MODIFIED"):
        await group.call("reopenForumTopic", thread)
    group.delete_topic(FORUM["chat_id"], topic["message_thread_id"])
    with pytest.raises(ApiError, match="TOPIC_ID_INVALID"):
        await group.call("closeForumTopic", thread)


async def test_a_topic_deleted_by_people_is_gone_for_the_bot(group: Telegram):
    topic = group.create_topic(7, FORUM["chat_id"], "Тема")
    group.write(7, "внутри", chat_id=FORUM["chat_id"], thread_id=topic.id)
    queued = len(group.updates)
    group.delete_topic(FORUM["chat_id"], topic.id)
    assert len(group.updates) == queued
    assert "внутри" not in [one.get("text") for one in group.chat(FORUM["chat_id"]).messages]
    with pytest.raises(ApiError, match="message thread not found"):
        await group.call("sendMessage", FORUM | {"message_thread_id": topic.id, "text": "x"})


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"name": " "}, "TOPIC_TITLE_EMPTY"),
        ({"name": "x", "icon_color": 1}, "wrong forum topic icon color specified"),
    ],
)
async def test_bad_topics_are_refused(group: Telegram, params: dict, reason: str):
    with pytest.raises(ApiError, match=reason):
        await group.call("createForumTopic", FORUM | params)


async def test_only_an_administrator_makes_topics(group: Telegram):
    group.add_member(FORUM["chat_id"], 42, "member")
    with pytest.raises(ApiError, match="not enough rights to create a topic"):
        await group.call("createForumTopic", FORUM | {"name": "x"})


async def test_a_group_that_grew_says_where_it_went(telegram: Telegram):
    telegram.add_group(-5, "Группа")
    telegram.add_member(-5, 7)
    telegram.migrate_group(-5, -1000000000005)
    with pytest.raises(ApiError, match="group chat was upgraded to a supergroup chat") as refusal:
        await telegram.call("sendMessage", {"chat_id": -5, "text": "x"})
    assert refusal.value.body()["parameters"] == {"migrate_to_chat_id": -1000000000005}
    await telegram.call("sendMessage", {"chat_id": -1000000000005, "text": "x"})
    *_, left, joined = await telegram.next_updates()
    assert left["message"]["migrate_to_chat_id"] == -1000000000005
    assert joined["message"]["migrate_from_chat_id"] == -5


async def test_coming_and_leaving_of_people_is_told(group: Telegram):
    group.add_member(FORUM["chat_id"], 8)
    *_, update = await group.next_updates()
    assert update["message"]["new_chat_members"][0]["id"] == 8
    queued = len(group.updates)
    group.add_member(FORUM["chat_id"], 8, "left")
    group.add_member(FORUM["chat_id"], 8, "kicked")
    assert len(group.updates) == queued


async def test_blocking_twice_is_told_once(telegram: Telegram):
    telegram.block(7)
    queued = len(telegram.updates)
    telegram.block(7)
    assert len(telegram.updates) == queued
    with pytest.raises(ValueError, match="unblock first"):
        telegram.write(7, "x")
