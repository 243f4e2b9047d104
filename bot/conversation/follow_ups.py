"""Reads a message beside what the person is looking at: a follow-up («а где это?»), or whole.

Which it is, a fitted model decides by readable features.
"""

import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import mul
from pathlib import Path

from bot.conversation.models import Reaction, Subject
from bot.conversation.requests import Action, read_request
from bot.conversation.turn_words import (
    ANOTHER,
    ASKS,
    BEGINS,
    CHANGES,
    DEICTIC,
    asks,
    asks_nothing,
    asks_what_it_is,
    lacks_noun,
    own_words,
    replaced_word,
    subject_words,
    telling_words,
    two_questions,
)
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.search.ranking import Features, probability
from bot.search.text import stem, words

COEFFICIENTS = Path(__file__).with_name("coefficients.json")  # by `python -m bench.follow_ups`

_ALL_KNOWN = 0.999
_NAMED = 0.8  # of a question, in a card that it names
_LITTLE = 2.0  # a card with a lower score has hardly a word of the question
_HOLDS = 0.2  # a card with less of what is asked does not hold it
_SAME = 0.9  # what stands for a word at least so well is its synonym
_ABOUT_IT = 0.6  # a card with less of the subject is about another
_UNSURE = 0.5  # the confidence of a list under which none of its cards is likely
_FEW_WORDS = 2  # that tell something: more of them are a question of their own
ORDER = ("together", "alone", "near", "event")


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: `follow_up` is a logistic model, `order` has the weights of `ORDER`.

    A message that is a follow-up by more than `least` is taken for one.
    """

    follow_up: Mapping[str, float]
    least: float
    order: tuple[float, ...]


@cache
def model() -> Model:
    found = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return Model(found["follow_up"], found["from"], tuple(found["order"][name] for name in ORDER))


def features(text: str, alone: SearchResult, subject: Subject) -> Features:
    """The features of a message beside its subject, each readable by itself.

    begins, deictic, asks: how follow-ups begin, point and ask. few: it names little by itself.
    plain: it names something and does none of that; bare: and all of it names another card.
    changes: it says that the subject changes. defines: it asks what something it names is.
    alone, score: how sure the search is without the subject, and how well its first card fits.
    near: how well the best card of the subject fits, beside the best of all. unknown: how much of
    it no card has.
    """
    typed = words(alone.understood or text)
    own, telling = own_words(typed), telling_words(typed)
    ends = (*typed[:2], *typed[-2:])
    defines = bool(own) and asks_what_it_is(text)
    known = math.fsum(term.weight for term in alone.terms if term.known)
    whole = math.fsum(term.weight for term in alone.terms)
    best = max((each.words for each in alone.candidates), default=0.0)
    near = (each.words for each in alone.candidates if subject.is_near(each.card))
    leans = {
        "begins": float(bool(typed) and typed[0] in BEGINS),
        "deictic": float(not defines and any(word in DEICTIC for word in typed)),
        "asks": float(any(word in ASKS for word in ends)),
    }
    return leans | {
        "few": 1 / (1 + len(telling)),
        "plain": float(not any(leans.values()) and bool(telling)),
        "bare": float(not any(leans.values()) and _names(own, alone, subject)),
        "changes": float(any(word in CHANGES for word in typed)),
        "defines": float(defines),
        "alone": alone.confidence,
        "score": best / 10,
        "near": max(near, default=0.0) / max(best, _LITTLE),
        "unknown": 1 - known / whole if whole else 0.0,
    }


def _names(own: Sequence[str], alone: SearchResult, subject: Subject) -> bool:
    """Whether these words name the first card: it has all, its title half of them at least."""
    if not own or not alone.candidates or subject.is_near(alone.candidates[0].card):
        return False
    first = alone.candidates[0]
    title = set(map(stem, words(first.card.title)))
    told = sum(stem(word) in title for word in own)
    return first.coverage >= _NAMED and 2 * told >= len(own)


def chance(found: Features) -> float:
    """How likely a message with these features is a follow-up."""
    return probability(model().follow_up, found)


def is_whole(alone: SearchResult) -> bool:
    """A question that the content has word for word needs no subject."""
    return alone.outcome == "answer" and alone.confidence > _ALL_KNOWN


def order_features(hit: Hit, alone: SearchResult, subject: Subject) -> tuple[float, ...]:
    """What puts a card found for a question with its subject before others, as `ORDER` names it.

    together, alone: its scores for the question with the subject, and without. near: it is of the
    subject. event: it is an event and the subject is none.
    """
    by_itself = (each.score for each in alone.candidates if hit.is_same(each.card))
    strange = hit.kind == "event" != subject.hit.kind
    return hit.score, next(by_itself, 0.0), float(subject.is_near(hit)), float(strange)


def ordered(together: Iterable[Hit], alone: SearchResult, subject: Subject) -> tuple[Hit, ...]:
    """Put the hits for a question with its subject in order, best first."""

    def score(hit: Hit) -> float:
        return math.fsum(map(mul, model().order, order_features(hit, alone, subject)))

    return tuple(sorted(together, key=score, reverse=True))


def _holds(hit: Hit, asked: str, alone: SearchResult) -> bool:
    """Whether a card has enough of the words that carry what is asked."""
    if not own_words(words(alone.understood or asked)):
        return True
    found = (each for each in alone.candidates if hit.is_same(each.card))
    return any(each.coverage >= _HOLDS for each in found)


def _is_about(hit: Hit, of: SearchResult, subject: Subject) -> bool:
    """Whether a card is the subject's own, or has most of the words that led to that."""
    found = (each for each in of.candidates if hit.is_same(each.card))
    return hit.is_same(subject.hit) or any(each.coverage >= _ABOUT_IT for each in found)


