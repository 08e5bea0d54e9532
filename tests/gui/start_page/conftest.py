"""The first page in the dark theme, and an end that leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from recall_viewer.gui import theme as themes
from recall_viewer.gui.start_page import StartPage
from tests.gui.start_page.support import LISTENING, use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _dark(qapp: QApplication) -> Iterator[None]:
    use(qapp, themes.DARK)
    yield
    use(qapp, themes.DARK)


@pytest.fixture
def make_page(qapp: QApplication) -> Iterator[Callable[..., StartPage]]:
    made: list[StartPage] = []

    def make(width: int = 1280, height: int = 702) -> StartPage:
        page = StartPage()
        made.append(page)
        page.show_address(LISTENING)
        page.resize(width, height)
        page.show()
        QApplication.processEvents()
        return page

    yield make
    for page in made:
        page.close()
        page.deleteLater()
    # At once: each change of the theme would go through all that are left.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def page(make_page: Callable[..., StartPage]) -> StartPage:
    return make_page()
