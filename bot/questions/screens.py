"""Screens of votes, the inbox, drafts of answers and the editors' menu."""

from collections.abc import Collection, Iterable, Sequence

from bot.applications.buttons import OpenApplications
from bot.broadcast.buttons import OpenBroadcasts
from bot.events.buttons import OpenVotes
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.markup import visible_length
from bot.knowledge.models import AnswerDraft, DraftField, DraftReview, Link
from bot.people.buttons import OpenAudit
from bot.questions import texts
from bot.questions.buttons import (
    BindGroup,
    ChooseAudience,
    ChooseSection,
    DiscardDraft,
    DismissGroup,
    EditField,
    GiveReason,
    OfferAnswers,
    OpenAnswerDrafts,
    OpenDraft,
    OpenEditors,
    OpenGroup,
    OpenInbox,
    OpenTallies,
    OpenTally,
    PublishDraft,
    PublishUnverified,
    RestoreGroup,
    Vote,
    WriteAnswer,
)
from bot.questions.models import DraftStep, GroupPage, QuestionGroup, Tally, TallyPage
from bot.search.models import Hit
from bot.stats.buttons import OpenStats
from bot.team.buttons import OpenTeam
from bot.team.models import Right
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen
from bot.ui.screens import HOME_BUTTON, page_row, way_back


def why(here: Vote) -> Screen:
    """The reasons for a 👎; the way back leads to the answer."""
    rows = tuple(
        ((label, GiveReason(answer_id=here.answer_id, page=here.page, reason=reason).beside(here)),)
        for reason, label in texts.REASONS.items()
    )
    return Screen(texts.WHY, (*rows, _to_answer(here)))


def words(here: GiveReason) -> Screen:
    return Screen(texts.WORDS, (_to_answer(here),))


def words_kept(answer_id: int) -> Screen:
    back = (texts.TO_ANSWER, OpenAnswer(answer_id=answer_id))
    return Screen(texts.WORDS_KEPT, ((back, HOME_BUTTON),))


def tallies(found: TallyPage, here: OpenTallies) -> Screen:
    here = here.changed(page=found.page)
    rows = tuple(
        ((texts.tally_label(each), OpenTally(answer_id=each.answer_id).after(here)),)
        for each in found.tallies
    )
    return Screen(
        texts.TALLIES_HINT if rows else texts.NO_TALLIES,
        (*rows, page_row(here, found.page, found.pages), way_back(here, OpenInbox())),
    )


def tally(found: Tally, here: OpenTally) -> Screen:
    comments = [texts.comments(found.comments)] if found.comments else []
    return Screen(
        "\n".join((texts.tally(found), *comments)),
        (
            ((texts.OPEN_ANSWER, OpenAnswer(answer_id=found.answer_id).after(here)),),
            way_back(here, OpenTallies()),
        ),
    )


def _to_answer(here: Vote | GiveReason) -> tuple[Button, ...]:
    back = OpenAnswer(answer_id=here.answer_id, page=here.page).beside(here)
    return ((texts.TO_ANSWER, back), HOME_BUTTON)


SHOWN_PHRASES = 10


def inbox(found: GroupPage, here: OpenInbox, dismissed: int | None = None) -> Screen:
    """`dismissed` is the id of the group that was dismissed just now and can be restored."""
    here = here.changed(page=found.page)
    undo = ((texts.RESTORE, RestoreGroup(question_id=dismissed)),) if dismissed else ()
    rows = tuple(
        ((texts.group_label(group), OpenGroup(question_id=group.id).after(here)),)
        for group in found.groups
    )
    tools = (
        (texts.DRAFTS, OpenAnswerDrafts().after(here)),
        (texts.TALLIES, OpenTallies().after(here)),
    )
    return Screen(
        texts.waiting(found) if found.groups else texts.EMPTY,
        (undo, *rows, page_row(here, found.page, found.pages), tools, way_back(here)),
    )


def group(found: QuestionGroup | None, here: OpenGroup) -> Screen:
    if found is None:
        return handled()
    return Screen(
        texts.group(found, SHOWN_PHRASES),
        (
            ((texts.BIND, OfferAnswers(question_id=here.question_id).after(here)),),
            ((texts.WRITE, WriteAnswer(question_id=here.question_id).beside(here)),),
            ((texts.DISMISS, DismissGroup(question_id=here.question_id).beside(here)),),
            way_back(here, OpenInbox()),
        ),
    )


def offers(found: QuestionGroup | None, hits: Iterable[Hit], here: OfferAnswers) -> Screen:
    if found is None:
        return handled()
    rows = tuple(
        ((hit.label, BindGroup(question_id=here.question_id, answer_id=hit.id).beside(here)),)
        for hit in hits
    )
    back = way_back(here, OpenGroup(question_id=here.question_id))
    return Screen(texts.offers(found, any_found=bool(rows)), (*rows, back))


def handled() -> Screen:
    """Another editor has handled the group already."""
    return Screen(texts.HANDLED_SCREEN, (((texts.TO_INBOX, OpenInbox()), HOME_BUTTON),))


MESSAGE_UNITS = 4096


