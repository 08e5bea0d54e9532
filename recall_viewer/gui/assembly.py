"""Puts a window together: makes and connects all parts around the gallery, and takes them away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from recall_viewer.gui import actions, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.banner import SpeakerViewBanner
from recall_viewer.gui.commands import Commands
from recall_viewer.gui.details_panel import DetailsPanel
from recall_viewer.gui.filter_popup import FilterPopup
from recall_viewer.gui.filtering import Filtering
from recall_viewer.gui.notice import Notice
from recall_viewer.gui.notifier import Notifier
from recall_viewer.gui.presenter import Presenter
from recall_viewer.gui.problems_panel import ProblemsPanel
from recall_viewer.gui.reports import Reports
from recall_viewer.gui.start_page import StartPage
from recall_viewer.gui.status_bar import StatusBar
from recall_viewer.gui.tile_menu import show_tile_menu
from recall_viewer.gui.toolbar import Toolbar
from recall_viewer.gui.waiting_page import WaitingPage

if TYPE_CHECKING:
    from recall_viewer.gui.window import MainWindow

LEAST_PAGE_PX = (64, 64)


class Assembly:
    """Gives a window what stays as long as it does; `build` gives it what has words, in the language spoken now."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        facts, requests = window.facts, window.requests
        window.setWindowIcon(icons.application_icon())
        window.presenter = Presenter(facts.gallery, facts.clock, requests.tiles, facts.demo_bots, window)
        window.gallery_view = window.presenter.view
        window.commands = Commands(window)
        window.filtering = Filtering(window)
        window.reports = Reports(window)
        window.notifier = Notifier(window)
        self._connect_gallery()

    def build(self) -> None:
        """Make all parts around the gallery."""
        window = self._window
        window.actions_by_name = actions.build(window, window.gallery_view, window.commands.handlers())
        window.toolbar = Toolbar(window.actions_by_name, self._make_menus(), window)
        window.start_page = StartPage(window)
        window.waiting_page = WaitingPage(window)
        window.banner = SpeakerViewBanner(window)
        window.problems_panel = ProblemsPanel(window.facts.time_text, window)
        window.details_panel = DetailsPanel(window)
        window.details_panel.hide()
        window.status = StatusBar(window)
        window.pages = QStackedWidget(window)
        window.notice = Notice(window.pages)
        window.notice.is_motion_reduced = window.facts.store.choices.reduced_motion
        self._assemble()
        window.filter_popup = FilterPopup(window.toolbar.field, window)
        self._connect_field()
        self._connect_parts()

    def discard(self) -> None:
        """Take away what `build` does not replace: menus, actions with their keys, what lies over the window."""
        window = self._window
        window.menuBar().clear()
        for holder in (window, window.gallery_view):
            for action in holder.actions():
                # A key that two actions have would do nothing.
                holder.removeAction(action)
                action.deleteLater()
        # The menu bar has one of its own, for what finds no room in it.
        for menu in window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            menu.deleteLater()
        window.discard_overlays()
        window.filter_popup.hide()
        window.filter_popup.deleteLater()

    def _make_menus(self) -> QMenu:
        """Fill the menu bar; return one menu that holds them all, for a window too small for the bar."""
        window = self._window
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

    def _assemble(self) -> None:
        """Give every part its place; what stood in the window before goes."""
        window = self._window
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

    def _connect_gallery(self) -> None:
        window, view = self._window, self._window.gallery_view
        view.large_changed.connect(window.refresh)
        view.selection_changed.connect(window.commands.show_states)
        view.selection_changed.connect(window.reports.refresh_details)
        view.menu_asked.connect(lambda position: show_tile_menu(window, position))
        view.button_pressed.connect(lambda name: window.actions_by_name[name].trigger())
        view.drag_asked.connect(window.commands.drag)

    def _connect_field(self) -> None:
        window, filtering = self._window, self._window.filtering
        field, popup = window.toolbar.field, window.filter_popup
        field.textChanged.connect(window.refresh)
        field.pasted.connect(filtering.paste)
        field.returnPressed.connect(filtering.keep)
        popup.about_to_show.connect(filtering.offer)
        popup.chosen.connect(filtering.choose)
        popup.removed.connect(window.facts.store.forget_filter)

    def _connect_parts(self) -> None:
        window, reports = self._window, self._window.reports
        window.start_page.demo_asked.connect(window.requests.show_demo)
        window.start_page.problems_asked.connect(lambda: reports.show_problems(is_shown=True))
        window.waiting_page.all_asked.connect(window.toolbar.field.clear)
        window.waiting_page.copy_asked.connect(window.filtering.copy_awaited)
        window.banner.dismissed.connect(reports.dismiss_banner)
        window.details_panel.closed.connect(lambda: reports.show_details(is_shown=False))
        window.details_panel.copy_asked.connect(window.commands.copy_text)
        window.problems_panel.closed.connect(lambda: reports.show_problems(is_shown=False))
        window.problems_panel.cleared.connect(window.facts.problems.clear)
