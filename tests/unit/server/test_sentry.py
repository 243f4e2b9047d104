"""What Sentry gets to see, and what it never does."""

import logging
import sqlite3
import sys
import threading

import pytest
from pydantic import SecretStr
from sentry_sdk.transport import Transport

from bot.server.sentry import errors_reported
from bot.settings import SettingsError

DSN = SecretStr("https://key@sentry.example.org/1")
TYPED = "моя фирма Ромашка, +7 926 123-45-67"
_log = logging.getLogger("room")


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self, options=None):
        super().__init__(options)
        self.events = []

    def capture_envelope(self, envelope):
        self.events += [item.payload.json for item in envelope.items if item.type == "event"]


@pytest.fixture
def events():
    kept = Kept()
    with errors_reported(DSN, transport=kept):
        yield kept.events


def fail(error):
    words = TYPED
    try:
        raise error
    except type(error):
        _log.exception("%s could not be handled", words)


def test_an_error_is_reported_without_anybodys_words(events):
    fail(ValueError(TYPED))
    (event,) = events
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "")
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["logentry"] == {"message": "%s could not be handled"}
    for secret in ("Ромашка", "123-45-67", "vars", "sys.argv"):
        assert secret not in str(event)


def test_the_words_of_the_database_are_told(events):
    fail(sqlite3.OperationalError("database or disk is full"))
    assert events[0]["exception"]["values"][0]["value"] == "database or disk is full"


def test_warnings_are_not_reported(events):
    _log.warning("Chat %s floods", 1)
    assert events == []


def test_at_the_end_nothing_of_the_process_is_changed():
    with errors_reported(DSN, transport=Kept):
        pass
    assert threading.Thread.start.__code__.co_filename == threading.__file__


def test_without_a_dsn_nothing_is_loaded(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with errors_reported(None):
        _log.error("nobody hears it")


def test_a_missing_package_is_told_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with (
        pytest.raises(SettingsError, match=r"pip install -e '\.\[sentry\]'") as refused,
        errors_reported(DSN),
    ):
        pass
    assert "\n" not in str(refused.value)
