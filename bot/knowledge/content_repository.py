"""SQL that writes content: imports, phrasings, answers written in chat; reads for the export."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.errors import NotFoundError
from bot.knowledge.check import mixed_words, normalized
from bot.knowledge.files import AnswerFile, Content
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.models import BindingResult, Details
from bot.storage.database import Database, Transaction, Value

_SECTIONS = """
    SELECT id, key, parent_id, title, short, emoji, position, description, trail, audience, state
    FROM sections ORDER BY id
"""
_LISTED = {"short", "order", "entry", "audience"}  # fields that matter in lists only
_NOT_SHOWN = {"questions", "keywords", "related", "moved_from"} | _LISTED


async def write_sections(transaction: Transaction, content: Content) -> bool:
    """Write the sections; return whether any of them changed."""
    before = await transaction.rows(_SECTIONS)
    await transaction.execute("UPDATE sections SET state = 'gone'")
    trails: dict[str, str] = {}
    for key, section in content.sections.items():  # sorted by path: parents come first
        parent = key.rpartition("/")[0]
        trails[key] = f"{trails[parent]}\n{section.title}" if parent else section.title
        await transaction.execute(
            """
            INSERT INTO sections
                (key, parent_id, title, short, emoji, position, description, trail, audience, state)
            VALUES (?, (SELECT id FROM sections WHERE key = ?), ?, ?, ?, ?, ?, ?, ?, 'live')
            ON CONFLICT (key) DO UPDATE SET
                title = excluded.title, short = excluded.short, emoji = excluded.emoji,
                position = excluded.position, description = excluded.description,
                trail = excluded.trail, audience = excluded.audience, state = 'live'
            """,
            key,
            parent,
            section.title,
            section.short,
            section.emoji,
            section.order,
            section.description,
            trails[key],
            ",".join(section.audience),
        )
    return await transaction.rows(_SECTIONS) != before


async def write_answers(transaction: Transaction, content: Content) -> int:
    """Write the answers that changed; return their number."""
    known = {
        row["key"]: row["digest"]
        for row in await transaction.rows(
            "SELECT key, digest FROM answers WHERE state = 'live' AND written IS NULL"
        )
    }
    digests = {key: _digest(answer) for key, answer in content.answers.items()}
    changed = {
        key: answer for key, answer in content.answers.items() if known.get(key) != digests[key]
    }
    await transaction.many(
        """
        INSERT INTO answers
            (key, section_id, position, title, short, audience, html, body, keywords, details,
             entry, checked, review_by, valid_from, valid_until, version, digest, state)
        VALUES (?, (SELECT id FROM sections WHERE key = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, 'live')
        ON CONFLICT (key) DO UPDATE SET
            section_id = excluded.section_id, position = excluded.position, title = excluded.title,
            short = excluded.short, audience = excluded.audience, html = excluded.html,
            body = excluded.body, keywords = excluded.keywords, details = excluded.details,
            entry = excluded.entry, checked = excluded.checked, review_by = excluded.review_by,
            valid_from = excluded.valid_from, valid_until = excluded.valid_until,
            version = excluded.version, digest = excluded.digest, state = 'live', moved_to = NULL,
            written = NULL
        """,
        [_answer_values(key, answer, digests[key]) for key, answer in changed.items()],
    )
    await write_file_phrasings(transaction, changed)
    await _write_related(transaction, changed)
    return len(changed)


async def _write_related(transaction: Transaction, changed: dict[str, AnswerFile]) -> None:
    await transaction.many(
        "DELETE FROM related WHERE answer_id = (SELECT id FROM answers WHERE key = ?)",
        [(key,) for key in changed],
    )
    await transaction.many(
        """
        INSERT INTO related (answer_id, position, related_id) VALUES (
            (SELECT id FROM answers WHERE key = ?), ?, (SELECT id FROM answers WHERE key = ?))
        """,
        [
            (key, position, other)
            for key, answer in changed.items()
            for position, other in enumerate(answer.related)
        ],
    )


async def retire_answers(transaction: Transaction, content: Content) -> int:
    """Mark answers that left the files as gone or moved; return their number.

    Answers written in chat stay live until a file has their key.
    """
    living = await transaction.rows(
        "SELECT key FROM answers WHERE state = 'live' AND written IS NULL"
    )
    absent = [(row["key"],) for row in living if row["key"] not in content.answers]
    await transaction.many("UPDATE answers SET state = 'gone' WHERE key = ?", absent)
    await transaction.many(
        """
        UPDATE answers SET state = 'moved', moved_to = (SELECT id FROM answers WHERE key = ?)
        WHERE key = ?
        """,
        [(key, old) for key, answer in content.answers.items() for old in answer.moved_from],
    )
    await move_chat_phrasings(transaction)
    return len(absent)


def _digest(answer: AnswerFile) -> str:
    return hashlib.sha256(answer.model_dump_json().encode()).hexdigest()[:16]


def _version(answer: AnswerFile) -> str:
    """A hash of what people read: votes stay after new phrasings, but not after a new text."""
    shown = answer.model_dump_json(exclude=_NOT_SHOWN)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _answer_values(key: str, answer: AnswerFile, digest: str) -> tuple[Value, ...]:
    html = to_html(answer.body)
    details = Details(**{name: getattr(answer, name) for name in Details.model_fields})
    dates = (answer.checked, answer.review_by, answer.valid_from, answer.valid_until)
    return (
        key,
        key.rpartition("/")[0],
        answer.order,
        answer.title,
        answer.short,
        ",".join(answer.audience),
        html,
        to_plain(html),
        "\n".join(answer.keywords),
        details.model_dump_json(exclude_defaults=True, by_alias=True),
        int(answer.entry),
        *(day.isoformat() if day else None for day in dates),
        _version(answer),
        digest,
    )


class ChatContent(NamedTuple):
    """The content made in chat: new files by key, phrasings to add to files, the oldest first."""

    files: dict[str, str]
    phrasings: dict[str, tuple[str, ...]]


async def read_chat(database: Database) -> ChatContent:
    answers = await database.rows(
        """
        SELECT key, written FROM answers
        WHERE written IS NOT NULL AND state = 'live' ORDER BY key
        """
    )
    rows = await database.rows(
        """
        SELECT key, text FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE filed = 0 AND state = 'live' ORDER BY key, added_at, text
        """
    )
    phrasings: dict[str, tuple[str, ...]] = {}
    for row in rows:
        phrasings[row["key"]] = (*phrasings.get(row["key"], ()), row["text"])
    return ChatContent({row["key"]: row["written"] for row in answers}, phrasings)


class NewAnswer(NamedTuple):
    """An answer written in chat, the text of its future file, its author, the Unix time."""

    key: str
    entry: AnswerFile
    text: str
    author_id: int
    at: int


async def publish(transaction: Transaction, written: NewAnswer) -> int:
    """Add the answer; return its id. Imports keep it until a file has its key."""
    await write_answers(transaction, Content({}, {written.key: written.entry}, ()))
    await transaction.execute(
        "UPDATE answers SET author_id = ?, written_at = ?, written = ? WHERE key = ?",
        written.author_id,
        written.at,
        written.text,
        written.key,
    )
    row = await transaction.row(
        """
        UPDATE phrasings SET author_id = ?, added_at = ?, filed = 0
        WHERE answer_id = (SELECT id FROM answers WHERE key = ?) RETURNING answer_id
        """,
        written.author_id,
        written.at,
        written.key,
    )
    await increment_revision(transaction)
    return int(row["answer_id"]) if row else 0


async def free_key(transaction: Transaction, wanted: str) -> str:
    """The key, with a number added when an answer has or had this key."""
    rows = await transaction.rows("SELECT key FROM answers WHERE key LIKE ?", f"{wanted}%")
    taken, number, key = {row["key"] for row in rows}, 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


class PhrasingOwner(NamedTuple):
    """The answer that has a phrasing; `fixed` when it is its title or in its file."""

    answer_id: int
    title: str
    fixed: bool


async def write_file_phrasings(transaction: Transaction, changed: Mapping[str, AnswerFile]) -> None:
    """Phrasings of files; one added in chat stays until it leaves a file that had it."""
    rows = await transaction.rows(
        """
        SELECT key, answer_id, text FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE filed = 1
        """
    )
    await transaction.many(
        "DELETE FROM phrasings WHERE answer_id = ? AND text = ?",
        [
            (row["answer_id"], row["text"])
            for row in rows
            if row["key"] in changed and row["text"] not in changed[row["key"]].questions
        ],
    )
    await transaction.many(
        """
        INSERT INTO phrasings (answer_id, text, filed)
        VALUES ((SELECT id FROM answers WHERE key = ?), ?, 1)
        ON CONFLICT (answer_id, text) DO UPDATE SET filed = 1
        """,
        [(key, text) for key, answer in changed.items() for text in answer.questions],
    )


async def move_chat_phrasings(transaction: Transaction) -> None:
    """Copy phrasings added in chat from answers that moved to where they are now."""
    await transaction.execute(
        """
        INSERT INTO phrasings (answer_id, text, author_id, added_at)
        SELECT moved_to, text, phrasings.author_id, added_at
        FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE state = 'moved' AND filed = 0 AND moved_to IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    )


