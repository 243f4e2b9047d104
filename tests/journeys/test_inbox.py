import pytest

from bot.conversation import texts as conversation_texts
from bot.editing import texts as editing_texts
from bot.knowledge.models import BindingResult
from bot.questions import texts as questions_texts
from bot.questions.buttons import BindGroup, DismissGroup, OpenGroup, WriteAnswer
from bot.team.models import TeamRole
from bot.ui import texts as ui_texts

MISSED = "как застраховать снегоуборщик"
UNHEARD_OF = "где мыть снегоуборщик"
GRANT = "Грант на экспорт: сколько дают"


@pytest.fixture
def other(someone):
    """A second admin is a person whom the settings name; the fixture services know one id only."""
    return someone(1000002)


@pytest.fixture
def actions(services):
    async def read():
        return [(each.action, each.admin_id) for each in await services.audit.latest(20)]

    return read


async def test_a_miss_is_grouped_with_its_like_and_shown_to_admins(admin, person, someone):
    for asker in (person, someone(41), someone(42)):
        await asker.writes(MISSED)
    await person.writes("подскажите, как застраховать снегоуборщики?")
    await person.writes("где купить билеты в цирк")
    await admin.writes("/inbox")
    assert "5 вопросов" in admin.screen.text
    assert admin.screen.buttons[0] == f"4 × {MISSED}"

    await admin.presses(f"4 × {MISSED}")
    assert f"{MISSED} × 3" in admin.screen.text
    assert "снегоуборщики" in admin.screen.text
    assert "4 раза, 3 человека" in admin.screen.text
    assert "первый раз 23.11.2026" in admin.screen.text
    assert "ничего не нашлось — 4" in admin.screen.text
    await admin.presses(ui_texts.BACK)
    assert "5 вопросов" in admin.screen.text


async def test_after_binding_the_phrasing_and_its_inflections_find_the_answer(
    admin, person, actions, database
):
    await person.writes(UNHEARD_OF)
    assert conversation_texts.NOTHING in person.screen.text
    await admin.writes("/inbox")
    await admin.presses(UNHEARD_OF)
    await admin.presses(questions_texts.BIND)
    assert "К какому ответу" in admin.screen.text
    await admin.writes("грант на экспорт")
    await admin.presses(GRANT)
    assert admin.toast == questions_texts.bound(BindingResult(1, ()))
    assert "Пусто" in admin.screen.text

    for question in (
        UNHEARD_OF,
        "Снегоуборщик мыть где?",
        "где мыть снегоуборщики",
        "где мыть снегоуборщика",
    ):
        await person.writes(question)  # its card, or the first to choose from
        screen = person.screen
        assert GRANT in screen.text or screen.buttons[0].startswith(GRANT), question
    row = await database.row("SELECT * FROM phrasings WHERE author_id IS NOT NULL")
    assert (row["text"], row["author_id"], row["filed"]) == (UNHEARD_OF, admin.id, 0)
    assert row["added_at"]
    assert await actions() == [("bind questions", admin.id)]


async def test_what_people_opened_from_the_list_is_offered_first(admin, person, services):
    await person.writes(MISSED)
    nearest = [key for key in person.screen.keys if key["callback_data"].startswith("a:")]
    assert nearest
    await person.presses(nearest[2]["text"])
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    await admin.presses(questions_texts.BIND)
    opened = nearest[2]["callback_data"].split(":")[2]
    assert opened in admin.screen.keys[0]["callback_data"].split(":")


async def test_choices_wait_until_one_is_taken(admin, person, database):
    await person.writes(MISSED)
    async with database.transaction() as transaction:  # as if the search had been surer
        await transaction.execute("UPDATE questions SET outcome = 'choices'")
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    assert "из списка ничего не выбрали — 1" in admin.screen.text
    hits = [key for key in person.screen.keys if key["callback_data"].startswith(("a:", "e:"))]
    await person.presses(hits[0]["text"])
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text
    await person.presses(ui_texts.BACK)
    await person.presses(hits[1]["text"])
    (row,) = await database.rows("SELECT chosen_id FROM questions")
    assert row["chosen_id"] == int(hits[0]["callback_data"].split(":")[2])


