"""Tables as files: CSV and XLSX, in parts where one would be larger than Telegram takes."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.ui.texts import visible

# A spreadsheet runs such a cell as a formula; after an apostrophe it is text (OWASP).
_FORMULA = ("=", "+", "-", "@")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as Windows-1251
_MOST_BYTES = 45 * 2**20  # Telegram takes files of 50 MB from bots
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # signs that XML cannot hold
_MOST_ROWS = 200_000  # of an XLSX file: a few megabytes, packed
_COLUMN_WIDTH = 24

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

    def close(self) -> None:
        """Nothing is left to write."""

    def _begin(self) -> None:
        self.paths.append(_part(self._folder, self._name, len(self.paths), "csv"))
        self._size = self.paths[-1].write_bytes(self._header)


class XlsxParts:
    """The same as Excel's own files: moments and numbers are what they are, words are never run.

    The last part is written by `close`, which must be called in any case. Make it in a thread too:
    openpyxl, which takes a quarter of a second to load and 13 MB, is loaded for the first file.
    """

    def __init__(self, folder: Path, name: str, header: Sequence[str]) -> None:
        self.paths: list[Path] = []
        self._folder = folder
        self._name = name
        self._header = header
        self._is_open = True
        self._begin()

    def add(self, rows: Rows) -> None:
        for row in rows:
            if self._rows == _MOST_ROWS:
                self.close()
                self._begin()
            self._sheet.append([self._cell(value) for value in row])
            self._rows += 1

    def close(self) -> None:
        """Write the part that is open; called again, it does nothing."""
        if self._is_open:
            self._is_open = False
            self.paths.append(_part(self._folder, self._name, len(self.paths), "xlsx"))
            self._book.save(self.paths[-1])

    def _begin(self) -> None:
        from openpyxl import Workbook  # noqa: PLC0415 - see above

        self._book, self._rows, self._is_open = Workbook(write_only=True), 0, True
        self._sheet = self._book.create_sheet()
        self._sheet.freeze_panes = "A2"
        for place in range(len(self._header)):
            self._sheet.column_dimensions[chr(ord("A") + place)].width = _COLUMN_WIDTH
        self._sheet.append([self._cell(title) for title in self._header])

    def _cell(self, value: object) -> object:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see above

        if isinstance(value, datetime):
            return value.replace(tzinfo=None)  # Excel knows no zones
        if not isinstance(value, str):
            return value
        words = _CONTROL.sub("", visible(value))
        if not words.startswith(("=", "#")):
            return words  # half the time of a cell
        cell = WriteOnlyCell(self._sheet, words)
        cell.data_type = "s"  # «=1+1» and «#REF!» are texts
        return cell


@asynccontextmanager
async def table_files(
    kind: type[CsvParts | XlsxParts], name: str, header: Sequence[str], pages: AsyncIterable[Rows]
) -> AsyncIterator[list[Path]]:
    """The parts in a temporary folder, written and deleted beside the event loop."""
    folder = await asyncio.to_thread(TemporaryDirectory)
    try:
        path = Path(folder.name)
        parts: CsvParts | XlsxParts = await asyncio.to_thread(kind, path, name, header)
        try:
            async for page in pages:
                await asyncio.to_thread(parts.add, page)
        finally:
            await asyncio.to_thread(parts.close)
        yield parts.paths
    finally:
        await asyncio.to_thread(folder.cleanup)


def _part(folder: Path, name: str, before: int, ending: str) -> Path:
    """The file of the next part; the first has no number."""
    number = f"-{before + 1}" if before else ""
    return folder / f"{name}{number}.{ending}"


def _lines(rows: Rows) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_escaped(visible(_words(cell))) for cell in row])
    return out.getvalue()


def _words(cell: object) -> str:
    return f"{cell:%d.%m.%Y %H:%M:%S}" if isinstance(cell, datetime) else str(cell)


def _escaped(cell: str) -> str:
    formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r"))
    return f"'{cell}" if formula else cell
