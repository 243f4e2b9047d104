"""Drafts of answers: reading what an editor typed, the future file, the preview of the card."""

import re
from datetime import date
from html import escape

from bot.knowledge.check import problems_of
from bot.knowledge.files import AnswerFile, ContentError, answer_from, unknown_fields
from bot.knowledge.markup import cut_pages, to_html
from bot.knowledge.models import (
    Answer,
    AnswerDraft,
    Details,
    DraftField,
    Freshness,
    Source,
    Unknown,
)

_LONGEST = 32
_LATIN_WORD = re.compile("[a-z0-9]+")
_URL = re.compile(r"https?://\S+")
_RUSSIAN_DATE = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)


def slug(title: str) -> str:
    """Latin letters, digits and hyphens: «Как получить грант?» is `kak-poluchit-grant`."""
    return (
        "-".join(_LATIN_WORD.findall(title.lower().translate(_LATIN)))[:_LONGEST].strip("-")
        or "answer"
    )


_PLACEHOLDER = "…"


def draft_columns(field: DraftField, text: str) -> dict[str, str] | None:
    """The columns of a draft to set when `text` is typed for the field; None if unreadable."""
    match field:
        case DraftField.TITLE:
            title, *rest = [" ".join(line.split()) for line in text.strip().splitlines()] or [""]
            return {"title": title, "short": " ".join(filter(None, rest))}
        case DraftField.BODY:
            return {"body": text.strip()}
        case DraftField.QUESTIONS:
            lines = (" ".join(line.strip("•- ").split()) for line in text.splitlines())
            return {"questions": "\n".join(filter(None, lines))}
        case DraftField.SOURCE if source := parse_source(text):
            return {
                "source_title": source.title,
                "source_url": source.url or "",
                "source_date": source.date or "",
            }
    return None


def parse_source(text: str) -> Source | None:
    """A title, then optionally an address and a date, each on a line of its own in any order.

    None when there is no title, or a line is neither an address nor a date.
    """
    title, *rest = [line.strip() for line in text.strip().splitlines() if line.strip()] or [""]
    url = next((line for line in rest if _URL.fullmatch(line)), None)
    words = [line for line in rest if line != url]
    if not title or title.startswith("http") or len(words) > 1:
        return None
    try:
        return Source(title=title, url=url, date=_iso(words[0]) if words else None)
    except ValueError:
        return None


_UNKNOWN = re.compile(r"(?m:^)[^\S\n]*+(?:❔\s*+)?Пока не знаем:\s*+(\S[^\n]*+)\s*+$")
_ITEM = re.compile(r"(?<![^,(])([^,(]++)(?:\(([^)]{0,300}+)\)\s*+)?(?:,|$)")


def split_unknown(body: str) -> tuple[str, tuple[Unknown, ...]]:
    """The body without its last line «Пока не знаем: цены (скажут весной), адрес», and its items.

    The items are not validated: the file that they become is.
    """
    found = _UNKNOWN.search(body)
    if found is None:
        return body, ()
    items = _ITEM.findall(found[1].rstrip().removesuffix("."))
    unknown = (Unknown.model_construct(what=a.strip(), reason=b or None) for a, b in items)
    return body[: found.start()].rstrip(), tuple(unknown)


def parse_draft(draft: AnswerDraft, today: date) -> AnswerFile:
    """The draft as an answer; raises ContentError with every problem in words for an editor."""
    body, unknown = split_unknown(draft.body)
    source = draft.source.model_dump(exclude_none=True) if draft.source else {}
    short = {"short": draft.short} if draft.short else {}
    answer = answer_from(
        {
            "title": draft.title,
            **short,
            "audience": draft.audience.split(","),
            "questions": list(draft.questions),
            "sources": [source],
            "checked": today.isoformat(),
            "unknown": unknown_fields(unknown),
            "body": body,
        }
    )
    if found := tuple(problems_of(draft_key(draft), answer)):
        raise ContentError(found)
    return answer


def draft_key(draft: AnswerDraft) -> str:
    return f"{draft.section_key}/{slug(draft.title)}"


def preview_answer(draft: AnswerDraft, today: date) -> Answer:
    """The answer as its card will show it; a field that is still empty is «…»."""
    source = draft.source or Source(title=_PLACEHOLDER)
    body, unknown = split_unknown(draft.body)
    return Answer(
        id=0,
        key=draft.section_key,
        section_id=0,
        trail=draft.trail or (_PLACEHOLDER,),
        title=draft.title or _PLACEHOLDER,
        pages=cut_pages(to_html(body) or escape(_PLACEHOLDER)),
        details=Details.model_construct(sources=(source,), unknown=unknown),
        checked=today,
        valid_from=None,
        valid_until=None,
        freshness=Freshness.CURRENT,
        version="",
        saved=False,
        related=(),
    )


def _iso(words: str) -> str:
    """«05.12.2025» as 2025-12-05, «12.2025» as 2025-12; anything else unchanged."""
    found = _RUSSIAN_DATE.fullmatch(words)
    if not found:
        return words
    day, month, year = found.groups()
    return "-".join(filter(None, (year, f"{month:0>2}", day and f"{day:0>2}")))
