"""Outlines and lines as lists of points: what is drawn, before it has a colour. Lengths are units of the design."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def points(*flat: float) -> list[Point]:
    """Points from a flat list of numbers, two for each."""
    return list(zip(flat[::2], flat[1::2], strict=True))


def on_side(side: float, right: Iterable[Point]) -> list[Point]:
    """Points given for the right side (1), or their mirror image for the left one (-1)."""
    return [(side * x, y) for x, y in right]


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A smooth line (Catmull-Rom) through all points, as corners of a polygon."""
    count = len(points)
    out: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(index + shift, 0), count - 1)] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            out.append((_between(p0[0], p1[0], p2[0], p3[0], t), _between(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        out.append(points[-1])
    return out


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)


def mirrored(right: Sequence[Point]) -> list[Point]:
    """A closed outline from its right half, listed from top to bottom; points on the axis are not doubled."""
    return [*right, *((-x, y) for x, y in reversed(right) if x != 0)]


def flipped(points: Iterable[Point]) -> list[Point]:
    """The same points on the other side of the axis."""
    return [(-x, y) for x, y in points]


def shifted(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    """The same points elsewhere."""
    return [(x + dx, y + dy) for x, y in points]


def ellipse(x: float, y: float, rx: float, ry: float, *, start: float = 0, end: float = 360) -> list[Point]:
    """The outline of an ellipse, or the part of it between two angles in degrees (0 is right, 90 is down)."""
    steps = 48
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def stroke(points: Sequence[Point], widest: float, *, ends: float = 0.0, peak: float = 0.5) -> list[Point]:
    """The outline of a brush stroke along a smooth line.

    It is `widest` at `peak` (0 to 1) of its way, and `ends` (0 to 1) of that at both ends.
    """
    line = curve(points, closed=False, steps=12)
    last = len(line) - 1
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(line):
        before, after = line[max(index - 1, 0)], line[min(index + 1, last)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        way = index / last
        rise = way / peak if way <= peak else (1 - way) / (1 - peak)
        half = widest / 2 * (ends + (1 - ends) * math.sin(rise * math.pi / 2))
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    return [*left, *reversed(right)]
