"""How well and how fast the search finds, beside other engines in the same run."""

import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.search_ablation import ablation
from bench.search_peers import PEERS, Engine, Ours
from bench.search_quality import WAYS, figures
from bench.search_sets import XQUAD, content_documents, held_out, spliced, xquad
from bench.search_speed import costs
from bot.app import open_from_settings
from bot.cli.ask import text_of
from bot.search.documents import Document
from bot.search.engine import load_vector_store
from bot.search.evaluation import EvaluationReport, evaluate, read_labelled
from bot.search.semantic import VectorStore
from bot.settings import Settings

Row = dict[str, Any]
Make = Callable[[list[Document], Path], Engine]
LABELLED = Path(__file__).parents[2] / "shared" / "questions" / "dev.jsonl"
MISTYPED = {way: WAYS[way] for way in ("clean", "two typos")}


def run(*, quick: bool) -> list[Row]:
    """Rows: shares are hit@1/hit@3; seconds and megabytes have a ratio to ours beside them."""
    store = None if quick else load_vector_store()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_labelled(folder, quick=quick),
            *_public(folder, store, 30 if quick else None),
            *_distractors(folder, (200,) if quick else (0, 10_000, 100_000), 10 if quick else 300),
            *ablation(folder, 4 if quick else None),
            *costs(folder, (200,) if quick else (200, 1_000, 10_000, 100_000), quick=quick),
        ]


def _labelled(folder: Path, *, quick: bool) -> Iterator[Row]:
    if not LABELLED.exists():
        print(f"{LABELLED} is not here: people's labelled questions are left out")
        return
    for who, semantic in (("ours, by words", "off"), ("ours, by meaning too", "auto")):
        if semantic == "off" or not quick:
            report = asyncio.run(_report(folder / f"labelled-{semantic}.db", semantic))
            listed = [each.in_three for each in report.by_kind.values() if each.questions]
            yield {
                "what": "labelled questions",
                "who": who,
                "hit@1": round(report.whole.first, 3),
                "hit@3": round(report.whole.in_three, 3),
                "worst class@3": round(min(listed), 3),
                "false lists": round(report.whole.false_lists, 3),
                "false answers": round(report.whole.false_answers, 3),
            }


async def _report(database: Path, semantic: str) -> EvaluationReport:
    settings = Settings(_env_file=None, database=database, search_semantic=semantic)
    async with open_from_settings(settings) as services:
        await services.resources.search.wait_for_vectors()
        labelled = read_labelled(LABELLED)
        return await evaluate(services.resources.search, labelled, partial(text_of, services))


def _public(folder: Path, store: VectorStore | None, count: int | None) -> Iterator[Row]:
    if not XQUAD.exists():
        print(f"{XQUAD} is not here: the public questions are left out")
        return
    public = xquad(folder)
    makers: dict[str, Make] = {"ours, by words": Ours, **PEERS}
    if store:
        makers["ours, by meaning too"] = partial(Ours, store=store)
    for who, make in makers.items():
        engine = make(public.documents, _new(folder, "public", who))
        found = figures(engine, public.questions[:count], WAYS)
        yield {"what": "XQuAD-ru", "who": who, **found}


def _distractors(folder: Path, sizes: tuple[int, ...], count: int) -> Iterator[Row]:
    """Held-out phrasings of our content, and public questions, among more and more other cards."""
    real = content_documents()
    sets = {"content": held_out(real, 1)}
    if XQUAD.exists():
        sets["XQuAD-ru"] = xquad(folder / "again")
    makers: dict[str, Make] = {"ours, by words": Ours, **PEERS}
    texts = [
        each.body for base in (*(each.documents for each in sets.values()), real) for each in base
    ]
    own = [document.body for document in real]
    for name, base in sets.items():
        asked = random.Random(1).sample(base.questions, count)
        for size in sizes:
            cards = [*base.documents, *spliced(own if name == "XQuAD-ru" else texts, size)]
            for who, make in makers.items():
                engine = make(cards, _new(folder, f"{name}-{size}", who))
                what = f"{name}, {size} distractors"
                yield {"what": what, "who": who, **figures(engine, asked, MISTYPED)}


def _new(folder: Path, what: str, who: str) -> Path:
    made = folder / f"{what}-{who}"
    made.mkdir()
    return made
