"""The rooms that participants sit in: drawn once, out of focus, the way a camera sees what is behind somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from recall_viewer.simulate.brush import Fade, Layer, darker, lighter, mix
from recall_viewer.simulate.chance import chance_of
from recall_viewer.simulate.furniture import (
    block,
    draw_bookshelf,
    draw_curtain,
    draw_lamp,
    draw_picture,
    draw_plant,
    draw_window,
)
from recall_viewer.simulate.outlines import ellipse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recall_viewer.simulate.looks import Place, Room

DESIGN_SIZE = (1280, 720)
FOCUS_BLUR = 2.6
"""How far out of focus the room is, in units of the design."""
MOST_PX = 0.5
"""Pixels a unit: what is out of focus needs no more, and is drawn in a quarter of the time."""


def draw_room(room: Room, size: tuple[int, int]) -> Image.Image:
    """The whole room as an RGB picture of this size (width and height in pixels, 16:9)."""
    px = min(MOST_PX, size[0] / DESIGN_SIZE[0] * 2)
    layer = Layer((0, 0, *DESIGN_SIZE), px)
    wall = room.wall
    layer.fill(block(0, 0, *DESIGN_SIZE), Fade(lighter(wall, 0.24), darker(wall, 0.3), across=True))
    layer.soft(ellipse(250, 120, 420, 300), lighter(wall, 0.5), blur=140, strength=0.4)
    _PLACES[room.place](layer, room)
    # The corners fall off, and somebody before a wall leaves a soft shade on it.
    layer.soft(ellipse(660, 470, 300, 280), darker(wall, 0.6), blur=90, strength=0.22)
    layer.soft(block(0, 640, 1280, 80), darker(wall, 0.7), blur=60, strength=0.3)
    picture = layer.image.convert("RGB").filter(ImageFilter.GaussianBlur(FOCUS_BLUR * px))
    picture = picture.resize(size, Image.Resampling.BICUBIC)
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if room.flipped else picture


def _window(layer: Layer, room: Room) -> None:
    draw_window(layer, (96, 76, 330, 370))
    draw_picture(layer, (962, 230, 176, 230), room.accent, motif=2)
    draw_plant(layer, 1120, 612, size=1.05)


def _bookshelf(layer: Layer, room: Room) -> None:
    draw_bookshelf(layer, (58, 56, 380, 700), room.accent, chance_of(room.accent[0]))
    draw_lamp(layer, 1110, 206)


def _gallery(layer: Layer, room: Room) -> None:
    draw_picture(layer, (112, 100, 200, 270), room.accent, motif=1)
    draw_picture(layer, (348, 142, 104, 138), mix(room.accent, (96, 128, 140), 0.6), motif=0)
    draw_picture(layer, (954, 224, 240, 180), mix(room.accent, (98, 122, 96), 0.7), motif=0)
    layer.fill(block(0, 630, 1280, 90), Fade(darker(room.wall, 0.16), darker(room.wall, 0.3)))
    layer.fill(block(0, 622, 1280, 10), lighter(room.wall, 0.16))
    layer.soft(ellipse(120, 690, 190, 70), mix(room.accent, (90, 90, 100), 0.5), blur=6)


def _office(layer: Layer, room: Room) -> None:
    far = lighter(room.wall, 0.28)
    layer.fill(block(0, 84, 1280, 380), Fade(lighter(far, 0.16), room.wall))
    for x in (60, 380, 700, 1020):
        layer.fill(block(x, 112, 270, 190), Fade((196, 210, 216), (156, 176, 186)))
        layer.soft(ellipse(x + 90, 320, 80, 50), (126, 148, 140), blur=10, strength=0.5, within=block(x, 112, 270, 190))
    for x in (-10, 330, 670, 1010, 1270):
        layer.fill(block(x, 0, 30, 470), darker(room.wall, 0.25))
    layer.fill(block(0, 62, 1280, 26), darker(room.wall, 0.2))
    layer.fill(block(0, 464, 1280, 256), Fade(darker(room.accent, 0.05), darker(room.accent, 0.3)))
    for x, width in ((92, 230), (930, 270)):
        layer.soft(block(x - 10, 520, width + 20, 20), (20, 22, 26), blur=10, strength=0.4)
        layer.fill(block(x + width / 2 - 14, 478, 28, 48), (44, 48, 54))
        layer.fill(block(x, 352, width, 134), (48, 52, 60))
        layer.fill(block(x + 8, 360, width - 16, 118), Fade((88, 106, 122), (64, 78, 94)))
    draw_plant(layer, 398, 520, size=0.62, pot=(206, 200, 190))


def _curtains(layer: Layer, room: Room) -> None:
    draw_window(layer, (900, 64, 270, 440))
    draw_curtain(layer, 812, 112, room.accent)
    draw_curtain(layer, 1150, 140, darker(room.accent, 0.1))
    draw_plant(layer, 150, 600, size=1.12, pot=(176, 122, 98))


def _kitchen(layer: Layer, room: Room) -> None:
    wall = room.wall
    tiles = lighter(wall, 0.5)
    layer.fill(block(0, 230, 1280, 230), darker(tiles, 0.1))
    for row in range(5):
        for column in range(-1, 12):
            tone = mix(tiles, wall, 0.08 * ((row * 3 + column * 5) % 4))
            layer.fill(block(column * 116 + 58 * (row % 2) + 3, 234 + row * 46, 110, 41), tone)
    layer.soft(block(0, 222, 1280, 34), darker(wall, 0.7), blur=12, strength=0.4)
    for column in range(5):
        x = column * 262 - 14
        layer.fill(block(x, -10, 254, 236), Fade(lighter(wall, 0.04), darker(wall, 0.18)))
        layer.fill(block(x + 26, 10, 202, 190), Fade(darker(wall, 0.12), darker(wall, 0.06)))
        layer.fill(block(x + 208, 168, 8, 40), (196, 184, 158))
    layer.fill(block(0, 460, 1280, 34), Fade(lighter(room.accent, 0.15), darker(room.accent, 0.15)))
    layer.fill(block(0, 494, 1280, 230), Fade(darker(wall, 0.28), darker(wall, 0.45)))
    for x, height, colour in ((70, 96, (206, 196, 178)), (132, 76, (174, 128, 96)), (190, 86, (122, 140, 128))):
        layer.fill(block(x, 462 - height, 50, height), Fade(lighter(colour, 0.2), darker(colour, 0.25), across=True))
        layer.fill(block(x - 3, 456 - height, 56, 12), darker(colour, 0.35))
    draw_plant(layer, 1096, 404, size=0.62)


def _study(layer: Layer, room: Room) -> None:
    draw_bookshelf(layer, (872, 96, 372, 660), room.accent, chance_of(room.accent[1]))
    draw_lamp(layer, 152, 226)
    draw_picture(layer, (250, 132, 150, 190), mix(room.accent, (120, 132, 128), 0.6), motif=0)


def _evening(layer: Layer, room: Room) -> None:
    draw_window(layer, (850, 84, 330, 350), night=True)
    draw_bookshelf(layer, (300, 400, 260, 330), room.accent, chance_of(5))
    draw_lamp(layer, 180, 220)
    draw_plant(layer, 1150, 620, size=0.9, pot=(120, 108, 124))


def _plain(layer: Layer, room: Room) -> None:
    line, shade = lighter(room.wall, 0.24), darker(room.wall, 0.24)
    for x, width in ((70, 320), (460, 360), (890, 320)):
        layer.ring(block(x + 3, 73, width, 470), 7, shade)
        layer.ring(block(x, 70, width, 470), 7, line)
    layer.fill(block(0, 590, 1280, 12), line)
    layer.fill(block(0, 602, 1280, 118), Fade(darker(room.wall, 0.1), darker(room.wall, 0.24)))
    draw_plant(layer, 1100, 596, size=1.12, pot=(214, 204, 190))
    draw_plant(layer, 176, 640, size=0.74, pot=room.accent)


def _board(layer: Layer, room: Room) -> None:
    layer.soft(block(70, 84, 410, 300), (60, 64, 70), blur=16, strength=0.4)
    layer.fill(block(62, 72, 410, 304), (176, 180, 184))
    layer.fill(block(72, 82, 390, 284), Fade((240, 241, 240), (222, 225, 228)))
    ink = (104, 132, 160)
    for y, width in ((132, 210), (182, 150), (232, 190), (282, 120)):
        layer.fill(block(110, y, width, 7), ink)
        layer.fill(ellipse(96, y + 3.5, 5, 5), (188, 110, 84))
    for x, y, colour in ((350, 120, (232, 206, 122)), (398, 130, (222, 168, 150)), (356, 190, (164, 196, 172))):
        layer.fill(block(x, y, 40, 40), Fade(lighter(colour, 0.12), darker(colour, 0.08)))
    draw_bookshelf(layer, (1000, 262, 240, 470), room.accent, chance_of(11))


_PLACES: Mapping[Place, Callable[[Layer, Room], None]] = {
    "window": _window,
    "bookshelf": _bookshelf,
    "gallery": _gallery,
    "office": _office,
    "curtains": _curtains,
    "kitchen": _kitchen,
    "study": _study,
    "evening": _evening,
    "plain": _plain,
    "board": _board,
}