async def test_a_vote_off_topic_sends_the_question_to_the_inbox_and_can_be_taken_back(
    admin, person
):
    await person.writes("как получить грант на экспорт")
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text
    await person.presses(questions_texts.USELESS)
    await person.presses("Не о том")
    await admin.writes("/inbox")
    await admin.presses("как получить грант на экспорт")
    assert "ответ был не о том — 1" in admin.screen.text
    await person.presses(questions_texts.TO_ANSWER)
    await person.presses(questions_texts.USEFUL)
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text


async def test_what_is_off_topic_leaves_the_inbox_for_good(admin, person, actions):
    await person.writes(MISSED)
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    await admin.presses(questions_texts.DISMISS)
    assert admin.toast == questions_texts.DISMISSED
    await person.writes(MISSED)
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text
    assert await actions() == [("dismiss questions", admin.id)]


async def test_what_was_dismissed_by_mistake_can_be_put_back(admin, person, someone, actions):
    await person.writes(MISSED)
    await someone(41).writes("застраховать снегоуборщик сам")
    await person.writes("где купить билеты в цирк")
    await admin.writes("/inbox")
    await admin.presses(f"2 × {MISSED}")
    await admin.presses(questions_texts.DISMISS)
    assert admin.screen.buttons[:2] == [questions_texts.RESTORE, "где купить билеты в цирк"]
    undo = admin.screen
    await admin.presses(questions_texts.RESTORE)
    assert admin.toast == questions_texts.RESTORED
    assert "снегоуборщик сам" in admin.screen.text
    assert questions_texts.BIND in admin.screen.buttons
    await admin.presses(questions_texts.RESTORE, undo)
    assert admin.toast == questions_texts.HANDLED
    assert f"2 × {MISSED}" in admin.screen.buttons
    assert questions_texts.RESTORE not in admin.screen.buttons
    assert [action for action, _ in await actions()] == ["restore questions", "dismiss questions"]


async def test_small_talk_and_signs_do_not_wait_for_anyone(admin, person):
    for text in ("Здравствуйте!", "спасибо", "???", "👍"):
        await person.writes(text)
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text


async def test_an_edited_question_waits_as_what_it_has_become(admin, person):
    asked = await person.writes(MISSED)
    await person.edits(asked, "как получить грант на экспорт")
    await admin.writes("/inbox")
    assert "Пусто" in admin.screen.text


async def test_the_second_of_two_admins_is_told_that_it_is_done(
    admin, other, person, services, actions
):
    await person.writes(MISSED)
    group = (await services.editing.inbox.page()).groups[0]
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    stale = admin.screen
    await admin.presses(questions_texts.BIND)
    offers = admin.screen
    assert await services.editing.inbox.dismiss(group.id, other.id)

    answer = int(offers.keys[0]["callback_data"].split(":")[-1])
    await admin.opens(BindGroup(question_id=group.id, answer_id=answer).pack())
    assert admin.toast == questions_texts.HANDLED
    for address in (OpenGroup(question_id=group.id), WriteAnswer(question_id=group.id)):
        await admin.opens(address.pack(), stale.id)
        assert admin.screen.text == questions_texts.HANDLED_SCREEN
    await admin.opens(DismissGroup(question_id=group.id).pack())
    assert admin.toast == questions_texts.HANDLED
    await admin.opens(offers.keys[0]["callback_data"].replace("xib", "xio").rsplit(":", 1)[0])
    assert admin.screen.text == questions_texts.HANDLED_SCREEN
    assert await actions() == [("dismiss questions", other.id)]


