"""Every answer that editors wrote can be shown, is sourced, and is near."""

import ast
import csv
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import Confidence, OpenAnswer, OpenFound, OpenHome, OpenSection
from bot.knowledge.check import cut_labels
from bot.knowledge.introductions import read_introductions
from bot.knowledge.markup import (
    PAGE_CHARACTERS,
    cut_pages,
    to_html,
    to_plain,
    unbound,
    visible_length,
)
from bot.knowledge.models import LABEL_LENGTH, has_list
from bot.knowledge.style import has_way_out, warnings
from bot.playground.formatted_text import parse_html
from bot.playground.requests import checked_inline
from bot.search.documents import read_documents
from bot.settings import EVENTS, KNOWLEDGE, ROOT, SHIPPED
from bot.ui import texts as ui_texts
from bot.ui.profile import PRIVATE_COMMANDS
from tests.shipped import content

# Characters of a label that fit at 390 px, by buttons in its row; the browser measures pixels.
WIDEST = {1: 32, 2: 15, 3: 10, 4: 4, 5: 4, 6: 2, 7: 2, 8: 2}


def test_there_are_enough_answers():
    assert len(content().answers) >= 150


def test_every_answer_is_sourced_reviewed_and_asked_for():
    for key, answer in content().answers.items():
        assert answer.sources, key
        assert answer.checked is None, f"{key}: who has compared it with its sources says so"
        assert len(answer.questions) >= 3, key
        assert answer.review_by, f"{key}: what it says will age"
        short, *_ = to_plain(to_html(answer.body)).split("\n\n")
        assert len(short) <= 400, f"{key}: the first paragraph is the short answer"
        first, *_ = cut_pages(to_html(answer.body))
        assert visible_length(first) <= PAGE_CHARACTERS, key


def test_no_button_of_a_section_or_an_answer_is_cut_by_a_phone():
    assert list(cut_labels(content())) == []


def test_the_check_warns_of_nothing():
    assert list(map(str, warnings(content()))) == []


def test_few_cards_have_only_unknown_things_to_say_and_most_lead_somewhere():
    plain = {key: to_plain(to_html(answer.body)) for key, answer in content().answers.items()}
    unknown = {key for key, answer in content().answers.items() if answer.unknown}
    empty = [key for key, text in plain.items() if key in unknown and len(text) < 200]
    assert len(empty) <= len(plain) * 0.1, empty
    leading = [key for key in plain if has_way_out(key, content())]
    assert len(leading) >= len(plain) * 0.6, set(plain) - set(leading)


