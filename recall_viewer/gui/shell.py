"""What stands before the rest is loaded: the application, the person's choices, and a window with nothing in it yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.gui import application
from recall_viewer.gui import theme as themes
from recall_viewer.gui.store import Store
from recall_viewer.gui.window import MainWindow

if TYPE_CHECKING:
    from recall_viewer.gui.application import Application


@dataclass(frozen=True, slots=True)
class Shell:
    """The three of them, for whoever fills the window."""

    qt: Application
    store: Store
    window: MainWindow

    def show(self) -> None:
        """Show the empty window; `follow_desktop` is to come before its first paint, or it is painted once more."""
        choice = self.store.choices.theme
        if choice != "system":
            themes.use(themes.chosen(self.qt, choice))
        self.window.show()

    def follow_desktop(self) -> None:
        """Have the desktop's colours where the person chose none: that takes as long as the window itself.

        What the desktop says is one of Qt's enumerations, and with the first of them all are made.
        """
        themes.use(themes.chosen(self.qt, self.store.choices.theme))
        self.window.update()


def make(program: str, *, is_placed: bool) -> Shell:
    """Make them. Only where the window `is_placed` does it stand where it was left."""
    qt = application.make(program)
    store = Store()
    return Shell(qt, store, MainWindow(store.placement if is_placed else None))
