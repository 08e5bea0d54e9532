"""The facts of the status bar: counts, outages also among hidden streams, rates."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.filter import bot_ids
from recall_viewer.gui.look import figure, state_name
from recall_viewer.gui.status_bar import OUTAGES, Part
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from recall_viewer.model.books import Books
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream

WINDOW_S = 4.0
OVERLOADED_FROM = 0.05
LEAST_SUPERSEDED = 5
"""The share of superseded frames, and their number within the window, from which on it is worth saying."""


class Connected(NamedTuple):
    """Who is connected: the ids of `bots`, with or without pictures, and how many connections said nothing so far."""

    bots: set[str]
    silent: int


class Sample(NamedTuple):
    """The counters at a time."""

    at: float
    received: int
    shown: int
    superseded: int
    received_bytes: int


class Measured(NamedTuple):
    """Rates over the last seconds: frames a second, and megabits a second."""

    received: float
    shown: float
    superseded: float
    megabits: float

    @property
    def is_overloaded(self) -> bool:
        """Whether the machine falls behind what there is to show."""
        is_much = self.superseded > OVERLOADED_FROM * (self.shown + self.superseded)
        return is_much and self.superseded * WINDOW_S >= LEAST_SUPERSEDED


class Rates:
    """Frames and bytes a second over the last few seconds."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque()

    def measure(self, books: Books, now: float) -> Measured:
        """Return what was counted a second since a few seconds ago."""
        self._samples.append(Sample(now, books.received, books.shown, books.superseded, books.received_bytes))
        while len(self._samples) > 2 and now - self._samples[1].at >= WINDOW_S:
            self._samples.popleft()
        first, last = self._samples[0], self._samples[-1]
        seconds = max(last.at - first.at, 0.001)
        return Measured(
            received=(last.received - first.received) / seconds,
            shown=(last.shown - first.shown) / seconds,
            superseded=(last.superseded - first.superseded) / seconds,
            megabits=(last.received_bytes - first.received_bytes) * 8 / 1e6 / seconds,
        )


def tr(text: str) -> str:
    """Translate a text of the status bar."""
    return QCoreApplication.translate("Status", text)


def plural(count: int, one: str, many: str) -> str:
    """Return a count with its noun."""
    return f"{count} {one if count == 1 else many}"


def left_parts(
    address: str, streams: Sequence[Stream], visible: Collection[StreamKey], connected: Connected, now: float
) -> tuple[Part, ...]:
    """Return what stands at the left: address, counts, and what is amiss."""
    present = [stream for stream in streams if stream.ended_at is None]
    shares = sum(stream.kind is Kind.SCREENSHARE for stream in present)
    count = short_count = plural(len(present), tr("stream"), tr("streams"))
    if shares:
        count += ", " + plural(shares, tr("screenshare"), tr("screenshares"))
    port = address.rstrip("/").rpartition(":")[2]
    where = Part(address, State.LIVE, is_strong=True, is_coloured=False, short=port)
    parts = [where if address else Part(tr("not listening yet"), State.WAITING)]
    parts.append(Part(plural(len(bot_ids(present) | connected.bots), tr("bot"), tr("bots")), short=""))
    if connected.silent:
        parts.append(Part(plural(connected.silent, tr("silent connection"), tr("silent connections")), short=""))
    parts.append(Part(count, short=short_count))
    ended = len(streams) - len(present)
    if ended:
        parts.append(Part(f"{ended} {state_name(State.ENDED)}", State.ENDED, short=""))
    return (*parts, *_outages(streams, visible, now))


def _outages(streams: Sequence[Stream], visible: Collection[StreamKey], now: float) -> list[Part]:
    """Return what is amiss, the worst first; of each what can be seen, and beside it what is hidden."""
    seen: Counter[State] = Counter()
    hidden: Counter[State] = Counter()
    for stream in streams:
        (seen if stream.key in visible else hidden)[stream.state(now)] += 1
    words = {
        State.LOST: (tr("lost"), tr("hidden stream lost"), tr("hidden streams lost")),
        State.DISCONNECTED: (
            tr("disconnected"),
            tr("hidden stream disconnected"),
            tr("hidden streams disconnected"),
        ),
        State.ERROR: (tr("with errors"), tr("hidden stream with errors"), tr("hidden streams with errors")),
        State.STALE: (tr("stale"), tr("hidden stream stale"), tr("hidden streams stale")),
        State.LATE: (tr("late"), tr("hidden stream late"), tr("hidden streams late")),
    }
    parts = []
    for state in OUTAGES:
        word, hidden_one, hidden_many = words[state]
        if seen[state]:
            parts.append(Part(f"{seen[state]} {word}", state, is_strong=True))
        if hidden[state]:
            parts.append(Part(plural(hidden[state], hidden_one, hidden_many), state, is_strong=True))
    return parts


def behind_parts(rates: Measured, moving: int) -> tuple[Part, ...]:
    """Return what each of the `moving` streams in view gets of what it sends, where the machine cannot show all."""
    if not rates.is_overloaded or not moving:
        return ()
    shown, due = rates.shown / moving, (rates.shown + rates.superseded) / moving
    text = tr("showing {shown} of {due} fps").format(shown=figure(shown), due=figure(due))
    return (Part(text, State.LATE, is_strong=True, is_rate=True),)


def right_parts(rates: Measured, dropped: int, memory_bytes: int) -> tuple[Part, ...]:
    """Return what stands at the right: frames a second in and shown, bits a second, dropped, memory of pictures."""
    total = tr("in {received} / shown {shown} fps").format(received=figure(rates.received), shown=figure(rates.shown))
    return (
        Part(total, short=f"{figure(rates.shown)} fps", is_rate=True),
        Part(f"{figure(rates.megabits)} Mbit/s", short="", is_rate=True),
        Part(tr("{count} dropped").format(count=dropped), short="", is_rate=True),
        Part(f"{memory_bytes / 2**20:.0f} MiB", short="", is_rate=True),
    )
