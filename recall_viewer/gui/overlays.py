"""What lies over the window for a moment: palette, key sheet, pictures of those that left, settings, about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from recall_viewer import __version__
from recall_viewer.gui import actions
from recall_viewer.gui.key_sheet import KeySheet, groups_of
from recall_viewer.gui.look import display_name
from recall_viewer.gui.palette import CommandPalette, action_entries
from recall_viewer.gui.palette_rows import Entry, Section
from recall_viewer.gui.recent import RecentOverlay
from recall_viewer.gui.settings_dialog import Run, SettingsDialog

if TYPE_CHECKING:
    from recall_viewer.gui.window import MainWindow


class Overlays:
    """Shows them. They speak the language of the moment when they are made."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.palette = CommandPalette(window)
        self.key_sheet = KeySheet(window)
        self.recent = RecentOverlay(window)
        self.recent.snapshot_asked.connect(lambda picture: window.requests.snapshot([picture]))

    def toggle_palette(self) -> None:
        """Offer all actions and participants by name, or take the list away."""
        window = self._window
        if self.palette.is_open:
            self.palette.dismiss()
            return
        people = [
            Entry(
                window.tr("Go to {name}").format(name=display_name(stream)),
                stream.key.bot_id[:8],
                "",
                partial(window.commands.go_to, stream.key),
                "person",
            )
            for stream in window.facts.gallery.ordered()
        ]
        entries = action_entries(actions.table(), window.actions_by_name, ("palette", "back"))
        sections = [Section(window.tr("Actions"), entries), Section(window.tr("Participants"), people)]
        self.palette.ask(sections)

    def explain_keys(self) -> None:
        """Show all keys."""
        self.key_sheet.explain(groups_of(actions.table()))

    def show_recent(self) -> None:
        """Show the last pictures of those that left."""
        self.recent.ask(self._window.facts.recent())

    def open_settings(self) -> None:
        """Open the settings."""
        window, facts = self._window, self._window.facts
        run = Run(facts.settings, window.address, facts.usual_snapshot_dir, facts.key_desk)
        dialog = SettingsDialog(facts.store, run, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(window.commands.apply_setting)
        dialog.folder_asked.connect(window.requests.open_snapshots)
        dialog.open()

    def show_about(self) -> None:
        """Say which program and version this is."""
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self._window.tr("About Recall Viewer"))
        box.setText(f"Recall Viewer {__version__}")
        box.setInformativeText(self._window.tr("A live monitor for Recall.ai meeting bots. MIT licence."))
        box.open()

    def discard(self) -> None:
        """Take them away."""
        for overlay in (self.palette, self.key_sheet, self.recent):
            overlay.dismiss()
            overlay.deleteLater()
