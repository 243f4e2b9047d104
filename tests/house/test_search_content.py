"""Whoever types a card's own words gets that card first, for all of the content."""

from pathlib import Path

import pytest

from bot.cli.ask import text_of
from bot.search.documents import read_documents
from bot.search.evaluation import evaluate, read_labelled
from bot.search.models import SearchOutcome

QUESTIONS = Path(__file__).parents[2] / "bench/questions"


@pytest.mark.slow
async def test_every_title_and_phrasing_finds_its_own_card_first(services, database):
    _, documents = read_documents(database.path)
    assert len(documents) > 150
    for document in documents:
        for text in (document.title, *document.phrasings):
            found = await services.resources.search.find(text)
            titles = [hit.key for hit in found.hits]
            assert titles[:1] == [document.key], (text, titles)
            assert found.outcome is SearchOutcome.ANSWER


@pytest.mark.slow
async def test_questions_about_the_new_material_find_their_cards(services):
    """Written before the cards, as people would ask; by words alone."""
    files = sorted(QUESTIONS.glob("new_*.jsonl"))
    labelled = [question for file in files for question in read_labelled(file)]
    assert len(labelled) >= 60
    search = services.resources.search
    report = await evaluate(search, labelled, lambda hit: text_of(services, hit))
    assert report.whole.in_three >= 0.95, report.misses


@pytest.mark.slow
async def test_what_people_ask_on_forums_and_help_pages_is_answered(services):
    """Questions of exporters, factories, parents and adults; by words alone."""
    labelled = read_labelled(QUESTIONS / "asked.jsonl")
    assert len(labelled) == 52
    search = services.resources.search
    report = await evaluate(search, labelled, lambda hit: text_of(services, hit))
    assert report.whole.in_three >= 0.95, report.misses
