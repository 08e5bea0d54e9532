"""Pictures written by hand, sample by sample, so that what a decoder makes of them can be known without one."""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from recall_viewer.model.books import Books, Passage
from recall_viewer.model.frames import Frame
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Codec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel by PNG's colour type: grey, colour, palette, grey and alpha, colour and alpha."""
FORMATS = [
    (colour, depth)
    for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items()
    for depth in depths
]
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, step of columns, step of rows of each pass of an interlaced PNG."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A PNG, and its pixels as RGB; `tolerance` is how far a decoder may be off."""

    data: bytes
    width: int
    height: int
    rgb: bytes
    tolerance: int = 0


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(
    colour: int,
    depth: int,
    width: int,
    height: int,
    *,
    interlaced: bool = False,
    transparent: bool = False,
    seed: int = 1,
) -> Sample:
    """A PNG of random samples; `transparent` adds a tRNS chunk, which a palette, grey or colour may have."""
    dice = random.Random(seed)
    channels, most = CHANNELS[colour], 2**depth - 1
    rows = [[dice.randint(0, most) for _ in range(width * channels)] for _ in range(height)]
    palette = dice.randbytes(3 * (most + 1)) if colour == 3 else b""
    raw = b"".join(_scan_lines(rows, channels, depth, width, height, interlaced=interlaced))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    chunks = [chunk(b"IHDR", header), chunk(b"PLTE", palette) if palette else b""]
    if transparent:
        chunks.append(chunk(b"tRNS", dice.randbytes(most + 1) if colour == 3 else struct.pack(">H", 1) * channels))
    packed = zlib.compress(raw, 1)
    # More than one IDAT, as encoders write them.
    chunks += [chunk(b"IDAT", packed[: len(packed) // 2]), chunk(b"IDAT", packed[len(packed) // 2 :])]
    rgb = b"".join(
        _rgb(row[i : i + channels], colour, depth, palette) for row in rows for i in range(0, len(row), channels)
    )
    data = SIGNATURE + b"".join(chunks) + chunk(b"IEND", b"")
    return Sample(data, width, height, rgb, tolerance=1 if depth == 16 else 0)


def noise(width: int, height: int, seed: int, compress_level: int = 1) -> Sample:
    """Random pixels as RGB, the hardest picture there is, written by Pillow."""
    rgb = random.Random(seed).randbytes(width * height * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (width, height), rgb).save(file, "PNG", compress_level=compress_level)
    return Sample(file.getvalue(), width, height, rgb)


def written(image: Image.Image) -> bytes:
    """The PNG that Pillow writes."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def jpeg(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def frame_of(
    data: bytes | memoryview,
    width: int,
    height: int,
    *,
    codec: Codec = Codec.PNG,
    participant_id: int = 1,
    arrived_at: float = 0.0,
    passage: Passage | None = None,
) -> Frame:
    key = StreamKey("bot", participant_id, "camera")
    return Frame(key, codec, data, width, height, None, arrived_at, passage or Books().receive())


def pixels_of(image: QImage) -> bytes:
    """The pixels as RGB, without what fills up the lines."""
    assert image.format() in (image.Format.Format_RGB888, image.Format.Format_RGB32)
    image = image.convertToFormat(image.Format.Format_RGB888)
    bits, line, width = bytes(image.constBits()), image.bytesPerLine(), 3 * image.width()
    return b"".join(bits[y * line : y * line + width] for y in range(image.height()))


def furthest(one: bytes, other: bytes) -> int:
    """The largest difference of two samples in the same place."""
    assert len(one) == len(other)
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _scan_lines(
    rows: list[list[int]], channels: int, depth: int, width: int, height: int, *, interlaced: bool
) -> Iterator[bytes]:
    passes = ADAM7 if interlaced else ((0, 0, 1, 1),)
    for first_x, first_y, step_x, step_y in passes:
        columns = range(first_x, width, step_x)
        for y in range(first_y, height, step_y) if columns else ():
            yield b"\0" + _packed([rows[y][x * channels + c] for x in columns for c in range(channels)], depth)


def _packed(samples: list[int], depth: int) -> bytes:
    if depth == 16:
        return struct.pack(f">{len(samples)}H", *samples)
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _rgb(pixel: list[int], colour: int, depth: int, palette: bytes) -> bytes:
    if colour == 3:
        return palette[3 * pixel[0] : 3 * pixel[0] + 3]
    samples = bytes(sample >> 8 if depth == 16 else sample * 255 // (2**depth - 1) for sample in pixel)
    return samples[:3] if colour in (2, 6) else samples[:1] * 3
