"""Cloth on the head: a headscarf, a turban. The origin is the middle between the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter
from recall_viewer.simulate.outlines import curve, ellipse, flipped, mirrored, points, shifted, stroke
from recall_viewer.simulate.strands import draw_mass, draw_shadow

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.outlines import Point


def draw_scarf(layer: Layer, colour: Colour) -> None:
    """A headscarf that frames the face and falls over the shoulders."""
    face = curve(mirrored(points(0, -122, 46, -116, 82, -88, 98, -30, 98, 36, 84, 94, 50, 134, 0, 152)))
    outside = curve(
        mirrored(
            points(0, -212, 64, -198, 122, -146, 148, -60, 146, 40, 138, 130, 156, 214, 204, 296, 150, 356, 0, 384)
        )
    )
    # One outline with a hole: once around the scarf, then back around the face.
    cloth = [*outside, outside[0], face[0], *reversed(face)]
    shade = darker(colour, 0.55)
    layer.fill(cloth, Fade(lighter(colour, 0.12), darker(colour, 0.22), across=True))
    for side, strength in ((-1.0, 0.3), (1.0, 0.5)):
        edge = points(side * 92, -60, side * 102, 20, side * 82, 108, side * 34, 152)
        layer.soft(stroke(edge, 13), shade, blur=6, strength=strength, within=cloth)
    folds = [
        points(-138, 118, -80, 204, 20, 232, 120, 200), points(-146, 190, -70, 268, 50, 292, 160, 240),
        points(140, 110, 96, 186, 20, 214, -60, 204), points(-168, 262, -80, 330, 40, 344, 170, 296),
    ]  # fmt: skip
    for fold in folds:
        layer.soft(stroke(fold, 11), shade, blur=4, strength=0.46, within=cloth)
        layer.soft(stroke(shifted(fold, -2, -10), 9), lighter(colour, 0.4), blur=4, strength=0.34, within=cloth)
    _scarf_light(layer, colour, cloth)


def _scarf_light(layer: Layer, colour: Colour, cloth: list[Point]) -> None:
    crown = stroke(points(-118, -120, -60, -176, 10, -192), 26)
    layer.soft(crown, lighter(colour, 0.5), blur=12, strength=0.4, within=cloth)
    hem = stroke(points(-84, -98, -40, -134, 0, -138, 40, -134, 84, -98), 8)
    layer.soft(hem, darker(colour, 0.55), blur=4, strength=0.34, within=cloth)


def draw_turban(layer: Layer, colour: Colour) -> None:
    """A turban, wrapped from both sides to a point over the forehead."""
    line = points(119, -36, 104, -80, 56, -112, 0, -134, -56, -112, -104, -80, -119, -36)
    outside = points(
        -119, -36, -142, -92, -142, -158, -104, -212, -40, -238, 40, -238, 104, -212, 142, -158, 142, -92, 119, -36
    )  # fmt: skip
    outline = [*curve(outside, closed=False), *curve(line, closed=False)]
    draw_shadow(layer, outline, drop=10, strength=0.36)
    draw_mass(layer, outline, colour)
    for k in range(6):
        fold = points(-130 - 4 * k, -54 - 18 * k, -70 + 3 * k, -104 - 15 * k, 2, -136 - 15 * k)
        for way, strength in ((fold, 0.5), (flipped(fold), 0.6)):
            layer.soft(stroke(way, 7, ends=0.2), darker(colour, 0.55), blur=2.4, strength=strength, within=outline)
            layer.soft(stroke(shifted(way, 0, -8), 8), lighter(colour, 0.4), blur=3, strength=0.3, within=outline)
    layer.soft(ellipse(-50, -206, 54, 16), lighter(colour, 0.5), blur=12, strength=0.3, within=outline)
