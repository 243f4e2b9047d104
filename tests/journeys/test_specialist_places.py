"""The staff without a forum: in a plain group, or in the admins' private chats."""

import pytest

from bot.people.buttons import DeleteMe
from bot.playground.requests import ApiError
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.specialist.repository import StaffChats
from tests.fixtures import ADMIN, make_settings
from tests.person import World
from tests.staff import MISS, STAFF, Staff, png, reactions


class TestWithoutAForum:
    """The staff have a plain group, and it grows into a supergroup in the middle."""

    PLAIN = -500
    GROWN = -1002000000002

    @pytest.fixture
    def settings(self) -> Settings:
        return make_settings(staff_chat_id=self.PLAIN)

    @pytest.fixture
    def staff(self, world: World) -> Staff:
        group = world.telegram.add_group(self.PLAIN, "Специалисты")
        made = Staff(world, self.PLAIN)
        group.members |= {ADMIN: "creator", STAFF: "member"}
        return made

    async def answers(self, staff: Staff, text: str, to: int) -> dict:
        return await staff.person.writes(text, chat_id=staff.group_id, reply_to=to)

    async def test_the_staff_answer_by_replying_to_the_card_or_a_letter(self, asked, staff):
        await self.answers(staff, "Слушаю", staff.card.id)
        assert asked.screen.text == "Слушаю"
        await asked.writes("Нужен стенд", reply_to=asked.screen.id)
        letter = staff.group.messages[-1]
        assert letter["reply_to_message"]["message_id"] == staff.card.id
        await self.answers(staff, "Какой?", letter["message_id"])
        assert asked.screen.text == "Какой?"
        before = len(asked.messages)
        await staff.person.writes("Коллеги, обед", chat_id=staff.group_id)
        await self.answers(staff, "Уже иду", staff.group.messages[-1]["message_id"])
        assert len(asked.messages) == before

    async def test_the_card_promises_only_what_works_here(self, asked, staff):
        assert specialist_texts.how_to_answer(in_topic=False) in staff.card.text
        assert "в этой теме" not in staff.card.text
        for label in (specialist_texts.CLOSE, specialist_texts.REOPEN):
            await staff.presses(label)
        assert "в этой теме" not in staff.card.text

    async def test_a_line_that_nobody_gets_has_a_sign(self, asked, staff, world):
        before, group = len(asked.messages), staff.group_id
        line = await staff.person.writes("Ответ без «ответить»", chat_id=group)
        assert reactions(world, group, line) == ["🙈"]
        note = await staff.person.writes("// обед", chat_id=group)
        assert reactions(world, group, note) == []
        assert len(asked.messages) == before

        await staff.presses(specialist_texts.CLOSE)
        talk = await staff.person.writes("Все свободны", chat_id=group)
        assert reactions(world, group, talk) == []

    async def test_where_marks_are_not_allowed_the_sign_is_a_line(self, asked, staff, world):
        refusal = ApiError(400, "Bad Request: REACTION_INVALID")
        world.telegram.faults.fail_next("setMessageReaction", refusal)
        line = await staff.person.writes("Ответ без «ответить»", chat_id=staff.group_id)
        said = staff.group.messages[-1]
        assert said["text"] == specialist_texts.UNSENT
        assert said["reply_to_message"]["message_id"] == line["message_id"]

    async def test_a_reply_to_ones_own_letter_goes_on_with_it(self, asked, staff, world, someone):
        letter = await self.answers(staff, "Слушаю", staff.card.id)
        more = await self.answers(staff, "И пришлите план", letter["message_id"])
        assert asked.screen.text == "И пришлите план"
        assert reactions(world, staff.group_id, more) == ["👌"]

        colleague = someone(1000010)
        staff.group.members[colleague.id] = "member"
        aside = await colleague.writes(
            "Хорошо сказано", chat_id=staff.group_id, reply_to=letter["message_id"]
        )
        assert asked.screen.text == "И пришлите план"
        assert reactions(world, staff.group_id, aside) == ["🙈"]

    @pytest.mark.parametrize("told", [True, False])
    async def test_a_group_that_moved_is_followed_even_after_a_restart(
        self, asked, staff, world, database, services, told
    ):
        await self.answers(staff, "Слушаю", staff.card.id)
        world.telegram.migrate_group(self.PLAIN, self.GROWN)
        if told:
            await world.settle()
        else:
            world._waiting.clear()
        staff.group_id = self.GROWN
        await asked.writes("Вы переехали?", reply_to=asked.screen.id)
        assert staff.seen[-1] == "Вы переехали?"
        assert MISS in staff.card.text
        await self.answers(staff, "Да, мы здесь", staff.group.messages[-1]["message_id"])
        assert asked.screen.text == "Да, мы здесь"
        reopened = await StaffChats.open(database, self.PLAIN, services.team)
        assert reopened.chat_id == self.GROWN

    async def test_a_group_that_moved_is_followed_through_a_restart_in_the_middle(
        self, asked, staff, world, restart
    ):
        await self.answers(staff, "Слушаю", staff.card.id)
        world.telegram.migrate_group(self.PLAIN, self.GROWN)
        world._waiting.clear()  # the bot was down
        world = await restart()
        staff.world = staff.person.world = asked.world = world
        staff.group_id = self.GROWN
        await asked.sends("photo", png(), reply_to=asked.screen.id)
        assert "photo" in staff.group.messages[-1]
        sent = await self.answers(staff, "Вижу", staff.group.messages[-1]["message_id"])
        world.telegram.edit(STAFF, sent["message_id"], "Вижу и отвечаю", self.GROWN)
        await world.settle()
        assert asked.screen.text == "Вижу и отвечаю"

    async def test_where_the_group_has_moved_to_it_learns_that_the_person_has_left(
        self, asked, staff, world
    ):
        await self.answers(staff, "Слушаю", staff.card.id)
        world.telegram.migrate_group(self.PLAIN, self.GROWN)
        await world.settle()
        staff.group_id = self.GROWN
        await asked.writes("Вы переехали?", reply_to=asked.screen.id)
        await asked.opens(DeleteMe().pack())
        assert specialist_texts.LEFT in staff.seen
        assert not staff.card.buttons

    async def test_a_reply_to_who_has_left_is_no_question_to_the_bot(self, asked, staff, services):
        await asked.opens(DeleteMe().pack())
        before = len(staff.group.messages)
        await self.answers(staff, "сколько дают на экспорт", staff.card.id)
        assert len(staff.group.messages) == before + 1
        line = staff.group.messages[-1]
        assert reactions(staff.world, staff.group_id, line) == ["🙈"]
        assert await services.resources.database.rows("SELECT 1 FROM questions") == []


