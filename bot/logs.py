"""Logs: text or JSON, personal data masked, repeated errors limited."""

import logging
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import Literal

import structlog

from bot.questions.masks import masked

REPEAT_SECONDS = 600.0
LEAST = {"aiosqlite": "INFO", "PIL": "INFO"}  # at debug: values, parts of pictures
_ESCAPED = re.compile(r"\\{1,2}(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4})")


class LimitRepeats(logging.Filter):
    """Drop a warning or an error that was logged in the last ten minutes.

    Otherwise a full disk would flood the log. Messages are the same when they differ only in
    numbers, which are ids. Lower levels are not limited.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged: dict[tuple[str, str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = (record.name, str(record.msg), _words(record))
        now = self._clock()
        if now - self._logged.get(key, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return False
        self._logged = {one: at for one, at in self._logged.items() if now - at < REPEAT_SECONDS}
        self._logged[key] = now
        return True


def _words(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        return f"{type(error).__name__} {error}"
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    return " ".join(str(each) for each in values if not isinstance(each, int | float))


class CountErrors(logging.Handler):
    """Counts every logged error, also a dropped one, by the name of its logger."""

    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        self._count(record.name)


def set_up_logs(level: str, form: Literal["text", "json"]) -> None:
    """Log to standard error.

    Words that people have typed may be part of an error's message; personal data in it is masked.
    aiogram keeps the token out of its messages.
    """
    handler = logging.StreamHandler()
    handler.addFilter(LimitRepeats())
    handler.addFilter(_mask_words)
    handler.setFormatter(_formatter(form))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in LEAST.items():
        logging.getLogger(name).setLevel(least)
    # A line for every update, which says nothing that metrics do not.
    logging.getLogger("aiogram.event").setLevel("DEBUG" if level == "debug" else "WARNING")


def _formatter(form: Literal["text", "json"]) -> logging.Formatter:
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
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _mask_words(record: logging.LogRecord) -> bool:
    """Mask all values of the message but numbers: those are ids."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            each if isinstance(each, int | float) else _hidden(str(each)) for each in record.args
        )
    return True


def _mask_traceback(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if "exception" in event:
        event["exception"] = _hidden(str(event["exception"]))
    return event


def _hidden(words: str) -> str:
    """Masked as it was typed: `repr` and JSON spell out the signs between digits nobody sees."""
    typed = _ESCAPED.sub(_as_typed, words)
    hidden = masked(typed)
    return words if hidden == typed else hidden


def _as_typed(escaped: re.Match[str]) -> str:
    """The sign itself; a space for every line break, what a terminal would obey stays escaped."""
    code = escaped[0].lstrip("\\")
    sign = " " if len(code) == 1 else chr(int(code[1:], 16))
    if sign.isspace():
        return " "
    return sign if unicodedata.category(sign) not in {"Cc", "Cs"} else escaped[0]
