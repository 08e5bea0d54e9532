"""A drawn participant: parts that are drawn once, and poses in which they are put together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PIL import Image

from recall_viewer.simulate.brush import Layer, darker, mix
from recall_viewer.simulate.clothes import draw_body
from recall_viewer.simulate.extras import draw_beard, draw_earrings, draw_glasses, draw_headphones
from recall_viewer.simulate.faces import draw_brows, draw_eyes, draw_face
from recall_viewer.simulate.hair import draw_hair, draw_hair_behind
from recall_viewer.simulate.mouths import draw_mouth

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.simulate.looks import Look
    from recall_viewer.simulate.mouths import Mouth
    from recall_viewer.simulate.outlines import Box, Point

AXIS = (640.0, 300.0)
"""Where the origin of a participant is in the design."""
NEARNESS = 1.14
"""How much larger than drawn somebody is shown."""
NECK_Y = 190.0
"""The head turns about this point."""
HEAD_BOX: Box = (-230, -300, 230, 400)
HEAD_STRETCH = (1.055, 0.955)
HEAD_DROP = 20.0
"""Heads are drawn on a grid narrower and higher than they are shown, and sit a little lower."""
EYES_BOX: Box = (-142, -60, 142, 52)
MOUTH_BOX: Box = (-76, 66, 76, 168)
"""The parts of a head that move by themselves, glasses and all."""
BODY_BOX: Box = (-420, 50, 420, 480)

Lids = Literal["up", "shut"]


@dataclass(frozen=True, slots=True)
class Pose:
    """How somebody sits in one frame. Lengths in units of the design, angles in degrees."""

    sway: float = 0.0
    rise: float = 0.0
    nod: float = 0.0
    tilt: float = 0.0
    lids: Lids = "up"
    mouth: Mouth = "closed"


@dataclass(frozen=True, slots=True)
class _Part:
    """A premultiplied picture of the part `box` of the drawing."""

    image: Image.Image
    box: Box


class Figure:
    """One participant at one size; `px` is how many pixels of the finished picture a unit of the design has."""

    def __init__(self, look: Look, px: float) -> None:
        self._look = look
        self._px = px * NEARNESS
        # Twice as large as shown: edges become smooth when a pose is put together. Small pictures need finer drawing.
        self._kept_px = self._px * 2
        self._drawn_px = max(self._kept_px, min(1.0, self._kept_px * 4))
        self._behind = self._part(HEAD_BOX, draw_hair_behind)
        self._body = self._part(BODY_BOX, draw_body)
        head = Layer(HEAD_BOX, self._drawn_px)
        _draw_head(head, look)
        self._head = self._kept(head)
        self._bare_eyes, self._bare_mouth = head.part(EYES_BOX), head.part(MOUTH_BOX)
        self._features: dict[Lids | Mouth, _Part | None] = {}

    def paint(self, picture: Image.Image, pose: Pose, origin: Point) -> None:
        """Put the participant into an RGB picture; `origin` is where the origin of the drawing is, in pixels."""
        px, head = self._px, self._head_matrix(pose, origin)
        _paste(picture, self._behind, head)
        _paste(picture, self._body, _Affine(px, 0, 0, px, origin[0] + pose.sway * 0.6 * px, origin[1] + pose.rise * px))
        for part in (self._head, self._eyes(pose.lids), self._mouth(pose.mouth)):
            _paste(picture, part, head)

    def _part(self, box: Box, draw: Callable[[Layer, Look], None]) -> _Part | None:
        layer = Layer(box, self._drawn_px)
        draw(layer, self._look)
        return self._kept(layer)

    def _eyes(self, lids: Lids) -> _Part | None:
        if lids not in self._features:
            layer = self._bare_eyes.part(EYES_BOX)
            draw_eyes(layer, self._look, closed=lids == "shut")
            draw_glasses(layer, self._look)
            self._features[lids] = self._kept(layer)
        return self._features[lids]

    def _mouth(self, mouth: Mouth) -> _Part | None:
        if mouth not in self._features:
            layer = self._bare_mouth.part(MOUTH_BOX)
            draw_mouth(layer, self._look, mouth)
            self._features[mouth] = self._kept(layer)
        return self._features[mouth]

    def _kept(self, layer: Layer) -> _Part | None:
        """The used part of a layer, premultiplied so that scaling never mixes in the colour of transparent pixels."""
        used = layer.image.getchannel("A").getbbox()
        if used is None:
            return None
        image, px = layer.image.crop(used).convert("RGBa"), layer.px
        left, top = layer.box[0] + used[0] / px, layer.box[1] + used[1] / px
        box = (left, top, left + image.width / px, top + image.height / px)
        if px > self._kept_px:
            width, height = (max(1, round(length * self._kept_px / px)) for length in image.size)
            image = image.resize((width, height), Image.Resampling.BOX)
        return _Part(image, box)

    def _head_matrix(self, pose: Pose, origin: Point) -> _Affine:
        """From the head's drawing to the picture: stretched, turned about the neck, moved."""
        px, angle = self._px, math.radians(pose.tilt)
        cos, sin = math.cos(angle) * px, math.sin(angle) * px
        (wide, high), drop = HEAD_STRETCH, HEAD_DROP
        dx, dy = pose.sway, pose.rise + pose.nod + NECK_Y
        # The point (0, NECK_Y) of the body stays where it is when the head turns.
        up = drop - NECK_Y
        return _Affine(
            cos * wide, -sin * high, sin * wide, cos * high,
            origin[0] + dx * px - sin * up, origin[1] + dy * px + cos * up,
        )  # fmt: skip


