"""Settings from the environment and .env, with the form of each."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    PositiveInt,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_DAY, _HOUR = "(пн|вт|ср|чт|пт|сб|вс)", "([01]?\\d|2[0-3]):[0-5]\\d"
_SHIFT = rf"{_DAY}([–-]{_DAY})?\s+{_HOUR}[–-]({_HOUR}|24:00)"
_TOKEN = re.compile(r"\d{1,20}:.+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PROXY = re.compile(r"(http|socks[45])://(\S{1,256}@)?[^@/\s]{1,256}:\d{1,5}/?")
_DSN = re.compile(r"https?://[^@/\s]{1,256}@[^/\s]{1,256}(/[^/\s]{1,256}){0,9}/\d+")


def _matches(pattern: re.Pattern[str]) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not pattern.fullmatch(text):
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


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _expand(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~nobody
        raise ValueError from error


def _find_zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError from error


Token = Annotated[SecretStr, _matches(_TOKEN)]
WebhookSecret = Annotated[SecretStr, _matches(_SECRET)]
Proxy = Annotated[SecretStr, _matches(_PROXY)]
SentryDsn = Annotated[SecretStr, _matches(_DSN)]
Ids = Annotated[frozenset[PositiveInt], NoDecode, BeforeValidator(_split_ids)]
Hours = Annotated[tuple[time, time], NoDecode, BeforeValidator(_split_hours)]
OwnPath = Annotated[Path, AfterValidator(_expand)]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower)]
Zone = Annotated[ZoneInfo, BeforeValidator(_find_zone)]
Shifts = Annotated[str, StringConstraints(pattern=rf"^({_SHIFT}(,\s*{_SHIFT})*)?$")]


ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """Everything that editors keep in files."""

    path: Path = ROOT / "data"

    @property
    def knowledge(self) -> Path:
        return self.path / "knowledge"

    @property
    def events(self) -> Path:
        return self.path / "events.csv"

    @property
    def dates(self) -> Path:
        return self.path / "dates.csv"

    @property
    def synonyms(self) -> Path:
        return self.path / "synonyms.yaml"

    @property
    def calendar(self) -> Path:
        return self.path / "calendar.yaml"

    @property
    def finder(self) -> Path:
        return self.path / "finder.yaml"

    @property
    def greeting(self) -> Path:
        return self.path / "greeting.yaml"


SHIPPED = ContentFolder()
KNOWLEDGE, EVENTS, DATES = SHIPPED.knowledge, SHIPPED.events, SHIPPED.dates
TELEGRAM = HttpUrl("https://api.telegram.org")
VOTE_UNTIL = date(2026, 12, 31)
PREFIX = "BOT_"


class SettingsError(Exception):
    """A setting is wrong; the text says its name, its form and where to set it.

    `passes`: the same settings may be right at a later start, as when a port is free again.
    """

    def __init__(self, text: str, *, passes: bool = False) -> None:
        super().__init__(text)
        self.passes = passes


class Settings(BaseSettings):
    """Loaded once by each command. The description of a field is the form of a right value."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: Token | None = Field(
        None, description="the token from @BotFather, like 123456789:AAE…; empty: the playground"
    )
    admin_ids: Ids = Field(
        frozenset(),
        description="Telegram user ids of the owners, separated by commas, like 1000001,1000002",
    )
    staff_chat_id: int | None = Field(
        None, description="the id of the specialists' group, like -1001234567890"
    )
    staff_hours: Shifts = Field(
        "", description="when they answer, like «пн–чт 9:00–18:00, пт 9:00–16:45»"
    )
    keep_days: int = Field(365, ge=1, le=3650, description="a number of days, 1 to 3650")
    keep_audit_days: int = Field(1095, ge=1, le=3650, description="a number of days, 1 to 3650")
    api_url: HttpUrl = Field(TELEGRAM, description="the base address of a Bot API server")
    proxy: Proxy | None = Field(
        None,
        description="a proxy address, like socks5://user:password@host:1080 or http://host:3128",
    )
    database: OwnPath = Field(ROOT / "data" / "bot.db", description="a path to the SQLite file")
    content: OwnPath = Field(
        SHIPPED.path,
        description="a folder with knowledge/, events.csv, dates.csv, calendar.yaml, "
        "synonyms.yaml, finder.yaml, greeting.yaml",
    )
    timezone: Zone = Field(
        ZoneInfo("Europe/Moscow"), description="a time zone's name, like Europe/Moscow"
    )
    webhook_url: HttpUrl | None = Field(
        None, description="the public https address Telegram brings updates to; empty: long polling"
    )
    webhook_secret: WebhookSecret | None = Field(
        None, description="1 to 256 letters, digits, _ and - that Telegram shows at the webhook"
    )
    server_host: str = Field(
        "127.0.0.1", description="the address on which health, metrics and the webhook listen"
    )
    server_port: int = Field(
        8081, ge=0, le=65535, description="a TCP port, 0 to 65535 (0: no such server, no webhook)"
    )
    backup_days: int = Field(
        14, ge=0, description="for how many days nightly copies of the database are kept (0: none)"
    )
    messages_per_second: int = Field(
        25, ge=1, le=1000, description="a number from 1 to 1000; Telegram allows most bots 30"
    )
    quiet_hours: Hours = Field(
        (time(22), time(8)), description="two times like 22:00-08:00, or off"
    )
    vote_until: date = Field(
        VOTE_UNTIL,
        description="the last day of the vote for next year's exhibitions, like 2026-12-31",
    )
    context_minutes: int = Field(
        30, ge=0, le=1440, description="a number of minutes, 0 to 1440 (0: no follow-ups)"
    )
    playground_port: int = Field(
        8080, ge=0, le=65535, description="a TCP port, 0 to 65535 (0: any free one)"
    )
    playground: bool = Field(
        default=False,
        description="1: without a token the playground starts, also where there is no terminal",
    )
    search_semantic: Literal["auto", "off"] = Field(
        "auto", description="auto: by meaning too, where that is installed; off: by words alone"
    )
    four_eyes: Literal["on", "off"] = Field(
        "off", description="on: what an editor changes waits for a second person; off: it does not"
    )
    check_links: Literal["weekly", "off"] = Field(
        "off", description="weekly: the addresses in the content are asked at night; off: never"
    )
    log_level: Level = Field("info", description="debug, info, warning or error")
    log_format: LogFormat = Field("text", description="text or json")
    sentry_dsn: SentryDsn | None = Field(
        None, description="the DSN of a Sentry project, like https://key@sentry.example.org/1"
    )

    @field_validator("content")
    @classmethod
    def _has_content(cls, value: Path) -> Path:
        """A folder that was mistyped would be imported as one from which everything has gone."""
        if not ContentFolder(value).knowledge.is_dir():
            raise ValueError
        return value

    @property
    def content_folder(self) -> ContentFolder:
        return ContentFolder(self.content)

    def now(self) -> datetime:
        """In the zone in which people see dates."""
        return datetime.now(self.timezone)

    @field_validator("webhook_url")
    @classmethod
    def _is_safe(cls, value: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        """Only a Bot API server of the operator's own may use a webhook without TLS."""
        if value and value.scheme != "https" and info.data.get("api_url") == TELEGRAM:
            raise ValueError
        return value

    @field_validator("server_port")
    @classmethod
    def _is_open_to_a_webhook(cls, value: int, info: ValidationInfo) -> int:
        if not value and info.data.get("webhook_url"):
            raise ValueError
        return value


def load_settings() -> Settings:
    """Raises `SettingsError`, whose text never contains the wrong value: it may be a secret."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise SettingsError(".env is not in UTF-8: save it in this encoding") from None
    except ValidationError as error:
        names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
        lines = (
            f"{PREFIX}{name.upper()} is not valid: it should be "
            f"{Settings.model_fields[name].description}. Set it in the environment or in .env"
            for name in names
        )
        raise SettingsError("\n".join(lines)) from None


NAMES = tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
_ALIKE = 0.75


def unknown_names() -> list[str]:
    """What in the environment and in .env was probably meant as a setting and is none.

    Of the environment only names that begin as settings do: the rest of it is not ours. Values are
    never told: they may be secrets.
    """
    found = [_unknown(name) for name in os.environ if name.upper().startswith(PREFIX)]
    env_file = Path(".env")
    if env_file.is_file():
        with env_file.open(encoding="utf-8") as lines:
            bindings = list(parse_stream(lines))
        found += [_unknown(each.key) for each in bindings if each.key and not each.error]
        found += [
            f"Line {each.original.line} of {env_file} is not read: it should be like NAME=value"
            for each in bindings
            if each.error
        ]
    return list(dict.fromkeys(filter(None, found)))


def _unknown(name: str) -> str:
    if name.upper() in NAMES:
        return ""
    guesses: Iterable[str] = (name.upper(), f"{PREFIX}{name.upper()}")
    alike = [each for guess in guesses for each in get_close_matches(guess, NAMES, 1, _ALIKE)]
    if not alike and not name.upper().startswith(PREFIX):
        return ""
    return f"{name} is no setting" + (f": was {alike[-1]} meant?" if alike else "")
