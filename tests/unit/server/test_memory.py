import gc
import platform
import subprocess
import sys

import pytest

from bot.server.memory import settle


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
