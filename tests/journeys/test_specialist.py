"""A person asks a specialist and gets answers."""

from datetime import timedelta

import pytest

from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import CloseDialogue, SendEnquiry
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings
from tests.person import Screen
from tests.staff import FORUM, MISS, STAFF, reactions

HOURS = "пн–пт 9:00–18:00"


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM, staff_hours=HOURS)


async def test_from_a_miss_to_the_staff_and_back(person, staff, world):
    await person.writes(MISS)
    assert conversation_texts.NOTHING in person.screen.text
    await person.presses(specialist_texts.ASK)
    assert MISS in person.screen.text
    assert HOURS in person.screen.text
    assert "имя" in person.screen.text
    assert not staff.group.topics

    await person.presses(specialist_texts.SEND)
    assert "Передал специалистам" in person.screen.text
    topic = staff.group.topics[staff.topic]
    assert topic.name == f"№ 1 Ирина: {MISS}"
    assert MISS in staff.card.text
    assert "1000003" not in staff.card.text + topic.name

    answer = await staff.writes("Билетов для котов пока нет")
    assert person.screen.text == "Билетов для котов пока нет"
    assert person.screen.buttons == [specialist_texts.ANSWER, ui_texts.HOME]
    assert reactions(world, FORUM, answer) == ["👌"]

    thanks = await person.writes("А для собак?", reply_to=person.screen.id)
    assert staff.seen[-1] == "А для собак?"
    assert staff.group.messages[-1]["message_thread_id"] == staff.topic
    assert reactions(world, person.id, thanks) == ["👌"]


async def test_an_answer_has_a_head_that_replies_to_the_question(person, staff):
    question = await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    await staff.writes("Три минуты с каждой стороны")
    head, answer = person.messages[-2:]
    assert head["text"].startswith("👤 Ответ специалиста на ваш вопрос:")
    assert MISS in head["text"]
    assert head["reply_to_message"]["message_id"] == question["message_id"]
    assert answer["text"] == "Три минуты с каждой стороны"
    assert person.world.telegram.chat(person.id).keyboard is not None
    await staff.writes("И дайте отдохнуть")
    assert person.messages[-2]["text"] == "Три минуты с каждой стороны"  # no second head
    await person.writes("Спасибо!", reply_to=head["message_id"])
    assert staff.seen[-1] == "Спасибо!"


async def test_the_staff_see_which_card_the_person_had_just_read(person, staff):
    await person.writes("когда открылось Руднево")
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    assert "Перед этим открыто: «Руднево" in staff.card.text


async def test_an_ordinary_text_stays_a_question_to_the_bot(asked, staff):
    await staff.writes("Слушаю вас")
    before = list(staff.seen)
    await asked.writes("Кто может получить грант на экспорт?")
    assert staff.seen == before
    assert "грант" in asked.screen.text.casefold()


async def test_choices_and_help_lead_to_a_specialist_too(person, staff):
    await person.writes("/help")
    await person.presses(specialist_texts.SPECIALIST)
    assert specialist_texts.WHO in person.screen.text
    await person.presses(specialist_texts.WRITE)
    assert person.messages[-1]["text"] == specialist_texts.INVITATION
    await person.writes("Нужна встреча", reply_to=person.messages[-1]["message_id"])
    assert "Нужна встреча" in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert "Нужна встреча" in staff.card.text

    await person.writes("/specialist")
    assert specialist_texts.HOW_TO_GO_ON in person.screen.text
    await person.presses(specialist_texts.WRITE_MORE)
    assert person.messages[-1]["text"] == specialist_texts.INVITATION_TO_GO_ON
    await person.writes("Лучше в среду", reply_to=person.messages[-1]["message_id"])
    assert staff.seen[-1] == "Лучше в среду"


async def test_the_back_button_returns_to_what_was_found(person, staff):
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(ui_texts.BACK)
    assert specialist_texts.ASK in person.screen.buttons
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_out_of_hours_the_person_is_told_so(person, staff, clock):
    await person.writes("/specialist")
    assert "нерабочее" not in person.screen.text
    clock.now = clock.now.replace(hour=20)
    await person.writes("/specialist")
    assert "нерабочее" in person.screen.text


