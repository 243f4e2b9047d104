"""The questions that the bot itself suggests open the answers that they promise."""

import re

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.knowledge.models import payload
from bot.search.models import SearchOutcome

EXAMPLES = {
    "как получить грант на экспорт": "export/money/grant",
    "когда открылось Руднево": "training/rudnevo/what-is",
    "чем Моспром отличается от МЭЦ": "export/mosprom/vs-mec",
    "что оплачивает город на выставке": "exhibitions/plan/city-pays",
    "сколько длится учёба в «Профессиях будущего»": "training/future/what-is",
}


def test_every_example_that_is_printed_is_in_the_table():
    printed = re.findall("<i>(.+?)</i>", knowledge_texts.WELCOME + knowledge_texts.HELP_TEXT)
    assert sorted(printed) == sorted(EXAMPLES)


@pytest.mark.parametrize(("example", "key"), EXAMPLES.items())
async def test_an_example_opens_its_answer(person, services, example, key):
    found = await services.resources.search.find(example)
    assert (found.outcome, found.hits[0].key) == (SearchOutcome.ANSWER, key)
    await person.writes(example)
    assert payload(key) in person.screen.key(knowledge_texts.SHARE)["url"]
