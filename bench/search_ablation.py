"""How well the search finds without each of its parts."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.calibrate import QUESTIONS
from bench.search_peers import Ours
from bench.search_quality import WAYS, figures
from bench.search_sets import XQUAD, QuestionSet, content_documents, held_out, xquad
from bot.search import ranking
from bot.search.documents import Document
from bot.search.models import SearchOutcome
from bot.search.question import Question, Word
from bot.search.text import words
from bot.search.vocabulary import Synonyms, Vocabulary

Part = Callable[[], AbstractContextManager[object]]
_LONG_WORD = re.compile("[а-яё]{9,}")
QUESTION = "bot.search.question"


def _as_typed(text: str, _: Vocabulary) -> Question:
    typed = words(text)
    return Question(tuple(map(Word, typed)), " ".join(typed))


@contextmanager
def _without_feature(name: str) -> Iterator[None]:
    weights = ranking.coefficients("lexical").ranking
    kept = dict(weights)
    weights[name] = 0.0
    try:
        yield
    finally:
        weights.update(kept)


def _torn(text: str, chance: random.Random) -> str:
    found = _LONG_WORD.search(text)
    if not found:
        return text
    at = chance.randrange(found.start() + 3, found.end() - 3)
    return f"{text[:at]} {text[at:]}"


DAMAGE = {**WAYS, "torn": _torn}
PARTS: dict[str, Part] = {
    "everything": ExitStack,
    "repair": lambda: patch("bot.search.searcher.understand", _as_typed),
    "repair of slips": lambda: patch(f"{QUESTION}.corrections", lambda *_: []),
    "other layouts, translit": lambda: patch(
        f"{QUESTION}.read_alphabets", lambda pieces, _: [words(piece) for piece in pieces]
    ),
    "splitting of glued words": lambda: patch(f"{QUESTION}.split", lambda *_: []),
    "joining of torn words": lambda: patch(f"{QUESTION}.join", lambda *_: ""),
    "the dictionary": lambda: patch(f"{QUESTION}.is_word", lambda _: False),
    "relatives": lambda: patch.object(Vocabulary, "relatives", lambda *_: ()),
    "synonyms": lambda: patch.object(Synonyms, "load", Synonyms),
    "years": lambda: _without_feature("years"),
    "likeness to a title": lambda: _without_feature("alike"),
    "phrasings": ExitStack,  # are left out of the cards by `ablation`
}


def ablation(folder: Path, count: int | None) -> Iterator[dict[str, Any]]:
    """Rows: hit@1/hit@3 by words alone; the shares of off-topic questions repaired and listed."""
    sets: dict[str, QuestionSet] = {"content": held_out(content_documents(), 1)}
    if XQUAD.exists() and count is None:
        sets["XQuAD-ru"] = xquad(folder / "ablation")
    for name, base in sets.items():
        some = random.Random(2).sample(base.questions, min(count or 400, len(base.questions)))
        for part, off in PARTS.items():
            made = folder / f"ablation-{name}-{part}"
            made.mkdir()
            cards = _without_phrasings(base.documents) if part == "phrasings" else base.documents
            with off():
                engine = Ours(cards, made)
                found = figures(engine, some, DAMAGE)
                repaired, listed = _unanswerable(engine, count)
            yield {
                "what": f"without, {name}",
                "who": part if part != "everything" else "— (everything on)",
                **found,
                "repaired off topic": f"{repaired:.3f}",
                "lists off topic": f"{listed:.3f}",
            }


def _without_phrasings(documents: Sequence[Document]) -> list[Document]:
    return [replace(document, phrasings=()) for document in documents]


def _unanswerable(engine: Ours, count: int | None) -> tuple[float, float]:
    """Return the shares of off-topic questions that were repaired, and that got a list."""
    asked = (QUESTIONS / "offtopic.txt").read_text(encoding="utf-8").splitlines()
    found = [engine.search(question) for question in asked[:count]]
    repaired = sum(bool(each.understood) for each in found)
    listed = sum(each.outcome is not SearchOutcome.NOTHING for each in found)
    return repaired / len(found), listed / len(found)
