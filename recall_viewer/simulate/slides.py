"""What a sharer shows: a slide with a chart, over which a pointer moves, and a small clock in the corner."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw, ImageFont

from recall_viewer.simulate.brush import Layer
from recall_viewer.simulate.furniture import block
from recall_viewer.simulate.outlines import ellipse, shifted, stroke
from recall_viewer.simulate.scene import LOOP_FRAMES, encode

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour
    from recall_viewer.simulate.outlines import Point

SLIDE_SIZE = (1024, 576)
_FINE = 2
"""Pixels drawn for one shown, each way."""
_INK: Colour = (30, 37, 51)
_GREY: Colour = (98, 106, 118)
_RULE: Colour = (226, 229, 233)
_PAPER: Colour = (252, 252, 250)

_CHART = (88.0, 152.0, 648.0, 480.0)
_WEEKS = ("W31", "W32", "W33", "W34", "W35", "W36", "W37")
_TOP_VALUE = 1200
_SERIES: tuple[tuple[str, Colour, tuple[int, ...]], ...] = (
    ("Lisbon", (46, 92, 146), (1090, 1040, 960, 590, 480, 430, 400)),
    ("Nairobi", (198, 116, 56), (820, 850, 790, 560, 520, 470, 465)),
    ("Osaka", (92, 146, 106), (640, 620, 650, 470, 410, 390, 360)),
)
_FIGURES = (
    ("63 % less", "waiting in Lisbon since W31"),
    ("465 ms", "slowest office in W37"),
    ("2", "open questions, both small"),
)
_Anchor = Literal["la", "ra", "ma", "lm", "rm", "mm"]


class Slides:
    """The shared screen, always of SLIDE_SIZE: drawn once but for pointer and clock."""

    def __init__(self) -> None:
        self._still = _draw_slide()

    def frame(self, index: int) -> bytes:
        """Frame `index` of the loop as a PNG."""
        return encode(self.picture(index))

    def picture(self, at: float) -> Image.Image:
        """The loop's picture (RGB) at a place counted in frames, which may be between two."""
        picture = self._still.copy()
        turn = at / LOOP_FRAMES
        _put(picture, _pointer(), _pointer_at(turn))
        _put(picture, _clock(turn), (984.0, 40.0))
        return picture


def _draw_slide() -> Image.Image:
    layer = Layer((0, 0, *SLIDE_SIZE), _FINE)
    layer.fill(block(0, 0, *SLIDE_SIZE), _PAPER)
    layer.fill(block(0, 0, SLIDE_SIZE[0], 6), (46, 92, 146))
    pen = ImageDraw.Draw(layer.image)
    _write(pen, (56, 44), "Time to first answer, by office", 33, _INK, bold=True)
    _write(pen, (57, 90), "Median in milliseconds, before and after the move to the new cache", 17, _GREY)
    _draw_axes(layer, pen)
    for name, colour, values in _SERIES:
        _draw_line(layer, colour, values)
        at = 96 + 150 * [series[0] for series in _SERIES].index(name)
        layer.fill(block(at, 528, 13, 13), colour)
        _write(pen, (at + 22, 535), name, 15, _INK, anchor="lm")
    for index, ((figure, meaning), (_, colour, _)) in enumerate(zip(_FIGURES, _SERIES, strict=True)):
        top = 152 + 112 * index
        layer.fill(block(704, top, 264, 96), (240, 241, 244))
        layer.fill(block(704, top, 5, 96), colour)
        _write(pen, (728, top + 18), figure, 29, _INK, bold=True)
        _write(pen, (728, top + 60), meaning, 15, _GREY)
    _write(pen, (968, 535), "4 / 12", 14, _GREY, anchor="rm")
    return layer.image.convert("RGB").reduce(_FINE)


def _draw_axes(layer: Layer, pen: ImageDraw.ImageDraw) -> None:
    left, top, right, bottom = _CHART
    for step in range(5):
        y = bottom - (bottom - top) * step / 4
        layer.fill(block(left, y - 0.5, right - left, 1), _RULE if step else (190, 195, 202))
        _write(pen, (left - 12, y), str(_TOP_VALUE * step // 4), 13, _GREY, anchor="rm")
    for index, week in enumerate(_WEEKS):
        _write(pen, (_chart_x(index), bottom + 18), week, 13, _GREY, anchor="mm")
    moved = (_chart_x(2) + _chart_x(3)) / 2
    for y in range(int(top), int(bottom), 8):
        layer.fill(block(moved - 0.75, float(y), 1.5, 5), (150, 156, 166))
    _write(pen, (moved + 10, top + 10), "new cache", 13, _GREY, anchor="lm")


def _chart_x(index: float) -> float:
    return _CHART[0] + 8 + (_CHART[2] - _CHART[0] - 16) * index / (len(_WEEKS) - 1)


def _chart_y(value: float) -> float:
    return _CHART[3] - (_CHART[3] - _CHART[1]) * value / _TOP_VALUE


def _draw_line(layer: Layer, colour: Colour, values: tuple[int, ...]) -> None:
    corners: list[Point] = [(_chart_x(index), _chart_y(value)) for index, value in enumerate(values)]
    for start, end in pairwise(corners):
        layer.fill(stroke([start, end], 3.2, ends=1.0), colour)
    for x, y in corners:
        layer.fill(ellipse(x, y, 5.4, 5.4), colour)
        layer.fill(ellipse(x, y, 3.0, 3.0), _PAPER)


def _write(
    pen: ImageDraw.ImageDraw,
    at: Point,
    text: str,
    size: float,
    colour: Colour,
    *,
    anchor: _Anchor = "la",
    bold: bool = False,
) -> None:
    font = ImageFont.load_default(size * _FINE)
    stroke_width = 1 if bold else 0
    pen.text((at[0] * _FINE, at[1] * _FINE), text, colour, font, anchor, stroke_width=stroke_width)


def _pointer_at(turn: float) -> Point:
    """A slow round over the chart that ends where it began."""
    way = turn * 2 * math.pi
    index = 4.2 + 1.5 * math.cos(way)
    return _chart_x(index), _chart_y(700) + 84 * math.sin(way)


def _pointer() -> Layer:
    layer = Layer((-8, -8, 30, 38), _FINE * 2)
    arrow: list[Point] = [(0, 0), (0, 24), (5.6, 18.8), (9.6, 28), (13.4, 26.4), (9.6, 17.4), (17, 17.4)]
    layer.soft(shifted(arrow, 1.5, 2.5), (20, 24, 32), blur=1.8, strength=0.4)
    layer.fill(arrow, (30, 34, 42))
    layer.ring(arrow, 1.8, (250, 250, 250))
    return layer


def _clock(turn: float) -> Layer:
    layer = Layer((-16, -16, 16, 16), _FINE * 2)
    layer.fill(ellipse(0, 0, 12, 12), (214, 219, 226))
    pie = [(0.0, 0.0), *ellipse(0, 0, 12, 12, start=360 * turn - 180, end=360 * turn - 90)]
    layer.fill(pie, (46, 92, 146))
    layer.fill(ellipse(0, 0, 7.6, 7.6), _PAPER)
    return layer


def _put(picture: Image.Image, layer: Layer, at: Point) -> None:
    x, y = round(at[0] + layer.box[0]), round(at[1] + layer.box[1])
    small = layer.image.convert("RGBa").reduce(round(layer.px)).convert("RGBA")
    picture.paste(small, (x, y), small)
