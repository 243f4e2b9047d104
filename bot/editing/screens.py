"""Screens of drafts, of changes and of the history of the content."""

from collections.abc import Iterable, Sequence

from bot.editing import texts
from bot.editing.buttons import (
    ChooseAudience,
    ChooseSection,
    ChooseValue,
    ClearField,
    ConfirmChange,
    DiscardDraft,
    EditField,
    OpenAnswerDrafts,
    OpenDraft,
    PreviewDraft,
    PublishDraft,
    PublishUnverified,
    ResetField,
    ReturnDraft,
    StartDraft,
    SwitchRelated,
)
from bot.editing.field_texts import CHOICES, NAMES, changed_names
from bot.editing.fields import SPECS
from bot.editing.models import ContentId, Draft, DraftField, DraftKind, DraftReview, DraftStep
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.events.models import Event
from bot.history.differences import differences
from bot.knowledge import english_texts
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.markup import cut_pages, to_html, visible_length
from bot.knowledge.models import Answer, ContentKind, Fields, Link
from bot.search.models import Hit
from bot.sheets.buttons import OpenUpload
from bot.ui.address import Address
from bot.ui.screen import (
    HOME_BUTTON,
    Button,
    Rows,
    Screen,
    Url,
    in_columns,
    link_rows,
    page_row,
    way_back,
)
from bot.ui.texts import paragraphs

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


def draft(review: DraftReview, here: OpenDraft, editor_id: int) -> Screen:
    """The card as people will see it, and what is missing or wrong, as this editor may act."""
    found = review.draft
    if found.is_published:
        return _published(found)
    if found.is_waiting:
        return _waiting(review, here, is_own=found.author_id == editor_id)
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


def _waiting(review: DraftReview, here: OpenDraft, *, is_own: bool) -> Screen:
    """What a second person decides on: the whole card of something new, else what changes.

    Its author cannot publish it, but take it back.
    """
    found = review.draft
    shown = (
        _card(review.card, _pages(review.card)[0], in_section=True)
        if found.is_new
        else differences(found.kind, found.base, found.fields)
    )
    head = texts.waiting(found)
    publish = PublishDraft(draft_id=found.id, revision=found.revision)
    return Screen(
        f"{head}\n\n{shown}" if visible_length(head + shown) <= MESSAGE_UNITS else head,
        (
            () if is_own else ((texts.PUBLISH, publish),),
            ((texts.TAKE_BACK if is_own else texts.RETURN, ReturnDraft(draft_id=found.id)),),
            ((texts.PREVIEW, PreviewDraft(draft_id=found.id)),),
            way_back(here, OpenAnswerDrafts()),
        ),
    )


def not_taken(review: DraftReview, editor_id: int) -> Screen:
    """What was typed for a draft that waits for a second person has changed nothing."""
    found = review.draft
    rows = draft(review, OpenDraft(draft_id=found.id), editor_id).rows
    words = texts.not_taken(is_own=found.author_id == editor_id)
    return Screen(f"{words}\n\n{texts.waiting(found)}", rows)


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
            return events_texts.card(card, in_calendar=in_section)


def preview(review: DraftReview, here: PreviewDraft) -> Screen:
    """The card with the buttons that lead somewhere; those of a person's own do nothing yet."""
    parts = [_card(review.card, knowledge_texts.short_answer(each)) for each in _pages(review.card)]
    own: Rows = ()
    if isinstance(review.card, Answer):
        own, parts = _links_of(review.card, here), [*parts, *_in_english(review.card)]
    page = min(here.page, len(parts) - 1)
    here = here.changed(page=page)
    return Screen(parts[page], (page_row(here, page, len(parts)), *own, _to_draft(here.draft_id)))


def _in_english(card: Answer) -> Iterable[str]:
    """The pages that readers of English see, behind the Russian ones."""
    english = card.details.english
    pages = cut_pages(to_html(english.body)) if english else ()
    return (english_texts.card(card, knowledge_texts.short_answer(each)) for each in pages)


def _links_of(card: Answer, here: Address) -> Rows:
    links = (((each.label, Url(each.url)),) for each in card.details.buttons)
    return (*links, *link_rows(card.related, here))


def step(found: DraftReview | DraftStep, editor_id: int) -> Screen:
    """The next question to the editor, or the whole draft when nothing is missing."""
    if isinstance(found, DraftStep):
        return prompt(found)
    return draft(found, OpenDraft(draft_id=found.draft.id), editor_id)


def prompt(asking: DraftStep, note: str = "") -> Screen:
    """The question for a field, with buttons where it has choices, under a `note`."""
    found, field = asking.draft, asking.field
    is_form = field is DraftField.FORM
    words = texts.form(found) if is_form else texts.prompt(found, field, asking.in_use)
    return Screen(
        paragraphs(note, words),
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
                for audience, label in CHOICES[field].items()
            )
    values = {} if field is DraftField.AUDIENCE else CHOICES.get(field, {})
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


def confirm(review: DraftReview, editor_id: int) -> Screen:
    """What a change will change; the editor may type why."""
    found = review.draft
    if review.problems or not found.changed or found.is_waiting:
        return draft(review, OpenDraft(draft_id=found.id), editor_id)
    save = PublishDraft(draft_id=found.id, revision=found.revision)
    difference = differences(found.kind, found.base, found.fields)
    return Screen(
        f"{texts.CHANGE}\n\n{difference}\n\n{texts.WHY}",
        (((texts.SAVE_SILENTLY, save),), _to_draft(found.id)),
    )


def clashed(review: DraftReview) -> Screen:
    """Others have changed the same: what the draft would change of that, to decide anew."""
    found = review.draft
    save = PublishDraft(draft_id=found.id, revision=found.revision)
    difference = differences(found.kind, found.base, found.fields)
    rows = () if review.problems or not found.changed else (((texts.SAVE_MINE, save),),)
    return Screen(f"{texts.CLASH}\n\n{difference}", (*rows, _to_draft(found.id)))


def discard(found: Draft, here: DiscardDraft) -> Screen:
    sure = DiscardDraft(draft_id=here.draft_id, sure=True)
    words, label = (
        (texts.SURE, texts.DISCARD_SURELY)
        if found.is_new
        else (texts.SURE_CHANGE, texts.DISCARD_CHANGE_SURELY)
    )
    return Screen(words, (((label, sure),), _to_draft(here.draft_id)))


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
        changed = changed_names(found.kind, found.changed)
        return texts.changes(changed) if changed else texts.UNCHANGED
    doubt = texts.UNVERIFIABLE if found.unverifiable else ""
    similar = texts.SIMILAR if review.similar else ""
    return paragraphs(texts.READY, texts.on_button(found), doubt, similar)


def _similar(review: DraftReview) -> Rows:
    here = OpenDraft(draft_id=review.draft.id)
    return tuple(
        ((hit.label, card_address(ContentId(ContentKind(hit.kind), hit.id)).after(here)),)
        for hit in review.similar
    )


def _tools(review: DraftReview) -> Rows:
    found = review.draft
    buttons: list[Button] = [
        (NAMES[found.kind][field], EditField(draft_id=found.id, field=field))
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
        (NAMES[found.kind][DraftField.FORM], form),
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