def drafts(found: Sequence[AnswerDraft], here: OpenAnswerDrafts) -> Screen:
    rows = tuple(
        ((texts.label(draft), OpenDraft(draft_id=draft.id).after(here)),)
        for draft in found[: texts.SHOWN_DRAFTS]
    )
    return Screen(texts.listed(len(found)), (*rows, way_back(here, OpenInbox())))


def draft(review: DraftReview, here: OpenDraft) -> Screen:
    """The card as people will see it, and what is missing or wrong."""
    found = review.draft
    if found.answer_id is not None:
        return _published(found, found.answer_id)
    parts = review.card.pages
    page = min(here.page, len(parts) - 1)
    here = here.changed(page=page)
    begun = found.title or found.body or found.source
    shown = knowledge_texts.card(review.card, parts[page], in_section=True)
    card = f"{shown}\n\n— — —\n" if begun else ""
    state = f"{texts.head(found)}\n\n{_state(review)}"
    return Screen(
        (card if visible_length(card + state) <= MESSAGE_UNITS else texts.UNSHOWN) + state,
        (page_row(here, page, len(parts)), *_tools(review), way_back(here, OpenAnswerDrafts())),
    )


def step(found: DraftReview | DraftStep) -> Screen:
    """The next question to the editor, or the whole draft when nothing is missing."""
    if isinstance(found, DraftStep):
        return prompt(found)
    return draft(found, OpenDraft(draft_id=found.draft.id))


def prompt(asking: DraftStep) -> Screen:
    """The question for a field, with buttons where it has choices."""
    key = asking.draft.id
    rows: Rows = tuple((_choose(asking.draft, link),) for link in asking.sections)
    if asking.field is DraftField.AUDIENCE:
        rows = tuple(
            ((label, ChooseAudience(draft_id=key, audience=audience)),)
            for audience, label in texts.AUDIENCES.items()
        )
    return Screen(texts.prompt(asking.field, asking.draft), (*rows, _to_draft(key)))


def unreadable(draft_id: int) -> Screen:
    return Screen(texts.SOURCE_UNREADABLE, (_to_draft(draft_id),))


def doubt(found: AnswerDraft) -> Screen:
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


def discard(here: DiscardDraft) -> Screen:
    sure = DiscardDraft(draft_id=here.draft_id, sure=True)
    return Screen(texts.SURE, (((texts.DISCARD_SURELY, sure),), _to_draft(here.draft_id)))


def _published(found: AnswerDraft, answer_id: int) -> Screen:
    answer = OpenAnswer(answer_id=answer_id)
    inbox = (texts.TO_INBOX, OpenInbox())
    return Screen(texts.published(found), (((texts.OPEN_ANSWER, answer),), (inbox, HOME_BUTTON)))


def _state(review: DraftReview) -> str:
    if review.draft.missing:
        return texts.missing(review.draft)
    if review.problems:
        return texts.problems(review.problems)
    doubt = texts.UNVERIFIABLE if review.draft.unverifiable else ""
    return "\n\n".join(filter(None, (texts.READY, texts.on_button(review.draft), doubt)))


def _tools(review: DraftReview) -> Rows:
    found = review.draft
    fields: list[Button] = [
        (name, EditField(draft_id=found.id, field=field)) for field, name in texts.NAMES.items()
    ]
    first: tuple[Button, ...] = ()
    if found.missing:
        target = EditField(draft_id=found.id, field=found.missing[0])
        first = ((texts.next_step(found), target),)
    elif not review.problems:
        first = ((texts.PUBLISH, PublishDraft(draft_id=found.id, revision=found.revision)),)
    return (
        first,
        *(tuple(fields[start : start + 2]) for start in range(0, len(fields), 2)),
        ((texts.DISCARD, DiscardDraft(draft_id=found.id)),),
    )


def _choose(found: AnswerDraft, link: Link) -> Button:
    target = ChooseSection(draft_id=found.id, section_id=link.id)
    return f"{link.emoji} {link.label}".strip(), target


def _to_draft(draft_id: int) -> tuple[Button, ...]:
    return ((texts.TO_DRAFT, OpenDraft(draft_id=draft_id)), HOME_BUTTON)


def editors(
    rights: Collection[Right], questions: int, applications: int, here: OpenEditors
) -> Screen:
    """The work page: what these rights allow, and how many questions and applications wait."""
    links: tuple[tuple[Right, str, Address], ...] = (
        (Right.EDIT, texts.inbox(questions), OpenInbox()),
        (Right.EDIT, texts.EDITORS_DRAFTS, OpenAnswerDrafts()),
        (Right.APPLICATIONS, texts.applications(applications), OpenApplications()),
        (Right.BROADCAST, texts.BROADCASTS, OpenBroadcasts()),
        (Right.STATS, texts.STATS, OpenStats()),
        (Right.STATS, texts.TALLIES, OpenTallies()),
        (Right.STATS, texts.VOTES, OpenVotes()),
        (Right.AUDIT, texts.AUDIT, OpenAudit()),
        (Right.MENU, texts.TEAM, OpenTeam()),
    )
    rows = tuple(((label, to.after(here)),) for right, label, to in links if right in rights)
    return Screen(texts.HINT, (*rows, way_back(here)))