def test_no_key_in_the_table_of_facts_is_dead():
    table = (KNOWLEDGE.parents[1] / "docs/content.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in table.splitlines() if line.startswith("|"))
    keys = set(re.findall(r"`(event:)?([a-z0-9-]+(?:/[a-z0-9-]+)*)`", rows))
    answers = {key for event, key in keys if "/" in key and not event}
    events = {key for event, key in keys if event}
    assert len(answers) > 200
    assert answers <= content().answers.keys(), answers - content().answers.keys()
    known = {row["key"] for row in csv.DictReader(EVENTS.read_text(encoding="utf-8").splitlines())}
    assert events <= known, events - known


# How many facts each file of the source notes has: a row of the table for each of them.
FACTS = {
    "export.md": 89,
    "exhibitions.md": 54,
    "training.md": 84,
    "industry.md": 65,
    "exhibitions-2.md": 82,
    "corrections.md": 80,
    "export-2.md": 156,
    "industry-2.md": 120,
    "training-2.md": 142,
}


def test_every_fact_of_the_source_notes_has_an_answer_or_a_reason():
    table = (KNOWLEDGE.parents[1] / "docs/content.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"(?m)^## ", table)
    rows = {
        name: re.findall(r"(?m)^\| (?!Fact|-)(.+) \|$", text)
        for name, _, text in (part.partition("\n") for part in parts)
    }
    for name, facts in FACTS.items():
        assert len(set(rows[name])) == facts, name
        for row in rows[name]:
            assert re.search(r"\| (`[a-z]|не использован: .)", row), row


# What the base said wrong once: words that the card with this key has, and words that it has not.
CORRECTED = {
    "export/money/grant": ("экспортн.{0,30} выручк", ""),
    "export/money/grant-conditions": ("(?s)(?=.*в России)(?=.*год)", ""),
    "industry/statuses/agro": ("(?s)(?=.*управляющ)(?=.*продл)", "закон.{0,20} ввёл"),
    "industry/loans/leasing": ("(?s)(?=.*обрабат)(?=.*лёгк)", ""),
    "industry/technopolis/what-is": ("392", "занимает больше 2 млн"),
    "export/access/china-food": ("(?s)(?=.*280)(?=.*1 июня 2026)", "не перепроверено"),
    "training/rudnevo/where": ("(?s)(?=.*Некрасовка)(?=.*Лухмановская)", "«Некрасовская»$"),
    "training/admission/university": ("ЕГЭ", "ЕГЭ необязательно"),
}


@pytest.mark.parametrize(("key", "words"), CORRECTED.items())
def test_what_was_wrong_is_mended(key, words):
    text, (right, wrong) = to_plain(to_html(content().answers[key].body)), words
    assert re.search(right, text), text
    assert not wrong or not re.search(wrong, text), text


@pytest.mark.parametrize(
    "wrong",
    [
        "за весь 2024 год",
        "В план 2024 года вошли",
        "За 2025 год.{0,40} 40 событи",
        "sw.cantonfair.net",
        "5-tv.ru пишет",
        r"\d лет \([а-я]+ лет",
        "источник не уточняет",
    ],
)
def test_what_was_wrong_is_said_nowhere_again(wrong):
    for path in KNOWLEDGE.rglob("*.md"):
        assert not re.search(wrong, path.read_text(encoding="utf-8")), path


async def test_no_button_of_an_exhibition_or_a_course_is_cut_by_a_phone(services):
    for event in await services.events.live():
        assert len(event.label) <= LABEL_LENGTH, event.label
    for course in await services.finder.courses.all():
        assert len(f"1 {course.name}") <= LABEL_LENGTH, course.name  # as in a comparison


async def test_no_two_things_that_can_be_found_are_named_alike_on_buttons(database):
    """A list of what was found has no heading that would tell them apart."""
    _, documents = read_documents(database.path)
    labels = Counter(document.label.casefold() for document in documents)
    assert [label for label, times in labels.items() if times > 1] == []


def test_short_titles_are_titles_of_their_own_and_shorter():
    """Neither cut words nor a mark where something was cut; the typography is the content's."""
    cut = re.compile(r"""[…"']|\.$|\b\w{1,4}\. |[а-яё] - [а-яё]|^[а-яё]""")
    for key, named in (content().answers | content().sections).items():
        assert len(named.short) < len(named.title), key
        assert not cut.search(named.short), key


async def test_every_page_of_every_answer_is_accepted_by_telegram(services, database):
    for row in await database.rows("SELECT id FROM answers WHERE state = 'live'"):
        found = await services.knowledge.answer(row["id"], 0)
        for page in range(len(found.pages)):
            screen = knowledge_screens.answer(found, OpenAnswer(answer_id=found.id, page=page))
            text, _ = parse_html(screen.text)
            assert len(text.encode("utf-16-le")) // 2 <= 4096
            keyboard = screen.keyboard("bot")
            assert checked_inline(keyboard.model_dump(mode="json", exclude_none=True))


ANSWERED = OpenFound(question_id=10**9, confidence=Confidence.SURE)
WAYS = (OpenHome(), ANSWERED, ANSWERED.changed(confidence=Confidence.UNSURE))


@pytest.mark.parametrize("above", WAYS, ids=["opened", "surely asked for", "perhaps asked for"])
async def test_the_keyboard_of_an_answer_is_read_at_one_glance(services, database, above):
    """Four rows, five where there are links; at most two related answers; no label is cut."""
    for row in await database.rows("SELECT id FROM answers WHERE state = 'live'"):
        found = await services.knowledge.answer(row["id"], 0)
        here = OpenAnswer(answer_id=found.id).after(above)
        keyboard = knowledge_screens.answer(found, here).keyboard("bot").inline_keyboard
        links = any(each.url and "t.me/share" not in each.url for each in chain(*keyboard))
        listed = links or any(each.copy_text for each in chain(*keyboard)) or has_list(found.key)
        assert len(keyboard) <= (5 if listed else 4), found.key
        named = [each for each in chain(*keyboard[:-1]) if not each.text.isdecimal()]  # no step
        data = [each.callback_data or "" for each in named]
        assert sum(each.startswith("a:") for each in data) <= 2, found.key
        for keys in keyboard:
            assert all(len(each.text) <= WIDEST[len(keys)] for each in keys), (found.key, keys)


async def test_any_answer_is_at_most_four_taps_from_the_menu(services, database):
    """All sections, one, a subsection, the answer: so no list may need a second page."""
    for row in await database.rows("SELECT id FROM sections WHERE state = 'live'"):
        section = await services.knowledge.section(row["id"], None)
        assert section.content.pages == 1, section.trail
        assert len(section.trail) <= 2


def test_words_for_people_use_russian_typography():
    """Quotes are «», never a typewriter's; a dash between words is —."""
    for key, answer in content().answers.items():
        plain = to_plain(to_html(answer.body))
        assert '"' not in plain, key
        assert not re.search(r"[а-яё] - [а-яё]", plain), key


def test_the_commands_that_answers_name_are_in_the_menu():
    for key, answer in content().answers.items():
        named = re.findall(r"(?<![\w./:])/([a-z_]+)", to_plain(to_html(answer.body)))
        assert set(named) <= PRIVATE_COMMANDS.keys(), key


def test_answers_speak_with_one_voice_and_say_a_figure_once():
    """The bot says «я», its answers say what «источники» say; a figure is not said in words too."""
    we = re.compile(r"(?i)\b(мы|наш(а|е|и|у|ей|ем|его|их|им)?)\b|не нашли\b|подборк|гадать")
    twice = re.compile(r"[а-яё] \(\d[\d\s]*(-[а-яё]+)?\)(?! \d{3}-)")
    for key, answer in content().answers.items():
        plain = to_plain(to_html(answer.body))
        assert not we.search(plain), (key, we.search(plain))
        assert not twice.search(plain), (key, twice.search(plain))


def test_a_percent_is_written_alike_in_answers_and_in_the_interface():
    for path in (Path(ui_texts.__file__).parent, KNOWLEDGE):
        for file in (*path.rglob("*.py"), *path.rglob("*.md")):
            assert not re.search(r"[\d}]\s%", file.read_text(encoding="utf-8")), file


def test_texts_are_short_enough_for_their_places():
    shown = knowledge_screens.greeting(read_introductions(SHIPPED.greeting))
    assert shown.text.count("\n") < 4
    assert len(ui_texts.RENEWED) <= 200


FEATURES = (
    "applications", "conversation", "courses", "events", "finder", "knowledge", "people",
    "reminders", "specialist", "ui",
)  # fmt: skip
_EMOJI = re.compile(
    "(?:[0-9]\ufe0f\u20e3|[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u2190-\u21ff\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])"
)


# What an emoji means on every screen of people; an emoji means one thing, a thing has one emoji.
EMOJI = {
    "🏠": "меню", "🗓": "календарь", "👤": "специалист", "⭐": "сохранённое и своё",
    "🧭": "подбор", "📚": "все разделы", "⚙": "настройки", "❓": "помощь", "🔒": "ваши данные",
    "🔎": "поиск и фильтры", "↩": "вернуть", "✖": "отменить, убрать", "🗑": "удалить совсем",
    "✏": "изменить", "✍": "написать специалисту, вписать", "✉": "письмо", "💬": "ответить",
    "📤": "поделиться", "📄": "файл", "📥": "в свой календарь", "📎": "вложение",
    "📋": "скопировать", "📍": "место", "☎": "телефон", "📱": "номер Telegram", "📇": "контакт",
    "🌐": "сайт", "📖": "подробно", "⚖": "сравнить", "👌": "оставить, принято",
    "✅": "сделано, выбрано", "▫": "не выбрано", "🔘": "выбрано одно", "⚪": "другое из одного",
    "✓": "включено", "✋": "так нельзя", "⛔": "не доставлено", "⚠": "внимание", "🚫": "отказ",
    "❌": "отменено", "❔": "не знаем", "🕓": "пора перепроверить", "🕘": "часы работы",
    "⏰": "напоминание", "⏳": "длительность, срок", "⏸": "пауза", "▶": "продолжить",
    "🔔": "оповещения и звук", "🔕": "без оповещений", "🔁": "перемены", "🆕": "новое",
    "👀": "кто увидит", "🙈": "не отправлено", "🔧": "в работе",
    "📝": "заявка", "📨": "заявки отправленные", "🙋": "участвовать", "🎟": "мои события",
    "🗳": "голосование", "🎪": "выставки", "🎓": "учёба", "💼": "бизнес", "📅": "даты",
    "🟢": "предстоит", "🔵": "идёт", "🗄": "архив", "📌": "что показать", "🏷": "тема",
    "▾": "ещё", "🌍": "страны и рынки", "🏭": "промышленность и отрасли", "🏙": "Москва",
    "🏛": "организации", "👥": "люди: кто и сколько", "💰": "деньги: гранты и кто платит",
    "💳": "деньги человека: цена, стипендия", "📊": "итоги и цифры", "🧳": "поездка",
    "📜": "документы и правила", "🎯": "цель и направление", "1️⃣": "первое", "2️⃣": "второе",
    "🚩": "с чего начать", "📦": "экспорт", "🗺": "где бывали", "🕌": "Ближний Восток",
    "🏗": "площадки и стройка", "🧱": "стенд", "🏅": "бренды", "🛡": "таможня и защита",
    "🧾": "налоги", "💱": "валюта", "🏦": "займы", "👷": "кадры", "🏫": "колледжи",
    "📓": "экзамены", "🔨": "«Профессии будущего»", "🔩": "машиностроение", "🔬": "стажировка",
    "🛩": "Руднево", "🇷🇺": "Россия", "🛠": "редакция", "📣": "рассылка", "💡": "слова из базы",
    "🔄": "показать снова",
}  # fmt: skip


def beginnings():
    """The emoji with which texts for people and sections of answers begin."""
    for feature in FEATURES:
        tree = ast.parse((ROOT / "bot" / feature / "texts.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            words = node.value if isinstance(node, ast.Constant) else None
            said = words if isinstance(words, str) else ""
            if found := _EMOJI.match(said.removeprefix("<b>")):
                yield found[0]
    for section in content().sections.values():
        yield section.emoji.rstrip("\ufe0f")


def test_the_page_for_editors_names_buttons_as_they_are():
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    labels = set(re.findall(r"«([^\w\s«»-][^«»]+)»", page))
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*texts.py"))
    assert "✏️ Править" in labels
    assert {label for label in labels if label not in texts} == set()


def test_an_emoji_means_one_thing_and_a_thing_has_one_emoji():
    used = set(beginnings())
    assert used - EMOJI.keys() == set(), "say in EMOJI what it means"
    assert EMOJI.keys() - used == set(), "nothing begins with it"
    meanings = Counter(EMOJI.values())
    assert max(meanings.values()) == 1, meanings.most_common(2)


async def test_a_section_has_the_name_of_its_button(services, database):
    for row in await database.rows("SELECT id, label FROM sections WHERE state = 'live'"):
        found = await services.knowledge.section(row["id"], None)
        screen = knowledge_screens.section(found, OpenSection(section_id=row["id"]))
        plain = unbound(to_plain(screen.text))
        assert f"{found.emoji} {row['label']}\n" in plain
