"""Screens of composing a broadcast: draft, audience, buttons, and the message people get."""

from collections.abc import Iterable
from zlib import crc32

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.broadcast import texts
from bot.broadcast.buttons import (
    AddAnswerButton,
    AddTerm,
    AskConfirm,
    AskInput,
    DiscardBroadcast,
    DropButton,
    DropTerm,
    FollowButton,
    MakeBold,
    NegateTerm,
    OpenAudience,
    OpenBroadcast,
    OpenBroadcasts,
    OpenButtons,
    OpenConditionKinds,
    OpenConditionValues,
    OpenMoments,
    OpenTerm,
    OpenTopics,
    Preview,
    SetTopic,
    SwitchMailing,
    SwitchNight,
    TestSend,
)
from bot.broadcast.models import (
    Broadcast,
    BroadcastButton,
    BroadcastOverview,
    ConditionKind,
    ConfirmedAction,
    InputKind,
    SavedAudience,
)
from bot.broadcast.segments import NEW_LINE, NO_ROLE, Not, lines, mark
from bot.broadcast.texts import TO_DRAFT, audience_size
from bot.people.buttons import SwitchTopic
from bot.people.models import Role, Topic
from bot.search.models import Hit
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, Url, way_back
from bot.ui.texts import BACK, TOPICS


def draft(overview: BroadcastOverview, here: Address) -> Screen:
    of, key = overview.broadcast, overview.broadcast.id
    night = (
        texts.AT_NIGHT if of.at_night else texts.WAIT_MORNING,
        SwitchNight(broadcast_id=key, at_night=not of.at_night),
    )
    return Screen(
        texts.draft(of, texts.describe_audience(lines(of.audience)), overview.recipients),
        (
            ((texts.PREVIEW, Preview(broadcast_id=key)),),
            (
                (texts.topic_button(of), OpenTopics(broadcast_id=key)),
                (texts.AUDIENCE, OpenAudience(broadcast_id=key)),
            ),
            (
                (texts.buttons_button(of), OpenButtons(broadcast_id=key)),
                (texts.MESSAGE, AskInput(broadcast_id=key, kind=InputKind.MESSAGE)),
            ),
            (night,),
            ((texts.SCHEDULE, OpenMoments(broadcast_id=key)),),
            (_send(overview),),
            ((texts.DISCARD, DiscardBroadcast(broadcast_id=key)),),
            way_back(here, OpenBroadcasts()),
        ),
    )


def offer_bold(broadcast_id: int) -> Screen:
    return Screen(
        texts.OFFER_BOLD,
        (
            ((texts.MAKE_BOLD, MakeBold(broadcast_id=broadcast_id)),),
            ((texts.KEEP_STARS, OpenBroadcast(broadcast_id=broadcast_id)),),
        ),
    )


def ask_to_discard(of: Broadcast) -> Screen:
    sure = DiscardBroadcast(broadcast_id=of.id, sure=True)
    return Screen(texts.ask_to_discard(of), (((texts.DISCARD_SURE, sure),), back_to(of.id)))


def previewed(overview: BroadcastOverview) -> Screen:
    """Shown below the copy of the message."""
    key = overview.broadcast.id
    return Screen(
        texts.previewed(overview.broadcast),
        (
            ((texts.TEST, TestSend(broadcast_id=key)),),
            (_send(overview),),
            ((texts.TO_DRAFT, OpenBroadcast(broadcast_id=key)), HOME_BUTTON),
        ),
    )


def topics(broadcast_id: int) -> Screen:
    return Screen(
        texts.TOPICS_TITLE,
        (
            *(
                ((TOPICS[topic], SetTopic(broadcast_id=broadcast_id, topic=topic)),)
                for topic in Topic
            ),
            ((texts.SERVICE, SetTopic(broadcast_id=broadcast_id, topic=None)),),
            back_to(broadcast_id),
        ),
    )


