"""A picture's header, checked before any decoder sees the picture: what it is, and whether its size can be afforded."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from recall_viewer.protocol.events import FrameProblem

MAX_SIDE_PX = 8192
"""Pixels a side at most: no bot sends more than 1920 today, and no screen that people own is wider."""

MAX_PIXELS = 40_000_000
"""Pixels at most, as 160 MB once decoded to 32 bits: a few kilobytes of PNG can declare gigabytes."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_PNG_HEADER = struct.Struct(">8sI4sIIBBBBBI")
"""Signature; IHDR's length and type; width, height, bit depth, colour type, compression, filter, interlace; its CRC.

PNG specification, 5.2 and 11.2.1.
"""

_IHDR_LENGTH_BYTES = 13

_PNG_BIT_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bit depths allowed for each colour type (PNG, table 12)."""

_PNG_METHODS = ([0, 0, 0], [0, 0, 1])
"""Compression, filter and interlace methods that exist."""

MAX_JPEG_SEGMENTS = 1024
"""Segments passed over in search of a JPEG's size and of its pixels. Colour profiles and metadata take at most some
hundred; without an end, megabytes of empty segments would hold up the window, and the decoder after it."""

_JPEG_START = b"\xff\xd8"
_JPEG_SCAN = b"\xff\xda"
_JPEG_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15; the three left out are DHT, JPG and DAC (ITU-T T.81, table B.1)."""
_JPEG_BARE_MARKERS = frozenset(range(0xD0, 0xD8)) | {0x01}
"""RST0 to RST7 and TEM: markers without a length."""
_JPEG_FRAME_HEADER = struct.Struct(">HBHHB")
"""Length of the segment, precision, height, width, number of components (T.81, B.2.2)."""
_JPEG_COMPONENT_BYTES = 3

_BEGINNINGS = {
    PNG_SIGNATURE: Text("a PNG"),
    b"\xff\xd8\xff": Text("a JPEG"),
    b"GIF8": Text("a GIF"),
    b"RIFF": Text("a WebP or a WAV"),
    b"\0\0\0\1": Text("H.264"),
    b"\0\0\1": Text("H.264"),
    b"iVBORw0K": Text("base64 of a PNG, once more than needed"),
}
"""What is sent by mistake in place of a picture; H.264 by the start code of Annex B."""


