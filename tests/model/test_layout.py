from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from recall_viewer.model.layout import Direction, Grid, Rect, Stage, fit, grid, neighbour, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN = GAP = 8
counts = st.one_of(st.integers(1, 16), st.integers(1, 64))
widths = st.integers(300, 2600)
heights = st.integers(160, 1500)
whole_number = st.none() | st.integers(-2, 70)


def picture_height(width: int) -> int:
    return round(width * 9 / 16)


def rows(tiles: Sequence[Rect]) -> list[list[Rect]]:
    return [[one for one in tiles if one.y == y] for y in sorted({one.y for one in tiles})]


def assert_apart(tiles: Sequence[Rect]) -> None:
    for one, other in combinations(tiles, 2):
        grown = Rect(one.x - GAP + 1, one.y - GAP + 1, one.width + 2 * GAP - 2, one.height + 2 * GAP - 2)
        assert not one.intersects(other)
        assert not grown.intersects(other), f"{one} and {other} are closer than the gap"


def assert_row_major(columns: int, tiles: Sequence[Rect]) -> None:
    lines = rows(tiles)
    assert [one for line in lines for one in line] == list(tiles)
    assert all(len(line) == columns for line in lines[:-1])
    assert 1 <= len(lines[-1]) <= columns
    for line in lines:
        assert line[0].x == lines[0][0].x, "every row begins where the block does"
        assert all(b.x - a.right == GAP for a, b in pairwise(line))
    assert all(b[0].y - a[0].bottom == GAP for a, b in pairwise(lines))