def buttons(of: Broadcast) -> Screen:
    here = OpenButtons(broadcast_id=of.id)
    drop = (
        ((texts.drop_button(button), _drop(of, place)),) for place, button in enumerate(of.buttons)
    )
    return Screen(
        texts.BUTTONS_TITLE if of.buttons else texts.NO_BUTTONS,
        (
            *drop,
            (
                (texts.ADD_LINK, AskInput(broadcast_id=of.id, kind=InputKind.LINK)),
                (texts.ADD_ANSWER, AskInput(broadcast_id=of.id, kind=InputKind.ANSWER)),
            ),
            back_to(here.broadcast_id),
        ),
    )


def buttons_mark(found: Iterable[BroadcastButton]) -> int:
    """A checksum of the buttons, by which a button that drops one knows whether it is stale.

    The text is that of the first release: buttons that were sent then carry its checksums.
    """
    parts = [f"LinkButton(label={each.label!r}, target={each.target!r})" for each in found]
    text = ", ".join(parts) + ("," if len(parts) == 1 else "")
    return crc32(f"({text})".encode()) % 10_000


def back_to(broadcast_id: int) -> tuple[Button, ...]:
    return ((BACK, OpenBroadcast(broadcast_id=broadcast_id)), HOME_BUTTON)


def _drop(of: Broadcast, place: int) -> DropButton:
    return DropButton(broadcast_id=of.id, place=place, mark=buttons_mark(of.buttons))


def _send(overview: BroadcastOverview) -> Button:
    target = AskConfirm(broadcast_id=overview.broadcast.id, action=ConfirmedAction.SEND)
    return texts.send(overview.recipients), target


def ask(text: str, broadcast_id: int) -> Screen:
    """Asks for what an admin is to type or to send; of a new broadcast the id is 0."""
    return Screen(text, ((_drop_input(broadcast_id), HOME_BUTTON),))


def found_answers(hits: Iterable[Hit], broadcast_id: int) -> Screen:
    rows: Rows = tuple(((hit.label, _add(hit, broadcast_id)),) for hit in hits)
    text = texts.CHOOSE_ANSWER if rows else texts.NO_ANSWER
    return Screen(text, (*rows, (_drop_input(broadcast_id), HOME_BUTTON)))


def _drop_input(broadcast_id: int) -> Button:
    """A question for typed text. Any press closes it; this button also leads back."""
    here = OpenBroadcast(broadcast_id=broadcast_id) if broadcast_id else OpenBroadcasts()
    return texts.DROP_INPUT, here


def _add(hit: Hit, broadcast_id: int) -> AddAnswerButton:
    return AddAnswerButton(broadcast_id=broadcast_id, kind=hit.kind, target_id=hit.id)


DAYS = (7, 30, 90, 365)


def audience(of: Broadcast, recipients: int) -> Screen:
    add = OpenConditionKinds(broadcast_id=of.id, line=NEW_LINE, mark=mark(of.audience))
    audience, hint = texts.audience(lines(of.audience)), texts.HINT
    if not of.audience:
        hint = texts.HINT_EVERYONE
    return Screen(
        f"{audience}\n{audience_size(recipients)}\n\n{hint}",
        (
            *_terms(of),
            ((texts.ADD_LINE, add),),
            ((TO_DRAFT, OpenBroadcast(broadcast_id=of.id)), HOME_BUTTON),
        ),
    )


def term(of: Broadcast, here: OpenTerm) -> Screen:
    segment = lines(of.audience)[here.line][here.at]
    place = {"line": here.line, "at": here.at, "mark": here.mark}
    turn = texts.ONLY if isinstance(segment, Not) else texts.EXCEPT
    more = OpenConditionKinds(broadcast_id=of.id, line=here.line, mark=here.mark)
    return Screen(
        texts.chosen_condition(segment),
        (
            ((turn, NegateTerm(broadcast_id=of.id, **place)),),
            ((texts.OR_ELSE, more),),
            ((texts.DROP, DropTerm(broadcast_id=of.id, **place)),),
            _back(OpenAudience(broadcast_id=of.id)),
        ),
    )


