"""Drafts as an editor leaves them."""

from bot.app import Services
from bot.editing.models import Draft, DraftKind
from bot.knowledge.models import Fields
from bot.storage.database import Database


async def write_draft(
    services: Services, author_id: int, title: str, question: str, **fields: object
) -> Draft:
    """A new answer with everything that it needs."""
    draft_id = await services.editing.drafts.start(author_id, DraftKind.ANSWER)
    section = await services.knowledge.find_key("export/money")
    values: Fields = {
        "title": title,
        "audience": ["business"],
        "questions": [question],
        "sources": [{"title": "А", "date": "2025"}],
        "body": "Тут.",
        **fields,
    }
    return await services.editing.drafts.update(draft_id, values, section_id=section.id)


async def version_of(database: Database, answer_id: int) -> str:
    """What changes with each change that people see."""
    row = await database.row("SELECT version FROM answers WHERE id = ?", answer_id)
    assert row
    return str(row["version"])
