"""The clock: seconds that only grow, and go on while the machine sleeps."""

from __future__ import annotations

import sys
import time

import pytest

from recall_viewer.clock import clock


def test_it_only_grows() -> None:
    readings = [clock() for _ in range(1000)]
    assert readings == sorted(readings)


def test_it_counts_seconds() -> None:
    before, started = time.monotonic(), clock()
    while clock() - started < 0.02:
        pass
    assert time.monotonic() - before == pytest.approx(clock() - started, abs=0.05)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the clock that counts sleep has this name on Linux")
def test_it_counts_sleep() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    now = clock()
    assert before <= now <= time.clock_gettime(time.CLOCK_BOOTTIME)
