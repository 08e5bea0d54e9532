"""What people wear on their heads: beards, glasses, earrings, headphones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter, mix
from recall_viewer.simulate.faces import EYE_X, face_outline
from recall_viewer.simulate.outlines import curve, ellipse, flipped, mirrored, stroke

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.looks import Look
    from recall_viewer.simulate.outlines import Point


def draw_beard(layer: Layer, look: Look) -> None:
    """Drawn after the face and before the mouth."""
    colour = look.beard_colour or look.hair_colour
    if look.beard == "stubble":
        shape = curve(mirrored([(0, 70), (40, 74), (74, 70), (112, 20), (112, 70), (84, 120), (40, 158), (0, 168)]))
        layer.soft(shape, mix(colour, look.skin, 0.35), blur=10, strength=0.5, within=face_outline(look))
        return
    if look.beard == "none":
        return
    drop = 8.0 if look.beard == "short" else 40.0
    outer: list[Point] = [
        (0, 80), (26, 76), (48, 82), (64, 92), (84, 66), (104, 30), (112, -16), (121, -14), (118, 40),
        (104, 92 + drop * 0.3), (80, 134 + drop * 0.7), (40, 158 + drop), (0, 164 + drop),
    ]  # fmt: skip
    outline = curve(mirrored(outer))
    layer.soft(outline, colour, blur=2.4, strength=1.0)
    layer.soft(ellipse(-46, 128 + drop * 0.6, 30, 16), lighter(colour, 0.5), blur=12, strength=0.3, within=outline)
    layer.soft(ellipse(74, 110 + drop * 0.5, 30, 50), darker(colour, 0.7), blur=12, strength=0.4, within=outline)
    hairs: list[list[Point]] = [
        [(x * 0.84, 122.0 + x % 7 * 2), (x * 0.88, 142 + drop * 0.4), (x * 0.72, 158 + drop * 0.9 - x % 5 * 2)]
        for x in range(-88, 89, 11)
    ]
    strokes = [stroke(hair, 5) for hair in hairs]
    layer.soft_all(strokes[::2], darker(colour, 0.4), blur=2.6, strength=0.22, within=outline)
    layer.soft_all(strokes[1::2], lighter(colour, 0.3), blur=2.6, strength=0.22, within=outline)


def draw_glasses(layer: Layer, look: Look) -> None:
    """Frames with a hint of a reflection."""
    if look.glasses is None:
        return
    frame = look.glasses
    for side in (-1.0, 1.0):
        centre = side * (EYE_X + 2)
        if look.round_glasses:
            rim = ellipse(centre, 4, 35, 33)
        else:
            corners = [(-36, -18), (-18, -25), (18, -25), (36, -18), (37, 8), (24, 28), (-22, 28), (-36, 10)]
            rim = curve([(centre + side * x, 2 + float(y)) for x, y in corners])
        layer.tint(rim, (236, 244, 250), 0.07)
        shine = [(centre - 22, -18.0), (centre - 8, -22.0), (centre - 22, 14.0), (centre - 28, 4.0)]
        layer.soft(shine, (255, 255, 255), blur=3, strength=0.28, within=rim)
        layer.soft(curve([(x + 1.5, y + 4) for x, y in rim[::6]]), (60, 34, 30), blur=3, strength=0.12)
        layer.ring(rim, 5.2, frame)
        layer.fill(stroke([(centre + side * 36, -8.0), (side * 106, -12.0), (side * 124, -10.0)], 5.2, ends=0.9), frame)
        layer.soft(
            stroke([(centre - 20, -22), (centre, -26), (centre + 16, -23)], 2.2),
            lighter(frame, 0.6),
            blur=0.8,
            strength=0.6,
        )
    layer.fill(stroke([(-13, -4), (0, -9), (13, -4)], 5.2, ends=0.9), frame)


def draw_earrings(layer: Layer, look: Look) -> None:
    """Small rings or pearls under the ears."""
    if look.earrings is None:
        return
    for x in (-126.0, 126.0):
        layer.fill(ellipse(x, 58, 7.5, 8.5), Fade(lighter(look.earrings, 0.4), darker(look.earrings, 0.2)))
        layer.fill(ellipse(x - 2.4, 55, 2.2, 2.2), lighter(look.earrings, 0.8))


def draw_headphones(layer: Layer, look: Look) -> None:
    """A band over the hair and two cushions over the ears."""
    if look.headphones is None:
        return
    colour: Colour = look.headphones
    band = [
        (-140, -10),
        (-146, -90),
        (-112, -182),
        (-50, -222),
        (0, -230),
        (50, -222),
        (112, -182),
        (146, -90),
        (140, -10),
    ]
    layer.fill(stroke([(float(x), float(y)) for x, y in band], 17, ends=0.8), colour)
    layer.soft(
        stroke([(-138, -100), (-108, -176), (-48, -218), (20, -226)], 5), lighter(colour, 0.5), blur=2, strength=0.5
    )
    cushion = [
        (122.0, -44.0),
        (142.0, -52.0),
        (160.0, -40.0),
        (164.0, 6.0),
        (158.0, 50.0),
        (140.0, 60.0),
        (122.0, 50.0),
    ]
    for points in (cushion, flipped(cushion)):
        pad = curve(points)
        layer.fill(pad, Fade(lighter(colour, 0.12), darker(colour, 0.3)))
    layer.soft(stroke([(-156, -36), (-160, 6), (-154, 44)], 6), lighter(colour, 0.5), blur=2.5, strength=0.45)