async def add_phrasings(
    transaction: Transaction, answer_id: int, texts: Sequence[str], author_id: int, at: int
) -> BindingResult:
    """Add the texts to the answer; those that another answer got in chat move to this one.

    Texts in another answer's file stay there and its title is returned: the next import would
    refuse two files with one question. Raises NotFoundError for an answer that is gone.
    """
    live = "SELECT 1 FROM answers WHERE id = ? AND state = 'live'"
    if await transaction.row(live, answer_id) is None:
        raise NotFoundError("answer", answer_id)
    known = await phrasing_owners(transaction)
    added, taken = 0, []
    for text in texts:
        owner = known.get(normalized(text))
        if owner and owner.answer_id != answer_id and owner.fixed:
            taken.append(owner.title)
        elif text and not mixed_words(text) and (owner is None or owner.answer_id != answer_id):
            await _add(transaction, answer_id, text, author_id, at)
            added += 1
    await increment_revision(transaction)
    return BindingResult(added, tuple(dict.fromkeys(taken)))


async def phrasing_owners(read: Database | Transaction) -> dict[str, PhrasingOwner]:
    """Every normalized title and phrasing of the live answers, and the answer that has it."""
    rows = await read.rows(
        """
        SELECT text, answer_id, title, filed = 1 OR written IS NOT NULL AS fixed
        FROM phrasings JOIN answers ON answers.id = answer_id WHERE state = 'live'
        UNION ALL SELECT title, id, title, 1 FROM answers WHERE state = 'live'
        """
    )
    return {
        normalized(row["text"]): PhrasingOwner(row["answer_id"], row["title"], bool(row["fixed"]))
        for row in rows
    }


async def increment_revision(transaction: Transaction) -> None:
    """Screens are read anew from now on; the search updates its index at the next question."""
    await transaction.execute("UPDATE content SET revision = revision + 1")


async def _add(
    transaction: Transaction, answer_id: int, text: str, author_id: int, at: int
) -> None:
    await transaction.execute("DELETE FROM phrasings WHERE text = ? AND filed = 0", text)
    await transaction.execute(
        """
        INSERT INTO phrasings (answer_id, text, author_id, added_at, filed) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT DO NOTHING
        """,
        answer_id,
        text,
        author_id,
        at,
    )
