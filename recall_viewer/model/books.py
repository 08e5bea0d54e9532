"""The counters: plain numbers, changed in one place, so that what came in is what became of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall_viewer.model.history import History

LATENCY_BUCKETS_S = (
    *(0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1, 0.125, 0.15, 0.175),
    *(0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0),
)


class Fate(Enum):
    """What became of a video message."""

    IN_FLIGHT = "in flight"
    SHOWN = "shown"
    SUPERSEDED = "superseded"
    HIDDEN = "hidden"
    REPEATED = "repeated"
    REJECTED = "rejected"
    AWAITING_KEYFRAME = "awaiting keyframe"
    """A unit of H.264 that no decoder could use, for want of an IDR."""
    DROPPED = "dropped"


class Passage:
    """One video message on its way; only `Books` moves it on. `was_hidden` says that it waited for somebody to look.

    `history` is that of its stream, once it has one, and learns what became of it; `arrived_at` is the clock's time.
    """

    __slots__ = ("arrived_at", "fate", "history", "was_hidden")

    def __init__(self) -> None:
        self.fate = Fate.IN_FLIGHT
        self.was_hidden = False
        self.history: History | None = None
        self.arrived_at = 0.0


class Histogram:
    """Observations in seconds, counted by upper bounds as Prometheus does."""

    def __init__(self, bounds_s: tuple[float, ...] = LATENCY_BUCKETS_S) -> None:
        self.bounds_s = bounds_s
        self.counts = [0] * (len(bounds_s) + 1)
        self.sum_s = 0.0

    def observe(self, seconds: float) -> None:
        """Count one observation."""
        self.counts[bisect_left(self.bounds_s, seconds)] += 1
        self.sum_s += seconds


@dataclass(slots=True)
class Books:
    """Everything that is counted since the start.

    A frame is in one place at a time: `received` is always the sum of `shown`, `superseded`, `hidden - recalled`,
    `repeated`, `rejected`, `awaiting_keyframe`, `dropped` and `in_flight`.
    """

    received: int = 0
    shown: int = 0
    superseded: int = 0
    hidden: int = 0
    recalled: int = 0
    repeated: int = 0
    awaiting_keyframe: int = 0
    in_flight: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    messages_rejected: Counter[str] = field(default_factory=Counter)
    messages_ignored: Counter[str] = field(default_factory=Counter)
    received_bytes: int = 0
    connections: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    snapshots: int = 0
    latency: Histogram = field(default_factory=Histogram)
    loop_lag: Histogram = field(default_factory=Histogram)

    def receive(self) -> Passage:
        """Begin the passage of one video message, good or bad."""
        self.received += 1
        self.in_flight += 1
        return Passage()

    def settle(self, passage: Passage, fate: Fate, reason: str = "") -> bool:
        """Say what became of a message; False where that was said before. `reason` goes with REJECTED and DROPPED."""
        if fate is Fate.IN_FLIGHT:
            raise ValueError("in flight is where a passage begins")
        if passage.fate is not Fate.IN_FLIGHT:
            return False
        passage.fate = fate
        self.in_flight -= 1
        match fate:
            case Fate.SHOWN:
                self.shown += 1
            case Fate.SUPERSEDED:
                self.superseded += 1
            case Fate.HIDDEN:
                self.hidden += 1
                passage.was_hidden = True
            case Fate.REPEATED:
                self.repeated += 1
            case Fate.REJECTED:
                self.rejected[reason] += 1
            case Fate.AWAITING_KEYFRAME:
                self.awaiting_keyframe += 1
            case Fate.DROPPED:
                self.dropped[reason] += 1
        if passage.history is not None:
            passage.history.note_fate(fate, passage.arrived_at)
        return True

    def recall(self, passage: Passage) -> bool:
        """Put a hidden frame that came into view back in flight; False where it was not hidden."""
        if passage.fate is not Fate.HIDDEN:
            return False
        passage.fate = Fate.IN_FLIGHT
        self.recalled += 1
        self.in_flight += 1
        if passage.history is not None:
            passage.history.note_recalled()
        return True
