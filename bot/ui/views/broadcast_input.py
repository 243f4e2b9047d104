"""What an admin is asked to type or to send while composing."""

from collections.abc import Iterable

from bot.search.models import Hit
from bot.ui.callbacks.broadcast import AddAnswerButton, OpenBroadcast, OpenBroadcasts, Wanted
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import broadcast as texts
from bot.ui.views.common import HOME_BUTTON

ASKS = {
    Wanted.MESSAGE: texts.ASK_OTHER_MESSAGE,
    Wanted.LINK: texts.ASK_LINK,
    Wanted.ANSWER: texts.ASK_ANSWER,
}


def ask(wanted: Wanted, broadcast_id: int) -> Screen:
    return _asking(ASKS[wanted], broadcast_id)


def ask_message() -> Screen:
    """For a draft that is still to be made."""
    return _asking(texts.ASK_MESSAGE, 0)


def refused(text: str, broadcast_id: int) -> Screen:
    """What was typed will not do; the question stands."""
    return _asking(text, broadcast_id)


def found_answers(hits: Iterable[Hit], broadcast_id: int) -> Screen:
    rows: Rows = tuple(((hit.label, _add(hit, broadcast_id)),) for hit in hits)
    text = texts.CHOOSE_ANSWER if rows else texts.NO_ANSWER
    return Screen(text, (*rows, (_drop_input(broadcast_id), HOME_BUTTON)))


def _asking(text: str, broadcast_id: int) -> Screen:
    return Screen(text, ((_drop_input(broadcast_id), HOME_BUTTON),))


def _drop_input(broadcast_id: int) -> Button:
    """Any press leaves the question; this one also leads back to where it was asked."""
    here = OpenBroadcast(broadcast_id=broadcast_id) if broadcast_id else OpenBroadcasts()
    return texts.DROP_INPUT, here


def _add(hit: Hit, broadcast_id: int) -> AddAnswerButton:
    return AddAnswerButton(broadcast_id=broadcast_id, kind=hit.kind, target_id=hit.id)
