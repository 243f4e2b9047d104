"""What a call brought, read with the leniency and the refusals of the Bot API."""

import json
from collections.abc import Mapping

from bot.playground.errors import BadRequestError
from bot.playground.wire import Json, Result, UploadedFile


class Params:
    """Values come typed (JSON) or as strings (forms): both read the same."""

    def __init__(
        self, values: Mapping[str, Result], files: Mapping[str, UploadedFile] | None = None
    ) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.files = dict(files or {})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """Read a string; the empty one when it is missing, as Telegram sees it."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            return value
        if isinstance(value, bool | dict | list):
            raise BadRequestError(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise BadRequestError(f'field "{name}" must be a valid Number') from None

    def number(self, name: str) -> float:
        try:
            return float(self.values[name])
        except KeyError:
            raise BadRequestError(f"{name} is empty") from None
        except (TypeError, ValueError):
            raise BadRequestError(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        return value.lower() in {"true", "1", "yes"} if isinstance(value, str) else bool(value)

    def structure(self, name: str) -> Result:
        """Read an object or array, parsed if it came as a string; None when missing or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise BadRequestError(f"can't parse {name} JSON object") from None

    def fields(self, name: str) -> Json | None:
        """Read an object; anything else is refused."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise BadRequestError(f"object expected as {name.replace('_', ' ')}")
        return value

    def items(self, name: str) -> list[Result]:
        """Read an array; the empty one when it is missing."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise BadRequestError(f'field "{name}" must be of type Array')
        return value or []
