"""The one clock: seconds that only grow and go on while the machine sleeps, so that an age counts the sleep too."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

# Linux counts sleep in the first; macOS has only the second, and counts sleep in it. Windows has neither, and its
# time.monotonic() counts sleep. (Only Linux was tried.)
_CLOCK_ID: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


SET_ANEW_FROM_S = 0.05
"""A smaller difference between the two clocks is only that they are not read at the very same moment."""


def clock() -> float:
    """Return seconds since some fixed moment before the start."""
    return time.monotonic() if _CLOCK_ID is None else time.clock_gettime(_CLOCK_ID)


class LocalTime:
    """The local time of a second of the clock: one and the same, until the system's clock is set anew."""

    def __init__(self) -> None:
        self._origin = datetime.now().astimezone() - timedelta(seconds=clock())

    def __call__(self, at: float) -> datetime:
        """Return the local time of a second of the clock, which may be long past."""
        origin = datetime.now().astimezone() - timedelta(seconds=clock())
        if abs((origin - self._origin).total_seconds()) >= SET_ANEW_FROM_S:
            self._origin = origin
        return (self._origin + timedelta(seconds=at)).astimezone()


local_time = LocalTime()
