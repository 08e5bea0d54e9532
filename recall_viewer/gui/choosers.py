"""Ways to choose: yes or no, one of a few side by side, one of a few folded into a list, and a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QWidget,
)

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent, QWheelEvent

CHEVRON_PX = 16


class Check(QCheckBox):
    """Yes or no; the hook in the box is drawn here, for a style sheet takes pictures from files only.

    Signals:
        chosen: the person ticked it, or took the tick away.
    """

    chosen = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMinimumHeight(themes.CONTROL_PX)
        self._hook = icons.icon("check")
        self.clicked.connect(self.chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and text, and the hook where it is ticked."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            self._hook.paint(
                QPainter(self), self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            )


class Segments(QWidget):
    """Choices side by side, one of them pressed. Tab goes to that one, the arrow keys to the others.

    Signals:
        chosen: the person chose another; its value.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.setFixedHeight(themes.CONTROL_PX)
        self._buttons = {value: self._button(value, text, name) for value, text in choices.items()}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for button in self._buttons.values():
            row.addWidget(button, 1)

    @property
    def value(self) -> str:
        """The value of the pressed one; "" before any is."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, value: str) -> None:
        """Press one without a signal."""
        self._buttons[value].setChecked(True)

    def _button(self, value: str, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName("segment")
        button.setCheckable(True)
        # Exclusive of its own accord, it counts as a radio button for whoever listens to the window.
        button.setAutoExclusive(True)
        button.setAutoDefault(False)
        button.setAccessibleName(f"{name}: {text}")
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        button.clicked.connect(lambda: self.chosen.emit(value))
        return button


class Chooser(QComboBox):
    """A list that folds into one line. The wheel turns the page under it, never the choice.

    Signals:
        chosen: the person chose another; its value.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(themes.CONTROL_PX)
        # The usual delegate of such a list paints a menu, and knows nothing of the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        for value, text in choices.items():
            self.addItem(text, value)
        self._sign = icons.icon("chevron", "secondary")
        self.activated.connect(lambda _row: self.chosen.emit(self.value))

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return str(self.currentData())

    def choose(self, value: str) -> None:
        """Choose one without a signal."""
        self.setCurrentIndex(self.findData(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, and the sign that says that there is more."""
        super().paintEvent(event)
        left = self.width() - CHEVRON_PX - 6
        self._sign.paint(QPainter(self), QRect(left, (self.height() - CHEVRON_PX) // 2, CHEVRON_PX, CHEVRON_PX))

    def minimumSizeHint(self) -> QSize:
        """Leave room for the sign."""
        return super().minimumSizeHint() + QSize(CHEVRON_PX, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class FolderChooser(QWidget):
    """A folder, with a button that asks for another and one that opens it.

    Signals:
        chosen: the person chose another; its path.
        open_asked: the person wants to see what is in it.
    """

    chosen = Signal(str)
    open_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._folder = Path.home()
        self._path = QLineEdit(readOnly=True)
        self._path.setFixedHeight(themes.CONTROL_PX)
        self._path.setAccessibleName(name)
        self._choose = controls.push_button(self.tr("Choose…"))
        self._choose.clicked.connect(self._ask)
        look = controls.icon_button("folder", self.tr("Open"))
        look.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.setFixedSize(themes.CONTROL_PX, themes.CONTROL_PX)
        look.clicked.connect(self.open_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._path, 1)
        self._choose.setAutoDefault(False)
        for button in (self._choose, look):
            button.setAccessibleDescription(name)
            line.addWidget(button)

    def show_folder(self, folder: Path, *, is_fixed: bool) -> None:
        """Show a folder; a fixed one cannot be changed here."""
        self._folder = folder
        home = Path.home()
        self._path.setText(str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder))
        self._path.setCursorPosition(0)
        self._path.setToolTip(str(folder))
        self._choose.setEnabled(not is_fixed)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._name, str(nearest_folder(self._folder)))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()


def nearest_folder(path: Path) -> Path:
    """Return a folder or, where it is not there yet, the nearest one above it that is."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path(path.anchor))
