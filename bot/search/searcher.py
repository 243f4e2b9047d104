"""Answers one question from a snapshot: candidates, their order, the outcome."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.search.index import Snapshot
from bot.search.models import (
    Candidate,
    ExplainedHit,
    Explanation,
    FeatureScore,
    Hit,
    IndexedCard,
    SearchOutcome,
    SearchResult,
)
from bot.search.question import Question, Term, asks_for, stems_and_concepts, terms, understand
from bot.search.ranking import (
    Features,
    RankedCard,
    coefficients,
    likeness,
    probability,
    rank,
    signals,
)
from bot.search.small_talk import SmallTalk, small_talk, without_abuse, without_small_talk
from bot.search.text import words

_BY_WORDS = 30  # candidates by words; the nearest by meaning are added to them
_COMPARED = 10  # of them, with their titles and phrasings
_NEAREST = 3  # cards that are offered in a chat when nothing was found
_NEAR = 0.3  # the share of the question that such a card has at least
_IN_CHAT = 5  # a larger limit asks for a list, as inline mode does
_REMEMBERED = 300  # results
_CONSIDERED = 30  # candidates that a result names
_FEW_CARDS, _FEW_LETTERS = 2_000, 150
_EXACT = {"exact": 1.0}
_NAMES = re.compile(r"\n| и |, ")  # between the names of unknown things


@dataclass(frozen=True, slots=True)
class Candidates:
    question: Question
    terms: list[Term]
    cards: list[tuple[IndexedCard, Features]]
    exact: frozenset[int]  # numbers of the cards that have the question as title or phrasing


def find_candidates(snapshot: Snapshot, text: str) -> Candidates:
    """Repair a question; find candidates by words, and by meaning where there is an encoder."""
    question = understand(without_small_talk(text), snapshot.vocabulary)
    found = terms(question, snapshot.vocabulary, snapshot.synonyms)
    exact = snapshot.exact(question.typed) or snapshot.exact(question.text)
    matches = snapshot.matches(found)
    numbers = dict.fromkeys((*exact, *matches.best(_BY_WORDS)))
    similar = snapshot.vectors.similarities(question.text, numbers) if snapshot.vectors else {}
    cards = snapshot.cards(list(dict.fromkeys((*numbers, *similar))))
    by_words = matches.features([card.number for card in cards])
    asked = stems_and_concepts(question.text, snapshot.synonyms)
    # By words alone the best come first, and a search of a millisecond compares no more than them.
    compared = len(cards) if snapshot.vectors else _COMPARED
    for place, (card, features) in enumerate(zip(cards, by_words, strict=True)):
        lines = snapshot.asked_with(card.number) if place < compared else ()
        features["alike"] = likeness(asked, lines)
    return Candidates(
        question=question,
        terms=found,
        cards=[
            (card, lexical | similar[card.number] if card.number in similar else lexical)
            for card, lexical in zip(cards, by_words, strict=True)
        ],
        exact=frozenset(exact),
    )


@dataclass(frozen=True, slots=True)
class _Ranking:
    candidates: Candidates
    ranked: list[RankedCard]
    signals: Features


class Searcher:
    """Used by one thread at a time, as its snapshot is."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._coefficients = coefficients("semantic" if snapshot.vectors else "lexical")

    def is_quick(self, text: str) -> bool:
        """Return whether `find` takes a millisecond at most.

        That needs few cards and a short question in known words: repair may take ten milliseconds,
        the encoder more. The first question of a snapshot also reads what others find in memory.
        """
        vocabulary = self._snapshot.vocabulary
        return (
            self._snapshot.vectors is None
            and bool(self._snapshot.results)
            and vocabulary.cards <= _FEW_CARDS
            and len(text) <= _FEW_LETTERS
            and all(map(vocabulary.knows, words(text)))
        )

    def find(self, text: str, limit: int) -> SearchResult:
        """Return the result, and keep it in the snapshot's `results`."""
        results = self._snapshot.results
        result = results[text, limit] = self._find(text, limit)
        if len(results) > _REMEMBERED:
            del results[next(iter(results))]
        return result

    def explain(self, text: str, limit: int) -> Explanation:
        ranking = self._rank(text)
        return Explanation(
            result=self.find(text, limit),
            terms=tuple(map(str, ranking.candidates.terms)),
            candidates=tuple(
                ExplainedHit(
                    self._hit(each, ranking), _parts(each.features, self._coefficients.ranking)
                )
                for each in ranking.ranked[:limit]
            ),
            signals=_parts(ranking.signals, self._coefficients.listed),
        )

    def _find(self, text: str, limit: int) -> SearchResult:
        ranking = self._rank(text)
        question = ranking.candidates.question
        if ranking.signals != _EXACT and (talk := _small_talk(text, question)):
            answer = self._find_without_abuse(text, limit)
            return answer or SearchResult(text, SearchOutcome.NOTHING, small_talk=talk)
        outcome, confidence = self._decide(ranking)
        return SearchResult(
            question=text,
            outcome=outcome,
            hits=tuple(self._hit(each, ranking) for each in _shown(ranking, outcome, limit)),
            understood=question.text if question.repaired else "",
            confidence=confidence,
            candidates=tuple(
                Candidate(each.card, each.score, each.features["bm25"], each.features["coverage"])
                for each in ranking.ranked[:_CONSIDERED]
            ),
            terms=tuple(ranking.candidates.terms),
        )

    def _hit(self, ranked: RankedCard, ranking: _Ranking) -> Hit:
        card = ranked.card
        asks_unknown = any(
            asks_for(words(name), ranking.candidates.terms, self._snapshot.synonyms)
            for name in _NAMES.split(card.unknown)
        )
        return Hit(card.kind, card.id, card.key, card.title, card.label, ranked.score, asks_unknown)

    def _find_without_abuse(self, text: str, limit: int) -> SearchResult | None:
        """Return the answer to a message that is a question among swear words, if it is sure."""
        rest = without_abuse(text)
        if not rest:
            return None
        result = self._find(rest, limit)
        return replace(result, question=text) if result.outcome is SearchOutcome.ANSWER else None

    def _rank(self, text: str) -> _Ranking:
        candidates = find_candidates(self._snapshot, text)
        ranked = rank(candidates.cards, self._coefficients.ranking)
        if exact := candidates.exact or _named(ranked, candidates.question):
            ranked.sort(key=lambda each: each.card.number not in exact)
            return _Ranking(candidates, ranked, _EXACT)
        found = signals(ranked, candidates.terms, self._snapshot.sentences)
        return _Ranking(candidates, ranked, found)

    def _decide(self, ranking: _Ranking) -> tuple[SearchOutcome, float]:
        """Return the outcome and its confidence."""
        if ranking.signals == _EXACT:
            return SearchOutcome.ANSWER, 1.0
        model = self._coefficients
        listed = probability(model.listed, ranking.signals)
        first = probability(model.first, ranking.signals)
        if listed < model.choices_from:
            return SearchOutcome.NOTHING, listed
        # A card that does not name the year that was asked about may be offered, not opened.
        if first < model.answer_from or ranking.signals["years"]:
            return SearchOutcome.CHOICES, listed
        return SearchOutcome.ANSWER, first


def _named(ranked: Sequence[RankedCard], question: Question) -> frozenset[int]:
    """The one card whose title has the question before a colon: «Start in Moscow: практика …»."""
    first = question.typed.partition(" ")[0]
    found = frozenset(
        each.card.number
        for each in ranked
        if first in each.card.title[: len(first) + 1].lower()
        and " ".join(words(each.card.title.partition(":")[0])) == question.typed
    )
    return found if len(found) == 1 else frozenset()


def _small_talk(text: str, question: Question) -> SmallTalk | None:
    return small_talk(text) or (small_talk(question.text) if question.repaired else None)


def _shown(ranking: _Ranking, outcome: SearchOutcome, limit: int) -> list[RankedCard]:
    """Return the cards to show; when nothing was found, only those with a part of the question."""
    if outcome is not SearchOutcome.NOTHING or limit > _IN_CHAT:
        return ranking.ranked[:limit]
    return [each for each in ranking.ranked[:_NEAREST] if each.features["coverage"] >= _NEAR]


def _parts(values: Features, weights: dict[str, float]) -> tuple[FeatureScore, ...]:
    return tuple(
        FeatureScore(name, value, value * weights.get(name, 0.0)) for name, value in values.items()
    )
