"""Heads: the face with its shading, and the features that move. The origin is the middle between the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter, mix
from recall_viewer.simulate.outlines import curve, ellipse, flipped, mirrored, on_side, points, shifted, stroke

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.looks import Look
    from recall_viewer.simulate.outlines import Point

EYE_X = 47.0
MOUTH_Y = 97.0
CHIN_Y = 156.0
EARS_HIDDEN_BY = frozenset({"long", "wavy", "bob", "lob", "scarf", "locks"})


def shadow_of(skin: Colour, share: float = 0.3) -> Colour:
    """Skin in the shade: darker and redder, never grey."""
    return mix(skin, (92, 38, 30), share)


def face_outline(look: Look) -> list[Point]:
    """The outline of the face from the skull to the chin."""
    jaw, long = look.jaw, look.length
    skull = points(0, -178, 54, -168, 97, -128, 117, -62, 117, 8)
    chin = points(86 * jaw, 108, 52 * jaw, 140, 22 * jaw, 154, 0, CHIN_Y)
    cheek = (54 * (1 + jaw), 62.0)
    return curve(mirrored([*skull, *((x, y * long) for x, y in (cheek, *chin))]))


def draw_face(layer: Layer, look: Look) -> None:
    """Ears, face and what does not move in it."""
    if look.hair not in EARS_HIDDEN_BY:
        for side in (-1.0, 1.0):
            _ear(layer, look, side)
    outline = face_outline(look)
    skin = look.skin
    layer.fill(outline, Fade(lighter(skin, 0.10), darker(mix(skin, shadow_of(skin), 0.35), 0.02), across=True))
    # Light comes from the upper left: the far cheek, the temples and the edge of the jaw turn away from it.
    away = curve([(126, -120), (100, -40), (96, 40), (66, 112), (10, 168), (150, 190), (170, 0)])
    layer.soft(away, shadow_of(skin, 0.55), blur=14, strength=0.34, within=outline)
    brow_light = ellipse(-30, -78, 62, 30)
    layer.soft(brow_light, lighter(skin, 0.5), blur=22, strength=0.28, within=outline)
    for x in (-66.0, 66.0):
        layer.soft(ellipse(x, 52, 25, 19), mix(skin, (206, 82, 70), 0.6), blur=12, strength=0.28, within=outline)
    layer.soft(ellipse(-60, 34, 24, 10), lighter(skin, 0.5), blur=8, strength=0.26, within=outline)
    layer.soft(ellipse(0, CHIN_Y * look.length - 22, 20, 11), lighter(skin, 0.4), blur=8, strength=0.22, within=outline)
    for x in (-EYE_X, EYE_X):
        layer.soft(ellipse(x, -8, 33, 18), shadow_of(skin, 0.5), blur=8, strength=0.26, within=outline)
    if look.freckles:
        _freckles(layer, skin)
    _nose(layer, skin, outline)


def _ear(layer: Layer, look: Look, side: float) -> None:
    skin = look.skin if side < 0 else mix(look.skin, shadow_of(look.skin), 0.4)
    outer = [(113, -12), (128, -22), (139, -8), (136, 20), (126, 44), (114, 48)]
    inner = [(119, -6), (129, -8), (131, 8), (125, 30), (118, 34)]
    layer.fill(curve(on_side(side, outer)), skin)
    layer.soft(curve(on_side(side, inner)), shadow_of(skin, 0.5), blur=2.5, strength=0.55)


def _freckles(layer: Layer, skin: Colour) -> None:
    spots: list[Point] = [
        (-78, 34),
        (-66, 42),
        (-56, 32),
        (-50, 46),
        (-70, 54),
        (-40, 38),
        (-30, 30),
        (-84, 48),
        (-60, 60),
    ]
    spots += [*flipped(spots), (-8, 34), (6, 28), (12, 38)]
    marks = [ellipse(x, y, 2.3, 2.0) for x, y in spots]
    layer.soft_all(marks, shadow_of(skin, 0.5), blur=1.0, strength=0.36)


def _nose(layer: Layer, skin: Colour, outline: list[Point]) -> None:
    shade = shadow_of(skin, 0.5)
    bridge = curve([(8, -34), (16, -4), (20, 34), (27, 56), (16, 64), (8, 40), (5, 0)])
    layer.soft(bridge, shade, blur=5, strength=0.42, within=outline)
    layer.soft(ellipse(2, 68, 20, 5), shade, blur=4, strength=0.5, within=outline)
    layer.soft(stroke([(-4, -30), (-4, 10), (-3, 44)], 10, ends=0.4), lighter(skin, 0.6), blur=4, strength=0.34)
    layer.soft(ellipse(-3, 48, 8, 7), lighter(skin, 0.7), blur=4, strength=0.36)
    line = shadow_of(skin, 0.62)
    layer.fill(stroke([(-22, 54), (-19, 61), (-10, 62), (0, 66), (10, 62), (19, 61), (22, 54)], 4.2, ends=0.2), line)
    for x in (-11.0, 11.0):
        layer.soft(ellipse(x, 61.5, 5.0, 2.4), darker(line, 0.35), blur=1.2, strength=0.8)


def draw_brows(layer: Layer, look: Look, colour: Colour) -> None:
    """Both eyebrows; the mouth's mood shows in them a little."""
    lift = 2.5 * look.smile
    weight = 9.5 if look.lashes else 12.5
    for side in (-1.0, 1.0):
        arch = points(22, -31, 38, -41 - lift, 58, -42 - lift, 78, -30)
        outline = stroke(on_side(side, arch), weight, ends=0.2, peak=0.3)
        layer.soft(outline, colour, blur=1.1, strength=0.92)


