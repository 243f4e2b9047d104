import sys
import threading
import time

import pytest

from bot.threads import take_short_turns


@pytest.fixture(autouse=True)
def _turns():
    kept = sys.getswitchinterval()
    sys.setswitchinterval(0.005)  # as Python begins, whatever ran in this process before
    yield
    sys.setswitchinterval(kept)


def test_a_thread_that_computes_lets_others_in_again_and_again():
    """How often the other gets in is counted, not for how long it waits."""
    stop, turns = threading.Event(), []

    def compute():
        while not stop.is_set():
            sum(range(1000))

    def count(seconds=0.2):
        ends, found = time.monotonic() + seconds, 0
        while time.monotonic() < ends:
            time.sleep(0)
            found += 1
        turns.append(found)

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        count()
        take_short_turns()
        count()
    finally:
        stop.set()
        thread.join()
    assert turns[1] > turns[0]
