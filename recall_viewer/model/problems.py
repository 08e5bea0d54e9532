"""What went wrong, grouped and counted, so that a flood is one line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

GROUPS_KEPT = 500
"""Groups beyond this drop the oldest: a scanner must not grow memory."""


class ProblemCode(StrEnum):
    """What kind of problem; the window has a sentence for each."""

    FRAME = "frame"
    MESSAGE = "message"
    AUDIO = "audio"
    UNKNOWN_EVENT = "unknown_event"
    REFUSED = "refused"
    CLOSED = "closed"
    TIMELINE = "timeline"
    TOO_MANY_STREAMS = "too_many_streams"
    SNAPSHOT = "snapshot"
    INTERNAL = "internal"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong. `detail` says what and why, `source` from whom, `excerpt` the first bytes of it."""

    code: ProblemCode
    detail: str
    source: str = ""
    excerpt: bytes = b""


@dataclass(slots=True)
class Group:
    """The same problem, however often. Times are the clock's, in seconds."""

    problem: Problem
    count: int
    first_at: float
    last_at: float


class Problems:
    """All problems since the start or the last `clear`, the newest last."""

    def __init__(self) -> None:
        self._groups: dict[tuple[ProblemCode, str, str], Group] = {}
        self.revision = 0
        """Grows with every change, so that a view knows when to look again."""

    def add(self, problem: Problem, now: float) -> bool:
        """Count a problem; True where it is the first of its group."""
        key = (problem.code, problem.detail, problem.source)
        group = self._groups.pop(key, None)
        is_new = group is None
        self._groups[key] = group or Group(problem, 0, now, now)
        self._groups[key].count += 1
        self._groups[key].last_at = now
        while len(self._groups) > GROUPS_KEPT:
            del self._groups[next(iter(self._groups))]
        self.revision += 1
        return is_new

    def newest_first(self, most: int = GROUPS_KEPT) -> list[Group]:
        """Return the groups, the one that grew last first."""
        return list(islice(reversed(self._groups.values()), most))

    def clear(self) -> None:
        """Forget them all."""
        self._groups.clear()
        self.revision += 1

    def __len__(self) -> int:
        return len(self._groups)
