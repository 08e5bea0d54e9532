"""Drawing by measures that do not depend on the picture's size: colours, gradients and soft shading on a layer.

Lengths are units of the design, a picture of 1280 by 720; a layer knows how many pixels a unit has. Edges are hard at
the layer's own resolution and become smooth when it is scaled down, so layers are drawn larger than they are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recall_viewer.simulate.outlines import Box, Point

Colour = tuple[int, int, int]

SOFT_PX_PER_BLUR = 2
"""A blurred shape is drawn so small that its blur has this radius in pixels: soft shapes lose nothing by it."""


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour `share` (0 to 1) of the way from the first to the second."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Towards a bluish black, as things in a shadow are."""
    return mix(colour, (18, 18, 28), share)


def lighter(colour: Colour, share: float = 0.2) -> Colour:
    """Towards a warm white, as things in a lit room are."""
    return mix(colour, (255, 248, 238), share)


@dataclass(frozen=True, slots=True)
class Fade:
    """A gradient: from one colour to another, downwards or (`across`) from left to right."""

    first: Colour
    last: Colour
    across: bool = False


class Layer:
    """A transparent picture of the part `box` of the design; everything is drawn in units of the design.

    `px` is how many pixels a unit has.
    """

    def __init__(self, box: Box, px: float) -> None:
        self.box = box
        self.px = px
        size = (max(1, round((box[2] - box[0]) * px)), max(1, round((box[3] - box[1]) * px)))
        self.image = Image.new("RGBA", size)
        self._pen = ImageDraw.Draw(self.image)

    def part(self, box: Box) -> Layer:
        """A copy of what is drawn in `box`, which is widened to whole pixels and cut to this layer."""
        (left, top, _, _), px = self.box, self.px
        pixels = (
            max(0, math.floor((box[0] - left) * px)),
            max(0, math.floor((box[1] - top) * px)),
            min(self.image.width, math.ceil((box[2] - left) * px)),
            min(self.image.height, math.ceil((box[3] - top) * px)),
        )
        copy = Layer((left + pixels[0] / px, top + pixels[1] / px, left + pixels[2] / px, top + pixels[3] / px), px)
        copy.image.paste(self.image.crop(pixels))
        return copy

    def _at(self, points: Iterable[Point]) -> list[Point]:
        left, top, px = self.box[0], self.box[1], self.px
        return [((x - left) * px, (y - top) * px) for x, y in points]

    def fill(self, points: Sequence[Point], colour: Colour | Fade, *, within: Sequence[Point] | None = None) -> None:
        """Fill an outline with a colour or a gradient over its own extent; only inside `within` where that is given."""
        corners = self._at(points)
        if within is None and not isinstance(colour, Fade):
            self._pen.polygon(corners, fill=(*colour, 255))
            return
        left, top, right, bottom = _extent(corners, self.image.size)
        if right <= left or bottom <= top:
            return
        mask = _mask(corners, (left, top, right, bottom))
        if within is not None:
            mask = ImageChops.multiply(mask, _mask(self._at(within), (left, top, right, bottom)))
        self.image.paste(_paint(colour, mask.size), (left, top), mask)

    def soft(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        blur: float,
        strength: float = 1.0,
        within: Sequence[Point] | None = None,
    ) -> None:
        """A shape with a blurred edge (`blur` units) over what is there; only inside `within` where that is given.

        Without `within` it also covers where the layer is still transparent.
        """
        self.soft_all([points], colour, blur=blur, strength=strength, within=within)

    def soft_all(
        self,
        shapes: Sequence[Sequence[Point]],
        colour: Colour,
        *,
        blur: float,
        strength: float = 1.0,
        within: Sequence[Point] | None = None,
    ) -> None:
        """Many such shapes at once, which takes little longer than one."""
        outlines = [self._at(shape) for shape in shapes]
        left, top, right, bottom = _extent(
            [corner for corners in outlines for corner in corners], self.image.size, blur * self.px * 3
        )
        if right <= left or bottom <= top:
            return
        small = max(1.0, blur * self.px / SOFT_PX_PER_BLUR)
        mask = Image.new("L", (math.ceil((right - left) / small), math.ceil((bottom - top) / small)))
        pen = ImageDraw.Draw(mask)
        for corners in outlines:
            pen.polygon([((x - left) / small, (y - top) / small) for x, y in corners], fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.px / small))
        mask = mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        if within is not None:
            mask = ImageChops.multiply(mask, _mask(self._at(within), (left, top, right, bottom)))
        self.image.paste((*colour, 255), (left, top, right, bottom), mask)

    def ring(self, outline: Sequence[Point], width: float, colour: Colour) -> None:
        """A closed line of even width along an outline."""
        outer: list[Point] = []
        inner: list[Point] = []
        count = len(outline)
        for index, (x, y) in enumerate(outline):
            before, after = outline[index - 1], outline[(index + 1) % count]
            dx, dy = after[0] - before[0], after[1] - before[1]
            reach = width / 2 / (math.hypot(dx, dy) or 1.0)
            outer.append((x - dy * reach, y + dx * reach))
            inner.append((x + dy * reach, y - dx * reach))
        self.fill([*outer, outer[0], inner[0], *reversed(inner)], colour)

    def tint(self, points: Sequence[Point], colour: Colour, strength: float) -> None:
        """A flat wash of colour, `strength` (0 to 1) of it."""
        corners = self._at(points)
        left, top, right, bottom = _extent(corners, self.image.size)
        if right > left and bottom > top:
            mask = _mask(corners, (left, top, right, bottom), round(255 * strength))
            self.image.paste((*colour, 255), (left, top, right, bottom), mask)


def _extent(corners: Sequence[Point], size: tuple[int, int], reach: float = 1.0) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (
        max(0, math.floor(min(xs) - reach)),
        max(0, math.floor(min(ys) - reach)),
        min(size[0], math.ceil(max(xs) + reach)),
        min(size[1], math.ceil(max(ys) + reach)),
    )


def _mask(corners: Sequence[Point], box: tuple[int, int, int, int], value: int = 255) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in corners], fill=value)
    return mask


def _paint(colour: Colour | Fade, size: tuple[int, int]) -> Image.Image:
    if not isinstance(colour, Fade):
        return Image.new("RGBA", size, (*colour, 255))
    steps = 64
    strip = Image.new("RGBA", (steps, 1) if colour.across else (1, steps))
    strip.putdata([(*mix(colour.first, colour.last, step / (steps - 1)), 255) for step in range(steps)])
    return strip.resize(size, Image.Resampling.BILINEAR)
