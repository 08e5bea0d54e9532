"""Things that stand or hang in a room. Measures are units of the design (1280 by 720)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import Fade, darker, lighter, mix
from recall_viewer.simulate.outlines import curve, ellipse, stroke

if TYPE_CHECKING:
    from random import Random

    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.outlines import Point

Area = tuple[float, float, float, float]
"""Left, top, width, height."""

_BOOKS: tuple[Colour, ...] = (
    (122, 82, 78), (84, 104, 128), (104, 122, 98), (168, 138, 92), (192, 180, 160), (104, 86, 122), (78, 88, 98),
    (146, 104, 84),
)  # fmt: skip
_LEAF: Colour = (66, 108, 84)


def block(x: float, y: float, width: float, height: float) -> list[Point]:
    """The corners of an upright rectangle."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def draw_window(layer: Layer, place: Area, *, night: bool = False) -> None:
    """A window of four panes with a tree before it."""
    x, y, width, height = place
    sky = Fade((52, 62, 98), (74, 82, 116)) if night else Fade((196, 216, 226), (164, 192, 208))
    frame: Colour = (126, 130, 148) if night else (218, 214, 206)
    layer.soft(block(x - 6, y + 4, width + 12, height + 14), darker(frame, 0.6), blur=16, strength=0.3)
    layer.fill(block(x, y, width, height), frame)
    gap, bar = 14.0, 12.0
    pane = block(x + gap, y + gap, width - 2 * gap, height - 2 * gap)
    layer.fill(pane, sky)
    tree: Colour = (46, 62, 72) if night else (134, 162, 128)
    layer.soft(ellipse(x + width * 0.36, y + height * 0.86, width * 0.34, height * 0.3), tree, blur=4, within=pane)
    layer.soft(
        ellipse(x + width * 0.8, y + height * 0.98, width * 0.3, height * 0.26), darker(tree, 0.12), blur=4, within=pane
    )
    if night:
        layer.soft(ellipse(x + width * 0.72, y + height * 0.24, 17, 17), (232, 228, 206), blur=2, within=pane)
    layer.fill(block(x + width / 2 - bar / 2, y + gap, bar, height - 2 * gap), frame)
    layer.fill(block(x + gap, y + height / 2 - bar / 2, width - 2 * gap, bar), frame)
    layer.fill(block(x - 14, y + height, width + 28, 16), Fade(lighter(frame, 0.3), darker(frame, 0.15)))


def draw_curtain(layer: Layer, x: float, width: float, colour: Colour) -> None:
    """A curtain from the ceiling to the floor, in folds."""
    layer.soft(block(x + 6, 0, width, 720), darker(colour, 0.6), blur=14, strength=0.35)
    folds = 5
    for index in range(folds):
        left = x + width * index / folds
        layer.fill(
            block(left, 0, width / folds + 1, 720), Fade(lighter(colour, 0.14), darker(colour, 0.24), across=True)
        )


def draw_bookshelf(layer: Layer, place: Area, wood: Colour, chance: Random) -> None:
    """A shelf full of books, with a gap and an ornament here and there."""
    x, y, width, height = place
    layer.soft(block(x - 4, y + 6, width + 18, height), darker(wood, 0.8), blur=20, strength=0.4)
    layer.fill(block(x, y, width, height), Fade(wood, darker(wood, 0.2), across=True))
    rows = max(2, round(height / 108))
    step = (height - 12) / rows
    for row in range(rows):
        top = y + 12 + row * step
        inside = block(x + 12, top, width - 24, step - 12)
        layer.fill(inside, Fade(darker(wood, 0.62), darker(wood, 0.5)))
        _books(layer, (x + 18, top, width - 36, step - 12), chance)
        layer.soft(block(x + 12, top, width - 24, 16), darker(wood, 0.85), blur=8, strength=0.5, within=inside)


def _books(layer: Layer, place: Area, chance: Random) -> None:
    left, top, right, height = place[0], place[1], place[0] + place[2], place[3]
    at = left
    while at < right - 14:
        if chance.random() < 0.07:
            at += chance.uniform(18, 44)
            continue
        if chance.random() < 0.05 and at < right - 50:
            _vase(layer, at + 22, top + height, chance)
            at += 48
            continue
        width = min(chance.uniform(11, 23), right - at)
        tall = height * chance.uniform(0.6, 0.9)
        colour = mix(chance.choice(_BOOKS), (96, 90, 88), 0.12)
        spine = block(at, top + height - tall, width - 1.5, tall)
        layer.fill(spine, Fade(lighter(colour, 0.12), darker(colour, 0.18), across=True))
        if width > 15:
            layer.fill(block(at + 3, top + height - tall * 0.78, width - 7.5, 6), lighter(colour, 0.42))
        at += width


