"""Which drawing belongs to which kind of hair: what hangs behind the shoulders, and what lies over the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.simulate import hair_long, hair_short, wraps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recall_viewer.simulate.brush import Colour, Layer
    from recall_viewer.simulate.looks import Hair, Look

_BEHIND: Mapping[Hair, Callable[[Layer, Colour], object]] = {
    "long": hair_long.draw_behind_neck,
    "wavy": hair_long.draw_behind_neck,
    "lob": hair_long.draw_lob_behind,
    "bob": hair_long.draw_bob_behind,
    "ponytail": hair_long.draw_tail_behind,
    "locks": hair_long.draw_locks_behind,
    "bun": hair_short.draw_bun_behind,
    "afro": hair_short.draw_afro_behind,
}
_OVER: Mapping[Hair, Callable[[Layer, Colour], object]] = {
    "long": hair_long.draw_long,
    "wavy": hair_long.draw_wavy,
    "lob": hair_long.draw_lob,
    "bob": hair_long.draw_bob,
    "ponytail": hair_long.draw_pulled,
    "locks": hair_long.draw_locks,
    "bun": hair_short.draw_bun,
    "short": hair_short.draw_short,
    "cropped": hair_short.draw_cropped,
    "curly": hair_short.draw_curly,
    "swept": hair_short.draw_swept,
    "bald": hair_short.draw_bald,
    "afro": hair_short.draw_afro,
    "scarf": wraps.draw_scarf,
    "turban": wraps.draw_turban,
}


def draw_hair_behind(layer: Layer, look: Look) -> None:
    """What is seen behind neck and shoulders."""
    if painter := _BEHIND.get(look.hair):
        painter(layer, look.hair_colour)


def draw_hair(layer: Layer, look: Look) -> None:
    """What lies over the face and the skull."""
    _OVER[look.hair](layer, look.hair_colour)
