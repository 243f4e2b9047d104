"""Everything that may answer a question, and what can be said of each; nothing is decided."""

from dataclasses import dataclass

from bot.search.holding import Features
from bot.search.repair import Question, understand
from bot.search.small_talk import without_small_talk
from bot.search.snapshot import Card, Snapshot
from bot.search.terms import Term, terms

_BY_WORDS = 30  # candidates; what is nearest by meaning comes to them


@dataclass(frozen=True, slots=True)
class Considered:
    question: Question
    terms: list[Term]
    cards: list[tuple[Card, Features]]
    exact: frozenset[int]  # numbers of the cards that have this very question as title or phrasing


def consider(snapshot: Snapshot, text: str) -> Considered:
    """Repair a question; gather candidates by words, and by meaning where there is an encoder."""
    question = understand(without_small_talk(text), snapshot.vocabulary)
    found = terms(question, snapshot.vocabulary, snapshot.synonyms)
    exact = snapshot.exact(question.typed) or snapshot.exact(question.text)
    holding = snapshot.holding(found)
    numbers = dict.fromkeys((*exact, *holding.best(_BY_WORDS)))
    meant = snapshot.meaning.compare(question.text, numbers) if snapshot.meaning else {}
    cards = snapshot.cards(list(dict.fromkeys((*numbers, *meant))))
    by_words = holding.features([card.number for card in cards])
    return Considered(
        question=question,
        terms=found,
        cards=[
            (card, said | meant[card.number] if card.number in meant else said)
            for card, said in zip(cards, by_words, strict=True)
        ],
        exact=frozenset(exact),
    )
