"""The editors' page of an answer or event, its history, conflicts with files, withdrawal."""

from collections.abc import Sequence

from bot.editing import texts as editing_texts
from bot.editing.buttons import ChangeField, OpenDraft
from bot.editing.field_texts import NAMES
from bot.editing.fields import SPECS
from bot.editing.models import ContentId, DraftField, DraftKind, kind_of, title_of
from bot.editing.screens import card_address
from bot.history import texts
from bot.history.buttons import (
    ChooseTarget,
    OpenConflict,
    OpenConflicts,
    OpenHistory,
    OpenRevision,
    OpenSubject,
    PutBack,
    RestoreRevision,
    SettleConflict,
    Withdraw,
)
from bot.history.models import Change, EditorCard, FileConflict, History
from bot.knowledge.models import Fields
from bot.paging import pages_of
from bot.reviews import texts as reviews_texts
from bot.reviews.buttons import MarkChecked, SetOwner
from bot.search.models import Hit
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, in_columns, page_row, way_back

CONFLICTS_PER_PAGE = 8


def editor_card(found: EditorCard, editor_id: int, here: OpenSubject) -> Screen:
    """The editors' page of an answer or an event, for this editor."""
    kind, subject_id = here.kind, here.subject_id
    fields: list[Button] = [
        (NAMES[found.kind][field], ChangeField(kind=kind, subject_id=subject_id, field=field))
        for field in SPECS[found.kind]
        if field is not DraftField.SECTION
    ]
    begun = (
        ((editing_texts.label(each), OpenDraft(draft_id=each.id).after(here)),)
        for each in found.drafts
    )
    history = (texts.HISTORY, OpenHistory.of(found.subject).after(here))
    withdraw = (texts.WITHDRAW, ChooseTarget.of(found.subject).after(here))
    put_back = (texts.PUT_BACK, PutBack.of(found.subject).beside(here))
    is_reviewed = found.kind is DraftKind.ANSWER and not found.is_withdrawn
    return Screen(
        texts.editor_card(found),
        (
            *begun,
            *in_columns(fields),
            *(_review_rows(found, editor_id, here) if is_reviewed else ()),
            (history, put_back if found.is_withdrawn else withdraw),
            way_back(here, card_address(found.subject)),
        ),
    )


def _review_rows(found: EditorCard, editor_id: int, here: OpenSubject) -> Rows:
    """To confirm that it is still true, and to see to it from now on."""
    is_mine = found.fields.get("owner") == editor_id
    owner = SetOwner(answer_id=here.subject_id, mine=not is_mine).beside(here)
    return (
        ((reviews_texts.CHECK, MarkChecked(answer_id=here.subject_id).beside(here)),),
        ((reviews_texts.LEAVE_OWNERSHIP if is_mine else reviews_texts.TAKE_OWNERSHIP, owner),),
    )


def conflict_notice(number: int) -> Screen:
    disputed = ((texts.conflicts_button(number), OpenConflicts()),)
    return Screen(texts.conflict_notice(number), (disputed, (HOME_BUTTON,)))


def withdraw(found: EditorCard, targets: Sequence[Hit], here: ChooseTarget) -> Screen:
    """`targets` are those of its kind to which old buttons may lead."""
    to = Withdraw(kind=here.kind, subject_id=here.subject_id).beside(here)
    return Screen(
        texts.withdraw(here.kind, title_of(found.fields)),
        (
            *(((f"→ {hit.label}", to.changed(target_id=hit.id)),) for hit in targets),
            ((texts.WITHDRAW_NOWHERE[here.kind], to),),
            way_back(here, OpenSubject.of(found.subject)),
        ),
    )


def conflicts(found: Sequence[FileConflict], total: int, here: OpenConflicts) -> Screen:
    pages = pages_of(total, CONFLICTS_PER_PAGE)
    rows = tuple(
        ((texts.conflict_label(each), OpenConflict(conflict_id=each.id).after(here)),)
        for each in found
    )
    hint = texts.CONFLICTS_HINT if found else texts.NO_CONFLICTS
    return Screen(
        f"{texts.CONFLICTS_TITLE}\n\n{hint}",
        (*rows, page_row(here, here.page, pages), way_back(here)),
    )


def conflict(found: FileConflict, here: OpenConflict) -> Screen:
    settle = SettleConflict(conflict_id=found.id, theirs=False).beside(here)
    return Screen(
        texts.conflict(found),
        (
            ((texts.KEEP_MINE, settle),),
            ((texts.TAKE_THEIRS, settle.changed(theirs=True)),),
            way_back(here, OpenConflicts()),
        ),
    )


def history(found: History, fields: Fields, here: OpenHistory) -> Screen:
    """`fields` are what it says now."""
    kind = kind_of(here.kind, fields)
    here = here.changed(page=found.page)
    rows = tuple(
        ((texts.change_label(kind, each), OpenRevision(revision_id=each.revision.id).after(here)),)
        for each in found.changes
    )
    return Screen(
        texts.history(title_of(fields), kind, found.changes),
        (
            *rows,
            page_row(here, found.page, found.pages),
            way_back(here, OpenSubject.of(found.subject)),
        ),
    )


def change(found: Change, subject: ContentId, here: OpenRevision) -> Screen:
    fields = found.revision.fields
    kind = kind_of(subject.kind, fields)
    restore = RestoreRevision(revision_id=here.revision_id).beside(here)
    return Screen(
        texts.change(title_of(fields), kind, found),
        (((texts.RESTORE, restore),), way_back(here, OpenHistory.of(subject))),
    )
