"""Errors that the bot explains to people. Errors carry facts, screens carry the words."""


class BotError(Exception):
    """The base of these errors."""


class NotFoundError(BotError):
    """What a button points to does not exist any more."""

    def __init__(self, kind: str, key: int | str) -> None:
        super().__init__(f"{kind} {key} does not exist")
        self.kind = kind
        self.key = key


class MovedError(BotError):
    """A button points to an answer that now lives under another id."""

    def __init__(self, moved_to: int) -> None:
        super().__init__(f"moved to answer {moved_to}")
        self.moved_to = moved_to


class EventRemovedError(NotFoundError):
    """A button points to an event that was removed from the calendar; `moved_to` in its place."""

    def __init__(self, event_id: int, name: str, kind: str, moved_to: int | None) -> None:
        super().__init__("event", event_id)
        self.name = name
        self.event_kind = kind
        self.moved_to = moved_to


class OperatorError(BotError):
    """The operator must mend something; the text says what, where and how."""

    passes = False  # a later start would meet the same


class AlreadyServedError(OperatorError):
    """Another process serves Telegram with this token, or the same database."""


class ReplicaError(OperatorError):
    """The replica cannot be used now; a later start may be luckier."""

    passes = True
