"""The QApplication: its name, its messages, the failures of its slots."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from recall_viewer import no_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

DESKTOP_ID = "io.github.recall_viewer.RecallViewer"

# The offscreen platform says these of every window; they mean nothing there.
HARMLESS = ("This plugin does not support raise()", "This plugin does not support propagateSizeHints()")

_logger = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Application(QApplication):
    """Qt's, which also takes the links that a desktop gives to a program that runs already, as macOS does.

    Signals:
        link_opened: such a link; until `take_links` it is kept.
    """

    link_opened = Signal(str)

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self._waiting: list[str] | None = []

    def take_links(self, take: Callable[[str], None]) -> None:
        """Hand over every link from now on, and first those that have come before."""
        waiting, self._waiting = self._waiting or [], None
        self.link_opened.connect(take)
        for link in waiting:
            take(link)

    def event(self, event: QEvent) -> bool:
        """Take links, and leave the rest to Qt."""
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        link = event.url().toString()
        if self._waiting is None:
            self.link_opened.emit(link)
        else:
            self._waiting.append(link)
        return True


def make(program: str) -> Application:
    """Make the application. Nothing but its owner ends it: neither the last window nor Qt's own quit lock.

    Where Qt finds no way to open a window it ends the program with code 1, and the way out on standard error.
    """
    complaints: list[tuple[QtMsgType, str, str]] = []

    def note(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        complaints.append((kind, context.category, text))
        if kind is QtMsgType.QtFatalMsg:
            for complaint in complaints:
                # The sentence quotes what matters; the rest is for who asks for more.
                _log(*complaint, most=logging.INFO)
            said = [text for kind, _, text in complaints if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)]
            print(no_window.no_platform(said), file=sys.stderr, flush=True)
            # Qt would abort, and leave a core behind.
            os._exit(1)

    qInstallMessageHandler(note)
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    application = Application([program])
    qInstallMessageHandler(_log_qt_message)
    for kind, category, text in complaints:
        _log(kind, category, text)
    application.setApplicationName("Recall Viewer")
    application.setOrganizationName("recall-viewer")
    application.setQuitOnLastWindowClosed(False)
    application.setQuitLockEnabled(False)
    return application


@contextlib.contextmanager
def failures_reported(
    report: Callable[[BaseException], None],
    call_soon: Callable[[Callable[[BaseException], None], BaseException], object],
) -> Iterator[None]:
    """Send to `report` what nobody else catches: in slots and paint events, in threads, and where objects end.

    Of the last two nobody knows in which thread they are: `call_soon` takes them to that of `report`.
    """

    def in_slot(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # PySide would print it, and go on as well.
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            report(error)

    def elsewhere(failure: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        if failure.exc_value is not None and not isinstance(failure.exc_value, SystemExit):
            call_soon(report, failure.exc_value)

    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = in_slot, elsewhere, elsewhere
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def has_window_to_ask_in() -> bool:
    """Whether somebody can see and answer a dialog."""
    return QGuiApplication.platformName() not in ("offscreen", "minimal", "vnc")


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _log(kind, context.category, text)


def _log(kind: QtMsgType, category: str, text: str, *, most: int = logging.CRITICAL) -> None:
    level = logging.DEBUG if text in HARMLESS else _LEVELS.get(kind, logging.WARNING)
    _logger.log(min(level, most), "Qt: %s (%s)", text, category or "default")
