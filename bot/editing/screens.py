"""Screens of drafts, of changes and of the history of the content."""

from collections.abc import Iterable, Sequence

from bot.editing import texts
from bot.editing.buttons import (
    ApplyUpload,
    ChangeField,
    ChooseAudience,
    ChooseSection,
    ChooseTarget,
    ChooseValue,
    ClearField,
    ConfirmChange,
    DiscardDraft,
    EditField,
    ExportSheet,
    MarkChecked,
    OpenAnswerDrafts,
    OpenConflict,
    OpenConflicts,
    OpenDraft,
    OpenHistory,
    OpenLinks,
    OpenReviews,
    OpenRevision,
    OpenSheets,
    OpenSubject,
    OpenUpload,
    PreviewDraft,
    PublishDraft,
    PublishUnverified,
    ResetField,
    RestoreRevision,
    ReturnDraft,
    SetOwner,
    SettleConflict,
    StartDraft,
    SwitchRelated,
    Withdraw,
)
from bot.editing.fields import SPECS
from bot.editing.links import CheckedLink
from bot.editing.models import (
    Change,
    ContentId,
    Draft,
    DraftField,
    DraftKind,
    DraftReview,
    DraftStep,
    DuePage,
    EditorCard,
    FileConflict,
    History,
    kind_of,
    title_of,
)
from bot.editing.upload_repository import UploadPlan
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.events.models import Event
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.markup import to_html, visible_length
from bot.knowledge.models import Answer, ContentKind, Fields, Link, Problem
from bot.search.models import Hit
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen, Url
from bot.ui.screens import HOME_BUTTON, in_columns, link_rows, page_of, page_row, way_back

MESSAGE_UNITS = 4096


def drafts(
    found: Sequence[Draft], here: OpenAnswerDrafts, uploads: Iterable[tuple[int, str]] = ()
) -> Screen:
    """`uploads` are the ids and names of spreadsheets that wait for a second person."""
    waiting = tuple(
        ((f"⏳ {name}"[: texts.LABEL_CHARACTERS], OpenUpload(upload_id=key).after(here)),)
        for key, name in uploads
    )
    rows = tuple(
        ((texts.label(draft), OpenDraft(draft_id=draft.id).after(here)),)
        for draft in found[: texts.SHOWN_DRAFTS]
    )
    new = (((label, StartDraft(kind=kind).beside(here)),) for kind, label in texts.NEW.items())
    return Screen(texts.listed(len(found)), (*waiting, *rows, *new, way_back(here)))


def draft(review: DraftReview, here: OpenDraft) -> Screen:
    """The card as people will see it, and what is missing or wrong."""
    found = review.draft
    if found.is_published:
        return _published(found)
    if found.is_waiting:
        return _waiting(review, here)
    parts = _pages(review.card)
    page = min(here.page, len(parts) - 1)
    here = here.changed(page=page)
    shown = _card(review.card, parts[page], in_section=True)
    card = f"{shown}\n\n— — —\n" if _is_begun(found) else ""
    state = f"{texts.head(found)}\n\n{_state(review)}"
    return Screen(
        (card if visible_length(card + state) <= MESSAGE_UNITS else texts.UNSHOWN) + state,
        (
            page_row(here, page, len(parts)),
            *_tools(review),
            *_similar(review),
            way_back(here, OpenAnswerDrafts()),
        ),
    )


def _waiting(review: DraftReview, here: OpenDraft) -> Screen:
    """What a second person decides on: the whole card of something new, else what changes."""
    found = review.draft
    shown = (
        _card(review.card, _pages(review.card)[0], in_section=True)
        if found.is_new
        else texts.differences(found.kind, found.base, found.fields)
    )
    head = texts.waiting(found)
    publish = PublishDraft(draft_id=found.id, revision=found.revision)
    return Screen(
        f"{head}\n\n{shown}" if visible_length(head + shown) <= MESSAGE_UNITS else head,
        (
            ((texts.PUBLISH, publish), (texts.RETURN, ReturnDraft(draft_id=found.id))),
            ((texts.PREVIEW, PreviewDraft(draft_id=found.id)),),
            way_back(here, OpenAnswerDrafts()),
        ),
    )


def approval_notice(number: int) -> Screen:
    drafts_button = ((texts.DRAFTS, OpenAnswerDrafts()),)
    return Screen(texts.approval_notice(number), (drafts_button, (HOME_BUTTON,)))


def decided(found: Draft, *, published: bool) -> Screen:
    """What the author of a draft is told when a second person has decided."""
    to_draft = ((texts.TO_DRAFT, OpenDraft(draft_id=found.id)),)
    return Screen(texts.decided(found, published=published), (to_draft, (HOME_BUTTON,)))


def _is_begun(found: Draft) -> bool:
    return any(found.fields.get(name) for name in ("title", "name", "body", "sources"))


