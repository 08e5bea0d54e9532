"""What went wrong, grouped and counted, so that a flood is one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

GROUPS_KEPT = 500
"""Groups beyond this drop the oldest: a scanner must not grow memory."""

_ADDRESS = re.compile(r"(\[[^\]]*\]|[^:\s]*):\d{1,5}")


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
    NAMES = "names"
    INTERNAL = "internal"
    NOTICE = "notice"


GroupKey = tuple[ProblemCode, str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong. `detail` says what and why, `source` from whom, `excerpt` the first bytes of it.

    `reason` names the kind of problem within its code, where `detail` holds figures that differ each time.
    """

    code: ProblemCode
    detail: str
    source: str = ""
    excerpt: bytes = b""
    reason: str = ""

    @property
    def group_key(self) -> GroupKey:
        """What makes it the same problem as another one: code, kind and source, but not the figures in its detail.

        The port of a source counts for nothing: a bot that dials again does so from another one.
        """
        address = _ADDRESS.fullmatch(self.source)
        return self.code, self.reason or self.detail, address[1] if address else self.source


@dataclass(slots=True)
class Group:
    """The same problem, however often, as it was the last time. Times are the clock's, in seconds."""

    problem: Problem
    count: int
    first_at: float
    last_at: float


class Problems:
    """All problems since the start or the last `clear`, the newest last."""

    def __init__(self) -> None:
        self._groups: dict[GroupKey, Group] = {}
        self.revision = 0
        """Grows with every change, so that a view knows when to look again."""

    def add(self, problem: Problem, now: float) -> bool:
        """Count a problem; True where it is the first of its group."""
        key = problem.group_key
        known = self._groups.pop(key, None)
        # The one that grew goes to the end.
        group = self._groups[key] = known or Group(problem, 0, now, now)
        group.problem, group.count, group.last_at = problem, group.count + 1, now
        while len(self._groups) > GROUPS_KEPT:
            del self._groups[next(iter(self._groups))]
        self.revision += 1
        return known is None

    def newest_first(self, most: int = GROUPS_KEPT) -> list[Group]:
        """Return the groups, the one that grew last first."""
        return list(islice(reversed(self._groups.values()), most))

    def clear(self) -> None:
        """Forget them all."""
        self._groups.clear()
        self.revision += 1

    def __len__(self) -> int:
        return len(self._groups)
