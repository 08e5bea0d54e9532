"""Necks, shoulders and what people wear. The origin is the middle between the eyes, as for heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter, mix
from recall_viewer.simulate.faces import face_outline, shadow_of
from recall_viewer.simulate.outlines import curve, ellipse, flipped, mirrored, on_side, points, shifted, stroke

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.looks import Look
    from recall_viewer.simulate.outlines import Point

BOTTOM = 480.0
"""Below the picture's lower edge, so that no sway ever shows the end of somebody."""


def draw_body(layer: Layer, look: Look) -> None:
    """Neck, shoulders and clothes."""
    if look.clothes == "hoodie":
        _hood(layer, look)
    _neck(layer, look)
    {
        "crew": _crew,
        "vneck": _vneck,
        "shirt": _shirt,
        "blazer": _blazer,
        "hoodie": _hoodie,
        "rollneck": _rollneck,
    }[look.clothes](layer, look)


def _neck(layer: Layer, look: Look) -> None:
    wide = 50 + 60 * (look.shoulders - 0.9)
    right = [
        (0.0, 60.0),
        (wide, 60.0),
        (wide, 150.0),
        (wide + 4, 196.0),
        (wide + 20, 226.0),
        (90.0, 262.0),
        (100.0, 300.0),
        (0.0, 440.0),
    ]
    outline = mirrored([right[0], *curve(right[1:], closed=False)])
    skin = look.skin
    layer.fill(outline, Fade(darker(skin, 0.02), mix(skin, shadow_of(skin), 0.5), across=True))
    chin = shifted(face_outline(look), 4, 52)
    layer.soft(chin, shadow_of(skin, 0.62), blur=7, strength=0.62, within=outline)
    layer.soft(ellipse(0, 252, 30, 7), shadow_of(skin, 0.45), blur=5, strength=0.3, within=outline)
    bones = [stroke(on_side(side, points(16, 250, 50, 244, 92, 240)), 6, ends=0.1) for side in (-1.0, 1.0)]
    layer.soft_all(bones, shadow_of(skin, 0.5), blur=3, strength=0.4, within=outline)


def _flank(look: Look, *, drop: float = 0) -> list[Point]:
    """The right side from the neck over the shoulder down to the bottom."""
    wide = look.shoulders
    flank = points(108, 238, 176, 262, 262, 290, 326, 332, 368, 402, 396, BOTTOM)
    return [(x * wide, y - drop) for x, y in flank]


def _garment(look: Look, neckline: list[Point]) -> list[Point]:
    """Shoulders down to the bottom, cut out at the top along `neckline` (left to right)."""
    side = curve([neckline[-1], *_flank(look)], closed=False)
    return [*neckline, *side, *reversed(flipped(side))]


def _cloth(layer: Layer, outline: list[Point], colour: Colour) -> None:
    layer.fill(outline, Fade(lighter(colour, 0.12), darker(colour, 0.24), across=True))
    layer.soft(ellipse(-170, 300, 110, 26), lighter(colour, 0.4), blur=26, strength=0.22, within=outline)
    layer.soft(ellipse(250, 420, 130, 90), darker(colour, 0.6), blur=36, strength=0.3, within=outline)
    for side in (-1.0, 1.0):
        _sleeve(layer, outline, colour, side)


def _sleeve(layer: Layer, outline: list[Point], colour: Colour, side: float) -> None:
    """The fold between the arm and the chest."""
    fold = on_side(side, points(246, BOTTOM, 232, 420, 228, 372, 240, 336))
    shade, light = stroke(fold, 6, peak=0.3), stroke(shifted(fold, -7, 0), 8, peak=0.3)
    layer.soft(shade, darker(colour, 0.5), blur=3, strength=0.5, within=outline)
    layer.soft(light, lighter(colour, 0.3), blur=5, strength=0.25, within=outline)


def _shade_below(layer: Layer, edge: list[Point], colour: Colour, within: list[Point]) -> None:
    """The narrow shadow that a hem or collar leaves on the cloth below."""
    layer.soft(stroke(edge, 6), darker(colour, 0.5), blur=3, strength=0.5, within=within)


def _crew(layer: Layer, look: Look) -> None:
    neckline = curve(points(-70, 216, -54, 248, -28, 268, 0, 274, 28, 268, 54, 248, 70, 216), closed=False)
    outline = _garment(look, neckline)
    _cloth(layer, outline, look.cloth)
    hem = curve(points(-80, 220, -62, 256, -32, 280, 0, 287, 32, 280, 62, 256, 80, 220), closed=False)
    _shade_below(layer, [(x * 1.04, y + 4) for x, y in hem[::10]], look.cloth, outline)
    layer.fill([*neckline, *reversed(hem)], Fade(darker(look.cloth, 0.12), darker(look.cloth, 0.3), across=True))


def _vneck(layer: Layer, look: Look) -> None:
    neckline = points(-74, 214, -44, 262, 0, 338, 44, 262, 74, 214)
    outline = _garment(look, neckline)
    _cloth(layer, outline, look.cloth)
    for side in (-1.0, 1.0):
        below = on_side(side, points(94, 222, 60, 270, 6, 346))
        _shade_below(layer, below, look.cloth, outline)
        band = on_side(side, points(74, 214, 44, 262, 0, 338, 0, 354, 52, 270, 86, 218))
        layer.fill(band, darker(look.cloth, 0.22 if side < 0 else 0.3))


