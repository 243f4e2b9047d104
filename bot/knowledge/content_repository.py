"""SQL that writes sections, answers and their phrasings, for imports and for editors."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.errors import NotFoundError
from bot.knowledge.files import (
    AnswerFile,
    Content,
    answer_fields,
    answer_from,
    read_answer,
    unknown_fields,
)
from bot.knowledge.from_html import to_markdown
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.merging import Stored, changed_fields
from bot.knowledge.models import WITHDRAWN, ContentKind, Details, Fields, numbered
from bot.knowledge.revisions import (
    Authorship,
    add_revisions,
    claim_fields,
    dump,
    newest_fields,
    stored_fields,
)
from bot.storage.database import Database, Transaction, Value

_SECTIONS = """
    SELECT id, key, parent_id, title, short, emoji, position, description, trail, audience, state
    FROM sections ORDER BY id
"""
NOT_IMPORTED = """
    NOT EXISTS (SELECT 1 FROM imported WHERE kind = 'answer' AND subject_id = answers.id)
"""
_IN_USE = f"""
    WITH RECURSIVE used (id) AS (
        SELECT section_id FROM answers WHERE state = 'live' AND {NOT_IMPORTED}
        UNION SELECT parent_id FROM sections JOIN used ON used.id = sections.id
        WHERE parent_id IS NOT NULL)
    SELECT id FROM used
"""
_WRITE_SECTION = """
    INSERT INTO sections
        (key, parent_id, title, short, emoji, position, description, trail, audience, state)
    VALUES (?, (SELECT id FROM sections WHERE key = ?), ?, ?, ?, ?, ?, ?, ?, 'live')
    ON CONFLICT (key) DO UPDATE SET
        title = excluded.title, short = excluded.short, emoji = excluded.emoji,
        position = excluded.position, description = excluded.description,
        trail = excluded.trail, audience = excluded.audience, state = 'live'
