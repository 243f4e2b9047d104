"""What a repaired question looks for: its terms, and what counts as each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.search.repair import Question, Word
from bot.search.synonyms import Synonyms
from bot.search.text import SPOKEN, STOP_WORDS, is_year, stem
from bot.search.vocabulary import Vocabulary

_CONCEPT = 0.9  # a synonym counts a little less than the word itself
_PART_OF_PHRASE = 0.4  # a word of «экспортный центр» where the phrase has a concept of its own
_SAME = 0.6  # what stands for a term at least so well means the same
_RELATIVE = 0.7  # a relative counts so much less, times how much of the stem it shares


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the question.

    `variants` are the stems and concepts that count as it, with how well each stands for it, 0 to
    1. `weight` is how much the term tells, 0 to 1: see `Vocabulary.idf`.
    """

    text: str
    variants: dict[str, float]
    weight: float
    is_year: bool = False

    @property
    def known(self) -> bool:
        """Whether any card contains it."""
        return bool(self.variants)

    def __str__(self) -> str:
        variants = ", ".join(f"{each} {quality:.2f}" for each, quality in self.variants.items())
        return f"{self.text}: {variants or 'unknown'} (weight {self.weight:.2f})"


def terms(question: Question, vocabulary: Vocabulary, synonyms: Synonyms) -> list[Term]:
    """Return a term for each word that is no stop word, and one for each phrase of the synonyms."""
    stems = [stem(word.text) for word in question.words]
    found: list[Term] = []
    in_phrases: set[int] = set()
    concepts: dict[int, dict[str, float]] = {}
    for start, end, concept in synonyms.concepts([word.text for word in question.words]):
        if end - start == 1:
            concepts.setdefault(start, {})[concept] = _CONCEPT
        else:
            in_phrases.update(range(start, end))
            parts = dict.fromkeys(stems[start:end], _PART_OF_PHRASE)
            text = " ".join(word.text for word in question.words[start:end])
            found.append(_term(text, {**parts, concept: 1.0}, vocabulary, concept))
    for index, word in enumerate(question.words):
        if word.text not in STOP_WORDS and index not in in_phrases:
            variants = {**concepts.get(index, {}), **_variants(word, vocabulary)}
            term = _term(word.text, variants, vocabulary, stems[index])
            # A spoken word that no card contains («зачем») is not looked for.
            if stems[index] in vocabulary.terms or word.text not in SPOKEN:
                found.append(term)
    return _distinct(found)


def asks_for(name: Sequence[str], asked: Sequence[Term], synonyms: Synonyms) -> bool:
    """Return whether a question asks for the thing with this name: «цены курсов».

    Its first word, and at least half of its words, are among the terms of the question; numbers
    tell nothing.
    """
    wanted = {
        variant for term in asked for variant, quality in term.variants.items() if quality >= _SAME
    }
    found = [stem(word) in wanted for word in name]
    for start, end, concept in synonyms.concepts(name):
        if concept in wanted:
            found[start:end] = [True] * (end - start)
    pairs = zip(name, found, strict=True)
    telling = [same for word, same in pairs if word not in STOP_WORDS and not word.isdecimal()]
    return bool(telling) and telling[0] and sum(telling) * 2 >= len(telling)


def _variants(word: Word, vocabulary: Vocabulary) -> dict[str, float]:
    base = stem(word.text)
    certainty = word.certainty or 1.0
    others = {stem(other): weight for other, weight in word.others}
    relatives = {
        other: certainty * _RELATIVE * alike for other, alike in vocabulary.relatives(base)
    }
    return {**relatives, **others, base: certainty}


def _term(text: str, variants: dict[str, float], vocabulary: Vocabulary, leading: str) -> Term:
    """Make a term of the variants that cards contain; its weight is that of the leading one."""
    here = {variant: weight for variant, weight in variants.items() if variant in vocabulary.terms}
    best = (
        leading
        if leading in here
        else max(here, key=lambda variant: here[variant], default=leading)
    )
    return Term(text, here, vocabulary.idf(best), is_year(text))


def _distinct(found: Iterable[Term]) -> list[Term]:
    """Drop repetitions: a word that occurs twice counts once."""
    return list({frozenset(term.variants) or term.text: term for term in found}.values())
