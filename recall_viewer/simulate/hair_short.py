"""Hair that ends above the ears, tied up or standing on its own. The origin is the middle between the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter
from recall_viewer.simulate.hair_long import draw_pulled
from recall_viewer.simulate.outlines import curve, ellipse, mirrored, points, shifted, stroke
from recall_viewer.simulate.strands import draw_cap, draw_curls, draw_gloss, draw_mass, draw_shadow, draw_strands, lumpy

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer


def draw_bun_behind(layer: Layer, colour: Colour) -> None:
    """A bun on top of the head, and the hair that leads to it."""
    bun = curve(shifted(mirrored(points(0, -50, 34, -42, 54, -14, 50, 20, 26, 42, 0, 46)), 0, -214))
    draw_mass(layer, bun, darker(colour, 0.06))
    lines = [
        points(-44, -214, -14, -244, 26, -248),
        points(-46, -204, -6, -232, 40, -230),
        points(-40, -196, 4, -214, 46, -210),
        points(-28, -252, 6, -256, 36, -238),
    ]
    draw_strands(layer, lines, colour, bun, width=6)


def draw_afro_behind(layer: Layer, colour: Colour) -> None:
    """The round mass behind the head."""
    outline = lumpy((0, -74), (192, 180), 44, 6)
    layer.fill(outline, Fade(lighter(colour, 0.1), darker(colour, 0.3), across=True))
    layer.soft(ellipse(-70, -180, 90, 46), lighter(colour, 0.5), blur=26, strength=0.28, within=outline)
    layer.soft(ellipse(120, 10, 70, 110), darker(colour, 0.6), blur=26, strength=0.5, within=outline)
    draw_curls(layer, colour, outline, (-196, -250, 196, 90), size=10)


def draw_short(layer: Layer, colour: Colour) -> None:
    """Short, combed to the side."""
    line = points(
        115, -18, 111, -62, 100, -96, 56, -106, 8, -104, -36, -114, -64, -128, -90, -98, -110, -62, -115, -18
    )  # fmt: skip
    outline = draw_cap(layer, colour, line, top=-204, side=122, low=-16)
    lines = [
        points(-70 + 8 * k, -138 - 9 * k, 10 * k, -128 - 11 * k, 66 + 6 * k, -112 - 12 * k, 108 + 3 * k, -70 - 12 * k)
        for k in range(6)
    ]
    draw_strands(layer, lines, colour, outline)
    draw_gloss(layer, colour, outline, (-8, -166, 70, 13))


def draw_cropped(layer: Layer, colour: Colour) -> None:
    """Very short, with faded sides."""
    line = points(113, -20, 110, -62, 92, -102, 44, -120, 0, -123, -44, -120, -92, -102, -110, -62, -113, -20)
    outline = draw_cap(layer, colour, line, top=-188, side=117, low=-22)
    for side in (-1.0, 1.0):
        layer.soft(ellipse(side * 119, -34, 12, 34), lighter(colour, 0.3), blur=8, strength=0.35, within=outline)
    draw_gloss(layer, colour, outline, (-34, -162, 50, 10))


def draw_curly(layer: Layer, colour: Colour) -> None:
    """Thick curls above the forehead, short sides."""
    crown = lumpy((0, -138), (124, 66), 17, 15)
    sides = draw_cap(
        layer,
        colour,
        points(115, -24, 108, -80, 60, -108, 0, -112, -60, -108, -108, -80, -115, -24),
        top=-196,
        side=121,
        low=-24,
    )
    draw_curls(layer, colour, sides, (-124, -100, 124, -20), size=8)
    draw_shadow(layer, crown, drop=9, strength=0.34)
    layer.fill(crown, Fade(lighter(colour, 0.1), darker(colour, 0.2)))
    layer.soft(ellipse(-40, -188, 80, 22), lighter(colour, 0.5), blur=18, strength=0.3, within=crown)
    draw_curls(layer, colour, crown, (-136, -214, 136, -66), size=12)


def draw_bun(layer: Layer, colour: Colour) -> None:
    """Hair pulled up, with a loose wisp on either side."""
    draw_pulled(layer, colour)
    for side in (-1.0, 1.0):
        wisp = points(side * 112, -60, side * 120, -10, side * 116, 40)
        layer.soft(stroke(wisp, 7), colour, blur=1.2, strength=0.9)


def draw_swept(layer: Layer, colour: Colour) -> None:
    """Fuller on top, swept up from the forehead."""
    line = points(
        116, -18, 112, -60, 98, -104, 62, -122, 20, -116, -24, -110, -70, -104, -98, -96, -111, -58, -116, -18
    )
    outside = points(
        -122, -18, -128, -74, -120, -140, -84, -190, -24, -214, 44, -213, 98, -184, 125, -130, 128, -70, 122, -18
    )  # fmt: skip
    outline = [*curve(outside, closed=False), *curve(line, closed=False)]
    draw_shadow(layer, outline)
    draw_mass(layer, outline, colour)
    lines = [
        points(-88 + 26 * k, -104 - 3 * k, -60 + 26 * k, -152 - 2 * k, -4 + 22 * k, -200 + 3 * k) for k in range(7)
    ]
    draw_strands(layer, lines, colour, outline, width=7)
    draw_gloss(layer, colour, outline, (-34, -180, 56, 13))


def draw_bald(layer: Layer, colour: Colour) -> None:
    """Short hair above the ears only."""
    for side in (-1.0, 1.0):
        patch = points(
            side * 110, 6, side * 117, -10, side * 119, -56, side * 111, -86, side * 104, -60, side * 106, -20
        )
        layer.soft(curve(patch), colour, blur=4, strength=0.8, within=ellipse(0, -10, 119, 190))
    layer.soft(ellipse(-34, -132, 40, 16), (255, 250, 244), blur=12, strength=0.3)


def draw_afro(layer: Layer, colour: Colour) -> None:
    """The front of the round mass: an uneven hairline."""
    inner = curve(
        points(114, -30, 108, -74, 88, -102, 46, -118, 0, -122, -46, -118, -88, -102, -108, -74, -114, -30),
        closed=False,
    )
    outer = curve(
        points(-136, -30, -150, -100, -120, -170, -60, -204, 0, -214, 60, -204, 120, -170, 150, -100, 136, -30),
        closed=False,
    )
    crown = [*outer, *inner]
    draw_shadow(layer, crown, strength=0.34)
    layer.soft(crown, darker(colour, 0.04), blur=4)
    layer.soft(ellipse(-50, -160, 80, 26), lighter(colour, 0.5), blur=20, strength=0.26, within=crown)
    draw_curls(layer, colour, crown, (-150, -214, 150, -30), size=10)
