"""What a stream did over the last minutes: sizes, rates, gaps and counts, in a memory that does not grow."""

from __future__ import annotations

from array import array
from collections import deque
from math import floor
from typing import NamedTuple

from recall_viewer.model.books import Fate

SLOTS = 40
"""Spans of time that a trace is made of."""
SIZE_SLOT_S = 7.5
RATE_SLOT_S = 1.5
GAPS_KEPT = 40
RATE_SLOTS = 3
"""Spans that a rate of now is measured over, the one that is under way among them."""
SETTLED_AFTER_S = 1.0
"""A span that has only just begun says nothing yet: its first frame is still to come."""


class Size(NamedTuple):
    """Declared pixels of a picture."""

    width: int
    height: int


class Before(NamedTuple):
    """The size before the one of now, and when its last frame arrived (the clock's seconds)."""

    size: Size
    until: float


class Rate(NamedTuple):
    """Frames per second in one span of time; `hidden` are those that nobody could see."""

    received: float
    shown: float
    hidden: float


class Flow:
    """Steps as a rate over time, in spans of `RATE_SLOT_S`.

    Each step is spread over the time since the one before. Two frames a second are then two in every span, wherever
    its borders fall, and a stall shows for as long as it lasted.
    """

    __slots__ = ("_amount", "_gap_s", "_newest", "_slots", "first_at", "last_at")

    def __init__(self) -> None:
        self.first_at: float | None = None
        self.last_at: float | None = None
        self._amount = 0.0
        self._gap_s = 0.0
        self._newest = 0
        # One more than is shown: the span that is under way.
        self._slots = array("d", bytes(8 * (SLOTS + 1)))

    def note(self, at: float, amount: float = 1.0) -> None:
        """Take in a step at a time in seconds; one that is not newer than the last adds nothing."""
        if self.last_at is None:
            self.first_at, self._newest = at, floor(at / RATE_SLOT_S)
        elif at > self.last_at:
            newest = floor(at / RATE_SLOT_S)
            _clear(self._slots, self._newest, newest)
            _spread(self._slots, self.last_at, at, amount, newest)
            self._newest, self._gap_s = newest, at - self.last_at
        else:
            return
        self._amount, self.last_at = amount, at

    def spans(self, now: float) -> list[float]:
        """Return the rate in each of the last `SLOTS` whole spans, the oldest first."""
        return [amount / RATE_SLOT_S for amount in self._amounts(now)[:-1]]

    def rate(self, now: float) -> float:
        """Return the rate of the last few seconds."""
        if self.first_at is None or now <= self.first_at:
            return 0.0
        begin = (floor(now / RATE_SLOT_S) - RATE_SLOTS + 1) * RATE_SLOT_S
        return sum(self._amounts(now)[-RATE_SLOTS:]) / (now - max(begin, self.first_at))

    def _amounts(self, now: float) -> list[float]:
        """Return what fell into each span, the one under way at the end.

        The step that is still to come counts as if it came when it is due, or now where it is overdue.
        """
        current = max(floor(now / RATE_SLOT_S), self._newest)
        slots = array("d", self._slots)
        _clear(slots, self._newest, current)
        if self.last_at is not None and self._gap_s > 0 and now > self.last_at:
            due = max(now, self.last_at + self._gap_s)
            part = self._amount * (now - self.last_at) / (due - self.last_at)
            _spread(slots, self.last_at, now, part, current)
        return [slots[number % len(slots)] for number in range(current - SLOTS, current + 1)]


def _clear(slots: array[float], after: int, newest: int) -> None:
    """Begin the spans after one, up to another."""
    for number in range(max(after + 1, newest - SLOTS), newest + 1):
        slots[number % len(slots)] = 0.0


def _spread(slots: array[float], since: float, until: float, amount: float, newest: int) -> None:
    """Add an amount to the spans between two times, to each by its part of the time."""
    rate = amount / (until - since)
    for number in range(max(floor(since / RATE_SLOT_S), newest - SLOTS), newest + 1):
        begin = number * RATE_SLOT_S
        overlap = min(until, begin + RATE_SLOT_S) - max(since, begin)
        if overlap > 0:
            slots[number % len(slots)] += rate * overlap


