"""SQL of the questions that lead to an answer: which answer has one, and giving one to it."""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.errors import NotFoundError
from bot.knowledge.check import mixed_words, normalized
from bot.knowledge.content_repository import NOT_IMPORTED, answer_now, save_answer
from bot.knowledge.models import BindingResult
from bot.knowledge.revisions import Authorship
from bot.storage.database import Database, Row, Transaction


class PhrasingOwner(NamedTuple):
    """The answer that has a phrasing; `fixed` when it is its title or in its file."""

    answer_id: int
    title: str
    fixed: bool


async def require_live(transaction: Transaction, answer_id: int) -> None:
    """Raises NotFoundError for an answer that people do not see."""
    live = "SELECT 1 FROM answers WHERE id = ? AND state = 'live'"
    if await transaction.row(live, answer_id) is None:
        raise NotFoundError("answer", answer_id)


def new_phrasings(
    texts: Sequence[str], answer_id: int, known: Mapping[str, PhrasingOwner]
) -> tuple[list[str], tuple[str, ...]]:
    """The texts that no answer has, and the titles of the other answers that have the rest."""
    owners = (known.get(normalized(text)) for text in texts)
    titles = [each.title for each in owners if each and each.answer_id != answer_id]
    new = (text for text in texts if text and not mixed_words(text))
    free = [text for text in dict.fromkeys(new) if normalized(text) not in known]
    return free, tuple(dict.fromkeys(titles))


async def add_phrasings(
    transaction: Transaction,
    answer_id: int,
    texts: Sequence[str],
    by: Authorship,
    known: Mapping[str, PhrasingOwner],
) -> BindingResult:
    """Add the texts to the answer; those that another answer got in chat move to this one.

    `known` is as `phrasing_owners` returns it, which takes too long for a transaction.
    Texts in another answer's file stay there and its title is returned: the next import would
    refuse two files with one question. Raises NotFoundError for an answer that is gone.
    """
    await require_live(transaction, answer_id)
    added: list[str] = []
    taken: list[str] = []
    for text in dict.fromkeys(texts):
        owner = known.get(normalized(text))
        if owner and owner.answer_id != answer_id and owner.fixed:
            taken.append(owner.title)
        elif text and not mixed_words(text) and (owner is None or owner.answer_id != answer_id):
            if owner:
                await _change_questions(transaction, owner.answer_id, by, drop=text)
            added.append(text)
    if added:
        await _change_questions(transaction, answer_id, by, add=added)
    return BindingResult(len(added), tuple(dict.fromkeys(taken)))


async def _change_questions(
    transaction: Transaction,
    answer_id: int,
    by: Authorship,
    *,
    add: Sequence[str] = (),
    drop: str = "",
) -> None:
    row = await transaction.row("SELECT key FROM answers WHERE id = ?", answer_id)
    fields = await answer_now(transaction, answer_id)
    kept = [each for each in fields["questions"] if normalized(each) != normalized(drop)]
    if row:
        await save_answer(transaction, row["key"], {**fields, "questions": [*kept, *add]}, by)


async def phrasing_owners(database: Database, texts: Iterable[str]) -> dict[str, PhrasingOwner]:
    """The live answers that have these titles or phrasings, by the normalized text."""
    rows = await database.rows(
        """
        SELECT text, answer_id, filed FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE state = 'live'
        UNION ALL SELECT title, id, 1 FROM answers WHERE state = 'live'
        """
    )
    found = await asyncio.to_thread(_equal, rows, set(map(normalized, texts)))
    answers = await database.rows(
        f"""
        SELECT id, title, {NOT_IMPORTED} AS unfiled FROM answers
        WHERE id IN (SELECT value FROM json_each(?))
        """,
        json.dumps([row["answer_id"] for row in found.values()]),
    )
    by_id = {row["id"]: row for row in answers}
    return {
        text: PhrasingOwner(
            answer["id"], answer["title"], row["filed"] == 1 or bool(answer["unfiled"])
        )
        for text, row in found.items()
        if (answer := by_id.get(row["answer_id"]))
    }


def _equal(rows: Iterable[Row], texts: Collection[str]) -> dict[str, Row]:
    """The rows with one of the normalized texts."""
    found = ((normalized(row["text"]), row) for row in rows)
    return {text: row for text, row in found if text in texts}