class TestWithoutAGroup:
    @pytest.fixture
    def settings(self) -> Settings:
        return make_settings()

    async def test_the_admins_answer_from_their_private_chats(self, person, admin, services):
        await admin.writes("/start")
        await person.writes(MISS)
        await person.presses(specialist_texts.ASK)
        await person.presses(specialist_texts.SEND)
        assert MISS in admin.screen.text
        card = admin.screen
        assert specialist_texts.how_to_answer(in_topic=False) in card.text
        sent = await admin.writes("Отвечаю лично", reply_to=card.id)
        assert person.screen.text == "Отвечаю лично"
        await admin.edits(sent, "Отвечаю лично и точно")
        assert person.screen.text == "Отвечаю лично и точно"
        await admin.writes("И ещё", reply_to=sent["message_id"])
        assert person.screen.text == "И ещё"
        await admin.presses(specialist_texts.CLOSE, card)
        assert person.screen.text == specialist_texts.CLOSED
        audit = await services.audit.latest(1)
        assert audit[0].action == "close dialogue"

    async def test_a_former_admin_cannot_answer(self, person, admin, world, services, monkeypatch):
        await admin.writes("/start")
        await person.writes(MISS)
        await person.presses(specialist_texts.ASK)
        await person.presses(specialist_texts.SEND)
        monkeypatch.setattr(services.team, "_roles", {})
        card = admin.screen
        before = len(person.messages)
        await admin.writes("Я уволен", reply_to=card.id)
        assert len(person.messages) == before


async def test_without_staff_the_person_is_told_that_there_is_nobody(person, services, monkeypatch):
    monkeypatch.setattr(services.team, "_roles", {})
    monkeypatch.setattr(services.specialist.staff, "chat_id", None)
    await person.writes("/specialist")
    assert person.screen.text == specialist_texts.NOBODY
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    assert person.screen.text == specialist_texts.NOBODY
