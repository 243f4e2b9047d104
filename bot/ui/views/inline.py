from collections.abc import Iterable

from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultUnion,
    InputTextMessageContent,
)

from bot.knowledge.markup import to_plain
from bot.knowledge.models import Answer
from bot.ui.screen import NO_PREVIEW, DeepLink, Screen
from bot.ui.texts import search as texts
from bot.ui.views.search import first_page

PREVIEW_CHARACTERS = 120


def results(cards: Iterable[Answer], username: str) -> list[InlineQueryResultUnion]:
    """Articles whose text is the card itself and whose button opens it in the private chat."""
    return [_article(card, username) for card in cards]


def _article(card: Answer, username: str) -> InlineQueryResultArticle:
    screen = Screen(first_page(card), (((texts.OPEN_PRIVATE, DeepLink(card.key)),),))
    return InlineQueryResultArticle(
        id=str(card.id),
        title=card.title,
        description=to_plain(card.html)[:PREVIEW_CHARACTERS],
        input_message_content=InputTextMessageContent(
            message_text=screen.text, link_preview_options=NO_PREVIEW
        ),
        reply_markup=screen.keyboard(username),
    )
