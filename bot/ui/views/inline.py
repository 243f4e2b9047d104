from collections.abc import Iterable

from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultUnion,
    InputTextMessageContent,
)

from bot.questions.models import Card
from bot.ui.screen import DeepLink, Screen
from bot.ui.showing import NO_PREVIEW
from bot.ui.texts import search as texts
from bot.ui.views.cards import short

PREVIEW_CHARACTERS = 120


def results(cards: Iterable[Card], username: str) -> list[InlineQueryResultUnion]:
    """Articles whose text is the card itself and whose button opens it in the private chat."""
    return [_article(card, username) for card in cards]


def _article(card: Card, username: str) -> InlineQueryResultArticle:
    shown = short(card)
    screen = Screen(shown.text, (((texts.OPEN_PRIVATE, DeepLink(shown.key)),),))
    return InlineQueryResultArticle(
        id=shown.key,
        title=shown.title,
        description=shown.preview[:PREVIEW_CHARACTERS],
        input_message_content=InputTextMessageContent(
            message_text=screen.text, link_preview_options=NO_PREVIEW
        ),
        reply_markup=screen.keyboard(username),
    )
