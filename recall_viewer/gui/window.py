"""The window: stands at once, is filled with its parts, follows the gallery, and asks for what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QWidget

from recall_viewer.gui import placement
from recall_viewer.gui.blank import Blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent, QShowEvent

    from recall_viewer.gui.banner import SpeakerViewBanner
    from recall_viewer.gui.commands import Commands
    from recall_viewer.gui.details_panel import DetailsPanel
    from recall_viewer.gui.filter_popup import FilterPopup
    from recall_viewer.gui.filtering import Filtering
    from recall_viewer.gui.gallery_view import GalleryView
    from recall_viewer.gui.notice import Notice, Word
    from recall_viewer.gui.notifier import Notifier
    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.gui.outside import Facts, Requests
    from recall_viewer.gui.overlays import Overlays
    from recall_viewer.gui.placement import Placement
    from recall_viewer.gui.presenter import Presenter
    from recall_viewer.gui.problems_panel import ProblemsPanel
    from recall_viewer.gui.reports import Reports
    from recall_viewer.gui.start_page import StartPage
    from recall_viewer.gui.status_bar import StatusBar
    from recall_viewer.gui.toolbar import Toolbar
    from recall_viewer.gui.waiting_page import WaitingPage
    from recall_viewer.model.changes import Change

TICK_MS = 200
STATUS_EVERY_TICKS = 5
JOINS_LAID_OUT_AFTER_MS = 250
"""Joins and leaves within this time are laid out once."""
SMALLEST_SIZE = (400, 300)
KEYS_BEHIND_DETAILS = ("snapshot", "pin")
"""Actions of the gallery whose keys the details take over in its place. Space and Enter press their buttons."""


class MainWindow(QMainWindow):
    """The one window. Made, it can be shown, and is empty; `fill` loads its parts, which takes most of a start.

    Signals:
        close_asked: the close button was pressed; whoever owns the program closes it in order.
        renewed: its parts were made anew in another language. The tiles are what they were.
    """

    close_asked = Signal()
    renewed = Signal()

    facts: Facts
    requests: Requests
    presenter: Presenter
    gallery_view: GalleryView
    commands: Commands
    filtering: Filtering
    reports: Reports
    notifier: Notifier
    actions_by_name: Mapping[str, QAction]
    toolbar: Toolbar
    start_page: StartPage
    waiting_page: WaitingPage
    banner: SpeakerViewBanner
    problems_panel: ProblemsPanel
    details_panel: DetailsPanel
    status: StatusBar
    pages: QStackedWidget
    notice: Notice
    filter_popup: FilterPopup

    def __init__(self, placed: Placement | None = None) -> None:
        super().__init__()
        self.address = ""
        self._ticks = 0
        self._is_filled = False
        self._is_closing = False
        self._overlays: Overlays | None = None
        self._page: QWidget = Blank(self)
        self._layout_timer = QTimer(self, singleShot=True, interval=JOINS_LAID_OUT_AFTER_MS)
        self._layout_timer.timeout.connect(self.refresh)
        self._tick_timer = QTimer(self, interval=TICK_MS)
        self._tick_timer.timeout.connect(self._tick)
        self.setWindowTitle("Recall Viewer")
        self.setMinimumSize(*SMALLEST_SIZE)
        self.setCentralWidget(self._page)
        placement.restore(self, placed)

    def fill(self, facts: Facts, requests: Requests) -> None:
        """Put its parts in; from then on it follows what it is told."""
        from recall_viewer.gui.assembly import Assembly  # noqa: PLC0415 - an empty window need not wait for what is in it

        # That it speaks another language now is no news to what is made below. Some of it is addressed to the window
        # below this one, Qt's own.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
        self.facts = facts
        self.requests = requests
        self._assembly = Assembly(self)
        self._assembly.build()
        self.apply_choices()
        self._is_filled = True
        self._fit()
        self.commands.show_states()
        self.refresh()
        self._tick_timer.start()
        if self.isVisible():
            self._begin_to_be_seen()

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

    def apply_choices(self) -> None:
        """Take over what the person chose in the settings."""
        choices = self.facts.store.choices
        self.presenter.apply_choices(choices)
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
            self.waiting_page.show_waiting(query.ids, streams, is_connected=is_connected)
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

    def overlays(self) -> Overlays:
        """Return what can lie over the window, loaded when it is first asked for: most starts never do."""
        from recall_viewer.gui.overlays import Overlays  # noqa: PLC0415 - see above

        if self._overlays is None:
            self._overlays = Overlays(self)
        return self._overlays

    def discard_overlays(self) -> None:
        """Take them away; those that are asked for next are new ones."""
        if self._overlays is not None:
            self._overlays.discard()
            self._overlays = None

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

    def _renew(self) -> None:
        """Make all parts anew for another language; filter, open panels and the public address go along."""
        text, start_page = self.toolbar.field.text(), self.start_page
        has_details, has_problems = not self.details_panel.isHidden(), not self.problems_panel.isHidden()
        self._assembly.discard()
        self._assembly.build()
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

    def _show_page(self, page: QWidget) -> None:
        """Change the page; a focus that was on the old one goes along."""
        had_focus = self._page.hasFocus()
        self._page = page
        self.pages.setCurrentWidget(page)
        if had_focus:
            page.setFocus()

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
                self.filtering.offer()
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
        """Begin to be seen, as soon as there is something to see."""
        super().showEvent(event)
        if self._is_filled:
            self._begin_to_be_seen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Decode nothing while the window is minimised or wholly covered."""
        # It is the native window that is watched; its wrapper in Python may be another one each time.
        if event.type() == QEvent.Type.Expose:
            self._note_exposure()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Note when it is minimised or comes back; speak another language."""
        super().changeEvent(event)
        if not self._is_filled or self._is_closing:
            return
        if event.type() == QEvent.Type.WindowStateChange:
            self._note_exposure()
        elif event.type() == QEvent.Type.LanguageChange:
            self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the menu bar in a small window."""
        super().resizeEvent(event)
        if self._is_filled:
            self._fit()

    def _begin_to_be_seen(self) -> None:
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._note_exposure()
        self._page.setFocus()

    def _fit(self) -> None:
        """Give every part the room that it has in a window of this size."""
        self._fold()
        self.share_room()
        self.notice.place()

    def _fold(self) -> None:
        is_small = placement.is_small(self)
        self.menuBar().setVisible(not is_small)
        self.toolbar.fold(is_folded=is_small)

    def _note_exposure(self) -> None:
        handle = self.windowHandle()
        self.gallery_view.set_exposed(is_exposed=handle is not None and handle.isExposed() and not self.isMinimized())
