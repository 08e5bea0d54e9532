"""The window: puts its parts together, follows the gallery, and asks the rest of the program for what it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QStackedWidget, QWidget

from recall_viewer.gui import actions, frame, icons, placement
from recall_viewer.gui.banner import SpeakerViewBanner
from recall_viewer.gui.commands import Commands
from recall_viewer.gui.details_panel import DetailsPanel
from recall_viewer.gui.filter import bot_ids
from recall_viewer.gui.filter_choices import bot_choices, recent_choices
from recall_viewer.gui.filter_popup import FilterPopup
from recall_viewer.gui.key_sheet import KeySheet
from recall_viewer.gui.notice import Notice, Word
from recall_viewer.gui.notifier import Notifier
from recall_viewer.gui.palette import CommandPalette
from recall_viewer.gui.presenter import Presenter
from recall_viewer.gui.problems_panel import ProblemsPanel
from recall_viewer.gui.recent import RecentOverlay
from recall_viewer.gui.reports import Reports
from recall_viewer.gui.start_page import StartPage
from recall_viewer.gui.status_bar import StatusBar
from recall_viewer.gui.toolbar import Toolbar
from recall_viewer.gui.waiting_page import WaitingPage
from recall_viewer.model.staging import Layout

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent

    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.gui.outside import Facts, Requests
    from recall_viewer.gui.tile import Tile
    from recall_viewer.model.changes import Change

TICK_MS = 200
STATUS_EVERY_TICKS = 5
JOINS_LAID_OUT_AFTER_MS = 250
"""Joins and leaves within this time are laid out once."""
SMALLEST_SIZE = (400, 300)
FOLDS_BELOW = (480, 360)
KEYS_BEHIND_DETAILS = ("snapshot", "pin")
"""Actions of the gallery whose keys the details take over in its place. Space and Enter press their buttons."""
NOT_OF_A_POPOUT = ("pop_out", "details")
"""Actions that are no use for a window of its own: the details are those of the selected stream."""


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        close_asked: the close button was pressed; whoever owns the program closes it in order.
        renewed: its parts were made anew in another language. The tiles are what they were.
    """

    close_asked = Signal()
    renewed = Signal()

    def __init__(self, facts: Facts, requests: Requests) -> None:
        super().__init__()
        self.facts = facts
        self.requests = requests
        self.address = ""
        self.presenter = Presenter(facts.gallery, facts.clock, requests.tiles, facts.demo_bots, self)
        self.gallery_view = self.presenter.view
        self._ticks = 0
        self._is_closing = False
        self.setWindowTitle("Recall Viewer")
        self.setWindowIcon(icons.application_icon())
        self.commands = Commands(self)
        self.reports = Reports(self)
        self.notifier = Notifier(self)
        self._build()
        self.apply_choices()
        self._connect_gallery()
        self._layout_timer = QTimer(self, singleShot=True, interval=JOINS_LAID_OUT_AFTER_MS)
        self._layout_timer.timeout.connect(self.refresh)
        self._tick_timer = QTimer(self, interval=TICK_MS)
        self._tick_timer.timeout.connect(self._tick)
        self.setMinimumSize(*SMALLEST_SIZE)
        is_placed = facts.settings.screenshot is None
        placement.restore(self, facts.store.placement if is_placed else None)
        self.commands.show_states()
        self.refresh()
        self._tick_timer.start()

    # What the program tells it

    def show_address(self, address: str) -> None:
        """Say where bots dial in."""
        self.address = address
        self.start_page.show_address(address)
        self.reports.show_status()

    def follow(self, change: Change) -> None:
        """Take over what an event changed: new tiles soon, changed ones at once."""
        if (change.added or change.removed) and not self._layout_timer.isActive():
            self._layout_timer.start()
        if change.frame is not None:
            self.gallery_view.note_frame(change.frame.key)
        for key in change.updated:
            self.presenter.show_look(key)

    def show_picture(self, picture: ShownPicture) -> None:
        """Show a decoded frame."""
        self.presenter.show_picture(picture)

    def say(self, word: Word) -> None:
        """Show a short notice."""
        self.notice.say(word)

    def paste(self, text: str) -> None:
        """Filter by the ids in a text; nothing else of it is kept."""
        found = self.presenter.filter.extract(text, self.facts.gallery.streams.values())
        if found:
            self.toolbar.field.setText(found)
            self.facts.store.remember_filter(found)
        else:
            self.say(
                Word(self.tr("No bot ID in what was pasted"), self.tr("To filter by name, type it into the field."))
            )

    def apply_choices(self) -> None:
        """Take over what the person chose in the settings."""
        choices = self.facts.store.choices
        self.presenter.layout = Layout(choices.layout)
        self.presenter.is_grouped_by_bot = choices.group_by_bot
        self.gallery_view.is_motion_reduced = self.notice.is_motion_reduced = choices.reduced_motion
        self.notifier.is_enabled = choices.notify_pinned

    def refresh(self) -> None:
        """Show the streams that the filter lets through, in order, and the page that fits."""
        visible, streams = self.presenter.refresh(self.toolbar.field.text())
        query = self.presenter.filter.query
        missing = self.presenter.filter.missing(streams)
        is_large = self.gallery_view.large is not None
        shown, is_filtered = visible[:1] if is_large else visible, is_large or not query.is_empty
        self.toolbar.show_count(len(shown), len(streams), missing, is_filtered=is_filtered)
        if visible:
            self._show_page(self.gallery_view)
        else:
            is_connected = self.facts.gallery.connected_bots.issuperset(query.ids)
            self.waiting_page.show_waiting(query.ids, len(streams), len(bot_ids(streams)), is_connected=is_connected)
            self._show_page(self.start_page if query.is_empty else self.waiting_page)
        self.presenter.show(visible)
        self.notice.raise_()
        self.reports.show_banner(visible)
        self.reports.show_status()
        self.commands.show_states()

    def focus_page(self) -> None:
        """Give the focus to what stands in the middle: the gallery, or a page in its place."""
        self._page.setFocus()

    @property
    def is_gallery_covered(self) -> bool:
        """Whether the details stand in the gallery's place."""
        return self.pages.isHidden()

    def share_room(self) -> None:
        """Let the details stand beside the gallery, or in its place where there is no room for both."""
        is_covered = self.details_panel.fit(self.width()) and not self.details_panel.isHidden()
        if is_covered == self.is_gallery_covered:
            return
        if is_covered and self._page.hasFocus():
            self.details_panel.setFocus()
        self.pages.setHidden(is_covered)
        self.notice.move_to(self.details_panel if is_covered else self.pages)
        self.gallery_view.set_covered(is_covered=is_covered)
        for name in KEYS_BEHIND_DETAILS:
            action = self.actions_by_name[name]
            (self.details_panel.addAction if is_covered else self.details_panel.removeAction)(action)
        if self.details_panel.isHidden():
            self._page.setFocus()

    def reject_dialogs(self) -> None:
        """Close every dialog as if the person had turned it down."""
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def end(self) -> None:
        """Stop its timers and close for good."""
        self._is_closing = True
        if self.facts.settings.screenshot is None:
            self.facts.store.placement = placement.of(self)
        self._tick_timer.stop()
        self._layout_timer.stop()
        self.presenter.close()
        self.close()

    # Parts

    def _build(self) -> None:
        """Make everything that has words, in the language that is spoken now, around the gallery."""
        self.actions_by_name = actions.build(self, self.gallery_view, self.commands.handlers())
        self.toolbar = Toolbar(self.actions_by_name, frame.make_menus(self), self)
        self.start_page = StartPage(self)
        self.waiting_page = WaitingPage(self)
        self.banner = SpeakerViewBanner(self)
        self.problems_panel = ProblemsPanel(self.facts.time_text, self)
        self.details_panel = DetailsPanel(self)
        self.details_panel.hide()
        self.status = StatusBar(self)
        self.pages = QStackedWidget(self)
        self._page: QWidget = self.start_page
        self.notice = Notice(self.pages)
        self.notice.is_motion_reduced = self.facts.store.choices.reduced_motion
        frame.assemble(self)
        self.filter_popup = FilterPopup(self.toolbar.field, self)
        self.command_palette = CommandPalette(self)
        self.key_sheet = KeySheet(self)
        self.recent_overlay = RecentOverlay(self)
        self._connect()

    def _renew(self) -> None:
        """Make all parts anew for another language; filter, open panels and the public address go along."""
        text, start_page = self.toolbar.field.text(), self.start_page
        has_details, has_problems = not self.details_panel.isHidden(), not self.problems_panel.isHidden()
        frame.discard(self)
        self._build()
        self._fold()
        self.start_page.take_over(start_page)
        self.show_address(self.address)
        self.renewed.emit()
        self.toolbar.field.setText(text)
        self.refresh()
        self.presenter.show_looks()
        self.reports.show_details(is_shown=has_details)
        self.reports.show_problems(is_shown=has_problems)
        self._page.setFocus()

    def _connect(self) -> None:
        self.toolbar.field.textChanged.connect(self.refresh)
        self.toolbar.field.pasted.connect(self.paste)
        self.toolbar.field.returnPressed.connect(self.commands.keep_filter)
        self.filter_popup.about_to_show.connect(self._offer_filters)
        self.filter_popup.chosen.connect(self.commands.choose_filter)
        self.filter_popup.removed.connect(self.facts.store.forget_filter)
        self.recent_overlay.snapshot_asked.connect(lambda picture: self.requests.snapshot([picture]))
        self.start_page.demo_asked.connect(self.requests.show_demo)
        self.start_page.problems_asked.connect(lambda: self.reports.show_problems(is_shown=True))
        self.waiting_page.all_asked.connect(self.toolbar.field.clear)
        self.waiting_page.copy_asked.connect(lambda: self.commands.copy_text(" ".join(self.presenter.filter.query.ids)))
        self.banner.dismissed.connect(self.reports.dismiss_banner)
        self.details_panel.closed.connect(lambda: self.reports.show_details(is_shown=False))
        self.details_panel.copy_asked.connect(self.commands.copy_text)
        self.problems_panel.closed.connect(lambda: self.reports.show_problems(is_shown=False))
        self.problems_panel.cleared.connect(self.facts.problems.clear)

    def _connect_gallery(self) -> None:
        self.gallery_view.large_changed.connect(self.refresh)
        self.gallery_view.selection_changed.connect(self.commands.show_states)
        self.gallery_view.selection_changed.connect(self.reports.refresh_details)
        self.gallery_view.menu_asked.connect(self.show_tile_menu)
        self.gallery_view.button_pressed.connect(lambda name: self.actions_by_name[name].trigger())
        self.gallery_view.drag_asked.connect(self.commands.drag)

    def _offer_filters(self) -> None:
        streams = self.facts.gallery.ordered()
        recent = recent_choices(self.facts.store.recent_filters, streams, self.facts.clock())
        self.filter_popup.show_choices(recent, bot_choices(streams))

    def _show_page(self, page: QWidget) -> None:
        """Change the page; a focus that was on the old one goes along."""
        had_focus = self._page.hasFocus()
        self._page = page
        self.pages.setCurrentWidget(page)
        if had_focus:
            page.setFocus()

    def show_tile_menu(self, position: QPoint, tile: Tile | None = None) -> None:
        """Show what can be done with the selected tile, or with one in a window of its own."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for spec in actions.tile_table():
            if spec.starts_tile_group:
                menu.addSeparator()
            action = self.actions_by_name[spec.name]
            if tile is None:
                menu.addAction(action)
            elif spec.name not in NOT_OF_A_POPOUT:
                copy = menu.addAction(action.icon(), action.text(), partial(self.commands.aim, tile, action.trigger))
                copy.setCheckable(action.isCheckable())
                copy.setChecked(
                    {"freeze": tile.key in self.gallery_view.frozen, "pin": tile.key in self.presenter.pinned}.get(
                        spec.name, False
                    )
                )
        menu.popup(position)

    # Time

    def _tick(self) -> None:
        self._ticks += 1
        self.gallery_view.give_up_unpainted(self.facts.clock())
        self.reports.refresh_details()
        if self._ticks % STATUS_EVERY_TICKS == 0:
            # Words such as is:stale are true or not by the time alone, and so is a stage.
            self.refresh()
            self.reports.refresh_problems()
            if self.filter_popup.is_open:
                self._offer_filters()
            streams = self.facts.gallery.streams
            pinned = [streams[key] for key in self.presenter.pinned if key in streams]
            self.notifier.look(pinned, self.facts.clock())
        else:
            self.presenter.show_looks()

    # Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the closing to the owner of the program, which ends everything in order."""
        if self._is_closing:
            event.accept()
        else:
            event.ignore()
            self.close_asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch whether anything of the window can be seen."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._page.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Decode nothing while the window is minimised or wholly covered."""
        # It is the native window that is watched; its wrapper in Python may be another one each time.
        if event.type() == QEvent.Type.Expose:
            self._note_exposure()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Note when it is minimised or comes back; speak another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._note_exposure()
        elif event.type() == QEvent.Type.LanguageChange and not self._is_closing:
            self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the menu bar in a small window."""
        super().resizeEvent(event)
        self._fold()
        self.share_room()
        self.notice.place()

    def _fold(self) -> None:
        is_small = self.width() < FOLDS_BELOW[0] or self.height() < FOLDS_BELOW[1]
        self.menuBar().setVisible(not is_small)
        self.toolbar.fold(is_folded=is_small)

    def _note_exposure(self) -> None:
        handle = self.windowHandle()
        self.gallery_view.set_exposed(is_exposed=handle is not None and handle.isExposed() and not self.isMinimized())
