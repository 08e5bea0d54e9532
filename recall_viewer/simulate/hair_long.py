"""Hair that reaches the chin or falls over the shoulders. The origin is the middle between the eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import darker, lighter
from recall_viewer.simulate.outlines import curve, flipped, mirrored, points, stroke
from recall_viewer.simulate.strands import draw_cap, draw_gloss, draw_mass, draw_shadow, draw_strands

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.outlines import Point


def draw_behind_neck(layer: Layer, colour: Colour, *, low: float = 236) -> None:
    """The hair behind the neck, in the shade of the head."""
    outline = curve(
        mirrored(points(0, -190, 66, -180, 112, -134, 130, -50, 132, 60, 134, low - 60, 128, low, 0, low + 12))
    )
    draw_mass(layer, outline, darker(colour, 0.38))


def draw_lob_behind(layer: Layer, colour: Colour) -> None:
    """The hair behind the neck that ends at the shoulders."""
    draw_behind_neck(layer, colour, low=190)


def draw_bob_behind(layer: Layer, colour: Colour) -> None:
    """Hair that ends at the chin, behind the neck."""
    outline = curve(
        mirrored(points(0, -196, 72, -186, 122, -138, 138, -60, 142, 20, 144, 96, 138, 146, 108, 160, 0, 158))
    )
    draw_mass(layer, outline, darker(colour, 0.34))


def draw_tail_behind(layer: Layer, colour: Colour) -> None:
    """A ponytail, falling beside the neck."""
    outline = curve(
        points(
            60, -150, 128, -136, 162, -74, 176, 10, 178, 100, 164, 190, 140, 258, 118, 226, 112, 140, 110, 50, 92, -60
        )
    )  # fmt: skip
    draw_mass(layer, outline, darker(colour, 0.16))
    lines = [
        points(110 + x, -100, 138 + x, 0, 138 + x * 0.8, 110, 132 + x * 0.4, 236) for x in (-6, 4, 14, 24)
    ]  # fmt: skip
    draw_strands(layer, lines, colour, outline, width=6)


def draw_locks_behind(layer: Layer, colour: Colour) -> None:
    """Locks that hang behind the shoulders."""
    back = curve(mirrored(points(0, -196, 74, -186, 124, -138, 144, -60, 148, 40, 146, 220, 0, 262)))
    draw_mass(layer, back, darker(colour, 0.42))
    for index, x in enumerate((-146, -126, -106, -86, 86, 106, 126, 146)):
        _lock(layer, colour, x, 286 + 22 * (index % 3), shade=0.12 + 0.12 * (index % 2))


def _lock(layer: Layer, colour: Colour, x: float, bottom: float, *, shade: float) -> None:
    lean = 12.0 if x > 0 else -12.0
    outline = stroke(points(x * 0.84, -80, x, 40, x + lean, 170, x + lean * 0.8, bottom), 26, ends=0.12)
    draw_mass(layer, outline, darker(colour, shade))
    _draw_twists(layer, colour, outline, [(x + lean * 0.5, float(y)) for y in range(-50, int(bottom), 15)])


def _draw_twists(layer: Layer, colour: Colour, lock: list[Point], middles: list[Point]) -> None:
    """The bends of hair that is twisted into a lock."""
    bends = [stroke(points(x - 20, y - 3, x, y + 5, x + 18, y - 4), 4) for x, y in middles]
    layer.soft_all(bends, lighter(colour, 0.3), blur=1.4, strength=0.32, within=lock)


@dataclass(frozen=True, slots=True)
class _Fall:
    """How parted hair falls on the right; the left mirrors it.

    From a parting at `part` on, `side` is the outer edge and `inner` the one at the face; strands run past `upper` to
    `lower`.
    """

    part: float
    side: list[Point]
    inner: list[Point]
    upper: Point
    lower: Point

    def outline(self) -> list[Point]:
        """The whole mass, open over the face."""
        opening = points(
            110, -40, 97, -86, self.part + 48, -127, self.part, -148, self.part - 44, -122, -97, -86, -110, -40
        )
        right, left = [*self.side, *reversed(self.inner)], [*flipped(self.inner), *flipped(reversed(self.side[1:]))]
        return curve([*right, *opening, *left])

    def strand(self, sign: float, index: int) -> list[Point]:
        """A line along the hair, from the parting down one side (`sign`)."""
        return [
            (self.part, -154.0 - 9 * index),
            (self.part * 0.5 + sign * (56 + 5 * index), -138.0 - 9 * index),
            (sign * (108 + 6 * index), -72.0 - 8 * index),
            (sign * (self.upper[0] + 6 * index), self.upper[1]),
            (sign * (self.lower[0] + 7 * index), self.lower[1]),
        ]


def _draw_parted(layer: Layer, colour: Colour, fall: _Fall) -> None:
    outline, part = fall.outline(), fall.part
    draw_shadow(layer, outline, drop=9)
    draw_mass(layer, outline, colour)
    for sign in (1.0, -1.0):
        draw_strands(layer, [fall.strand(sign, index) for index in range(5)], colour, outline, width=6)
        draw_gloss(layer, colour, outline, (part * 0.5 + sign * 62, -152, 34, 11))
        edge = [(sign * x, y) for x, y in fall.inner]
        layer.soft(stroke(edge, 9, ends=0.3), darker(colour, 0.5), blur=4, strength=0.4, within=outline)
    parting = points(part, -146, part * 0.9, -170, part * 0.7, -197)
    layer.soft(stroke(parting, 5, ends=0.4), darker(colour, 0.6), blur=1.5, strength=0.7, within=outline)


def draw_long(layer: Layer, colour: Colour) -> None:
    """Straight and long, over the shoulders."""
    side = points(0, -198, 62, -187, 116, -142, 139, -66, 143, 40, 150, 150, 160, 240, 164, 318, 138, 336, 112, 330)
    inner = points(113, 0, 112, 60, 104, 120, 98, 190, 100, 260)
    _draw_parted(layer, colour, _Fall(-26, side, inner, upper=(114, 60), lower=(112, 300)))


def draw_wavy(layer: Layer, colour: Colour) -> None:
    """Long, in waves."""
    side = points(
        0, -200, 66, -188, 122, -142, 148, -66, 152, 0, 146, 54, 164, 112, 154, 168, 172, 222, 160, 278, 128, 304,
        104, 286,
    )  # fmt: skip
    inner = points(112, -6, 116, 40, 104, 92, 108, 140, 92, 190, 100, 240)
    _draw_parted(layer, colour, _Fall(28, side, inner, upper=(116, 40), lower=(124, 120)))
    for sign in (1.0, -1.0):
        wave = points(0, 20, 10, 66, 2, 116, 16, 172, 4, 226, 8, 284)
        lines = [[(sign * (x + dx), y) for dx, y in wave] for x in (112, 122, 132, 142)]
        draw_strands(layer, lines, colour, curve(mirrored(side)), width=7)


def draw_lob(layer: Layer, colour: Colour) -> None:
    """To the shoulders, turned inwards at the ends."""
    side = points(0, -200, 64, -188, 118, -142, 143, -66, 148, 30, 156, 110, 166, 176, 152, 214, 118, 222, 92, 204)
    inner = points(113, 0, 113, 50, 104, 104, 98, 150)
    _draw_parted(layer, colour, _Fall(-44, side, inner, upper=(116, 50), lower=(122, 200)))


def draw_bob(layer: Layer, colour: Colour) -> None:
    """To the chin, with a straight fringe."""
    right = points(
        0, -201, 66, -189, 118, -142, 142, -62, 148, 20, 151, 100, 145, 150, 120, 158, 109, 138, 116, 60, 113, -20,
        104, -54, 56, -47, 0, -45,
    )  # fmt: skip
    outline = curve(mirrored(right))
    draw_shadow(layer, outline, drop=9, strength=0.32)
    draw_mass(layer, outline, colour)
    fringe = [points(x * 0.5, -180, x * 0.92, -110, x, -50) for x in range(-96, 97, 16)]
    sides = [points(s * x, -120, s * (x + 12), 20, s * (x + 10), 150) for s in (-1, 1) for x in (116, 128)]
    draw_strands(layer, fringe + sides, colour, outline)
    shine = stroke(points(-96, -122, 0, -138, 96, -122), 22)
    layer.soft(shine, lighter(colour, 0.55), blur=9, strength=0.34, within=outline)


def draw_pulled(layer: Layer, colour: Colour) -> list[Point]:
    """Hair that is tied behind the head. Gives its outline."""
    line = points(114, -14, 109, -64, 86, -106, 44, -124, 0, -130, -44, -124, -86, -106, -109, -64, -114, -14)
    outline = draw_cap(layer, colour, line, top=-198, side=122, low=-6)
    lines = [
        points(x, -118 + abs(x) * 0.32, x * 0.86, -158 + abs(x) * 0.2, x * 0.3, -192) for x in range(-108, 109, 18)
    ]
    draw_strands(layer, lines, colour, outline)
    shine = stroke(points(-84, -136, 0, -166, 84, -136), 20)
    layer.soft(shine, lighter(colour, 0.55), blur=9, strength=0.36, within=outline)
    return outline


def draw_locks(layer: Layer, colour: Colour) -> None:
    """The crown of somebody with locks: rows from the forehead back."""
    outline = draw_pulled(layer, colour)
    for x in range(-96, 97, 24):
        row = points(x * 1.08, -112 + abs(x) * 0.4, x * 0.8, -160, x * 0.3, -196)
        layer.soft(stroke(row, 4), darker(colour, 0.7), blur=1.2, strength=0.6, within=outline)
    for sign in (-1.0, 1.0):
        strand = stroke(
            points(sign * 96, -140, sign * 122, -40, sign * 132, 60, sign * 134, 160, sign * 126, 292), 26, ends=0.1
        )
        draw_mass(layer, strand, colour)
        _draw_twists(layer, colour, strand, [(sign * 126, float(y)) for y in range(-80, 284, 15)])
