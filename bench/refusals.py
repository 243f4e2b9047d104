"""What is refused though a card answers it, XQuAD too, and what is offered though none does."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.calibrate import QUESTIONS, snapshot_of
from bench.damage import typo
from bench.search_sets import XQUAD, LabelledQuestion, content_documents, xquad
from bot.search.engine import load_vector_store
from bot.search.models import SearchOutcome
from bot.search.searcher import Searcher
from bot.search.semantic import VectorStore

Row = dict[str, Any]
ASKED, SEED = 200, 18
SHOWN = 5
FOREIGN = ("offtopic", "nearmiss")


def run(*, quick: bool) -> list[Row]:
    """Rows: hit@1/hit@3 where «nothing» is a miss; how many lists and cards nothing fits."""
    stores = {"by words": None, "by meaning too": None if quick else load_vector_store()}
    if stores["by meaning too"] is None:
        del stores["by meaning too"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_public(folder, stores, 20 if quick else ASKED),
            *(_foreign(folder / f"own-{who}", who, store) for who, store in stores.items()),
        ]


def _public(folder: Path, stores: dict[str, VectorStore | None], count: int) -> Iterator[Row]:
    if not XQUAD.exists():
        print(f"{XQUAD} is not here: the public questions are left out")
        return
    public = xquad(folder)
    asked, chance = drawn(public.questions, count), random.Random(SEED)
    mistyped = [replace(each, question=typo(each.question, chance, slips=2)) for each in asked]
    for who, store in stores.items():
        searcher = Searcher(snapshot_of(public.documents, folder / f"public-{who}", store))
        seen = {"clean": _seen(searcher, asked), "two typos": _seen(searcher, mistyped)}
        yield {"what": "XQuAD-ru as a person sees it", "who": who, **seen}


def drawn(questions: Sequence[LabelledQuestion], count: int) -> list[LabelledQuestion]:
    """Return those that are measured with."""
    return random.Random(SEED).sample(questions, count)


def _seen(searcher: Searcher, asked: Sequence[LabelledQuestion]) -> str:
    """Return hit@1/hit@3 of what is shown."""
    places = []
    for each in asked:
        found = searcher.find(each.question, SHOWN)
        keys = [hit.key for hit in found.hits if found.outcome is not SearchOutcome.NOTHING]
        places.append(keys.index(each.key) if each.key in keys else SHOWN)
    first, in_three = (sum(place < end for place in places) / len(asked) for end in (1, 3))
    return f"{first:.3f}/{in_three:.3f}"


def _foreign(index: Path, who: str, store: VectorStore | None) -> Row:
    """How many questions that our content does not answer get a list, and how many one card."""
    searcher = Searcher(snapshot_of(content_documents(), index, store))
    row: Row = {"what": "shown where nothing fits", "who": who}
    for group in FOREIGN:
        asked = (QUESTIONS / f"{group}.txt").read_text(encoding="utf-8").splitlines()
        outcomes = [searcher.find(each, SHOWN).outcome for each in asked]
        row[group] = (
            f"{outcomes.count(SearchOutcome.CHOICES)} lists, "
            f"{outcomes.count(SearchOutcome.ANSWER)} cards of {len(asked)}"
        )
    return row
