"""What each action of the table does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from recall_viewer.gui.notice import Word
from recall_viewer.gui.tile_menu import show_tile_menu
from recall_viewer.model.staging import Layout
from recall_viewer.protocol.events import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.gui.tile import Tile
    from recall_viewer.gui.window import MainWindow
    from recall_viewer.model.keys import StreamKey


class Commands:
    """Carries out actions in a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._aimed: Tile | None = None

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what to call for each action, by its name."""
        window = self._window
        return {
            "snapshot": self.snapshot,
            "snapshot_all": self.snapshot_all,
            "copy_picture": self.copy_picture,
            "open_snapshots": window.requests.open_snapshots,
            "demo": window.requests.show_demo,
            "copy_address": lambda: self.copy_text(window.address),
            "quit": window.requests.quit,
            "filter": window.filtering.take_focus,
            "paste": lambda: window.filtering.paste(QGuiApplication.clipboard().text()),
            "back": self.back,
            "auto": lambda: self.choose_layout(Layout.AUTO),
            "grid": lambda: self.choose_layout(Layout.GRID),
            "stage": lambda: self.choose_layout(Layout.STAGE),
            "group_by_bot": self.toggle_grouping,
            "large": self.toggle_large,
            "to_stage": lambda: self.with_target(window.presenter.toggle_stage),
            "pop_out": self.pop_out,
            "freeze": lambda: self.with_target(window.presenter.toggle_freeze),
            "pin": self.toggle_pin,
            "full_screen": self.toggle_full_screen,
            "problems": lambda: window.reports.show_problems(is_shown=not window.problems_panel.isVisible()),
            "settings": lambda: window.overlays().open_settings(),
            "details": lambda: window.reports.show_details(is_shown=window.details_panel.isHidden()),
            "recent": lambda: window.overlays().show_recent(),
            "palette": lambda: window.overlays().toggle_palette(),
            "keys": lambda: window.overlays().explain_keys(),
            "only_bot": lambda: self.with_target(lambda key: window.filtering.show_bot(key.bot_id)),
            "copy_bot": self.copy_bot_id,
            "is_camera": lambda: self.correct_kind(Kind.CAMERA),
            "is_screenshare": lambda: self.correct_kind(Kind.SCREENSHARE),
            "clear_ended": window.requests.clear_ended,
            "about": lambda: window.overlays().show_about(),
        }

    def target(self) -> Tile | None:
        """Return the tile that an action is for: the selected one, else that under the pointer, else the only one.

        What is done in a window of its own is for the tile there.
        """
        if self._aimed is not None:
            return self._aimed
        view = self._window.gallery_view
        visible = view.visible_tiles()
        selected = view.tiles.get(view.selected) if view.selected else None
        if selected is not None and (selected in visible or view.large is None):
            return selected
        return view.tile_at_cursor() or (visible[0] if len(visible) == 1 else None)

    def snapshot(self) -> None:
        """Keep the picture of a tile, as received."""
        picture = self._picture()
        if picture is not None:
            self._window.requests.snapshot([picture])

    def snapshot_all(self) -> None:
        """Keep the pictures of all tiles in view."""
        pictures = [tile.shown for tile in self._window.gallery_view.visible_tiles() if tile.shown is not None]
        if pictures:
            self._window.requests.snapshot(pictures)
        else:
            self._say(self._window.tr("No picture to save yet"), "")

    def copy_picture(self) -> None:
        """Put the picture of a tile on the clipboard, as picture and as file."""
        picture = self._picture()
        if picture is not None:
            self._window.requests.copy_picture(picture)

    def drag(self) -> None:
        """Let the picture of the selected tile be dragged away."""
        tile = self.target()
        if tile is not None and tile.shown is not None:
            self._window.requests.drag_picture(tile.shown)

    def with_target(self, action: Callable[[StreamKey], None]) -> None:
        """Do something with the stream of the tile that an action is for."""
        tile = self.target()
        if tile is not None:
            action(tile.key)
        self.show_states()

    def aim(self, tile: Tile, action: Callable[[], None]) -> None:
        """Do something for this tile, whatever is selected."""
        self._aimed = tile
        try:
            action()
        finally:
            self._aimed = None

    def pop_out(self) -> None:
        """Show a stream in a window of its own."""
        window, tile = self._window, self.target()
        if tile is None:
            return
        is_new = tile.key not in window.presenter.popouts
        popout = window.presenter.pop_out(tile.key)
        if is_new:
            popout.action_asked.connect(lambda name: self.aim(popout.tile, window.actions_by_name[name].trigger))
            popout.tile.menu_asked.connect(lambda position: show_tile_menu(window, position, popout.tile))
            popout.tile.drag_asked.connect(lambda: self.aim(popout.tile, self.drag))

    def toggle_pin(self) -> None:
        """Let the stream of a tile stand first, or no longer."""
        self.with_target(self._window.presenter.toggle_pin)
        self._window.refresh()

    def choose_layout(self, layout: Layout) -> None:
        """Lay the tiles out in another way."""
        self._window.presenter.choose_layout(layout)
        self._choose(layout=layout.value)
        self.show_states()

    def toggle_grouping(self) -> None:
        """Order by bot, or by arrival alone."""
        presenter = self._window.presenter
        presenter.is_grouped_by_bot = not presenter.is_grouped_by_bot
        self._choose(group_by_bot=presenter.is_grouped_by_bot)
        self.show_states()
        self._window.refresh()

    def show_states(self) -> None:
        """Let the actions that are on or off say so."""
        window, presenter = self._window, self._window.presenter
        selected = window.gallery_view.selected
        states: dict[str, bool] = {
            "auto": presenter.layout is Layout.AUTO,
            "grid": presenter.layout is Layout.GRID,
            "stage": presenter.layout is Layout.STAGE,
            "group_by_bot": presenter.is_grouped_by_bot,
            "full_screen": window.isFullScreen(),
            "problems": not window.problems_panel.isHidden(),
            "details": not window.details_panel.isHidden(),
            "large": window.gallery_view.large is not None,
            "freeze": selected in window.gallery_view.frozen,
            "pin": selected in presenter.pinned,
        }
        for name, is_on in states.items():
            window.actions_by_name[name].setChecked(is_on)

    def back(self) -> None:
        """Go back one step: popup, notice, large tile, full screen, selection, filter."""
        window, view = self._window, self._window.gallery_view
        if window.filter_popup.is_open:
            window.filter_popup.hide()
        elif window.notice.isVisible():
            window.notice.hide()
        elif window.is_gallery_covered:
            window.reports.show_details(is_shown=False)
        elif view.large is not None:
            view.show_large(None)
        elif window.isFullScreen():
            self.toggle_full_screen()
        elif view.selected is not None and not window.toolbar.field.hasFocus():
            view.select(None)
        elif window.toolbar.field.text():
            window.toolbar.field.clear()
        else:
            window.focus_page()

    def toggle_large(self) -> None:
        """Let the selected tile fill the view, or show all again."""
        view, tile = self._window.gallery_view, self.target()
        if tile is not None and tile is self._aimed:
            self.go_to(tile.key)
            view.show_large(tile.key)
            self._window.activateWindow()
        elif view.large is not None:
            view.show_large(None)
        elif tile is not None:
            view.select(tile.key)
            view.show_large(tile.key)
        self.show_states()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop doing so."""
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()
        self.show_states()

    def go_to(self, key: StreamKey) -> None:
        """Select the tile of a stream, past a filter that hides it."""
        window = self._window
        if key not in window.gallery_view.tiles:
            window.toolbar.field.clear()
        window.gallery_view.select(key)
        window.gallery_view.setFocus()

    def apply_setting(self, name: str) -> None:
        """Let a choice have its effect that the person made in the settings."""
        window = self._window
        window.apply_choices()
        window.presenter.choose_layout(window.presenter.layout)
        self.show_states()
        window.refresh()
        window.requests.apply(name)

    def _picture(self) -> ShownPicture | None:
        """Return the picture that an action is for, or say why there is none."""
        tile = self.target()
        if tile is None:
            self._say(
                self._window.tr("Select a tile first"), self._window.tr("Click one, or move with the arrow keys.")
            )
        elif tile.shown is None:
            self._say(self._window.tr("No picture to save yet"), tile.look.name if tile.look else "")
        return tile.shown if tile is not None else None

    def _choose(self, **values: Any) -> None:
        """Keep a choice that was made outside the settings."""
        store = self._window.facts.store
        store.choices = replace(store.choices, **values)

    def copy_bot_id(self) -> None:
        """Copy the id of a tile's bot."""
        tile = self.target()
        if tile is not None and tile.key.bot_id:
            self.copy_text(tile.key.bot_id)

    def correct_kind(self, kind: Kind) -> None:
        """Say what a tile's stream is."""
        tile = self.target()
        if tile is not None:
            self._window.requests.correct_kind(tile.key, kind)

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(text)
        self._say(self._window.tr("Copied"), text)

    def _say(self, title: str, detail: str) -> None:
        self._window.say(Word(title, detail))
