"""CSV files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.ui.texts import visible

# A spreadsheet runs such a cell as a formula; after an apostrophe it is text (OWASP).
_FORMULA = ("=", "+", "-", "@")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as Windows-1251


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file that the Russian Excel opens by a double click; no cell of it is run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_escaped(visible(str(cell))) for cell in row])
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def _escaped(cell: str) -> str:
    formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r"))
    return f"'{cell}" if formula else cell
