"""Which streams stand on the stage: large, with the others in a filmstrip."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from recall_viewer.model.status import State
from recall_viewer.protocol.events import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream

ENTER_AFTER_S = 1.0
ENTER_GUESS_AFTER_S = 3.0
LEAVE_AFTER_S = 3.0


class Layout(StrEnum):
    """How a person wants the tiles laid out; `AUTO` goes to the stage while somebody shares."""

    AUTO = "auto"
    GRID = "grid"
    STAGE = "stage"


class Staging:
    """Decides what is on the stage, slowly enough that nothing flickers. Times are the clock's, in seconds.

    `chosen` is what a person put there by hand, whatever the layout.
    """

    def __init__(self) -> None:
        self.chosen: StreamKey | None = None
        self._shared_since: dict[StreamKey, float] = {}
        self._gone_since: dict[StreamKey, float] = {}
        self._staged: tuple[StreamKey, ...] = ()

    def update(self, layout: Layout, streams: Sequence[Stream], fallback: StreamKey | None, now: float) -> bool:
        """Look at the visible streams again; True where the stage changed. `fallback` is staged where nobody shares.

        Only `Layout.STAGE` needs a fallback: there something always stands on the stage.
        """
        here = {stream.key for stream in streams}
        if self.chosen not in here:
            self.chosen = None
        before, self._staged = self._staged, self._decide(layout, streams, fallback, now)
        return self._staged != before

    @property
    def staged(self) -> tuple[StreamKey, ...]:
        """What stands on the stage now; empty for a grid."""
        return self._staged

    def _decide(
        self, layout: Layout, streams: Sequence[Stream], fallback: StreamKey | None, now: float
    ) -> tuple[StreamKey, ...]:
        if self.chosen is not None:
            return (self.chosen,)
        shares = [stream for stream in streams if self._is_shared(stream, now)]
        keys = tuple(stream.key for stream in shares)
        if layout is Layout.GRID:
            return ()
        if layout is Layout.STAGE:
            return keys or ((fallback,) if fallback is not None else ())
        bots = {stream.key.bot_id for stream in streams if stream.ended_at is None}
        # A stage lasts as long as its share: a second bot that dials in takes nothing away.
        kept = tuple(key for key in keys if key in self._staged)
        ripe = tuple(stream.key for stream in shares if stream.key in self._staged or self._is_ripe(stream, now))
        return ripe if len(bots) <= 1 or kept else ()

    def _is_shared(self, stream: Stream, now: float) -> bool:
        """Say whether a stream is a share that still counts: one that ended does for three seconds more."""
        state = stream.state(now)
        is_share = stream.kind is Kind.SCREENSHARE and state not in (State.WAITING, State.LOST)
        if not is_share:
            self._shared_since.pop(stream.key, None)
            return False
        self._shared_since.setdefault(stream.key, now)
        if state not in (State.OFF, State.ENDED):
            self._gone_since.pop(stream.key, None)
            return True
        return now - self._gone_since.setdefault(stream.key, now) < LEAVE_AFTER_S

    def _is_ripe(self, stream: Stream, now: float) -> bool:
        after_s = ENTER_GUESS_AFTER_S if stream.is_guess else ENTER_AFTER_S
        return now - self._shared_since[stream.key] >= after_s
