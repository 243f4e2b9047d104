"""Forms of settings that a type alone does not say. A wrong value is a ValueError."""

import re
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints
from pydantic_settings import NoDecode

_DAY, _HOUR = "(пн|вт|ср|чт|пт|сб|вс)", "([01]?\\d|2[0-3]):[0-5]\\d"
_SHIFT = rf"{_DAY}([–-]{_DAY})?\s+{_HOUR}[–-]({_HOUR}|24:00)"


def _form(pattern: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not re.fullmatch(pattern, text):
            raise ValueError
        if "://" in text:
            _ = urlsplit(text).port  # ValueError: there can be no such port
        return value

    return AfterValidator(check)


def _split_ids(value: object) -> object:
    return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _split_hours(value: object) -> object:
    if not isinstance(value, str):
        return value
    return (time(0), time(0)) if value == "off" else value.split("-")


def _find_zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError from error


Token = Annotated[SecretStr, _form(r"\d+:.+")]
WebhookSecret = Annotated[SecretStr, _form(r"[A-Za-z0-9_-]{1,256}")]
Proxy = Annotated[SecretStr, _form(r"(http|socks[45])://(\S+@)?[^@/\s]+:\d+/?")]
SentryDsn = Annotated[SecretStr, _form(r"https?://[^@/\s]+@[^/\s]+(/\S+)*/\d+")]
Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_split_ids)]
Hours = Annotated[tuple[time, time], NoDecode, BeforeValidator(_split_hours)]
Zone = Annotated[ZoneInfo, BeforeValidator(_find_zone)]
Shifts = Annotated[str, StringConstraints(pattern=rf"^({_SHIFT}(,\s*{_SHIFT})*)?$")]
