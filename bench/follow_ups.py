"""Fit which messages are follow-ups and how their cards are ordered: `python -m bench.follow_ups`.

Writes `bot/conversation/coefficients.json`; takes some minutes. The dialogues are those of
`bench/questions`: a line has `turns`, a `class`, and `keys` of the cards that are right, or
patterns of their text. Phrasings held out of the content are whole questions beside a card of
another section, and so are keywords and short titles in a frame («адрес …», «… что это»).
"""

import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np

from bench.calibrate import snapshot_of
from bench.fitting import Array, choose, likelihood
from bench.search_sets import content_documents, held_out
from bot.conversation.follow_ups import (
    COEFFICIENTS,
    ORDER,
    features,
    is_whole,
    joined,
    order_features,
)
from bot.conversation.models import Subject
from bot.conversation.turn_words import asks_nothing
from bot.knowledge import files
from bot.search.documents import Document
from bot.search.engine import load_vector_store
from bot.search.models import Hit, SearchResult
from bot.search.ranking import Features, probability
from bot.search.searcher import Searcher
from bot.search.semantic import VectorStore
from bot.search.text import words
from bot.settings import KNOWLEDGE

QUESTIONS = Path(__file__).parent / "questions"
FILES = (QUESTIONS / "dialogues.jsonl", QUESTIONS / "dialogues_dev.jsonl")
WHOLE = {"switch", "short_but_whole"}
BY_RULE = {"more", "correction"}  # the model is not asked about these
BEGINNINGS = (*[""] * 9, "и ещё: ", "кстати, ", "добрый день! ")
FRAMES = (
    *("{}", "{}", "{}", "{} что это", "что такое {}", "{} когда", "{} кому", "адрес {}"),
    *("{} условия", "а ещё {}", "{} где", "про {}", "{} сколько стоит"),
)
TAKEN = 0.04  # the share of whole questions, not counting the short, that may be taken so
# How much all follow-ups count, all labelled whole questions, all that are held out, all foreign,
# all that are short.
WEIGHTS = (1.0, 1.0, 0.5, 0.5, 1.0)
HELD_OUT, SHORT, SHORTEST = 600, 400, 3
Asked = tuple[Features, bool]


class Asker:
    """A search of documents, with what a card is near to."""

    def __init__(
        self,
        documents: Sequence[Document],
        index: Path,
        related: dict[str, Any],
        store: VectorStore | None,
    ) -> None:
        self._searcher = Searcher(snapshot_of(documents, index, store))
        self._documents = {each.key: each for each in documents}
        self._related = related

    def find(self, text: str, limit: int = 5) -> SearchResult:
        return self._searcher.find(text, limit)

    def subject(self, words_: str) -> Subject | None:
        hits = self.find(words_).hits
        if not hits:
            return None
        near = (self._documents.get(key) for key in self._related.get(hits[0].key, ()))
        related = (Hit("answer", each.id, each.key, each.title, "", 0.0) for each in near if each)
        return Subject(hits[0], words_, tuple(related))

    def is_right(self, label: dict[str, Any], key: str) -> bool:
        if "keys" in label:
            return any(fnmatch(key, each) for each in label["keys"])
        card = self._documents[key]
        text = f"{card.title}\n{card.title}\n{card.body}"
        groups = [label.get("expect") or (), *label.get("any_of", ())]
        return any(
            each and all(re.search(rule, text, re.IGNORECASE) for rule in each) for each in groups
        )


@dataclass(slots=True)
class Samples:
    """What is fitted: messages beside a subject by their origin, and cards for follow-ups."""

    asked: list[Asked] = field(default_factory=list)
    strange: list[Asked] = field(default_factory=list)
    foreign: list[Asked] = field(default_factory=list)
    short: list[Asked] = field(default_factory=list)
    candidates: list[tuple[Array, int]] = field(default_factory=list)

    def add_labelled(self, asker: Asker, labels: Sequence[dict[str, Any]]) -> None:
        for each in labels:
            self.asked += _asked(asker, each)
            self.candidates += _candidates(asker, each)

    def add_whole(
        self, asker: Asker, labels: Sequence[dict[str, Any]], documents: Sequence[Document]
    ) -> None:
        """Whole questions beside the subjects of the first turns."""
        firsts = [each["turns"][0] for each in labels]
        self.foreign += _foreign(asker, firsts)
        self.short += _short(asker, firsts, documents)


def main() -> None:
    documents = content_documents()
    apart = held_out(documents, 0)
    related = {key: each.related for key, each in files.read(KNOWLEDGE).answers.items()}
    held = [(each.question, each.key) for each in apart.questions]
    lines = (line for file in FILES for line in file.read_text(encoding="utf-8").splitlines())
    labels, samples = list(map(json.loads, lines)), Samples()
    for store in dict.fromkeys((None, load_vector_store())):  # by words, and by meaning too
        with tempfile.TemporaryDirectory() as folder:
            whole = Asker(documents, Path(folder) / "whole", related, store)
            samples.add_labelled(whole, labels)
            samples.add_whole(whole, labels, documents)
            without = Asker(apart.documents, Path(folder) / "apart", related, store)
            samples.strange += _strangers(without, held)
    follow_up, least = _fitted(samples)
    order = _fitted_order(samples.candidates)
    COEFFICIENTS.write_text(
        json.dumps({"follow_up": follow_up, "from": least, "order": order}, indent=2) + "\n",
        encoding="utf-8",
    )


