"""What the search is measured on: our content, public questions, and made-up cards."""

import asyncio
import json
import random
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from bot.events.importer import import_events
from bot.events.spreadsheet import CalendarRow, DateRow, EventRow
from bot.knowledge.files import SECTION_FILE
from bot.knowledge.importer import import_content
from bot.search.documents import Document, read_documents
from bot.settings import DATES, EVENTS, KNOWLEDGE
from bot.storage.database import Database

XQUAD = Path(__file__).parents[2] / "shared" / "datasets" / "xquad.ru.json"
PER_SECTION = 60
EVERY = 4  # of so many phrasings one is held out
SOURCE = {"title": "XQuAD", "url": "https://github.com/google-deepmind/xquad", "date": "2019"}
_MIXED = re.compile(r"(?<=[A-Za-z])(?=[А-Яа-яЁё])|(?<=[А-Яа-яЁё])(?=[A-Za-z])")
_MARKUP = re.compile(r"[*_`#<>\[\]\\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class LabelledQuestion:
    question: str
    key: str  # of the card that answers it


@dataclass(frozen=True)
class QuestionSet:
    documents: list[Document]
    questions: list[LabelledQuestion]


@cache
def content_documents() -> list[Document]:
    """Return the live answers and events of this repository's files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        asyncio.run(_import(path, KNOWLEDGE, {EVENTS: EventRow, DATES: DateRow}))
        return read_documents(path)[1]


def held_out(documents: Sequence[Document], fold: int) -> QuestionSet:
    """Take every fourth phrasing out of the cards, to be asked as a question."""
    kept: list[Document] = []
    questions: list[LabelledQuestion] = []
    count = 0
    for document in documents:
        left = []
        for phrasing in document.phrasings:
            count += 1
            if count % EVERY == fold:
                questions.append(LabelledQuestion(phrasing, document.key))
            else:
                left.append(phrasing)
        kept.append(replace(document, phrasings=tuple(left)))
    return QuestionSet(kept, questions)


def xquad(folder: Path, path: Path = XQUAD) -> QuestionSet:
    """Import the paragraphs of XQuAD-ru into a database of their own under `folder`."""
    found: list[LabelledQuestion] = []
    content = folder / "content"
    for number, (title, text, questions) in enumerate(_paragraphs(path)):
        section = f"part{number // PER_SECTION}"
        _write_section(content / section, number)
        _write_answer(content / section / f"p{number}.md", title, text)
        key = f"{section}/p{number}"
        found += [LabelledQuestion(question, key) for question in questions]
    database = folder / "bot.db"
    asyncio.run(_import(database, content))
    return QuestionSet(read_documents(database)[1], found)


def spliced(texts: Sequence[str], count: int) -> Iterator[Document]:
    """Make cards that look real, each of sentences from all of these texts."""
    chance = random.Random(8)
    sentences = [each for text in texts for each in _SENTENCE.split(text) if len(each) > 20]
    for number in range(1, count + 1):
        title, *body = (chance.choice(sentences) for _ in range(chance.randint(4, 8)))
        words = title.split()
        start = chance.randrange(max(1, len(words) - 6))
        name = " ".join(words[start : start + 6])
        yield Document(
            kind="spliced",
            id=number,
            key=f"spliced/{number}",
            title=name,
            label=name,
            phrasings=(),
            keywords=(),
            body=" ".join(body),
        )


def _paragraphs(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        name = article["title"].replace("_", " ")
        for place, paragraph in enumerate(article["paragraphs"], start=1):
            text = paragraph["context"].replace("\ufeff", "").strip()
            text = _MARKUP.sub(" ", _MIXED.sub(" ", text))
            yield f"{name} · {place}", text, [each["question"] for each in paragraph["qas"]]


def _write_section(folder: Path, order: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    front = {
        "title": f"Часть {folder.name}",
        "emoji": "📄",
        "order": order,
        "description": "Абзацы XQuAD",
        "audience": ["business"],
    }
    text = yaml.safe_dump(front, allow_unicode=True)
    (folder / SECTION_FILE).write_text(text, encoding="utf-8")


def _write_answer(file: Path, title: str, text: str) -> None:
    front = {
        "title": title,
        "audience": ["business"],
        "questions": [title],
        "sources": [SOURCE],
        "checked": "2026-11-23",
    }
    head = yaml.safe_dump(front, allow_unicode=True)
    blocks = "\n\n".join(_SENTENCE.split(text))
    file.write_text(f"---\n{head}---\n{blocks}\n", encoding="utf-8")


async def _import(
    path: Path, content: Path, calendar: Mapping[Path, type[CalendarRow]] = MappingProxyType({})
) -> None:
    database = await Database.open(path)
    try:
        await import_content(database, content)
        for file, row_type in calendar.items():
            await import_events(database, file, row_type)
    finally:
        await database.close()
