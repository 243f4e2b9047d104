"""Cards as people will see them, from fields that may be incomplete."""

from collections.abc import Mapping
from datetime import date
from html import escape

from bot.editing.models import Draft, DraftKind
from bot.events.models import TAKES_PART, Event, EventKind, Status
from bot.knowledge.markup import cut_pages, to_html
from bot.knowledge.models import (
    Answer,
    Details,
    English,
    Fields,
    Freshness,
    Link,
    LinkButton,
    Place,
    Source,
    Unknown,
)

_PLACEHOLDER = "…"


def card_of(draft: Draft, related: tuple[Link, ...], today: date) -> Answer | Event:
    """A field that is still empty is «…»; nothing is validated."""
    if draft.kind is DraftKind.ANSWER:
        return _answer(draft, related, today)
    return _event(draft.fields, today)


def _answer(draft: Draft, related: tuple[Link, ...], today: date) -> Answer:
    fields = draft.fields
    days = {name: _day(fields, name) for name in ("checked", "valid_from", "valid_until")}
    return Answer(
        id=draft.subject_id or 0,
        key=draft.section_key,
        section_id=0,
        trail=draft.trail or (_PLACEHOLDER,),
        title=draft.title or _PLACEHOLDER,
        pages=cut_pages(to_html(fields.get("body", "")) or escape(_PLACEHOLDER)),
        details=_details(fields),
        checked=days["checked"] or (today if draft.is_new else None),
        valid_from=days["valid_from"],
        valid_until=days["valid_until"],
        freshness=Freshness.of(
            days["valid_from"], days["valid_until"], _day(fields, "review_by"), today
        ),
        saved=False,
        related=related,
    )


def _details(fields: Fields) -> Details:
    sources = fields.get("sources") or [{"title": _PLACEHOLDER}]
    place, english = fields.get("place"), fields.get("english")
    return Details.model_construct(
        sources=tuple(
            Source.model_construct(**{"url": None, "date": None} | each) for each in sources
        ),
        place=Place.model_construct(**dict.fromkeys(Place.model_fields) | place) if place else None,
        buttons=tuple(LinkButton.model_construct(**each) for each in fields.get("buttons", ())),
        unknown=tuple(map(_unknown, fields.get("unknown", ()))),
        english=English.model_construct(**english) if english else None,
    )


def _unknown(item: str | Mapping[str, str]) -> Unknown:
    what, reason = (item, None) if isinstance(item, str) else next(iter(item.items()))
    return Unknown.model_construct(what=what, reason=reason)


_EVENT_TEXTS = (
    "country", "industry", "organiser", "website", "source_url", "source_date", "note", "audience",
    "rule",
)  # fmt: skip


def _event(fields: Fields, today: date) -> Event:
    name = str(fields.get("name") or _PLACEHOLDER)
    texts: Fields = {each: fields.get(each, "") for each in _EVENT_TEXTS}
    return Event(
        id=0,
        key="",
        name=name,
        label=str(fields.get("short") or name),
        city=fields.get("city") or fields.get("place", ""),
        category=fields.get("category") or _PLACEHOLDER,
        format=fields.get("format") or _PLACEHOLDER,
        starts=_day(fields, "start"),
        ends=_day(fields, "end"),
        status=Status(fields.get("status", Status.UNCONFIRMED)),
        apply_by=_day(fields, "apply_by"),
        moscow=TAKES_PART.get(fields.get("moscow", "")),
        sequence=0,
        today=today,
        dates_edited=_day(fields, "dates_edited"),
        status_edited=_day(fields, "status_edited"),
        kind=EventKind(fields.get("kind", EventKind.EXHIBITION)),
        usual_month=fields.get("usual_month"),
        **texts,
    )


def _day(fields: Fields, name: str) -> date | None:
    return date.fromisoformat(fields[name]) if fields.get(name) else None
