"""Where tiles go: the grid, the stage with its filmstrip, a picture in its tile. Whole logical pixels, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN = 8
GAP = 8
SMALLEST_TILE = 112
"""Width in px below which a grid scrolls rather than shrink further."""
SHARE_BAR = 28
"""Height in px of the bar below a share, where its caption stands."""

_STEP = 4
_WORTHWHILE_PERCENT = 106
_ENOUGH_TO_JOIN = 120
"""Width in px that tiles must have for a scrolling grid to add a column: 6 % over the smallest, on the step."""
_STRIP_PERCENT = 18
_THINNEST_STRIP = 72
_THICKEST_STRIP = 320
_STAGE_PERCENT = 60

Direction = Literal["left", "right", "up", "down"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column of pixels beside it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row of pixels below it."""
        return self.y + self.height

    def intersects(self, other: Rect) -> bool:
        """Say whether both share at least one pixel."""
        beside = self.right <= other.x or other.right <= self.x
        return not beside and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles in rows, in the order of the streams. It scrolls where `height` exceeds that of the viewport."""

    columns: int
    tiles: tuple[Rect, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Stage:
    """Shares on a stage, cameras on a filmstrip beside it.

    `shares` are whole tiles, with the bar below each picture. `strip` is the viewport of the filmstrip with the air
    around its tiles (room for a focus ring), of no size where there is none. `cameras` stand in coordinates of the
    strip's content, `strip_length` is the extent of that content along the strip: it scrolls where this exceeds
    the strip's own. Where cameras exist but the room is too small for a strip, `cameras` is empty.
    """

    shares: tuple[Rect, ...]
    strip: Rect
    strip_side: Literal["right", "below", "none"]
    cameras: tuple[Rect, ...]
    strip_length: int


def grid(count: int, width: int, height: int, previous_columns: int | None = None) -> Grid:
    """Lay `count` equal 16:9 tiles out in a viewport, with its scroll bar's width already taken off.

    The number of columns is the one with the widest tiles; on a tie the one with fewer empty cells, then with fewer
    rows. `previous_columns` stay unless another number gains 6 % in width. Where no number gives tiles of 112 px the
    grid scrolls: then it has as many columns as fit with 112 px, so that most is in view, and a column more than
    before, or as many more as show all, only once its tiles would have 120 px; tiles are as wide as the columns allow,
    but not higher than the viewport. They are narrower than 112 px only where the viewport itself is.
    """
    width, height = max(width, 1), max(height, 1)
    if count < 1:
        return Grid(0, (), height)
    room = Rect(0, 0, width, height)
    shape = best = _widest(count, room, bar=0)
    kept: _Shape | None = None
    if previous_columns is not None and 1 <= previous_columns <= count:
        kept = _shape(count, previous_columns, room, bar=0)
    if best.tile < SMALLEST_TILE:
        shape = _scrolling(count, room, previous_columns)
    elif kept is not None and kept.tile < SMALLEST_TILE:
        scrolling = _scrolling(count, room, previous_columns)
        if scrolling.columns == previous_columns and best.tile < _ENOUGH_TO_JOIN:
            shape = scrolling
    elif kept is not None and best.tile * 100 < kept.tile * _WORTHWHILE_PERCENT:
        shape = kept
    tiles = _placed(count, shape, room, bar=0)
    return Grid(shape.columns, tiles, max(height, tiles[-1].bottom + MARGIN))


def stage(shares: int, cameras: int, width: int, height: int) -> Stage:
    """Divide a room between the shares and the cameras. Raises ValueError without a share.

    The filmstrip's tiles are 18 % of the room's width (strip on the right) or height (below) thick, 72 to 320 px, and
    less than 18 % where one would not fit the strip's length. The strip goes to the side that leaves the larger
    shares, on a tie to the right, and away where it would leave the stage less than 60 % of the room.
    """
    if shares < 1:
        raise ValueError(f"a stage needs a share, got {shares}")
    room = Rect(0, 0, max(width, 1), max(height, 1))
    candidates: list[Stage] = []
    if cameras > 0:
        candidates = [_strip_right(shares, cameras, room), _strip_below(shares, cameras, room)]
    enough = [one for one in candidates if _leaves_enough(room, one.strip)]
    alone = Stage(_divided(shares, room), Rect(0, 0, 0, 0), "none", (), 0)
    return max(enough, key=lambda one: one.shares[0].width, default=alone)


def fit(picture_width: int, picture_height: int, room: Rect, limit: float | None = None) -> Rect:
    """Centre a picture in a room, as large as its aspect ratio allows, at most `limit` times its own size."""
    picture_width, picture_height = max(picture_width, 1), max(picture_height, 1)
    scale = min(room.width / picture_width, room.height / picture_height)
    if limit is not None:
        scale = min(scale, limit)
    width = min(max(round(picture_width * scale), 1), room.width)
    height = min(max(round(picture_height * scale), 1), room.height)
    return Rect(room.x + (room.width - width) // 2, room.y + (room.height - height) // 2, width, height)


def neighbour(tiles: Sequence[Rect], index: int, direction: Direction) -> int:
    """Return the tile an arrow key leads to from `tiles[index]`, or `index` where there is none.

    It is the nearest one wholly on that side among those level with this tile. Up and down lead further: where no tile
    is level, as over the gap of a last, shorter row, to the nearest tile of the nearest row.
    """
    here = _turned(tiles[index], direction)
    beyond = [(one, i) for i, one in enumerate(_turned(tile, direction) for tile in tiles) if one.y >= here.bottom]
    level = [(one, i) for one, i in beyond if one.x < here.right and here.x < one.right]
    if not level and direction in ("up", "down"):
        level = beyond

    def distance(candidate: tuple[Rect, int]) -> tuple[int, int]:
        one, _ = candidate
        return one.y, abs(one.x + one.right - here.x - here.right)

    return min(level, key=distance, default=(here, index))[1]


def _turned(tile: Rect, direction: Direction) -> Rect:
    """Turn the plane so that the direction points down."""
    match direction:
        case "down":
            return tile
        case "up":
            return Rect(tile.x, -tile.bottom, tile.width, tile.height)
        case "right":
            return Rect(tile.y, tile.x, tile.height, tile.width)
        case "left":
            return Rect(tile.y, -tile.right, tile.height, tile.width)


class _Shape(NamedTuple):
    """A grid before it is placed; `tile` is the width of a tile in px, 0 where there is no room."""

    columns: int
    rows: int
    tile: int


def _picture_height(width: int) -> int:
    return max(round(width * 9 / 16), 1)


def _stepped(width: int) -> int:
    return max(width if width < _STEP else width // _STEP * _STEP, 0)


def _width_for(height: int) -> int:
    """Return the widest tile, on the step, whose picture is at most that high."""
    width = _stepped((16 * height + 8) // 9)
    return width if width < _STEP or _picture_height(width) <= height else width - _STEP


def _inner(extent: int) -> int:
    return max(extent - 2 * MARGIN, 1)


def _share_of(extent: int, parts: int) -> int:
    return (extent - GAP * (parts - 1)) // parts


def _shape(count: int, columns: int, room: Rect, bar: int) -> _Shape:
    rows = -(-count // columns)
    by_width = _share_of(_inner(room.width), columns)
    by_height = _width_for(_share_of(_inner(room.height), rows) - bar)
    return _Shape(columns, rows, _stepped(min(by_width, by_height)))


def _widest(count: int, room: Rect, bar: int) -> _Shape:
    shapes = (_shape(count, columns, room, bar) for columns in range(1, count + 1))
    return max(shapes, key=lambda shape: (shape.tile, -shape.columns * shape.rows, -shape.rows))


def _scrolling(count: int, room: Rect, previous_columns: int | None) -> _Shape:
    inner = _inner(room.width)
    most = min(max((inner + GAP) // (SMALLEST_TILE + GAP), 1), count)
    columns = most
    if previous_columns is not None and 1 <= previous_columns <= count:
        columns = min(most, max(previous_columns, (inner + GAP) // (_ENOUGH_TO_JOIN + GAP)))
    in_view = max(_width_for(_inner(room.height)), SMALLEST_TILE)
    return _Shape(columns, -(-count // columns), _stepped(min(_share_of(inner, columns), in_view)))


def _placed(count: int, shape: _Shape, room: Rect, bar: int) -> tuple[Rect, ...]:
    """Put the tiles of a shape in the middle of a room, from the top margin on where they are higher than it."""
    width = max(shape.tile, 1)
    height = _picture_height(width) + bar
    left = room.x + max((room.width - shape.columns * (width + GAP) + GAP) // 2, 0)
    top = room.y + max((room.height - shape.rows * (height + GAP) + GAP) // 2, MARGIN)
    cells = (divmod(i, shape.columns) for i in range(count))
    return tuple(Rect(left + c * (width + GAP), top + r * (height + GAP), width, height) for r, c in cells)


def _divided(shares: int, room: Rect) -> tuple[Rect, ...]:
    return _placed(shares, _widest(shares, room, SHARE_BAR), room, SHARE_BAR)


def _leaves_enough(room: Rect, strip: Rect) -> bool:
    whole = room.width * room.height
    return (whole - strip.width * strip.height) * 100 >= whole * _STAGE_PERCENT


def _thickness(extent: int, largest: int) -> int:
    wanted = min((extent * _STRIP_PERCENT + 50) // 100, largest, _THICKEST_STRIP)
    return max(wanted, _THINNEST_STRIP)


def _strip_right(shares: int, cameras: int, room: Rect) -> Stage:
    width = _thickness(room.width, _width_for(_inner(room.height)))
    width = (width + _STEP // 2) // _STEP * _STEP
    height = _picture_height(width)
    left = max(room.width - MARGIN - width, 0)
    strip = Rect(left - GAP // 2, 0, width + GAP // 2 + MARGIN, room.height)
    start, length = _along(cameras, height, room.height)
    tiles = tuple(Rect(GAP // 2, start + i * (height + GAP), width, height) for i in range(cameras))
    return Stage(_divided(shares, Rect(0, 0, left, room.height)), strip, "right", tiles, length)


def _strip_below(shares: int, cameras: int, room: Rect) -> Stage:
    width = _width_for(_thickness(room.height, _picture_height(_stepped(_inner(room.width)))))
    height = _picture_height(width)
    top = room.height - MARGIN - height
    strip = Rect(0, top - GAP // 2, room.width, height + GAP // 2 + MARGIN)
    start, length = _along(cameras, width, room.width)
    tiles = tuple(Rect(start + i * (width + GAP), GAP // 2, width, height) for i in range(cameras))
    return Stage(_divided(shares, Rect(0, 0, room.width, top)), strip, "below", tiles, length)


def _along(cameras: int, extent: int, length: int) -> tuple[int, int]:
    """Return where the first of the cameras on a strip starts, and how long the strip's content is."""
    needed = cameras * (extent + GAP) - GAP
    return max((length - needed) // 2, MARGIN), max(length, needed + 2 * MARGIN)
