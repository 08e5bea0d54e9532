from __future__ import annotations

import struct
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.protocol.pictures import (
    MAX_JPEG_SEGMENTS,
    MAX_PIXELS,
    MAX_SIDE_PX,
    PictureProblem,
    jpeg_size,
    png_size,
)
from tests.protocol.samples import PNG_SIGNATURE, chunk, jpeg, png, segment

if TYPE_CHECKING:
    from collections.abc import Callable


@given(st.integers(1, MAX_SIDE_PX), st.integers(1, MAX_SIDE_PX))
def test_both_kinds_declare_the_size_they_were_made_with_or_are_too_large(width: int, height: int) -> None:
    for size_of, picture in ((png_size, png(width, height)), (jpeg_size, jpeg(width, height))):
        if width * height <= 40_000_000:
            assert size_of(picture) == (width, height)
            assert size_of(memoryview(picture)) == (width, height)
        else:
            with pytest.raises(PictureProblem) as caught:
                size_of(picture)
            assert caught.value.reason == "too_large"


@pytest.mark.parametrize("make", [png, jpeg])
def test_limits_are_named_with_both_numbers(make: Callable[[int, int], bytes]) -> None:
    size_of = png_size if make is png else jpeg_size
    assert (MAX_SIDE_PX, MAX_PIXELS) == (8192, 40_000_000)
    assert size_of(make(8192, 4882)) == (8192, 4882)
    for width, height, reason, detail in (
        (30000, 30000, "too_large", "30000x30000 declared, at most 8192 a side"),
        (8193, 1, "too_large", "8193x1 declared, at most 8192 a side"),
        (1, 8193, "too_large", "1x8193 declared, at most 8192 a side"),
        (8192, 4883, "too_large", "8192x4883 declared, which is 40,001,536 pixels, at most 40,000,000"),
        (8000, 8000, "too_large", "8000x8000 declared, which is 64,000,000 pixels, at most 40,000,000"),
        (0, 5, "image", "0x5 declared, at least 1 a side"),
        (5, 0, "image", "5x0 declared, at least 1 a side"),
    ):
        with pytest.raises(PictureProblem) as caught:
            size_of(make(width, height))
        assert (caught.value.reason, caught.value.detail) == (reason, detail)
        assert str(caught.value) == detail


@pytest.mark.parametrize(
    ("colour", "depths"), [(0, {1, 2, 4, 8, 16}), (2, {8, 16}), (3, {1, 2, 4, 8}), (4, {8, 16}), (6, {8, 16})]
)
def test_png_takes_the_bit_depths_of_its_colour_type(colour: int, depths: set[int]) -> None:
    for depth in range(20):
        picture = png(depth=depth, colour=colour)
        if depth in depths:
            assert png_size(picture) == (4, 3)
        else:
            with pytest.raises(PictureProblem, match="bits"):
                png_size(picture)


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "empty"),
        (b"\x89PN", "not a PNG"),
        (jpeg(), "not a PNG: it seems to be a JPEG"),
        (b"GIF89a" + bytes(9), "not a PNG: it seems to be a GIF"),
        (b"\0\0\0\1\x67", "not a PNG: it seems to be H.264"),
        (b64encode(png()), "not a PNG: it seems to be base64"),
        (b"<html></html>", "not a PNG: it begins with 3c68746d6c3e3c2f"),
        (PNG_SIGNATURE, "cut off after 8 bytes"),
        (png()[:32], "cut off after 32 bytes"),
        (PNG_SIGNATURE + chunk(b"IDAT", bytes(13)), "begins with IDAT of 13 bytes, IHDR of 13 is needed"),
        (PNG_SIGNATURE + chunk(b"I\nD\xff", bytes(13)), r"begins with I\\nD\\xff of 13"),
        (PNG_SIGNATURE + chunk(b"IHDR", bytes(14)), "begins with IHDR of 14 bytes, IHDR of 13 is needed"),
        (png(colour=1), "colour type 1"),
        (png(colour=7), "colour type 7"),
        (png(methods=b"\1\0\0"), "method"),
        (png(methods=b"\0\1\0"), "method"),
        (png(methods=b"\0\0\2"), "method"),
    ],
)
def test_png_header_that_is_none(data: bytes, detail: str) -> None:
    with pytest.raises(PictureProblem, match=detail) as caught:
        png_size(data)
    assert caught.value.reason == "image"


def test_interlaced_png_is_a_png() -> None:
    assert png_size(png(methods=b"\0\0\1")) == (4, 3)


@given(st.integers(0, 8 * 33 - 1))
def test_no_bit_of_a_png_header_can_flip_unnoticed(bit: int) -> None:
    damaged = bytearray(png(1280, 720))
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(PictureProblem):
        png_size(bytes(damaged))


@pytest.mark.parametrize("marker", [m for m in range(0xC0, 0xD0) if m not in {0xC4, 0xC8, 0xCC}])
def test_jpeg_of_every_process_declares_its_size(marker: int) -> None:
    assert jpeg_size(jpeg(640, 360, marker)) == (640, 360)


def test_jpeg_size_is_found_behind_other_segments() -> None:
    before = segment(0xE1, b"\xff\xc0" * 500) + segment(0xC4, bytes(20)) + b"\xff\xff\xff" + segment(0xDB, bytes(65))
    assert jpeg_size(jpeg(640, 360, before=before + b"\xff\x01")) == (640, 360)


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "empty"),
        (png(), "not a JPEG: it seems to be a PNG"),
        (b"\xff\xd8", "cut off after 2 bytes"),
        (jpeg()[:24], "cut off after 24 bytes"),
        (jpeg()[:-2], "before its pixels"),
        (jpeg()[:29], "cut off after 29 bytes"),
        (jpeg(before=segment(0xDA, bytes(10))), "without a frame header: ffda"),
        (jpeg(before=b"\xff\xd9"), "without a frame header: ffd9"),
        (jpeg(before=b"\xff\xe1\0\0"), "without a frame header: 0000"),
        (jpeg(before=b"\x12\x34"), "without a frame header: 1234"),
        (jpeg(before=b"\xff\xd0" * MAX_JPEG_SEGMENTS), "in its first 1024 segments"),
        (jpeg()[:-2] + segment(0xE1, b"") * MAX_JPEG_SEGMENTS, "in its first 1024 segments"),
        (jpeg(precision=9), "9 bits"),
        (b"\xff\xd8" + segment(0xC0, struct.pack(">BHHB", 8, 3, 4, 0)), "for 0 components"),
        (b"\xff\xd8" + segment(0xC0, struct.pack(">BHHB", 8, 3, 4, 3)), "of 8 bytes for 3 components"),
    ],
)
def test_jpeg_header_that_is_none(data: bytes, detail: str) -> None:
    with pytest.raises(PictureProblem, match=detail) as caught:
        jpeg_size(data)
    assert caught.value.reason == "image"


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_nothing_but_a_picture_problem_is_raised(noise: bytes, more: bytes) -> None:
    for data in (noise, PNG_SIGNATURE + noise, png()[:20] + noise, b"\xff\xd8\xff" + noise, jpeg()[:22] + noise + more):
        for size_of in (png_size, jpeg_size):
            with suppress(PictureProblem):
                width, height = size_of(data)
                assert 1 <= width <= MAX_SIDE_PX
                assert 1 <= height <= MAX_SIDE_PX
