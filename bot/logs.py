"""Logs: text or JSON, people's data masked, the same trouble told once in a while."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Literal

import structlog

from bot.questions.masks import masked

AGAIN_SECONDS = 600.0


class Once(logging.Filter):
    """The same warning or error is told once, then at most every ten minutes.

    A full disk would otherwise drown the log in itself. The same is what has the same words:
    numbers are ids, and a flood of ids is one trouble. Lower levels pass freely.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[tuple[str, str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = (record.name, str(record.msg), _trouble(record))
        now = self._clock()
        if now - self._told.get(key, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return False
        self._told = {one: at for one, at in self._told.items() if now - at < AGAIN_SECONDS}
        self._told[key] = now
        return True


def _trouble(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        return f"{type(error).__name__} {error}"
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    return " ".join(str(each) for each in values if not isinstance(each, int | float))


class CountErrors(logging.Handler):
    """Counts every error that is logged, told or not, by the name of its logger."""

    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        self._count(record.name)


def set_up_logs(level: str, form: Literal["text", "json"]) -> None:
    """Write to standard error. The token never gets here: aiogram keeps it out of its messages.

    What people have typed may come along in an error's words: there it is masked.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        _mask_traceback,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler()
    handler.addFilter(Once())
    handler.addFilter(_mask_words)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _mask_words(record: logging.LogRecord) -> bool:
    """Numbers stay, they are ids; every other value of a message may hold what was typed."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            each if isinstance(each, int | float) else masked(str(each)) for each in record.args
        )
    return True


def _mask_traceback(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if "exception" in event:
        event["exception"] = masked(str(event["exception"]))
    return event
