"""Settings explain themselves, and their example is complete."""

import os
import sys
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.settings import PREFIX, ROOT, Settings, SettingsError, load_settings, unknown_names
from bot.telegram.client import build_broadcast_bot

EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def uncommented() -> str:
    return EXAMPLE.read_text(encoding="utf-8").replace(f"\n#{PREFIX}", f"\n{PREFIX}")


def test_the_example_names_every_setting_and_nothing_else():
    names = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    assert set(dotenv_values(stream=StringIO(uncommented()))) == names


def test_the_example_as_it_stands_means_the_defaults(tmp_path):
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_settings() == Settings(_env_file=None)


def test_what_is_commented_out_in_the_example_are_the_defaults(tmp_path):
    (tmp_path / ".env").write_text(uncommented(), encoding="utf-8")
    (tmp_path / "data").symlink_to(ROOT / "data")  # paths are those of the working directory
    settings = load_settings()
    paths = {name: ROOT / getattr(settings, name) for name in ("database", "content")}
    here = settings.model_copy(update=paths)
    assert here == Settings(_env_file=None)


def test_every_setting_says_what_it_should_look_like():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "secret-without-colon"),
        ("BOT_ADMIN_IDS", "1,two"),
        ("BOT_API_URL", "not an address"),
        ("BOT_ADMIN_IDS", "-5"),
        ("BOT_DATABASE", "~nobody-of-this-name/bot.db"),
        ("BOT_PROXY", "ftp://host:21"),
        ("BOT_PROXY", "https://host:3128"),
        ("BOT_PROXY", "socks5://me:secret@host"),
        ("BOT_PROXY", "socks5://host:port"),
        ("BOT_PROXY", "http://host:99999"),
        ("BOT_PROXY", "http://user@:3128"),
        ("BOT_WEBHOOK_URL", "http://bot.example.org/hook"),
        ("BOT_TIMEZONE", "Europe/Nowhere"),
        ("BOT_PLAYGROUND_PORT", "99999"),
        ("BOT_LOG_LEVEL", "loud"),
        ("BOT_LOG_FORMAT", "xml"),
        ("BOT_SENTRY_DSN", "https://sentry.my/1"),
        ("BOT_SENTRY_DSN", "https://key@host:abc/1"),
        ("BOT_SENTRY_DSN", "https://key@host:99999/1"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_name_and_the_form(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value).startswith(f"{name} is not valid: it should be ")
    assert "\n" not in str(refused.value)
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PROXY", "http://host:3128"),
        ("BOT_PROXY", "socks5://user:pass@word@host:1080/"),
        ("BOT_PROXY", "socks5://[::1]:1080"),
        ("BOT_SENTRY_DSN", "https://key@host:9000/sentry/1"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org/hook"),
    ],
)
def test_a_right_address_is_taken(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    load_settings()


def test_a_bot_api_server_of_ones_own_may_bring_updates_without_tls(monkeypatch):
    monkeypatch.setenv("BOT_API_URL", "http://api:8081")
    monkeypatch.setenv("BOT_WEBHOOK_URL", "http://bot:8081/hook")
    load_settings()


def test_a_webhook_without_a_server_is_refused(monkeypatch):
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://bot.example.org/hook")
    monkeypatch.setenv("BOT_SERVER_PORT", "0")
    with pytest.raises(SettingsError, match=r"BOT_SERVER_PORT is not valid: .* webhook"):
        load_settings()


def test_a_file_in_an_old_encoding_is_told_in_one_line(tmp_path):
    (tmp_path / ".env").write_bytes("BOT_STAFF_HOURS=пн–пт 9:00–18:00".encode("cp1251"))
    with pytest.raises(SettingsError, match=r"^\.env is not in UTF-8.*$"):
        load_settings()


def test_a_proxy_without_its_package_is_told_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "aiohttp_socks", None)
    monkeypatch.setitem(sys.modules, "aiohttp_socks.utils", None)
    monkeypatch.setenv("BOT_PROXY", "http://host:3128")
    with pytest.raises(SettingsError, match=r"pip install -e '\.\[proxy\]'") as refused:
        build_broadcast_bot(load_settings())
    assert "\n" not in str(refused.value)


def test_several_wrong_values_are_several_lines(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "x")
    monkeypatch.setenv("BOT_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert len(str(refused.value).splitlines()) == 2


def test_right_values_are_read(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "123:AAE-x")
    monkeypatch.setenv("BOT_ADMIN_IDS", "1, 2,3,")
    monkeypatch.setenv("BOT_TIMEZONE", "Asia/Yekaterinburg")
    settings = load_settings()
    assert settings.token.get_secret_value() == "123:AAE-x"
    assert settings.admin_ids == {1, 2, 3}
    assert settings.timezone.key == "Asia/Yekaterinburg"
    assert "AAE" not in repr(settings)


def test_a_level_may_be_shouted_and_a_path_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("BOT_LOG_LEVEL", "INFO")
    monkeypatch.setenv("BOT_LOG_FORMAT", "JSON")
    monkeypatch.setenv("BOT_DATABASE", "~/bot.db")
    settings = load_settings()
    assert (settings.log_level, settings.log_format) == ("info", "json")
    assert settings.database == Path.home() / "bot.db"


def test_names_that_were_probably_meant_as_settings_are_told(monkeypatch, tmp_path):
    monkeypatch.setenv("BOT_TOEKN", "1:secret")
    monkeypatch.setenv("HTTP_PROXY", "")
    lines = "ADMIN_IDS=3\nexport BOT_ADMIN_ID=4\nBOT_KEEP_DAYS: 30\nTZ=UTC\nBOT_WHATEVER=\n"
    (tmp_path / ".env").write_text(f"BOT_TOKEN=1:a\n{lines}", encoding="utf-8")
    assert unknown_names() == [
        "BOT_TOEKN is no setting: was BOT_TOKEN meant?",
        "ADMIN_IDS is no setting: was BOT_ADMIN_IDS meant?",
        "BOT_ADMIN_ID is no setting: was BOT_ADMIN_IDS meant?",
        "BOT_WHATEVER is no setting",
        "Line 4 of .env is not read: it should be like NAME=value",
    ]


def test_the_example_has_no_unknown_name(tmp_path):
    (tmp_path / ".env").write_text(uncommented(), encoding="utf-8")
    assert unknown_names() == []


def test_the_command_line_tells_a_wrong_setting_without_a_traceback(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "nonsense")
    result = CliRunner().invoke(build_cli(), ["run"])
    assert result.exit_code == 78
    assert result.output.startswith("BOT_TOKEN is not valid")


def test_the_readme_lists_every_setting():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{PREFIX}{name}`".upper() in readme for name in Settings.model_fields)
