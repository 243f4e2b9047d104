"""What admins did, the latest first."""

from collections.abc import Iterable

from bot.audience.audit_repository import Action
from bot.ui.callbacks.audit import OpenAudit
from bot.ui.screen import Screen
from bot.ui.texts import audit as texts
from bot.ui.views.common import page_row, way_back

PAGE_SIZE = 8


def audit(found: Iterable[Action], pages: int, here: OpenAudit) -> Screen:
    entries = [texts.entry(action) for action in found]
    return Screen(
        "\n\n".join((texts.TITLE, *(entries or [texts.EMPTY]))),
        (page_row(here, here.page, pages), way_back(here)),
    )
