"""Parameter sets of H.264: what a receiver must know of them to read the units that follow.

Names and syntax are those of ITU-T H.264: sequence parameter sets 7.3.2.1.1, picture parameter sets 7.3.2.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recall_viewer.protocol.pictures import PictureProblem, check_size
from recall_viewer.texts import Text

_WITH_CHROMA = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""Profiles whose parameter sets say how colours are sampled."""
_LARGEST_FRAME_NUM_BITS = 16
_MOST_REFERENCES_IN_CYCLE = 255
_MOST_SPS, _MOST_PPS = 32, 256


@dataclass(frozen=True, slots=True)
class Sps:
    """A sequence parameter set: `width` and `height` in pixels as shown, and what slices need to be read.

    `may_skip` is `gaps_in_frame_num_value_allowed_flag`: an encoder leaves numbers out on purpose.
    """

    id: int
    width: int
    height: int
    frame_num_bits: int
    is_progressive: bool
    has_separate_planes: bool
    may_skip: bool
    nal: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pps:
    """A picture parameter set, and the sequence parameter set that it belongs to."""

    id: int
    sps_id: int
    nal: bytes = field(repr=False)


def unescaped(escaped: bytes) -> bytes:
    """Return a NAL unit's payload without the bytes that keep start codes out of it (7.4.1)."""
    return escaped.replace(b"\0\0\3", b"\0\0")


class EndOfBitsError(Exception):
    """There are fewer bits than the syntax asks for, or a number has more than any valid one."""


class Bits:
    """Reads the bits of a NAL unit's payload, the first one first."""

    def __init__(self, payload: bytes) -> None:
        self._value = int.from_bytes(payload, "big")
        self._left = 8 * len(payload)

    def u(self, count: int) -> int:
        """Read an unsigned number of so many bits."""
        if count > self._left:
            raise EndOfBitsError
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def ue(self) -> int:
        """Read an unsigned number in Exp-Golomb code (9.1)."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > 32:
                raise EndOfBitsError
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """Read a signed number in Exp-Golomb code (9.1.1)."""
        number = self.ue()
        return (number + 1) // 2 if number % 2 else -(number // 2)


def read_sps(nal: bytes) -> Sps:
    """Read a sequence parameter set, a NAL unit; raises PictureProblem for a damaged or too large one."""
    nal = nal.rstrip(b"\0")
    bits = Bits(unescaped(nal[1:]))
    try:
        sps = _sps_of(bits, nal)
    except EndOfBitsError:
        raise PictureProblem("image", Text("H.264 with a damaged parameter set")) from None
    check_size(sps.width, sps.height)
    return sps


def _sps_of(bits: Bits, nal: bytes) -> Sps:
    profile = bits.u(8)
    bits.u(16)  # constraint flags, level_idc
    id_ = bits.ue()
    chroma, has_separate_planes = _skip_chroma(bits) if profile in _WITH_CHROMA else (1, False)
    frame_num_bits = bits.ue() + 4
    _skip_picture_order(bits)
    bits.ue()  # max_num_ref_frames
    may_skip = bool(bits.u(1))
    width_mbs, height_units = bits.ue() + 1, bits.ue() + 1
    is_progressive = bool(bits.u(1))
    if not is_progressive:
        bits.u(1)  # mb_adaptive_frame_field_flag
    bits.u(1)  # direct_8x8_inference_flag
    left = right = top = bottom = 0
    if bits.u(1):
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
    if id_ >= _MOST_SPS or frame_num_bits > _LARGEST_FRAME_NUM_BITS:
        raise EndOfBitsError
    across = 2 if chroma in (1, 2) else 1
    down = (2 if chroma == 1 else 1) * (1 if is_progressive else 2)
    coded_width, coded_height = 16 * width_mbs, 16 * height_units * (1 if is_progressive else 2)
    # A decoder has room for all of it, however little is shown.
    check_size(coded_width, coded_height)
    width = max(0, coded_width - across * (left + right))
    height = max(0, coded_height - down * (top + bottom))
    return Sps(id_, width, height, frame_num_bits, is_progressive, has_separate_planes, may_skip, nal)


def _skip_chroma(bits: Bits) -> tuple[int, bool]:
    """Read the colour sampling of a high profile: `ChromaArrayType`, and whether the planes stand alone."""
    chroma = bits.ue()
    has_separate_planes = bool(chroma == 3 and bits.u(1))
    bits.ue(), bits.ue(), bits.u(1)  # bit depths, qpprime_y_zero_transform_bypass_flag
    if bits.u(1):
        for number in range(12 if chroma == 3 else 8):
            if bits.u(1):
                _skip_scaling_list(bits, 16 if number < 6 else 64)
    return 0 if has_separate_planes else chroma, has_separate_planes


def _skip_scaling_list(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _skip_picture_order(bits: Bits) -> None:
    kind = bits.ue()
    if kind == 0:
        bits.ue()
    elif kind == 1:
        bits.u(1), bits.se(), bits.se()
        count = bits.ue()
        if count > _MOST_REFERENCES_IN_CYCLE:
            raise EndOfBitsError
        for _ in range(count):
            bits.se()


def read_pps(nal: bytes) -> Pps:
    """Read a picture parameter set, a NAL unit; raises PictureProblem for a damaged one."""
    nal = nal.rstrip(b"\0")
    bits = Bits(unescaped(nal[1:]))
    try:
        pps = Pps(bits.ue(), bits.ue(), nal)
    except EndOfBitsError:
        pps = Pps(_MOST_PPS, 0, nal)
    if pps.id >= _MOST_PPS or pps.sps_id >= _MOST_SPS:
        raise PictureProblem("image", Text("H.264 with a damaged parameter set"))
    return pps
