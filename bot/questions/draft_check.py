"""What keeps a draft from being published, in words for an editor."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.knowledge.authoring import entry
from bot.knowledge.check import folded
from bot.knowledge.drafts import Draft
from bot.knowledge.files import ContentError, Problem
from bot.knowledge.phrasings_repository import Owner
from bot.questions.masks import hides


def problems(draft: Draft, known: Mapping[str, Owner], today: date) -> tuple[Problem, ...]:
    """As an import would say it; `known` are the phrasings of all answers, as `owners` has them."""
    if draft.missing:
        return tuple(Problem("", field, "пусто") for field in draft.missing)
    try:
        entry(draft, today)
    except ContentError as error:
        return error.problems
    return (*_hidden(draft), *_repeated(draft, known))


def _hidden(draft: Draft) -> Iterator[Problem]:
    for field in ("title", "short", "body", "questions"):
        if hides(str(getattr(draft, field))):
            yield Problem("", field, "здесь скрыты чьи-то данные, в угловых кавычках ‹…›: уберите")


def _repeated(draft: Draft, known: Mapping[str, Owner]) -> Iterator[Problem]:
    for field, texts in (("title", (draft.title,)), ("questions", draft.questions)):
        for text in texts:
            if owner := known.get(folded(text)):
                reason = f"вопрос повторяется: «{text}» — он есть у «{owner.title}»"
                yield Problem("", field, reason)
