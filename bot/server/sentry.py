"""Errors are reported to Sentry if its DSN is set: kind and place, never what people typed."""

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
PERSONAL = ("breadcrumbs", "extra", "modules", "request", "server_name", "threads", "user")
SAFE_MODULES = frozenset({"sqlite3", "aiogram.exceptions"})  # nothing typed is in their messages


@contextmanager
def errors_reported(dsn: SecretStr | None, **options: Any) -> Iterator[None]:  # noqa: ANN401 - sentry's
    """Report logged errors while the context lasts; without a DSN do nothing.

    Raises SettingsError when the optional package is not installed.
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
        default_integrations=False,  # some of them store URLs, which contain the token
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
        sentry_sdk.init(default_integrations=False)  # they change the whole process


def without_words(event: Event, _hint: Hint) -> Event:
    """Keep the kind of the error and its traceback; remove what may contain typed words."""
    whole: dict[str, Any] = cast("dict[str, Any]", event)
    for name in PERSONAL:
        whole.pop(name, None)
    if "logentry" in whole:
        whole["logentry"] = {"message": whole["logentry"].get("message", "")}
    for error in whole.get("exception", {}).get("values", ()):
        is_safe = error.get("module") in SAFE_MODULES
        error["value"] = masked(str(error.get("value"))) if is_safe else ""
    return event
