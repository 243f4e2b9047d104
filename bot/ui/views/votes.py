from bot.questions.votes import Tally, TallyPage
from bot.ui.callbacks.inbox import OpenInbox, OpenTallies, OpenTally
from bot.ui.callbacks.menu import OpenAnswer
from bot.ui.callbacks.votes import GiveReason, Vote
from bot.ui.screen import Button, Screen
from bot.ui.texts import votes as texts
from bot.ui.views.common import HOME_BUTTON, page_row, way_back


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
    here = here.turned(page=found.page)
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
