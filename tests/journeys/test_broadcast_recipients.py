"""People follow the buttons of a broadcast, unsubscribe from its topic and subscribe again."""

from datetime import timedelta

import pytest

from bot.broadcast import texts as broadcast_texts
from bot.broadcast.buttons import AddAnswerButton, FollowButton, OpenBroadcast, SwitchMailing
from bot.broadcast.models import BroadcastButton, BroadcastDraft
from bot.knowledge.content_repository import increment_revision
from bot.people.models import Topic
from bot.ui import texts as ui_texts

OPEN_ANSWER = broadcast_texts.OPEN_CARD["answer"]
REFUSE, AGAIN = "🔕 Не присылать: Экспорт", "🔔 Присылать снова: Экспорт"


@pytest.fixture
async def send(admin, sender, services):
    """Sends a message with two buttons to everybody; returns the broadcast's id."""

    async def send(text="Гранты на экспорт", topic=Topic.EXPORT):
        message = await admin.writes(text)
        buttons = (
            BroadcastButton("Программа", "https://example.ru/program?a=1&b=2"),
            BroadcastButton(OPEN_ANSWER, "export/money/grant"),
        )
        draft = BroadcastDraft(
            from_chat_id=admin.id,
            message_ids=(message["message_id"],),
            topic=topic,
            buttons=buttons,
        )
        broadcast_id = await services.broadcasts.repository.create_draft(admin.id, draft)
        found = await services.broadcasts.repository.find(broadcast_id)
        assert await services.broadcasts.start(found, admin.id)
        await sender.run_until_idle()
        return broadcast_id

    return send


async def test_who_refuses_gets_no_more_of_the_topic_and_only_of_it(person, send, services):
    await person.writes("/start")
    await send()
    before = person.screen.text
    await person.presses(REFUSE)
    assert person.toast == broadcast_texts.switched(Topic.EXPORT, wanted=False)
    assert person.screen.text == before
    assert person.screen.buttons == ["Программа", OPEN_ANSWER, AGAIN]

    await send("Ещё о грантах")
    assert person.screen.text == before
    await send("Новая выставка", Topic.EXHIBITIONS)
    assert person.screen.text == "Новая выставка"


async def test_a_refusal_is_taken_back_on_the_same_message(person, send, services):
    await person.writes("/start")
    await send()
    await person.presses(REFUSE)
    await person.presses(AGAIN)
    assert person.toast == broadcast_texts.switched(Topic.EXPORT, wanted=True)
    assert REFUSE in person.screen.buttons
    assert (await services.people.preferences.get(person.id)).refused == frozenset()


async def test_after_a_refusal_fifty_broadcasts_of_the_topic_pass_by(person, admin, send, services):
    await person.writes("/start")
    await send()
    await person.presses(REFUSE)
    await services.people.preferences.switch_topic(admin.id, Topic.EXPORT, wanted=False)
    count = len(person.messages)
    for number in range(50):
        await send(f"Выпуск {number}")
    assert len(person.messages) == count


async def test_the_button_works_on_a_message_that_is_a_year_old(person, send, clock, services):
    await person.writes("/start")
    await send()
    old = person.screen
    clock.now += timedelta(days=366)
    await person.writes("/start")
    await person.presses(REFUSE, old)
    assert (await services.people.preferences.get(person.id)).refused == {Topic.EXPORT}
    assert person.screen.message["message_id"] != old.id


async def test_pressed_on_a_message_out_of_reach_it_answers_below_with_a_way_back(
    person, send, services, world
):
    await person.writes("/start")
    await send()
    world.telegram.chat(person.id).history.pop(person.screen.id)
    await person.opens(SwitchMailing(topic=Topic.EXPORT).pack(), 1)
    assert "Больше не пришлю рассылки на тему «Экспорт»" in person.screen.text
    await person.presses(AGAIN)
    assert "по всем темам" in person.screen.text
    assert (await services.people.preferences.get(person.id)).refused == frozenset()


async def test_a_link_is_shown_before_it_is_followed_and_the_broadcast_stays(
    person, send, services
):
    await person.writes("/start")
    broadcast_id = await send()
    letter = person.screen
    for _ in range(2):
        await person.presses("Программа", letter)
    assert person.screen.text == "Программа\nhttps://example.ru/program?a=1&b=2"
    assert (
        person.screen.key(broadcast_texts.OPEN_LINK)["url"] == "https://example.ru/program?a=1&b=2"
    )
    assert await services.broadcasts.results.clicks(broadcast_id) == {0: 1}


async def test_an_answer_opens_below_the_broadcast_and_is_counted(
    person, send, services, admin, database
):
    await person.writes("/start")
    broadcast_id = await send()
    letter = person.screen
    await person.presses(OPEN_ANSWER)
    assert "Источник" in person.screen.text
    assert ui_texts.HOME in person.screen.buttons
    assert person.screen.id != letter.id
    await admin.opens(OpenBroadcast(broadcast_id=broadcast_id).pack())
    assert "Нажали «Открыть ответ»: 1 человек" in admin.screen.text
    assert "Нажали «Программа»: 0 человек" in admin.screen.text


