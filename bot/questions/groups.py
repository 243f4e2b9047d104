"""Groups questions that ask the same: near-duplicates by their search words."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.questions.masks import without_masks
from bot.questions.models import OpenQuestion, Phrase, QuestionGroup, WaitingWords
from bot.search.text import STOP_WORDS, one_alphabet, stem, words

_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_SIMILAR = 2 / 3  # the least share of common words among all words of both


def search_words(text: str) -> str:
    """The stems without stop words, sorted and joined by spaces; empty when none is left."""
    typed = words(without_masks(text))
    return " ".join(sorted({stem(word) for word in typed if word not in STOP_WORDS}))


def meant(typed: str, understood: str) -> str:
    """The Russian text behind a wrong keyboard layout or a transliteration, else empty.

    Other repairs are not stored: where nothing was found they only guess, and might split a word
    that no answer contains yet.
    """
    return "" if _RUSSIAN.search(typed) else understood


def phrasing(text: str) -> str:
    """The text as editors write phrasings: one line, small letters, one alphabet in each word."""
    line = " ".join(without_masks(text).lower().split()).strip(" ?!.,;:—-")
    return _LETTERS.sub(lambda found: one_alphabet(found[0]), line)


def merged(waiting: Sequence[WaitingWords]) -> tuple[tuple[WaitingWords, ...], ...]:
    """The most frequent groups first, then those that wait longest.

    Words join more frequent ones when one of them contains all words of the other and few more.
    «выставка дубай» and «выставка китай» therefore stay apart.
    """
    times = {each.words: each.times for each in waiting}
    leaders = _leaders(sorted(times, key=lambda key: (-times[key], len(key), key)))
    members: dict[str, list[WaitingWords]] = {}
    for each in waiting:
        members.setdefault(leaders[each.words], []).append(each)
    return tuple(map(tuple, sorted(members.values(), key=_rank)))


def _rank(members: Sequence[WaitingWords]) -> tuple[int, int]:
    return -sum(each.times for each in members), min(each.id for each in members)


def _leaders(keys: Sequence[str]) -> dict[str, str]:
    """Map each key (a set of words) to the key of its group; important `keys` come first.

    Similar sets share their rarest word, so only sets that share it are compared. Comparing all
    sets with a common word would take millions of comparisons for thousands of questions.
    """
    sets = {key: frozenset(key.split()) for key in keys}
    shared = Counter(word for each in sets.values() for word in each)
    found: dict[str, str] = {}
    with_word: dict[str, list[str]] = {}  # leaders by each of their words
    with_rarest: dict[str, list[str]] = {}
    for key in keys:
        own = sets[key]
        rarest = min(own, key=lambda word: (shared[word], word))
        wider = with_word.get(rarest, ())
        narrower = (leader for word in sorted(own) for leader in with_rarest.get(word, ()))
        alike = (each for each in (*wider, *narrower) if _are_similar(own, sets[each]))
        found[key] = next(alike, key)
        if found[key] == key:
            with_rarest.setdefault(rarest, []).append(key)
            for word in own:
                with_word.setdefault(word, []).append(key)
    return found


def _are_similar(one: frozenset[str], other: frozenset[str]) -> bool:
    """Of sets that are nested the smaller one is what they have in common."""
    smaller, larger = sorted((one, other), key=len)
    return len(smaller) >= _SIMILAR * len(larger) and smaller <= larger


def make_group(
    members: Sequence[WaitingWords], questions: Sequence[OpenQuestion], people: int, last_id: int
) -> QuestionGroup:
    """`questions` are the first of those up to `last_id`; `people` have asked all of them."""
    phrases = Counter(question.phrase for question in questions)
    chosen = Counter(question.chosen_id for question in questions if question.chosen_id is not None)
    return QuestionGroup(
        id=min(question.id for question in questions),
        last_id=last_id,
        words=tuple(each.words for each in members),
        times=sum(each.times for each in members),
        phrases=tuple(Phrase(text, times) for text, times in phrases.most_common()),
        people=people,
        since=min(question.asked_at for question in questions),
        causes=dict(Counter(question.cause for question in questions)),
        chosen=tuple(answer_id for answer_id, _ in chosen.most_common()),
    )
