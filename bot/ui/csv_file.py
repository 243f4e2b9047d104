"""Tables for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet would run such a cell as a formula; an apostrophe before it makes it text (OWASP).
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows-1251


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file that a Russian Excel opens by a double click; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(str(cell)) for cell in row])
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
