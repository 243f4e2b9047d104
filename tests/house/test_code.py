"""Rules about the code itself, read from its syntax trees."""

import ast
from collections import Counter, defaultdict
from functools import cache
from importlib import import_module
from inspect import getmembers, isclass

from bot.settings import ROOT

FRAMEWORKS = ("aiogram", "aiohttp", "aiosqlite")
FILES = sorted(file for folder in ("bot", "handlers") for file in (ROOT / folder).rglob("*.py"))


@cache
def tree(file):
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_by_kind():
    """Every node of every file: the trees are walked once."""
    found = defaultdict(list)
    for file in FILES:
        for node in ast.walk(tree(file)):
            found[type(node)].append((file, node))
    return found


def nodes(*kinds):
    for kind in kinds:
        yield from nodes_by_kind()[kind]


def is_private(name):
    return name.startswith("_") and not name.endswith("__")


def test_no_two_classes_have_the_same_name():
    names = Counter(node.name for _, node in nodes(ast.ClassDef))
    assert [name for name, number in names.items() if number > 1] == []


def assigned(node):
    """The names that a statement of a module gives a meaning."""
    if isinstance(node, ast.Assign):
        names = [each for target in node.targets for each in ast.walk(target)]
        return [each.id for each in names if isinstance(each, ast.Name)]
    if isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
        return [node.target.id]
    is_named = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    return [node.name] if is_named else []


def test_no_name_of_a_module_has_two_meanings():
    """The second would quietly replace the first, also where the first was meant."""
    for file in FILES:
        names = Counter(name for node in tree(file).body for name in assigned(node))
        assert [name for name, number in names.items() if number > 1] == [], file


def modules():
    for file in FILES:
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield import_module(".".join(parts).removesuffix(".__init__"))


def private_methods(kind):
    """Private names that a class inherits from a framework."""
    return {
        name
        for base in kind.__mro__
        if base.__module__.split(".")[0] in FRAMEWORKS
        for name in vars(base)
        if is_private(name) and not name.startswith("_abc_")  # made by ABCMeta for every class
    }


def test_no_class_overrides_a_private_method_of_a_framework():
    for module in modules():
        for _, kind in getmembers(module, isclass):
            if kind.__module__ == module.__name__:
                overridden = {name for name in vars(kind) if is_private(name)}
                assert not overridden & private_methods(kind), kind


def own_private_names():
    """Private names that our code defines: methods, functions, attributes, constants, imports."""
    found = set()
    for _, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        found.add(node.name)
    for _, node in nodes(ast.Name):
        if isinstance(node.ctx, ast.Store):
            found.add(node.id)
    for _, node in nodes(ast.Attribute):
        if isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return found


STANDARD_LIBRARY = {"_replace", "_asdict", "_fields", "_make"}  # public methods of named tuples


def test_private_attributes_are_used_only_by_the_code_that_defines_them():
    """An attribute that nothing of ours defines belongs to a framework."""
    own = own_private_names() | STANDARD_LIBRARY
    foreign = {
        (str(file.relative_to(ROOT)), node.attr)
        for file, node in nodes(ast.Attribute)
        if is_private(node.attr) and node.attr not in own
    }
    assert not foreign


LONGEST_FUNCTION = 25
LISTS = {"_build"}  # a line for each service: a list that is read from the top


def code_lines(function):
    """The lines that hold code: a text of several lines counts as one, a docstring as none."""
    inside = {
        line
        for node in ast.walk(function)
        if isinstance(node, (ast.Constant, ast.JoinedStr))
        for line in range(node.lineno + 1, node.end_lineno + 1)
    }
    docstring = function.body[0] if ast.get_docstring(function) else None
    skipped = {docstring.lineno} if docstring else set()
    return len(set(range(function.lineno, function.end_lineno + 1)) - inside - skipped)


def test_a_function_is_seen_at_a_glance():
    long = {
        f"{file.relative_to(ROOT)}: {node.name}, {code_lines(node)} lines"
        for file, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if code_lines(node) > LONGEST_FUNCTION and node.name not in LISTS
    }
    assert not long


def test_a_deed_and_its_audit_entry_are_one_transaction():
    """`record` is given a transaction: its function has begun it, or is given it by who has."""
    for _, function in nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
        recorded = [
            call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "record"
        ]
        others = [call for call in calls if getattr(call.func, "attr", "") in {"write", "commit"}]
        for call in recorded:
            assert call.args[0].id == "transaction", function.name
            assert not others, f"{function.name} writes besides its transaction"
