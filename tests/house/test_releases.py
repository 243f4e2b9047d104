"""The version, the changelog and the tag say the same; every package is pinned by its hash."""

import re
import subprocess
import tomllib

import pytest

from bot.settings import ROOT
from deploy.release import disagreements, version
from deploy.requirements import requirements

UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n"
RELEASED = "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-12-01\n\n- A thing.\n"
LOCKED = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def normal(name):
    return re.split(r"[^A-Za-z0-9._-]", name)[0].lower().replace("_", "-").replace(".", "-")


def test_the_version_the_changelog_and_the_tag_of_this_commit_agree():
    git = ["git", "-C", str(ROOT), "tag", "--points-at", "HEAD"]
    tags = subprocess.run(git, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert disagreements(version(), changelog, tags) == []


@pytest.mark.parametrize(
    ("said", "changelog", "tags", "told"),
    [
        ("1.0.0.dev0", UNRELEASED, [], None),
        ("1.0.0", RELEASED, ["v1.0.0"], None),
        ("1.0.0", RELEASED, ["v1.0.1"], "the tag v1.0.1"),
        ("1.0.0.dev0", UNRELEASED, ["v1.0.0"], "the tag v1.0.0"),
        ("1.0.0", UNRELEASED, [], "no section «## [1.0.0]"),
        ("1.1.0.dev0", RELEASED, [], "no unreleased changes"),
    ],
)
def test_a_release_that_contradicts_itself_is_told(said, changelog, tags, told):
    found = "; ".join(disagreements(said, changelog, tags))
    assert told in found if told else not found


def test_every_package_is_pinned_by_its_hash():
    assert all(re.match(r"\S+==\S+ (; [^-]+ )?--hash=sha256:\w{64}", line) for line in LOCKED)


def test_every_package_that_is_asked_for_is_pinned():
    pinned = {normal(line.split("==")[0]) for line in LOCKED}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = requirements(*project["optional-dependencies"])
    assert "aiogram" in pinned
    assert {normal(name) for name in asked} - pinned == set()


@pytest.mark.parametrize("file", ["Dockerfile", "Makefile", ".ci/run"])
def test_nothing_is_installed_without_a_hash_but_the_project_itself(file):
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", "")
    installs = re.findall(r"pip\b[^\n|&]* install [^\n|&]*", text)
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
