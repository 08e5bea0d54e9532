"""Access units of H.264, as an encoder that is not ours makes them, and what libav makes of them one by one."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, cast

import av
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = (160, 96)
LARGER = (320, 192)
START_CODE = b"\0\0\1"


@cache
def units(
    count: int = 24,
    size: tuple[int, int] = SIZE,
    *,
    gop: int = 8,
    b_frames: int = 0,
    open_gop: bool = False,
    slices: int = 1,
    interlaced: bool = False,
    seed: int = 0,
) -> tuple[bytes, ...]:
    """So many units in the order of decoding, with parameter sets before each IDR; every picture differs."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base, encoder.thread_count = "yuv420p", Fraction(1, 15), 1
    x264 = f"keyint={gop}:min-keyint={gop}:scenecut=0:slices={slices}:open-gop={int(open_gop)}:repeat-headers=1"
    x264 += ":interlaced=1" if interlaced else ""
    encoder.options = {"preset": "veryfast", "bf": str(b_frames), "x264-params": x264}
    packets: list[bytes] = []
    for number in range(count):
        image = av.VideoFrame.from_image(picture(number, size, seed))
        image.pts = number
        packets += map(bytes, encoder.encode(image))
    return (*packets, *map(bytes, encoder.encode(None)))


def picture(number: int, size: tuple[int, int] = SIZE, seed: int = 0) -> Image.Image:
    """A picture that is told by the place of its block: soft colours, a bright block that moves."""
    width, height = size
    image = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (image, image.rotate(180), image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    left = (number * 13 + seed * 29) % (width - 24)
    top = (number * 7 + seed * 17) % (height - 24)
    ImageDraw.Draw(image).rectangle((left, top, left + 23, top + 23), fill=(255, 240, (number * 31) % 256))
    return image


def decoded(data: Iterable[bytes]) -> dict[int, bytes]:
    """The pictures that a decoder gives for these units, as RGB, by the number of their unit."""
    context = av.CodecContext.create("h264", "r")
    context.thread_count = 1
    pictures = {}
    packets = []
    for number, unit in enumerate(data):
        packet = av.Packet(unit)
        packet.pts = number
        packets.append(packet)
    ends: tuple[av.Packet[av.stream.Stream] | None, ...] = (*packets, None)
    for end in ends:
        for image in context.decode(end):
            assert isinstance(image, av.VideoFrame)
            pictures[cast("int", image.pts)] = rgb(image)
    return pictures


def rgb(image: av.VideoFrame) -> bytes:
    """A picture as ffmpeg makes one of it by itself: all rows as one, whether it is marked as interlaced or not."""
    plain = av.VideoFrame(image.width, image.height, image.format.name)
    for target, plane in zip(plain.planes, image.planes, strict=True):
        rows, length = bytes(plane), min(target.line_size, plane.line_size)
        starts = range(0, plane.height * plane.line_size, plane.line_size)
        target.update(b"".join(rows[at : at + length].ljust(target.line_size, b"\0") for at in starts))
    packed = cast("Image.Image", plain.to_image())
    return packed.convert("RGB").tobytes()


def without(unit: bytes, *types: int) -> bytes:
    """An access unit without its NAL units of these types."""
    parts = [part.rstrip(b"\0") for part in unit.split(START_CODE)[1:]]
    return b"".join(b"\0" + START_CODE + part for part in parts if part[0] & 31 not in types)
