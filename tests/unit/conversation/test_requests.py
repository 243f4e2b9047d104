"""Requests to the bot by meaning, and the questions that look like them."""

from pathlib import Path

import pytest

from bot.conversation.requests import Action, read_request
from bot.knowledge.yaml_text import parse_yaml

PHRASINGS = parse_yaml((Path(__file__).parent / "requests.yaml").read_bytes())


@pytest.mark.parametrize("action", list(Action))
def test_a_request_is_understood_however_it_is_said(action):
    heard = {said: read_request(said) for said in PHRASINGS[action]}
    assert {said: request and request.action for said, request in heard.items()} == dict.fromkeys(
        PHRASINGS[action], action
    )


def test_a_question_that_looks_like_a_request_stays_a_question():
    assert [said for said in PHRASINGS["none"] if read_request(said)] == []


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("vty.", Action.MENU),
        ("ьутг", Action.MENU),
        ("menyu", Action.MENU),
        ("ghbdtn", Action.GREETING),
        ("nastroyki", Action.SETTINGS),
        ("настрйки", Action.SETTINGS),
        ("позови менджера", Action.SPECIALIST),
    ],
)
def test_letters_of_another_layout_slips_and_transliteration_are_read(said, action):
    request = read_request(said)
    assert request is not None
    assert request.action is action


def test_a_request_tells_the_words_that_asked_for_it():
    request = read_request("Пожалуйста, отключите мне эти рассылки")
    assert request is not None
    assert request.words == ("отключите", "рассылки")


@pytest.mark.parametrize("said", ["", "?", "👍", "а " * 500, "что " * 26])
def test_what_says_nothing_asks_for_nothing(said):
    assert read_request(said) is None


@pytest.mark.parametrize(
    "said", ["ы" * 1000, "отпишите рассылки удалите данные " * 31, "ab " * 333]
)
def test_a_letter_of_a_thousand_characters_asks_for_nothing(said):
    assert read_request(said) is None
