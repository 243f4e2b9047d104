"""Whoever types a card's own words gets that card first, for all of the content."""

import pytest

from bot.search.documents import read_documents
from bot.search.models import SearchOutcome


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
