"""An example of each kind of file that editors keep: what `content new` writes."""

from bot.events.spreadsheet import DateRow, EventRow, write
from bot.knowledge.file_writing import dump_yaml, new_file
from bot.knowledge.models import Fields

_SECTION = {
    "title": "С чего начать",
    "emoji": "📦",
    "order": 1,
    "description": "Первые ответы: замените их своими",
    "audience": ["business", "student"],
}
_SOURCE = {"title": "Назовите издание", "url": "https://example.org/page", "date": "2026-12"}
_PHONE = {"name": "Где узнать", "phone": "+7 000 000-00-00", "address": "ул. Примерная, 1"}
_ANSWERS: dict[str, Fields] = {
    "contacts": {
        "title": "Куда обратиться",
        "questions": ["куда позвонить", "где вы находитесь", "ваш адрес"],
        "body": "Позвоните: расскажем, **с чего начать**, и что взять с собой.",
        "place": _PHONE,
        "related": ["start/money", "start/learn"],
    },
    "money": {
        "title": "Кто поможет деньгами",
        "questions": ["где взять деньги", "есть ли гранты", "кто даёт заём"],
        "body": "Напишите здесь коротко:\n\n- кому дают;\n- сколько;\n- куда нести заявку.",
        "related": ["start/contacts"],
    },
    "learn": {
        "title": "Где учиться",
        "questions": ["где получить профессию", "какие есть курсы", "куда поступить"],
        "body": "Назовите центры и программы. Чего не знаете, скажите в `unknown`.",
        "unknown": [{"цены": "объявят весной"}],
        "related": ["start/contacts"],
    },
}
_EVENT = {
    "key": "example-fair-2027",
    "name": "Пример выставки 2027",
    "country": "Россия",
    "city": "Казань",
    "category": "Промышленность",
    "format": "выставка",
    "start": "2027-05-15",
    "end": "2027-05-18",
    "status": "confirmed",
    "moscow": "unknown",
    "source_url": "https://example.org/fair",
    "source_date": "2026-12",
    "questions": "когда пример выставки",
}
_DATE = {
    "key": "exam/apply-2027",
    "name": "Запись на экзамен 2027",
    "kind": "study",
    "category": "Экзамены",
    "audience": "школьники",
    "start": "2027-02-01",
    "status": "confirmed",
    "source_url": "https://example.org/exam",
    "questions": "до какого числа запись на экзамен",
}
_SYNONYMS = """# Слова, которые значат одно и то же: группа — список, сначала обычное слово.
examples:
  - [грант, субсидия, безвозмездная поддержка]
"""
_CALENDAR = {
    "guides": {"city_pays": "start/money", "how_to_join": "start/contacts"},
    "archive": "Скажите здесь, чем закончились прошлые выставки.",
}
_CARDS = [
    {"card": "start/money", "why": "узнать, кто даёт деньги"},
    {"card": "start/contacts", "why": "спросить человека"},
    {"card": "start/learn", "why": "подготовить людей"},
]


def _question(ask: str, first: str, second: str) -> dict[str, object]:
    options = {
        "first": {"code": "a", "label": first, "said": first.lower()},
        "second": {"code": "b", "label": second, "said": second.lower()},
    }
    return {"ask": ask, "name": "Ответ", "unknown": "🤷 Не знаю", "options": options}


_FINDER = {
    "support": {
        "questions": {"need": _question("Что нужно?", "Деньги", "Люди")},
        "cards": _CARDS,
    },
    "training": {
        "questions": {"who": _question("Кто вы?", "Школьник", "Взрослый")},
        "cards": _CARDS[1:],
    },
}


_GREETING = {
    "russian": {
        "about": "Скажите здесь, чем ваш город помогает бизнесу и где в нём учиться.",
        "short": "Чем город помогает бизнесу и где учиться: ответы с источником и датой.",
        "examples": ["где взять деньги", "куда обратиться"],
    },
    "english": {
        "about": "Say here what your city does for business, and where to study in it.",
        "short": "What the city does for business: answers with source and date.",
    },
}


def example_files() -> dict[str, str]:
    """The texts by their paths within the folder."""
    answers = {
        f"knowledge/start/{name}.md": new_file(
            {"title": "", "audience": ["business", "student"], "sources": [_SOURCE]} | fields
        )
        for name, fields in _ANSWERS.items()
    }
    return {
        "knowledge/start/_section.yaml": dump_yaml(_SECTION),
        **answers,
        "events.csv": write([EventRow.model_validate(_EVENT)]),
        "dates.csv": write([DateRow.model_validate(_DATE)], DateRow),
        "calendar.yaml": dump_yaml(_CALENDAR),
        "synonyms.yaml": _SYNONYMS,
        "finder.yaml": dump_yaml(_FINDER),
        "greeting.yaml": dump_yaml(_GREETING),
    }
