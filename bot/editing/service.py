"""What editors do in chat: answers, exhibitions and dates, from a draft to what people see."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.editing.field_texts import NAMES
from bot.editing.field_values import UnreadableFieldError, body_of, changed_place
from bot.editing.fields import SPECS, FieldSpec, parse, parse_form
from bot.editing.models import (
    ContentId,
    Draft,
    DraftField,
    DraftKind,
    DraftReview,
    DraftStep,
    Outcome,
    RepeatedQuestionError,
    title_of,
)
from bot.editing.preview import card_of
from bot.editing.repository import Drafts
from bot.errors import NotFoundError
from bot.history.models import EditorCard, FileConflict
from bot.history.repository import ContentHistory, check_fields, fits
from bot.knowledge.check import normalized, problems_of
from bot.knowledge.files import ContentError, answer_from
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.models import WITHDRAWN, ContentKind, Fields, Link, Problem, text_code
from bot.knowledge.phrasing_repository import PhrasingOwner, phrasing_owners
from bot.knowledge.repository import Knowledge
from bot.links.repository import Links
from bot.people.repository import Form, Forms
from bot.questions.masks import hides
from bot.questions.service import InboxService
from bot.reviews.repository import Reviews
from bot.search.engine import Search
from bot.search.models import Hit, SearchOutcome
from bot.sheets.repository import Uploads
from bot.storage.database import Database

DRAFT = "draft"  # the form that waits for the text of a field
REVIEW_EVERY = timedelta(days=91)
MAX_NOTE = 300  # characters
_MOST_OFFERS = 6


class EditingService:
    """Drafts from the first word to their publishing; checks and the history of what there is.

    `inbox` has the questions for which an answer is to be written.
    """

    def __init__(
        self, database: Database, knowledge: Knowledge, search: Search, forms: Forms
    ) -> None:
        self.four_eyes = False  # whether what an editor changes waits for a second person
        self.inbox = InboxService(database, search)
        self.drafts = Drafts(database)
        self.history = ContentHistory(database)
        self.reviews = Reviews(database)
        self.uploads = Uploads(database)
        self.links = Links(database)
        self._database = database
        self._clock = database.clock
        self._knowledge = knowledge
        self._search = search
        self._forms = forms

    # The steps of a draft

    async def next_step(self, draft_id: int) -> DraftReview | DraftStep:
        """The first required field that is empty, or the whole draft when none is."""
        draft = await self.drafts.get(draft_id)
        if draft.missing and draft.is_new:
            return await self.step(draft_id, draft.missing[0])
        return await self.review(draft_id)

    async def step(self, draft_id: int, field: DraftField, section_id: int = 0) -> DraftStep:
        """The question for one field; a section is chosen from those below `section_id`."""
        draft = await self.drafts.get(draft_id)
        if field not in (DraftField.FORM, DraftField.NOTE):
            _spec(draft, field)
        match field:
            case DraftField.SECTION:
                return DraftStep(draft, field, await self._knowledge.children(section_id))
            case DraftField.RELATED:
                return DraftStep(draft, field, await self._related(draft.fields))
        return DraftStep(draft, field, in_use=await self.drafts.values_in_use(draft.kind, field))

    async def expect_text(
        self, editor_id: int, found: DraftReview | DraftStep, message_id: int = 0
    ) -> None:
        """Make the editor's next text fill the field of this step.

        `message_id` is the message that filled the field before: when Telegram delivers it again
        after a restart, it does not fill this one too.
        """
        if isinstance(found, DraftStep):
            field = f"{found.field} {message_id}"
            await self._forms.open(editor_id, Form(DRAFT, found.draft.id, field))
        else:
            await self._forms.leave(editor_id)

    async def fill(self, draft_id: int, field: DraftField, text: str, html: str) -> None:
        """Set the field to what was typed; `html` is the text with its native formatting.

        Raises UnreadableFieldError, and nothing changes.
        """
        draft = await self.drafts.get(draft_id)
        match field:
            case DraftField.NOTE:
                await self.drafts.update(draft_id, {}, note=" ".join(text.split())[:MAX_NOTE])
                return
            case DraftField.FORM:
                values = parse_form(draft.kind, NAMES[draft.kind], text)
            case DraftField.BODY:
                values = await asyncio.to_thread(_body, draft, text, html)
            case DraftField.ENGLISH:
                values = await asyncio.to_thread(_english, draft, text, html)
            case DraftField.PLACE:
                values = changed_place(draft.fields.get("place") or {}, text)
            case _:
                values = parse(_spec(draft, field), text)
        await self.drafts.update(draft_id, values)

    async def choose(self, draft_id: int, field: DraftField, value: str) -> None:
        """Raises NotFoundError for a value that no button has."""
        try:
            await self.fill(draft_id, field, value, "")
        except UnreadableFieldError as error:
            raise NotFoundError(field, value) from error

    async def clear(self, draft_id: int, field: DraftField) -> None:
        draft = await self.drafts.get(draft_id)
        await self.drafts.update(draft_id, dict.fromkeys(_spec(draft, field).names))

    async def reset(self, draft_id: int, field: DraftField) -> None:
        """Leave the field as it is published."""
        draft = await self.drafts.get(draft_id)
        names = _spec(draft, field).names
        await self.drafts.update(draft_id, {name: draft.base.get(name) for name in names})

    async def review(self, draft_id: int) -> DraftReview:
        """The draft, the card it will be, its problems, and what resembles it."""
        draft = await self.drafts.get(draft_id)
        related, today = await self._related(draft.fields), self._today()
        card = await asyncio.to_thread(card_of, draft, related, today)
        problems = await self.problems(draft)
        similar = await self._similar(draft) if draft.is_new and not draft.missing else ()
        return DraftReview(draft, card, problems, similar)

    async def problems(self, draft: Draft) -> tuple[Problem, ...]:
        """What must be corrected before the draft can be published."""
        known = await phrasing_owners(self._database, _asked(draft.fields))
        return await asyncio.to_thread(problems, draft, known)

    async def publish(self, draft_id: int, revision: int, editor_id: int) -> Outcome:
        """Make the draft what people see, if it is as the editor saw it and has no problems."""
        draft = await self.drafts.get(draft_id)
        if draft.revision != revision or await self.problems(draft):
            return Outcome.CHANGED
        if self.four_eyes and editor_id == draft.author_id:
            return Outcome.WAITING if draft.is_waiting else await self.drafts.submit(draft)
        return await self.drafts.publish(self._dated(draft), editor_id)

    async def propose(
        self, subject: ContentId, values: Fields, editor_id: int, note: str
    ) -> Outcome:
        """Set these fields (None: leave out), with four eyes when a second person agrees.

        CHANGED when they are so already.
        """
        if self.four_eyes:
            return await self.drafts.propose(editor_id, subject, values, note)
        changed = await self.history.change_to(subject, values, editor_id, note)
        return Outcome.DONE if changed else Outcome.CHANGED

    async def restore(self, revision_id: int, editor_id: int, note: str) -> Outcome:
        """Let it say again what it said then; raises NotFoundError for no revision.

        Raises RepeatedQuestionError.
        """
        subject, change = await self.history.change(revision_id)
        wanted, now = change.revision.fields, await self.history.now(subject)
        await self._check_repeats(subject, wanted)
        values = {name: wanted.get(name) for name in (*now, *wanted)}
        return await self.propose(subject, values, editor_id, note)

    def _dated(self, draft: Draft) -> Draft:
        """A new answer was compared with its sources by its author, and is reviewed in time."""
        if draft.kind is not DraftKind.ANSWER or not draft.is_new:
            return draft
        today = self._today()
        days = {"checked": today.isoformat(), "review_by": (today + REVIEW_EVERY).isoformat()}
        return replace(draft, fields=days | draft.fields)

    async def offers(
        self, wanted: str, without: Sequence[int] = (), kind: ContentKind = ContentKind.ANSWER
    ) -> tuple[Hit, ...]:
        """Answers, or events, found for these words."""
        found = await self._search.find(wanted)
        hits = (hit for hit in found.hits if hit.kind == kind and hit.id not in without)
        return tuple(hits)[:_MOST_OFFERS]

    async def switch_related(self, draft_id: int, answer_id: int) -> None:
        """Add the answer to those that the draft leads to, or leave it out."""
        draft = await self.drafts.get(draft_id)
        key = (await self._knowledge.answer(answer_id, 0)).key
        related = list(draft.fields.get("related", ()))
        changed = [each for each in related if each != key] if key in related else [*related, key]
        await self.drafts.update(draft_id, {"related": changed})

    async def _related(self, fields: Fields) -> tuple[Link, ...]:
        links = [await self._knowledge.find_key(key) for key in fields.get("related", ())]
        return tuple(links)

    async def _similar(self, draft: Draft) -> tuple[Hit, ...]:
        """What there is already of this name."""
        found = await self._search.find(draft.title)
        if found.outcome is SearchOutcome.NOTHING:
            return ()
        return tuple(hit for hit in found.hits if hit.kind == draft.kind.content)[:3]

    # What there is

    async def editor_card(self, subject: ContentId) -> EditorCard:
        """Raises NotFoundError for what never was."""
        fields = await self.history.now(subject)
        latest = await self.history.latest(subject)
        drafts = await self.drafts.of_subject(subject)
        return EditorCard(subject, fields, latest, drafts)

    async def mark_checked(self, answer_id: int, editor_id: int, note: str) -> tuple[Outcome, date]:
        """Today a person has compared it with its sources; with the day of the next review.

        The next one comes after as long a time as the last, at least a month.
        """
        subject, today = ContentId(ContentKind.ANSWER, answer_id), self._today()
        fields = await self.history.now(subject)
        review_by = today + _interval(fields)
        values = {"checked": today.isoformat(), "review_by": review_by.isoformat()}
        return await self.propose(subject, values, editor_id, note), review_by

    async def withdraw(
        self, subject: ContentId, target_id: int, editor_id: int, note: str
    ) -> Outcome:
        """Take it from people; old buttons lead to another of its kind, 0 for none.

        Raises NotFoundError where it would lead to itself, or to what people do not see.
        """
        if subject.id == target_id:
            raise NotFoundError(subject.kind, target_id)
        target = (
            await self.history.live_key(ContentId(subject.kind, target_id)) if target_id else ""
        )
        return await self.propose(subject, {WITHDRAWN: target}, editor_id, note)

    async def put_back(self, subject: ContentId, editor_id: int, note: str) -> Outcome:
        """Show people what was withdrawn, with what was corrected since.

        Raises RepeatedQuestionError.
        """
        fields = await self.history.now(subject)
        await self._check_repeats(subject, {**fields, WITHDRAWN: None})
        return await self.propose(subject, {WITHDRAWN: None}, editor_id, note)

    async def _check_repeats(self, subject: ContentId, fields: Fields) -> None:
        """Raises RepeatedQuestionError where another answer that people see has got a question."""
        if subject.kind is ContentKind.ANSWER and fields.get(WITHDRAWN) is None:
            known = await phrasing_owners(self._database, _asked(fields))
            for _, text, owner in _repeated(fields, subject.id, known):
                raise RepeatedQuestionError(text, owner.title)

    async def settle(
        self, found: FileConflict, editor_id: int, note: str, *, theirs: bool
    ) -> Outcome:
        """Take what the file says, or leave it as it is, which changes nothing for people.

        CHANGED, and nothing is stored, when it does not fit the other fields.
        """
        if theirs and self.four_eyes and fits(found.subject.kind, found.after):
            values = {found.name: found.theirs}
            return await self.drafts.propose(editor_id, found.subject, values, note)
        settled = await self.history.settle(found, editor_id, note, theirs=theirs)
        return Outcome.DONE if settled else Outcome.CHANGED

    async def refresh_search(self) -> None:
        """Wait until the search finds what was changed just now."""
        await self._search.refresh()

    def _today(self) -> date:
        return self._clock().date()


def _spec(draft: Draft, field: DraftField) -> FieldSpec:
    """Raises NotFoundError for a field that such a draft does not have."""
    spec = SPECS[draft.kind].get(field)
    if spec is None:
        raise NotFoundError(field, draft.id)
    return spec


def _body(draft: Draft, text: str, html: str) -> Fields:
    """A text that was copied and sent back is as it was written, not as it was read from there."""
    values = parse(_spec(draft, DraftField.BODY), body_of(text, html))
    before = str(draft.base.get("body", ""))
    same = before and to_html(before) == to_html(str(values.get("body") or ""))
    return values | {"body": before} if same else values


def _english(draft: Draft, text: str, html: str) -> Fields:
    """The translation as typed, its text as formatted: of what the Russian text says now."""
    spec = _spec(draft, DraftField.ENGLISH)
    typed = parse(spec, text)
    if typed["english"] is None:
        return typed
    before = draft.fields.get("english") or {}
    body = parse(spec, body_of(text, html))["english"]["body"]
    if to_html(body) == to_html(str(before.get("body", ""))):
        body = before["body"]
    code = text_code(draft.title, to_plain(to_html(str(draft.fields.get("body", "")))))
    order = {"order": before["order"]} if "order" in before else {}
    return {"english": typed["english"] | order | {"translates": code, "body": body}}


def _interval(fields: Fields) -> timedelta:
    if not (fields.get("checked") and fields.get("review_by")):
        return REVIEW_EVERY
    between = date.fromisoformat(fields["review_by"]) - date.fromisoformat(fields["checked"])
    return max(between, timedelta(days=30))


def field_to_fill(form: Form, message_id: int) -> DraftField | None:
    """The field that this message fills; None for a message that was handled before a restart."""
    field, _, handled = form.field.partition(" ")
    return None if handled == str(message_id) else DraftField(field)


def problems(draft: Draft, known: Mapping[str, PhrasingOwner]) -> tuple[Problem, ...]:
    """The same problems that an import would report; `known` is as `phrasing_owners` returns it."""
    if draft.missing:
        return tuple(Problem("", field, "пусто") for field in draft.missing)
    try:
        check_fields(draft.kind.content, draft.fields)
    except ContentError as error:
        return error.problems
    if draft.kind is not DraftKind.ANSWER:
        return ()
    repeated = (
        Problem("", field, f"вопрос повторяется: «{text}» — он есть у «{owner.title}»")
        for field, text, owner in _repeated(draft.fields, draft.subject_id, known)
    )
    found = problems_of(draft.section_key or "-", answer_from(draft.fields))
    return (*found, *_hidden(draft), *repeated)


def _hidden(draft: Draft) -> Iterator[Problem]:
    for field in ("title", "short", "body", "questions"):
        if hides(str(draft.fields.get(field, ""))):
            yield Problem("", field, "здесь скрыты чьи-то данные, в угловых кавычках ‹…›: уберите")


def _asked(fields: Fields) -> tuple[str, ...]:
    return (title_of(fields), *fields.get("questions", ()))


def _repeated(
    fields: Fields, answer_id: int | None, known: Mapping[str, PhrasingOwner]
) -> Iterator[tuple[str, str, PhrasingOwner]]:
    """The title and the questions that another answer has too, and that answer."""
    for number, text in enumerate(_asked(fields)):
        owner = known.get(normalized(text))
        if owner and owner.answer_id != answer_id:
            yield "questions" if number else "title", text, owner