def _asked(asker: Asker, label: dict[str, Any]) -> Iterator[Asked]:
    """The features of the last turn; nothing where the model is not asked."""
    first, said = label["turns"][-2:]
    subject, alone = asker.subject(first), asker.find(said)
    by_rule = label["class"] in BY_RULE or alone.small_talk or is_whole(alone) or asks_nothing(said)
    if subject and not by_rule:
        yield features(said, alone, subject), label["class"] not in WHOLE


def _strangers(asker: Asker, held: Sequence[tuple[str, str]]) -> Iterator[Asked]:
    """Held-out questions beside a subject of another section: none of them is a follow-up."""
    chance = random.Random(18)
    for question, key in chance.sample(held, HELD_OUT):
        first, other = chance.choice(held)
        if other.split("/")[:2] != key.split("/")[:2]:
            said = chance.choice(BEGINNINGS) + question
            label = {"turns": [first, said], "class": "switch"}
            yield from _asked(asker, label)


def _foreign(asker: Asker, firsts: Sequence[str]) -> Iterator[Asked]:
    """Questions about something that the bot knows nothing of, beside any subject."""
    chance = random.Random(19)
    for said in (QUESTIONS / "offtopic.txt").read_text(encoding="utf-8").splitlines():
        yield from _asked(asker, {"turns": [chance.choice(firsts), said], "class": "switch"})


def _short(asker: Asker, firsts: Sequence[str], documents: Sequence[Document]) -> Iterator[Asked]:
    """Keywords and labels in a frame, beside a subject of another section: each is whole."""
    chance = random.Random(7)
    named = [
        (name.lower(), each.key) for each in documents for name in (*each.keywords, each.label)
    ]
    brief = [(name, key) for name, key in named if 0 < len(words(name)) <= SHORTEST]
    for name, key in chance.sample(brief, SHORT):
        first, said = chance.choice(firsts), chance.choice(FRAMES).format(name)
        subject = asker.subject(first)
        if subject and subject.hit.key.split("/")[:2] != key.split("/")[:2]:
            yield from _asked(asker, {"turns": [first, said], "class": "switch"})


def _candidates(asker: Asker, label: dict[str, Any]) -> Iterator[tuple[Array, int]]:
    """The features of the cards for a follow-up, and which is right; for each of several anew."""
    first, said = label["turns"][-2:]
    subject = asker.subject(first)
    if subject is None or label["class"] in WHOLE | BY_RULE | {"unanswerable_follow_up"}:
        return
    alone, together = asker.find(said), asker.find(joined(subject, said), 10)
    rows = [order_features(hit, alone, subject) for hit in together.hits]
    right = {at for at, hit in enumerate(together.hits) if asker.is_right(label, hit.key)}
    for one in right:
        kept = [at for at in range(len(rows)) if at == one or at not in right]
        yield np.array([rows[at] for at in kept]), kept.index(one)


def _fitted_order(groups: Sequence[tuple[Array, int]]) -> dict[str, float]:
    weights = choose(groups)
    first = sum(np.argmax(rows @ weights) == right for rows, right in groups)
    print(f"{len(groups)} follow-ups, their card is first in {first}")
    return dict(zip(ORDER, (weights / weights[0]).round(2).tolist(), strict=True))


def _fitted(samples: Samples) -> tuple[dict[str, float], float]:
    groups = (
        [each for each, follows in samples.asked if follows],
        [each for each, follows in samples.asked if not follows],
        [each for each, _ in samples.strange],
        [each for each, _ in samples.foreign],
        [each for each, _ in samples.short],
    )
    names = list(groups[0][0])
    rows = np.array([[each[name] for name in names] for group in groups for each in group])
    held = np.repeat([1.0, 0.0, 0.0, 0.0, 0.0], list(map(len, groups)))
    shares = [weight / len(group) for weight, group in zip(WEIGHTS, groups, strict=True)]
    slopes, constant = likelihood(rows, held, np.repeat(shares, list(map(len, groups))))
    model = {"": round(constant, 2), **dict(zip(names, slopes.round(2).tolist(), strict=True))}
    chances = [[probability(model, each) for each in group] for group in groups]
    least = round(float(np.quantile([*chances[1], *chances[2], *chances[3]], 1 - TAKEN)), 2)
    taken = [f"{np.mean(np.array(each) > least):.3f} of {len(each)}" for each in chances]
    print("taken: follow-ups {}, whole {}, held out {}, foreign {}, short {}".format(*taken))
    return model, least


if __name__ == "__main__":
    main()
