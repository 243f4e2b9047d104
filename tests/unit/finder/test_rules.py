"""The editors' file of the finders: every mistake is told with its place."""

import json
from functools import cache
from pathlib import Path

import pytest

from bot.finder.models import CARDS, DONT_KNOW, FinderKind
from bot.finder.rules import FILE, problems, read_rules
from bot.knowledge.files import ContentError
from bot.knowledge.yaml_text import parse_yaml
from tests.shipped import content as shipped

REAL = json.dumps(parse_yaml(FILE.read_bytes()))


@pytest.fixture
def broken(tmp_path: Path):
    """Changes a copy of the real file and returns its problems, as lines."""

    def change(edit, places=None):
        content = json.loads(REAL)
        edit(content)
        path = tmp_path / "finder.yaml"
        path.write_text(json.dumps(content, ensure_ascii=False))  # which is YAML too
        return [str(problem) for problem in problems(shipped().answers, places, path)]

    return change


@cache
def plans(kind):
    """Every path with its cards."""
    rules = read_rules()[kind]
    return [
        (path, [rule.card for rule in rules.cards_for(path, *CARDS[kind])])
        for path in rules.paths()
    ]


@pytest.mark.parametrize("kind", FinderKind)
def test_every_path_has_as_many_cards_as_promised(kind):
    least, most = CARDS[kind]
    assert len(plans(kind)) == len({path for path, _ in plans(kind)}) > 100
    for path, cards in plans(kind):
        assert least <= len(cards) == len(set(cards)) <= most, path


@pytest.mark.parametrize("kind", FinderKind)
def test_every_card_is_reached_and_every_question_has_few_options(kind):
    rules = read_rules()[kind]
    reached = {card for _, cards in plans(kind) for card in cards}
    assert reached == {rule.card for rule in rules.cards}
    assert len(rules.questions) <= 5
    assert all(len(question.codes) <= 6 for question in rules.questions.values())
    assert all(question.codes[-1] == DONT_KNOW for question in rules.questions.values())


def test_a_card_that_does_not_live_is_told(broken):
    def rename(content):
        content["support"]["cards"][0]["card"] = "export/money/gone"

    assert broken(rename) == [
        "finder.yaml: support.cards.1 (export/money/gone): нет ответа «export/money/gone»"
    ]


def test_a_path_without_result_is_told(broken):
    def cut(content):
        content["training"]["cards"] = [
            rule for rule in content["training"]["cards"] if rule["when"].get("who") != "adult"
        ]

    (told,) = broken(cut)
    assert told.startswith("finder.yaml: training.cards: мало карточек, нужно хотя бы 1: who")


def test_a_path_with_nobody_to_go_to_is_told(broken):
    def cut(content):
        del content["support"]["go_to"][1:]

    (told,) = broken(cut)
    assert told.startswith("finder.yaml: support.go_to: некуда обратиться: make")


def test_a_rule_about_what_nobody_is_asked_is_told(broken):
    def misspell(content):
        content["support"]["cards"][2]["when"] = {"mood": "good", "need": "mony"}

    assert broken(misspell) == [
        "finder.yaml: support.cards.3 (export/start/exporter).when: нет вопроса «mood»",
        "finder.yaml: support.cards.3 (export/start/exporter).when.need: нет ответа «mony»",
    ]


def test_two_options_with_one_code_and_a_label_that_a_phone_cuts_are_told(broken):
    def spoil(content):
        options = content["training"]["questions"]["who"]["options"]
        options["school"]["code"] = options["adult"]["code"]
        options["adult"]["said"] = "взрослый, который давно работает"

    code, label = broken(spoil)
    assert code == "finder.yaml: training.questions.who: у двух ответов один code: нужен свой"
    assert label == (
        "finder.yaml: training.questions.who.adult: телефон обрежет кнопку после 32 знаков: "
        "Вы: взрослый, который давно работает"
    )


def test_a_figure_that_its_card_does_not_have_is_told(broken):
    def invent(content):
        rules = content["support"]["cards"]
        grant = next(rule for rule in rules if rule["card"] == "export/money/grant")
        grant["why"] = "до 17 млн рублей в год"

    (told,) = broken(invent)
    assert told.endswith("(export/money/grant).why: числа 17 в ответе нет")


def test_a_country_that_the_calendar_does_not_have_is_told(broken):
    (told,) = broken(
        lambda content: content["support"]["questions"]["where"]["options"]["china"].update(
            countries="Атлантида"
        ),
        {
            place
            for question in read_rules()[FinderKind.SUPPORT].questions.values()
            for option in question.options.values()
            for place in (*option.countries, *option.branches)
        },
    )
    assert told == "finder.yaml: support.questions.where.china: в календаре нет «Атлантида»"


def test_a_missing_field_and_a_file_that_is_no_yaml_are_told(broken, tmp_path):
    (told,) = broken(lambda content: content["support"]["cards"][0].pop("why"))
    assert told == "finder.yaml: support.cards.0.why: обязательное поле отсутствует"
    path = tmp_path / "bad.yaml"
    path.write_text("support: [")
    with pytest.raises(ContentError, match=r"bad.yaml: файл не читается"):
        read_rules(path)