"""
_WRITE_ANSWER = """
    INSERT INTO answers
        (key, section_id, position, title, short, audience, html, body, keywords, details,
         entry, checked, review_by, valid_from, valid_until, owner_id, version, state)
    VALUES (?, (SELECT id FROM sections WHERE key = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        section_id = excluded.section_id, position = excluded.position, title = excluded.title,
        short = excluded.short, audience = excluded.audience, html = excluded.html,
        body = excluded.body, keywords = excluded.keywords, details = excluded.details,
        entry = excluded.entry, checked = excluded.checked, review_by = excluded.review_by,
        valid_from = excluded.valid_from, valid_until = excluded.valid_until,
        owner_id = excluded.owner_id, version = excluded.version, state = excluded.state,
        moved_to = NULL, written = NULL
"""
_ANSWER = """
    SELECT title, NULLIF(short, '') AS short, audience, html, keywords, details, checked,
           review_by, valid_from, valid_until, NULLIF(position, 100) AS "order", entry, state,
           (SELECT key FROM answers AS other WHERE other.id = answers.moved_to) AS target,
           (SELECT json_group_array(text) FROM phrasings WHERE answer_id = answers.id) AS questions,
           (SELECT json_group_array(other.key) FROM (
                SELECT related_id FROM related WHERE answer_id = answers.id ORDER BY position)
            JOIN answers AS other ON other.id = related_id) AS related
    FROM answers WHERE id = ?
"""
_LISTED = {"short", "order", "entry", "audience"}  # fields that matter in lists only
_NOT_SHOWN = {"questions", "keywords", "related", "moved_from", "owner", "english"} | _LISTED


async def write_sections(transaction: Transaction, content: Content) -> bool:
    """Write the sections; return whether any of them changed.

    One that left the files stays while it has answers that editors wrote.
    """
    before = await transaction.rows(_SECTIONS)
    await transaction.execute(f"UPDATE sections SET state = 'gone' WHERE id NOT IN ({_IN_USE})")
    trails: dict[str, str] = {}
    for key, section in content.sections.items():  # sorted by path: parents come first
        parent = key.rpartition("/")[0]
        trails[key] = f"{trails[parent]}\n{section.title}" if parent else section.title
        await transaction.execute(
            _WRITE_SECTION,
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


async def write_answers(transaction: Transaction, fields: Mapping[str, Fields]) -> dict[str, int]:
    """Write the tables for the answers with these keys; return the ids.

    Revisions are the caller's. Raises ContentError for fields that are no answer.
    """
    answers = {key: answer_from(each) for key, each in fields.items()}
    values = await asyncio.to_thread(
        lambda: [(*_answer_values(key, each), _state(fields[key])) for key, each in answers.items()]
    )
    await transaction.many(_WRITE_ANSWER, values)
    await transaction.many(
        """
        UPDATE answers SET moved_to = (SELECT id FROM answers WHERE key = ?) WHERE key = ?
        """,
        [(each[WITHDRAWN], key) for key, each in fields.items() if each.get(WITHDRAWN)],
    )
    await _write_related(transaction, answers)
    return await answer_ids(transaction, answers)


def _state(fields: Fields) -> str:
    if WITHDRAWN not in fields:
        return "live"
    return "moved" if fields[WITHDRAWN] else "gone"


async def answer_ids(
    read: Database | Transaction, keys: Iterable[str] | None = None
) -> dict[str, int]:
    """The ids of the answers with these keys; of all that ever were, when None."""
    found = "" if keys is None else "WHERE key IN (SELECT value FROM json_each(?))"
    values = () if keys is None else (dump(list(keys)),)
    rows = await read.rows(f"SELECT key, id FROM answers {found}", *values)
    return {row["key"]: row["id"] for row in rows}


async def _write_related(transaction: Transaction, changed: Mapping[str, AnswerFile]) -> None:
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


def _version(answer: AnswerFile) -> str:
    """A hash of what people read: votes stay after new phrasings, but not after a new text."""
    shown = answer.model_dump_json(exclude=_NOT_SHOWN)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _answer_values(key: str, answer: AnswerFile) -> tuple[Value, ...]:
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
        answer.owner,
        _version(answer),
    )


async def write_phrasings(
    transaction: Transaction, fields: Mapping[str, Fields], by: Authorship
) -> None:
    """Make the phrasings of these answers what their fields say; new ones are the author's."""
    ids = await answer_ids(transaction, fields)
    wanted = {ids[key]: set(each["questions"]) for key, each in fields.items()}
    rows = await transaction.rows(
        """
        SELECT answer_id, text FROM phrasings
        WHERE answer_id IN (SELECT value FROM json_each(?))
        """,
        dump(list(wanted)),
    )
    await transaction.many(
        "DELETE FROM phrasings WHERE answer_id = ? AND text = ?",
        [tuple(row.values()) for row in rows if row["text"] not in wanted[row["answer_id"]]],
    )
    at = None if by.author_id is None else int(by.at.timestamp())
    await transaction.many(
        """
        INSERT INTO phrasings (answer_id, text, author_id, added_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [(key, text, by.author_id, at) for key, texts in wanted.items() for text in texts],
    )


async def mark_filed(transaction: Transaction, files: Mapping[str, Fields]) -> None:
    """Mark the phrasings of these answers that their files have."""
    await transaction.many(
        """
        UPDATE phrasings SET filed = text IN (SELECT value FROM json_each(?))
        WHERE answer_id = (SELECT id FROM answers WHERE key = ?)
        """,
        [(dump(fields["questions"]), key) for key, fields in files.items()],
    )


async def save_answer(transaction: Transaction, key: str, fields: Fields, by: Authorship) -> int:
    """Let the answer say this from now on, in a revision of its author; return its id.

    An answer that is new stays in the imports until a file has its key.
    """
    known = (await answer_ids(transaction, [key])).get(key)
    before = await answer_now(transaction, known) if known else {}
    answer_id = (await write_answers(transaction, {key: fields}))[key]
    await write_phrasings(transaction, {key: fields}, by)
    await add_revisions(transaction, ContentKind.ANSWER, {answer_id: fields}, by)
    names = changed_fields(before, fields)
    await claim_fields(transaction, ContentKind.ANSWER, answer_id, names)
    if known is None:
        await transaction.execute(
            "UPDATE answers SET author_id = ?, written_at = ? WHERE id = ?",
            *(by.author_id, int(by.at.timestamp()), answer_id),
        )
    await increment_revision(transaction)
    return answer_id


async def answer_now(read: Database | Transaction, answer_id: int) -> Fields:
    """What the answer says; raises NotFoundError for one that never was."""
    newest = await newest_fields(read, ContentKind.ANSWER, [answer_id])
    return newest.get(answer_id) or await _table_fields(read, answer_id)


async def _table_fields(read: Database | Transaction, answer_id: int) -> Fields:
    """What the tables say: all that there is until the files were imported by this release."""
    row = await read.row(_ANSWER, answer_id)
    if row is None:
        raise NotFoundError("answer", answer_id)
    details = Details.model_validate_json(row["details"])
    fields: Fields = {
        **{name: row[name] for name in ("title", "short", "checked", "review_by", "order")},
        **{name: row[name] for name in ("valid_from", "valid_until")},
        **{name: json.loads(row[name]) for name in ("questions", "related")},
        "audience": row["audience"].split(","),
        "keywords": row["keywords"].splitlines(),
        "entry": bool(row["entry"]) or None,
        **json.loads(row["details"]),
        "unknown": unknown_fields(details.unknown),
        WITHDRAWN: None if row["state"] == "live" else row["target"] or "",
        "body": to_markdown(row["html"]),
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


async def unrevised_answers(
    transaction: Transaction, files: Mapping[str, Fields]
) -> dict[str, Stored]:
    """Live answers of a release that kept no revisions; those written in chat get their first."""
    rows = await transaction.rows(
        """
        SELECT id, key, written, author_id, written_at FROM answers
        WHERE state = 'live' AND id NOT IN (SELECT subject_id FROM revisions WHERE kind = 'answer')
        """
    )
    found: dict[str, Stored] = {}
    for row in rows:
        added = await transaction.rows(
            "SELECT text FROM phrasings WHERE answer_id = ? AND filed = 0", row["id"]
        )
        texts = [each["text"] for each in added]
        if row["written"]:
            at = datetime.fromtimestamp(row["written_at"], UTC)
            fields = _with_questions(answer_fields(read_answer(row["written"])), texts)
            by = Authorship(row["author_id"], at)
            await add_revisions(transaction, ContentKind.ANSWER, {row["id"]: fields}, by)
        else:
            base = files.get(row["key"]) or await _table_fields(transaction, row["id"])
            found[row["key"]] = Stored(_with_questions(base, texts), base, revised=False)
    return found


def _with_questions(fields: Fields, texts: Sequence[str]) -> Fields:
    return {**fields, "questions": list(dict.fromkeys((*fields["questions"], *texts)))}


async def read_sections(database: Database) -> dict[str, dict[str, object]]:
    """What the files of the live sections say, by key."""
    rows = await database.rows(
        """
        SELECT key, title, short, emoji, position AS "order", description, audience FROM sections
        WHERE state = 'live'
        """
    )
    return {
        row["key"]: {name: row[name] for name in row if name != "key" and row[name] != ""}
        | {"audience": row["audience"].split(",")}
        for row in rows
    }


async def read_saved(database: Database) -> dict[str, Stored]:
    """Every answer that has a revision, in the order of keys, with what its file said last."""
    async with database.transaction() as transaction:
        stored = await stored_fields(transaction, ContentKind.ANSWER, await answer_ids(transaction))
    return dict(sorted(stored.items()))


async def free_key(transaction: Transaction, wanted: str) -> str:
    """The key, with a number added when an answer has or had this key."""
    rows = await transaction.rows(
        "SELECT key FROM answers WHERE key >= ? AND key < ? || '~'", wanted, wanted
    )
    return numbered(wanted, {row["key"] for row in rows})


async def follow_moved(transaction: Transaction, moved: Mapping[str, str], at: datetime) -> None:
    """Phrasings that editors gave to an answer are also those of what has taken its place."""
    rows = await transaction.rows(
        """
        SELECT answers.key AS old, text, phrasings.author_id, added_at
        FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE filed = 0 AND answers.key IN (SELECT value FROM json_each(?)) ORDER BY added_at, text
        """,
        dump(list(moved)),
    )
    ids = await answer_ids(transaction, moved.values())
    for row in rows:
        key = moved[row["old"]]
        fields = await answer_now(transaction, ids[key])
        if row["text"] not in fields["questions"]:
            by = Authorship(
                row["author_id"], datetime.fromtimestamp(row["added_at"] or 0, at.tzinfo)
            )
            await write_phrasings(transaction, {key: _with_questions(fields, [row["text"]])}, by)
            said = {ids[key]: _with_questions(fields, [row["text"]])}
            await add_revisions(transaction, ContentKind.ANSWER, said, by._replace(at=at))


async def retarget_gone(transaction: Transaction, moved: Mapping[str, str]) -> None:
    """Let buttons of answers that were gone before this import lead to what a file names."""
    await transaction.many(
        """
        UPDATE answers SET state = 'moved', moved_to = (SELECT id FROM answers WHERE key = ?)
        WHERE key = ?
        """,
        [(key, old) for old, key in moved.items()],
    )


async def increment_revision(transaction: Transaction) -> None:
    """Screens are read anew from now on; the search updates its index at the next question."""
    await transaction.execute("UPDATE content SET revision = revision + 1")