def _pages(card: Answer | Event) -> tuple[str, ...]:
    return card.pages if isinstance(card, Answer) else ("",)


def _card(card: Answer | Event, page: str, *, in_section: bool = False) -> str:
    match card:
        case Answer():
            return knowledge_texts.card(card, page, in_section=in_section)
        case Event():
            return events_texts.card(card)


def preview(review: DraftReview, here: PreviewDraft) -> Screen:
    """The card with the buttons that lead somewhere; those of a person's own do nothing yet."""
    parts = _pages(review.card)
    page = min(here.page, len(parts) - 1)
    here = here.changed(page=page)
    own = _links_of(review.card, here) if isinstance(review.card, Answer) else ()
    return Screen(
        _card(review.card, knowledge_texts.short_answer(parts[page])),
        (page_row(here, page, len(parts)), *own, _to_draft(here.draft_id)),
    )


def _links_of(card: Answer, here: Address) -> Rows:
    links = (((each.label, Url(each.url)),) for each in card.details.buttons)
    return (*links, *link_rows(card.related, here))


def step(found: DraftReview | DraftStep) -> Screen:
    """The next question to the editor, or the whole draft when nothing is missing."""
    if isinstance(found, DraftStep):
        return prompt(found)
    return draft(found, OpenDraft(draft_id=found.draft.id))


def prompt(asking: DraftStep, note: str = "") -> Screen:
    """The question for a field, with buttons where it has choices, under a `note`."""
    found, field = asking.draft, asking.field
    words = texts.form(found) if field is DraftField.FORM else texts.prompt(found, field)
    return Screen(
        "\n\n".join(filter(None, (note, words))),
        (*_choices(asking), *_ways_out(found, field), _to_draft(found.id)),
    )


def _choices(asking: DraftStep) -> Rows:
    key, field = asking.draft.id, asking.field
    match field:
        case DraftField.SECTION:
            return tuple((_choose(key, link),) for link in asking.links)
        case DraftField.RELATED:
            return tuple((_switch(key, link, "✖️"),) for link in asking.links)
        case DraftField.AUDIENCE if asking.draft.kind is DraftKind.ANSWER:
            return tuple(
                ((label, ChooseAudience(draft_id=key, audience=audience)),)
                for audience, label in texts.CHOICES[field].items()
            )
    values = {} if field is DraftField.AUDIENCE else texts.CHOICES.get(field, {})
    return tuple(
        ((label, ChooseValue(draft_id=key, field=field, value=value)),)
        for value, label in values.items()
    )


def _ways_out(found: Draft, field: DraftField) -> Rows:
    """To empty the field, or to leave it as it is published."""
    spec = SPECS[found.kind].get(field)
    if spec is None:
        return ()
    filled = any(name in found.fields for name in spec.names)
    clear = (
        ()
        if spec.required or not filled
        else ((texts.CLEAR, ClearField(draft_id=found.id, field=field)),)
    )
    changed = not found.is_new and set(spec.names) & set(found.changed)
    reset = ((texts.RESET, ResetField(draft_id=found.id, field=field)),) if changed else ()
    return clear, reset


def found_answers(asking: DraftStep, hits: Sequence[Hit]) -> Screen:
    """Answers that were found for typed words, to add; those that there are, to leave out."""
    added = tuple((_switch(asking.draft.id, hit, "➕"),) for hit in hits)
    screen = prompt(asking, "" if hits else texts.NOTHING_FOUND)
    return Screen(screen.text, (*added, *screen.rows))


def unreadable(asking: DraftStep) -> Screen:
    is_source = asking.field is DraftField.SOURCE and asking.draft.kind is DraftKind.ANSWER
    if is_source:
        return Screen(texts.SOURCE_UNREADABLE, (_to_draft(asking.draft.id),))
    return prompt(asking, texts.UNREADABLE)


def body_to_copy(fields: Fields) -> Screen | None:
    """The text of an answer as people see it; None when it is empty or no message holds it."""
    html = to_html(str(fields.get("body", "")))
    return Screen(html) if html and visible_length(html) <= MESSAGE_UNITS else None


def doubt(found: Draft) -> Screen:
    """Asks for confirmation before an answer with an unverifiable source is published."""
    anyway = PublishUnverified(draft_id=found.id, revision=found.revision)
    mend = EditField(draft_id=found.id, field=DraftField.SOURCE)
    return Screen(
        texts.doubt(found),
        (
            ((texts.MEND_SOURCE, mend),),
            ((texts.PUBLISH_ANYWAY, anyway),),
            _to_draft(found.id),
        ),
    )


