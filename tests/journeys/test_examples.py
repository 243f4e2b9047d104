"""The questions that the bot itself suggests open the answers that they promise."""

from itertools import chain

from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.introductions import read_introductions
from bot.knowledge.models import payload
from bot.search.models import SearchOutcome
from bot.settings import SHIPPED

EXAMPLES = {
    "как получить грант на экспорт": "export/money/grant",
    "когда открылось Руднево": "training/rudnevo/what-is",
    "чем Моспром отличается от МЭЦ": "export/mosprom/vs-mec",
    "кто оплачивает стенд на выставке": "exhibitions/plan/city-pays",
    "где учат на оператора ЧПУ": "training/start/trade",
    "who helps a foreign buyer": "export/start/foreign-buyer",
    "what taxes does a resident of the special economic zone pay": "industry/technopolis/benefits",
    "can a foreigner study at a college": "training/admission/foreigners",
    "what is Mosprom": "export/mosprom/what-is",
    "tax benefits in Technopolis Moscow": "industry/technopolis/benefits",
    "can a foreigner study at a Moscow college": "training/admission/foreigners",
}


def test_every_example_that_is_printed_is_in_the_table():
    found = read_introductions(SHIPPED.greeting).values()
    in_groups = (conversation_texts.EXAMPLES, conversation_texts.ENGLISH_EXAMPLES)
    printed = chain(*(each.examples for each in found), *in_groups)
    assert set(printed) == set(EXAMPLES)


async def test_an_example_opens_its_answer(newcomers, services):
    for example, key in EXAMPLES.items():
        found = await services.resources.search.find(example)
        assert (found.outcome, found.hits[0].key) == (SearchOutcome.ANSWER, key), example
        person = next(newcomers)
        await person.writes(example)
        assert payload(key) in person.screen.key(knowledge_texts.SHARE)["url"], example
