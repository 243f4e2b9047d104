"""Public questions as content of their own, and distractors spliced from real sentences."""

import asyncio
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.knowledge.files import SECTION_FILE
from bot.knowledge.importer import import_content
from bot.search.documents import Document, read_documents
from bot.storage.database import Database

XQUAD = Path(__file__).parents[2] / "shared" / "datasets" / "xquad.ru.json"
PER_SECTION = 60
SOURCE = {"title": "XQuAD", "url": "https://github.com/google-deepmind/xquad", "date": "2019"}
_MIXED = re.compile(r"(?<=[A-Za-z])(?=[А-Яа-яЁё])|(?<=[А-Яа-яЁё])(?=[A-Za-z])")
_MARKUP = re.compile(r"[*_`#<>\[\]\\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Asked:
    question: str
    key: str  # of the card that answers it


@dataclass(frozen=True)
class PublicSet:
    documents: list[Document]
    asked: list[Asked]


def xquad(folder: Path, path: Path = XQUAD) -> PublicSet:
    """Load the paragraphs through the importer into a database of their own under `folder`."""
    asked: list[Asked] = []
    content = folder / "content"
    for number, (title, text, questions) in enumerate(_paragraphs(path)):
        section = f"part{number // PER_SECTION}"
        _write_section(content / section, number)
        _write_answer(content / section / f"p{number}.md", title, text)
        asked += [Asked(question, f"{section}/p{number}") for question in questions]
    database = folder / "bot.db"
    asyncio.run(_import(database, content))
    return PublicSet(read_documents(database)[1], asked)


def spliced(texts: Sequence[str], count: int) -> Iterator[Document]:
    """Make cards that look real: every one of sentences drawn from all of these texts."""
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


async def _import(path: Path, content: Path) -> None:
    database = await Database.open(path)
    try:
        await import_content(database, content)
    finally:
        await database.close()
