"""Whoever comes in finds every room on the README's map, and no room that is not there."""

import re

from bot.settings import ROOT


def test_the_map_has_every_package_of_the_bot():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = re.findall(r" {2}(\w+)/ ", readme)
    assert sorted(drawn) == sorted(each.parent.name for each in ROOT.glob("bot/*/__init__.py"))
