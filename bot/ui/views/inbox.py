from collections.abc import Iterable

from bot.questions.models import Group, GroupPage
from bot.search.models import Hit
from bot.ui.callbacks.drafts import OpenDrafts
from bot.ui.callbacks.inbox import (
    BindGroup,
    DismissGroup,
    OfferAnswers,
    OpenGroup,
    OpenInbox,
    OpenTallies,
    RestoreGroup,
    WriteAnswer,
)
from bot.ui.screen import Screen
from bot.ui.texts import drafts as drafts_texts
from bot.ui.texts import inbox as texts
from bot.ui.texts import votes as votes_texts
from bot.ui.views.common import HOME_BUTTON, page_row, way_back

SHOWN_PHRASES = 10


def inbox(found: GroupPage, here: OpenInbox, dismissed: int | None = None) -> Screen:
    """`dismissed` is the group that was taken out just now, and can be put back."""
    here = here.turned(page=found.page)
    undo = ((texts.RESTORE, RestoreGroup(question_id=dismissed)),) if dismissed else ()
    rows = tuple(
        ((texts.group_label(group), OpenGroup(question_id=group.id).after(here)),)
        for group in found.groups
    )
    tools = (
        (drafts_texts.DRAFTS, OpenDrafts().after(here)),
        (votes_texts.TALLIES, OpenTallies().after(here)),
    )
    return Screen(
        texts.waiting(found.waiting, found.total) if found.groups else texts.EMPTY,
        (undo, *rows, page_row(here, found.page, found.pages), tools, way_back(here)),
    )


def group(found: Group | None, here: OpenGroup) -> Screen:
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


def offers(found: Group | None, hits: Iterable[Hit], here: OfferAnswers) -> Screen:
    if found is None:
        return handled()
    rows = tuple(
        ((hit.label, BindGroup(question_id=here.question_id, answer_id=hit.id).beside(here)),)
        for hit in hits
    )
    back = way_back(here, OpenGroup(question_id=here.question_id))
    return Screen(texts.offers(found, any_found=bool(rows)), (*rows, back))


def handled() -> Screen:
    """Somebody else was first."""
    return Screen(texts.HANDLED_SCREEN, (((texts.TO_INBOX, OpenInbox()), HOME_BUTTON),))
