"""Pictures to measure with: generated, the same on every run, camera-like and screen-like."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import av
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DIFFERENT = 4
"""Frames of a kind: no two that follow each other are alike, so that nobody can spare a decode."""

H264, H264_SIZE = "h264", (640, 360)
"""The kind whose frames are access units, and their pixels."""

# Chosen so that a picture of 1280x720 takes 1.1 MiB, and libav about 0.6 of Pillow's time for it, as with real ones.
_NOISE_RADIUS_PX = 2.0
_LUMA_NOISE = 1.0
_CHROMA_NOISE = 0.2

_INK = "#1f2328"
_WINDOWS = ("#ffffff", "#f6f8fa", "#fdf6e3", "#eaf2fb")
_LETTERS = "abcdefghijklmnopqrstuvwxyz    ,.():=_"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: its size in pixels, and how one is drawn."""

    width: int
    height: int
    draw: Callable[[int, int, random.Random], Image.Image]


def png(kind: str, number: int) -> bytes:
    """Return frame `number` of a kind (a key of `KINDS`) as PNG."""
    made = KINDS[kind]
    file = io.BytesIO()
    image = made.draw(made.width, made.height, random.Random(f"{kind} {number}"))
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def provide(folder: Path, kind: str) -> list[bytes]:
    """Return the frames of a kind from `folder`; make them there where they are missing."""
    if kind == H264:
        return list(_units())
    frames = []
    for number in range(DIFFERENT):
        path = folder / f"{kind}-{number}.png"
        if not path.exists():
            path.write_bytes(png(kind, number))
        frames.append(path.read_bytes())
    return frames


@cache
def _units() -> tuple[bytes, ...]:
    """Return four seconds of a camera as access units of H.264: an IDR every two seconds, and seamless as a loop."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = H264_SIZE
    encoder.pix_fmt, encoder.time_base, encoder.thread_count = "yuv420p", Fraction(1, 15), 1
    encoder.bit_rate = 800_000
    x264 = "keyint=30:min-keyint=30:scenecut=0:repeat-headers=1:bframes=0"
    encoder.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": x264}
    chance = random.Random(H264)
    width, height = H264_SIZE
    wide = _camera(width + 120, height + 60, chance)
    packets: list[bytes] = []
    for number in range(60):
        left, top = 60 + round(60 * math.sin(number * math.tau / 60)), 30 + round(30 * math.cos(number * math.tau / 30))
        image = wide.crop((left, top, left + width, top + height))
        noise = _noise(width, height, chance, 0.15)
        bands = [ImageChops.add(band, noise, 1, -128) for band in image.split()]
        frame = av.VideoFrame.from_image(Image.merge("RGB", bands))
        frame.pts = number
        packets += map(bytes, encoder.encode(frame))
    return (*packets, *map(bytes, encoder.encode(None)))


def _camera(width: int, height: int, chance: random.Random) -> Image.Image:
    """Draw soft colours under the noise of a sensor that a video codec has smoothed."""
    soft = Image.frombytes("RGB", (16, 9), chance.randbytes(16 * 9 * 3)).resize((width, height))
    luma = _noise(width, height, chance, _LUMA_NOISE)
    bands = []
    for band in soft.split():
        dark = band.point([32 + value * 3 // 4 for value in range(256)])
        bands.append(ImageChops.add(dark, luma, 1, -128))
    noisy = [ImageChops.add(band, _noise(width, height, chance, _CHROMA_NOISE), 1, -128) for band in bands]
    return Image.merge("RGB", noisy)


def _noise(width: int, height: int, chance: random.Random, strength: float) -> Image.Image:
    """Return noise around 128."""
    raw = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    blurred = raw.filter(ImageFilter.GaussianBlur(_NOISE_RADIUS_PX))
    return blurred.point([min(255, max(0, round(128 + (value - 128) * strength))) for value in range(256)])


def _screen(width: int, height: int, chance: random.Random) -> Image.Image:
    """Draw overlapping windows full of text."""
    image = Image.new("RGB", (width, height), "#2d4f67")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default()
    for colour in _WINDOWS:
        left, top = chance.randrange(width // 2), chance.randrange(height // 3)
        right, bottom = left + width // 2, top + height * 2 // 3
        draw.rectangle((left, top, right, bottom), fill=colour, outline=_INK)
        draw.rectangle((left, top, right, top + 18), fill="#d0d7de", outline=_INK)
        for line in range(top + 24, min(bottom, height) - 12, 13):
            text = "".join(chance.choices(_LETTERS, k=chance.randrange(width // 14)))
            draw.text((left + 8, line), text, fill=_INK, font=font)
    return image


KINDS = {
    "720p": Kind(1280, 720, _camera),
    "360p": Kind(640, 360, _camera),
    "144p": Kind(256, 144, _camera),
    "screen": Kind(1280, 720, _screen),
}
