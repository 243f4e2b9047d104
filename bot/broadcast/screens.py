"""Composing a broadcast: draft, audience, buttons, and the message as people get it."""

from collections.abc import Iterable
from zlib import crc32

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.broadcast import texts
from bot.broadcast.buttons import (
    AddAnswerButton,
    AddTerm,
    AskConfirm,
    AskInput,
    ConditionKind,
    ConfirmedAction,
    DropButton,
    DropTerm,
    FollowButton,
    NegateTerm,
    OpenAudience,
    OpenBroadcast,
    OpenBroadcasts,
    OpenButtons,
    OpenMoments,
    OpenSorts,
    OpenTerm,
    OpenTopics,
    OpenValues,
    Preview,
    SetTopic,
    SwitchMailing,
    SwitchNight,
    TestSend,
    Wanted,
)
from bot.broadcast.models import Broadcast, BroadcastButton, BroadcastOverview, SavedAudience
from bot.broadcast.segments import NEW_LINE, Not, lines, mark
from bot.broadcast.telegram_delivery import ReplyMarkup
from bot.broadcast.texts import TO_DRAFT, now
from bot.people.buttons import SwitchTopic
from bot.people.models import Role, Topic
from bot.search.models import Hit
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen, Url
from bot.ui.screens import HOME_BUTTON, way_back
from bot.ui.texts import BACK, TOPICS


def draft(look: BroadcastOverview, here: Address) -> Screen:
    of, key = look.broadcast, look.broadcast.id
    night = (
        texts.AT_NIGHT if of.at_night else texts.WAIT_MORNING,
        SwitchNight(broadcast_id=key, at_night=not of.at_night),
    )
    return Screen(
        texts.draft(of, texts.told(lines(of.audience)), look.recipients),
        (
            ((texts.PREVIEW, Preview(broadcast_id=key)),),
            (
                (texts.topic_button(of), OpenTopics(broadcast_id=key)),
                (texts.AUDIENCE, OpenAudience(broadcast_id=key)),
            ),
            (
                (texts.buttons_button(of), OpenButtons(broadcast_id=key)),
                (texts.MESSAGE, AskInput(broadcast_id=key, wanted=Wanted.MESSAGE)),
            ),
            (night,),
            ((texts.SCHEDULE, OpenMoments(broadcast_id=key)),),
            (_send(look),),
            way_back(here, OpenBroadcasts()),
        ),
    )


