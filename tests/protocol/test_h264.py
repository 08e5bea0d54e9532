"""What is read of an access unit before any decoder sees it."""

from __future__ import annotations

from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.protocol.h264 import MOST_NAL_UNITS, AccessUnit, FrameOrder, ParameterSets, Slice, read_unit
from recall_viewer.protocol.pictures import PictureProblem
from tests.h264_units import LARGER, SIZE, START_CODE, units, without

SPS, PPS = 7, 8


def order_of(data: list[bytes]) -> list[bool]:
    """Say of each unit from the first IDR on whether nothing is missing before it."""
    sets, order, found = ParameterSets(), FrameOrder(), []
    for unit in map(read_unit, data):
        sets.learn(unit)
        slice_ = sets.slice_of(unit)
        assert slice_ is not None
        if unit.is_idr:
            order.restart(slice_)
            found.append(True)
        else:
            found.append(order.follows(unit, slice_))
    return found


@pytest.mark.parametrize("size", [SIZE, LARGER, (200, 112), (1280, 720), (638, 358)])
def test_the_size_is_that_of_the_picture_as_shown(size: tuple[int, int]) -> None:
    first, second = map(read_unit, units(2, size))
    assert (first.is_idr, first.has_picture, first.size) == (True, True, size)
    assert (second.is_idr, second.has_picture, second.size) == (False, True, (0, 0))


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p", "yuv444p", "gray"])
@pytest.mark.parametrize("interlaced", [False, True])
def test_cropping_is_counted_in_the_units_of_the_colours(pix_fmt: str, interlaced: bool) -> None:
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 150, 100, pix_fmt, Fraction(1, 15)
    encoder.options = {"x264-params": "repeat-headers=1:scenecut=0" + (":interlaced=1" if interlaced else "")}
    image = av.VideoFrame(150, 100, pix_fmt)
    (packet,) = (*encoder.encode(image), *encoder.encode(None))
    assert read_unit(bytes(packet)).size == (150, 100)


@pytest.mark.parametrize("options", [{}, {"b_frames": 2}, {"b_frames": 3, "open_gop": True}, {"gop": 1}, {"slices": 4}])
def test_units_in_their_order_miss_nothing(options: dict[str, int]) -> None:
    assert all(order_of(list(units(60, **options))))


@pytest.mark.parametrize("options", [{}, {"slices": 4}, {"gop": 300}])
@pytest.mark.parametrize("lost", [9, 12, 14])
def test_the_unit_after_a_lost_one_does_not_follow(options: dict[str, int], lost: int) -> None:
    data = list(units(24, **options))
    found = order_of(data[:lost] + data[lost + 1 :])
    assert found.index(False) == lost


def test_a_lost_unit_that_nothing_builds_on_is_no_loss_to_the_others() -> None:
    data = list(units(24, gop=24, b_frames=1))
    lost = next(number for number, unit in enumerate(map(read_unit, data)) if not unit.is_reference)
    assert all(order_of(data[:lost] + data[lost + 1 :]))


@pytest.mark.parametrize(
    ("numbers", "found"),
    [([0, 1, 1, 2, 2], [True] * 5), ([1, 1], [True] * 2), ([0, 0], [True, False]), ([0, 2], [True, False])],
)
def test_the_fields_of_a_frame_have_one_number(numbers: list[int], found: list[bool]) -> None:
    field = AccessUnit(is_idr=False, is_reference=True, sps=(), pps=(), head=b"")
    order = FrameOrder()
    order.restart(_field(0))
    assert [order.follows(field, _field(number)) for number in numbers] == found


def test_an_idr_without_parameter_sets_gets_the_last_ones() -> None:
    first, *_, later = (unit for unit in units(24) if read_unit(unit).is_idr)
    sets = ParameterSets()
    sets.learn(read_unit(first))
    bare = read_unit(without(later, SPS, PPS))
    assert (bare.is_idr, bare.sps, bare.pps) == (True, (), ())
    before = read_unit(sets.missing_in(bare))
    assert (before.has_picture, before.size, len(before.pps)) == (False, SIZE, 1)
    assert sets.missing_in(read_unit(later)) == b""


@pytest.mark.parametrize("zeros", [0, 1, 7])
def test_zeros_may_lead_a_unit_in_and_follow_it(zeros: int) -> None:
    unit = units(1)[0]
    start = START_CODE + unit.partition(START_CODE)[2]
    assert read_unit(bytes(zeros) + start + bytes(zeros)) == read_unit(unit)


def test_without_parameter_sets_a_slice_cannot_be_read() -> None:
    assert ParameterSets().slice_of(read_unit(units(2)[1])) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n", "a PNG"),
        (b"\0\0\0\x2a\x65", "begins with"),
        (START_CODE, "without a picture"),
        (START_CODE + b"\x09\xf0", "without a picture"),
        (START_CODE + b"\x65", "empty slice"),
        (START_CODE + b"\x67\x42", "damaged parameter set"),
        (START_CODE + b"\x67" + bytes(40), "damaged parameter set"),
        (START_CODE + b"\x68", "damaged parameter set"),
        ((START_CODE + b"\x09") * (MOST_NAL_UNITS + 1), "more than 1024 parts"),
    ],
)
def test_what_is_no_access_unit_is_refused_and_says_why(data: bytes, said: str) -> None:
    with pytest.raises(PictureProblem) as problem:
        read_unit(data)
    assert problem.value.reason == "image"
    assert said in str(problem.value.detail)


@pytest.mark.parametrize("cropped", [0, 8192 // 2])
def test_a_declared_size_over_the_limits_is_too_large(cropped: int) -> None:
    # Baseline, level 4: id 0, 4 bits of frame_num, poc type 2, one reference, 8208 x 16 pixels, frames only.
    bits = "01000010" + "00000000" + "00101000" + "1" + "1" + "011" + "010" + "0"
    bits += _ue(8208 // 16 - 1) + _ue(0) + "1" + "1"
    # Of which a few may be shown.
    bits += "1" + _ue(0) + _ue(cropped) + _ue(0) + _ue(0) if cropped else "0"
    bits += "0" + "1"
    sps = int(bits.ljust(-len(bits) % 8 + len(bits), "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    with pytest.raises(PictureProblem) as problem:
        read_unit(START_CODE + b"\x67" + sps)
    assert (problem.value.reason, "8208x16" in problem.value.detail) == ("too_large", True)


@given(st.binary(max_size=200), st.integers(0, 23), st.integers(0, 400))
def test_whatever_is_read_nothing_but_a_problem_is_raised(noise: bytes, number: int, at: int) -> None:
    sets, order = ParameterSets(), FrameOrder()
    sets.learn(read_unit(units(24)[0]))
    good = units(24)[number]
    for data in (START_CODE + noise, good[:at], good[:at] + noise + good[at + len(noise) :]):
        try:
            unit = read_unit(data)
        except PictureProblem:
            continue
        sets.learn(unit)
        if unit.has_picture and (slice_ := sets.slice_of(unit)):
            order.follows(unit, slice_)
        assert read_unit(data) == unit


def _ue(value: int) -> str:
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def _field(number: int) -> Slice:
    return Slice(number, numbers=16, is_field=True, may_skip=False, most_bytes=0)
