"""CSV files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.ui.texts import visible

# A spreadsheet runs such a cell as a formula; after an apostrophe it is text (OWASP).
_FORMULA = ("=", "+", "-", "@")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as Windows-1251
_MOST_BYTES = 45 * 2**20  # Telegram takes files of 50 MB from bots

Rows = Iterable[Iterable[object]]


def csv_file(header: Sequence[str], rows: Rows) -> bytes:
    """A file that the Russian Excel opens by a double click; no cell of it is run as a formula."""
    return (_BYTE_ORDER_MARK + _lines((header,)) + _lines(rows)).encode()


class CsvParts:
    """Such a file in a folder, or several where one would be larger than Telegram takes.

    Each begins with the header. Call `add` in a thread: it writes to the disk.
    """

    def __init__(self, folder: Path, name: str, header: Sequence[str]) -> None:
        self.paths: list[Path] = []
        self._folder = folder
        self._name = name
        self._header = (_BYTE_ORDER_MARK + _lines((header,))).encode()
        self._begin()

    def add(self, rows: Rows) -> None:
        lines = _lines(rows).encode()
        if self._size + len(lines) > _MOST_BYTES:
            self._begin()
        with self.paths[-1].open("ab") as file:
            self._size += file.write(lines)

    def _begin(self) -> None:
        number = f"-{len(self.paths) + 1}" if self.paths else ""
        self.paths.append(self._folder / f"{self._name}{number}.csv")
        self._size = self.paths[-1].write_bytes(self._header)


def _lines(rows: Rows) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_escaped(visible(str(cell))) for cell in row])
    return out.getvalue()


def _escaped(cell: str) -> str:
    formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r"))
    return f"'{cell}" if formula else cell
