from pathlib import Path


class DatabaseUnusableError(Exception):
    """The file cannot be the bot's database; the text says which, why and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The database {path} cannot be used: {reason}. "
            "The file was left as it is. Restore a backup (python -m bot restore FILE), "
            "or move the file away and start again to make a new one."
        )
        self.path = path
        self.reason = reason