def condition_kinds(here: OpenConditionKinds) -> Screen:
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((words, OpenConditionValues(broadcast_id=key, line=line, mark=mark_, kind=kind)),)
        for kind, words in texts.CONDITION_KINDS.items()
    )
    text = texts.CHOOSE_KIND if line == NEW_LINE else texts.CHOOSE_OTHER
    return Screen(text, (*rows, _back(OpenAudience(broadcast_id=key))))


def condition_values(here: OpenConditionValues, saved: Iterable[SavedAudience]) -> Screen:
    """`saved` are the choices of what people have in common; some kinds have fixed choices."""
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((label, AddTerm(broadcast_id=key, line=line, mark=mark_, kind=here.kind, value=value)),)
        for label, value in _choices(here.kind, saved)
    )
    text = texts.CONDITION_KINDS[here.kind] if rows else texts.NOTHING_SAVED
    back = OpenConditionKinds(broadcast_id=key, line=line, mark=mark_)
    return Screen(text, (*rows, _back(back)))


def _choices(kind: ConditionKind, saved: Iterable[SavedAudience]) -> Iterable[tuple[str, str]]:
    match kind:
        case ConditionKind.ROLE:
            return ((texts.role(role).capitalize(), role or NO_ROLE) for role in (*Role, None))
        case ConditionKind.ACTIVE:
            return ((texts.active(days).capitalize(), str(days)) for days in DAYS)
        case ConditionKind.TOPIC:
            return ((TOPICS[topic], topic) for topic in Topic)
        case _:
            return ((texts.saved(kind, one), str(one.value)) for one in saved)


def _terms(of: Broadcast) -> Rows:
    """A row for each term; terms joined by «or» follow one another."""
    return tuple(
        (
            (
                texts.term_button(segment, first=not at),
                OpenTerm(broadcast_id=of.id, line=line, at=at, mark=mark(of.audience)),
            ),
        )
        for line, terms in enumerate(lines(of.audience))
        for at, segment in enumerate(terms)
    )


def _back(target: OpenAudience | OpenConditionKinds) -> tuple[Button, ...]:
    return ((BACK, target), HOME_BUTTON)


def mailing_keyboard(of: Broadcast) -> InlineKeyboardMarkup | None:
    return Screen("", mailing_buttons(of)).keyboard("")


def mailing_buttons(of: Broadcast) -> Rows:
    """The author's buttons, then the one that unsubscribes; a service notice has none of these."""
    own: Rows = tuple(
        ((button.label, FollowButton(broadcast_id=of.id, place=place)),)
        for place, button in enumerate(of.buttons)
    )
    if not of.topic:
        return own
    switch = SwitchMailing(topic=Topic(of.topic))
    return (*own, ((_label(switch), switch),))


def turned(keyboard: InlineKeyboardMarkup | None, pressed: SwitchMailing) -> InlineKeyboardMarkup:
    """The message's own keyboard, in which the pressed switch now switches back."""
    back = _opposite(pressed)
    key = InlineKeyboardButton(text=_label(back), callback_data=back.pack())
    rows = keyboard.inline_keyboard if keyboard else []
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [key if old.callback_data == pressed.pack() else old for old in row] for row in rows
        ]
    )


def switched(pressed: SwitchMailing) -> Screen:
    """Sent when the message cannot be edited; the way back is through the settings."""
    back = SwitchTopic(topic=pressed.topic, wanted=not pressed.wanted)
    text = texts.switched(pressed.topic, wanted=pressed.wanted)
    return Screen(text, (((_label(_opposite(pressed)), back),), (HOME_BUTTON,)))


def link(label: str, url: str) -> Screen:
    return Screen(texts.link(label, url), (((texts.OPEN_LINK, Url(url)),), (HOME_BUTTON,)))


def _label(switch: SwitchMailing) -> str:
    return texts.want_again(switch.topic) if switch.wanted else texts.refuse(switch.topic)


def _opposite(switch: SwitchMailing) -> SwitchMailing:
    return SwitchMailing(topic=switch.topic, wanted=not switch.wanted)
