"""The index as it was at one moment, ready to be searched. Used by one thread at a time."""

from dataclasses import dataclass, replace

from bot.conversation.small_talk import SmallTalk, small_talk, without_abuse
from bot.search.models import Candidate, Explanation, Found, Hit, Part, SearchOutcome
from bot.search.ranking import (
    Candidates,
    RankedCard,
    candidates,
    coefficients,
    probability,
    rank,
    signals,
)
from bot.search.repair import Question
from bot.search.snapshot import Features, Snapshot
from bot.search.text import words

_OFFERED = 3  # nearest cards when nothing was found
_REMEMBERED = 300
_FEW_CARDS, _FEW_LETTERS = 2_000, 150
_IN_CHAT = 5  # who asks for more wants a list, as inline mode does
_EXACT = {"exact": 1.0}


@dataclass(frozen=True, slots=True)
class _Result:
    considered: Candidates
    ranked: list[RankedCard]
    signals: Features


class Finder:
    """Answers questions from one snapshot; used by one thread at a time."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._coefficients = coefficients("semantic" if snapshot.meaning else "lexical")

    def is_quick(self, text: str) -> bool:
        """Whether this takes a millisecond at most: few cards, few words, and all of them known.

        To mend a long one may take ten, and an encoder takes more than all the rest.
        """
        vocabulary = self._snapshot.vocabulary
        return (
            self._snapshot.meaning is None
            and vocabulary.cards <= _FEW_CARDS
            and len(text) <= _FEW_LETTERS
            and vocabulary.is_ready
            and all(map(vocabulary.knows, words(text)))
        )

    def find(self, text: str, limit: int) -> Found:
        """Find, and let the snapshot remember what was found."""
        lately = self._snapshot.found
        found = lately[text, limit] = self._find(text, limit)
        if len(lately) > _REMEMBERED:
            del lately[next(iter(lately))]
        return found

    def _find(self, text: str, limit: int) -> Found:
        result = self._search(text)
        read = result.considered.question
        if result.signals != _EXACT and (talk := _talk(text, read)):
            angry = self._asked_in_anger(text, limit)
            return angry or Found(text, SearchOutcome.NOTHING, small_talk=talk)
        outcome, confidence = self._decide(result)
        return Found(
            question=text,
            outcome=outcome,
            hits=tuple(map(_hit, _shown(result, outcome, limit))),
            understood=read.text if read.repaired else "",
            confidence=confidence,
        )

    def _asked_in_anger(self, text: str, limit: int) -> Found | None:
        """The sure answer to a question that is there behind swear words."""
        rest = without_abuse(text)
        if not rest:
            return None
        found = self._find(rest, limit)
        return replace(found, question=text) if found.outcome is SearchOutcome.ANSWER else None

    def explain(self, text: str, limit: int) -> Explanation:
        result = self._search(text)
        return Explanation(
            found=self.find(text, limit),
            terms=tuple(map(str, result.considered.terms)),
            candidates=tuple(
                Candidate(_hit(ranked), _parts(ranked.features, self._coefficients.ranking))
                for ranked in result.ranked[:limit]
            ),
            signals=_parts(result.signals, self._coefficients.listed),
        )

    def _search(self, text: str) -> _Result:
        considered = candidates(self._snapshot, text)
        ranked = rank(considered.cards, self._coefficients.ranking)
        if considered.exact:
            ranked.sort(key=lambda each: each.card.number not in considered.exact)
            return _Result(considered, ranked, _EXACT)
        return _Result(considered, ranked, signals(ranked, considered.terms))

    def _decide(self, result: _Result) -> tuple[SearchOutcome, float]:
        if result.signals == _EXACT:
            return SearchOutcome.ANSWER, 1.0
        model = self._coefficients
        listed, first = (
            probability(claim, result.signals) for claim in (model.listed, model.first)
        )
        if listed < model.choices_from:
            return SearchOutcome.NOTHING, listed
        if first < model.answer_from or result.signals["years"]:
            return SearchOutcome.CHOICES, listed  # of another year than was asked about, at best
        return SearchOutcome.ANSWER, first


def _talk(text: str, read: Question) -> SmallTalk | None:
    return small_talk(text) or (small_talk(read.text) if read.repaired else None)


def _shown(result: _Result, outcome: SearchOutcome, limit: int) -> list[RankedCard]:
    """Under «nearest by words» in a chat stands nothing that holds not a word of the question."""
    if outcome is not SearchOutcome.NOTHING or limit > _IN_CHAT:
        return result.ranked[:limit]
    return [each for each in result.ranked[:_OFFERED] if each.features["coverage"]]


def _hit(ranked: RankedCard) -> Hit:
    card = ranked.card
    return Hit(card.kind, card.id, card.key, card.title, card.label, ranked.score)


def _parts(values: Features, weights: dict[str, float]) -> tuple[Part, ...]:
    return tuple(
        Part(name, value, value * weights.get(name, 0.0)) for name, value in values.items()
    )
