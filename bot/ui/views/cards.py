"""What a question can lead to, an answer or an event, where screens treat both alike."""

from dataclasses import dataclass

from bot.events.marks import EventCard
from bot.knowledge.markup import to_plain
from bot.knowledge.models import Answer
from bot.questions.models import Card
from bot.search.models import Hit
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.events import OpenEvent
from bot.ui.callbacks.menu import OpenAnswer
from bot.ui.screen import Screen
from bot.ui.views import answer as answers
from bot.ui.views import events
from bot.ui.views.pages import pages


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
            return answers.answer(card, OpenAnswer(answer_id=card.id).after(above))
        case EventCard():
            here = OpenEvent(event_id=card.event.id).after(above)
            return events.event(card.event, here, card.marks)


def short(card: Card) -> Short:
    match card:
        case Answer():
            text = answers.card(card, pages(card.html)[0])
            return Short(card.key, card.title, to_plain(card.html), text)
        case EventCard():
            event = card.event
            preview = f"{events.when(event)}. {event.country}, {event.city}".rstrip(", ")
            return Short(event.link, event.name, preview, events.card(event))


def whole(card: Card) -> str:
    """All of its text at once, in plain words."""
    match card:
        case Answer():
            return to_plain(answers.card(card, card.html))
        case EventCard():
            return to_plain(events.card(card.event))
