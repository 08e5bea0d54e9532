"""The empty window that stands first, and how it becomes the full one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel

from recall_viewer.gui import theme as themes
from recall_viewer.gui.language import use_language
from recall_viewer.gui.shell import Shell
from recall_viewer.gui.store import Choices, Store
from recall_viewer.gui.window import MainWindow
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recall_viewer.gui.application import Application
    from recall_viewer.gui.store import ThemeChoice


@pytest.fixture
def empty(qapp: Application) -> Iterator[MainWindow]:
    """A window that is shown and not filled."""
    before = themes.current()
    window = MainWindow()
    window.show()
    qapp.processEvents()
    yield window
    window.hide()
    window.deleteLater()
    themes.use(before)


@pytest.mark.parametrize("size", [(1280, 800), (420, 320)])
@pytest.mark.parametrize(("choice", "theme"), [("light", themes.LIGHT), ("dark", themes.DARK)])
def test_it_has_the_areas_and_colours_of_the_full_one(
    qapp: Application, empty: MainWindow, choice: ThemeChoice, theme: themes.Theme, size: tuple[int, int]
) -> None:
    empty.resize(*size)
    store = Store()
    store.choices = Choices(theme=choice)
    Shell(qapp, store, empty).show()
    # The first paint comes after it under X11, and before it elsewhere.
    assert themes.current() is theme
    image = empty.grab().toImage()
    middle, height = image.width() // 2, image.height()
    # A small one has no menu bar.
    above = themes.TOOLBAR_PX + (themes.MENU_BAR_PX if size[0] > 480 else 0)
    assert all(is_near(image.pixelColor(middle, y), theme.window, 0) for y in (0, above - 2, height - 1))
    assert all(is_near(image.pixelColor(middle, y), theme.start_page, 0) for y in (above, height // 2))
    assert is_near(image.pixelColor(middle, height - themes.STATUS_BAR_PX - 1), theme.start_page, 0)


def test_nothing_that_happens_to_it_fails(qapp: Application, empty: MainWindow) -> None:
    asked: list[bool] = []
    empty.close_asked.connect(lambda: asked.append(True))
    empty.resize(420, 320)
    empty.showMinimized()
    empty.showNormal()
    QCoreApplication.sendEvent(empty, QEvent(QEvent.Type.LanguageChange))
    qapp.processEvents()
    # It does not go by itself: whoever is told ends it in order.
    assert not empty.close()
    assert asked == [True]
    assert empty.isVisible()


def test_filled_it_fits_its_size_and_has_the_focus_where_it_belongs(
    qapp: Application, empty: MainWindow, make_stand: Callable[..., Stand]
) -> None:
    empty.resize(420, 320)
    stand = make_stand(window=empty)
    assert stand.window is empty
    assert not empty.menuBar().isVisible()
    assert empty.start_page.isVisible()
    focus = qapp.focusWidget()
    assert focus is not None
    assert focus is empty.start_page or empty.start_page.isAncestorOf(focus)


def test_another_language_is_no_news_to_what_fills_it(
    qapp: Application, empty: MainWindow, make_stand: Callable[..., Stand]
) -> None:
    renewed: list[bool] = []
    empty.renewed.connect(lambda: renewed.append(True))
    language = use_language(qapp, "de")
    try:
        stand = make_stand(window=empty)
        stand.settle()
        assert "Noch nichts verbunden" in " ".join(label.text() for label in empty.start_page.findChildren(QLabel))
        assert not renewed
    finally:
        for translator in (language, language.of_qt):
            qapp.removeTranslator(translator)
    stand.settle()
    assert renewed


def test_it_needs_nothing_of_what_fills_it() -> None:
    check = (
        "import sys, recall_viewer.cli, recall_viewer.start; "
        "print(*(name for name in sys.argv[1:] if name in sys.modules))"
    )
    late = ["asyncio", "qasync", "websockets", "msgspec", "PySide6.QtSvg", "recall_viewer.app", "recall_viewer.viewer"]
    late += ["recall_viewer.gui.assembly", "recall_viewer.server.server", "recall_viewer.model.gallery"]
    done = subprocess.run([sys.executable, "-c", check, *late], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