async def test_an_answer_that_moved_is_found_and_one_that_is_gone_is_explained(
    person, send, database
):
    await person.writes("/start")
    await send()
    letter = person.screen
    rows = await database.rows(
        "SELECT id, key, title FROM answers WHERE key LIKE 'export/%' ORDER BY id"
    )
    pointed = next(row for row in rows if row["key"] == "export/money/grant")
    other = next(row for row in rows if row["id"] != pointed["id"])
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE answers SET state = 'moved', moved_to = ? WHERE id = ?",
            other["id"],
            pointed["id"],
        )
        await increment_revision(transaction)
    await person.presses(OPEN_ANSWER)
    assert other["title"] in person.screen.text

    async with database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET state = 'gone' WHERE id = ?", other["id"])
        await increment_revision(transaction)
    await person.presses(OPEN_ANSWER, letter)
    assert person.screen.text == ui_texts.GONE
    assert letter.text == "Гранты на экспорт"


async def test_a_button_that_the_broadcast_never_had_does_nothing(person, send):
    await person.writes("/start")
    broadcast_id = await send()
    count = len(person.messages)
    await person.opens(FollowButton(broadcast_id=broadcast_id, place=9).pack())
    assert len(person.messages) == count


async def test_presses_in_a_preview_are_not_counted(admin, services):
    message = await admin.writes("Гранты")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses("🔗 Кнопки: 0")
    assert admin.screen.text == broadcast_texts.NO_BUTTONS.replace("<b>", "").replace("</b>", "")
    await admin.presses(broadcast_texts.ADD_LINK)
    await admin.writes("без адреса")
    assert "Не вижу адреса" in admin.screen.text
    await admin.writes("Сайт https://example.ru/")
    await admin.presses(broadcast_texts.PREVIEW)
    await admin.opens(FollowButton(broadcast_id=1, place=0).pack())
    assert "https://example.ru/" in admin.screen.text
    assert await services.broadcasts.results.clicks(1) == {}


async def test_presses_on_a_test_copy_by_who_is_no_recipient_are_not_counted(
    person, other_admin, send, services
):
    await person.writes("/start")
    broadcast_id = await send()
    await other_admin.writes("/start")
    await other_admin.opens(FollowButton(broadcast_id=broadcast_id, place=0).pack())
    assert "https://example.ru/program" in other_admin.screen.text
    assert await services.broadcasts.results.clicks(broadcast_id) == {}


async def test_people_who_refused_since_are_counted_in_the_result(person, send, admin):
    await person.writes("/start")
    broadcast_id = await send()
    await person.presses(REFUSE)
    await admin.opens(OpenBroadcast(broadcast_id=broadcast_id).pack())
    assert "Отказались от темы после: 1" in admin.screen.text


async def test_an_answer_is_chosen_for_a_button_by_asking_for_it_and_dropped_again(admin):
    message = await admin.writes("Гранты")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses("🔗 Кнопки: 0")
    await admin.presses(broadcast_texts.ADD_ANSWER)
    await admin.writes("ыъыъыъ щщщщ")
    assert admin.screen.text in {broadcast_texts.NO_ANSWER, broadcast_texts.CHOOSE_ANSWER}
    await admin.writes("грант на экспорт сколько дают")
    assert admin.screen.text == broadcast_texts.CHOOSE_ANSWER
    await admin.presses(admin.screen.buttons[0])
    assert "Кнопки: «Открыть ответ»" in admin.screen.text
    await admin.presses("🔗 Кнопки: 1")
    screen = admin.screen
    drop = screen.key("🗑 Открыть ответ")["callback_data"]
    await admin.opens(drop)
    assert "Кнопки: нет" in admin.screen.text
    await admin.opens(drop)
    assert admin.toast == broadcast_texts.CHANGED_MEANWHILE


async def test_an_exhibition_can_be_what_a_button_opens(admin, person, sender, services):
    await person.writes("/start")
    message = await admin.writes("Едем на выставку")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses("🔗 Кнопки: 0")
    await admin.presses(broadcast_texts.ADD_ANSWER)
    await admin.writes("GITEX Global")
    await admin.presses("GITEX")
    assert "Кнопки: «Открыть выставку»" in admin.screen.text
    await admin.opens(AddAnswerButton(broadcast_id=1, kind="event", target_id=99999).pack())
    assert admin.screen.text == ui_texts.GONE
    await services.broadcasts.start(await services.broadcasts.repository.find(1), admin.id)
    await sender.run_until_idle()
    await person.presses("Открыть выставку")
    assert "GITEX" in person.screen.text
