from collections.abc import Iterable
from functools import lru_cache
from html import escape

from bot.audience.models import Role
from bot.knowledge.models import Link, LinkPage, Section
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.catalogue import OpenCatalogue
from bot.ui.callbacks.editors import OpenEditors
from bot.ui.callbacks.events import OpenEvents
from bot.ui.callbacks.following import OpenMyEvents
from bot.ui.callbacks.menu import (
    ChooseRole,
    OpenAnswer,
    OpenHelp,
    OpenHome,
    OpenSaved,
    OpenSection,
)
from bot.ui.callbacks.privacy import OpenPrivacy
from bot.ui.callbacks.settings import OpenSettings
from bot.ui.callbacks.specialist import OpenSpecialist
from bot.ui.screen import SCREENS, Button, Rows, Screen
from bot.ui.texts import catalogue, editors, events, following, specialist
from bot.ui.texts import menu as texts
from bot.ui.views.common import page_row, way_back


def welcome() -> Screen:
    return Screen(texts.WELCOME, (*_roles(), ((texts.JUST_MENU, OpenHome()),)))


@lru_cache(maxsize=SCREENS)
def home(
    links: tuple[Link, ...],
    text: str = f"{texts.HOME_TITLE}\n\n{texts.HOME_HINT}",
    *,
    editor: bool = False,
) -> Screen:
    """The menu; with another `text`, under a short useful word; for an `editor` with their door."""
    here = OpenHome()
    lists = (
        (events.CALENDAR_SHORT, OpenEvents().after(here)),
        (catalogue.CATALOGUE, OpenCatalogue().after(here)),
    )
    own = (
        (texts.SAVED, OpenSaved().after(here)),
        (following.MINE, OpenMyEvents().after(here)),
    )
    bottom = (
        (texts.SETTINGS, OpenSettings().after(here)),
        (texts.HELP, OpenHelp().after(here)),
    )
    door = ((editors.EDITORS, OpenEditors().after(here)),) if editor else ()
    return Screen(text, (*link_rows(links, here), lists, own, bottom, door))


@lru_cache(maxsize=SCREENS)
def section(found: Section, here: OpenSection) -> Screen:
    *above, title = found.trail
    content = found.content
    here = here.turned(page=content.page)
    return Screen(
        escape(f"{texts.trail(tuple(above))}\n" if above else "", quote=False)
        + f"<b>{found.emoji} {escape(title)}</b>\n\n{escape(found.description, quote=False)}",
        (
            *link_rows(content.links, here),
            page_row(here, content.page, content.pages),
            list_row(found.key, here),
            way_back(here, OpenHome()),
        ),
    )


def saved(found: LinkPage, here: OpenSaved) -> Screen:
    here = here.turned(page=found.page)
    hint = texts.SAVED_HINT if found.links else texts.SAVED_EMPTY
    return Screen(
        f"{texts.SAVED_TITLE}\n\n{hint}",
        (
            *link_rows(found.links, here),
            page_row(here, found.page, found.pages),
            ((following.MINE, OpenMyEvents().after(here)),),
            way_back(here),
        ),
    )


def list_row(key: str, here: Address) -> tuple[Button, ...]:
    """From what is told of exhibitions or training to the list where they are chosen."""
    match key.split("/"):
        case ["exhibitions", *_]:
            return ((events.CALENDAR, OpenEvents().after(here)),)
        case ["training", *_]:
            return ((catalogue.CATALOGUE, OpenCatalogue().after(here)),)
    return ()


def help_(here: Address) -> Screen:
    ask = (specialist.ASK, OpenSpecialist().after(here))
    privacy = (texts.PRIVACY, OpenPrivacy().after(here))
    return Screen(texts.HELP_TEXT, ((ask,), (privacy,), way_back(here)))


def link_rows(links: Iterable[Link], here: Address) -> Rows:
    """One button a row; each remembers that it was pressed on the screen `here`."""
    return tuple((_link_button(link, here),) for link in links)


def _link_button(link: Link, here: Address) -> Button:
    target = (
        OpenSection(section_id=link.id) if link.kind == "section" else OpenAnswer(answer_id=link.id)
    )
    return f"{link.emoji} {link.label}".strip(), target.after(here)


def _roles() -> Rows:
    return (
        ((texts.BUSINESS, ChooseRole(role=Role.BUSINESS)),),
        ((texts.STUDENT, ChooseRole(role=Role.STUDENT)),),
    )