def draw_eyes(layer: Layer, look: Look, *, closed: bool) -> None:
    """Both eyes, open or in the middle of a blink."""
    for side in (-1.0, 1.0):
        if closed:
            _closed_eye(layer, look, side)
        else:
            _open_eye(layer, look, side)


def _open_eye(layer: Layer, look: Look, side: float) -> None:
    centre = side * EYE_X
    almond_points = [(-24, 4), (-14, -7), (0, -12), (14, -9), (24, 0), (14, 8), (0, 11), (-14, 9)]
    almond = shifted(curve(on_side(side, almond_points)), centre, 0)
    lid = shifted(on_side(side, [(-25, 5), (-14, -8), (0, -13), (15, -10), (27, -2)]), centre, 0)
    white = mix((238, 235, 230), look.skin, 0.12)
    layer.fill(almond, white)
    iris_x = centre + 0.8
    layer.fill(ellipse(iris_x, -0.5, 11.4, 11.4), darker(look.eyes, 0.4), within=almond)
    layer.fill(ellipse(iris_x, 0.2, 9.8, 9.8), Fade(look.eyes, mix(look.eyes, (204, 160, 110), 0.3)), within=almond)
    layer.fill(ellipse(iris_x, 0, 5.2, 5.2), (16, 14, 16), within=almond)
    layer.soft(stroke(lid, 12, ends=0.6), (52, 34, 34), blur=2.5, strength=0.45, within=almond)
    layer.fill(ellipse(iris_x - 3.6, -3.8, 2.9, 2.9), (252, 252, 252), within=almond)
    layer.fill(ellipse(iris_x + 3.2, 3.6, 1.3, 1.3), (214, 216, 220), within=almond)
    dark = mix((30, 20, 20), look.skin, 0.05)
    layer.fill(stroke(lid, 5.4 if look.lashes else 4.4, ends=0.35, peak=0.62), dark)
    crease = shifted(on_side(side, [(-20, -9), (-8, -18), (8, -20), (24, -10)]), centre, 0)
    layer.soft(stroke(crease, 3.4, ends=0.1), shadow_of(look.skin, 0.6), blur=0.9, strength=0.75)
    under = shifted(on_side(side, [(-16, 10), (0, 13), (18, 7)]), centre, 0)
    layer.soft(stroke(under, 2.6, ends=0.1), shadow_of(look.skin, 0.55), blur=0.8, strength=0.6)
    if look.lashes:
        wing = shifted(on_side(side, [(18, -8), (26, -4), (34, -10)]), centre, 0)
        layer.fill(stroke(wing, 4.6, ends=0.0, peak=0.35), dark)


def _closed_eye(layer: Layer, look: Look, side: float) -> None:
    centre = side * EYE_X
    layer.soft(ellipse(centre, -2, 25, 11), look.skin, blur=3, strength=0.9)
    layer.soft(ellipse(centre, -4, 20, 7), lighter(look.skin, 0.3), blur=4, strength=0.3)
    lid = on_side(side, [(-25, 3), (-12, 9), (2, 10), (15, 7), (27, -1)])
    layer.fill(stroke(shifted(lid, centre, 0), 4.4, ends=0.25, peak=0.6), mix((34, 22, 22), look.skin, 0.08))


def lip_colour(look: Look) -> Colour:
    """The lips' own colour, or the lipstick."""
    return look.lips or mix(look.skin, (176, 70, 66), 0.42)