def _telling(text: str, alone: SearchResult) -> list[set[str]]:
    """What each word that names something may stand for; none of a message that points."""
    typed = words(alone.understood or text)
    sure = alone.outcome is SearchOutcome.ANSWER and not ASKS.isdisjoint(typed[1:])
    if sure and typed[0] in BEGINS:
        typed = typed[1:]  # «а у моспрома кто директор» is whole
    if not typed or typed[0] in BEGINS or not DEICTIC.isdisjoint(typed):
        return []
    telling = telling_words(typed)
    if lacks_noun(telling):
        return []
    known = {term.text: term.variants for term in alone.terms}
    return [
        {stem(word), *(_stem_of(each) for each, how in known.get(word, {}).items() if how >= _SAME)}
        for word in telling
    ]


def _stem_of(variant: str) -> str:
    """A concept is named after its first word: «=gulfood» stands for «гулфуд»."""
    return stem(variant.removeprefix("=")) if variant.startswith("=") else variant


def _names_another(text: str, alone: SearchResult, subject: Subject) -> bool:
    """Whether all that a message names is in the title of another card: «адрес мэц»."""
    telling = _telling(text, alone)
    if not telling or not alone.candidates or subject.hit.is_same(alone.candidates[0].card):
        return False
    title = set(map(stem, words(alone.candidates[0].card.title)))
    known = set(map(stem, words(f"{subject.hit.title} {subject.words}")))
    return all(each & title and not each & known for each in telling)


def _is_covered(text: str, alone: SearchResult, subject: Subject) -> bool:
    """Whether another card has nearly all of a message that names something."""
    if not _telling(text, alone) or not alone.candidates:
        return False
    first = alone.candidates[0]
    return first.coverage >= _NAMED and not subject.is_near(first.card)


def _leans(text: str, alone: SearchResult) -> bool:
    """Whether a message begins as follow-ups do, and by itself finds nothing that fits it."""
    typed = words(alone.understood or text)
    unsure = alone.outcome is SearchOutcome.CHOICES and alone.confidence < _UNSURE
    return unsure and typed[0] in BEGINS and len(telling_words(typed)) <= _FEW_WORDS


def _is_lost_alone(text: str, alone: SearchResult) -> bool:
    """Whether a message names one thing that the content knows, and finds nothing by itself.

    So does «выдают диплом?», which is then asked of the card on the screen.
    """
    nothing = alone.outcome is SearchOutcome.NOTHING and all(term.known for term in alone.terms)
    return nothing and len(telling_words(words(alone.understood or text))) == 1


