"""Where each tile stands for a size of the view: in a grid, on a stage with a filmstrip, or alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recall_viewer.model.layout import SHARE_BAR, Rect, grid, stage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from recall_viewer.model.keys import StreamKey


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Places of the tiles in the canvas (logical pixels); tiles without a place are not shown.

    `height` is the canvas's, `columns` the grid's (`None` for another layout). `strip` is the filmstrip, which scrolls
    by itself, at most by `strip_overflow_px`; it is downright where `is_strip_below` is false.
    """

    places: dict[StreamKey, Rect] = field(default_factory=dict)
    height: int = 0
    columns: int | None = None
    strip: Rect | None = None
    is_strip_below: bool = False
    strip_overflow_px: int = 0


def arrange_grid(
    keys: Sequence[StreamKey], width: int, height: int, reserved_px: int, previous_columns: int | None
) -> Arrangement:
    """Lay tiles out in a grid; `reserved_px` is the scroll bar's width, kept free so that it moves nothing."""
    made = grid(len(keys), max(1, width - reserved_px), max(1, height), previous_columns)
    offset = reserved_px // 2
    places = {
        key: Rect(box.x + offset, box.y, box.width, box.height) for key, box in zip(keys, made.tiles, strict=True)
    }
    return Arrangement(places, made.height, made.columns)


def arrange_stage(
    staged: Sequence[StreamKey],
    others: Sequence[StreamKey],
    width: int,
    height: int,
    scrolled_px: int,
    *,
    without_bar: Collection[StreamKey] = (),
) -> Arrangement:
    """Put `staged` on the stage and the others into the filmstrip, scrolled by so many pixels.

    The stage keeps room for the bar below each share; what is `without_bar` stands in the middle of that room.
    """
    made = stage(len(staged), len(others), max(1, width), max(1, height))
    places = {
        key: Rect(box.x, box.y + SHARE_BAR // 2, box.width, box.height - SHARE_BAR) if key in without_bar else box
        for key, box in zip(staged, made.shares, strict=True)
    }
    if made.strip_side == "none":
        return Arrangement(places, height)
    is_below = made.strip_side == "below"
    overflow_px = max(0, made.strip_length - (made.strip.width if is_below else made.strip.height))
    shift = -min(scrolled_px, overflow_px)
    for key, box in zip(others, made.cameras, strict=True):
        x, y = made.strip.x + box.x, made.strip.y + box.y
        places[key] = Rect(x + shift if is_below else x, y if is_below else y + shift, box.width, box.height)
    return Arrangement(places, height, None, made.strip, is_below, overflow_px)
