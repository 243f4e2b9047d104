"""How Telegram says no."""

from bot.playground.wire import Json


class ApiError(Exception):
    """A refusal, with the code, the words and the `parameters` that Telegram would send."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Make the JSON of the HTTP response."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class BadRequestError(ApiError):
    """400: the call itself is wrong."""

    def __init__(self, reason: str, parameters: Json | None = None) -> None:
        super().__init__(400, f"Bad Request: {reason}", parameters)


class ForbiddenError(ApiError):
    """403: the bot may not do this in this chat."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, f"Forbidden: {reason}")


class ConflictError(ApiError):
    """409: two receivers of updates at once."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, f"Conflict: {reason}")


class FloodError(ApiError):
    """429: too many calls; the bot must be silent for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class PageError(ApiError):
    """Not Telegram has answered but something before it, and with a page instead of JSON."""

    def __init__(self, code: int = 502) -> None:
        super().__init__(code, "Bad Gateway")
        self.page = f"<html><body><h1>{code} {self.description}</h1></body></html>"


class DroppedError(Exception):
    """The connection broke before an answer came; the bot cannot know what became of its call."""

    def __init__(self, method: str, *, carried_out: bool) -> None:
        super().__init__(method)
        self.carried_out = carried_out
