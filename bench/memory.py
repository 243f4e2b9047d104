"""The peak of this process's memory, as Linux counts it.

Not `ru_maxrss`: that one survives exec, so a child would begin with the peak of its parent.
"""

import re
from pathlib import Path

PROCESS = Path("/proc/self")


def forget_peak() -> None:
    """Let the peak begin anew at what is resident now (proc(5), clear_refs, 5)."""
    (PROCESS / "clear_refs").write_text("5", encoding="ascii")


def megabytes_of_peak() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", (PROCESS / "status").read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError("this system does not tell the peak of memory")
    return int(found[1]) / 1024
