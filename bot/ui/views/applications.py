"""«Хочу участвовать»: the form as a person fills it in."""

from html import escape

from bot.applications.models import FIELDS, Application, Filled, Refusal, Step
from bot.ui.callbacks.applications import (
    DiscardForm,
    OpenMyApplications,
    SendForm,
    TurnForm,
)
from bot.ui.callbacks.events import OpenEvent
from bot.ui.screen import Button, Screen
from bot.ui.texts import applications as texts
from bot.ui.texts import common
from bot.ui.views.common import HOME_BUTTON
from bot.ui.views.narrowing import in_columns


def form(found: Application, refusal: Refusal | None = None) -> Screen:
    """What the form waits for: an answer, or a last look before it is sent."""
    if found.step is Step.CONFIRM:
        return _confirmation(found)
    told = texts.refused(refusal, found.step) if refusal else ""
    now = found.value(found.step)
    parts = (
        f"{texts.title(_safe(found.event))}\n{texts.step(found.step)}",
        told,
        texts.QUESTIONS[found.step],
        f"<i>{texts.EXAMPLE}: {texts.EXAMPLES[found.step]}</i>",
        f"{texts.NOW}: <b>{_safe(now)}</b>" if now else "",
        texts.ESCAPE,
    )
    return Screen(
        "\n\n".join(filter(None, parts)),
        (_onward(found), (_back(found), _cancel(found)), (HOME_BUTTON,)),
    )


def repeated(found: Application, reason: str) -> Screen:
    """The same once more, under a word about what was not taken."""
    now = form(found)
    return Screen(f"{reason}\n\n{now.text}", now.rows)


def filled(outcome: Filled) -> Screen:
    return form(outcome.form, outcome.refusal)


def sent(found: Application) -> Screen:
    return Screen(
        texts.sent(found.id),
        (
            ((texts.MINE, OpenMyApplications()),),
            ((texts.TO_EVENT, OpenEvent(event_id=found.event_id)), HOME_BUTTON),
        ),
    )


def discarded(event_id: int) -> Screen:
    return Screen(texts.DISCARDED, (((texts.TO_EVENT, OpenEvent(event_id=event_id)), HOME_BUTTON),))


def summary(found: Application) -> str:
    """The fields, each on its line."""
    return "\n".join(
        f"{texts.FIELDS[step]}: <b>{_safe(found.value(step) or texts.NOTHING)}</b>"
        for step in FIELDS
    )


def _confirmation(found: Application) -> Screen:
    parts = (
        f"{texts.title(_safe(found.event))}\n{texts.CHECK}",
        summary(found),
        texts.WHO_SEES,
        texts.PRESS_SEND,
    )
    return Screen(
        "\n\n".join(parts),
        (
            ((texts.SEND, SendForm(application_id=found.id)),),
            *in_columns((texts.edit(step), _turn(found, step)) for step in FIELDS),
            (_back(found), _cancel(found)),
            (HOME_BUTTON,),
        ),
    )


def _onward(found: Application) -> tuple[Button, ...]:
    """Past a field that is filled already or may stay empty."""
    target = _turn(found, Step(found.step + 1))
    if found.value(found.step):
        return ((texts.KEEP, target),)
    return ((texts.SKIP, target),) if found.step is Step.WISH else ()


def _back(found: Application) -> Button:
    if found.step is Step.COMPANY:
        return common.BACK, OpenEvent(event_id=found.event_id)
    return common.BACK, _turn(found, Step(found.step - 1))


def _cancel(found: Application) -> Button:
    return texts.CANCEL, DiscardForm(event_id=found.event_id)


def _turn(found: Application, step: Step) -> TurnForm:
    return TurnForm(event_id=found.event_id, to=step)


def _safe(text: str) -> str:
    return escape(text, quote=False)