def widest_by_trial(count: int, width: int, height: int, bar: int = 0) -> tuple[int, int]:
    """Return the width of the widest tiles that fit, and the number of columns, by trying every width there is."""
    best = (0, 0, 0, 0)
    for columns in range(1, count + 1):
        lines = -(-count // columns)
        for tile in range(4, width, 4):
            if columns * (tile + GAP) - GAP > width - 2 * MARGIN:
                break
            if lines * (picture_height(tile) + bar + GAP) - GAP > height - 2 * MARGIN:
                break
            best = max(best, (tile, count - columns * lines, -lines, columns))
    return best[0], best[3]


def test_the_grids_of_the_design() -> None:
    nine = grid(9, 1280, 702)
    assert (nine.columns, nine.height) == (3, 702)
    assert nine.tiles[0] == Rect(38, 8, 396, 223)
    assert nine.tiles[4] == Rect(442, 239, 396, 223)
    assert nine.tiles[8] == Rect(846, 470, 396, 223)
    assert grid(7, 1280, 702).tiles == nine.tiles[:7]
    sixteen = grid(16, 1920, 982)
    assert (sixteen.columns, sixteen.tiles[0]) == (4, Rect(116, 11, 416, 234))
    assert grid(1, 1280, 702).tiles == (Rect(30, 8, 1220, 686),)


def test_nine_in_the_smallest_window_scroll_in_three_columns() -> None:
    small = grid(9, 388, 216)
    assert (small.columns, small.height) == (3, 227)
    assert small.tiles[0] == Rect(12, 8, 116, 65)


def test_ties_go_to_fewer_empty_cells_then_to_fewer_rows() -> None:
    assert grid(6, 8 + 3 * 208 + 352 + 8, 8 + 3 * 125 + 8).columns == 3
    assert grid(3, 1280, 300).columns == 3
    # Height alone decides: 4 and 5 columns give 208 px in two rows, and 8 tiles fill the 4 columns.
    assert grid(8, 1100, 2 * 117 + 8 + 16).columns == 4


def test_no_tiles_take_no_room() -> None:
    assert grid(0, 800, 600) == Grid(0, (), 600)


@given(count=counts, width=widths, height=heights, previous=whole_number)
@settings(deadline=None)
def test_a_grid_is_a_grid(count: int, width: int, height: int, previous: int | None) -> None:
    laid = grid(count, width, height, previous)
    assert len(laid.tiles) == count
    assert 1 <= laid.columns <= count
    assert {(one.width, one.height) for one in laid.tiles} == {
        (laid.tiles[0].width, picture_height(laid.tiles[0].width))
    }
    assert laid.tiles[0].width % 4 == 0
    assert laid.tiles[0].width >= 112
    assert_apart(laid.tiles)
    assert_row_major(laid.columns, laid.tiles)


@given(count=counts, width=widths, height=heights, previous=whole_number)
@settings(deadline=None)
def test_a_grid_keeps_its_margins_and_is_centred(count: int, width: int, height: int, previous: int | None) -> None:
    laid = grid(count, width, height, previous)
    first_row, bottom = rows(laid.tiles)[0], laid.tiles[-1].bottom
    assert first_row[0].x >= MARGIN
    assert 0 <= (width - first_row[-1].right) - first_row[0].x <= 1
    if laid.height > height:
        assert laid.tiles[0].y == MARGIN
        assert laid.height == bottom + MARGIN
        assert bottom + MARGIN > height
    else:
        assert laid.height == height
        assert 0 <= (height - bottom) - laid.tiles[0].y <= 1
        assert laid.tiles[0].y >= MARGIN


@given(count=st.integers(1, 24), width=st.integers(300, 1600), height=st.integers(160, 1000))
@settings(deadline=None, max_examples=60)
def test_no_other_number_of_columns_is_better(count: int, width: int, height: int) -> None:
    laid, (widest, columns) = grid(count, width, height), widest_by_trial(count, width, height)
    if widest >= 112:
        assert (laid.tiles[0].width, laid.columns, laid.height) == (widest, columns, height)
    else:
        assert laid.height > height


@given(count=counts, width=widths, height=heights, previous=st.integers(1, 64))
@example(count=21, width=728, height=292, previous=1)
@settings(deadline=None)
def test_columns_change_for_a_gain_of_six_per_cent_only(count: int, width: int, height: int, previous: int) -> None:
    free, kept = grid(count, width, height), grid(count, width, height, previous)
    if free.height > height:
        return
    assert kept.columns in {free.columns, previous}
    assert kept.tiles[0].width * 1.06 > free.tiles[0].width
    if kept.columns != previous and previous <= count:
        inner_width, inner_height = width - 2 * MARGIN, height - 2 * MARGIN
        lines = -(-count // previous)
        by_width = (inner_width + GAP) // previous - GAP
        by_height = ((inner_height + GAP) // lines - GAP + 0.5) * 16 / 9
        old = min(by_width, by_height) // 4 * 4
        assert free.tiles[0].width >= old * 1.06 or old < 112


def test_six_per_cent_to_the_pixel() -> None:
    assert grid(9, 640, 300).tiles[0].width == 156
    assert grid(9, 640, 300, previous_columns=4).tiles[0].width == 148, "5.4 % are not worth a jump"
    assert grid(9, 760, 360).tiles[0].width == 192
    assert grid(9, 760, 360, previous_columns=4).tiles[0].width == 192, "6.7 % over 180 px are"
    assert grid(5, 356, 223).tiles[0].width == 112
    assert grid(5, 356, 223, previous_columns=3).columns == 2, "108 px would be too small to stay with"


def test_a_number_of_columns_beyond_the_count_is_not_kept() -> None:
    assert grid(3, 1280, 150, previous_columns=4) == grid(3, 1280, 150)
    assert grid(2, 392, 70, previous_columns=3) == grid(2, 392, 70)
    assert grid(5, 900, 500, previous_columns=0) == grid(5, 900, 500)


@given(count=counts, height=heights, start=widths, steps=st.lists(st.integers(0, 40), min_size=2, max_size=25))
@settings(deadline=None)
def test_widening_adds_columns_and_narrowing_takes_them_away(
    count: int, height: int, start: int, steps: list[int]
) -> None:
    sweep = [start + sum(steps[:i]) for i in range(len(steps) + 1)]
    columns: list[int] = []
    for width in sweep:
        columns.append(grid(count, width, height, columns[-1] if columns else None).columns)
    assert columns == sorted(columns)
    for width in reversed(sweep):
        columns.append(grid(count, width, height, columns[-1]).columns)
    back = columns[len(sweep) :]
    assert back == sorted(back, reverse=True)


@given(count=counts, width=widths, height=heights, moves=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2))))
@example(count=26, width=726, height=361, moves=[(2, 2), (0, 0)])
@settings(deadline=None)
def test_a_trembling_hand_changes_columns_once_at_most(
    count: int, width: int, height: int, moves: list[tuple[int, int]]
) -> None:
    columns = [grid(count, width, height).columns]
    for dx, dy in moves:
        columns.append(grid(count, width + dx, height + dy, columns[-1]).columns)
    assert sum(a != b for a, b in pairwise(columns)) <= 1