def _draw_head(layer: Layer, look: Look) -> None:
    """All of a head that does not move by itself."""
    draw_face(layer, look)
    draw_beard(layer, look)
    draw_earrings(layer, look)
    draw_hair(layer, look)
    hair = look.beard_colour or look.hair_colour
    draw_brows(layer, look, darker(mix(hair, look.skin, 0.15), 0.25))
    draw_headphones(layer, look)


@dataclass(frozen=True, slots=True)
class _Affine:
    """(x, y) goes to (xx * x + xy * y + x0, yx * x + yy * y + y0)."""

    xx: float
    xy: float
    yx: float
    yy: float
    x0: float
    y0: float

    def apply(self, x: float, y: float) -> Point:
        return self.xx * x + self.xy * y + self.x0, self.yx * x + self.yy * y + self.y0

    def reverse(self, x: float, y: float) -> Point:
        x, y, size = x - self.x0, y - self.y0, self.xx * self.yy - self.xy * self.yx
        return (self.yy * x - self.xy * y) / size, (self.xx * y - self.yx * x) / size


def _paste(picture: Image.Image, part: _Part | None, matrix: _Affine) -> None:
    """Put a part into the picture where `matrix` (units of the drawing to pixels) says."""
    if part is None:
        return
    box = part.box
    corners = [matrix.apply(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, top = max(0, math.floor(min(x for x, _ in corners))), max(0, math.floor(min(y for _, y in corners)))
    right = min(picture.width, math.ceil(max(x for x, _ in corners)))
    bottom = min(picture.height, math.ceil(max(y for _, y in corners)))
    if right <= left or bottom <= top:
        return
    # Pillow asks the other way: which point of the part a pixel of the result comes from.
    x0, y0 = matrix.reverse(left, top)
    x1, y1 = matrix.reverse(left + 1, top)
    x2, y2 = matrix.reverse(left, top + 1)
    px, py = part.image.width / (box[2] - box[0]), part.image.height / (box[3] - box[1])
    coefficients = (
        (x1 - x0) * px, (x2 - x0) * px, (x0 - box[0]) * px,
        (y1 - y0) * py, (y2 - y0) * py, (y0 - box[1]) * py,
    )  # fmt: skip
    posed = part.image.transform(
        (right - left, bottom - top), Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR
    )
    picture.paste(posed.convert("RGBA"), (left, top), posed.getchannel("a"))