class History:
    """What is kept of one stream beside its state. Times are the clock's, in seconds, and those of arrival.

    A frame is noted by the time at which it arrived, whenever it was shown: what was painted a moment later is then no
    shortfall of the span in which it came.
    """

    __slots__ = (
        "_bytes",
        "_gaps_s",
        "_received",
        "_seen",
        "_shown",
        "_sizes",
        "before",
        "hidden",
        "received",
        "shown",
        "size",
        "superseded",
    )

    def __init__(self) -> None:
        self.received = 0
        self.shown = 0
        self.superseded = 0
        self.hidden = 0
        """Frames that nobody could see, without those that came into view after all."""
        self.size: Size | None = None
        self.before: Before | None = None
        self._received = Flow()
        self._shown = Flow()
        self._seen = Flow()
        """Frames that were shown, or that nobody looked at: the rest fell short."""
        self._bytes = Flow()
        self._gaps_s: deque[float] = deque(maxlen=GAPS_KEPT)
        self._sizes: deque[tuple[int, Size]] = deque(maxlen=SLOTS)
        """The largest size of each span that had a frame, by its number."""

    def note_received(self, at: float, width: int, height: int, size_bytes: int) -> None:
        """Take in a frame that arrived: its declared pixels and its encoded bytes."""
        self.received += 1
        last_at = self._received.last_at
        if last_at is not None and at > last_at:
            self._gaps_s.append(at - last_at)
        self._received.note(at)
        self._bytes.note(at, size_bytes)
        if not width:
            # H.264 before its first parameter set.
            return
        size = Size(width, height)
        if self.size is not None and size != self.size:
            self.before = Before(self.size, at if last_at is None else last_at)
        self.size = size
        self._note_size(floor(at / SIZE_SLOT_S), size)

    def note_shown(self, at: float) -> None:
        """Note that the frame that arrived at `at` was painted."""
        self.shown += 1
        self._shown.note(at)
        self._seen.note(at)

    def note_superseded(self) -> None:
        """Note that a frame gave way to a newer one."""
        self.superseded += 1

    def note_hidden(self, at: float) -> None:
        """Note that nobody could see the frame that arrived at `at`."""
        self.hidden += 1
        self._seen.note(at)

    def note_recalled(self) -> None:
        """Note that a hidden frame came into view after all; what became of it will be said."""
        self.hidden -= 1

    def note_fate(self, fate: Fate, at: float) -> None:
        """Note what the books say became of the frame that arrived at `at`; what was refused or dropped fell short."""
        match fate:
            case Fate.SHOWN:
                self.note_shown(at)
            case Fate.SUPERSEDED:
                self.note_superseded()
            case Fate.HIDDEN:
                self.note_hidden(at)
            case _:
                pass

    def sizes(self, now: float) -> tuple[Size | None, ...]:
        """Return the largest size in each of the last `SLOTS` spans, `None` where there was no frame."""
        newest = floor((now - SETTLED_AFTER_S) / SIZE_SLOT_S)
        if self._sizes:
            newest = max(newest, self._sizes[-1][0])
        known = dict(self._sizes)
        return tuple(known.get(number) for number in range(newest - SLOTS + 1, newest + 1))

    def rates(self, now: float) -> tuple[Rate, ...]:
        """Return the frames per second in each of the last `SLOTS` whole spans, the oldest first."""
        spans = zip(self._received.spans(now), self._shown.spans(now), self._seen.spans(now), strict=True)
        return tuple(Rate(received, shown, max(0.0, seen - shown)) for received, shown, seen in spans)

    def fps(self, now: float) -> tuple[float, float]:
        """Return the frames received and shown per second, by the last few seconds."""
        return self._received.rate(now), self._shown.rate(now)

    def bytes_per_s(self, now: float) -> float:
        """Return the encoded bytes per second, by the last few seconds."""
        return self._bytes.rate(now)

    @property
    def gaps_s(self) -> tuple[float, ...]:
        """The last times between two frames, the oldest first."""
        return tuple(self._gaps_s)

    def _note_size(self, number: int, size: Size) -> None:
        if not self._sizes or number > self._sizes[-1][0]:
            self._sizes.append((number, size))
        elif size.width * size.height > self._sizes[-1][1].width * self._sizes[-1][1].height:
            self._sizes[-1] = (self._sizes[-1][0], size)
