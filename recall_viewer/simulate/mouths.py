"""Mouths: at rest, smiling, and the shapes of somebody who talks. The origin is the middle between the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from recall_viewer.simulate.brush import darker, lighter, mix
from recall_viewer.simulate.faces import MOUTH_Y, lip_colour, shadow_of
from recall_viewer.simulate.outlines import curve, ellipse, stroke

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.looks import Look
    from recall_viewer.simulate.outlines import Point

Mouth = Literal["closed", "smile", "half", "open"]

_INSIDE = (84, 26, 30)
_TEETH = (238, 234, 226)
_TONGUE = (178, 84, 82)


def draw_mouth(layer: Layer, look: Look, mouth: Mouth) -> None:
    """The mouth in one of its shapes."""
    if mouth == "closed":
        _closed(layer, look)
    else:
        wide, drop = {"smile": (38.0, 17.0), "half": (25.0, 15.0), "open": (29.0, 27.0)}[mouth]
        _opened(layer, look, wide, drop, lift=5.0 if mouth == "smile" else 2.0)
    corner = shadow_of(look.skin, 0.55)
    wide = 40.0 if mouth in ("closed", "smile") else 28.0
    for x in (-wide - 3, wide + 3):
        layer.soft(ellipse(x, MOUTH_Y - 8 * look.smile, 3.5, 4.5), corner, blur=2, strength=0.5)


def _closed(layer: Layer, look: Look) -> None:
    lip, y, up = lip_colour(look), MOUTH_Y, 10.0 * look.smile
    line = [(-40.0, y - up), (-22.0, y + up * 0.2), (0.0, y + up * 0.45), (22.0, y + up * 0.2), (40.0, y - up)]
    bow: list[Point] = [
        (40, y - up),
        (20, y - 5.5),
        (8, y - 8),
        (0, y - 5.5),
        (-8, y - 8),
        (-20, y - 5.5),
        (-40, y - up),
    ]
    under: list[Point] = [(40, y - up), (24, y + 9), (0, y + 14 + up * 0.3), (-24, y + 9), (-40, y - up)]
    upper = curve(line, closed=False) + curve(bow, closed=False)
    lower = curve(line, closed=False) + curve(under, closed=False)
    layer.soft(ellipse(0, y + 23, 24, 5), shadow_of(look.skin, 0.5), blur=4, strength=0.4)
    layer.soft(upper, darker(lip, 0.1), blur=1.0, strength=0.9)
    layer.soft(lower, lip, blur=1.2, strength=0.9)
    layer.soft(ellipse(-4, y + 9, 11, 2.6), lighter(lip, 0.6), blur=2, strength=0.4)
    layer.fill(stroke(line, 4.0, ends=0.35), _line(look))


def _opened(layer: Layer, look: Look, wide: float, drop: float, *, lift: float) -> None:
    lip, y = lip_colour(look), MOUTH_Y - 3
    low = y + drop * 0.85 + 5
    outer: list[Point] = [
        (-wide - 5, y - lift), (-wide * 0.5, y - 8), (-7, y - 11), (0, y - 8), (7, y - 11), (wide * 0.5, y - 8),
        (wide + 5, y - lift), (wide * 0.62, low), (0, y + drop + 9), (-wide * 0.62, low),
    ]  # fmt: skip
    hole: list[Point] = [
        (-wide, y - lift + 1), (-wide * 0.4, y - 2), (0, y - 1), (wide * 0.4, y - 2), (wide, y - lift + 1),
        (wide * 0.56, y + drop * 0.72), (0, y + drop), (-wide * 0.56, y + drop * 0.72),
    ]  # fmt: skip
    row: list[Point] = [
        (-wide * 0.86, y - lift - 2), (0, y - 6), (wide * 0.86, y - lift - 2), (wide * 0.6, y + 6), (0, y + 8.5),
        (-wide * 0.6, y + 6),
    ]  # fmt: skip
    inner, teeth = curve(hole), curve(row)
    layer.soft(ellipse(0, y + drop + 16, 22, 5), shadow_of(look.skin, 0.5), blur=4, strength=0.4)
    layer.soft(curve(outer), lip, blur=1.2, strength=0.95)
    layer.fill(inner, _INSIDE)
    layer.soft(ellipse(0, y + drop * 0.98, wide * 0.5, drop * 0.34), _TONGUE, blur=2, within=inner)
    layer.fill(teeth, _TEETH, within=inner)
    layer.soft(ellipse(0, y - 4, wide, 4), darker(_INSIDE, 0.1), blur=2, strength=0.35, within=inner)


def _line(look: Look) -> Colour:
    return mix(shadow_of(lip_colour(look), 0.6), (40, 14, 16), 0.25)
