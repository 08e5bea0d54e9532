"""The menu of a tile: what can be done with its stream."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from recall_viewer.gui import actions

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from recall_viewer.gui.tile import Tile
    from recall_viewer.gui.window import MainWindow

NOT_OF_A_POPOUT = ("pop_out", "details")
"""Actions that are no use for a window of its own: the details are those of the selected stream."""


def show_tile_menu(window: MainWindow, position: QPoint, tile: Tile | None = None) -> None:
    """Show what can be done with the selected tile, or with one in a window of its own."""
    menu = QMenu(window)
    menu.aboutToHide.connect(menu.deleteLater)
    for spec in actions.tile_table():
        if spec.starts_tile_group:
            menu.addSeparator()
        action = window.actions_by_name[spec.name]
        if tile is None:
            menu.addAction(action)
        elif spec.name not in NOT_OF_A_POPOUT:
            copy = menu.addAction(action.icon(), action.text(), partial(window.commands.aim, tile, action.trigger))
            copy.setCheckable(action.isCheckable())
            is_on = {"freeze": tile.key in window.gallery_view.frozen, "pin": tile.key in window.presenter.pinned}
            copy.setChecked(is_on.get(spec.name, False))
    menu.popup(position)