def test_a_scrolling_grid_adds_a_column_late_and_drops_it_at_the_smallest_tile() -> None:
    five_of_112, five_of_120 = 16 + 5 * 120 - 8, 16 + 5 * 128 - 8
    assert grid(50, five_of_112, 200).columns == 5
    assert grid(50, five_of_112, 200, previous_columns=4).columns == 4
    assert grid(50, five_of_120 - 1, 200, previous_columns=4).columns == 4
    assert grid(50, five_of_120, 200, previous_columns=4).columns == 5
    assert grid(50, five_of_112, 200, previous_columns=5).columns == 5
    assert grid(50, five_of_112 - 1, 200, previous_columns=5).columns == 4


def test_a_scrolled_tile_is_not_higher_than_the_viewport() -> None:
    low = grid(40, 700, 100)
    assert low.height > 100
    assert low.tiles[0].height <= 100 - 2 * MARGIN
    assert grid(2, 700, 70).tiles[0].width == 112, "but never narrower than the smallest"


@given(count=st.integers(1, 512), width=st.integers(-5, 140), height=st.integers(-5, 140), previous=whole_number)
@settings(deadline=None)
def test_tiny_rooms_are_put_up_with(count: int, width: int, height: int, previous: int | None) -> None:
    laid = grid(count, width, height, previous)
    assert len(laid.tiles) == count
    for one in laid.tiles:
        assert one.width >= 1
        assert one.height >= 1
        assert one.x >= 0
        assert one.right <= max(width, 1)
        assert 0 <= one.y < one.bottom <= laid.height
    assert_row_major(laid.columns, laid.tiles)
    assert len({(one.width, one.height) for one in laid.tiles}) == 1


@given(
    size=st.tuples(st.integers(1, 8000), st.integers(1, 8000)),
    room=st.builds(Rect, st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 3000), st.integers(1, 3000)),
    limit=st.none() | st.floats(0.1, 8),
)
@settings(deadline=None)
def test_a_picture_is_fitted_not_stretched(size: tuple[int, int], room: Rect, limit: float | None) -> None:
    placed = fit(*size, room, limit)
    assert 1 <= placed.width <= room.width
    assert 1 <= placed.height <= room.height
    assert 0 <= (room.right - placed.right) - (placed.x - room.x) <= 1
    assert 0 <= (room.bottom - placed.bottom) - (placed.y - room.y) <= 1
    scale = min(room.width / size[0], room.height / size[1], limit or 1e9)
    assert abs(placed.width - max(size[0] * scale, 1)) <= 1
    assert abs(placed.height - max(size[1] * scale, 1)) <= 1


def test_letterbox_and_limit() -> None:
    assert fit(1280, 720, Rect(10, 20, 640, 480)) == Rect(10, 80, 640, 360)
    assert fit(720, 1280, Rect(0, 0, 640, 360)) == Rect(219, 0, 202, 360)
    assert fit(256, 144, Rect(0, 0, 1280, 720), limit=2) == Rect(384, 216, 512, 288)
    assert fit(0, 0, Rect(0, 0, 10, 10)) == Rect(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("index", "direction", "expected"),
    [
        (4, "left", 3),
        (4, "right", 5),
        (4, "up", 1),
        (4, "down", 7),
        (0, "left", 0),
        (0, "up", 0),
        (2, "right", 2),
        (3, "left", 3),
        (5, "down", 7),
        (7, "right", 7),
        (7, "down", 7),
        (7, "up", 4),
    ],
)
def test_arrows_in_a_grid_with_a_short_row(index: int, direction: Direction, expected: int) -> None:
    assert neighbour(grid(8, 1280, 702).tiles, index, direction) == expected


