"""One access unit of H.264 in Annex B: what it holds, as far as a receiver must know before any decoder sees it.

Names and syntax are those of ITU-T H.264: NAL units 7.3.1, slice headers 7.3.3, `frame_num` 7.4.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recall_viewer.protocol.h264_sets import Bits, EndOfBitsError, Pps, Sps, read_pps, read_sps, unescaped
from recall_viewer.protocol.pictures import PictureProblem, beginning
from recall_viewer.texts import Text

MOST_NAL_UNITS = 1024
"""In an access unit; a picture in 200 slices is large. Without an end, megabytes of start codes would hold up the
window."""
MOST_SET_BYTES = 2048
"""Of a parameter set: they take some ten bytes, with all matrices some hundred."""
HEAD_BYTES = 32
"""Of a slice: more than the fields read here can take."""
MOST_BYTES_A_PIXEL = 3
"""Of an access unit: as many as its pixels take in RGB. Encoders stay far below, padding has no end."""
MOST_BYTES_BESIDE = 2**16
"""For all else in an access unit, however small its picture is."""

_START_CODE = b"\0\0\1"
_SLICE, _PARTITION_A, _IDR, _SPS, _PPS = 1, 2, 5, 7, 8


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """What an access unit holds: its parameter sets, and what its first slice says.

    `head` are the slice's first bytes without emulation prevention, empty where the unit has no picture.
    """

    is_idr: bool
    is_reference: bool
    sps: tuple[Sps, ...]
    pps: tuple[Pps, ...]
    head: bytes = field(repr=False)

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture in it: parameter sets may come alone."""
        return bool(self.head)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels by its last parameter set; 0 where it brings none."""
        return (self.sps[-1].width, self.sps[-1].height) if self.sps else (0, 0)


def read_unit(data: bytes) -> AccessUnit:
    """Read an access unit in Annex B.

    Raises PictureProblem: "image" for what is none, or is damaged where it can be seen from outside, "too_large" for a
    picture over the limits.
    """
    start = data.find(_START_CODE)
    # Any number of zeros may lead it in.
    if start < 0 or data[:start].strip(b"\0"):
        raise PictureProblem("image", Text("not H.264 in Annex B: {found}", found=beginning(data)))
    sps: list[Sps] = []
    pps: list[Pps] = []
    head, kind, reference = b"", 0, 0
    for begin, end in _nal_units(data):
        type_ = data[begin] & 31
        if type_ == _SPS:
            sps.append(read_sps(data[begin : min(end, begin + MOST_SET_BYTES)]))
        elif type_ == _PPS:
            pps.append(read_pps(data[begin : min(end, begin + MOST_SET_BYTES)]))
        elif type_ in (_SLICE, _PARTITION_A, _IDR) and not head:
            kind, reference = type_, data[begin] >> 5 & 3
            head = unescaped(data[begin + 1 : min(end, begin + HEAD_BYTES)])
            if not head:
                raise PictureProblem("image", Text("H.264 unit with an empty slice"))
    if not head and not sps and not pps:
        raise PictureProblem("image", Text("H.264 unit without a picture"))
    return AccessUnit(kind == _IDR, reference > 0, tuple(sps), tuple(pps), head)


@dataclass(frozen=True, slots=True)
class Slice:
    """What a slice's header says of its place: `frame_num`, of so many `numbers`, and whether it is of a field only.

    `most_bytes` is more than a unit of such pictures can need.
    """

    frame_num: int
    numbers: int
    is_field: bool
    may_skip: bool
    most_bytes: int


class ParameterSets:
    """The parameter sets of a stream that are in force."""

    def __init__(self) -> None:
        self._sps: dict[int, Sps] = {}
        self._pps: dict[int, Pps] = {}

    def learn(self, unit: AccessUnit) -> None:
        """Take over what a unit brings."""
        self._sps.update((sps.id, sps) for sps in unit.sps)
        self._pps.update((pps.id, pps) for pps in unit.pps)

    def missing_in(self, unit: AccessUnit) -> bytes:
        """Return what a decoder that begins with this unit needs before it, in Annex B."""
        if unit.sps and unit.pps:
            return b""
        # A decoder refuses a picture set before its sequence set: that goes first, though the unit brings it itself.
        nals = [sps.nal for sps in self._sps.values()]
        nals += [pps.nal for pps in self._pps.values() if pps.sps_id in self._sps]
        return b"".join(b"\0" + _START_CODE + nal for nal in nals)

    def slice_of(self, unit: AccessUnit) -> Slice | None:
        """Read a unit's first slice; `None` where its parameter sets are not known, or it cannot be read."""
        bits = Bits(unit.head)
        try:
            bits.ue(), bits.ue()  # first_mb_in_slice, slice_type
            pps = self._pps.get(bits.ue())
            sps = self._sps.get(pps.sps_id) if pps else None
            if sps is None:
                return None
            if sps.has_separate_planes:
                bits.u(2)
            number = bits.u(sps.frame_num_bits)
            is_field = bool(not sps.is_progressive and bits.u(1))
            return Slice(number, 1 << sps.frame_num_bits, is_field, sps.may_skip, _most_bytes(sps))
        except EndOfBitsError:
            return None


class FrameOrder:
    """Finds the unit that is missing, which no decoder reports: libav decodes on, and smears."""

    def __init__(self) -> None:
        self._last = 0
        self._was_field = False

    def restart(self, slice_: Slice) -> None:
        """Begin with an IDR, whose number is 0; where it is a field, the frame's other one is none."""
        self._last, self._was_field = 0, slice_.is_field

    def follows(self, unit: AccessUnit, slice_: Slice) -> bool:
        """Say whether no reference is missing before a unit that is no IDR; take it for the last one then.

        Every picture has the number after that of the last reference; only the second field of a frame has the same.
        """
        is_next = slice_.frame_num == (self._last + 1) % slice_.numbers
        is_second_field = slice_.is_field and self._was_field and slice_.frame_num == self._last
        if not (is_next or is_second_field or slice_.may_skip):
            return False
        if unit.is_reference:
            self._last, self._was_field = slice_.frame_num, slice_.is_field and not is_second_field
        return True


def _most_bytes(sps: Sps) -> int:
    return MOST_BYTES_A_PIXEL * sps.width * sps.height + MOST_BYTES_BESIDE


def _nal_units(data: bytes) -> list[tuple[int, int]]:
    """Return where each NAL unit begins and ends, without start codes."""
    starts: list[int] = []
    at = data.find(_START_CODE)
    while at >= 0:
        starts.append(at + len(_START_CODE))
        if len(starts) > MOST_NAL_UNITS:
            raise PictureProblem("image", Text("H.264 unit of more than {most} parts", most=MOST_NAL_UNITS))
        at = data.find(_START_CODE, at + len(_START_CODE))
    ends = [*(start - len(_START_CODE) for start in starts[1:]), len(data)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