def confirm(review: DraftReview) -> Screen:
    """What a change will change; the editor may type why."""
    found = review.draft
    if review.problems or not found.changed:
        return draft(review, OpenDraft(draft_id=found.id))
    save = PublishDraft(draft_id=found.id, revision=found.revision)
    difference = texts.differences(found.kind, found.base, found.fields)
    return Screen(
        f"{texts.CHANGE}\n\n{difference}\n\n{texts.WHY}",
        (((texts.SAVE_SILENTLY, save),), _to_draft(found.id)),
    )


def clashed(review: DraftReview) -> Screen:
    """Others have changed the same: what the draft would change of that, to decide anew."""
    found = review.draft
    save = PublishDraft(draft_id=found.id, revision=found.revision)
    difference = texts.differences(found.kind, found.base, found.fields)
    rows = () if review.problems or not found.changed else (((texts.SAVE_MINE, save),),)
    return Screen(f"{texts.CLASH}\n\n{difference}", (*rows, _to_draft(found.id)))


def discard(found: Draft, here: DiscardDraft) -> Screen:
    sure = DiscardDraft(draft_id=here.draft_id, sure=True)
    words = texts.SURE if found.is_new else texts.SURE_CHANGE
    return Screen(words, (((texts.DISCARD_SURELY, sure),), _to_draft(here.draft_id)))


def _published(found: Draft) -> Screen:
    subject = found.subject or ContentId(ContentKind.ANSWER, 0)
    drafts_button = (texts.DRAFTS, OpenAnswerDrafts())
    return Screen(
        texts.published(found),
        (((texts.OPEN_CARD[subject.kind], card_address(subject)),), (drafts_button, HOME_BUTTON)),
    )


def card_address(subject: ContentId) -> Address:
    """The card as people see it."""
    if subject.kind is ContentKind.ANSWER:
        return OpenAnswer(answer_id=subject.id)
    return OpenEvent(event_id=subject.id)


def _state(review: DraftReview) -> str:
    found = review.draft
    if found.missing:
        return texts.missing(found)
    if review.problems:
        return texts.problems(found, review.problems)
    if not found.is_new:
        changed = texts.changed_names(found.kind, found.changed)
        return texts.changes(changed) if changed else texts.UNCHANGED
    doubt = texts.UNVERIFIABLE if found.unverifiable else ""
    similar = texts.SIMILAR if review.similar else ""
    return "\n\n".join(filter(None, (texts.READY, texts.on_button(found), doubt, similar)))


def _similar(review: DraftReview) -> Rows:
    here = OpenDraft(draft_id=review.draft.id)
    return tuple(
        ((hit.label, card_address(ContentId(ContentKind(hit.kind), hit.id)).after(here)),)
        for hit in review.similar
    )


def _tools(review: DraftReview) -> Rows:
    found = review.draft
    buttons: list[Button] = [
        (texts.NAMES[found.kind][field], EditField(draft_id=found.id, field=field))
        for field in SPECS[found.kind]
        if found.is_new or field is not DraftField.SECTION
    ]
    discard = texts.DISCARD if found.is_new else texts.DISCARD_CHANGE
    return (
        _first(review),
        *in_columns(buttons),
        _whole(found),
        ((discard, DiscardDraft(draft_id=found.id)),),
    )


def _whole(found: Draft) -> tuple[Button, ...]:
    form = EditField(draft_id=found.id, field=DraftField.FORM)
    return (
        (texts.NAMES[found.kind][DraftField.FORM], form),
        (texts.PREVIEW, PreviewDraft(draft_id=found.id)),
    )


def _first(review: DraftReview) -> tuple[Button, ...]:
    """What to do next."""
    found = review.draft
    if found.missing:
        target = EditField(draft_id=found.id, field=found.missing[0])
        return ((texts.next_step(found), target),)
    if review.problems:
        return ()
    if found.is_new:
        return ((texts.PUBLISH, PublishDraft(draft_id=found.id, revision=found.revision)),)
    return ((texts.SAVE, ConfirmChange(draft_id=found.id)),) if found.changed else ()


def _choose(draft_id: int, link: Link) -> Button:
    target = ChooseSection(draft_id=draft_id, section_id=link.id)
    return f"{link.emoji} {link.label}".strip(), target


def _switch(draft_id: int, link: Link | Hit, mark: str) -> Button:
    return f"{mark} {link.label}", SwitchRelated(draft_id=draft_id, answer_id=link.id)


def _to_draft(draft_id: int) -> tuple[Button, ...]:
    return ((texts.TO_DRAFT, OpenDraft(draft_id=draft_id)), HOME_BUTTON)


# What there is


