"""Whose turn it is, where there is more to decode than threads to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection

    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey


class Waiting(Protocol):
    """A stream whose newest frame waits; nobody sees it where `room_px` is None. `turn` is 0 at first; see `Turns`."""

    newest: Frame
    room_px: tuple[int, int] | None
    turn: int


W = TypeVar("W", bound=Waiting)


class Turns(Generic[W]):
    """A queue of streams, each in it once: start-time fair queueing (Goyal, Vin and Cheng, 1996), the newest first.

    Every stream gets the same share, however many frames it sends, and nobody saves up turns while it sends none. Of
    those whose turn it is the one whose frame came last goes first: a picture is then fresh when it is shown, instead
    of as old as the queue is long. What the person looks at goes before all, but never twice in a row;
    what nobody sees goes after all.
    """

    def __init__(self) -> None:
        self.preferred: Collection[StreamKey] = ()
        self._waiting: dict[W, None] = {}
        self._turn = 0
        self._was_preferred = False

    def add(self, stream: W) -> None:
        """Let a stream wait; one that does already is not in it twice."""
        self._waiting[stream] = None

    def remove(self, stream: W) -> None:
        """Let it wait no longer."""
        self._waiting.pop(stream, None)

    def take(self) -> W:
        """Return the next one, and let it wait no longer; ValueError where none waits."""
        chosen = min(self._waiting, key=self._rank)
        self._was_preferred = not self._was_preferred and chosen.newest.key in self.preferred
        if not self._was_preferred:
            self._turn = max(self._turn, chosen.turn)
        chosen.turn = self._turn + 1
        del self._waiting[chosen]
        return chosen

    def __len__(self) -> int:
        return len(self._waiting)

    def _rank(self, stream: W) -> tuple[bool, bool, int, float]:
        is_first = not self._was_preferred and stream.newest.key in self.preferred
        return stream.room_px is None, not is_first, max(stream.turn, self._turn), -stream.newest.arrived_at
