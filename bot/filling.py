"""The start: the editors' files become tables, and a broken file stops nobody who is answered."""

import logging
from collections.abc import Awaitable
from pathlib import Path

from bot.errors import OperatorError
from bot.events.importer import import_events_if_changed
from bot.knowledge.files import ContentError
from bot.knowledge.importer import import_if_changed
from bot.settings import EVENTS, KNOWLEDGE
from bot.storage import Database

_log = logging.getLogger(__name__)


async def fill(database: Database) -> None:
    """Bring the database up to the files; those with problems leave it as it was, and are logged.

    Raises OperatorError with the problems where there is nothing from an earlier import.
    """
    row = await database.row("SELECT fingerprint, events_fingerprint FROM content")
    filled, planned = (row["fingerprint"], row["events_fingerprint"]) if row else ("", "")
    content = import_if_changed(database, KNOWLEDGE)
    await _bring("knowledge", KNOWLEDGE, content, imported_before=bool(filled))
    calendar = import_events_if_changed(database, EVENTS)
    await _bring("events", EVENTS.parent, calendar, imported_before=bool(planned))


async def _bring(
    what: str, folder: Path, importing: Awaitable[object], *, imported_before: bool
) -> None:
    try:
        imported = await importing
    except ContentError as error:
        problems = [f"{folder}/{problem}" for problem in error.problems]
        if not imported_before:
            raise OperatorError("\n".join((*problems, _not_started(what)))) from error
        _log.error(
            "%s\nThe bot goes on with what was imported last: mend the files, "
            "then `python -m bot %s check`",
            "\n".join(problems),
            what,
        )
    else:
        if imported:
            _log.info("Imported %s: %s", what, imported)


def _not_started(what: str) -> str:
    return f"The bot is not started: mend the files, then `python -m bot {what} check`"
