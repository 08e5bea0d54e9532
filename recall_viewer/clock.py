"""The one clock: seconds that only grow and go on while the machine sleeps, so that an age counts the sleep too."""

from __future__ import annotations

import time

# Linux counts sleep in the first; macOS has only the second, and counts sleep in it. Windows has neither, and its
# time.monotonic() counts sleep. (Only Linux was tried.)
_CLOCK_ID: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def clock() -> float:
    """Return seconds since some fixed moment before the start."""
    return time.monotonic() if _CLOCK_ID is None else time.clock_gettime(_CLOCK_ID)
