"""Where questions are understood by meaning too, every card is some way from any message."""

import re

import pytest

from bot.conversation import texts as conversation_texts
from bot.search import engine
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings


class AnyVectors:
    """Stands for the vector store and its vectors: any question is a little like three cards."""

    def make_batch(self, connection):
        return False

    def load(self, connection):
        return self

    def similarities(self, question, cards):
        return {card: {"asks": 0.0, "answer": 0.1} for card in (*cards, 1, 2, 3)}


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.setattr(engine, "load_vector_store", AnyVectors)
    return make_settings(search_semantic="auto")


async def test_noise_gets_a_line_and_no_cards_that_happen_to_be_near(newcomers, services):
    await services.resources.search.wait_for_vectors()
    for noise, told in {
        "?": conversation_texts.ASK,
        "😀": conversation_texts.SEEN,
        "...": conversation_texts.SEEN,
        "аыфвафыва": conversation_texts.NOTHING,
    }.items():
        person = next(newcomers)
        assert (await services.resources.search.explain(noise)).candidates, noise
        await person.writes(noise)
        assert person.screen.text == told, noise
        assert person.screen.buttons[-1] == ui_texts.HOME


async def test_the_nearest_by_words_hold_a_word_of_the_question(person, services):
    await services.resources.search.wait_for_vectors()
    await person.writes("как застраховать снегоуборщик")
    assert conversation_texts.NEAREST in person.screen.text
    near = (await services.resources.search.explain("как застраховать снегоуборщик")).candidates
    held = [
        each.hit.title
        for each in near
        if any(part.feature == "coverage" and part.value for part in each.parts)
    ]
    assert set(re.findall(r"^\d\. (.+)", person.screen.text, re.MULTILINE)) <= set(held)
