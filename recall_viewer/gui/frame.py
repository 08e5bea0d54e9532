"""The frame of the window: menus and panels around the gallery, put together and taken apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from recall_viewer.gui import actions
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from recall_viewer.gui.window import MainWindow

LEAST_PAGE_PX = (64, 64)


def make_menus(window: MainWindow) -> QMenu:
    """Fill the menu bar; return one menu that holds them all, for a window too small for the bar."""
    folded = QMenu(window)
    bar = window.menuBar()
    bar.setFixedHeight(themes.MENU_BAR_PX)
    for name, title in actions.menu_titles().items():
        menu = QMenu(title, window)
        for spec in actions.table():
            if spec.menu == name:
                if spec.starts_group:
                    menu.addSeparator()
                menu.addAction(window.actions_by_name[spec.name])
        bar.addMenu(menu)
        folded.addMenu(menu)
    return folded


def assemble(window: MainWindow) -> None:
    """Give every part its place; what stood in the window before goes."""
    for page in (window.start_page, window.waiting_page, window.gallery_view):
        window.pages.addWidget(page)
    # Pages that are not shown would ask for their room too, and push the details out of a small window.
    window.pages.setMinimumSize(*LEAST_PAGE_PX)
    body = QWidget(window)
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.toolbar)
    column.addWidget(window.banner)
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addWidget(window.pages, 1)
    row.addWidget(window.details_panel)
    column.addLayout(row, 1)
    column.addWidget(window.problems_panel)
    column.addWidget(window.status)
    window.setCentralWidget(body)
    # In a window that is shown already Qt would wait for the next turn of the loop.
    body.show()


def discard(window: MainWindow) -> None:
    """Take away what `assemble` does not replace: menus, actions with their keys, what lies over the window."""
    window.menuBar().clear()
    for holder in (window, window.gallery_view):
        for action in holder.actions():
            # A key that two actions have would do nothing.
            holder.removeAction(action)
            action.deleteLater()
    # The menu bar has one of its own, for what finds no room in it.
    for menu in window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        menu.deleteLater()
    for overlay in (window.command_palette, window.key_sheet, window.recent_overlay):
        overlay.dismiss()
        overlay.deleteLater()
    window.filter_popup.hide()
    window.filter_popup.deleteLater()
