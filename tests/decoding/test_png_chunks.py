"""What a decoder sees of a PNG: all of its picture, and nothing that costs more than it."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.decoding.png_chunks import MAX_CHUNKS, SPARE_BYTES, ChunkError, holds_all_rows, needed
from tests.decoding.samples import FORMATS, SIGNATURE, chunk, noise, png

PLAIN = png(3, 8, 37, 23, transparent=True).data
HEADER_END, IDAT_AT = 33, PLAIN.index(b"IDAT") - 4
SMALL = struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0)

NAMES = st.sampled_from(
    [b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"eXIf", b"tIME", b"pHYs", b"gAMA", b"acTL", b"fcTL", b"fdAT", b"abCd"]
)
EXTRA = st.lists(st.builds(chunk, NAMES, st.binary(max_size=50)), max_size=5).map(b"".join)


def small(packed: bytes, before: bytes = b"") -> bytes:
    return SIGNATURE + chunk(b"IHDR", SMALL) + before + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def refusal(data: bytes) -> str:
    with pytest.raises(ChunkError) as caught:
        needed(data)
    return str(caught.value)


@settings(deadline=None)
@given(EXTRA, EXTRA, EXTRA, st.binary(max_size=50))
def test_the_picture_stays_and_all_else_is_left_out(one: bytes, two: bytes, three: bytes, behind: bytes) -> None:
    data = PLAIN[:HEADER_END] + one + PLAIN[HEADER_END:IDAT_AT] + two + PLAIN[IDAT_AT:-12] + three + PLAIN[-12:]
    assert bytes(needed(data + behind)) == PLAIN
    assert bytes(needed(memoryview(data))) == PLAIN


def test_nothing_is_copied_where_nothing_is_left_out() -> None:
    assert needed(PLAIN) is PLAIN


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("colour", "depth"), FORMATS)
def test_no_picture_is_too_much_though_it_is_not_packed(colour: int, depth: int, *, interlaced: bool) -> None:
    sample = png(colour, depth, 61, 40, interlaced=interlaced).data
    stored = noise(300, 300, seed=1, compress_level=0).data
    for data in (sample, stored):
        assert needed(data) is data


def test_a_chunk_that_is_left_out_has_to_be_sound() -> None:
    """It may be one of the needed, with a flipped bit in its name."""
    data = bytearray(PLAIN)
    data[IDAT_AT + 4] ^= 0x20
    assert refusal(bytes(data)) == ""


@pytest.mark.parametrize("length", range(8, len(PLAIN), 29))
def test_what_is_cut_off_is_broken(length: int) -> None:
    assert refusal(PLAIN[:length]) == ""


def test_pixels_that_no_row_has_room_for_never_reach_the_decoder() -> None:
    bomb = zlib.compress(bytes(100_000_000), 9)
    assert len(bomb) > 90_000
    assert "bytes of pixels" in refusal(small(bomb))


def large(packed: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", 1280, 720, 8, 2, 0, 0, 0)
    pieces = b"".join(chunk(b"IDAT", packed[at : at + 8192]) for at in range(0, len(packed), 8192))
    return SIGNATURE + chunk(b"IHDR", header) + pieces + chunk(b"IEND", b"")


def test_nor_do_those_of_a_picture_that_is_large_enough_for_as_many_packed() -> None:
    assert refusal(large(zlib.compress(bytes(200_000_000), 9))) == "more pixels than that"


@pytest.mark.parametrize("end", [b"", b"\0", b"\xff\xff"])
def test_what_merely_packs_well_is_no_bomb(end: bytes) -> None:
    plain = bytes(720 * (1 + 3 * 1280))
    packer = zlib.compressobj(1)
    # A block begun anew every few bytes takes much room and says little.
    packed = b"".join(
        packer.compress(plain[at : at + 100]) + packer.flush(zlib.Z_FULL_FLUSH) for at in range(0, len(plain), 100)
    )
    data = large(packed + (end or packer.flush()))
    assert len(packed) > SPARE_BYTES
    assert needed(data) is data


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_a_text_that_swells_never_reaches_the_decoder(name: bytes) -> None:
    pixels = zlib.compress((b"\0" + bytes(12)) * 3)
    bomb = chunk(name, b"x\0\0" + zlib.compress(bytes(100_000_000), 9))
    assert needed(small(pixels, bomb)) == small(pixels)


@pytest.mark.parametrize("one", [chunk(b"tEXt", b"x\0y"), chunk(b"IDAT", b"")])
def test_chunks_without_number_are_refused(one: bytes) -> None:
    pixels = zlib.compress((b"\0" + bytes(12)) * 3)
    assert needed(small(pixels, one * (MAX_CHUNKS - 3)))
    assert refusal(small(pixels, one * (MAX_CHUNKS - 2))) == f"more than {MAX_CHUNKS:,} chunks"


@pytest.mark.parametrize("missing_bytes", [0, 1, 5000])
def test_rows_are_counted_though_they_take_megabytes(missing_bytes: int) -> None:
    data = large(zlib.compress(bytes(720 * (1 + 3 * 1280) - missing_bytes)))
    assert holds_all_rows(data) == (missing_bytes == 0)
