"""Composing: the draft, its topic, its buttons, what is asked for."""

from collections.abc import Iterable
from zlib import crc32

from bot.audience.models import Topic
from bot.broadcast.audience import lines
from bot.broadcast.look import Look
from bot.broadcast.models import Broadcast, LinkButton
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.audience import OpenAudience
from bot.ui.callbacks.broadcast import (
    AskConfirm,
    AskInput,
    Deed,
    DropButton,
    OpenBroadcast,
    OpenBroadcasts,
    OpenButtons,
    OpenMoments,
    OpenTopics,
    Preview,
    SetTopic,
    SwitchNight,
    TestSend,
    Wanted,
)
from bot.ui.screen import Button, Screen
from bot.ui.texts import audience as audiences
from bot.ui.texts import broadcast as texts
from bot.ui.texts import preview
from bot.ui.texts.common import BACK
from bot.ui.texts.topics import TOPICS
from bot.ui.views.common import HOME_BUTTON, way_back


def draft(look: Look, here: Address) -> Screen:
    of, key = look.broadcast, look.broadcast.id
    night = (
        texts.AT_NIGHT if of.at_night else texts.WAIT_MORNING,
        SwitchNight(broadcast_id=key, at_night=not of.at_night),
    )
    return Screen(
        texts.draft(of, audiences.told(lines(of.audience)), look.recipients),
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


def previewed(look: Look) -> Screen:
    """Stands below the copy."""
    key = look.broadcast.id
    return Screen(
        preview.previewed(look.broadcast),
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


def mark(found: Iterable[LinkButton]) -> int:
    """Changes with the buttons: one to drop them knows by it whether it is outdated."""
    return crc32(repr(tuple(found)).encode()) % 10_000


def back_to(broadcast_id: int) -> tuple[Button, ...]:
    return ((BACK, OpenBroadcast(broadcast_id=broadcast_id)), HOME_BUTTON)


def _drop(of: Broadcast, place: int) -> DropButton:
    return DropButton(broadcast_id=of.id, place=place, mark=mark(of.buttons))


def _send(look: Look) -> Button:
    target = AskConfirm(broadcast_id=look.broadcast.id, deed=Deed.SEND)
    return texts.send(look.recipients), target
