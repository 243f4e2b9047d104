"""Spreadsheets: what one would change."""

from collections.abc import Sequence

from bot.knowledge.models import Problem
from bot.sheets import texts
from bot.sheets.buttons import ApplyUpload, ExportSheet, OpenSheets
from bot.sheets.models import UploadPlan
from bot.ui.screen import HOME_BUTTON, Screen, way_back


def sheets(here: OpenSheets) -> Screen:
    rows = tuple(
        (
            (f"⬇️ {name} (Excel)", ExportSheet(kind=kind)),
            ("CSV", ExportSheet(kind=kind, xlsx=False)),
        )
        for kind, name in texts.KINDS.items()
    )
    return Screen(texts.SHEETS_HINT, (*rows, way_back(here)))


def upload(plan: UploadPlan) -> Screen:
    apply = ((texts.APPLY, ApplyUpload(upload_id=plan.id)),)
    can_apply = not (plan.problems or plan.changes_nothing)
    return Screen(texts.upload(plan), (apply if can_apply else (), (HOME_BUTTON,)))


def much_removed(plan: UploadPlan) -> Screen:
    """A second press, before much is removed."""
    sure = ApplyUpload(upload_id=plan.id, sure=True)
    return Screen(texts.much_removed(plan), (((texts.APPLY_SURELY, sure),), (HOME_BUTTON,)))


def upload_refused(found: Sequence[Problem]) -> Screen:
    return Screen(texts.upload_refused(found), (((texts.SHEETS, OpenSheets()),), (HOME_BUTTON,)))
