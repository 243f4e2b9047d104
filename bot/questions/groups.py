"""Which questions ask the same: near-duplicates by the words that a search looks for."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.knowledge.check import mixed_words
from bot.questions.masks import without_masks
from bot.questions.models import OpenQuestion, Phrase, QuestionGroup
from bot.search.text import STOP_WORDS, one_alphabet, stem, words

_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_ALIKE = 2 / 3  # shared words among all words of both


def search_words(text: str) -> str:
    """The telling stems in alphabetical order, a space between; empty where nothing was asked."""
    typed = words(without_masks(text))
    return " ".join(sorted({stem(word) for word in typed if word not in STOP_WORDS}))


def meant(typed: str, understood: str) -> str:
    """What the repair made of a wrong layout or a transliteration; empty for anything else.

    Where nothing was found, the other repairs guess: a word that no answer has yet would become
    two that some have.
    """
    return "" if _RUSSIAN.search(typed) else understood


def phrasing(text: str) -> str:
    """What was typed as editors write phrasings: one line, small letters, one alphabet a word."""
    line = " ".join(without_masks(text).lower().split()).strip(" ?!.,;:—-")
    for word in mixed_words(line):
        line = re.sub(rf"\b{word}\b", one_alphabet(word), line)
    return line


def grouped(questions: Sequence[OpenQuestion]) -> tuple[QuestionGroup, ...]:
    """The most frequent first, then the longest waiting.

    A question joins a more frequent one when one has all the words of the other and few more:
    «выставка дубай» and «выставка китай» stay apart however long they are.
    """
    counted = Counter(question.words for question in questions)
    leaders = _leaders(sorted(counted, key=lambda key: (-counted[key], len(key), key)))
    members: dict[str, list[OpenQuestion]] = {}
    for question in questions:
        members.setdefault(leaders[question.words], []).append(question)
    groups = map(_group, members.values())
    return tuple(sorted(groups, key=lambda group: (-group.times, group.since, group.id)))


def _leaders(keys: Sequence[str]) -> dict[str, str]:
    """For each set of words the one that leads its group; `keys` come in order of importance.

    Alike sets share their rarest word, so only those are compared: a word that every question has
    would otherwise make thousands of questions wait for millions of comparisons.
    """
    shared = Counter(word for key in keys for word in key.split())
    found: dict[str, str] = {}
    with_word: dict[str, list[str]] = {}  # leaders by each of their words
    with_rarest: dict[str, list[str]] = {}
    for key in keys:
        rarest = min(key.split(), key=lambda word: (shared[word], word))
        wider = with_word.get(rarest, ())
        narrower = (leader for word in key.split() for leader in with_rarest.get(word, ()))
        found[key] = next((each for each in (*wider, *narrower) if _alike(key, each)), key)
        if found[key] == key:
            with_rarest.setdefault(rarest, []).append(key)
            for word in key.split():
                with_word.setdefault(word, []).append(key)
    return found


def _alike(one: str, other: str) -> bool:
    left, right = set(one.split()), set(other.split())
    nested = left <= right or right <= left
    return nested and len(left & right) >= _ALIKE * len(left | right)


def _group(questions: list[OpenQuestion]) -> QuestionGroup:
    phrases = Counter(question.phrase for question in questions)
    chosen = Counter(question.chosen_id for question in questions if question.chosen_id is not None)
    return QuestionGroup(
        id=min(question.id for question in questions),
        question_ids=tuple(question.id for question in questions),
        phrases=tuple(Phrase(text, times) for text, times in phrases.most_common()),
        people=len({question.person_id for question in questions}),
        since=min(question.asked_at for question in questions),
        causes=dict(Counter(question.cause for question in questions)),
        chosen=tuple(answer_id for answer_id, _ in chosen.most_common()),
    )
