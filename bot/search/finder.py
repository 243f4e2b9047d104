"""One question against one snapshot of the index: repair, candidates, ranking, decision."""

from dataclasses import dataclass

from bot.search.confidence import Coefficients, probability, signals
from bot.search.models import Candidate, Explanation, Found, Hit, Outcome, Part
from bot.search.ranking import Features, Ranked, features, rank
from bot.search.repair import Question, understand
from bot.search.small_talk import small_talk, without_small_talk
from bot.search.snapshot import Snapshot
from bot.search.terms import Term, terms

_OFFERED = 3  # nearest cards when nothing was found
_EXACT = {"exact": 1.0}


@dataclass(frozen=True, slots=True)
class _Result:
    question: Question
    terms: list[Term]
    ranked: list[Ranked]
    signals: Features


class Finder:
    """Answers questions from one snapshot; used by one thread at a time."""

    def __init__(self, snapshot: Snapshot, coefficients: Coefficients) -> None:
        self._snapshot = snapshot
        self._coefficients = coefficients

    def find(self, text: str, limit: int) -> Found:
        result = self._search(text)
        if result.signals != _EXACT and (talk := small_talk(text)):
            return Found(text, Outcome.NOTHING, small_talk=talk)
        outcome, confidence = self._decide(result)
        shown = result.ranked[: _OFFERED if outcome is Outcome.NOTHING else limit]
        return Found(
            question=text,
            outcome=outcome,
            hits=tuple(map(_hit, shown)),
            understood=result.question.text if result.question.repaired else "",
            confidence=confidence,
        )

    def explain(self, text: str, limit: int) -> Explanation:
        result = self._search(text)
        return Explanation(
            found=self.find(text, limit),
            terms=tuple(map(str, result.terms)),
            candidates=tuple(
                Candidate(_hit(ranked), _parts(ranked.features, self._coefficients.ranking))
                for ranked in result.ranked[:limit]
            ),
            signals=_parts(result.signals, self._coefficients.listed),
        )

    def _search(self, text: str) -> _Result:
        vocabulary = self._snapshot.vocabulary
        question = understand(without_small_talk(text), vocabulary)
        found = terms(question, vocabulary, self._snapshot.synonyms)
        exact = self._snapshot.exact(question.typed) or self._snapshot.exact(question.text)
        numbers = self._snapshot.candidates(variant for term in found for variant in term.variants)
        candidates = [
            (card, features(card, found, question.text))
            for card in self._snapshot.cards(list(dict.fromkeys((*exact, *numbers))))
        ]
        ranked = rank(candidates, self._coefficients.ranking)
        ranked.sort(key=lambda each: each.card.number not in exact)
        return _Result(question, found, ranked, _EXACT if exact else signals(ranked, found))

    def _decide(self, result: _Result) -> tuple[Outcome, float]:
        if result.signals == _EXACT:
            return Outcome.ANSWER, 1.0
        model = self._coefficients
        listed, first = (
            probability(claim, result.signals) for claim in (model.listed, model.first)
        )
        if listed < model.choices_from:
            return Outcome.NOTHING, listed
        if first < model.answer_from:
            return Outcome.CHOICES, listed
        return Outcome.ANSWER, first


def _hit(ranked: Ranked) -> Hit:
    card = ranked.card
    return Hit(card.kind, card.id, card.key, card.title, ranked.score)


def _parts(values: Features, weights: dict[str, float]) -> tuple[Part, ...]:
    return tuple(
        Part(name, value, value * weights.get(name, 0.0)) for name, value in values.items()
    )
