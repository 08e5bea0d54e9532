"""Access units of H.264 taken apart by the standard's tables (7.3), and decoded; baseline only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av

from tests.simulate.support import by_stream, picture_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.simulate.support import Taken

DELTA, IDR, SEI, SPS, PPS = 1, 5, 6, 7, 8


@dataclass(frozen=True, slots=True)
class Unit:
    """What is in an access unit: its NAL types in order, `frame_num`, and of an IDR `idr_pic_id`."""

    nals: tuple[int, ...]
    frame_num: int
    idr_pic_id: int | None

    @property
    def is_idr(self) -> bool:
        return IDR in self.nals


class Bits:
    def __init__(self, nal: bytes) -> None:
        content = nal[1:].replace(b"\0\0\3", b"\0\0")
        self._bits = "".join(f"{byte:08b}" for byte in content[:40])
        self._at = 0

    def take(self, count: int) -> int:
        self._at += count
        return int(self._bits[self._at - count : self._at], 2)

    def take_ue(self) -> int:
        """An Exp-Golomb number (9.1)."""
        zeros = self._bits.index("1", self._at) - self._at
        self._at += zeros
        return self.take(zeros + 1) - 1


def nals_of(unit: bytes) -> list[bytes]:
    assert unit.startswith((b"\0\0\1", b"\0\0\0\1")), "not Annex B"
    return [nal.rstrip(b"\0") for nal in re.split(b"\0\0\1", unit)[1:]]


def taken_apart(units: Iterable[bytes]) -> list[Unit]:
    """The units of one stream; each has a picture in one slice."""
    apart, frame_num_bits = [], 0
    for unit in units:
        nals = nals_of(unit)
        for nal in nals:
            if nal[0] & 31 == SPS:
                bits = Bits(nal)
                assert bits.take(8) == 66, "not baseline"
                assert bits.take(8) & 0x40, "not constrained"
                bits.take(8)
                bits.take_ue()
                frame_num_bits = bits.take_ue() + 4
        (slice_,) = [nal for nal in nals if nal[0] & 31 in {DELTA, IDR}]
        bits = Bits(slice_)
        assert bits.take_ue() == 0, "not the first macroblock"
        bits.take_ue()
        bits.take_ue()
        frame_num = bits.take(frame_num_bits)
        is_idr = slice_[0] & 31 == IDR
        apart.append(Unit(tuple(nal[0] & 31 for nal in nals), frame_num, bits.take_ue() if is_idr else None))
    return apart


def decoded(units: Sequence[bytes]) -> list[av.VideoFrame]:
    """The pictures, each given out at once: nothing waits for a later unit."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    decoder.options = {"err_detect": "explode"}
    pictures = []
    for unit in units:
        (picture,) = decoder.decode(av.Packet(unit))
        assert isinstance(picture, av.VideoFrame)
        assert not picture.is_corrupt
        pictures.append(picture)
    assert not decoder.has_b_frames
    return pictures


def sizes_of(pictures: Iterable[av.VideoFrame]) -> list[tuple[int, int]]:
    return [(picture.width, picture.height) for picture in pictures]


def units_by_stream(taken: Taken) -> dict[tuple[int, str], list[bytes]]:
    bodies = [event["data"]["data"] for event in taken.events if event["event"] == "video_separate_h264.data"]
    return {stream: [picture_of(body) for body in bodies] for stream, bodies in by_stream(bodies).items()}