async def test_pressing_send_twice_sends_once(asked, staff):
    cards = len(staff.seen)
    await asked.opens(SendEnquiry(enquiry_id=1).pack())
    assert asked.toast == specialist_texts.ALREADY_SENT
    assert len(staff.seen) == cards


async def test_a_send_button_of_another_person_does_nothing(person, someone, staff):
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    stranger = someone(1000777)
    await stranger.writes("/start")
    await stranger.opens(SendEnquiry(enquiry_id=1).pack())
    assert stranger.screen.text == ui_texts.GONE
    assert not staff.group.topics


async def test_a_closed_dialogue_can_be_opened_again_by_either_side(asked, staff):
    await staff.writes("Готово?")
    letter = asked.screen.id
    assert await staff.presses(specialist_texts.CLOSE) == specialist_texts.CLOSED_TOAST
    assert staff.group.topics[staff.topic].closed
    assert asked.screen.text == specialist_texts.CLOSED
    assert specialist_texts.CLOSED_MARK in staff.card.text

    assert await staff.presses(specialist_texts.REOPEN) == specialist_texts.REOPENED_TOAST
    assert not staff.group.topics[staff.topic].closed
    await staff.presses(specialist_texts.CLOSE)
    await asked.writes("Нет, ещё вопрос", reply_to=letter)
    assert staff.seen[-1] == "Нет, ещё вопрос"
    assert not staff.group.topics[staff.topic].closed

    await staff.presses(specialist_texts.CLOSE)
    await asked.presses(specialist_texts.WRITE_MORE)
    await asked.writes("И последний", reply_to=asked.messages[-1]["message_id"])
    await asked.presses(specialist_texts.SEND)
    assert "И последний" in staff.card.text
    assert len(staff.group.topics) == 1


async def test_without_its_audit_entry_a_dialogue_is_neither_closed_nor_reopened(
    asked, staff, services, refuse_audit
):
    card = Screen(dict(staff.card.message))
    await refuse_audit()
    await staff.presses(specialist_texts.CLOSE, card)
    assert (await services.specialist.dialogues.get(1)).is_open
    assert asked.screen.text != specialist_texts.CLOSED

    await refuse_audit(full=False)
    await staff.presses(specialist_texts.CLOSE, card)
    await refuse_audit()
    await staff.presses(specialist_texts.REOPEN)
    assert not (await services.specialist.dialogues.get(1)).is_open


async def test_notes_and_talk_outside_of_topics_stay_among_the_staff(asked, staff):
    before = len(asked.messages)
    await staff.writes("// он уже спрашивал в мае")
    await staff.person.writes("Кто возьмёт?", chat_id=FORUM)
    await staff.writes("/start")
    assert len(asked.messages) == before


async def test_in_a_topic_the_card_invites_to_write_and_lines_that_stay_have_a_sign(
    asked, staff, world
):
    assert specialist_texts.how_to_answer(in_topic=True) in staff.card.text
    await staff.presses(specialist_texts.CLOSE)
    await staff.presses(specialist_texts.REOPEN)
    assert specialist_texts.how_to_answer(in_topic=True) in staff.card.text
    before, topic = len(asked.messages), staff.topic
    price = await staff.writes("/цена 100 рублей")
    assert reactions(world, FORUM, price) == ["🙈"]
    own = world.telegram.create_topic(staff.person.id, FORUM, "Курилка")
    for where in ({}, {"thread_id": own.id}):
        talk = await staff.person.writes("Кто на обед?", chat_id=FORUM, **where)
        assert reactions(world, FORUM, talk) == []
    await asked.writes("/delete_me")
    await asked.presses("Удалить всё")
    late = await staff.writes("Вы ещё здесь?", thread_id=topic)
    assert reactions(world, FORUM, late) == ["🙈"]
    assert len(asked.messages) <= before + 4


