"""A wall clock whose second hand makes one turn in a loop: a still picture is seen to be still."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from recall_viewer.simulate.brush import Fade, Layer
from recall_viewer.simulate.outlines import ellipse, stroke

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour
    from recall_viewer.simulate.outlines import Point

RADIUS = 40.0
"""Of the clock, in units of the design."""
_BOX = (-60.0, -60.0, 60.0, 60.0)
_RED: Colour = (206, 74, 60)


@lru_cache(maxsize=8)
def _dial(px: float) -> Layer:
    layer = Layer(_BOX, px)
    layer.soft(ellipse(4, 8, RADIUS + 2, RADIUS + 2), (30, 28, 32), blur=5, strength=0.42)
    layer.fill(ellipse(0, 0, RADIUS, RADIUS), Fade((74, 72, 76), (48, 46, 52)))
    layer.fill(ellipse(0, 0, RADIUS - 5, RADIUS - 5), Fade((246, 244, 238), (226, 224, 218)))
    for hour in range(12):
        long = 7 if hour % 3 == 0 else 4
        layer.fill(_hand(hour / 12, RADIUS - 8 - long, RADIUS - 8, 2.6), (92, 90, 94))
    layer.fill(_hand(10.15 / 12, -4, 17, 4.4), (52, 52, 58))
    layer.fill(_hand(9.0 / 60, -5, 25, 3.4), (52, 52, 58))
    return layer


def draw_clock(turn: float, px: float) -> Image.Image:
    """The clock as an RGBA picture, its middle in the picture's; `turn` is the second hand's way round (0 to 1)."""
    drawn_px = max(px * 4, 2.0)
    layer = Layer(_BOX, drawn_px)
    layer.image.paste(_dial(drawn_px).image)
    layer.fill(_hand(turn, -9, 29, 2.4), _RED)
    layer.fill(ellipse(0, 0, 3.4, 3.4), _RED)
    size = max(3, round((_BOX[2] - _BOX[0]) * px))
    small = layer.image.convert("RGBa").resize((size, size), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(0.9 * px)).convert("RGBA")


def _hand(turn: float, inner: float, outer: float, width: float) -> list[Point]:
    angle = turn * 2 * math.pi
    dx, dy = math.sin(angle), -math.cos(angle)
    return stroke([(dx * inner, dy * inner), (dx * outer, dy * outer)], width, ends=1.0)
