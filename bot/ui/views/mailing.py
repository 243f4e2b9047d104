from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.audience.models import Topic
from bot.broadcast.copying import Dress
from bot.broadcast.models import Broadcast
from bot.ui.callbacks.mailing import FollowButton, SwitchMailing
from bot.ui.callbacks.settings import SwitchTopic
from bot.ui.screen import Button, Rows, Screen, Url
from bot.ui.texts import mailing as texts
from bot.ui.views.common import HOME_BUTTON


async def dress_up(of: Broadcast) -> Dress:
    """Awaited by the sender, which leaves it free to look things up; this one need not."""
    return Dress(Screen("", buttons(of)).keyboard(""), texts.ALBUM_NOTE)


def buttons(of: Broadcast) -> Rows:
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
