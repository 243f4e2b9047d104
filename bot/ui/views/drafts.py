from collections.abc import Sequence

from bot.knowledge.drafts import Draft, Field, Sheet
from bot.knowledge.models import Link
from bot.questions.writing import Asking
from bot.ui.callbacks.drafts import (
    ChooseAudience,
    ChooseSection,
    DiscardDraft,
    EditField,
    OpenDraft,
    OpenDrafts,
    PublishDraft,
    PublishUnverified,
)
from bot.ui.callbacks.inbox import OpenInbox
from bot.ui.callbacks.menu import OpenAnswer
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import draft_problems
from bot.ui.texts import drafts as texts
from bot.ui.texts import inbox as inbox_texts
from bot.ui.views import answer as answers
from bot.ui.views.common import HOME_BUTTON, page_row, way_back
from bot.ui.views.pages import length, pages

MESSAGE_UNITS = 4096


def drafts(found: Sequence[Draft], here: OpenDrafts) -> Screen:
    rows = tuple(
        ((texts.label(draft), OpenDraft(draft_id=draft.id).after(here)),)
        for draft in found[: texts.SHOWN_DRAFTS]
    )
    return Screen(texts.listed(len(found)), (*rows, way_back(here, OpenInbox())))


def draft(sheet: Sheet, here: OpenDraft) -> Screen:
    """The card as people will see it, and under it what is still to be done."""
    found = sheet.draft
    if found.answer_id is not None:
        return _published(found, found.answer_id)
    parts = pages(sheet.card.html)
    page = min(here.page, len(parts) - 1)
    here = here.turned(page=page)
    begun = found.title or found.body or found.source
    card = f"{answers.card(sheet.card, parts[page])}\n\n— — —\n" if begun else ""
    told = f"{texts.head(found)}\n\n{_state(sheet)}"
    return Screen(
        (card if length(card + told) <= MESSAGE_UNITS else draft_problems.UNSHOWN) + told,
        (page_row(here, page, len(parts)), *_tools(sheet), way_back(here, OpenDrafts())),
    )


def step(found: Sheet | Asking) -> Screen:
    """What is asked for next, or the draft when all is there."""
    if isinstance(found, Asking):
        return prompt(found)
    return draft(found, OpenDraft(draft_id=found.draft.id))


def prompt(asking: Asking) -> Screen:
    """What to send for a field, or the choices where it has choices."""
    key = asking.draft.id
    rows: Rows = tuple((_choose(asking.draft, link),) for link in asking.sections)
    if asking.field is Field.AUDIENCE:
        rows = tuple(
            ((label, ChooseAudience(draft_id=key, audience=audience)),)
            for audience, label in texts.AUDIENCES.items()
        )
    return Screen(texts.prompt(asking.field, asking.draft), (*rows, _to_draft(key)))


def unreadable(draft_id: int) -> Screen:
    return Screen(texts.SOURCE_UNREADABLE, (_to_draft(draft_id),))


def doubt(found: Draft) -> Screen:
    """Asked before an answer is published whose source nobody can verify."""
    anyway = PublishUnverified(draft_id=found.id, revision=found.revision)
    mend = EditField(draft_id=found.id, field=Field.SOURCE)
    return Screen(
        texts.doubt(found),
        (
            ((texts.MEND_SOURCE, mend),),
            ((texts.PUBLISH_ANYWAY, anyway),),
            _to_draft(found.id),
        ),
    )


def discard(here: DiscardDraft) -> Screen:
    sure = DiscardDraft(draft_id=here.draft_id, sure=True)
    return Screen(texts.SURE, (((texts.DISCARD_SURELY, sure),), _to_draft(here.draft_id)))


def _published(found: Draft, answer_id: int) -> Screen:
    answer = OpenAnswer(answer_id=answer_id)
    inbox = (inbox_texts.TO_INBOX, OpenInbox())
    return Screen(texts.published(found), (((texts.OPEN_ANSWER, answer),), (inbox, HOME_BUTTON)))


def _state(sheet: Sheet) -> str:
    if sheet.draft.missing:
        return texts.missing(sheet.draft)
    if sheet.problems:
        return draft_problems.problems(sheet.problems)
    doubt = texts.UNVERIFIABLE if sheet.draft.unverifiable else ""
    return "\n\n".join(filter(None, (texts.READY, texts.on_button(sheet.draft), doubt)))


def _tools(sheet: Sheet) -> Rows:
    found = sheet.draft
    fields: list[Button] = [
        (name, EditField(draft_id=found.id, field=field)) for field, name in texts.NAMES.items()
    ]
    first: tuple[Button, ...] = ()
    if found.missing:
        target = EditField(draft_id=found.id, field=found.missing[0])
        first = ((texts.next_step(found), target),)
    elif not sheet.problems:
        first = ((texts.PUBLISH, PublishDraft(draft_id=found.id, revision=found.revision)),)
    return (
        first,
        *(tuple(fields[start : start + 2]) for start in range(0, len(fields), 2)),
        ((texts.DISCARD, DiscardDraft(draft_id=found.id)),),
    )


def _choose(found: Draft, link: Link) -> Button:
    target = ChooseSection(draft_id=found.id, section_id=link.id)
    return f"{link.emoji} {link.label}".strip(), target


def _to_draft(draft_id: int) -> tuple[Button, ...]:
    return ((texts.TO_DRAFT, OpenDraft(draft_id=draft_id)), HOME_BUTTON)
