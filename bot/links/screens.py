"""Links that lead nowhere."""

from collections.abc import Sequence

from bot.editing.texts import LABEL_CHARACTERS
from bot.history.buttons import OpenSubject
from bot.links import texts
from bot.links.buttons import OpenLinks
from bot.links.models import CheckedLink
from bot.paging import page_of
from bot.ui.screen import HOME_BUTTON, Screen, page_row, way_back

LINKS_PER_PAGE = 6


def links(found: Sequence[CheckedLink], here: OpenLinks) -> Screen:
    """A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, LINKS_PER_PAGE)
    here = here.changed(page=page)
    subjects = dict(pair for each in shown for pair in each.subjects[:1])
    rows = tuple(
        ((title[:LABEL_CHARACTERS], OpenSubject.of(subject).after(here)),)
        for subject, title in subjects.items()
    )
    return Screen(texts.links(shown), (*rows, page_row(here, page, pages), way_back(here)))


def link_notice(number: int) -> Screen:
    return Screen(texts.link_notice(number), (((texts.LINKS, OpenLinks()),), (HOME_BUTTON,)))
