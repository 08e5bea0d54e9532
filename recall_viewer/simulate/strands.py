"""What all kinds of hair and cloth on a head share: a lit mass, lines along it, a gloss and its shadow on the face."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter
from recall_viewer.simulate.chance import chance_of
from recall_viewer.simulate.outlines import curve, ellipse, points, shifted, stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.outlines import Point

_SHADE = (60, 30, 24)
_FACE = ellipse(0, -10, 119, 168)


def draw_mass(layer: Layer, outline: Sequence[Point], colour: Colour) -> None:
    """A mass of hair, lit from the upper left."""
    layer.fill(outline, Fade(lighter(colour, 0.1), darker(colour, 0.2), across=True))


def draw_shadow(layer: Layer, outline: Sequence[Point], *, drop: float = 8, strength: float = 0.28) -> None:
    """The shadow of what is drawn next, on the face only."""
    layer.soft(shifted(outline, 2, drop), _SHADE, blur=7, strength=strength, within=_FACE)


def draw_strands(
    layer: Layer, lines: Sequence[Sequence[Point]], colour: Colour, within: Sequence[Point], *, width: float = 5
) -> None:
    """Soft lines that lead the eye along the hair, alternately lit and shaded."""
    strokes = [stroke(line, width) for line in lines]
    layer.soft_all(strokes[::2], lighter(colour, 0.32), blur=1.8, strength=0.34, within=within)
    layer.soft_all(strokes[1::2], darker(colour, 0.4), blur=1.8, strength=0.34, within=within)


def draw_gloss(layer: Layer, colour: Colour, within: Sequence[Point], spot: tuple[float, float, float, float]) -> None:
    """A soft light on the hair: centre and radii."""
    layer.soft(ellipse(*spot), lighter(colour, 0.55), blur=10, strength=0.4, within=within)


def lumpy(middle: Point, radii: Point, lumps: int, depth: float) -> list[Point]:
    """An ellipse with round bumps of uneven size, `depth` at most."""
    chance = chance_of(lumps)
    out: list[Point] = []
    sizes = [chance.uniform(0.5, 1.0) for _ in range(lumps)]
    for index, size in enumerate(sizes):
        for step in range(8):
            angle = 2 * math.pi * (index + step / 8) / lumps
            bump = math.sin(math.pi * step / 8) * depth * size
            x, y = (radii[0] + bump) * math.cos(angle), (radii[1] + bump) * math.sin(angle)
            out.append((middle[0] + x, middle[1] + y))
    return out


def draw_curls(
    layer: Layer, colour: Colour, within: Sequence[Point], box: tuple[float, float, float, float], *, size: float
) -> None:
    """Small arcs in all directions, `size` units large, the way tight curls catch the light."""
    chance = chance_of(7)
    step = size * 1.9
    columns, rows = int((box[2] - box[0]) / step) + 1, int((box[3] - box[1]) / step) + 1
    arcs: list[list[Point]] = []
    for index in range(columns * rows):
        x = box[0] + (index % columns + chance.uniform(0, 1)) * step
        y = box[1] + (index // columns + chance.uniform(0, 1)) * step
        start = chance.uniform(0, 360)
        radius = size * chance.uniform(0.7, 1.1)
        arc = ellipse(x, y, radius, radius * 0.8, start=start, end=start + 200)[::8]
        arcs.append(stroke(arc, size * 0.45))
    layer.soft_all(arcs[::2], lighter(colour, 0.28), blur=1.6, strength=0.36, within=within)
    layer.soft_all(arcs[1::2], darker(colour, 0.5), blur=1.6, strength=0.36, within=within)


def draw_cap(
    layer: Layer, colour: Colour, hairline: Sequence[Point], *, top: float = -200, side: float = 125, low: float = -10
) -> list[Point]:
    """Short hair: a cap over the skull, ending in `hairline` (from right to left). Gives its outline."""
    outside = points(
        -side, low, -side - 2, -70, -107, -140, -58, top + 14, 0, top, 58, top + 14, 107, -140, side + 2, -70, side, low
    )  # fmt: skip
    outline = [*curve(outside, closed=False), *curve(hairline, closed=False)]
    draw_shadow(layer, outline)
    draw_mass(layer, outline, colour)
    return outline
