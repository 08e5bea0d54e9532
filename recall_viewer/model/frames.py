"""An accepted frame on its way from the wire to the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall_viewer.model.books import Passage
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.events import Codec
    from recall_viewer.protocol.h264 import AccessUnit


TAIL_BYTES = 32
"""The end of a picture tells most pictures apart: a PNG has its checksums there."""


def same_bytes(one: bytes | memoryview, other: bytes | memoryview) -> bool:
    """Say whether two encoded pictures are identical, cheaply where they are not."""
    if len(one) != len(other) or one[-TAIL_BYTES:] != other[-TAIL_BYTES:]:
        return False
    # Views are compared item by item, bytes all at once.
    return bytes(one) == bytes(other)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One encoded picture of one stream, as received; of H.264 one access unit, and `unit` says what it holds.

    `width` and `height` are the declared pixels, `arrived_at` is the clock's time in seconds when its message was
    complete, `video_time_s` the sender's time, `None` where the wire has none. `is_after_cut` says that frames may be
    missing before it: its stream had no connection, or what came was left out.
    """

    key: StreamKey
    codec: Codec
    data: bytes | memoryview = field(repr=False)
    width: int
    height: int
    video_time_s: float | None
    arrived_at: float
    passage: Passage = field(repr=False)
    unit: AccessUnit | None = None
    is_after_cut: bool = False