def on_screen(staged: Stage) -> list[Rect]:
    dx, dy = staged.strip.x, staged.strip.y
    return [*staged.shares, *(Rect(one.x + dx, one.y + dy, one.width, one.height) for one in staged.cameras)]


def test_arrows_between_stage_and_strip() -> None:
    beside = on_screen(stage(1, 5, 1280, 702))
    assert neighbour(beside, 0, "right") == 3, "the middle of the strip is nearest"
    assert [neighbour(beside, i, "left") for i in range(6)] == [0] * 6
    assert neighbour(beside, 3, "down") == 4
    assert neighbour(beside, 5, "down") == 5
    below = on_screen(stage(2, 4, 1920, 982))
    assert neighbour(below, 0, "right") == 1
    assert neighbour(below, 0, "down") in {2, 3}
    assert neighbour(below, 5, "up") == 1


@given(
    count=counts,
    width=widths,
    height=heights,
    index=st.integers(0, 63),
    direction=st.sampled_from(["left", "right", "up", "down"]),
)
@settings(deadline=None)
def test_an_arrow_leads_its_way_or_nowhere(
    count: int, width: int, height: int, index: int, direction: Direction
) -> None:
    assume(index < count)
    laid = grid(count, width, height)
    target = neighbour(laid.tiles, index, direction)
    row, column = divmod(index, laid.columns)
    last_row = (count - 1) // laid.columns
    match direction:
        case "left":
            expected = index - 1 if column else index
        case "right":
            expected = index + 1 if column + 1 < laid.columns and index + 1 < count else index
        case "up":
            expected = index - laid.columns if row else index
        case "down":
            expected = min(index + laid.columns, count - 1) if row < last_row else index
    assert target == expected


@given(
    tiles=st.lists(
        st.builds(Rect, st.integers(0, 300), st.integers(0, 300), st.integers(1, 90), st.integers(1, 90)), min_size=1
    ),
    index=st.integers(0, 50),
    direction=st.sampled_from(["left", "right", "up", "down"]),
)
@settings(deadline=None)
def test_arrows_in_any_arrangement(tiles: list[Rect], index: int, direction: Direction) -> None:
    assume(index < len(tiles))
    target = neighbour(tiles, index, direction)
    assert 0 <= target < len(tiles)
    here, there = tiles[index], tiles[target]
    if target != index:
        assert {
            "left": there.right <= here.x,
            "right": there.x >= here.right,
            "up": there.bottom <= here.y,
            "down": there.y >= here.bottom,
        }[direction]
    elif direction in ("up", "down"):
        assert not any(one.bottom <= here.y if direction == "up" else one.y >= here.bottom for one in tiles)


def test_the_stage_of_the_design() -> None:
    staged = stage(1, 5, 1280, 702)
    assert staged.shares == (Rect(8, 49, 1024, 576 + 28),)
    assert (staged.strip_side, staged.strip, staged.strip_length) == ("right", Rect(1036, 0, 244, 702), 702)
    assert on_screen(staged)[1:] == [Rect(1040, 10 + i * 138, 232, 130) for i in range(5)]


def test_the_strip_goes_where_the_stage_stays_larger() -> None:
    assert stage(1, 3, 500, 900).strip_side == "below"
    assert stage(1, 3, 900, 500).strip_side == "right"
    assert stage(2, 3, 1920, 982).strip_side == "below"


def test_a_strip_that_is_full_scrolls() -> None:
    staged = stage(1, 15, 1280, 702)
    assert staged.strip == stage(1, 5, 1280, 702).strip
    assert staged.cameras[0] == Rect(4, 8, 232, 130)
    assert staged.strip_length == staged.cameras[-1].bottom + 8 == 8 + 15 * 138 - 8 + 8
    below = stage(1, 9, 500, 900)
    assert below.strip_length == below.cameras[-1].right + 8 > 500


