"""A copied `.env.example` is all that the recipes of Docker and systemd need."""

import json
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import PurePosixPath
from threading import Thread

import pytest
from dotenv import dotenv_values

from bot.cli.run import REFUSED
from bot.knowledge.yaml_text import parse_yaml
from bot.settings import PREFIX, ROOT, load_settings

EXAMPLE = dotenv_values(ROOT / ".env.example")
UNIT = (ROOT / "deploy" / "moscow-business-bot.service").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
COMPOSED = parse_yaml((ROOT / "compose.yaml").read_bytes())["services"]["bot"]


def line(text, name):
    """The value of the last line that begins with this name."""
    return re.findall(rf"^{name}[ =](.*)$", text, re.MULTILINE)[-1]


def pairs(words):
    return dict(word.split("=", 1) for word in words.split())


def unit_environment():
    return pairs(" ".join(re.findall(r"^Environment=(.*)$", UNIT, re.MULTILINE)))


IMAGE = pairs(line(DOCKERFILE, "ENV"))
RECIPES = {  # the later is the stronger, as Docker and systemd have it
    "docker run": (IMAGE | EXAMPLE, line(DOCKERFILE, "VOLUME")),
    "compose": (
        IMAGE | EXAMPLE | COMPOSED["environment"],
        COMPOSED["volumes"][0].split(":")[1],
    ),
    "systemd": (
        unit_environment() | EXAMPLE,
        f"/var/lib/{line(UNIT, 'StateDirectory')}",
    ),
}


@pytest.fixture
def follow(monkeypatch, tmp_path):
    """The settings of a bot that is started in this environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def follow(environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return follow


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_copied_example_keeps_the_database_where_it_may_be_written(follow, recipe):
    environment, volume = RECIPES[recipe]
    settings = follow(environment)
    assert PurePosixPath(settings.database.as_posix()).is_relative_to(volume)
    assert settings.log_format == "json"


def test_compose_keeps_it_there_whatever_the_settings_say(follow):
    settings = follow({"BOT_DATABASE": ""} | COMPOSED["environment"])
    assert settings.database.as_posix() == "/app/state/bot.db"


def test_under_systemd_nobody_else_reads_what_people_wrote():
    assert line(UNIT, "StateDirectoryMode") == "0700"
    assert line(UNIT, "UMask") == "0077"
    commands = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "bot() (umask 077; sudo -u bot " in commands


def test_under_systemd_what_only_an_operator_can_mend_is_not_started_again():
    assert line(UNIT, "Restart") == "on-failure"
    assert line(UNIT, "RestartPreventExitStatus") == str(REFUSED)


def test_under_docker_it_is_said_and_waits():
    assert json.loads(line(DOCKERFILE, "CMD"))[-2:] == ["run", "--stay"]
    assert COMPOSED["restart"] == "unless-stopped", "on-failure would not start after a reboot"


def test_logs_are_rotated_under_docker():
    assert COMPOSED["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_itself_finds_no_fault_with_the_unit(tmp_path):
    unit = tmp_path / "moscow-business-bot.service"
    here = UNIT.replace("/opt/moscow-business-bot/.venv/bin/python", sys.executable)
    unit.write_text(here.replace("User=bot", "User=root"), encoding="utf-8")
    verify = ["systemd-analyze", "verify", str(unit)]
    asked = subprocess.run(verify, capture_output=True, text=True, check=False)  # noqa: S603
    ours = [said for said in asked.stderr.splitlines() if unit.name in said]
    assert (asked.returncode, ours) == (0, [])


def test_under_docker_nobody_else_reads_it_either():
    user, volume = line(DOCKERFILE, "USER"), line(DOCKERFILE, "VOLUME")
    assert f"install --directory --mode 700 --owner {user} {volume}" in DOCKERFILE


def test_the_image_reads_what_was_cloned_under_any_umask():
    build, image = DOCKERFILE.split("FROM ")[1:]
    copied = re.findall(r"^COPY (.*)$", image, re.MULTILINE)
    assert all(each.startswith("--from=build ") for each in copied)
    ours = {each.split()[-1] for each in copied} - {"/venv"}
    assert set(line(build, "RUN chmod -R a\\+rX").split()) == ours


def test_under_compose_a_stop_is_heard_before_python_listens():
    assert COMPOSED["init"] is True


class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_said):
        pass


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def healthy(**settings):
    _, *arguments = json.loads(DOCKERFILE.split("--start-period=60s CMD ")[1].splitlines()[0])
    asked = subprocess.run(  # noqa: S603 - the image's own health check
        [sys.executable, "-S", *arguments], env=settings, capture_output=True, check=False
    )
    return asked.returncode == 0


def test_the_health_check_asks_where_the_settings_say(port):
    assert healthy(BOT_SERVER_HOST="", BOT_SERVER_PORT=str(port))
    assert healthy(BOT_SERVER_HOST="0.0.0.0", BOT_SERVER_PORT=str(port))  # noqa: S104
    assert healthy(BOT_SERVER_PORT="0")
    assert not healthy(BOT_SERVER_HOST="127.0.0.2", BOT_SERVER_PORT="1")
