"""What of a PNG a decoder may see: its pixels, and nothing that costs more than they do."""

from __future__ import annotations

import struct
import zlib

from recall_viewer.protocol.pictures import PNG_SIGNATURE

MAX_CHUNKS = 20_000
"""Encoders write pixels in pieces of 4 KiB or more, so that a message of 16 MiB has some four thousand; but of empty
chunks it has room for more than a million."""

MOST_EXPANSION = 2
SPARE_BYTES = 65_536
"""Packed pixels may take twice what they take unpacked, and this much more: no encoder needs it, and what exceeds it
only serves to swell a thousandfold in the decoder, which unpacks to the end even what no row has room for."""

_HEAD = struct.Struct(">I4s")
_CRC = struct.Struct(">I")
_FRAME_BYTES = _HEAD.size + _CRC.size

_IHDR = struct.Struct(">IIBBBBB")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel for each colour type (PNG, table 12)."""
_PASSES = 7

_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


class ChunkError(Exception):
    """A PNG whose chunks are broken, or too much; its text says what is too much."""


def needed(data: bytes | memoryview) -> bytes | memoryview:
    """Return a PNG without what is not needed for its picture: texts, profiles, times, the further frames of an APNG.

    libav unpacks packed texts and profiles whatever they swell to, and searches all texts before for each one. `data`
    begins with a sound IHDR; it comes back itself where nothing is left out. Raises `ChunkError`.
    """
    kept: list[tuple[int, int]] = [(0, len(PNG_SIGNATURE))]
    pixels_bytes, at = 0, len(PNG_SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if at + _FRAME_BYTES > len(data):
            raise ChunkError
        length, name = _HEAD.unpack_from(data, at)
        end = at + _FRAME_BYTES + length
        if end > len(data):
            raise ChunkError
        if name in _NEEDED:
            kept[-1:] = [(kept[-1][0], end)] if kept[-1][1] == at else [kept[-1], (at, end)]
        elif zlib.crc32(data[at + 4 : end - 4]) != _CRC.unpack_from(data, end - 4)[0]:
            # One of those that are needed may have lost its name.
            raise ChunkError
        pixels_bytes += length if name == b"IDAT" else 0
        at = end
        if name == b"IEND":
            break
    else:
        raise ChunkError(f"more than {MAX_CHUNKS:,} chunks")
    if pixels_bytes > MOST_EXPANSION * _unpacked_bytes(data) + SPARE_BYTES:
        raise ChunkError(f"{pixels_bytes:,} bytes of pixels, more than any encoder needs")
    return data if kept == [(0, len(data))] else b"".join(bytes(data[begin:end]) for begin, end in kept)


def _unpacked_bytes(data: bytes | memoryview) -> int:
    """Return what the pixels take once they are unpacked, at most: each row has a byte for its filter."""
    width, height, depth, colour, _, _, interlace = _IHDR.unpack_from(data, len(PNG_SIGNATURE) + _HEAD.size)
    row_bytes: int = 1 + (width * _CHANNELS[colour] * depth + 7) // 8
    rows: int = height
    return row_bytes * rows + (2 * _PASSES * rows if interlace else 0)
