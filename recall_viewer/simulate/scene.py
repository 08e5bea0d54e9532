"""The moving picture of one participant: a room, somebody in it and a clock on the wall, as a loop without a seam."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image

from recall_viewer.simulate.chance import chance_of
from recall_viewer.simulate.clock import RADIUS, draw_clock
from recall_viewer.simulate.people import AXIS, Figure, Pose
from recall_viewer.simulate.rooms import DESIGN_SIZE, draw_room

if TYPE_CHECKING:
    from recall_viewer.simulate.looks import Person
    from recall_viewer.simulate.mouths import Mouth

LOOP_FRAMES = 20
"""Frames until the loop begins again: 10 s at the 2 fps of a bot."""
MAX_DRAWN_SCALE = 2.0
"""A picture larger than 2560x1440 is drawn at that and enlarged: nothing in it is finer."""
PNG_COMPRESS_LEVEL = 2
_TALK: tuple[Mouth, ...] = ("half", "open", "closed", "smile", "half")


def encode(picture: Image.Image) -> bytes:
    """The picture as a PNG; quick to write rather than as small as can be."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=PNG_COMPRESS_LEVEL)
    return out.getvalue()


class Scene:
    """One participant at one size, `size` in pixels. `seed` tells apart the movements of several."""

    def __init__(self, person: Person, size: tuple[int, int], seed: int) -> None:
        self._person = person
        self._size = size
        scale = max(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._scale = min(scale, MAX_DRAWN_SCALE)
        ratio = self._scale / scale
        self._drawn_size = (max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio)))
        self._room = self._draw_room()
        self._figure = Figure(person.look, self._scale)
        chance = chance_of(f"{person.name} {seed}")
        self._phase = chance.uniform(0, 2 * math.pi)
        self._lean = chance.uniform(-16, 16)
        # Not at once: whoever is seen for the first time looks at you.
        self._blinks = {chance.randrange(6, LOOP_FRAMES), chance.randrange(6, LOOP_FRAMES)}
        self._words = [chance.choice(_TALK) for _ in range(LOOP_FRAMES)]

    def frame(self, index: int) -> bytes:
        """Frame `index` of the loop as a PNG."""
        return encode(self.picture(index))

    def picture(self, at: float) -> Image.Image:
        """The loop's picture (RGB) at a place counted in frames, which may be between two."""
        picture = self._room.copy()
        self._hang_clock(picture, at / LOOP_FRAMES)
        left, top = self._corner()
        origin = ((AXIS[0] + self._lean) * self._scale - left, AXIS[1] * self._scale - top)
        self._figure.paint(picture, self._pose(at), origin)
        if picture.size != self._size:
            picture = picture.resize(self._size, Image.Resampling.BICUBIC)
        return picture

    def _corner(self) -> tuple[int, int]:
        """What is cut off at the left and the top, where the size is not 16:9."""
        whole = (DESIGN_SIZE[0] * self._scale, DESIGN_SIZE[1] * self._scale)
        return round((whole[0] - self._drawn_size[0]) / 2), round((whole[1] - self._drawn_size[1]) / 2)

    def _draw_room(self) -> Image.Image:
        whole = (max(1, round(DESIGN_SIZE[0] * self._scale)), max(1, round(DESIGN_SIZE[1] * self._scale)))
        room = draw_room(self._person.room, whole)
        left, top = self._corner()
        return room.crop((left, top, left + self._drawn_size[0], top + self._drawn_size[1]))

    def _hang_clock(self, picture: Image.Image, turn: float) -> None:
        clock = draw_clock(turn, self._scale)
        left, top = self._corner()
        room, reach = self._person.room, RADIUS * self._scale
        # In a narrow picture the clock moves in from the side that is cut off.
        x = min(max(room.clock_x * self._scale - left, reach), max(reach, picture.width - reach))
        y = min(max(room.clock_y * self._scale - top, reach), max(reach, picture.height - reach))
        picture.paste(clock, (round(x - clock.width / 2), round(y - clock.height / 2)), clock)

    def _pose(self, at: float) -> Pose:
        turn, index = 2 * math.pi * at / LOOP_FRAMES, int(at)
        look = self._person.look
        rest: Mouth = "smile" if look.smile >= 0.9 else "closed"
        return Pose(
            sway=5 * math.sin(turn + self._phase),
            rise=1.6 * math.sin(2 * turn + self._phase),
            nod=2.6 * math.cos(2 * turn - self._phase) + (2.0 * math.sin(5 * turn) if look.talks else 0),
            tilt=1.3 * math.sin(turn + 1.1 + self._phase),
            lids="shut" if index in self._blinks else "up",
            mouth=self._words[index] if look.talks else rest,
        )
