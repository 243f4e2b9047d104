"""Fit which messages are follow-ups: `python -m bench.follow_ups LABELLED.jsonl …`, a minute.

Writes `bot/conversation/coefficients.json`. A file has dialogues: {"turns", "follows"}, or those of
the shared set with a class. Questions of other cards, held out of the content, are whole.
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.calibrate import _snapshot as snapshot_of
from bench.fitting import likelihood
from bench.search_sets import content_documents, held_out
from bot.conversation.follow_ups import COEFFICIENTS, FollowUpReading, features, is_whole, stems
from bot.search.documents import Document
from bot.search.finder import Finder
from bot.search.models import SearchResult
from bot.search.ranking import Features, probability

OWN = Path(__file__).parent / "questions" / "dialogues.jsonl"
WHOLE = {"switch", "short_but_whole"}
BEGINNINGS = ("", "", "", "а ", "и ещё: ", "кстати, ")
DRAGGED = 0.03  # the share of whole questions that may be answered with a card of the old subject
HEAVY = 3.0  # how much a whole question counts beside a follow-up: to drag one is worse


class Asker:
    """A search of documents, and the words of what it finds."""

    def __init__(self, documents: Sequence[Document], index: Path) -> None:
        self._finder = Finder(snapshot_of(documents, index, None))
        self._texts = {each.key: stems(f"{each.title} {each.body}") for each in documents}

    def find(self, text: str, limit: int) -> SearchResult:
        return self._finder.find(text, limit)

    def reading(self, found: SearchResult) -> FollowUpReading:
        return FollowUpReading(found, self._texts[found.hits[0].key] if found.hits else frozenset())


def main(paths: Sequence[str]) -> None:
    documents = content_documents()
    with tempfile.TemporaryDirectory() as folder:
        finder = Asker(documents, Path(folder) / "whole")
        found = [row for path in (OWN, *map(Path, paths)) for row in _dialogues(finder, path)]
        base = held_out(documents, 0)
        apart = Asker(base.documents, Path(folder) / "apart")
        chance = random.Random(18)
        for each in base.questions:
            first = chance.choice(base.questions)
            if first.key.split("/")[:2] != each.key.split("/")[:2]:
                said = chance.choice(BEGINNINGS) + each.question
                found += _features(apart, first.question, said, follows=False)
        found += _bare(apart, base.documents, [each.question for each in base.questions], chance)
    fitted = _fitted(found)
    COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted))


def _bare(
    finder: Asker, documents: Sequence[Document], firsts: Sequence[str], chance: random.Random
) -> Iterator[tuple[Features, bool]]:
    """A keyword of a card is a whole question beside a card of another section."""
    for each in documents:
        first, said = chance.choice(firsts), chance.choice(each.keywords or ("",))
        subject = finder.find(first, 5)
        if said and subject.hits and subject.hits[0].key.split("/")[:2] != each.key.split("/")[:2]:
            yield from _features(finder, first, said, follows=False)


def _dialogues(finder: Asker, path: Path) -> Iterator[tuple[Features, bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        follows = label["follows"] if "follows" in label else label["class"] not in WHOLE
        yield from _features(finder, *label["turns"][-2:], follows=follows)


def _features(
    finder: Asker, first: str, said: str, *, follows: bool
) -> Iterator[tuple[Features, bool]]:
    """Nothing where the model is not asked."""
    subject, alone = finder.find(first, 5), finder.find(said, 5)
    if subject.hits and not is_whole(alone):
        together = finder.find(f"{first} {said}", 5)
        readings = finder.reading(alone), finder.reading(together)
        yield features(said, *readings, subject.hits[0].key), follows


def _fitted(found: Sequence[tuple[Features, bool]]) -> dict[str, float]:
    names = list(found[0][0])
    rows = np.array([[each[name] for name in names] for each, _ in found])
    held = np.array([follows for _, follows in found], float)
    weights = np.where(held > 0, len(held) / held.sum(), HEAVY * len(held) / (1 - held).sum())
    slopes, constant = likelihood(rows, held, weights)
    model = {"": round(constant, 2), **dict(zip(names, slopes.round(2).tolist(), strict=True))}
    whole = [
        probability(model, each) * (each["stays"] > max(each["near"], each["same"]))
        for each, follows in found
        if not follows
    ]
    model["from"] = round(float(np.quantile(whole, 1 - DRAGGED)), 2)
    taken = [probability(model, each) > model["from"] for each, follows in found if follows]
    print(f"{len(whole)} whole, {len(taken)} follow-ups, of these taken {np.mean(taken):.3f}")
    return model


if __name__ == "__main__":
    main(sys.argv[1:])
