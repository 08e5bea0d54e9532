"""The window comes back where it stood, and never where nobody can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget

from recall_viewer.gui import placement
from recall_viewer.gui.placement import TITLE_BAR_PX, Placement, place

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = QRect(-1920, 0, 1920, 1080)
MAIN = QRect(0, 0, 1920, 1048)
SMALL = QRect(0, 0, 1024, 600)

rects = st.builds(
    QRect,
    st.integers(-9000, 9000),
    st.integers(-9000, 9000),
    st.integers(1, 6000),
    st.integers(1, 6000),
)
screens = st.builds(
    QRect, st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(64, 4000), st.integers(64, 4000)
)


@pytest.mark.parametrize(
    "saved",
    [
        QRect(100, 100, 1280, 800),
        QRect(-1900, 0, 1280, 800),
        QRect(0, 0, 1920, 1048),
        # Across both screens, each of its corners in sight.
        QRect(-600, 100, 1280, 800),
    ],
)
def test_a_window_that_can_be_seen_stays_where_it_was(saved: QRect) -> None:
    assert place(saved, [MAIN, LEFT]) == saved


def test_a_window_of_a_monitor_that_is_gone_comes_to_the_other() -> None:
    assert place(QRect(-1900, 100, 1280, 800), [MAIN]) == QRect(0, 100, 1280, 800)
    assert place(QRect(2500, 900, 1280, 800), [MAIN]) == QRect(640, 248, 1280, 800)


def test_it_comes_to_the_nearest_of_several() -> None:
    far = QRect(4000, 0, 1000, 1000)
    assert far.contains(place(QRect(5500, 100, 800, 600), [MAIN, far]))
    assert MAIN.contains(place(QRect(-1500, 100, 800, 600), [far, MAIN]))


def test_a_window_that_half_left_the_screen_is_wholly_on_it() -> None:
    assert place(QRect(1500, 100, 1280, 800), [MAIN]) == QRect(640, 100, 1280, 800)


def test_its_title_bar_can_be_taken_hold_of() -> None:
    assert place(QRect(100, -300, 1280, 800), [MAIN]) == QRect(100, TITLE_BAR_PX, 1280, 800)


def test_it_is_no_larger_than_the_screen() -> None:
    assert place(QRect(100, 100, 1280, 800), [SMALL]) == QRect(0, TITLE_BAR_PX, 1024, 600 - TITLE_BAR_PX)


def test_across_two_screens_it_is_no_larger_than_one() -> None:
    assert place(QRect(-1000, 100, 2400, 800), [MAIN, LEFT]) == QRect(0, 100, 1920, 800)


def test_without_screens_it_stays_as_it_was() -> None:
    assert place(QRect(9, 9, 1280, 800), []) == QRect(9, 9, 1280, 800)


@settings(deadline=None)
@given(rects, st.lists(screens, min_size=1, max_size=4))
def test_it_is_always_in_sight_and_no_larger_than_a_screen(saved: QRect, available: list[QRect]) -> None:
    placed = place(saved, available)
    assert placed == saved or any(screen.contains(placed) for screen in available)
    assert any(placed.width() <= screen.width() and placed.height() <= screen.height() for screen in available)
    assert placed.width() <= saved.width()
    assert placed.height() <= saved.height()
    assert place(placed, available) == placed


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_without_a_placement_it_has_its_size_whatever_the_screen_is_said_to_be(window: QWidget) -> None:
    placement.restore(window, None)
    window.show()
    assert (window.width(), window.height()) == (1280, 800)


def test_the_first_window_has_room_on_a_scaled_screen() -> None:
    usual = QSize(*placement.DEFAULT_SIZE_PX)
    assert placement.first_size(None) == usual
    assert placement.first_size(QSize(1920, 1080)) == usual
    # A screen of 1920x1080 at 150 and at 200 %.
    assert placement.first_size(QSize(1280, 720)) == QSize(1280, 720 - TITLE_BAR_PX)
    assert placement.first_size(QSize(960, 540)) == QSize(960, 540 - TITLE_BAR_PX)


@pytest.mark.parametrize("state", ["normal", "maximised", "full_screen"])
def test_it_stands_as_it_stood(window: QWidget, state: placement.State) -> None:
    saved = Placement(40, 60, 900, 700, state)
    placement.restore(window, saved)
    window.show()
    QApplication.processEvents()
    assert window.isMaximized() == (state == "maximised")
    assert window.isFullScreen() == (state == "full_screen")
    assert placement.of(window) == saved
    window.showNormal()
    QApplication.processEvents()
    assert placement.of(window) == Placement(40, 60, 900, 700)


def test_what_was_moved_and_resized_is_noted(window: QWidget) -> None:
    placement.restore(window, None)
    window.show()
    window.setGeometry(70, 80, 500, 400)
    assert placement.of(window) == Placement(70, 80, 500, 400)
    window.showMinimized()
    QApplication.processEvents()
    assert placement.of(window) == Placement(70, 80, 500, 400)
