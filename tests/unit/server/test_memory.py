import gc
import mmap
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from bot.server.memory import MappedFile, settle


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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no such pools")
@pytest.mark.parametrize(("begin", "most"), [("share_arenas()", 2), ("pass", 99)])
def test_all_threads_share_two_pools_of_memory(begin, most):
    program = f"""
import ctypes, threading
from bot.memory import share_arenas
{begin}
together = threading.Barrier(6)
def work():
    together.wait()
    held = [bytes(1000) for _ in range(1000)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
for each in threads: each.start()
for each in threads: each.join()
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
out = c.fopen(b"/dev/stdout", b"w")
c.malloc_info(0, ctypes.c_void_p(out))
c.fflush(ctypes.c_void_p(out))
"""
    told = subprocess.run(  # noqa: S603 - the program is above
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    pools = told.count("<heap nr=")
    assert pools <= most
    assert most == 2 or pools > 2  # so it would be
