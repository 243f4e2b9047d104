"""Understands a typed question: repairs it, and tells the terms that it looks for.

Keyboard layout, alphabet, spacing and typos are repaired; synonyms and relatives count as a word.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Literal

from bot.search.dictionary import is_word
from bot.search.text import (
    LONGEST,
    MOST_WORDS,
    SPOKEN,
    STOP_WORDS,
    as_cyrillic,
    as_english,
    as_russian,
    is_year,
    sound_key,
    stem,
    words,
)
from bot.search.typos import corrections, join, split
from bot.search.vocabulary import Synonyms, Vocabulary

_PASSES = 4  # a repaired word may help to read its neighbour; more passes change nothing
_CHEAP = 1.0  # the cost of a typo that is believed before any other explanation
_SAME_WORD = 0.7  # a stem so like one of the content is another form of it, not a typo


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question. `others` are further words it may mean, with their certainty."""

    text: str
    others: tuple[tuple[str, float], ...] = ()
    certainty: float = 1.0  # 0 when the word is unknown and could not be repaired


@dataclass(frozen=True, slots=True)
class Question:
    """The repaired `words` of a question, and the normalised text as it was `typed`."""

    words: tuple[Word, ...]
    typed: str

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def repaired(self) -> bool:
        return self.text != self.typed


def understand(text: str, vocabulary: Vocabulary) -> Question:
    """Repair unknown words; a question in known words stays as it was typed."""
    text = text[:LONGEST]
    typed = words(text)[:MOST_WORDS]
    if all(map(vocabulary.knows, typed)):
        return Question(tuple(map(Word, typed)), " ".join(typed))
    repaired = _repair(text.split(), vocabulary)
    for _ in range(_PASSES - 1):
        joined = words(" ".join(word.text for word in repaired))  # may see a year in «20 год»
        again = _repair(joined, vocabulary)
        if [word.text for word in again] == [word.text for word in repaired]:
            break
        repaired = again
    return Question(tuple(repaired), " ".join(typed))


def _repair(pieces: Sequence[str], vocabulary: Vocabulary) -> list[Word]:
    read = list(chain.from_iterable(read_alphabets(pieces[:MOST_WORDS], vocabulary)))
    joined = _join_torn(read[:MOST_WORDS], vocabulary)
    return list(chain.from_iterable(_corrected(word, vocabulary) for word in joined))[:MOST_WORDS]


