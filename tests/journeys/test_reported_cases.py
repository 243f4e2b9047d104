"""Inputs that public bug reports describe, each with the outcome that is right."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_dispatcher
from bot.events.importer import import_events
from bot.events.spreadsheet import EventRow, read_rows
from bot.knowledge.files import ContentError, parse_answer, read_text
from bot.knowledge.from_html import to_markdown
from bot.knowledge.markup import to_html
from bot.playground.requests import ApiError
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.telegram.middlewares import Throttle
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings
from tests.person import World
from tests.person import read as words_of
from tests.staff import FORUM, STAFF, reactions

CASES = Path(__file__).parents[1] / "data/cases"
GROUP, ANNA = -1002000000777, 7
PLACES = {-1002000000001: FORUM, GROUP: GROUP, ANNA: ANNA}
PEOPLE = {ANNA: ANNA, 501: STAFF}
OURS = {"message_id", "date", "chat", "from", "message_thread_id", "is_topic_message"}


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


def case(name):
    return json.loads((CASES / "updates" / f"{name}.json").read_text(encoding="utf-8"))


def sends(world, name, thread_id=None):
    """Give the bot the messages of a case, as they come in its own chats."""
    for update in case(name):
        message = update["message"]
        content = {field: value for field, value in message.items() if field not in OURS}
        author, chat_id = PEOPLE[message["from"]["id"]], PLACES[message["chat"]["id"]]
        thread = thread_id if message.get("is_topic_message") else None
        yield world.telegram.send(author, content, chat_id=chat_id, thread_id=thread)


READ = {
    "dates-2digit-year", "dates-serial", "dates-with-time", "excel-ru-semicolon-cp1251",
    "excel-unicode-text-utf16le", "header-bom-semicolon", "name-with-line-break", "nbsp-in-cells",
    "plain-trailing-space-status", "sep-line",
}  # fmt: skip
REFUSED = {
    "dates-slash-ru": "строка 2: start, end: день или месяц первый?",
    "excel-mac-cyrillic-cr": "файл в кодировке Macintosh (MacCyrillic): сохраните",
    "excel-msdos-cp866": "файл в кодировке MS-DOS (cp866): сохраните исходный файл в UTF-8",
    "utf8-one-broken-byte-inside": "строка 2: испорчен знак после",
    "xlsx-renamed": "это не текст, а документ или архив: сохраните",
}


@pytest.mark.parametrize("name", sorted(READ))
def test_a_table_is_read(tmp_path, name):
    path = tmp_path / "events.csv"
    path.write_bytes((CASES / "csv" / f"{name}.csv").read_bytes())
    first, *_ = read_rows(path, EventRow)
    assert (first.key, first.name, first.city) == ("proba-2027", "Проба 2027", first.city.strip())
    assert (first.start, first.end) == (date(2027, 3, 1), date(2027, 3, 4))
    assert (first.status, first.moscow) == ("confirmed", "yes")


@pytest.mark.parametrize(("name", "told"), REFUSED.items())
def test_a_table_is_refused_in_one_line(tmp_path, name, told):
    path = tmp_path / "events.csv"
    path.write_bytes((CASES / "csv" / f"{name}.csv").read_bytes())
    with pytest.raises(ContentError) as refused:
        read_rows(path, EventRow)
    (line,) = map(str, refused.value.problems)
    assert told in line


async def test_a_table_without_rows_removes_nothing_by_itself(tmp_path, database):
    path = tmp_path / "events.csv"
    path.write_bytes((CASES / "csv/header-only.csv").read_bytes())
    with pytest.raises(ContentError, match="нет ни одной строки"):
        await import_events(database, path)


def test_every_table_has_its_outcome():
    assert {path.stem for path in (CASES / "csv").iterdir()} == READ | set(REFUSED) | {
        "header-only"
    }


ANSWERS = {
    "01-date-that-does-not-exist": "checked: нет такой даты в календаре: 2026-09-31",
    "date-31-june": "checked: нет такой даты в календаре: 2026-06-31",
    "number-keyword": "keywords.0: нужен текст: число или дату возьмите в кавычки",
    "11-bom": "",
    "leftover-asterisks": "body: строка 16: знаки «**» останутся видны",
    "dup-key": "(строка 4): поле «audience» написано дважды",
    "table": "body: строка 16: таблиц в Telegram нет",
    "heading": "body: строка 16: заголовков у ответа нет",
    "html-br": "body: строка 16: теги HTML не читаются",
    "footnote": "body: строка 16: сносок нет",
    "relative-link": "body: строка 16: ссылка «../a.md» никуда не ведёт",
}


@pytest.mark.parametrize(("name", "told"), ANSWERS.items())
def test_an_answer_is_read_or_told_with_its_place(name, told):
    path = CASES / "md" / f"{name}.md"
    if not told:
        assert parse_answer(read_text(path)).title == "Проба два"
        return
    with pytest.raises(ContentError) as refused:
        parse_answer(read_text(path))
    assert told in str(refused.value)


def test_every_answer_has_its_outcome():
    assert {path.stem for path in (CASES / "md").glob("*.md")} == set(ANSWERS)


def test_what_a_specialist_has_written_keeps_its_formatting():
    for line in (CASES / "md/05-specialists-html.txt").read_text(encoding="utf-8").splitlines():
        assert to_html(to_markdown(line)) == line


@pytest.fixture
def hurried(world, services):
    """No time passes: whoever speaks to the bot too often is told so."""
    dispatcher = build_dispatcher(services, throttle=Throttle(lambda: 0.0))
    return World(world.telegram, world.bot, dispatcher, world.scheduler)


async def test_all_photographs_of_two_albums_arrive(asked, staff, hurried, services):
    sent = list(sends(hurried, "02-two-albums-in-topic", staff.topic))
    await hurried.settle()
    await services.specialist.relay.deliver(hurried.bot, asked.id)
    await hurried.settle()
    assert sum("photo" in each for each in asked.messages) == 20
    assert [*map(len, (reactions(hurried, FORUM, each) for each in sent))].count(1) == 2


async def test_talk_in_a_group_is_left_alone(hurried):
    group = add_group(hurried)
    list(sends(hurried, "02-twenty-messages-not-for-the-bot"))
    await hurried.settle()
    assert len(group.messages) > 20
    assert not [each for each in group.messages if each["from"]["is_bot"]]


@pytest.mark.parametrize("name", ["03-hidden-user-forward", "03-new-origin-kind"])
async def test_a_question_is_answered_without_the_part_that_cannot_be_read(world, name):
    anna = world.person(ANNA)
    list(sends(world, name))
    await world.settle()
    assert "Руднево" in anna.screen.text
    assert world.left_out


async def test_a_specialists_forward_is_carried(asked, staff, world):
    (sent,) = sends(world, "03-staff-forward-into-topic", staff.topic)
    await world.settle()
    assert asked.screen.text == "Вот документ"
    assert reactions(world, FORUM, sent) == ["👌"]
    assert world.left_out


async def test_a_restricted_specialist_closes_a_dialogue(asked, staff, world):
    answer = case("03-restricted-specialist-getChatMember-answer")[0]["result"]

    async def restricted(_telegram, _params):
        return answer | {"user": world.telegram.people[STAFF].user}

    world.telegram.methods["getchatmember"] = restricted
    await staff.presses(specialist_texts.CLOSE)
    assert "Диалог №" in staff.card.text
    assert specialist_texts.REOPEN in staff.card.buttons
    assert ui_texts.SORRY not in staff.seen


async def test_a_timer_is_no_message(world):
    anna = world.person(ANNA)
    await anna.writes("/start")
    before = len(anna.messages)
    list(sends(world, "06-auto-delete-timer"))
    await world.settle()
    assert len(anna.messages) == before + 1


def add_group(world):
    group = world.telegram.add_group(GROUP, "Группа")
    world.person(ANNA)
    world.telegram.add_member(GROUP, ANNA)
    return group


@pytest.mark.parametrize("name", ["07-mention-in-caption", "07-mention-in-reply-to-question"])
async def test_a_mention_is_answered_with_what_was_asked(world, name):
    group = add_group(world)
    world.telegram.me["username"] = "held_out_bot"
    list(sends(world, name))
    await world.settle()
    assert "грант" in words_of(group.messages[-1]).lower()
    assert group.messages[-1]["from"]["is_bot"]


async def test_a_line_outside_of_topics_that_goes_nowhere_has_a_sign(person, world, services):
    group = world.telegram.add_group(FORUM, "Специалисты")
    world.person(STAFF, "Павел")
    group.members |= {STAFF: "member"}
    await person.writes("как пожарить стейк средней прожарки")
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    (line,) = sends(world, "08-plain-line-in-group-without-topics")
    await world.settle()
    assert line["text"] not in [words_of(each) for each in person.messages]
    assert reactions(world, FORUM, line)


async def test_a_mark_that_has_to_wait_holds_up_nobody(asked, staff, world):
    refusal = case("09-reaction-429-answer")[0]
    flood = ApiError(429, refusal["description"].removeprefix("Too Many Requests: "))
    world.telegram.faults.fail_next("setMessageReaction", flood)
    await staff.writes("Первое")
    await staff.writes("Второе")
    assert asked.screen.text == "Второе"
    assert len(world.calls("setMessageReaction")) == 2


async def test_an_album_with_its_words_on_the_second_picture_gets_one_reply(world):
    anna = world.person(ANNA)
    list(sends(world, "13-album-caption-on-second"))
    await world.settle()
    (said,) = [each for each in anna.messages if each["from"]["is_bot"]]
    assert "грант" in words_of(said).lower()
