"""Where an update comes from, read without aiogram's types: it must be known of any update."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """`sent_at` is in Unix seconds; 0 where Telegram does not tell it, as of a press."""

    chat_id: int = 0
    topic_id: int = 0
    message_id: int = 0
    person_id: int = 0
    sent_at: int = 0
    is_reply: bool = False

    @property
    def is_private(self) -> bool:
        return self.chat_id == self.person_id > 0

    @property
    def may_be_letter(self) -> bool:
        """A person writes to the staff by a reply, the staff by any message in their group."""
        return self.chat_id < 0 or self.is_reply

    @property
    def lane(self) -> tuple[int, int]:
        """What has to keep its order: a topic of a group, a chat, or the queries of a person."""
        return (self.chat_id, self.topic_id) if self.chat_id else (self.person_id, 0)


def origin_of(update: dict[str, Any]) -> Origin:
    payload = next((value for value in update.values() if isinstance(value, dict)), {})
    message = payload["message"] if isinstance(payload.get("message"), dict) else payload
    chat_id = _integer(message.get("chat"), "id")
    in_topic = chat_id < 0 and message.get("is_topic_message") is True
    return Origin(
        chat_id,
        _integer(message, "message_thread_id") if in_topic else 0,
        _integer(message, "message_id"),
        _integer(payload.get("from"), "id"),
        _integer(payload, "edit_date") or _integer(payload, "date"),
        is_reply="reply_to_message" in payload,
    )


def _integer(holder: object, name: str) -> int:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, int) else 0