async def test_a_question_that_a_file_has_elsewhere_is_left_to_the_file(admin, person, services):
    """Two files with one question would be refused by the next import."""
    await person.writes("как получить грант на экспорт")
    await person.presses(questions_texts.USELESS)
    await person.presses("Не о том")
    group = (await services.editing.inbox.page()).groups[0]
    key = await services.knowledge.find_key("export/money/grant")
    rows = await services.resources.database.rows(
        "SELECT text FROM phrasings WHERE answer_id = ? ORDER BY text", key.id
    )
    async with services.resources.database.transaction() as transaction:
        await transaction.execute(
            "UPDATE questions SET text = ?, understood = ''", f"{rows[0]['text'].upper()}?"
        )
    other_answer = await services.knowledge.find_key("export/money/grant-open")
    bound = await services.editing.inbox.bind(group.id, other_answer.id, admin.id)
    assert (bound.added, bound.owners) == (0, (key.title,))
    assert key.title[:40] in questions_texts.bound(bound)
    assert len(questions_texts.bound(bound)) <= 200


async def test_pages_of_the_inbox(admin, person, database):
    async with database.transaction() as transaction:
        for number in range(8):
            await transaction.execute(
                """
                INSERT INTO questions (chat_id, message_id, text, words, outcome, asked_at)
                VALUES (1, ?, ?, ?, 'nothing', 0)
                """,
                number,
                f"вопрос {number}",
                f"вопрос {number}",
            )
    await person.writes(MISSED)
    await admin.writes("/inbox")
    assert "9 вопросов, всего 9 тем" in admin.screen.text
    await admin.presses(ui_texts.NEXT)
    assert "2/2" in admin.screen.buttons
    assert MISSED in admin.screen.buttons
    assert editing_texts.DRAFTS in admin.screen.buttons


async def test_nobody_else_sees_the_inbox(person):
    await person.writes("/inbox")
    assert "Вопросы без ответа" not in person.screen.text
    await person.opens("xi::0")
    assert person.toast == ui_texts.TEAM_ONLY


async def test_a_group_of_thousands_is_handled_whole_though_a_little_at_a_time(
    admin, person, database, services, monkeypatch
):
    monkeypatch.setattr("bot.questions.inbox_repository.CHUNK", 2)
    monkeypatch.setattr("bot.questions.inbox_repository.MOST_READ", 3)
    for _ in range(7):
        await person.writes(MISSED)
    await admin.writes("/inbox")
    await admin.presses(f"7 × {MISSED}")
    assert "Всего 7 раз, 1 человек" in admin.screen.text
    await admin.presses(questions_texts.DISMISS)
    assert "Пусто" in admin.screen.text
    handled = "SELECT DISTINCT handled FROM questions"
    assert await database.rows(handled) == [{"handled": "off topic"}]
    await person.writes(MISSED)  # dismissed as soon as it is asked
    assert await database.rows(handled) == [{"handled": "off topic"}]
    await admin.presses(questions_texts.RESTORE)
    assert "Всего 8 раз" in admin.screen.text
    audit = await services.audit.latest(1)
    assert '"times": 8' in audit[0].before


async def test_rare_questions_come_up_as_the_frequent_ones_are_handled(admin, person, monkeypatch):
    monkeypatch.setattr("bot.questions.inbox_repository.MOST_WORDS", 1)
    await person.writes(MISSED)
    await person.writes(MISSED)
    await person.writes("как пожарить стейк")
    await admin.writes("/inbox")
    assert "3 вопроса. Здесь самые частые темы: 1" in admin.screen.text
    assert not any("стейк" in button for button in admin.screen.buttons)
    await admin.presses(MISSED)
    await admin.presses(questions_texts.DISMISS)
    assert any("стейк" in button for button in admin.screen.buttons)


@pytest.mark.parametrize("role", [TeamRole.EDITOR, TeamRole.SPECIALIST])
async def test_what_the_team_types_never_waits_for_an_answer(
    role, admin, someone, person, services
):
    colleague = someone(1000060)
    await colleague.writes("/start")
    await services.team.give(admin.id, colleague.id, role)
    for one in (admin, colleague):
        for words in ("через час", "как застраховать снегоуборщик", "01.12 10:00"):
            await one.writes(words)
    await person.writes("как пожарить стейк средней прожарки")
    await admin.writes("/inbox")
    assert "снегоуборщик" not in str(admin.screen.buttons)
    assert "стейк" in str(admin.screen.buttons)
    assert await services.editing.inbox.count() == 1
