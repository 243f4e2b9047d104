"""How a broadcast is kept in its row."""

import json
from datetime import datetime, tzinfo

from bot.broadcast.models import Broadcast, Draft, Kind, LinkButton, State
from bot.storage import Row, Value

DRAFT = "kind, topic, from_chat_id, message_ids, buttons, audience, at_night, excerpt"
MARKS = ", ".join("?" * (DRAFT.count(",") + 1))
COLUMNS = f"""
    id, author_id, {DRAFT},
    state, created_at, scheduled_at, started_at, finished_at, recalled_at, recall_text, problem,
    total
"""
_TIMES = ("created_at", "scheduled_at", "started_at", "finished_at", "recalled_at")


def draft_values(draft: Draft) -> tuple[Value, ...]:
    """In the order of `DRAFT`."""
    buttons = [[button.label, button.target] for button in draft.buttons]
    return (
        draft.kind,
        draft.topic,
        draft.from_chat_id,
        json.dumps(draft.message_ids),
        json.dumps(buttons, ensure_ascii=False),
        draft.audience,
        int(draft.at_night),
        draft.excerpt,
    )


def from_row(row: Row, zone: tzinfo | None) -> Broadcast:
    times = {name: moment(row[name], zone) for name in _TIMES}
    changed = {
        "kind": Kind(row["kind"]),
        "state": State(row["state"]),
        "message_ids": tuple(json.loads(row["message_ids"])),
        "buttons": tuple(LinkButton(*button) for button in json.loads(row["buttons"])),
        "at_night": bool(row["at_night"]),
    }
    return Broadcast(**{**row, **times, **changed})


def moment(seconds: int | None, zone: tzinfo | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)
