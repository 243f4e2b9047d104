"""Rows of the knowledge base as the models that screens need."""

from collections.abc import Sequence
from datetime import date

from bot.knowledge.drafts import Draft
from bot.knowledge.models import Answer, Details, Freshness, Link, LinkPage, Source
from bot.storage import Row

PAGE_SIZE = 10


def link(row: Row, today: date) -> Link:
    expired = row["valid_until"] is not None and row["valid_until"] < today.isoformat()
    emoji = "🗄" if expired else row["emoji"]
    return Link(row["kind"], row["id"], row["title"], row["label"], emoji)


def link_page(rows: Sequence[Row], page: int, today: date) -> LinkPage:
    """Rows carry the size of the whole list in `total`."""
    total = rows[0]["total"] if rows else 0
    links = tuple(link(row, today) for row in rows)
    return LinkPage(links, page, max(1, -(-total // PAGE_SIZE)))


def answer(
    rows: Sequence[Row], today: date, *, saved: bool = False, useful: int | None = None
) -> Answer:
    """One answer from its rows, which differ only in the related answer (`other_…`)."""
    row = rows[0]
    valid_from, valid_until = _date(row["valid_from"]), _date(row["valid_until"])
    return Answer(
        id=row["id"],
        key=row["key"],
        section_id=row["section_id"],
        trail=tuple(row["trail"].split("\n")),
        title=row["title"],
        html=row["html"],
        details=Details.model_validate_json(row["details"]),
        checked=date.fromisoformat(row["checked"]),
        valid_from=valid_from,
        valid_until=valid_until,
        freshness=_freshness(valid_from, valid_until, _date(row["review_by"]), today),
        version=row["version"],
        saved=saved,
        related=tuple(
            Link("answer", each["other_id"], each["other_title"], each["other_label"])
            for each in rows
            if each["other_id"] is not None
        ),
        useful=None if useful is None else bool(useful),
    )


def draft(row: Row) -> Draft:
    title = row["source_title"]
    source = Source.model_construct(
        title=title, url=row["source_url"] or None, date=row["source_date"] or None
    )
    return Draft(
        id=row["id"],
        revision=row["revision"],
        answer_id=row["answer_id"],
        section_key=row["section_key"] or "",
        trail=tuple((row["trail"] or "").split("\n")) if row["trail"] else (),
        title=row["title"],
        short=row["short"],
        audience=row["audience"],
        body=row["body"],
        source=source if title else None,
        questions=tuple(filter(None, row["questions"].split("\n"))),
    )


def _freshness(
    valid_from: date | None, valid_until: date | None, review_by: date | None, today: date
) -> Freshness:
    if valid_until is not None and valid_until < today:
        return Freshness.EXPIRED
    if valid_from is not None and valid_from > today:
        return Freshness.NOT_YET
    if review_by is not None and review_by < today:
        return Freshness.REVIEW_DUE
    return Freshness.CURRENT


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