def previewed(look: BroadcastOverview) -> Screen:
    """Stands below the copy."""
    key = look.broadcast.id
    return Screen(
        texts.previewed(look.broadcast),
        (
            ((texts.TEST, TestSend(broadcast_id=key)),),
            (_send(look),),
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
                (texts.ADD_LINK, AskInput(broadcast_id=of.id, wanted=Wanted.LINK)),
                (texts.ADD_ANSWER, AskInput(broadcast_id=of.id, wanted=Wanted.ANSWER)),
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


def _send(look: BroadcastOverview) -> Button:
    target = AskConfirm(broadcast_id=look.broadcast.id, deed=ConfirmedAction.SEND)
    return texts.send(look.recipients), target


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


DAYS = (7, 30, 90, 365)
NO_ROLE = "none"


def audience(of: Broadcast, recipients: int) -> Screen:
    add = OpenSorts(broadcast_id=of.id, line=NEW_LINE, mark=mark(of.audience))
    told = texts.audience(lines(of.audience))
    return Screen(
        f"{told}\n{now(recipients)}\n\n{texts.HINT if of.audience else texts.HINT_EVERYONE}",
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
    more = OpenSorts(broadcast_id=of.id, line=here.line, mark=here.mark)
    return Screen(
        texts.chosen(segment),
        (
            ((turn, NegateTerm(broadcast_id=of.id, **place)),),
            ((texts.OR_ELSE, more),),
            ((texts.DROP, DropTerm(broadcast_id=of.id, **place)),),
            _back(OpenAudience(broadcast_id=of.id)),
        ),
    )


def sorts(here: OpenSorts) -> Screen:
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((words, OpenValues(broadcast_id=key, line=line, mark=mark_, sort=sort)),)
        for sort, words in texts.SORTS.items()
    )
    text = texts.CHOOSE_SORT if line == NEW_LINE else texts.CHOOSE_OTHER
    return Screen(text, (*rows, _back(OpenAudience(broadcast_id=key))))


def values(here: OpenValues, saved: Iterable[SavedAudience]) -> Screen:
    """`saved` is what people keep of this sort; the other sorts have choices of their own."""
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((label, AddTerm(broadcast_id=key, line=line, mark=mark_, sort=here.sort, value=value)),)
        for label, value in _choices(here.sort, saved)
    )
    text = texts.SORTS[here.sort] if rows else texts.NOTHING_SAVED
    back = OpenSorts(broadcast_id=key, line=line, mark=mark_)
    return Screen(text, (*rows, _back(back)))


def _choices(sort: ConditionKind, saved: Iterable[SavedAudience]) -> Iterable[tuple[str, str]]:
    match sort:
        case ConditionKind.ROLE:
            return ((texts.role(role).capitalize(), role or NO_ROLE) for role in (*Role, None))
        case ConditionKind.ACTIVE:
            return ((texts.active(days).capitalize(), str(days)) for days in DAYS)
        case ConditionKind.TOPIC:
            return ((TOPICS[topic], topic) for topic in Topic)
        case ConditionKind.EVENT | ConditionKind.FILTER:
            return ((texts.saved(one), str(one.value)) for one in saved)


def _terms(of: Broadcast) -> Rows:
    """A row for each term; what is joined by «or» stands together."""
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


def _back(target: OpenAudience | OpenSorts) -> tuple[Button, ...]:
    return ((BACK, target), HOME_BUTTON)


async def build_reply_markup(of: Broadcast) -> ReplyMarkup:
    """Awaited by the sender, which leaves it free to look things up; this one need not."""
    return ReplyMarkup(Screen("", mailing_buttons(of)).keyboard(""), texts.ALBUM_NOTE)


def mailing_buttons(of: Broadcast) -> Rows:
    """The author's buttons, then the one to refuse the topic; a service notice has none such."""
    own: Rows = tuple(
        ((button.label, FollowButton(broadcast_id=of.id, place=place)),)
        for place, button in enumerate(of.buttons)
    )
    return (*own, (_button(SwitchMailing(topic=Topic(of.topic))),)) if of.topic else own


def turned(keyboard: InlineKeyboardMarkup | None, pressed: SwitchMailing) -> InlineKeyboardMarkup:
    """The message's own keyboard, where the pressed switch now switches back."""
    back = _opposite(pressed)
    key = InlineKeyboardButton(text=_label(back), callback_data=back.pack())
    rows = keyboard.inline_keyboard if keyboard else []
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [key if old.callback_data == pressed.pack() else old for old in row] for row in rows
        ]
    )


def switched(pressed: SwitchMailing) -> Screen:
    """For a message that is beyond reach: the way back leads through the settings."""
    back = SwitchTopic(topic=pressed.topic, wanted=not pressed.wanted)
    text = texts.switched(pressed.topic, wanted=pressed.wanted)
    return Screen(text, (((_label(_opposite(pressed)), back),), (HOME_BUTTON,)))


def link(label: str, url: str) -> Screen:
    return Screen(texts.link(label, url), (((texts.OPEN_LINK, Url(url)),), (HOME_BUTTON,)))


def _button(switch: SwitchMailing) -> Button:
    return _label(switch), switch


def _label(switch: SwitchMailing) -> str:
    return texts.want_again(switch.topic) if switch.wanted else texts.refuse(switch.topic)


def _opposite(switch: SwitchMailing) -> SwitchMailing:
    return SwitchMailing(topic=switch.topic, wanted=not switch.wanted)
