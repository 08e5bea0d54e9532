"""The first page to the eye and the keys: room at every size, the order of the focus, the colours of the themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from recall_viewer.gui import theme as themes
from recall_viewer.gui.address_card import ReachCheck
from recall_viewer.gui.checklist import Progress, Step
from tests.gui.stand import is_near
from tests.gui.start_page.support import PUBLIC, THEMES, button, cards, field, give, ground, place, press, request, use

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor, QImage
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.start_page import StartPage


# Room


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_a_wide_window_has_two_columns(make_page: Callable[..., StartPage], width: int) -> None:
    page = make_page(width)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    places = {name: place(card, page) for name, card in cards(page).items()}
    left, right = places["Listening here"], places["On the way"]
    assert left[1] == right[1]
    assert left[2] < right[0]
    assert places["Create the bot"][1] - left[3] == 12
    assert right[3] < places["problem"][1] < places["No bot at hand?"][1]
    assert right[2] - left[0] <= 1032
    assert abs(left[0] - (width - right[2])) <= 13
    if width == 1280:
        assert (left[2] - left[0], right[2] - right[0], right[0] - left[2]) == (640, 368, 24)


@pytest.mark.parametrize("width", [400, 640, 899])
def test_a_narrow_one_has_one_column_with_the_problem_first(make_page: Callable[..., StartPage], width: int) -> None:
    page = make_page(width)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    places = {name: place(card, page) for name, card in cards(page).items()}
    order = sorted(places, key=lambda name: places[name][1])
    assert order == ["problem", "Listening here", "Create the bot", "On the way", "No bot at hand?"]
    assert len({(left, right) for left, _, right, _ in places.values()}) == 1


def test_columns_come_and_go_with_the_window(make_page: Callable[..., StartPage]) -> None:
    page = make_page(1280)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    for width, is_wide in ((500, False), (1000, True), (899, False), (900, True)):
        page.resize(width, 702)
        QApplication.processEvents()
        found = cards(page)
        assert (place(found["On the way"], page)[1] == place(found["Listening here"], page)[1]) is is_wide


@pytest.mark.parametrize("size", [(400, 300), (400, 230), (640, 480), (900, 400), (1280, 702), (1920, 1000)])
@pytest.mark.parametrize("version", ["Current API (v1.11)", "Older API (v1.10)"])
def test_nothing_overlaps_nor_is_cut_off_at_any_size(
    make_page: Callable[..., StartPage], qtbot: QtBot, size: tuple[int, int], version: str
) -> None:
    page = make_page(*size)
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, version))
    press(qtbot, button(page, "Check"))
    page.show_reach(ReachCheck(PUBLIC, problem="A sentence that takes more than one line, " * 4))
    page.show_problem("10:31:55", "One connection was not video", "Another sentence of more than one line, " * 3)
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    shown = [one for kind in (QLabel, QPushButton, QLineEdit, QPlainTextEdit) for one in page.findChildren(kind)]
    visible = [one for one in shown if one.isVisible() and not isinstance(one.parent(), QPlainTextEdit)]
    for one in visible:
        left, top, right, bottom = place(one, page)
        assert left >= 0
        assert top >= 0
        assert right <= ground(page).width()
        assert bottom <= ground(page).height()
        needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
        assert one.height() >= needed
        for other in visible:
            if other is not one:
                assert not overlap(place(one, page), place(other, page))


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_at_the_usual_size_the_request_scrolls_rather_than_the_page(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0
    # How many lines of the request fit at the usual size is a matter of the font: with this it is never all of them.
    page.resize(1280, 640)
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0
    assert request(page).verticalScrollBar().maximum() > 0
    page.resize(1280, 1000)
    QApplication.processEvents()
    assert request(page).verticalScrollBar().maximum() == 0


def test_at_the_smallest_size_the_page_scrolls_and_the_request_does_not(make_page: Callable[..., StartPage]) -> None:
    page = make_page(400, 230)
    assert page.verticalScrollBar().maximum() > 0
    assert request(page).verticalScrollBar().maximum() == 0
    assert request(page).horizontalScrollBar().maximum() > 0


# Keys and screen readers


@pytest.mark.parametrize("width", [400, 1280])
def test_everything_is_reached_by_tab_in_the_order_it_is_read(
    make_page: Callable[..., StartPage], qtbot: QtBot, width: int
) -> None:
    page = make_page(width)
    give(page, qtbot, PUBLIC)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    page.setFocus()
    met: list[str] = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        met.append(focused.accessibleName() or getattr(focused, "text", str)().strip())
    wanted = [
        "Listening address",
        "Copy the listening address",
        "Public address",
        "Check",
        "API: Current API (v1.11)",
        "Create Bot request",
        "Copy JSON",
        "Copy as curl",
        "Make a token",
        "Show demo",
    ]
    wanted.insert(-1 if width == 1280 else 0, "Show in Problems")
    start = met.index(wanted[0])
    assert (met[start:] + met[:start])[: len(wanted)] == wanted


def test_what_has_the_focus_scrolls_into_view(make_page: Callable[..., StartPage], qtbot: QtBot) -> None:
    page = make_page(400, 230)
    demo = button(page, "Show demo")
    field(page, "Listening address").setFocus()
    while not demo.hasFocus():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    top = demo.mapTo(page, QPoint(0, 0)).y()
    assert top >= 0
    assert top + demo.height() <= page.height()


# Looks


def colour(image: QImage, widget: QWidget, page: StartPage, x: int, y: int) -> QColor:
    return image.pixelColor(widget.mapTo(page, QPoint(x, y)))


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_cards_stand_in_the_colours_of_the_theme_also_when_it_changes(
    page: StartPage, qapp: QApplication, qtbot: QtBot, theme: themes.Theme
) -> None:
    give(page, qtbot, PUBLIC)
    page.show_progress(Progress("10:31:02"))
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    use(qapp, themes.LIGHT if theme.is_dark else themes.DARK)
    use(qapp, theme)
    QApplication.processEvents()
    image = page.grab().toImage()
    found = cards(page)
    assert is_near(image.pixelColor(20, 20), theme.start_page, 0)
    assert is_near(image.pixelColor(page.width() - 6, 400), theme.start_page, 0)
    for name in ("Listening here", "Create the bot", "On the way", "No bot at hand?"):
        assert is_near(colour(image, found[name], page, 10, 60), theme.surface, 0)
        assert is_near(colour(image, found[name], page, 0, 60), theme.hairline, 0)
    assert is_near(colour(image, found["problem"], page, 10, 60), theme.amber_strip, 0)
    primary = button(page, "Copy JSON")
    assert is_near(colour(image, primary, page, 8, 14), theme.primary, 0)


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_each_step_is_marked_by_shape_and_colour(page: StartPage, qapp: QApplication, theme: themes.Theme) -> None:
    use(qapp, theme)
    page.show_progress(Progress("10:31:02"))
    QApplication.processEvents()
    image = page.grab().toImage()
    done, waiting, later, _ = page.findChildren(Step)
    middle = done.findChildren(QLabel)[0].geometry().center().y() + 1

    def at(step: Step, x: int, y: int = 0) -> QColor:
        return colour(image, step, page, 12 + x, middle + y)

    # A filled disc with a tick, a ring with a dot, an empty ring.
    assert not is_near(at(done, 7), theme.surface, 8)
    assert is_near(at(done, -1, 2), theme.live, 90)
    assert is_near(at(waiting, 0), theme.focus, 0)
    assert is_near(at(waiting, 6), theme.surface, 0)
    assert is_near(at(later, 0), theme.surface, 0)
    assert is_near(at(later, 6), theme.surface, 0)
    ring = [at(later, x) for x in range(8, 11)]
    assert any(is_near(one, theme.edge, 40) for one in ring)


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_copying_that_is_off_looks_off(page: StartPage, qapp: QApplication, theme: themes.Theme) -> None:
    use(qapp, theme)
    QApplication.processEvents()
    primary = button(page, "Copy JSON")
    assert is_near(colour(page.grab().toImage(), primary, page, 8, 14), theme.raised, 0)