def _collar(layer: Layer, colour: Colour) -> None:
    for side in (-1.0, 1.0):
        tone = lighter(colour, 0.35) if side < 0 else lighter(colour, 0.12)
        leaf = on_side(side, points(58, 190, 84, 214, 106, 258, 56, 330, 0, 268, 36, 236))
        layer.soft(shifted(leaf, side * 3, 6), darker(colour, 0.7), blur=5, strength=0.36)
        layer.fill(leaf, tone)
        fold = on_side(side, points(58, 190, 36, 236, 0, 268))
        layer.soft(stroke(fold, 5, ends=0.4), darker(colour, 0.4), blur=1.5, strength=0.6)


def _shirt(layer: Layer, look: Look) -> None:
    neckline = points(-62, 206, -38, 240, 0, 276, 38, 240, 62, 206)
    outline = _garment(look, neckline)
    _cloth(layer, outline, look.cloth)
    _placket(layer, look.cloth)
    _collar(layer, look.cloth)


def _placket(layer: Layer, colour: Colour) -> None:
    layer.soft(stroke([(12, 276), (13, 380), (14, BOTTOM)], 3, ends=1.0), darker(colour, 0.5), blur=1.2, strength=0.55)
    for y in (352.0, 424.0):
        layer.fill(ellipse(1, y, 5, 5), darker(colour, 0.42))
        layer.fill(ellipse(0.4, y - 0.8, 3.8, 3.8), darker(colour, 0.18))


def _blazer(layer: Layer, look: Look) -> None:
    inner = curve(points(-66, 212, -50, 250, 0, 292, 50, 250, 66, 212), closed=False)
    blouse = [*inner, (84.0, 246.0), (70.0, BOTTOM), (-70.0, BOTTOM), (-84.0, 246.0)]
    layer.fill(blouse, Fade(look.second_cloth, darker(look.second_cloth, 0.16), across=True))
    _shade_below(layer, shifted(inner[::12], 0, 6), look.second_cloth, blouse)
    for side in (-1.0, 1.0):
        outer = curve([(70.0, 208.0), *_flank(look, drop=2)], closed=False)
        half = on_side(side, [*outer, (8.0, BOTTOM), (30.0, 420.0), (76.0, 320.0)])
        colour = look.cloth if side < 0 else darker(look.cloth, 0.12)
        layer.fill(half, Fade(lighter(colour, 0.08), darker(colour, 0.16), across=True))
        _sleeve(layer, half, colour, side)
        _lapel(layer, colour, side)


def _lapel(layer: Layer, colour: Colour, side: float) -> None:
    lapel = on_side(side, points(66, 202, 92, 214, 122, 268, 104, 288, 128, 300, 18, 470, 76, 318))
    layer.soft(shifted(lapel, side * 5, 4), darker(colour, 0.6), blur=5, strength=0.42)
    layer.fill(lapel, Fade(lighter(colour, 0.16), lighter(colour, 0.02)))
    notch = stroke(on_side(side, points(122, 268, 104, 288, 84, 300)), 3, ends=0.2)
    layer.soft(notch, darker(colour, 0.6), blur=0.8, strength=0.7)


def _hood(layer: Layer, look: Look) -> None:
    colour = darker(look.cloth, 0.22)
    back = curve(mirrored([(0, 120), (70, 124), (118, 160), (138, 214), (120, 262), (60, 280), (0, 284)]))
    layer.fill(back, Fade(lighter(colour, 0.04), darker(colour, 0.35), across=True))


def _hoodie(layer: Layer, look: Look) -> None:
    colour = look.cloth
    neckline = curve(points(-82, 206, -60, 262, -26, 296, 0, 304, 26, 296, 60, 262, 82, 206), closed=False)
    outline = _garment(look, neckline)
    _cloth(layer, outline, colour)
    right = points(70, 158, 112, 178, 140, 222, 128, 268, 84, 306, 34, 330, 0, 330, 12, 306, 44, 276, 64, 232)
    for side in (-1.0, 1.0):
        roll = curve(on_side(side, right))
        tone = lighter(colour, 0.1) if side < 0 else darker(colour, 0.06)
        layer.soft(shifted(roll, side * 4, 9), darker(colour, 0.7), blur=7, strength=0.5, within=outline)
        layer.fill(roll, Fade(lighter(tone, 0.06), darker(tone, 0.18)))
        crease = stroke(on_side(side, points(112, 190, 122, 236, 92, 278, 40, 312)), 7)
        layer.soft(crease, darker(colour, 0.5), blur=4, strength=0.42, within=roll)
        cord, end = points(30, 318, 34, 366, 31, 416), points(31, 410, 30.5, 428)
        layer.fill(stroke(on_side(side, cord), 5, ends=0.9), lighter(colour, 0.45))
        layer.fill(stroke(on_side(side, end), 7.5, ends=0.9), lighter(colour, 0.25))


def _rollneck(layer: Layer, look: Look) -> None:
    colour = look.cloth
    neckline = curve([(-72, 208), (-40, 222), (0, 227), (40, 222), (72, 208)], closed=False)
    outline = _garment(look, neckline)
    _cloth(layer, outline, colour)
    roll = curve(mirrored([(0, 166), (40, 164), (62, 172), (68, 200), (74, 238), (44, 252), (0, 257)]))
    layer.soft(shifted(roll, 2, 8), darker(colour, 0.6), blur=6, strength=0.45, within=outline)
    layer.fill(roll, Fade(lighter(colour, 0.16), darker(colour, 0.2), across=True))
    layer.soft(stroke([(-62, 176), (0, 186), (62, 176)], 10), darker(colour, 0.6), blur=5, strength=0.6, within=roll)
    ribs = [stroke(points(x, 176, x * 1.04, 214, x * 1.1, 252), 2.4, ends=0.5) for x in range(-60, 61, 12)]
    layer.soft_all(ribs, darker(colour, 0.4), blur=0.8, strength=0.42, within=roll)