@pytest.mark.parametrize(("width", "height"), [(150, 150), (200, 200), (90, 205)])
def test_without_room_for_it_there_is_no_strip(width: int, height: int) -> None:
    staged = stage(1, 4, width, height)
    assert (staged.strip_side, staged.cameras, staged.strip_length) == ("none", (), 0)
    assert staged.strip == Rect(0, 0, 0, 0)
    assert staged == stage(1, 0, width, height)


def test_a_stage_needs_a_share() -> None:
    with pytest.raises(ValueError, match="needs a share, got 0"):
        stage(0, 3, 800, 600)


stage_sizes = st.tuples(st.integers(300, 2600), st.integers(160, 1500))


@given(shares=st.integers(1, 4), cameras=st.integers(0, 40), size=stage_sizes)
@settings(deadline=None)
def test_a_stage_stands_in_its_room(shares: int, cameras: int, size: tuple[int, int]) -> None:
    staged, (width, height) = stage(shares, cameras, *size), size
    assert len(staged.shares) == shares
    assert {one.height - picture_height(one.width) for one in staged.shares} == {28}
    lines = rows(staged.shares)
    assert_row_major(len(lines[0]), staged.shares)
    tiles = on_screen(staged)
    assert_apart(tiles)
    for one in staged.shares:
        assert one.x >= MARGIN
        assert one.y >= MARGIN
        assert one.right <= width - MARGIN
        assert one.bottom <= height - MARGIN
        assert not one.intersects(staged.strip)


@given(shares=st.integers(1, 4), cameras=st.integers(1, 40), size=stage_sizes)
@settings(deadline=None)
def test_a_strip_keeps_its_measures(shares: int, cameras: int, size: tuple[int, int]) -> None:
    staged, (width, height) = stage(shares, cameras, *size), size
    strip = staged.strip
    if staged.strip_side == "none":
        assert staged.cameras == ()
        return
    assert len(staged.cameras) == cameras
    assert len({(one.width, one.height) for one in staged.cameras}) == 1
    first, last = staged.cameras[0], staged.cameras[-1]
    assert first.height == picture_height(first.width)
    is_right = staged.strip_side == "right"
    assert (strip.right, strip.bottom) == (width, height)
    assert (strip.y, strip.height) == (0, height) if is_right else (strip.x, strip.width) == (0, width)
    thickness, room = (first.width, width) if is_right else (first.height, height)
    assert 72 <= thickness <= 320
    assert thickness <= max(room * 0.18 + 2.5, 72)
    camera, room = (first.height, height) if is_right else (first.width, width)
    assert thickness == 72 or camera <= room - 2 * MARGIN, "a whole camera fits the strip"
    assert (strip.width if is_right else strip.height) == thickness + 4 + MARGIN
    assert (width * height - strip.width * strip.height) >= 0.6 * width * height
    extent = strip.height if is_right else strip.width
    lead, end = (first.y, last.bottom) if is_right else (first.x, last.right)
    assert lead >= MARGIN
    if staged.strip_length > extent:
        assert (lead, staged.strip_length) == (MARGIN, end + MARGIN)
    else:
        assert staged.strip_length == extent
        assert 0 <= (extent - end) - lead <= 1


@given(shares=st.integers(1, 3), size=st.tuples(st.integers(300, 1400), st.integers(200, 900)))
@settings(deadline=None, max_examples=40)
def test_shares_are_as_large_as_the_room_allows(shares: int, size: tuple[int, int]) -> None:
    assert stage(shares, 0, *size).shares[0].width == widest_by_trial(shares, *size, bar=28)[0]


@given(shares=st.integers(1, 64), cameras=st.integers(0, 64), width=st.integers(-5, 200), height=st.integers(-5, 200))
@settings(deadline=None)
def test_tiny_stages_are_put_up_with(shares: int, cameras: int, width: int, height: int) -> None:
    staged = stage(shares, cameras, width, height)
    assert len(staged.shares) == shares
    assert all(one.width >= 1 and one.height >= 1 for one in (*staged.shares, *staged.cameras))
    assert not any(one.intersects(other) for one, other in combinations(staged.shares, 2))
