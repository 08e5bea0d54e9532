"""Loops as H.264: one Annex B access unit a picture, SPS and PPS before each IDR (API v1.11, seen in the field).

Constrained baseline without B-frames, as conferencing programs encode: units are in the order of display.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import av
    from PIL import Image

Size = tuple[int, int]

ENCODER: Final = "libx264"
NO_ENCODER = "PyAV was built without libx264 here, so there is no H.264 to send. The wheels of PyPI have it."
LOOP_UNITS = 60
"""The least of a loop: 4 s at 15 fps. An even number, because of two IDR in a row (`--gop 1`) each has another
`idr_pic_id` (H.264, 7.4.3), which the encoder alternates."""
STILL_UNITS = 2
"""The least of a picture that does not move: as short as that rule allows, since what moves comes after its end."""
_ENCODER_OPTIONS = {
    "preset": "veryfast",
    "tune": "zerolatency",
    "profile": "baseline",
    # Nothing but the group's length makes a keyframe.
    "sc_threshold": "0",
}


def is_possible() -> bool:
    """Whether the libav at hand can encode H.264."""
    import av  # noqa: PLC0415 - 60 ms that whoever sends PNG need not wait for

    try:
        av.Codec(ENCODER, "w")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


def whole_groups(units: int, gop: int) -> int:
    """So many units or a few more, that groups of `gop` fill."""
    return math.ceil(units / gop) * gop


def half(size: Size) -> Size:
    """Half of it, in even sides: colour has half the resolution of light."""
    return size[0] // 4 * 2, size[1] // 4 * 2


class Film:
    """One loop in the making: the same pictures at each of `sizes` in turn, an IDR every `gop` units.

    Each size takes at least `units` units, filled by so many `poses` (pictures to be added), and begins with an IDR.
    """

    def __init__(self, sizes: Sequence[Size], *, gop: int, units: int, poses: int) -> None:
        self._units = whole_groups(units, gop)
        self.poses = poses
        self._added = 0
        self._filmed = 0
        self._takes = [_Take(size, gop) for size in sizes]

    def add(self, picture: Image.Image) -> None:
        """Hold the next picture (RGB) until the one after it is due."""
        import av  # noqa: PLC0415 - imported already

        frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
        self._added += 1
        until = self._units * self._added // self.poses
        for take in self._takes:
            take.hold(frame, until - self._filmed)
        self._filmed = until

    def finish(self) -> list[bytes]:
        """All units, once all pictures were added."""
        return [unit for take in self._takes for unit in take.finish()]


class _Take:
    """The pictures at one size."""

    def __init__(self, size: Size, gop: int) -> None:
        import av  # noqa: PLC0415 - imported already

        self._size = size
        self._next = 0
        self._units: list[bytes] = []
        codec = av.CodecContext.create(ENCODER, "w")
        codec.width, codec.height = size
        codec.pix_fmt = "yuv420p"
        codec.time_base = Fraction(1, 15)
        codec.gop_size = gop
        codec.max_b_frames = 0
        codec.thread_count = 1
        codec.options = _ENCODER_OPTIONS
        self._codec = codec

    def hold(self, picture: av.VideoFrame, units: int) -> None:
        frame = picture.reformat(*self._size, format="yuv420p")
        for _ in range(units):
            frame.pts = self._next
            self._next += 1
            self._units += [bytes(packet) for packet in self._codec.encode(frame)]

    def finish(self) -> list[bytes]:
        return self._units + [bytes(packet) for packet in self._codec.encode(None)]
