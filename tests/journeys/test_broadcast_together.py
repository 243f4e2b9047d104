"""Two admins change one draft at the same moment: neither change is lost without a word."""

import itertools
from dataclasses import replace

import pytest

from bot.broadcast import run_texts as broadcast_run_texts
from bot.broadcast import texts as broadcast_texts
from bot.broadcast.buttons import AddTerm, ConditionKind, OpenAudience, SetTopic
from bot.broadcast.models import BroadcastButton, BroadcastState
from bot.broadcast.repository import BroadcastRepository
from bot.broadcast.segments import mark
from bot.broadcast.service import BroadcastService
from tests.fixtures import OTHER_ADMIN
from tests.person import PIXEL

BUTTON = BroadcastButton("Программа", "https://example.ru/program")


@pytest.fixture
async def draft(admin, services):
    """A draft on «Экспорт», shown to the admin; the fixture reads it again."""
    message = await admin.writes("Приём заявок открыт")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.opens(SetTopic(broadcast_id=1, topic="export").pack())
    return lambda: services.broadcasts.repository.find(1)


@pytest.fixture
def meanwhile(draft, services, monkeypatch):
    """Let the other admin add a button between a read and the change that follows it."""

    def hook(holder, name, reading=1):
        read, times = getattr(holder, name), itertools.count(1)

        async def read_and_be_late(*args):
            found = await read(*args)
            if next(times) == reading:
                monkeypatch.setattr(holder, name, read)
                now = await draft()
                after = replace(now, buttons=(BUTTON,))
                assert await services.broadcasts.change(now, after, OTHER_ADMIN)
            return found

        monkeypatch.setattr(holder, name, read_and_be_late)

    return hook


async def test_the_second_to_change_a_draft_is_told_and_can_do_it_again(admin, draft, meanwhile):
    meanwhile(BroadcastRepository, "find")
    await admin.opens(SetTopic(broadcast_id=1, topic="news").pack())
    assert admin.toast == broadcast_texts.CHANGED_MEANWHILE
    assert BUTTON.label in admin.screen.text
    assert (await draft()).topic == "export"
    await admin.opens(SetTopic(broadcast_id=1, topic="news").pack())
    assert ((await draft()).topic, (await draft()).buttons) == ("news", (BUTTON,))


async def test_who_typed_a_button_is_told_in_words(admin, draft, meanwhile):
    await admin.presses("Кнопки")
    await admin.presses(broadcast_texts.ADD_LINK)
    meanwhile(BroadcastRepository, "find")
    await admin.writes("Сайт https://www.mos.ru/")
    assert (await draft()).buttons == (BUTTON,)
    assert admin.messages[-2]["text"] == broadcast_texts.CHANGED_MEANWHILE
    assert BUTTON.label in admin.screen.text


async def test_a_condition_that_came_second_is_not_kept_and_the_audience_is_shown(
    admin, draft, meanwhile
):
    await admin.opens(OpenAudience(broadcast_id=1).pack())
    term = AddTerm(broadcast_id=1, kind=ConditionKind.ACTIVE, line=-1, value="30", mark=mark(""))
    meanwhile(BroadcastRepository, "find")
    await admin.opens(term.pack())
    assert admin.toast == broadcast_texts.CHANGED_MEANWHILE
    assert ((await draft()).audience, (await draft()).buttons) == ("", (BUTTON,))
    await admin.opens(term.pack())
    assert (await draft()).audience


async def test_another_message_is_taken_whatever_else_was_changed(admin, draft, meanwhile):
    await admin.presses(broadcast_texts.MESSAGE)
    meanwhile(BroadcastRepository, "find")
    other = await admin.writes("Приём продлён")
    assert (await draft()).message_ids == (other["message_id"],)
    assert (await draft()).buttons == (BUTTON,)


async def test_no_part_of_an_album_is_lost(admin, draft, meanwhile):
    await admin.presses(broadcast_texts.MESSAGE)
    parts = admin.world.telegram.send_album(admin.id, [("photo", PIXEL)] * 3, "Как это было")
    meanwhile(BroadcastRepository, "in_state", reading=2)
    await admin.world.settle()
    assert (await draft()).message_ids == tuple(part["message_id"] for part in parts)
    assert (await draft()).buttons == (BUTTON,)


async def test_what_was_changed_while_the_last_question_was_put_is_not_sent(
    admin, draft, meanwhile
):
    meanwhile(BroadcastService, "overview")
    await admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")
    assert admin.toast == broadcast_run_texts.STALE
    assert (await draft()).state is BroadcastState.DRAFT
