"""The import contracts of pyproject.toml hold for every package, also for one that is new."""

import ast
import re
import tomllib

import pytest

from bot.settings import ROOT
from tests.house.test_code import tree

CONTRACTS = {
    each["name"]: each
    for each in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}
PACKAGES = {
    f"bot.{file.stem if file.stem != '__init__' else file.parent.name}"
    for pattern in ("bot/*.py", "bot/*/__init__.py")
    for file in ROOT.glob(pattern)
    if file.parent.name != "bot" or file.stem not in {"__init__", "__main__"}
}


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("storage knows nothing of ours", "bot.storage"),
        ("the playground is Telegram, not the bot", "bot.playground"),
    ],
)
def test_a_package_that_knows_no_other_is_held_apart_from_each(name, own):
    assert PACKAGES - {own} == {
        each for each in CONTRACTS[name]["forbidden_modules"] if each.startswith("bot.")
    }


def module(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("repositories never see Telegram", "repository"),
        ("texts are words: models and bot.ui only", "texts"),
        ("screens are pure: no SQL, services, settings or handlers", "screens"),
    ],
)
def test_a_second_module_of_a_kind_is_held_to_its_contract_too(name, kind):
    """A wildcard names `bot.*.texts`; `bot/people/english_texts.py` has to be named by itself."""
    named = set(CONTRACTS[name]["source_modules"]) - {f"bot.*.{kind}"}
    assert {module(file) for file in ROOT.glob(f"bot/*/*_{kind}.py")} <= named
    assert all((ROOT / f"{each.replace('.', '/')}.py").exists() for each in named)


def test_all_that_the_bot_knows_is_held_apart_from_telegram():
    named = set(CONTRACTS["search and knowledge never see Telegram"]["source_modules"])
    shown = {"__init__", "buttons", "english_texts", "screens", "texts"}
    found = {module(each) for each in ROOT.glob("bot/knowledge/*.py") if each.stem not in shown}
    assert named == {"bot.search", *found}


STATEMENT = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) ")
# Beside `repository.py`, `…_repository.py`, and the packages about the database or an index.
SQL_STANDS_IN = {
    "bot/app.py": "what was imported before a start",
    "bot/broadcast/deliveries.py": "the recipients, their outcomes and sums",
    "bot/broadcast/segments.py": "an audience becomes a condition",
    "bot/cli/check.py": "looks into a file that it must not change",
    "bot/conversation/context.py": "what a person looks at",
    "bot/events/importer.py": "the digest of the file that was imported",
    "bot/knowledge/importer.py": "the digest of the files that were imported",
    "bot/knowledge/revisions.py": "revisions, what files said last, conflicts",
    "bot/people/audit.py": "the audit log",
    "bot/people/privacy.py": "every table that holds something about a person",
    "bot/people/retention.py": "every table that grows with time",
    "bot/reminders/matches.py": "what is new for the alerts",
    "bot/reminders/planner.py": "which notices are due",
    "bot/server/metrics.py": "whether the database answers",
    "bot/server/start_checks.py": "how many answers there are",
}


def test_sql_stands_where_it_is_looked_for():
    found = set()
    for file in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/*.py")):
        name = str(file.relative_to(ROOT))
        if file.stem.endswith("repository") or name.startswith(("bot/search/", "bot/storage/")):
            continue
        texts = (node.value for node in ast.walk(tree(file)) if is_text(node))
        if any(STATEMENT.match(text) for text in texts):
            found.add(name)
    assert found == SQL_STANDS_IN.keys()


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
