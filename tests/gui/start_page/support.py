"""What the tests of the first page look for on it and do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.start_page import StartPage

LISTENING = "ws://127.0.0.1:8765/"
PUBLIC = "wss://f3c1.example-tunnel.dev/"
TOKEN = "ZXQJVWKQPZ"
THEMES = [themes.DARK, themes.LIGHT]


def use(application: QApplication, theme: themes.Theme) -> None:
    """Change the theme, so that other tests know of it."""
    if application.property("theme") != theme.is_dark:
        themes.apply(application, theme)
        application.setProperty("theme", theme.is_dark)


def button(page: StartPage, text: str) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.text().strip() == text]
    return found


def field(page: StartPage, name: str = "Public address") -> QLineEdit:
    (found,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == name]
    return found


def request(page: StartPage) -> QPlainTextEdit:
    return page.findChildren(QPlainTextEdit)[0]


def texts(page: QWidget) -> str:
    return "\n".join(label.text().replace("\u200b", "") for label in page.findChildren(QLabel) if label.isVisible())


def everything(page: StartPage) -> str:
    """Return all that can be read anywhere on the page, hints and names for screen readers too."""
    parts = [texts(page), request(page).toPlainText(), *(one.text() for one in page.findChildren(QLineEdit))]
    for widget in page.findChildren(QWidget):
        parts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    return "\n".join(parts)


def give(page: StartPage, qtbot: QtBot, address: str) -> None:
    field(page).setFocus()
    field(page).selectAll()
    if address:
        qtbot.keyClicks(field(page), address)
    else:
        qtbot.keyClick(field(page), Qt.Key.Key_Delete)


def press(qtbot: QtBot, target: QWidget) -> None:
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def cards(page: StartPage) -> dict[str, QWidget]:
    heads = ("Listening here", "Create the bot", "On the way", "No bot at hand?")
    found: dict[str, QWidget] = {}
    for card in page.findChildren(QFrame):
        if card.objectName() in ("card", "problemCard") and card.isVisible():
            words = texts(card)
            found[next((head for head in heads if head in words), "problem")] = card
    return found


def ground(page: StartPage) -> QWidget:
    """Return what the page scrolls."""
    found = page.widget()
    assert found is not None
    return found


def place(widget: QWidget, page: StartPage) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in the page, whatever is scrolled."""
    corner = widget.mapTo(ground(page), QPoint(0, 0))
    return corner.x(), corner.y(), corner.x() + widget.width(), corner.y() + widget.height()
