"""The QApplication: its name, its messages, the failures of its slots."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from collections.abc import Callable
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


def make(program: str) -> QApplication:
    """Make the application. Nothing but its owner ends it: neither the last window nor Qt's own quit lock."""
    qInstallMessageHandler(_log_qt_message)
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    application = QApplication([program])
    application.setApplicationName("Recall Viewer")
    application.setOrganizationName("recall-viewer")
    application.setQuitOnLastWindowClosed(False)
    application.setQuitLockEnabled(False)
    return application


def follow_system_theme(application: QApplication) -> None:
    """Give the application the theme that the system asks for, now and whenever that changes; dark by default."""
    hints = application.styleHints()

    def follow(scheme: Qt.ColorScheme) -> None:
        themes.apply(application, themes.LIGHT if scheme is Qt.ColorScheme.Light else themes.DARK)

    hints.colorSchemeChanged.connect(follow)
    follow(hints.colorScheme())


def report_failures(report: Callable[[BaseException], None]) -> None:
    """Send what a slot raised to `report`: PySide prints it and goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            report(error)

    sys.excepthook = hook


def has_window_to_ask_in() -> bool:
    """Whether somebody can see and answer a dialog."""
    return QGuiApplication.platformName() not in ("offscreen", "minimal", "vnc")


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    level = logging.DEBUG if text in HARMLESS else _LEVELS.get(kind, logging.WARNING)
    _logger.log(level, "Qt: %s (%s)", text, context.category or "default")
