"""Every drawing among the resources: it renders, in each tone and size, and is sharp where it has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter

from recall_viewer import resources
from recall_viewer.gui import actions, controls, icons, theme
from recall_viewer.gui.icons import Tone
from tests.gui import ground
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

APPLICATION = "recall-viewer"
LINE_ICONS = sorted(
    entry.name.removesuffix(".svg")
    for entry in resources.find("icons").iterdir()
    if entry.name.endswith(".svg") and entry.name != f"{APPLICATION}.svg"
)
STRAIGHT = ("auto", "copy", "details", "folder", "freeze", "full_screen", "grid", "large", "stage")
"""Icons whose outermost lines are upright or level on all four sides."""
DARK_COLOURS = {
    "text": theme.DARK.text,
    "secondary": theme.DARK.secondary,
    "amber": theme.DARK.amber,
    "on_canvas": theme.DARK.text,
}


def image_of(icon: QIcon, size_px: int, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon.pixmap(QSize(size_px, size_px), mode).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def alphas(image: QImage) -> list[list[int]]:
    return [[image.pixelColor(x, y).alpha() for x in range(image.width())] for y in range(image.height())]


@pytest.fixture(autouse=True)
def dark(qtbot: QtBot) -> None:
    ground.show(qtbot)


@pytest.mark.parametrize("size_px", [16, 24, 32])
@pytest.mark.parametrize("name", LINE_ICONS)
def test_each_drawing_renders_in_each_tone(name: str, size_px: int) -> None:
    for tone in get_args(Tone):
        image = image_of(icons.icon(name, tone), size_px)
        assert (image.width(), image.height()) == (size_px, size_px)
        solid = [
            image.pixelColor(x, y)
            for x in range(size_px)
            for y in range(size_px)
            if image.pixelColor(x, y).alpha() > 150
        ]
        assert len(solid) >= size_px // 4
        assert len(solid) < size_px * size_px / 2
        if tone in DARK_COLOURS:
            assert all(is_near(colour, DARK_COLOURS[tone], 3) for colour in solid)


@pytest.mark.parametrize("name", LINE_ICONS)
def test_each_drawing_keeps_a_pixel_of_air(name: str) -> None:
    rows = alphas(image_of(icons.icon(name), 16))
    edge = [*rows[0], *rows[-1], *(row[0] for row in rows), *(row[-1] for row in rows)]
    assert max(edge) <= 16


@pytest.mark.parametrize("name", STRAIGHT)
def test_outer_lines_are_sharp_at_16_px(name: str) -> None:
    rows = alphas(image_of(icons.icon(name), 16))
    columns = [list(column) for column in zip(*rows, strict=True)]
    for lines in (rows, rows[::-1], columns, columns[::-1]):
        outermost = next(line for line in lines if max(line) > 16)
        # Whole pixels are covered, but for round ends: no half-tone stands before the line.
        assert max(outermost) >= 210


def test_an_icon_follows_the_theme_and_is_pale_where_disabled(qtbot: QtBot) -> None:
    icon = icons.icon("freeze")

    def colour(mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
        return image_of(icon, 16, mode).pixelColor(4, 8)

    assert is_near(colour(), theme.DARK.text, 3)
    assert is_near(colour(QIcon.Mode.Disabled), theme.DARK.placeholder, 3)
    ground.show(qtbot, dark=False)
    assert is_near(colour(), theme.LIGHT.text, 3)


def test_it_is_drawn_anew_for_a_finer_screen() -> None:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    image.setDevicePixelRatio(2)
    painter = QPainter(image)
    icons.icon("grid").paint(painter, 0, 0, 16, 16)
    painter.end()
    # The hole in a square is 2.5 px wide: at twice the size five pixels of it are clear.
    assert [alphas(image)[9][x] for x in range(7, 12)] == [0] * 5


def test_each_action_names_a_drawing_that_there_is() -> None:
    assert {spec.icon for spec in actions.table() if spec.icon} <= set(LINE_ICONS)


@pytest.mark.parametrize(("left", "top", "colour"), [(3, 3, "#9cc4ff"), (3, 9, "#6aa8ff"), (9, 9, "#3f7fe6")])
def test_at_16_px_a_tile_of_the_application_icon_is_four_pixels_square(left: int, top: int, colour: str) -> None:
    image = image_of(icons.application_icon(), 16)
    inside = range(4)
    for across in inside:
        for down in inside:
            is_corner = across in (0, 3) and down in (0, 3)
            if not is_corner:
                assert is_near(image.pixelColor(left + across, top + down), colour, 3)
    around = [
        *((left - 1, top + step) for step in inside),
        *((left + 4, top + step) for step in inside),
        *((left + step, top - 1) for step in inside),
        *((left + step, top + 4) for step in inside),
    ]
    # Beside a tile there is ink, not a half-tone of the tile.
    assert all(image.pixelColor(x, y).lightness() < 60 for x, y in around if not (x >= 8 and y < 8))


def test_the_live_dot_is_green_and_round() -> None:
    image = image_of(icons.application_icon(), 16)
    assert is_near(image.pixelColor(11, 5), "#4fd695", 3)
    assert is_near(image.pixelColor(9, 4), "#4fd695", 3)
    assert not is_near(image.pixelColor(8, 2), "#4fd695", 60)


@pytest.mark.parametrize("size_px", icons.APPLICATION_SIZES_PX)
def test_the_application_icon_has_each_size_and_round_corners(size_px: int) -> None:
    image = image_of(icons.application_icon(), size_px)
    assert (image.width(), image.height()) == (size_px, size_px)
    assert image.pixelColor(0, 0).alpha() < 128
    assert image.pixelColor(size_px // 2, size_px // 2).alpha() == 255
    assert image.pixelColor(size_px // 2, 0).alpha() == 255


def test_a_sign_follows_the_theme_while_it_is_shown(qtbot: QtBot) -> None:
    ground.show(qtbot)
    sign = controls.Sign("problems", "amber", 16)
    qtbot.addWidget(sign)
    sign.show()

    def colours() -> set[str]:
        image = sign.grab().toImage()
        return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}

    assert theme.DARK.amber in colours()
    ground.show(qtbot, dark=False)
    assert theme.LIGHT.amber in colours()
    assert theme.DARK.amber not in colours()
