"""What nobody catches: it reaches one handler, on the main thread, and the window goes on."""

from __future__ import annotations

import gc
import queue
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QWidget

from recall_viewer.gui.application import Application, failures_reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot


class Unpaintable(QWidget):
    tried = Signal()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.tried.emit()
        raise LookupError("painted")


class Unendable:
    def __del__(self) -> None:
        raise LookupError("ended")


def fail(where: str) -> None:
    raise LookupError(where)


def in_a_slot(qtbot: QtBot) -> None:
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: fail("in a slot"))
    with qtbot.waitSignal(timer.timeout):
        timer.start()


def in_a_paint_event(qtbot: QtBot) -> None:
    widget = Unpaintable()
    qtbot.addWidget(widget)
    with qtbot.waitSignal(widget.tried):
        widget.show()
    widget.hide()


def in_a_thread(_qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail, args=("in a thread",))
    thread.start()
    thread.join()


def where_an_object_ends(_qtbot: QtBot) -> None:
    Unendable()
    gc.collect()


@pytest.mark.parametrize("where", [in_a_slot, in_a_paint_event, in_a_thread, where_an_object_ends])
def test_a_failure_is_reported_on_the_main_thread(qtbot: QtBot, where: Callable[[QtBot], None]) -> None:
    reported: list[tuple[BaseException, threading.Thread]] = []
    later: queue.SimpleQueue[tuple[Callable[[BaseException], None], BaseException]] = queue.SimpleQueue()
    with failures_reported(
        lambda error: reported.append((error, threading.current_thread())),
        lambda report, error: later.put((report, error)),
    ):
        where(qtbot)
        while not later.empty():
            report, error = later.get()
            report(error)
    ((error, thread),) = reported
    assert isinstance(error, LookupError)
    assert thread is threading.main_thread()


def test_the_hooks_of_before_come_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with failures_reported(lambda _error: None, lambda _report, _error: None):
        assert not {sys.excepthook, threading.excepthook, sys.unraisablehook} & set(before)
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_links_of_the_desktop_are_kept_until_somebody_takes_them(qapp: Application) -> None:
    def opened(link: str) -> bool:
        return QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl(link)))

    taken: list[str] = []
    assert opened("recall-viewer://bot/early")
    qapp.take_links(taken.append)
    try:
        assert taken == ["recall-viewer://bot/early"]
        assert opened("recall-viewer://bot/later")
        assert taken == ["recall-viewer://bot/early", "recall-viewer://bot/later"]
    finally:
        qapp.link_opened.disconnect(taken.append)
