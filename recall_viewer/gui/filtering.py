"""What a person does with the filter: types, pastes, picks one of before, asks for one bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from recall_viewer.gui.filter_choices import bot_choices, recent_choices
from recall_viewer.gui.notice import Word

if TYPE_CHECKING:
    from recall_viewer.gui.window import MainWindow


class Filtering:
    """Fills the filter field of a window, and keeps what stood in it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def take_focus(self) -> None:
        """Put the cursor into the field."""
        self._window.toolbar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._window.toolbar.field.selectAll()

    def paste(self, text: str) -> None:
        """Filter by the ids in a text; nothing else of it is kept."""
        window = self._window
        found = window.presenter.filter.extract(text, window.facts.gallery.streams.values())
        if found:
            self.choose(found)
        else:
            detail = window.tr("To filter by name, type it into the field.")
            window.say(Word(window.tr("No bot ID in what was pasted"), detail))

    def choose(self, text: str) -> None:
        """Filter by one of the offered texts."""
        self._window.toolbar.field.setText(text)
        self._window.facts.store.remember_filter(text)

    def keep(self) -> None:
        """Remember what stands in the field, and go to the tiles."""
        self._window.facts.store.remember_filter(self._window.toolbar.field.text())
        self._window.gallery_view.setFocus()

    def show_bot(self, bot_id: str) -> None:
        """Filter by one bot; nothing changes for a stream without."""
        if bot_id:
            self._window.toolbar.field.setText(bot_id)

    def offer(self) -> None:
        """Show filters of before and the bots that are here under the field."""
        facts = self._window.facts
        streams = facts.gallery.ordered()
        recent = recent_choices(facts.store.recent_filters, streams, facts.clock())
        self._window.filter_popup.show_choices(recent, bot_choices(streams))

    def copy_awaited(self) -> None:
        """Copy the ids that it asks for."""
        self._window.commands.copy_text(" ".join(self._window.presenter.filter.query.ids))
