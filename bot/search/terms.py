"""What a repaired question looks for: its telling words, and all that counts as each of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.search.repair import Question, Word
from bot.search.synonyms import Synonyms
from bot.search.text import SPOKEN, STOP_WORDS, is_year, stem
from bot.search.vocabulary import Vocabulary

_CONCEPT = 0.9  # a synonym counts a little less than the word itself
_PART_OF_PHRASE = 0.4  # a word of «экспортный центр» where the phrase has a concept of its own
_RELATIVE = 0.7


@dataclass(frozen=True, slots=True)
class Term:
    """`variants` are stems and concepts, and how well each stands for the word.

    `weight` is how much the word tells, 0 to 1.
    """

    text: str
    variants: dict[str, float]
    weight: float
    is_year: bool = False

    @property
    def known(self) -> bool:
        """Whether any card holds it."""
        return bool(self.variants)

    def __str__(self) -> str:
        stands = ", ".join(f"{variant} {how:.2f}" for variant, how in self.variants.items())
        return f"{self.text}: {stands or 'unknown'} (weight {self.weight:.2f})"


def terms(question: Question, vocabulary: Vocabulary, synonyms: Synonyms) -> list[Term]:
    """Make one term for each telling word, and one for a phrase that is a concept as a whole."""
    stems = [stem(word.text) for word in question.words]
    found: list[Term] = []
    phrased: set[int] = set()
    concepts: dict[int, dict[str, float]] = {}
    for start, end, concept in synonyms.concepts([word.text for word in question.words]):
        if end - start == 1:
            concepts.setdefault(start, {})[concept] = _CONCEPT
        else:
            phrased.update(range(start, end))
            parts = dict.fromkeys(stems[start:end], _PART_OF_PHRASE)
            text = " ".join(word.text for word in question.words[start:end])
            found.append(_term(text, {**parts, concept: 1.0}, vocabulary, concept))
    for index, word in enumerate(question.words):
        if word.text not in STOP_WORDS and index not in phrased:
            variants = {**concepts.get(index, {}), **_variants(word, vocabulary)}
            term = _term(word.text, variants, vocabulary, stems[index])
            if stems[index] in vocabulary.terms or word.text not in SPOKEN:  # else it asks nothing
                found.append(term)
    return _distinct(found)


def _variants(word: Word, vocabulary: Vocabulary) -> dict[str, float]:
    base = stem(word.text)
    sure = word.sure or 1.0
    others = {stem(other): weight for other, weight in word.meant}
    relatives = {other: sure * _RELATIVE * alike for other, alike in vocabulary.relatives(base)}
    return {**relatives, **others, base: sure}


def _term(text: str, variants: dict[str, float], vocabulary: Vocabulary, leading: str) -> Term:
    here = {variant: weight for variant, weight in variants.items() if variant in vocabulary.terms}
    best = (
        leading
        if leading in here
        else max(here, key=lambda variant: here[variant], default=leading)
    )
    return Term(text, here, vocabulary.idf(best), is_year(text))


def _distinct(found: Iterable[Term]) -> list[Term]:
    """Drop repetitions: a word said twice asks no more than once."""
    return list({frozenset(term.variants) or term.text: term for term in found}.values())