def _join_torn(read: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    found: list[str] = []
    for word in read:
        if found and (whole := join(found[-1], word, vocabulary)):
            found[-1] = whole
        else:
            found.append(word)
    return found


def _corrected(word: str, vocabulary: Vocabulary) -> list[Word]:
    if vocabulary.knows(word) or is_word(word):
        return [Word(word)]
    found = corrections(word, vocabulary)
    if found and found[0][1] <= _CHEAP:
        return [_best_of(found)]
    if any(alike >= _SAME_WORD for _, alike in vocabulary.relatives(stem(word))):
        return [Word(word)]
    if parts := split(word, vocabulary):
        return [Word(part) for part in parts]
    return [_best_of(found)] if found else [Word(word, certainty=0.0)]


def _best_of(found: Sequence[tuple[str, float]]) -> Word:
    (best, cost), *others = found
    certainty = max(0.3, 1 - cost / 4)
    return Word(best, tuple((other, certainty * 0.6) for other, _ in others), certainty)


_LATIN = re.compile("[a-z]", re.IGNORECASE)
_PUNCTUATION = ".,?!:;()\"'«»"
_TELLING = 3  # letters of a piece
# A question with one of these words is English: no transliterated Russian word looks so.
_ENGLISH = frozenset(
    """
    the of is are what how for and in with does which when where who from this many much
    """.split()  # noqa: SIM905
)

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# Two of these too: some of them, as «do» and «to», are also Russian words in Latin letters.
_OFTEN_ENGLISH = frozenset(
    """
    can could do you your my we our i to a an any there have get find need want about tax taxes
    company companies supplier suppliers buyer buyers foreign foreigner foreigners resident
    residents benefits help trade fair fairs apply college colleges study manufacturers
    """.split()  # noqa: SIM905
)


def language_of(text: str) -> Literal["ru", "en"] | None:
    """None where the words do not tell: a name, a number, Russian in Latin letters."""
    if _CYRILLIC.search(text):
        return "ru"
    typed = words(text)
    often = sum(word in _OFTEN_ENGLISH for word in typed)
    return "en" if often > 1 or not _ENGLISH.isdisjoint(typed) else None


_Reading = Callable[[str, Vocabulary], Sequence[str]]


def read_alphabets(pieces: Sequence[str], vocabulary: Vocabulary) -> list[Sequence[str]]:
    """Return the words of each piece in the alphabet that was meant.

    Latin pieces are read as typed, in the other keyboard layout or as transliteration: in the one
    way in which most words are known. A piece is read in another way only if no word of it is known
    in this one and all are known in that. Pieces of a letter or two tell nothing of the way: «vs»
    alone is no «мы».
    """
    latin = [piece for piece in pieces if _LATIN.search(piece)]
    if not latin:
        return [_read_cyrillic(piece, vocabulary) for piece in pieces]
    ways: tuple[_Reading, ...] = (_as_typed, _other_layout, _transliterated)
    telling = [piece for piece in latin if len(piece) >= _TELLING]
    scores = [sum(_known(way(piece, vocabulary), vocabulary) for piece in telling) for way in ways]
    best = max(range(len(ways)), key=lambda index: (scores[index], -index))
    if best == 0 and not _ENGLISH.isdisjoint(chain.from_iterable(map(words, latin))):
        ways = (_as_typed,)
    return [
        _read_latin(piece, ways[best], ways, vocabulary)
        if _LATIN.search(piece)
        else _read_cyrillic(piece, vocabulary)
        for piece in pieces
    ]


def _read_latin(
    piece: str, best: _Reading, ways: Sequence[_Reading], vocabulary: Vocabulary
) -> Sequence[str]:
    read = best(piece, vocabulary)
    if _known(read, vocabulary) == 0 and len(piece) >= _TELLING:
        for way in ways:
            other = way(piece, vocabulary)
            if _known(other, vocabulary) == 1:
                return other
    return read


def _read_cyrillic(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Read an unknown piece in the English layout if its words are known: «пшеуч» as «gitex»."""
    typed = words(piece)
    if typed and not any(vocabulary.knows(word) or is_word(word) for word in typed):
        other = words(as_english(piece.strip(_PUNCTUATION)))
        if other and all(map(vocabulary.knows, other)):
            return other
    return typed


def _as_typed(piece: str, _: Vocabulary) -> Sequence[str]:
    return words(piece)


def _other_layout(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Read a full stop or a comma at the end as a letter where that makes a known word: «lf.»."""
    whole, bare = words(as_russian(piece)), words(as_russian(piece.strip(_PUNCTUATION)))
    return whole if _known(whole, vocabulary) >= _known(bare, vocabulary) else bare


def _transliterated(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    return [
        _from_sound(word, vocabulary) if _LATIN.match(word) else word
        for word in words(piece.replace("'", ""))
    ]


def _from_sound(word: str, vocabulary: Vocabulary) -> str:
    return vocabulary.by_sound(sound_key(word)) or as_cyrillic(word)


def _known(read: Sequence[str], vocabulary: Vocabulary) -> float:
    """Return the share of known words."""
    return sum(map(vocabulary.knows, read)) / len(read) if read else 0.0


_CONCEPT = 0.9  # a synonym counts a little less than the word itself
_PART_OF_PHRASE = 0.4  # a word of «экспортный центр» where the phrase has a concept of its own
_TELLS_MOST, _TELLS_MORE = 0.6, 0.25  # of the question: at least, and more than the text before
_SAME = 0.6  # what stands for a term at least so well means the same
_GARBLED = 0.5  # a word in no dictionary tells less of what is asked: it may be misspelt
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
            if word.certainty == 0:
                term = replace(term, weight=_GARBLED * term.weight)
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


def telling_passage(
    asked: Sequence[Term], passages: Sequence[str], shown: str, synonyms: Synonyms
) -> str:
    """Return the passage that says what was asked where the text that is shown does not.

    It has most of the question, its years too, and much more than the text does; empty where the
    text will do.
    """
    known = [term for term in asked if term.known]
    years = {term.text for term in asked if term.is_year}
    whole = sum(term.weight for term in known) or 1.0

    def held(text: str) -> float:
        there = stems_and_concepts(text, synonyms)
        return sum(
            term.weight
            for term in known
            if any(quality >= _SAME and name in there for name, quality in term.variants.items())
        )

    best = max((each for each in passages if years <= {*words(each)}), key=held, default="")
    tells = held(best) / whole
    return best if tells >= _TELLS_MOST and tells - held(shown) / whole >= _TELLS_MORE else ""


@lru_cache(maxsize=512)  # the sentences of what is asked lately
def stems_and_concepts(text: str, synonyms: Synonyms) -> frozenset[str]:
    """Return all that a sentence may be found by."""
    typed = words(text)
    return frozenset((*map(stem, typed), *(name for _, _, name in synonyms.concepts(typed))))


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