LISTED = 5
_CONSIDERED = 10  # hits of a follow-up that are put in order
_LONGEST_SUBJECT = 200  # characters: a question at length says its subject by itself
_ABOUT = re.compile(
    r"\A(?:(?:да|нет|не|неа|стоп|погоди\w*|не то|ой)[\s,.!—-]+)*"
    r"(?P<who>(?:я|мне|имел\w* в виду|спрашива\w+|интересует)\s+)?(?:про|насч[её]т)\s+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_ABOUT = re.compile(
    r"(?:(?:нет|не|неа|стоп)[\s,.!—-]+)?я не (?:про|об?|насч[её]т)\s+\w+[\s,.—-]+"
    r"(?:а\s+)?(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_MEANT = re.compile(
    r"\A(?:(?:да|нет|не|неа|ой|стоп|блин|погоди\w*|извини\w*)[\s,.!—-]+)*"
    r"(?:я\s+)?(?:име\w+ в виду|перепутал[аи]?|ошиб(?:ся|лась|лись)|опечатал(?:ся|ась)|"
    r"точнее|вернее|в смысле|то есть)[\s,.:—-]+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
# «И ещё вопрос, …»: what comes next is asked as if it were said alone.
_ANNOUNCED = re.compile(
    r"\A\s*(?:(?:и|а|ну|так|ок|окей|ладно|понятно|ясно|хорошо|спасибо|тогда|у меня)[\s,.!—-]+)*"
    r"(?:ещ[её]|другой|следующий|теперь)\s+(?:(?:один|такой|есть)\s+)?вопрос\w*[\s,.:—-]+",
    re.IGNORECASE,
)
_YES = frozenset({"да", "ага", "угу", "давай", "давайте", "конечно", "да давай", "ок"})
_NO = frozenset({"нет", "не надо", "неа", "не нужно", "нет спасибо", "нет не надо"})
_REFUSALS = frozenset({"не то", "это не то", "не это", "не об этом", "не подходит", "мимо"})

Find = Callable[[str, int], Awaitable[SearchResult]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message was taken for.

    `subject` is set for a follow-up; `unheld` when no card says what is asked of it. `searched`
    are the words that were searched, `features` what decided. `second` is the latter of two
    questions: its card is the second hit.
    """

    found: SearchResult
    searched: str
    subject: Subject | None = None
    unheld: bool = False
    features: tuple[tuple[str, float], ...] = ()
    second: str = ""


class TurnReader:
    """Finds cards for the messages of a conversation."""

    def __init__(self, find: Find) -> None:
        """`find` is given a question and how many hits are wanted at most."""
        self._find = find

    async def read(self, text: str, subject: Subject | None) -> Turn:
        text = _ANNOUNCED.sub("", text) or text
        if two := await self._two(text):
            return two
        if subject is None:
            return Turn(await self._find(text, LISTED), text)
        if _asks_for_more(text):
            return await self._rest(text, subject)
        return await self._taken_back(text, subject) or await self._decide(text, subject)

    async def _taken_back(self, text: str, subject: Subject) -> Turn | None:
        """A message that says what was meant instead; None for any other."""
        if found := _NOT_ABOUT.fullmatch(text.strip()):
            return await self._follow(text, found["what"], subject)
        if meant := _instead(subject.words, text) or _corrected(text):
            return await self._correct(text, meant, subject)
        if found := _MEANT.fullmatch(text.strip()):
            return await self._another(text, found["what"], subject)
        return None

    async def _two(self, text: str) -> Turn | None:
        """Two questions, each of which has a sure card of its own; None for anything else."""
        halves = two_questions(text)
        if halves is None:
            return None
        first, second = [await self._find(each, LISTED) for each in halves]
        if {first.outcome, second.outcome} != {SearchOutcome.ANSWER}:
            return None
        if first.hits[0].is_same(second.hits[0]):
            return None
        found = replace(first, question=text, hits=(first.hits[0], second.hits[0]))
        return Turn(found, halves[0], second=halves[1])

    async def _decide(self, text: str, subject: Subject) -> Turn:
        alone = await self._find(text, LISTED)
        if alone.small_talk is not None or is_whole(alone) or asks_nothing(text):
            return Turn(alone, text)
        if alone.outcome is SearchOutcome.ANSWER and alone.hits[0].is_same(subject.hit):
            return Turn(alone, joined(subject, text))  # it names what is on the screen
        found = features(text, alone, subject)
        told = (*found.items(), ("chance", likely := chance(found)))
        follows = likely > model().least or _is_lost_alone(text, alone) or _leans(text, alone)
        if not follows or _names_another(text, alone, subject):
            return Turn(alone, text, features=told)
        follow_up = await self._follow(text, text, subject)
        if alone.outcome is SearchOutcome.ANSWER and alone.hits[0].is_same(follow_up.found.hits[0]):
            # Either way it is read, this is the answer.
            return Turn(alone, follow_up.searched, features=told)
        if follow_up.unheld and _is_covered(text, alone, subject):
            return Turn(alone, text, features=told)
        return replace(follow_up, features=told)

    async def _follow(self, text: str, asked: str, subject: Subject) -> Turn:
        """The question together with its subject; the subject's card first where none holds it."""
        subject = await self._chosen(asked, subject)
        searched = joined(subject, asked)
        alone, together = await self._find(asked, LISTED), await self._find(searched, _CONSIDERED)
        hits = ordered(together.hits, alone, subject)
        if not ANOTHER.fullmatch(asked.strip()):
            of = await self._find(subject.searched, LISTED)
            hits = tuple(sorted(hits, key=lambda hit: not _is_about(hit, of, subject)))
        elif ASKS.isdisjoint(words(asked)):
            hits = tuple(sorted(hits, key=lambda hit: not _holds(hit, asked, alone)))
        unheld = not (hits and _holds(hits[0], asked, alone))
        if unheld and not (hits and subject.is_near(hits[0])):
            hits = (subject.hit, *(each for each in hits if not each.is_same(subject.hit)))
        sure = together.outcome is SearchOutcome.ANSWER and not unheld
        outcome = SearchOutcome.ANSWER if sure else SearchOutcome.CHOICES
        found = replace(together, question=text, understood="", outcome=outcome, hits=hits[:LISTED])
        return Turn(found, searched, subject, unheld=unheld)

    async def _chosen(self, asked: str, subject: Subject) -> Subject:
        """Of a list that nobody chose from, the card that fits the question best."""
        if subject.offered is None:
            return subject
        listed = (await self._find(subject.searched, LISTED)).hits
        together = (await self._find(joined(subject, asked), _CONSIDERED)).hits
        fits = (each for each in together if any(map(each.is_same, listed)))
        best = next(fits, subject.hit)
        if best.is_same(subject.hit):
            return subject
        return replace(subject, hit=best, related=(), english="", near=None)

    async def _rest(self, text: str, subject: Subject) -> Turn:
        """Everything about the subject but the card that is on the screen.

        Its title says what it is about more fully than the words that led to it. What is near it
        comes first, each in the order in which it fits both.
        """
        found = await self._find(f"{subject.words} {subject.hit.title}".strip(), LISTED)
        others = (each for each in (*found.hits, *subject.related))
        new = _distinct(each for each in others if not each.is_same(subject.hit))
        hits = tuple(sorted(new, key=subject.is_near, reverse=True))[:LISTED]
        outcome = SearchOutcome.CHOICES if hits else SearchOutcome.NOTHING
        return Turn(SearchResult(text, outcome, hits), subject.searched, subject)

    async def _another(self, text: str, what: str, subject: Subject) -> Turn:
        """What was asked of the subject, asked of what was meant: «я имел в виду егэ»."""
        turn = await self._follow(text, f"а {what}", subject)
        if turn.unheld or asks(what):
            return await self._correct(text, what, subject)
        return replace(turn, subject=None)

    async def _correct(self, text: str, what: str, subject: Subject) -> Turn:
        found = await self._find(what, LISTED)
        if not found.hits:
            return await self._follow(text, what, subject)
        return Turn(
            replace(found, question=text, outcome=SearchOutcome.CHOICES, understood=what), what
        )


def reaction(text: str, subject: Subject) -> Reaction | None:
    """A message that asks for nothing new, and leaves the person where they are."""
    said = " ".join(words(text))
    if not any(map(str.isalnum, text)):
        return Reaction.SEEN
    if said in _YES:
        return Reaction.ACCEPTS if subject.offered else Reaction.SEEN
    return Reaction.REFUSES if said in _NO else None


def _instead(asked: str, text: str) -> str:
    """The question with another word, «запись на огэ» after «не егэ, а огэ»; "" for other texts."""
    found = replaced_word(text)
    typed = words(asked)
    if found is None or stem(found[0]) not in map(stem, typed):
        return ""
    return " ".join(found[1] if stem(word) == stem(found[0]) else word for word in typed)


def _corrected(text: str) -> str:
    """What was meant: «про колледж» of «нет, я про колледж»; "" for other texts."""
    found = _ABOUT.fullmatch(text.strip())
    says_so = found and (found["who"] or found.start("what") > len("насчёт "))
    return found["what"] if found and says_so else ""


def _asks_for_more(text: str) -> bool:
    request = read_request(text)
    more = request is not None and request.action is Action.MORE
    return more or " ".join(words(text)) in _REFUSALS


def joined(subject: Subject, text: str) -> str:
    """A question with its subject, without what was asked of that where it asks anew."""
    about = subject.searched[:_LONGEST_SUBJECT]
    return f"{subject_words(about) if asks(text) else about} {text}"


def _distinct(hits: Iterable[Hit]) -> Iterable[Hit]:
    return {(each.kind, each.id): each for each in hits}.values()
