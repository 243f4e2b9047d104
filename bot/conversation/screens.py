"""Replies to questions: in the private chat, in groups, in inline mode."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from aiogram.types import InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from bot.conversation import texts
from bot.conversation.models import Card, EventList, QuestionReply, Reaction
from bot.events import screens as events_screens
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents
from bot.events.models import EventCard
from bot.knowledge import screens as knowledge_screens
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer, OpenFound, OpenHome
from bot.knowledge.markup import to_plain
from bot.knowledge.models import Answer
from bot.knowledge.screens import home
from bot.questions.buttons import AskAlone
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import AskSpecialist, OpenSpecialist
from bot.ui.address import Address
from bot.ui.screen import Button, DeepLink, Rows, Screen
from bot.ui.screens import HOME_BUTTON, link_rows, notice, way_back
from bot.ui.show import NO_PREVIEW


@dataclass(frozen=True, slots=True)
class CardSummary:
    """A card as it is shown outside the private chat.

    `key` is the key of its deep link, `text` the first page.
    """

    key: str
    title: str
    preview: str
    text: str


def target(hit: Hit) -> Address:
    """The screen that a search hit opens."""
    return OpenEvent(event_id=hit.id) if hit.kind == "event" else OpenAnswer(answer_id=hit.id)


def card(found: Card, above: Address, *, unknown_first: bool = False) -> Screen:
    """The card, opened from the screen `above`.

    It begins with what is unknown when that was asked for.
    """
    match found:
        case Answer():
            here = OpenAnswer(answer_id=found.id).after(above)
            return knowledge_screens.answer(found, here, unknown_first=unknown_first)
        case EventCard():
            return events_screens.event(found, OpenEvent(event_id=found.event.id).after(above))


def summary(found: Card, *, unknown_first: bool = False) -> CardSummary:
    match found:
        case Answer():
            text = knowledge_texts.card(found, found.pages[0], unknown_first=unknown_first)
            return CardSummary(found.key, found.title, to_plain(found.html), text)
        case EventCard():
            event = found.event
            preview = f"{events_texts.when(event)}. {event.country}, {event.city}".rstrip(", ")
            return CardSummary(event.link, event.name, preview, events_texts.card(event))


def plain_text(found: Card, *, unknown_first: bool = False) -> str:
    """The whole card as plain text, with spaces of one kind."""
    match found:
        case Answer():
            html = knowledge_texts.card(found, found.html, unknown_first=unknown_first)
        case EventCard():
            html = events_texts.card(found.event)
    return to_plain(html).replace("\N{NO-BREAK SPACE}", " ")


def reply(answered: QuestionReply) -> Screen:
    """A card, a list of choices, or an honest «nothing found»."""
    question, found = OpenFound(question_id=answered.question_id), answered.found
    if (special := _of_conversation(answered, question)) is not None:
        return special
    if answered.card is not None:
        opened = card(answered.card, question, unknown_first=found.hits[0].asks_unknown)
        return Screen(_lines(found, opened.text), opened.rows)
    if found.small_talk is not None:
        return home(answered.home, texts.SMALL_TALK[found.small_talk])
    if not any(map(str.isalnum, found.question)):
        return home(answered.home, texts.NOT_TEXT)  # only signs, such as «???»
    # The way back from a card leads through this list, from the list to the menu.
    here = question.after(OpenHome())
    if found.outcome is SearchOutcome.NOTHING:
        return _nothing(answered, here)
    return choices(found, here)


def too_long() -> Screen:
    """The message is a letter rather than a question; a specialist would read it."""
    return Screen(texts.TOO_LONG, (((specialist_texts.ASK, OpenSpecialist()),), (HOME_BUTTON,)))


def _of_conversation(answered: QuestionReply, question: OpenFound) -> Screen | None:
    """A list of exhibitions, a reaction or a follow-up; None for a question by itself."""
    if answered.events is not None:
        return listed_events(answered.events)
    if answered.reaction is Reaction.ACCEPTS:
        return Screen(texts.OFFER, (_ask_specialist(question), (HOME_BUTTON,)))
    if answered.reaction is not None:
        return notice(texts.AS_YOU_LIKE if answered.reaction is Reaction.REFUSES else texts.SEEN)
    return None if answered.subject is None else _follow_up(answered, question)


def _follow_up(answered: QuestionReply, question: OpenFound) -> Screen:
    """What it was taken to be about, with a way out, above the card or the list."""
    found, subject = answered.found, answered.subject
    line = texts.about(subject.hit.title if subject else "", found.question)
    way_out: Rows = (((texts.NOT_ABOUT, AskAlone(question_id=answered.question_id)),),)
    if answered.card is not None:
        opened = card(answered.card, question)
        return Screen(f"{line}\n\n{opened.text}", (*way_out, *opened.rows))
    here = question.after(OpenHome())
    head = texts.UNHELD if answered.unheld else f"<b>{texts.CHOICES}</b>"
    rows = (*_hits(found, here), *way_out, _ask_specialist(here), (HOME_BUTTON,))
    return Screen(f"{line}\n\n{head}", rows)


def listed_events(listed: EventList) -> Screen:
    """The calendar with the filters that were said; above it, that nothing fits exactly."""
    shown = events_screens.calendar(listed.page, OpenEvents())
    if not listed.words:
        return shown
    nearest = listed.nearest
    after = texts.nearest(nearest.name, events_texts.when(nearest)) if nearest else ""
    return Screen(f"{texts.nothing_in(listed.words)} {after}\n\n{shown.text}", shown.rows)


def in_english() -> Screen:
    ask: Button = (specialist_texts.ASK, OpenSpecialist())
    return Screen(texts.IN_ENGLISH, ((ask,), (HOME_BUTTON,)))


def too_long_in_group() -> Screen:
    return Screen(texts.TOO_LONG_IN_GROUP)


def choices(found: SearchResult, here: OpenFound) -> Screen:
    """The list of everything that was found for a question."""
    head = texts.CHOICES if found.hits else texts.NOTHING
    rows = (*_hits(found, here), _ask_specialist(here), way_back(here))
    return Screen(_lines(found, f"<b>{head}</b>"), rows)


def in_group(answered: QuestionReply) -> Screen:
    """A short reply whose only button is a link: others in the group could press a real one."""
    found = answered.found
    row: tuple[Button, ...] = ((texts.OPEN_BOT, DeepLink("")),)
    if found.hits:
        row = ((texts.OPEN_PRIVATE, DeepLink(found.hits[0].key)),)
    if answered.events is not None:
        names = (f"• {each}" for each in _names(answered.events))
        row = ((texts.OPEN_PRIVATE, DeepLink("events")),)
        return Screen("\n".join((texts.EVENTS_IN_GROUP, *names)), (row,))
    subject = answered.subject
    about = texts.about(subject.hit.title, found.question) if subject else ""
    if answered.card is not None:
        shown = summary(answered.card, unknown_first=found.hits[0].asks_unknown)
        return Screen("\n\n".join(filter(None, (about, shown.text))), (row,))
    if found.outcome is SearchOutcome.NOTHING:
        return Screen(texts.NOTHING_IN_GROUP, (row,))
    titles = "\n".join(f"• {escape(hit.title, quote=False)}" for hit in found.hits)
    listed = f"{texts.CHOICES}\n{titles}"
    return Screen("\n\n".join(filter(None, (about, listed))), (row,))


def _names(listed: EventList) -> Iterable[str]:
    for each in listed.page.events:
        yield escape(f"{each.name}: {events_texts.when(each)}", quote=False)


def _nothing(answered: QuestionReply, here: OpenFound) -> Screen:
    """The nearest hits, or else the sections: both together would not fit on a phone."""
    hits = _hits(answered.found, here)
    nearest = texts.NEAREST if hits else ""
    rows = (*(hits or link_rows(answered.home, here)), _ask_specialist(here), (HOME_BUTTON,))
    return Screen(_lines(answered.found, texts.NOTHING, nearest), rows)


def _ask_specialist(here: OpenFound) -> tuple[Button, ...]:
    """The bot has no sure answer here, so it offers a human."""
    ask = AskSpecialist(question_id=here.question_id).after(here)
    return ((specialist_texts.ASK, ask),)


def _lines(found: SearchResult, *lines: str) -> str:
    understood = texts.understood(found.understood) if found.understood else ""
    return "\n\n".join(filter(None, (understood, *lines)))


def _hits(found: SearchResult, here: OpenFound) -> Rows:
    return tuple(((hit.label, target(hit).after(here)),) for hit in found.hits)


PREVIEW_CHARACTERS = 120


def results(cards: Iterable[Card], username: str) -> list[InlineQueryResultUnion]:
    """Inline results: each sends the card, with a button that opens it in the private chat."""
    return [_article(card, username) for card in cards]


def _article(found: Card, username: str) -> InlineQueryResultArticle:
    shown = summary(found)
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