def editor_card(found: EditorCard, editor_id: int, here: OpenSubject) -> Screen:
    """The editors' page of an answer or an event, for this editor."""
    kind = found.kind
    buttons: list[Button] = [
        (
            texts.NAMES[kind][field],
            ChangeField(kind=here.kind, subject_id=here.subject_id, field=field),
        )
        for field in SPECS[kind]
        if field is not DraftField.SECTION
    ]
    begun = tuple(
        ((texts.label(each), OpenDraft(draft_id=each.id).after(here)),) for each in found.drafts
    )
    is_mine = found.fields.get("owner") == editor_id
    owner = SetOwner(answer_id=here.subject_id, mine=not is_mine).beside(here)
    check = (
        ((texts.CHECK, MarkChecked(answer_id=here.subject_id).beside(here)),),
        ((texts.LEAVE_OWNERSHIP if is_mine else texts.TAKE_OWNERSHIP, owner),),
    )
    history = (texts.HISTORY, OpenHistory.of(found.subject).after(here))
    return Screen(
        texts.editor_card(found),
        (
            *begun,
            *in_columns(buttons),
            *(check if kind is DraftKind.ANSWER else ()),
            (history, (texts.WITHDRAW, ChooseTarget.of(found.subject).after(here))),
            way_back(here, card_address(found.subject)),
        ),
    )


CONFLICTS_PER_PAGE = 8


def reviews(found: DuePage, here: OpenReviews) -> Screen:
    here = here.changed(page=found.page)
    rows = tuple(
        (
            (
                texts.review_label(each, found.today),
                OpenSubject(kind=ContentKind.ANSWER, subject_id=each.id).after(here),
            ),
        )
        for each in found.answers
    )
    other = here.changed(page=0, mine=not here.mine)
    label = texts.ALL_REVIEWS if here.mine else texts.ONLY_MINE
    return Screen(
        texts.reviews(found),
        (*rows, page_row(here, found.page, found.pages), ((label, other),), way_back(here)),
    )


def review_notice(number: int) -> Screen:
    """The weekly note to an owner of answers."""
    mine = ((texts.reviews_button(number), OpenReviews(mine=True)),)
    return Screen(texts.review_notice(number), (mine, (HOME_BUTTON,)))


def conflict_notice(number: int) -> Screen:
    disputed = ((texts.conflicts_button(number), OpenConflicts()),)
    return Screen(texts.conflict_notice(number), (disputed, (HOME_BUTTON,)))


LINKS_PER_PAGE = 6


def links(found: Sequence[CheckedLink], here: OpenLinks) -> Screen:
    """A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, LINKS_PER_PAGE)
    here = here.changed(page=page)
    subjects = dict(pair for each in shown for pair in each.subjects[:1])
    rows = tuple(
        ((title[: texts.LABEL_CHARACTERS], OpenSubject.of(subject).after(here)),)
        for subject, title in subjects.items()
    )
    return Screen(texts.links(shown), (*rows, page_row(here, page, pages), way_back(here)))


def link_notice(number: int) -> Screen:
    return Screen(texts.link_notice(number), (((texts.LINKS, OpenLinks()),), (HOME_BUTTON,)))


def sheets(here: OpenSheets) -> Screen:
    rows = tuple(
        (
            (f"⬇️ {name} (Excel)", ExportSheet(kind=kind)),
            ("CSV", ExportSheet(kind=kind, xlsx=False)),
        )
        for kind, name in texts.KINDS.items()
    )
    return Screen(texts.SHEETS_HINT, (*rows, way_back(here)))


def upload(plan: UploadPlan) -> Screen:
    apply = ((texts.APPLY, ApplyUpload(upload_id=plan.id)),)
    can_apply = not (plan.problems or plan.changes_nothing)
    return Screen(texts.upload(plan), (apply if can_apply else (), (HOME_BUTTON,)))


def much_removed(plan: UploadPlan) -> Screen:
    """A second press, before much is removed."""
    sure = ApplyUpload(upload_id=plan.id, sure=True)
    return Screen(texts.much_removed(plan), (((texts.APPLY_SURELY, sure),), (HOME_BUTTON,)))


def upload_refused(found: Sequence[Problem]) -> Screen:
    return Screen(texts.upload_refused(found), (((texts.SHEETS, OpenSheets()),), (HOME_BUTTON,)))


def withdraw(found: EditorCard, targets: Sequence[Hit], here: ChooseTarget) -> Screen:
    """`targets` are those of its kind to which old buttons may lead."""
    to = Withdraw(kind=here.kind, subject_id=here.subject_id).beside(here)
    return Screen(
        texts.withdraw(here.kind, title_of(found.fields)),
        (
            *(((f"→ {link.label}", to.changed(target_id=link.id)),) for link in targets),
            ((texts.WITHDRAW_NOWHERE[here.kind], to),),
            way_back(here, OpenSubject.of(found.subject)),
        ),
    )


def conflicts(found: Sequence[FileConflict], total: int, here: OpenConflicts) -> Screen:
    pages = max(1, -(-total // CONFLICTS_PER_PAGE))
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
            ((texts.KEEP_MINE, settle), (texts.TAKE_THEIRS, settle.changed(theirs=True))),
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
