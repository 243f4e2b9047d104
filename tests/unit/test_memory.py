import gc
import mmap
from pathlib import Path

import pytest

from bot.memory import MappedFile, settle


@pytest.fixture
def mapped(tmp_path):
    file = tmp_path / "model.bin"
    file.write_bytes(bytes(range(256)) * 4096)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as pages:
        yield pages


def resident_kilobytes(name: str) -> int:
    """How much of a mapped file is counted as this process's own now."""
    with Path("/proc/self/smaps").open(encoding="utf-8") as smaps:
        lines = iter(smaps)
        for line in lines:
            if line.rstrip().endswith(f"/{name}"):
                return next(int(each.split()[1]) for each in lines if each.startswith("Rss:"))
    return 0


def test_a_mapped_file_that_was_read_is_forgotten_and_can_be_read_again(mapped):
    assert mapped[:].count(b"\xff") == 4096
    before = resident_kilobytes("model.bin")
    MappedFile("model.bin").forget()
    assert resident_kilobytes("model.bin") < before / 2
    assert mapped[:].count(b"\xff") == 4096


def test_a_file_that_nobody_has_mapped_is_nothing_to_forget():
    MappedFile("nowhere.bin").forget()


def test_what_is_loaded_at_the_start_is_no_longer_looked_through():
    before = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]
    settle()
    assert gc.get_freeze_count() >= before + len(kept)
