"""A window for each test, with an end that leaves nothing behind."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from recall_viewer.gui.language import Language, use_language
from tests.gui.stand import Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _nothing_lingers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Delete what was to be deleted later: outside an event loop Qt would wait, and style it with each theme."""
    yield
    if "qapp" not in request.fixturenames:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def make_stand(qapp: QApplication) -> Iterator[Callable[..., Stand]]:
    """Make windows that end with the test; whatever a slot raised fails it."""
    made: list[Stand] = []
    failures: list[BaseException] = []
    hook, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: failures.append(error)

    def make(**settings: object) -> Stand:
        made.append(Stand(**settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for stand in made:
        stand.close()
    qapp.processEvents()
    sys.excepthook = hook
    assert not failures
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]


@pytest.fixture
def stand(make_stand: Callable[..., Stand]) -> Stand:
    """A window in the dark theme."""
    return make_stand()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Language]:
    """Let the application speak German for as long as the test lasts; whatever needs it comes after it."""
    language = use_language(qapp, "de")
    yield language
    for translator in (language, language.of_qt):
        qapp.removeTranslator(translator)
