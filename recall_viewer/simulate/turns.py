"""Whose turn it is to send, and when: spread out, without drift, never late by a whole period. Times are in seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_SPACING_S = 0.25
"""At a very low rate newcomers are not spread over the whole period: nobody would wait so long to see them."""


class Entrances:
    """When newcomers send their first frame: at once, but not all at once."""

    def __init__(self, streams: int, fps: float) -> None:
        self._spacing_s = min(1 / (fps * streams), MOST_SPACING_S)
        self._free = -math.inf

    def take(self, now: float) -> float:
        """The moment for the next newcomer, `now` or a little later."""
        entrance = max(now, self._free)
        self._free = entrance + self._spacing_s
        return entrance


@dataclass(frozen=True, slots=True)
class Turn:
    """Stream number `stream` sends at `due`; `missed` turns before it were given up."""

    stream: int
    due: float
    missed: int = 0


class Turns:
    """Turns of streams that each send `fps` times a second, from their entrance on.

    A turn whose stream would be due again by now is given up: a receiver that cannot keep up gets fewer frames, not
    older ones, and equally few of all streams.
    """

    def __init__(self, fps: float) -> None:
        self._period_s = 1 / fps
        self._entrances: dict[int, float] = {}
        self._ticks: dict[int, int] = {}

    def __contains__(self, stream: int) -> bool:
        return stream in self._entrances

    def begin(self, stream: int, entrance: float) -> None:
        """From `entrance` on the stream has turns."""
        self._entrances[stream] = entrance
        self._ticks[stream] = 0

    @property
    def due(self) -> float:
        """When the next turn is; infinite while no stream has any."""
        return min(map(self._due, self._ticks), default=math.inf)

    def take(self, now: float) -> Turn:
        """The turn of whoever waits longest or is next; at least one stream must have begun."""
        stream = min(self._ticks, key=self._due)
        missed = max(0, math.floor((now - self._due(stream)) / self._period_s))
        self._ticks[stream] += missed
        turn = Turn(stream, self._due(stream), missed)
        self._ticks[stream] += 1
        return turn

    def rejoin(self, now: float) -> None:
        """Forget the turns before `now`: nobody was there to send to."""
        for stream in self._ticks:
            late = math.ceil((now - self._due(stream)) / self._period_s)
            self._ticks[stream] += max(0, late)

    def _due(self, stream: int) -> float:
        # Counted, not added up: rounding does not become drift.
        return self._entrances[stream] + self._ticks[stream] * self._period_s
