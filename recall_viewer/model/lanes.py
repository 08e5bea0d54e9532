"""Which stream of a participant a connection of the stream protocol carries: the wire does not say.

A participant who shares has two connections with one id (inferred; nothing contradicts it), and after a flap they come
back in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.model.stream import Stream

SILENT_S = 2.5
"""A lane that heard nothing for this long may be taken over by another connection."""


def free_lane(streams: Iterable[Stream], width: int, height: int, now: float) -> Stream | None:
    """Return the stream that a connection's first frame belongs to; `None` where it starts a new one.

    `streams` are those of one participant of one bot. Of the closed or silent ones it is the nearest by last size.
    """
    free = [stream for stream in streams if not stream.connections or _is_silent(stream, now)]
    return min(free, key=lambda stream: abs(stream.width * stream.height - width * height), default=None)


def _is_silent(stream: Stream, now: float) -> bool:
    return stream.frame_at is None or now - stream.frame_at >= SILENT_S