class PictureProblem(Exception):  # noqa: N818 - a finding about what was sent, not an error of this program
    """A picture that no decoder should see; `reason` is the label of the metric, `detail` says what was found."""

    def __init__(self, reason: FrameProblem, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def png_size(data: bytes | memoryview) -> tuple[int, int]:
    """Return the width and height in pixels that a PNG's header declares.

    Raises PictureProblem: "image" if the header is not one of PNG, "too_large" if the size is over the limits. What
    follows the header is the decoder's to judge.
    """
    if data[:8] != PNG_SIGNATURE:
        raise PictureProblem("image", Text("not a PNG: {found}", found=beginning(data)))
    if len(data) < _PNG_HEADER.size:
        raise PictureProblem(
            "image",
            Text(
                "PNG cut off after {count} bytes, its header takes {needed}", count=len(data), needed=_PNG_HEADER.size
            ),
        )
    _, length, chunk, width, height, depth, colour, *methods, crc = _PNG_HEADER.unpack_from(data)
    if chunk != b"IHDR" or length != _IHDR_LENGTH_BYTES:
        raise PictureProblem(
            "image",
            Text(
                "PNG that begins with {name} of {count} bytes, IHDR of {needed} is needed",
                name=repr(chunk)[2:-1],
                count=length,
                needed=_IHDR_LENGTH_BYTES,
            ),
        )
    # The CRC covers the chunk's type and content.
    if zlib.crc32(data[12:29]) != crc:
        raise PictureProblem("image", Text("PNG header damaged: the CRC of IHDR does not fit"))
    check_size(width, height)
    if depth not in _PNG_BIT_DEPTHS.get(colour, ()):
        raise PictureProblem(
            "image",
            Text(
                "PNG of colour type {colour} with {depth} bits, which PNG does not define", colour=colour, depth=depth
            ),
        )
    if methods not in _PNG_METHODS:
        raise PictureProblem(
            "image", Text("PNG with a compression, filter or interlace method that PNG does not define")
        )
    return width, height


def jpeg_size(data: bytes | memoryview) -> tuple[int, int]:
    """Return the width and height in pixels that a JPEG's frame header declares.

    Raises PictureProblem: "image" if there is no sound frame header before the pixels, or too much of anything else,
    "too_large" if the size is over the limits.
    """
    if data[:2] != _JPEG_START:
        raise PictureProblem("image", Text("not a JPEG: {found}", found=beginning(data)))
    size: tuple[int, int] | None = None
    at = 2
    for _ in range(MAX_JPEG_SEGMENTS):
        if size and data[at : at + 2] == _JPEG_SCAN:
            return size
        if len(data) < at + 4:
            raise _jpeg_cut_off(data)
        marker = data[at + 1]
        if data[at] != 0xFF or marker in (0x00, 0xD8, 0xD9, 0xDA):
            found = f"{data[at]:02x}{marker:02x}"
            raise PictureProblem("image", Text("JPEG without a frame header: {found} at byte {at}", found=found, at=at))
        if marker in _JPEG_FRAME_MARKERS:
            size = _jpeg_frame_size(data, at + 2)
        if marker == 0xFF:
            at += 1  # a fill byte
        elif marker in _JPEG_BARE_MARKERS:
            at += 2
        else:
            # A length counts its own two bytes; a smaller one would lead into nowhere, and is refused by the next turn.
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise PictureProblem("image", Text("JPEG without pixels in its first {most} segments", most=MAX_JPEG_SEGMENTS))


def _jpeg_frame_size(data: bytes | memoryview, at: int) -> tuple[int, int]:
    if len(data) < at + _JPEG_FRAME_HEADER.size:
        raise _jpeg_cut_off(data)
    length, precision, height, width, components = _JPEG_FRAME_HEADER.unpack_from(data, at)
    if not components or length != _JPEG_FRAME_HEADER.size + components * _JPEG_COMPONENT_BYTES:
        raise PictureProblem(
            "image",
            Text("JPEG frame header of {length} bytes for {count} components", length=length, count=components),
        )
    if precision not in (8, 12):
        raise PictureProblem("image", Text("JPEG of {bits} bits a sample, 8 or 12 are defined", bits=precision))
    check_size(width, height)
    return width, height


def _jpeg_cut_off(data: bytes | memoryview) -> PictureProblem:
    return PictureProblem("image", Text("JPEG cut off after {count} bytes, before its pixels", count=len(data)))


def check_size(width: int, height: int) -> None:
    """Raise PictureProblem for a declared size of no pixels ("image") or of more than are decoded ("too_large")."""
    size = f"{width}x{height}"
    if not width or not height:
        raise PictureProblem("image", Text("{size} declared, at least 1 a side", size=size))
    if max(width, height) > MAX_SIDE_PX:
        raise PictureProblem("too_large", Text("{size} declared, at most {most} a side", size=size, most=MAX_SIDE_PX))
    if width * height > MAX_PIXELS:
        raise PictureProblem(
            "too_large",
            Text(
                "{size} declared, which is {count:,} pixels, at most {most:,}",
                size=size,
                count=width * height,
                most=MAX_PIXELS,
            ),
        )


def beginning(data: bytes | memoryview) -> Text:
    """Say what data are by their first bytes, or else which these are."""
    first = bytes(data[:8])
    known = next((name for start, name in _BEGINNINGS.items() if first.startswith(start)), None)
    if known is not None:
        return Text("it seems to be {what}", what=known)
    return Text("it begins with {bytes}", bytes=first.hex()) if first else Text("it is empty")
