from html import escape

from bot.questions.models import Reply
from bot.search.models import Found, Outcome
from bot.ui.callbacks.menu import OpenFound, OpenHome
from bot.ui.callbacks.specialist import AskSpecialist, OpenSpecialist
from bot.ui.screen import Button, DeepLink, Rows, Screen
from bot.ui.texts import search as texts
from bot.ui.texts import specialist
from bot.ui.views import cards
from bot.ui.views.common import HOME_BUTTON, way_back
from bot.ui.views.menu import home, link_rows


def reply(said: Reply) -> Screen:
    """The card when the search is sure, choices when it is not, honesty when there is nothing."""
    question, found = OpenFound(question_id=said.question_id), said.found
    if said.card is not None:
        card = cards.screen(said.card, question)
        return Screen(_lines(found, card.text), card.rows)
    if found.small_talk is not None:
        return home(said.home, texts.SMALL_TALK[found.small_talk])
    if not any(map(str.isalnum, found.question)):
        return home(said.home, texts.NOT_TEXT)  # signs alone ask as little as a sticker
    # A list that was shown first lies between the menu and its cards: see `question_of`.
    here = question.after(OpenHome())
    if found.outcome is Outcome.NOTHING:
        return _nothing(said, here)
    return choices(found, here)


def too_long() -> Screen:
    """A letter rather than a question: people read those."""
    return Screen(texts.TOO_LONG, (((specialist.ASK, OpenSpecialist()),), (HOME_BUTTON,)))


def choices(found: Found, here: OpenFound) -> Screen:
    """Everything found for a question, whatever was shown at first."""
    head = texts.CHOICES if found.hits else texts.NOTHING
    rows = (*_hits(found, here), _ask_specialist(here), way_back(here))
    return Screen(_lines(found, f"<b>{head}</b>"), rows)


def in_group(said: Reply) -> Screen:
    """Short, and without a button that somebody could press for somebody else."""
    found = said.found
    row: tuple[Button, ...] = ((texts.OPEN_BOT, DeepLink("")),)
    if found.hits:
        row = ((texts.OPEN_PRIVATE, DeepLink(found.hits[0].key)),)
    if said.card is not None:
        return Screen(cards.short(said.card).text, (row,))
    if found.outcome is Outcome.NOTHING:
        return Screen(texts.NOTHING_IN_GROUP, (row,))
    titles = "\n".join(f"• {escape(hit.title, quote=False)}" for hit in found.hits)
    return Screen(f"{texts.CHOICES}\n{titles}", (row,))


def _nothing(said: Reply, here: OpenFound) -> Screen:
    """The nearest by words, or else the sections: both together would not fit on a phone."""
    hits = _hits(said.found, here)
    nearest = texts.NEAREST if hits else ""
    rows = (*(hits or link_rows(said.home, here)), _ask_specialist(here), (HOME_BUTTON,))
    return Screen(_lines(said.found, texts.NOTHING, nearest), rows)


def _ask_specialist(here: OpenFound) -> tuple[Button, ...]:
    """The way on to a human, where the bot itself has no sure answer."""
    ask = AskSpecialist(question_id=here.question_id).after(here)
    return ((specialist.ASK, ask),)


def _lines(found: Found, *lines: str) -> str:
    understood = texts.understood(found.understood) if found.understood else ""
    return "\n\n".join(filter(None, (understood, *lines)))


def _hits(found: Found, here: OpenFound) -> Rows:
    return tuple(((hit.label, cards.target(hit).after(here)),) for hit in found.hits)
