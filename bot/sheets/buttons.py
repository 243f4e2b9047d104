"""Addresses of spreadsheets."""

from bot.editing.models import DraftKind
from bot.ui.address import Address


class OpenUpload(Address, prefix="xwz"):
    """A spreadsheet that waits for a second person."""

    upload_id: int


class OpenSheets(Address, prefix="xwg"):
    """How content travels in spreadsheets."""


class ExportSheet(Address, prefix="xwm"):
    kind: DraftKind
    xlsx: bool = True


class ApplyUpload(Address, prefix="xwu"):
    """Do what the preview has told; `sure`: also where it removes much."""

    upload_id: int
    sure: bool = False
