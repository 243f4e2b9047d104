"""Telegram notes what happened in a chat by messages that nobody wrote: they say nothing."""

import pytest
from aiogram.enums import ContentType

from bot.applications import texts as applications_texts
from bot.conversation import texts as conversation_texts
from bot.events.buttons import OpenEvent
from bot.settings import Settings
from bot.telegram.reading import CONTENT_TYPES
from tests.fixtures import make_settings
from tests.staff import FORUM

USER = {"id": 8, "is_bot": False, "first_name": "Пётр"}
CHAT = {"id": 1000003, "type": "private", "first_name": "Ирина"}
PINNED = {"message_id": 1, "date": 5, "chat": CHAT, "text": "закреплено"}
FILL = {"type": "solid", "color": 5}
BACKGROUND = {"type": "fill", "fill": FILL, "dark_theme_dimming": 0}
TASKS = {"tasks": [{"id": 1, "text": "Дело"}]}
SERVICE = {
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "pinned_message": PINNED,
    "chat_background_set": {"type": BACKGROUND},
    "users_shared": {"request_id": 1, "users": [{"user_id": 8}]},
    "chat_shared": {"request_id": 1, "chat_id": -5},
    "write_access_allowed": {"from_request": True},
    "connected_website": "example.org",
    "proximity_alert_triggered": {"traveler": USER, "watcher": USER, "distance": 5},
    "boost_added": {"boost_count": 1},
    "giveaway_created": {},
    "giveaway_completed": {"winner_count": 1},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "checklist_tasks_added": TASKS,
    "paid_message_price_changed": {"paid_message_star_count": 5},
    "direct_message_price_changed": {"are_direct_messages_enabled": False},
    "forum_topic_created": {"name": "Тема", "icon_color": 5},
    "forum_topic_edited": {"name": "Тема"},
    "forum_topic_closed": {},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "video_chat_scheduled": {"start_date": 5},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 5},
    "video_chat_participants_invited": {"users": [USER]},
    "new_chat_title": "Название",
    "delete_chat_photo": True,
    "new_chat_members": [USER],
    "left_chat_member": USER,
    "web_app_data": {"data": "1", "button_text": "Открыть"},
    "refunded_payment": {
        "currency": "XTR", "total_amount": 5, "invoice_payload": "1",
        "telegram_payment_charge_id": "1",
    },
    "something_that_is_new_in_2027": {"by": USER},
}  # fmt: skip

NO_FIELDS = {ContentType.UNKNOWN, ContentType.ANY}


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


def notes(world, person, **where) -> None:
    for kind, what in SERVICE.items():
        world.telegram.send(person.id, {kind: what}, **where)


async def test_nobody_is_answered_for_what_they_have_not_said(person, world):
    await person.writes("/start")
    count = len(person.messages)
    notes(world, person)
    await world.settle()
    assert len(person.messages) == count + len(SERVICE)
    assert world.left_out == ["message.something_that_is_new_in_2027"]


async def test_a_note_that_cannot_be_read_is_counted_and_said_to_nobody(person, world):
    await person.writes("/start")
    count = len(person.messages)
    for number, kind in enumerate(sorted(set(ContentType) - CONTENT_TYPES - NO_FIELDS), start=1):
        world.left_out.clear()
        world.telegram.send(person.id, {str(kind.value): [{"новое": [5]}]})
        await world.settle()
        assert len(person.messages) == count + number, kind
        assert world.left_out[-1].startswith(f"message.{kind.value}"), kind


async def test_a_pin_is_no_message_for_a_broadcast(admin, world):
    await admin.writes("/broadcast")
    notes(world, admin)
    await world.settle()
    assert "Пришлите сообщение" in admin.screen.text
    pin = world.telegram.send(admin.id, {"pinned_message": PINNED})
    await admin.writes("/broadcast", reply_to=pin["message_id"])
    assert "Пришлите сообщение" in admin.screen.text
    await admin.writes("Грант на экспорт")
    assert "Черновик рассылки № 1" in admin.screen.text


async def test_a_timer_is_no_step_of_an_application(person, world, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.presses(applications_texts.APPLY)
    step = person.screen
    notes(world, person)
    await world.settle()
    assert person.screen.id == step.id
    await person.writes("ООО Ромашка")
    assert "Шаг 2 из 3" in person.screen.text


async def test_what_happens_in_the_staffs_topic_is_not_carried(asked, staff, world):
    count = len(asked.messages)
    notes(world, staff.person, chat_id=FORUM, thread_id=staff.topic)
    await world.settle()
    assert len(asked.messages) == count
    await staff.writes("Слушаю")
    assert asked.screen.text == "Слушаю"


async def test_a_picture_or_a_sticker_still_gets_a_word(person):
    await person.sends("sticker")
    assert person.screen.text == conversation_texts.ONLY_TEXT


def test_every_kind_of_message_is_either_said_by_somebody_or_noted_by_telegram():
    """A new aiogram may know a kind more: whoever writes it belongs to CONTENT_TYPES."""
    kinds = set(ContentType) - NO_FIELDS
    assert len(kinds - CONTENT_TYPES) == 56
