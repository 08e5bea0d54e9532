"""The list of problems: what it says, what it keeps while it grows, and what the keyboard does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTreeView, QVBoxLayout, QWidget

from recall_viewer.gui import theme
from recall_viewer.gui.problems_panel import ProblemsPanel, WordsField
from recall_viewer.model.problems import Problem, ProblemCode, Problems
from tests.frames import BOT
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

EXCERPT = b'{"hello": 1}\x00\xff'


class Bench:
    """The panel at the bottom of a window, and the problems that it shows."""

    def __init__(self, size: tuple[int, int] = (1280, 800)) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, theme.DARK)
        application.setProperty("theme", True)
        self.problems = Problems()
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        self.panel = ProblemsPanel(lambda at: f"10:00:{at:02.0f}")
        column.addWidget(self.panel)
        self.window.resize(*size)
        self.panel.show()
        self.window.show()
        (self.list,) = self.panel.findChildren(QTreeView)
        (self.words,) = self.panel.findChildren(WordsField)
        (self.detail,) = self.panel.findChildren(QPlainTextEdit)
        QApplication.processEvents()

    def add(self, detail: str, at: float, code: ProblemCode = ProblemCode.FRAME, **rest: object) -> None:
        self.problems.add(Problem(code, detail, **rest), at)  # type: ignore[arg-type]

    def look(self) -> None:
        """Show what there is, as the window does once a second."""
        self.panel.show_groups(self.problems.newest_first())
        # A scroll bar comes one round later than the rows.
        for _ in range(3):
            QApplication.processEvents()

    def fill(self, count: int) -> None:
        for number in range(count):
            self.add(f"problem {number}", number, source=f"203.0.113.{number}")
        self.look()

    def texts(self) -> list[str]:
        return [row[1] for row in self.panel.rows()]

    def current(self) -> str:
        number = self.list.currentIndex().row()
        return self.texts()[number]

    def selected(self) -> list[str]:
        return [self.texts()[index.row()] for index in self.list.selectionModel().selectedRows()]

    def middle(self, number: int, column: int) -> QPoint:
        return self.list.visualRect(self.list.model().index(number, column)).center()

    def press(self, qtbot: QtBot, key: Qt.Key, widget: QWidget | None = None, *, ctrl: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(widget or self.list, key, modifier)
        QApplication.processEvents()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    made = Bench()
    yield made
    made.window.close()
    made.window.deleteLater()
    qapp.processEvents()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def nothing_text(bench: Bench) -> str:
    return " ".join(label.text() for label in bench.list.findChildren(QLabel) if label.isVisible())


def test_a_row_says_when_what_from_whom_and_how_often(bench: Bench) -> None:
    for _ in range(3):
        bench.add("data truncated", 2, source="Samir · 3f2a91c4")
    bench.add("token missing", 5, ProblemCode.REFUSED, source="198.51.100.24")
    bench.look()
    assert bench.panel.rows() == [
        ["10:00:05", "Refused: token missing", "198.51.100.24", "× 1"],
        ["10:00:02", "Bad frame: data truncated", "Samir · 3f2a91c4", "× 3"],
    ]


def test_without_problems_it_says_so(bench: Bench) -> None:
    bench.look()
    assert nothing_text(bench) == "No problems"
    bench.fill(2)
    assert nothing_text(bench) == ""
    bench.words.setText("zebra")
    QApplication.processEvents()
    assert nothing_text(bench) == "Nothing matches"
    assert bench.panel.rows() == []


@pytest.mark.parametrize(
    ("words", "found"), [("PROBLEM 1", 1), ("203.0.113", 3), ("113.2", 1), ("bad frame", 3), ("", 3)]
)
def test_the_filter_looks_at_text_and_source(bench: Bench, words: str, found: int) -> None:
    bench.fill(3)
    bench.words.setText(words)
    assert len(bench.panel.rows()) == found
    bench.add("problem 1", 9, source="203.0.113.1")
    bench.look()
    assert len(bench.panel.rows()) == found


def test_what_grows_moves_to_the_top_and_the_selection_goes_along(bench: Bench) -> None:
    bench.fill(4)
    bench.list.setCurrentIndex(bench.list.model().index(2, 0))
    assert bench.selected() == ["Bad frame: problem 1"]
    for at in range(10, 14):
        bench.add(f"problem {at % 4}", at, source=f"203.0.113.{at % 4}")
        bench.add("newcomer", at)
        bench.look()
        assert bench.selected() == ["Bad frame: problem 1"]
        assert bench.current() == "Bad frame: problem 1"
        assert bench.texts()[0] == "Bad frame: newcomer"
    assert bench.panel.rows()[0][3] == "× 4"


def test_several_selected_rows_stay_selected(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(5)
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_A, ctrl=True)
    bench.add("newcomer", 20)
    bench.look()
    assert sorted(bench.selected()) == [f"Bad frame: problem {number}" for number in range(5)]


def test_only_rows_that_changed_are_touched(bench: Bench) -> None:
    bench.fill(5)
    model = bench.list.model()
    touched: list[int] = []
    changed: list[str] = []
    model.dataChanged.connect(lambda first, last: touched.extend(range(first.row(), last.row() + 1)))
    model.rowsInserted.connect(lambda *_: changed.append("in"))
    model.rowsRemoved.connect(lambda *_: changed.append("out"))
    model.rowsMoved.connect(lambda *_: changed.append("moved"))
    model.modelReset.connect(lambda: changed.append("reset"))
    bench.look()
    assert (touched, changed) == ([], [])
    bench.add("problem 4", 9, source="203.0.113.4")
    bench.look()
    assert (touched, changed) == ([0], [])
    bench.add("problem 2", 10, source="203.0.113.2")
    bench.look()
    assert (touched, changed) == ([0, 0], ["moved"])
    bench.add("newcomer", 11)
    bench.look()
    assert (touched, changed) == ([0, 0], ["moved", "in"])


def test_what_is_being_read_stays_where_it_is(bench: Bench) -> None:
    bench.fill(40)
    bar = bench.list.verticalScrollBar()
    bar.setValue(300)
    first = bench.list.indexAt(QPoint(20, 20)).row()
    read, top = bench.texts()[first], bench.list.visualRect(bench.list.model().index(first, 0)).top()
    for at in range(50, 55):
        bench.add(f"newcomer {at}", at)
        bench.look()
    now = bench.texts().index(read)
    assert now == first + 5
    assert bench.list.visualRect(bench.list.model().index(now, 0)).top() == top


def test_at_the_top_the_newest_stays_in_view(bench: Bench) -> None:
    bench.fill(40)
    for at in range(50, 53):
        bench.add(f"newcomer {at}", at)
        bench.look()
    assert bench.list.verticalScrollBar().value() == 0
    assert bench.list.indexAt(QPoint(20, 5)).row() == 0
    assert bench.texts()[0] == "Bad frame: newcomer 52"


def test_clearing_forgets_them_and_closes_the_detail(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(3)
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_Return)
    assert bench.detail.isVisible()
    bench.panel.cleared.connect(bench.problems.clear)
    (button,) = (button for button in bench.panel.findChildren(QPushButton) if button.text() == "Clear")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.look()
    assert bench.panel.rows() == []
    assert not bench.detail.isVisible()
    bench.fill(1)
    assert bench.panel.rows()[0][3] == "× 1"


def test_copying_all_copies_what_is_listed(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(3)
    bench.words.setText("113.1")
    (button,) = (button for button in bench.panel.findChildren(QPushButton) if button.text() == "Copy all")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clipboard() == "10:00:01\tBad frame: problem 1\t203.0.113.1\t× 1"


def test_ctrl_c_copies_the_selected_rows_from_the_top(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(3)
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_A, ctrl=True)
    bench.press(qtbot, Qt.Key.Key_C, ctrl=True)
    assert [line.split("\t")[0] for line in clipboard().splitlines()] == ["10:00:02", "10:00:01", "10:00:00"]


def test_the_button_of_a_row_copies_it_with_its_excerpt(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(1)
    bench.add("no JSON", 7, ProblemCode.MESSAGE, excerpt=EXCERPT)
    bench.look()
    viewport = bench.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=bench.middle(1, 4))
    assert clipboard() == "10:00:00\tBad frame: problem 0\t203.0.113.0\t× 1"
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=bench.middle(0, 4))
    assert "Not understood: no JSON" in clipboard()
    assert EXCERPT.hex(" ") in clipboard()
    assert '{"hello": 1}··' in clipboard()


def test_enter_shows_all_that_is_known_of_the_current_row_and_hides_it_again(bench: Bench, qtbot: QtBot) -> None:
    bench.add("no JSON", 3, ProblemCode.MESSAGE, source="203.0.113.7:51022", excerpt=EXCERPT)
    bench.add("no JSON", 7, ProblemCode.MESSAGE, source="203.0.113.7:51022", excerpt=EXCERPT)
    bench.fill(2)
    height = bench.panel.height()
    bench.list.setFocus()
    assert not bench.detail.isVisible()
    bench.press(qtbot, Qt.Key.Key_Return)
    bench.press(qtbot, Qt.Key.Key_End)
    text = bench.detail.toPlainText()
    assert "From 203.0.113.7:51022 · first 10:00:03, last 10:00:07, × 2" in text
    assert EXCERPT.hex(" ") in text
    assert '{"hello": 1}··' in text
    assert bench.panel.height() > height
    bench.press(qtbot, Qt.Key.Key_Home)
    assert "problem 1" in bench.detail.toPlainText()
    bench.press(qtbot, Qt.Key.Key_Return)
    assert not bench.detail.isVisible()
    assert bench.panel.height() == height


def test_the_detail_counts_along_and_keeps_the_row(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(3)
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_Down)
    bench.press(qtbot, Qt.Key.Key_Return)
    assert "problem 1" in bench.detail.toPlainText()
    bench.add("problem 1", 8, source="203.0.113.1")
    bench.add("newcomer", 9)
    bench.look()
    assert "first 10:00:01, last 10:00:08, × 2" in bench.detail.toPlainText()


def test_a_double_click_shows_the_detail(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(2)
    qtbot.mouseDClick(bench.list.viewport(), Qt.MouseButton.LeftButton, pos=bench.middle(1, 1))
    assert bench.detail.isVisible()
    assert "problem 0" in bench.detail.toPlainText()


def test_escape_first_closes_the_detail_and_clears_the_words(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(2)
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_Return)
    bench.press(qtbot, Qt.Key.Key_Escape)
    assert not bench.detail.isVisible()
    bench.words.setText("problem")
    bench.words.setFocus()
    bench.press(qtbot, Qt.Key.Key_Escape, bench.words)
    assert bench.words.text() == ""


def test_the_tab_key_reaches_everything(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(2)
    bench.window.activateWindow()
    bench.words.setFocus()
    reached: set[QWidget | None] = set()
    for _ in range(12):
        reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    names = {widget.accessibleName() or getattr(widget, "text", str)() for widget in reached if widget}
    assert {"Filter problems", "Copy all", "Clear", "Close problems", "Problems"} <= names


def test_the_close_button_asks_to_be_closed(bench: Bench, qtbot: QtBot) -> None:
    (close,) = (button for button in bench.panel.findChildren(QWidget) if button.accessibleName() == "Close problems")
    with qtbot.waitSignal(bench.panel.closed, timeout=1000):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)


def test_text_from_the_wire_is_never_markup(bench: Bench) -> None:
    bench.add("<img src=x>\u202e", 1, ProblemCode.MESSAGE, source="<b>Ada</b>\x1b[2J")
    bench.look()
    assert bench.texts() == ["Not understood: <img src=x>"]
    assert bench.panel.rows()[0][2] == "<b>Ada</b> [2J"
    hint = bench.list.model().data(bench.list.model().index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in hint
    assert "&lt;img src=x&gt;" in hint


def test_shapes_and_colours_follow_the_theme(bench: Bench) -> None:
    bench.add("data truncated", 1)
    bench.look()
    for chosen in (theme.DARK, theme.LIGHT, theme.DARK):
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, chosen)
        QApplication.processEvents()
        image = bench.panel.grab().toImage()
        place = bench.list.viewport().mapTo(bench.panel, bench.middle(0, 1))
        row = [image.pixelColor(QPoint(x, place.y())) for x in range(100, 120)]
        assert any(is_near(colour, chosen.red, 30) for colour in row)
        assert is_near(image.pixelColor(QPoint(600, place.y())), chosen.window)


def test_the_columns_stand_still_when_a_scroll_bar_comes(bench: Bench) -> None:
    bench.fill(2)
    before = [bench.middle(0, column).x() for column in range(4)]
    bench.fill(40)
    assert bench.list.verticalScrollBar().isVisible()
    assert [bench.middle(0, column).x() for column in range(4)] == before


@pytest.mark.parametrize("size", [(400, 300), (480, 360), (700, 500)])
def test_in_a_small_window_the_problem_keeps_its_room_and_the_pictures_theirs(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.fill(3)
    bench.window.resize(*size)
    QApplication.processEvents()
    assert bench.window.width() == size[0]
    assert bench.panel.height() <= size[1] / 2
    assert bench.list.isColumnHidden(2) == (size[0] < 640)
    assert bench.list.columnWidth(1) >= 200
    assert bench.list.viewport().height() > 28


def test_a_selected_row_with_the_focus_has_an_edge(bench: Bench, qtbot: QtBot) -> None:
    bench.fill(2)
    bench.window.activateWindow()
    bench.list.setFocus()
    bench.press(qtbot, Qt.Key.Key_Down)
    rect = bench.list.visualRect(bench.list.model().index(1, 1))
    image = bench.list.grab().toImage()
    top = bench.list.viewport().mapTo(bench.list, rect.topLeft())
    edge = image.pixelColor(QPointF(600, top.y() + 1).toPoint())
    assert is_near(edge, theme.DARK.focus, 40)
    assert image.pixelColor(QPoint(600, top.y() + 14)) == QColor(theme.DARK.selection)


def test_an_id_is_listed_by_its_start_and_copied_whole(bench: Bench, qtbot: QtBot) -> None:
    bench.add("data truncated", 1, source=BOT)
    bench.add("token missing", 2, source="203.0.113.7:51022")
    bench.look()
    assert [row[2] for row in bench.panel.rows()] == ["203.0.113.7:51022", BOT[:8]]
    (copy,) = [one for one in bench.panel.findChildren(QPushButton) if one.text() == "Copy all"]
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert BOT in QGuiApplication.clipboard().text()


def test_links_of_the_head_stand_apart(bench: Bench) -> None:
    copy, clear = (one for one in bench.panel.findChildren(QPushButton) if one.text() in ("Copy all", "Clear"))
    ink_px = copy.fontMetrics().horizontalAdvance
    ends = copy.geometry().center().x() + ink_px(copy.text()) / 2
    begins = clear.geometry().center().x() - ink_px(clear.text()) / 2
    assert 18 <= begins - ends <= 22
