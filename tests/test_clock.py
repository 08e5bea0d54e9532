"""The clock: seconds that only grow, and go on while the machine sleeps."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from recall_viewer.clock import LocalTime, clock

if TYPE_CHECKING:
    from datetime import tzinfo


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


def test_the_same_second_has_the_same_local_time() -> None:
    local_time, at = LocalTime(), clock()
    assert len({local_time(at) for _ in range(1000)}) == 1
    assert abs(datetime.now().astimezone() - local_time(clock())) < timedelta(seconds=0.1)


def test_a_clock_set_anew_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    local_time, at = LocalTime(), clock()
    before = local_time(at)

    class AnHourBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> AnHourBack:
            return cls.fromtimestamp(time.time() - 3600, tz)

    monkeypatch.setattr("recall_viewer.clock.datetime", AnHourBack)
    assert before - local_time(at) == pytest.approx(timedelta(hours=1), abs=timedelta(seconds=1))
