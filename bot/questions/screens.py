"""Screens of votes, the inbox and the editors' menu."""

from collections.abc import Collection, Iterable

from bot.applications.buttons import OpenApplications
from bot.broadcast.buttons import OpenBroadcasts
from bot.editing import texts as editing_texts
from bot.editing.buttons import OpenAnswerDrafts
from bot.events.buttons import OpenVotes
from bot.history import texts as history_texts
from bot.history.buttons import OpenConflicts
from bot.knowledge.buttons import OpenAnswer, OpenFound
from bot.links import texts as links_texts
from bot.links.buttons import OpenLinks
from bot.people.buttons import OpenAudit
from bot.questions import texts
from bot.questions.buttons import (
    BindGroup,
    DismissGroup,
    GiveReason,
    OfferAnswers,
    OpenEditors,
    OpenGroup,
    OpenInbox,
    OpenTallies,
    OpenTally,
    RestoreGroup,
    Vote,
    WriteAnswer,
)
from bot.questions.models import GroupPage, QuestionGroup, Tally, TallyPage, Waiting
from bot.reviews import texts as reviews_texts
from bot.reviews.buttons import OpenReviews
from bot.search.models import Hit
from bot.sheets import texts as sheets_texts
from bot.sheets.buttons import OpenSheets
from bot.specialist.buttons import AskAboutAnswer, AskSpecialist, OpenDesk
from bot.specialist.texts import DESK_BUTTON
from bot.stats.buttons import OpenStats
from bot.team.buttons import OpenTeam
from bot.team.models import Right
from bot.ui.address import Address
from bot.ui.english import TEXTS
from bot.ui.screen import (
    HOME_BUTTON,
    Button,
    Rows,
    Screen,
    home_button,
    in_columns,
    page_row,
    way_back,
)


def why(shown: Screen, here: Vote) -> Screen:
    """The reasons for a 👎 under the answer as it is `shown`; the way back leads to it."""
    reasons = in_columns(
        (label, GiveReason(answer_id=here.answer_id, page=here.page, reason=reason).beside(here))
        for reason, label in texts.REASONS.items()
    )
    return _below(shown, texts.WHY, (*reasons, _to_answer(here)))


def words(shown: Screen, here: GiveReason, *, has_staff: bool) -> Screen:
    """Offers to add words, or a human who gets the question and the answer."""
    asked = here.came_from(OpenFound.__prefix__)
    ask = AskSpecialist(question_id=asked) if asked else AskAboutAnswer(answer_id=here.answer_id)
    hand_over = (texts.HAND_OVER, ask.after(_answer(here)))
    rows = ((hand_over,), _to_answer(here)) if has_staff else (_to_answer(here),)
    return _below(shown, texts.WORDS, rows)


def _below(shown: Screen, text: str, rows: Rows) -> Screen:
    english = shown.english and Screen(f"{shown.english.text}\n{TEXTS[text]}", rows)
    return Screen(f"{shown.text}\n{text}", rows, english)


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
    return ((texts.TO_ANSWER, _answer(here)), home_button(here))


def _answer(here: Vote | GiveReason) -> OpenAnswer:
    return OpenAnswer(answer_id=here.answer_id, page=here.page).beside(here)


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
        (editing_texts.DRAFTS, OpenAnswerDrafts().after(here)),
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


def editors(rights: Collection[Right], waiting: Waiting, here: OpenEditors) -> Screen:
    """The work page: what these rights allow, and how much waits; conflicts only where any do."""
    disputed = history_texts.conflicts_button(waiting.conflicts)
    conflicts = ((Right.EDIT, disputed, OpenConflicts()),) if waiting.conflicts else ()
    links: tuple[tuple[Right, str, Address], ...] = (
        (Right.EDIT, texts.inbox(waiting.questions), OpenInbox()),
        (Right.EDIT, texts.EDITORS_DRAFTS, OpenAnswerDrafts()),
        (Right.EDIT, reviews_texts.reviews_button(waiting.reviews), OpenReviews()),
        (Right.EDIT, sheets_texts.SHEETS, OpenSheets()),
        (Right.EDIT, links_texts.LINKS, OpenLinks()),
        *conflicts,
        (Right.DIALOGUES, DESK_BUTTON, OpenDesk()),
        (Right.APPLICATIONS, texts.applications(waiting.applications), OpenApplications()),
        (Right.BROADCAST, texts.BROADCASTS, OpenBroadcasts()),
        (Right.STATS, texts.STATS, OpenStats()),
        (Right.STATS, texts.TALLIES, OpenTallies()),
        (Right.STATS, texts.VOTES, OpenVotes()),
        (Right.AUDIT, texts.AUDIT, OpenAudit()),
        (Right.MENU, texts.TEAM, OpenTeam()),
    )
    rows = tuple(((label, to.after(here)),) for right, label, to in links if right in rights)
    return Screen(texts.HINT, (*rows, way_back(here)))
