"""The statements of an import: rows are upserted by key and retired, never deleted."""

import hashlib

from bot.knowledge.files import Content
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.models import Details
from bot.knowledge.phrasings_repository import move_bound, write_filed
from bot.knowledge.schema import AnswerFile
from bot.storage import Transaction, Value

_SECTIONS = "SELECT * FROM sections ORDER BY id"
_LISTED = {"short", "order", "entry", "audience"}  # how it stands in lists
_NOT_SHOWN = {"questions", "keywords", "related", "moved_from"} | _LISTED


async def write_sections(transaction: Transaction, content: Content) -> bool:
    """Whether any section is now another than it was."""
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
    """Write what differs; return how many answers that were."""
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
    await write_filed(transaction, changed)
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
    """Mark what left the files as gone or moved; return how many answers left.

    An answer written in chat that no file has yet has not left.
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
    await move_bound(transaction)
    return len(absent)


def _digest(answer: AnswerFile) -> str:
    return hashlib.sha256(answer.model_dump_json().encode()).hexdigest()[:16]


def _version(answer: AnswerFile) -> str:
    """Of what a person reads: votes outlive a new phrasing, but not new words."""
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
