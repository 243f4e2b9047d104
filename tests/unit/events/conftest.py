import csv
from functools import partial
from pathlib import Path

import pytest

from bot.events.spreadsheet import EventRow, read_rows

COLUMNS = tuple(EventRow.model_fields)
read = partial(read_rows, row_type=EventRow)
GITEX = {
    "key": "gitex-2026",
    "name": "GITEX Global 2026",
    "country": "ОАЭ",
    "city": "Дубай",
    "industry": "ИТ",
    "category": "ИТ и связь",
    "format": "выставка",
    "start": "2026-12-07",
    "end": "2026-12-11",
    "status": "confirmed",
    "moscow": "unknown",
    "source_url": "https://gulfnews.com/1",
    "source_date": "2025-10-16",
    "questions": "гитекс когда | айти выставка",
    "keywords": "GITEX | гитекс",
}


@pytest.fixture
def sheet(tmp_path):
    """Write the editors' file; each row is what differs from the GITEX of 2026."""

    def write(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
        path = tmp_path / "events.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", delimiter=delimiter)
            writer.writeheader()
            writer.writerows(GITEX | row for row in rows)
        return path

    return write