def _vase(layer: Layer, x: float, bottom: float, chance: Random) -> None:
    colour = lighter(chance.choice(_BOOKS), 0.35)
    shape = [
        (x - 10, bottom),
        (x - 17, bottom - 24),
        (x - 6, bottom - 44),
        (x + 6, bottom - 44),
        (x + 17, bottom - 24),
        (x + 10, bottom),
    ]
    layer.fill(curve(shape), Fade(lighter(colour, 0.2), darker(colour, 0.25), across=True))


def draw_lamp(layer: Layer, x: float, y: float, *, scale: float = 1.0) -> None:
    """A floor lamp that is on; `y` is the top of its shade."""
    glow: Colour = (255, 222, 164)
    layer.soft(ellipse(x, y + 60, 250 * scale, 230 * scale), glow, blur=90, strength=0.4)
    layer.soft(ellipse(x, y + 60, 110 * scale, 100 * scale), glow, blur=46, strength=0.42)
    layer.fill(block(x - 4, y + 100, 8, 620), (62, 54, 50))
    shade = [
        (x - 42 * scale, y),
        (x + 42 * scale, y),
        (x + 66 * scale, y + 104 * scale),
        (x - 66 * scale, y + 104 * scale),
    ]
    layer.fill(shade, Fade((250, 230, 190), (238, 202, 140)))
    layer.soft(ellipse(x, y + 62 * scale, 34 * scale, 36 * scale), (255, 248, 226), blur=16, strength=0.8, within=shade)


def draw_picture(layer: Layer, place: Area, accent: Colour, *, motif: int = 0) -> None:
    """A framed print: hills, a sun over water, or an arch."""
    x, y, width, height = place
    layer.soft(block(x, y + 8, width + 8, height + 4), (40, 34, 34), blur=12, strength=0.4)
    layer.fill(block(x, y, width, height), (70, 62, 58))
    layer.fill(block(x + 8, y + 8, width - 16, height - 16), (228, 222, 210))
    art = block(x + 24, y + 24, width - 48, height - 48)
    layer.fill(art, Fade(lighter(accent, 0.45), lighter(accent, 0.2)))
    middle, low = x + width / 2, y + height - 24
    if motif == 0:
        hill = [
            (x, low + 40),
            (x + 20, low - height * 0.22),
            (middle, low - height * 0.36),
            (x + width - 30, low - height * 0.1),
            (x + width, low + 40),
        ]
        layer.fill(curve(hill), darker(accent, 0.12), within=art)
        layer.fill(ellipse(x + width * 0.68, y + height * 0.36, 13, 13), lighter(accent, 0.75), within=art)
    elif motif == 1:
        layer.fill(
            ellipse(middle, y + height * 0.46, width * 0.17, width * 0.17),
            mix(accent, (226, 150, 100), 0.6),
            within=art,
        )
        layer.fill(block(x, y + height * 0.56, width, height), darker(accent, 0.3), within=art)
    else:
        for shrink, tone in ((0.0, darker(accent, 0.25)), (0.13, lighter(accent, 0.3)), (0.24, darker(accent, 0.05))):
            layer.fill(ellipse(middle, low, width * (0.32 - shrink), height * (0.42 - shrink)), tone, within=art)


def draw_plant(layer: Layer, x: float, y: float, *, size: float = 1.0, pot: Colour = (168, 112, 88)) -> None:
    """A potted plant; (x, y) is the middle of the pot's rim."""
    leaves = [
        (-1.5, 0.10),
        (1.5, 0.12),
        (-1.12, 0.2),
        (1.1, 0.16),
        (-0.74, 0.06),
        (0.78, 0.08),
        (-0.4, 0.18),
        (0.42, 0.14),
        (-0.08, 0.0),
        (0.18, 0.1),
    ]
    for index, (lean, shade) in enumerate(leaves):
        long = (150 - 26 * abs(lean)) * size * 1.3
        tip = (x + lean * 104 * size, y - long + abs(lean) * 58 * size)
        bend = (x + lean * 46 * size, y - long * 0.62)
        outline = stroke([(x + lean * 10, y + 6), bend, tip], 30 * size, ends=0.04, peak=0.62)
        colour = mix(_LEAF, (112, 146, 104), 0.25 if index % 2 else 0.0)
        layer.fill(outline, Fade(lighter(darker(colour, shade), 0.16), darker(colour, shade + 0.1)))
        vein = stroke([(x + lean * 10, y + 2), bend, tip], 2.5 * size, ends=0.2)
        layer.fill(vein, lighter(darker(colour, shade), 0.22))
    wide = 50 * size
    layer.fill(
        [(x - wide, y), (x + wide, y), (x + wide * 0.74, y + 110 * size), (x - wide * 0.74, y + 110 * size)],
        Fade(lighter(pot, 0.14), darker(pot, 0.28), across=True),
    )
    layer.fill(
        block(x - wide - 4, y - 6, wide * 2 + 8, 20 * size), Fade(lighter(pot, 0.2), darker(pot, 0.2), across=True)
    )
