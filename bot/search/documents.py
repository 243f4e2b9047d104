"""What can be found: live answers and events, read from the content tables."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_ANSWERS = """
    SELECT id, key, title, label, keywords, body,
        (SELECT group_concat(value ->> 'what', char(10)) FROM json_each(details, '$.unknown'))
        AS unknown,
        (SELECT group_concat(text, char(10)) FROM phrasings WHERE answer_id = answers.id)
        AS phrasings,
        details ->> '$.english.title' AS english,
        (SELECT group_concat(value, char(10)) FROM json_each(details, '$.english.questions'))
        AS english_phrasings
    FROM answers WHERE state = 'live' ORDER BY id
"""
_EVENTS = """
    SELECT id, key, name, label, country, city, industry, category, format, starts, ends, status,
        organiser, note, phrasings, keywords, audience, rule
    FROM events WHERE state = 'live' ORDER BY id
"""
_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_STATUS = {"confirmed": "", "unconfirmed": "Даты не подтверждены.", "cancelled": "Отменено."}


Digests = dict[tuple[str, int], str]  # of documents, by kind and id


@dataclass(frozen=True)
class Document:
    """A card as the search sees it: `kind` is 'answer' or 'event', `id` its id in that table."""

    kind: str
    id: int
    key: str
    title: str
    label: str  # of its button; never searched
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]
    body: str
    unknown: tuple[str, ...] = ()  # what the card says no source tells
    english: tuple[str, ...] = ()  # its title and phrasings in English

    @property
    def fields(self) -> tuple[str, ...]:
        """The texts by which it is found: title, phrasings, keywords, body, unknown, English."""
        lists = ("\n".join(self.phrasings), "\n".join(self.keywords))
        return (self.title, *lists, self.body, "\n".join(self.unknown), "\n".join(self.english))

    @cached_property
    def digest(self) -> str:
        """A hash of everything by which the card is found and of the label of its button."""
        words = (*self.phrasings, "", *self.keywords, "", self.body, *self.unknown, *self.english)
        content = "\0".join((self.key, self.title, self.label, *words))
        return hashlib.blake2b(content.encode(errors="replace"), digest_size=12).hexdigest()


def read_revision(database: Path) -> int:
    """Return the revision of the content."""
    with _opened(database) as connection:
        return _revision(connection)


def read_documents(database: Path) -> tuple[int, list[Document]]:
    """Return the content's revision and all of its live documents, read in one transaction."""
    with _opened(database) as connection:
        connection.execute("BEGIN")
        return _revision(connection), [*_documents(connection)]


def read_digests(database: Path) -> Digests:
    """Return the digests of the live documents, which are not kept in memory."""
    with _opened(database) as connection:
        connection.execute("BEGIN")
        return digests_of(_documents(connection))


def digests_of(documents: Iterable[Document]) -> Digests:
    return {(document.kind, document.id): document.digest for document in documents}


def _opened(database: Path) -> closing[sqlite3.Connection]:
    uri = f"{database.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True)
    connection.row_factory = sqlite3.Row
    return closing(connection)


def _revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT revision FROM content").fetchone()[0])


def _documents(connection: sqlite3.Connection) -> Iterator[Document]:
    yield from _answers(connection)
    yield from _events(connection)


def _answers(connection: sqlite3.Connection) -> Iterator[Document]:
    for row in connection.execute(_ANSWERS):
        yield Document(
            kind="answer",
            id=row["id"],
            key=row["key"],
            title=row["title"],
            label=row["label"],
            phrasings=tuple((row["phrasings"] or "").splitlines()),
            keywords=tuple(row["keywords"].splitlines()),
            body=row["body"],
            unknown=tuple((row["unknown"] or "").splitlines()),
            english=_lines(row["english"], row["english_phrasings"]),
        )


def _lines(*texts: str | None) -> tuple[str, ...]:
    return tuple(line for text in texts if text for line in text.splitlines())


def _events(connection: sqlite3.Connection) -> Iterator[Document]:
    for row in connection.execute(_EVENTS):
        yield Document(
            kind="event",
            id=row["id"],
            key=f"events/{row['key']}",
            title=row["name"],
            label=row["label"],
            phrasings=tuple(row["phrasings"].splitlines()),
            keywords=tuple(row["keywords"].splitlines()),
            body=_body_of_event(row),
        )


def _body_of_event(row: sqlite3.Row) -> str:
    place = ", ".join(filter(None, (row["city"], row["country"])))
    dates = " — ".join(_in_words(row[name]) for name in ("starts", "ends") if row[name])
    sentences = (
        row["name"],
        place,
        dates,
        row["industry"],
        row["category"],
        row["format"],
        row["organiser"],
        row["audience"],
        row["rule"],
    )
    return "\n".join(filter(None, (*sentences, _STATUS[row["status"]], row["note"])))


def _in_words(date: str) -> str:
    """Return «9 февраля 2026» for «2026-02-09», and «февраля 2026» when there is no day."""
    year, month, day = (*date.split("-"), "", "")[:3]
    name = _MONTHS[int(month) - 1] if month else ""
    return " ".join(filter(None, (day.lstrip("0"), name, year)))
