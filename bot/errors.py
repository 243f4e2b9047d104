"""What can go wrong that the bot itself has words for. Errors carry facts; views carry words."""


class BotError(Exception):
    """Any error of ours that has an explanation."""


class NotFoundError(BotError):
    """A button outlived what it pointed to."""

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
    """A button points to an event that left the calendar since."""

    def __init__(self, event_id: int, name: str) -> None:
        super().__init__("event", event_id)
        self.name = name


class OperatorError(BotError):
    """Something the operator must mend; its text says what, where and what to do."""
