"""What of a PNG a decoder may see: its pixels, all of them, and nothing that costs more than they do."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from recall_viewer.protocol.pictures import PNG_SIGNATURE
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHUNKS = 20_000
"""Encoders write pixels in pieces of 4 KiB or more, so that a message of 16 MiB has some four thousand; but of empty
chunks it has room for more than a million."""

MOST_EXPANSION = 2
SPARE_BYTES = 65_536
"""Packed pixels may take twice what they take unpacked, and this much more: no encoder needs it, and what exceeds it
only serves to swell a thousandfold in the decoder, which unpacks to the end even what no row has room for."""

SAMPLES = 16
SAMPLE_BYTES = 256
LEAST_PACKED = 0.75
"""Packed pixels do not pack again, unless they are much the same from end to end, as what swells a thousandfold is."""

_PIECE_BYTES = 1 << 20

_HEAD = struct.Struct(">I4s")
_CRC = struct.Struct(">I")
_FRAME_BYTES = _HEAD.size + _CRC.size

_IHDR = struct.Struct(">IIBBBBB")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel for each colour type (PNG, table 12)."""
_PALETTE = 3
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, step of columns, step of rows of each pass of an interlaced PNG (PNG, 8.2)."""

_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


class ChunkError(Exception):
    """A PNG whose chunks are broken, or too much; `detail` says what is too much."""

    def __init__(self, detail: Text | None = None) -> None:
        super().__init__(detail or "")
        self.detail = detail


def needed(data: bytes | memoryview) -> bytes | memoryview:
    """Return a PNG without what is not needed for its picture: texts, profiles, times, the further frames of an APNG.

    libav unpacks packed texts and profiles whatever they swell to, and searches all texts before for each one. `data`
    begins with a sound IHDR; it comes back itself where nothing is left out. Raises `ChunkError`.
    """
    kept = [(0, len(PNG_SIGNATURE))]
    pixels_bytes, has_palette = 0, False
    for name, begin, end in _chunks(data):
        if name in _NEEDED:
            kept[-1:] = [(kept[-1][0], end)] if kept[-1][1] == begin else [kept[-1], (begin, end)]
        elif zlib.crc32(data[begin + 4 : end - 4]) != _CRC.unpack_from(data, end - 4)[0]:
            # One of those that are needed may have lost its name.
            raise ChunkError
        pixels_bytes += end - begin - _FRAME_BYTES if name == b"IDAT" else 0
        has_palette = has_palette or name == b"PLTE"
    if _header(data)[3] == _PALETTE and not has_palette:
        raise ChunkError
    expected_bytes = _unpacked_bytes(data)
    if pixels_bytes > MOST_EXPANSION * expected_bytes + SPARE_BYTES:
        raise ChunkError(Text("{count:,} bytes of pixels, more than any encoder needs", count=pixels_bytes))
    # To count exactly takes a third of the time of decoding: only where there is a suspicion.
    if pixels_bytes > SPARE_BYTES and _packs_again(data) and _counted_bytes(data) > expected_bytes + _PIECE_BYTES:
        raise ChunkError(Text("more pixels than that"))
    return data if kept == [(0, len(data))] else b"".join(bytes(data[begin:end]) for begin, end in kept)


def holds_all_rows(data: bytes | memoryview) -> bool:
    """Say whether the pixels of a sound PNG, once unpacked, fill its picture."""
    return _counted_bytes(data) >= _unpacked_bytes(data)


def _packs_again(data: bytes | memoryview) -> bool:
    step = max(SAMPLE_BYTES, len(data) // SAMPLES)
    sample = b"".join(bytes(data[at : at + SAMPLE_BYTES]) for at in range(0, len(data), step))
    return len(zlib.compress(sample, 1)) < LEAST_PACKED * len(sample)


def _counted_bytes(data: bytes | memoryview) -> int:
    """Return how much the pixels take once they are unpacked: up to any damage, to not much more than they should."""
    unpacker = zlib.decompressobj()
    limit_bytes = _unpacked_bytes(data) + 2 * _PIECE_BYTES
    counted = 0
    for name, begin, end in _chunks(data):
        packed = bytes(data[begin + _HEAD.size : end - _CRC.size]) if name == b"IDAT" else b""
        while packed and counted < limit_bytes and not unpacker.eof:
            try:
                counted += len(unpacker.decompress(packed, _PIECE_BYTES))
            except zlib.error:
                return counted
            packed = unpacker.unconsumed_tail
    return counted


def _chunks(data: bytes | memoryview) -> Iterator[tuple[bytes, int, int]]:
    """Yield the chunks up to IEND: name, where it begins, where the next one begins."""
    at = len(PNG_SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if at + _FRAME_BYTES > len(data):
            raise ChunkError
        length, name = _HEAD.unpack_from(data, at)
        begin, at = at, at + _FRAME_BYTES + length
        if at > len(data):
            raise ChunkError
        yield name, begin, at
        if name == b"IEND":
            return
    raise ChunkError(Text("more than {most:,} chunks", most=MAX_CHUNKS))


def _header(data: bytes | memoryview) -> tuple[int, int, int, int, int, int, int]:
    """Return width, height, bit depth, colour type, compression, filter and interlace method."""
    return _IHDR.unpack_from(data, len(PNG_SIGNATURE) + _HEAD.size)


def _unpacked_bytes(data: bytes | memoryview) -> int:
    """Return what the pixels take once they are unpacked: each row has a byte for its filter."""
    width, height, depth, colour, _, _, interlace = _header(data)
    bits = _CHANNELS[colour] * depth
    total = 0
    for first_x, first_y, step_x, step_y in _ADAM7 if interlace else ((0, 0, 1, 1),):
        columns, rows = len(range(first_x, width, step_x)), len(range(first_y, height, step_y))
        total += rows * (1 + (columns * bits + 7) // 8) if columns else 0
    return total