async def test_a_reply_to_the_note_that_a_dialogue_is_closed_is_for_the_specialist(asked, staff):
    await staff.writes("Готово?")
    await staff.presses(specialist_texts.CLOSE)
    await asked.writes("Нет, ещё вопрос", reply_to=asked.screen.id)
    await asked.presses(specialist_texts.SEND)
    assert "Нет, ещё вопрос" in staff.seen[-1]
    assert not staff.group.topics[staff.topic].closed


async def test_a_stranger_cannot_close_a_dialogue(asked, staff, someone, world):
    stranger = someone(1000777)
    await stranger.writes("/start")
    await stranger.opens(CloseDialogue(dialogue_id=1, enquiry_id=1).pack())
    assert stranger.toast == ui_texts.TEAM_ONLY
    staff.group.members[stranger.id] = "left"
    data = staff.card.key(specialist_texts.CLOSE)["callback_data"]
    press = world.telegram.press(stranger.id, staff.card.id, data, FORUM)
    await world.settle()
    assert world.telegram.presses[press].answer["text"] == ui_texts.TEAM_ONLY
    assert not staff.group.topics[staff.topic].closed


async def test_a_question_of_emoji_alone_is_shown_in_part_and_goes_whole(person, staff):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    await person.writes("😀" * 2040, reply_to=person.messages[-1]["message_id"])
    await person.presses(specialist_texts.SEND)
    assert staff.seen[-1] == "😀" * 2040
    assert "😀…" in staff.card.text


async def test_a_question_not_sent_waits_a_day_until_it_is_sent_or_dropped(
    person, staff, services, clock
):
    enquiries = services.specialist.enquiries
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    waiting = await enquiries.unfinished(person.id)
    assert waiting is not None
    await person.writes("/my")
    mine = person.screen
    await person.presses("👤 Не отправлено: как пожарить")
    assert MISS in person.screen.text
    await person.presses(specialist_texts.DROP)
    assert person.screen.text == specialist_texts.DROPPED
    assert await enquiries.unfinished(person.id) is None
    await person.presses("👤 Не отправлено", mine)
    assert person.toast == specialist_texts.NO_MORE
    await person.writes("/my")
    assert not any("Не отправлено" in label for label in person.screen.buttons)
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    clock.now += timedelta(days=2)
    assert await enquiries.unfinished(person.id) is None


async def test_what_was_sent_is_neither_waiting_nor_dropped(person, staff, services, database):
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    asked = person.screen
    await person.presses(specialist_texts.SEND)
    assert await services.specialist.enquiries.unfinished(person.id) is None
    await person.presses(specialist_texts.DROP, asked)
    assert len(await database.rows("SELECT id FROM enquiries WHERE sent_at IS NOT NULL")) == 1


async def test_the_invitation_says_who_reads_and_gives_an_example(person, staff):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    assert "люди, которые ведут этого бота" in person.screen.text
    assert "Например" in person.screen.text


async def test_a_specialists_answer_has_an_english_head(world, staff):
    world.telegram.add_person(7, "Ann", language_code="en")
    buyer = world.person(7)
    await buyer.writes("how tall is the eiffel tower")
    await buyer.presses("👤 Ask a specialist")
    await buyer.presses("Send")
    written = await staff.writes("330 metres")
    head, answer = buyer.messages[-2:]
    assert head["text"].startswith("👤 A specialist's answer to your question:")
    assert answer["text"] == "330 metres"
    assert buyer.screen.buttons == ["✍️ Answer the specialist", "🏠 Menu"]
    below = world.telegram.chat(buyer.id).keyboard["keyboard"]
    assert [key["text"] for key in below[0]] == ["🏠 Menu", "🗓 Calendar", "👤 Specialist"]
    world.telegram.edit(STAFF, written["message_id"], "331 metres", FORUM)
    await world.settle()
    assert buyer.screen.text == "331 metres"
    assert buyer.screen.buttons == ["✍️ Answer the specialist", "🏠 Menu"]
