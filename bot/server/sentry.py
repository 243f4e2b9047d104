"""Errors to Sentry, if the operator wants it: where and what kind they are, never whose words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from pydantic import SecretStr

from bot.questions.masks import masked
from bot.settings import SettingsError

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

LAST_SECONDS = 2.0
MISSING = (
    "BOT_SENTRY_DSN is set, but the package for it is not installed: "
    "pip install -e '.[sentry]', or clear the setting in the environment or in .env"
)
ABOUT_PEOPLE = ("breadcrumbs", "extra", "modules", "request", "server_name", "threads", "user")
PLAIN = frozenset({"sqlite3", "aiogram.exceptions"})  # their words are not what people typed


@contextmanager
def errors_reported(dsn: SecretStr | None, **options: Any) -> Iterator[None]:  # noqa: ANN401 - sentry's
    """Report what is logged as an error, until the end; without a DSN do nothing.

    Raises SettingsError when the optional package is not there.
    """
    if dsn is None:
        yield
        return
    try:
        import sentry_sdk  # noqa: PLC0415 - an optional package
        from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    except ImportError:
        raise SettingsError(MISSING) from None
    sentry_sdk.init(
        dsn=dsn.get_secret_value(),
        default_integrations=False,  # among them are some that keep addresses, and so the token
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_words,
        **options,
    )
    try:
        yield
    finally:
        sentry_sdk.flush(LAST_SECONDS)
        sentry_sdk.init()


def without_words(event: Event, _hint: Hint) -> Event:
    """The error's kind and the way through the code stay; what somebody may have typed goes."""
    whole: dict[str, Any] = cast("dict[str, Any]", event)
    for name in ABOUT_PEOPLE:
        whole.pop(name, None)
    if "logentry" in whole:
        whole["logentry"] = {"message": whole["logentry"].get("message", "")}
    for error in whole.get("exception", {}).get("values", ()):
        plain = error.get("module") in PLAIN
        error["value"] = masked(str(error.get("value"))) if plain else ""
    return event
