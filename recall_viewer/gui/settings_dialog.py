"""The settings: what a person chooses for good, and what the command line settled for this run."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from recall_viewer.gui import controls
from recall_viewer.gui.choosers import Check, Chooser, FolderChooser, Segments, nearest_folder
from recall_viewer.gui.form import Form, rule
from recall_viewer.gui.names_page import NamesPage
from recall_viewer.gui.saying import said
from recall_viewer.gui.settings_facts import facts
from recall_viewer.gui.store import Choices

if TYPE_CHECKING:
    from recall_viewer.gui.key_desk import KeyDesk
    from recall_viewer.gui.store import Store
    from recall_viewer.settings import Settings

SIZE_PX = (760, 512)
PAGES_WIDTH_PX = 152
PAGE_HEIGHT_PX = 30
FIELD_WIDTH_PX = 280
SPACE_PX = 16
BAR_PX = 12


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for this run: its command line, where bots dial in, where snapshots usually go, how the key stands."""

    settings: Settings
    address: str
    usual_snapshot_dir: Path
    key_desk: KeyDesk


class SettingsDialog(QDialog):
    """Takes each choice over at once; show it with `open()`.

    Signals:
        changed: a choice changed, by its name in `Choices`; the store has it already.
        folder_asked: the person wants to see the folder of the snapshots.
    """

    changed = Signal(str)
    folder_asked = Signal()

    def __init__(self, store: Store, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._run = run
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget()
        column.addWidget(self._body)
        self._build()
        self.resize(self._width_px(), SIZE_PX[1])

    def changeEvent(self, event: QEvent) -> None:
        """Say everything anew in another language, on the same page."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            row, is_choosing = self._pages.currentRow(), self._language.hasFocus()
            self._build()
            self._pages.setCurrentRow(row)
            self.resize(max(self.width(), self._width_px()), self.height())
            (self._language if is_choosing else self._pages).setFocus()

    # Parts

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        body = QWidget()
        self._pages = QListWidget()
        self._stack = QStackedWidget()
        self._pages.setObjectName("pages")
        self._pages.setAccessibleName(self.tr("Pages"))
        self._pages.setFixedWidth(PAGES_WIDTH_PX)
        self._pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._add_page(self.tr("General"), self._general())
        self._names = NamesPage(self._run.key_desk, is_elsewhere=self._run.settings.api_base_url is not None)
        self._names.region_chosen.connect(lambda region: self._apply(region=region))
        self._add_page(self.tr("Names"), self._names)
        for title, page in self._facts().items():
            self._add_page(title, page)
        self._pages.setCurrentRow(0)
        names = QHBoxLayout()
        names.setContentsMargins(8, 8, 8, 8)
        names.addWidget(self._pages)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addLayout(names)
        upper.addWidget(rule(is_upright=True))
        upper.addWidget(self._stack, 1)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self._body, body)
        self._body.deleteLater()
        self._body = body
        self._show()

    def _add_page(self, title: str, page: QWidget) -> None:
        item = QListWidgetItem(title)
        item.setSizeHint(QSize(PAGES_WIDTH_PX, PAGE_HEIGHT_PX))
        self._pages.addItem(item)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._stack.addWidget(scroll)

    def _width_px(self) -> int:
        """Return how wide it has to be, lest a page scroll sideways in a language of long words."""
        areas = (self._stack.widget(number) for number in range(self._stack.count()))
        pages = [area.widget() for area in areas if isinstance(area, QScrollArea)]
        widest_px = max(page.minimumSizeHint().width() for page in pages if page is not None)
        return max(SIZE_PX[0], widest_px + PAGES_WIDTH_PX + SPACE_PX + BAR_PX)

    def _general(self) -> QWidget:
        tr = self.tr
        self._theme = Segments(tr("Theme"), {"system": tr("System"), "light": tr("Light"), "dark": tr("Dark")})
        self._theme.chosen.connect(lambda value: self._apply(theme=value))
        languages = {"system": tr("As the system"), "en": "English", "de": "Deutsch"}
        self._language = Chooser(tr("Language"), languages)
        self._language.chosen.connect(lambda value: self._apply(language=value))
        layouts = {
            "auto": tr("Auto: stage while someone shares"),
            "grid": tr("Grid: all tiles alike"),
            "stage": tr("Stage: one large, the others beside it"),
        }
        self._layout = Chooser(tr("Layout"), layouts)
        self._layout.chosen.connect(lambda value: self._apply(layout=value))
        self._motion = self._check(tr("Reduced: nothing fades"), "reduced_motion")
        self._group = self._check(tr("Group the tiles of each bot"), "group_by_bot")
        self._notify = self._check(tr("When a pinned stream goes stale or is lost"), "notify_pinned")
        self._folder = FolderChooser(tr("Folder of the snapshots"))
        self._folder.chosen.connect(lambda chosen: self._apply(snapshot_dir=Path(chosen)))
        self._folder.open_asked.connect(self.folder_asked)
        self._folder_hint = controls.label(size_px=12)
        choosers = (self._theme, self._language, self._layout)
        width = max(FIELD_WIDTH_PX, *(chooser.sizeHint().width() for chooser in choosers))
        for chooser in choosers:
            chooser.setFixedWidth(width)
        form = Form()
        form.add(tr("Theme"), self._theme, tr("The gallery stays near black, so that pictures are judged alike."))
        form.add(tr("Language"), self._language)
        form.add(tr("Motion"), self._motion)
        form.add(tr("Layout"), self._layout)
        form.add(tr("Order"), self._group)
        form.add(tr("Snapshots go to"), self._folder, self._folder_hint)
        form.add(tr("Notifications"), self._notify)
        form.end()
        return form

    def _facts(self) -> dict[str, QWidget]:
        pages: dict[str, QWidget] = {}
        for title, lines in facts(self._run.settings, self._run.address, self._store.where).items():
            form = Form()
            for fact in lines:
                value = controls.label(fact.value)
                value.setWordWrap(True)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                form.add(fact.about, value, controls.label(fact.option, size_px=12, tone="secondary", is_mono=True))
            form.say(self.tr("Settled by the command line and the environment, for this run."))
            pages[title] = form
        return pages

    def _check(self, text: str, name: str) -> Check:
        box = Check(text)
        box.chosen.connect(lambda is_on: self._apply(**{name: is_on}))
        return box

    def _foot(self) -> QHBoxLayout:
        restore = controls.push_button(self.tr("Restore defaults"))
        restore.setAutoDefault(False)
        restore.clicked.connect(self._restore_defaults)
        self._problem = controls.label(size_px=12, tone="amber")
        self._problem.setWordWrap(True)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_PX, 12, SPACE_PX, 12)
        row.setSpacing(SPACE_PX)
        row.addWidget(restore)
        row.addWidget(self._problem, 1)
        row.addWidget(close)
        return row

    # Choices

    def _show(self) -> None:
        """Show what is chosen now."""
        choices = self._store.choices
        self._theme.choose(choices.theme)
        self._language.choose(choices.language)
        self._layout.choose(choices.layout)
        self._motion.setChecked(choices.reduced_motion)
        self._group.setChecked(choices.group_by_bot)
        self._notify.setChecked(choices.notify_pinned)
        self._names.show_region(choices.region)
        self._show_folder()
        self._problem.setText(" ".join(said(problem) for problem in self._store.problems))

    def _apply(self, **values: Any) -> None:
        """Take over changed values and tell of each."""
        before = self._store.choices
        after = self._store.choices = replace(before, **values)
        self._show()
        for field in fields(Choices):
            if getattr(before, field.name) != getattr(after, field.name):
                self.changed.emit(field.name)

    def _restore_defaults(self) -> None:
        defaults = Choices()
        self._apply(**{field.name: getattr(defaults, field.name) for field in fields(Choices)})

    # The folder of the snapshots

    @property
    def _folder_in_force(self) -> Path:
        return self._run.settings.snapshot_dir or self._store.choices.snapshot_dir or self._run.usual_snapshot_dir

    def _show_folder(self) -> None:
        folder, is_given = self._folder_in_force, self._run.settings.snapshot_dir is not None
        self._folder.show_folder(folder, is_fixed=is_given)
        is_writable = os.access(nearest_folder(folder), os.W_OK)
        if not is_writable:
            hint = self.tr("This folder cannot be written to.")
        elif is_given:
            hint = self.tr("Settled by --snapshot-dir, for this run.")
        else:
            hint = self.tr("One folder a day; pictures exactly as the bot sent them.")
        self._folder_hint.setText(hint)
        controls.set_tone(self._folder_hint, "secondary" if is_writable else "amber")
