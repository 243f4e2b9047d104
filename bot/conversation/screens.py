"""Replies to questions: in the private chat, in groups, in inline mode."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from aiogram.types import InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from bot.conversation import texts
from bot.conversation.models import Card, QuestionReply
from bot.events import screens as events_screens
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.events.models import EventCard
from bot.knowledge import screens as knowledge_screens
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer, OpenFound, OpenHome
from bot.knowledge.markup import to_plain
from bot.knowledge.models import Answer
from bot.knowledge.screens import home, link_rows
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import AskSpecialist, OpenSpecialist
from bot.ui.address import Address
from bot.ui.screen import Button, DeepLink, Rows, Screen
from bot.ui.screens import HOME_BUTTON, way_back
from bot.ui.show import NO_PREVIEW


@dataclass(frozen=True, slots=True)
class Short:
    """A card outside the private chat: `key` is its deep link's, `text` its first page."""

    key: str
    title: str
    preview: str
    text: str


def target(hit: Hit) -> Address:
    """Where a line of what was found leads."""
    return OpenEvent(event_id=hit.id) if hit.kind == "event" else OpenAnswer(answer_id=hit.id)


def screen(card: Card, above: Address) -> Screen:
    """The card as it is opened from the screen `above`."""
    match card:
        case Answer():
            return knowledge_screens.answer(card, OpenAnswer(answer_id=card.id).after(above))
        case EventCard():
            here = OpenEvent(event_id=card.event.id).after(above)
            return events_screens.event(card, here)


def short(card: Card) -> Short:
    match card:
        case Answer():
            text = knowledge_texts.card(card, card.pages[0])
            return Short(card.key, card.title, to_plain(card.html), text)
        case EventCard():
            event = card.event
            preview = f"{events_texts.when(event)}. {event.country}, {event.city}".rstrip(", ")
            return Short(event.link, event.name, preview, events_texts.card(event))


def whole(card: Card) -> str:
    """All of its text at once, in plain words."""
    match card:
        case Answer():
            return to_plain(knowledge_texts.card(card, card.html))
        case EventCard():
            return to_plain(events_texts.card(card.event))


def reply(said: QuestionReply) -> Screen:
    """The card when the search is sure, choices when it is not, honesty when there is nothing."""
    question, found = OpenFound(question_id=said.question_id), said.found
    if said.card is not None:
        card = screen(said.card, question)
        return Screen(_lines(found, card.text), card.rows)
    if found.small_talk is not None:
        return home(said.home, texts.SMALL_TALK[found.small_talk])
    if not any(map(str.isalnum, found.question)):
        return home(said.home, texts.NOT_TEXT)  # signs alone ask as little as a sticker
    # A list that was shown first lies between the menu and its cards: see `question_of`.
    here = question.after(OpenHome())
    if found.outcome is SearchOutcome.NOTHING:
        return _nothing(said, here)
    return choices(found, here)


def too_long() -> Screen:
    """A letter rather than a question: people read those."""
    return Screen(texts.TOO_LONG, (((specialist_texts.ASK, OpenSpecialist()),), (HOME_BUTTON,)))


def choices(found: SearchResult, here: OpenFound) -> Screen:
    """Everything found for a question, whatever was shown at first."""
    head = texts.CHOICES if found.hits else texts.NOTHING
    rows = (*_hits(found, here), _ask_specialist(here), way_back(here))
    return Screen(_lines(found, f"<b>{head}</b>"), rows)


def in_group(said: QuestionReply) -> Screen:
    """Short, and without a button that somebody could press for somebody else."""
    found = said.found
    row: tuple[Button, ...] = ((texts.OPEN_BOT, DeepLink("")),)
    if found.hits:
        row = ((texts.OPEN_PRIVATE, DeepLink(found.hits[0].key)),)
    if said.card is not None:
        return Screen(short(said.card).text, (row,))
    if found.outcome is SearchOutcome.NOTHING:
        return Screen(texts.NOTHING_IN_GROUP, (row,))
    titles = "\n".join(f"• {escape(hit.title, quote=False)}" for hit in found.hits)
    return Screen(f"{texts.CHOICES}\n{titles}", (row,))


def _nothing(said: QuestionReply, here: OpenFound) -> Screen:
    """The nearest by words, or else the sections: both together would not fit on a phone."""
    hits = _hits(said.found, here)
    nearest = texts.NEAREST if hits else ""
    rows = (*(hits or link_rows(said.home, here)), _ask_specialist(here), (HOME_BUTTON,))
    return Screen(_lines(said.found, texts.NOTHING, nearest), rows)


def _ask_specialist(here: OpenFound) -> tuple[Button, ...]:
    """The way on to a human, where the bot itself has no sure answer."""
    ask = AskSpecialist(question_id=here.question_id).after(here)
    return ((specialist_texts.ASK, ask),)


def _lines(found: SearchResult, *lines: str) -> str:
    understood = texts.understood(found.understood) if found.understood else ""
    return "\n\n".join(filter(None, (understood, *lines)))


def _hits(found: SearchResult, here: OpenFound) -> Rows:
    return tuple(((hit.label, target(hit).after(here)),) for hit in found.hits)


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
