"""«Сделать ответом»: a reply of a specialist becomes an answer of the bot."""

import pytest

from bot.editing import texts as editing_texts
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import ChooseReply, DraftReply
from bot.ui import texts as ui_texts
from tests.fixtures import ADMIN, make_settings
from tests.person import Screen
from tests.staff import FORUM, MISS, STAFF

STEAK = "Три минуты с каждой стороны"
SOURCE = "Сайт мэра Москвы\nhttps://www.mos.ru/news/1\n05.12.2025"


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


async def publishes(admin, title: str) -> None:
    """From the notice to the published answer; text and questions are there already."""
    await admin.presses(specialist_texts.OPEN_DRAFT)
    await admin.presses("Дальше: заголовок (шаг 1 из 6)")
    await admin.writes(title)
    await admin.presses("Экспорт")
    await admin.presses("Гранты, субсидии, займы")
    await admin.presses("И тем и другим")
    await admin.writes(SOURCE)
    await admin.presses(editing_texts.PUBLISH)
    assert admin.toast == editing_texts.DONE


async def test_from_a_reply_to_an_answer_that_another_person_gets(
    asked, staff, admin, someone, services
):
    await admin.writes("/start")
    await staff.writes(f"{STEAK}:\n• масло\n• соль")
    assert not await staff.presses(specialist_texts.MAKE_ANSWER)
    assert STEAK in staff.pressed.text
    assert specialist_texts.EVERY_REPLY not in staff.pressed.buttons
    said = await staff.presses(specialist_texts.reply_button(1), staff.pressed)
    assert said == "Черновик № 1 готов. Его допишут и опубликуют редакторы."
    assert MISS in staff.card.text
    assert "Павел" in admin.screen.text

    await publishes(admin, "Стейк средней прожарки")
    other = someone(1000777)
    await other.writes("Как пожарить стейки средней прожарки?")
    assert "Стейк средней прожарки" in other.screen.text
    assert f"{STEAK}:\n• масло\n• соль" in other.screen.text
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text
    assert [each.action for each in await services.audit.latest(5)] == [
        "publish draft",
        "draft reply",
    ]


async def test_a_reply_as_it_was_corrected_and_one_of_several(asked, staff, services):
    first = await staff.writes("Две минуты")
    await staff.writes("И <соль>")
    staff.world.telegram.edit(STAFF, first["message_id"], STEAK, FORUM)
    await staff.world.settle()
    await staff.presses(specialist_texts.MAKE_ANSWER)
    assert "Две минуты" not in staff.pressed.text
    await staff.presses(ui_texts.BACK, staff.pressed)
    assert specialist_texts.MAKE_ANSWER in staff.pressed.buttons
    await staff.presses(specialist_texts.MAKE_ANSWER)
    await staff.presses(specialist_texts.EVERY_REPLY, staff.pressed)
    draft = await services.editing.drafts.get(1)
    assert draft.fields["body"] == f"{STEAK}\n\nИ \\<соль>"
    assert draft.questions == (MISS,)


async def test_without_a_reply_in_words_there_is_nothing_to_make(asked, staff, services):
    await staff.person.sends("voice", chat_id=FORUM, thread_id=staff.topic)
    assert await staff.presses(specialist_texts.MAKE_ANSWER) == specialist_texts.NO_REPLY_YET
    assert await services.editing.drafts.unpublished() == ()


async def test_without_its_audit_entry_no_draft_is_made(asked, staff, services, refuse_audit):
    await staff.writes(STEAK)
    await staff.presses(specialist_texts.MAKE_ANSWER)
    await refuse_audit()
    await staff.presses(specialist_texts.reply_button(1), staff.pressed)
    assert await services.editing.drafts.unpublished() == ()


async def test_pressing_twice_makes_one_draft_and_a_discarded_one_can_be_made_anew(
    asked, staff, admin, services
):
    await admin.writes("/start")
    await staff.writes(STEAK)
    await staff.presses(specialist_texts.MAKE_ANSWER)
    choice = staff.pressed
    await staff.presses(specialist_texts.reply_button(1), choice)
    told = len(admin.messages)
    assert await staff.presses(specialist_texts.reply_button(1), choice) == (
        "Из этого диалога ответ уже сделали: черновик № 1."
    )
    assert len(admin.messages) == told
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text

    assert await services.editing.drafts.discard(1, ADMIN)
    await admin.writes("/inbox")
    assert MISS in admin.screen.buttons
    assert "Черновик № 2 готов" in str(
        await staff.presses(specialist_texts.reply_button(1), choice)
    )


async def test_greetings_and_personal_data_stay_out_of_the_draft(person, staff, services, admin):
    await admin.writes("/start")
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    question = "Здравствуйте! Где взять справку для стенда? Мой телефон 8 926 123-45-67. Жду!"
    await person.writes(question, reply_to=person.messages[-1]["message_id"])
    await person.presses(specialist_texts.SEND)
    await staff.writes("Позвонил на +7 926 123-45-67. Справку даёт палата")
    await staff.presses(specialist_texts.MAKE_ANSWER)
    await staff.presses(specialist_texts.reply_button(1), staff.pressed)
    draft = await services.editing.drafts.get(1)
    assert draft.questions == ("где взять справку для стенда",)
    assert draft.fields["body"] == "Позвонил на ‹телефон›. Справку даёт палата"


async def test_a_removed_person_takes_their_question_along(asked, staff):
    await staff.writes(STEAK)
    await staff.presses(specialist_texts.MAKE_ANSWER)
    choice = staff.pressed
    await asked.writes("/delete_me")
    await asked.presses("Удалить всё")
    press = staff.world.telegram.press(
        STAFF, choice.id, choice.key("Ответ")["callback_data"], FORUM
    )
    await staff.world.settle()
    answer = staff.world.telegram.presses[press].answer
    assert (answer["text"], answer["show_alert"]) == (ui_texts.GONE_IN_GROUP, True)
    assert staff.pressed.text == choice.text


async def test_strangers_make_no_answers(asked, staff, someone, services):
    await staff.writes(STEAK)
    stranger = someone(1000777)
    await stranger.writes("/start")
    place = {"dialogue_id": 1, "enquiry_id": 1}
    for address in (ChooseReply(**place), DraftReply(**place, letter_id=0)):
        await stranger.opens(address.pack())
        assert stranger.toast == ui_texts.TEAM_ONLY
    assert await services.editing.drafts.unpublished() == ()


class TestWithoutAGroup:
    @pytest.fixture
    def settings(self) -> Settings:
        return make_settings()

    async def test_an_admin_makes_an_answer_in_the_private_chat(
        self, person, admin, other_admin, services
    ):
        await admin.writes("/start")
        await other_admin.writes("/start")
        await person.writes(MISS)
        await person.presses(specialist_texts.ASK)
        await person.presses(specialist_texts.SEND)
        card = admin.screen
        await admin.writes(STEAK, reply_to=card.id)
        told = len(other_admin.messages)
        await admin.presses(specialist_texts.MAKE_ANSWER, card)
        await admin.presses(specialist_texts.reply_button(1), self.seen(admin, card.id))
        assert "Черновик № 1 готов" in str(admin.toast)
        assert MISS in self.seen(admin, card.id).text
        assert len(other_admin.messages) == told
        await publishes(admin, "Стейк средней прожарки")
        await person.writes(MISS)
        assert STEAK in person.screen.text

    def seen(self, person, message_id: int) -> Screen:
        return Screen(next(m for m in person.messages if m["message_id"] == message_id))
