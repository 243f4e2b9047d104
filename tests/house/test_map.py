"""The map in the README is the tree: it leaves out nothing and draws nothing that is gone."""

import re

from bot.settings import ROOT

BLOCK = re.search(r"```text\n(bot/\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
HOUSE, REST = re.split(r"\n(?=handlers/)", BLOCK[1])
FOLDERS = {"bot", "handlers", "data", "tests", "bench", "docs", "deploy"}


def test_the_map_has_every_package_of_the_bot():
    drawn = re.findall(r"^ {2}(\w+)/ ", HOUSE, re.MULTILINE)
    assert sorted(drawn) == sorted(each.parent.name for each in ROOT.glob("bot/*/__init__.py"))


def test_the_map_has_every_module_beside_them():
    drawn = re.findall(r"\b\w+\.py\b", HOUSE)
    found = {each.name for each in ROOT.glob("bot/*.py")} - {"__init__.py"}
    assert sorted(drawn) == sorted(found)


def test_the_map_has_every_folder_beside_the_bot():
    assert {"bot", *re.findall(r"^(\w+)/", REST, re.MULTILINE)} == FOLDERS
    assert all((ROOT / folder).is_dir() for folder in FOLDERS)
