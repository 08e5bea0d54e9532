"""The command palette: what it lists for what is typed, and how it is used by keys and mouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QCursor
from PySide6.QtWidgets import QApplication

from recall_viewer.gui import actions, theme
from recall_viewer.gui.palette import CommandPalette, action_entries
from recall_viewer.gui.palette_rows import Entry, Section, arrange
from tests.gui import ground
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from tests.gui.ground import Ground


@dataclass(frozen=True)
class Line:
    name: str
    text: str
    keys: tuple[str, ...] = ()
    gallery_keys: tuple[str, ...] = ()
    icon: str = ""


TABLE = [
    Line("filter", "Filter", ("Ctrl+F",), ("/",), "search"),
    Line("snapshot", "Snapshot", ("Ctrl+S",), ("S",), "camera"),
    Line("snapshot_all", "Snapshot of all visible", ("Ctrl+Shift+S",), (), "grid"),
    Line("undo", "Undo the last snapshot"),
    Line("open", "Open the snapshot folder", icon="folder"),
    Line("freeze", "&Freeze", (), ("Space",)),
]
PEOPLE = ["Ada Lindqvist", "Kenji Mori", "Léa Fontaine"]


@dataclass
class Desk:
    """A palette over a window, with actions and people to choose from."""

    window: Ground
    palette: CommandPalette = field(init=False)
    ran: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.palette = CommandPalette(self.window)
        self.actions = {
            line.name: self.window.add_action(line.name, line.text, is_checkable=line.name == "freeze")
            for line in TABLE
        }
        self.ran = self.window.ran

    def ask(self) -> None:
        people = [
            Entry(f"Go to {name}", f"bot {number}f2a", "", self._note(name)) for number, name in enumerate(PEOPLE)
        ]
        self.palette.ask([Section("Actions", action_entries(TABLE, self.actions)), Section("People", people)])

    def _note(self, name: str) -> Note:
        return Note(self.ran, name)


@dataclass
class Note:
    ran: list[str]
    name: str

    def __call__(self) -> None:
        self.ran.append(self.name)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(ground.show(qtbot))


def entries(*texts: str) -> list[Entry]:
    return [Entry(text, "", "", lambda: None) for text in texts]


def listed(typed: str, *sections: Section, recent: tuple[str, ...] = ()) -> list[str]:
    return [row.text for row in arrange(sections, typed, [(text, "") for text in recent])]


def test_the_best_comes_first_and_what_does_not_fit_is_left_out() -> None:
    section = Section(
        "Actions", entries("Undo the last snapshot", "Settings", "Snapshot of all visible", "Transnational")
    )
    assert listed("sn", section) == [
        "Actions",
        "Snapshot of all visible",
        "Undo the last snapshot",
        "Transnational",
    ]


def test_among_equals_the_recently_used_comes_first() -> None:
    section = Section("Actions", entries("Show one", "Show two", "Show three"))
    assert listed("show", section, recent=("Show three", "Show two"))[1:] == ["Show three", "Show two", "Show one"]


def test_the_section_with_the_best_comes_first() -> None:
    first, second = Section("Actions", entries("Show Adam")), Section("People", entries("Ada"))
    assert listed("ada", first, second) == ["People", "Ada", "Actions", "Show Adam"]


def test_for_nothing_typed_the_recently_used_stand_first_and_only_once() -> None:
    section = Section("Actions", entries("One", "Two", "Three"))
    assert listed("", section) == ["Actions", "One", "Two", "Three"]
    assert listed(" ", section, recent=("Three", "Gone")) == ["Recently used", "Three", "Actions", "One", "Two"]


def test_a_hint_is_searched_too_but_after_the_texts() -> None:
    ada, other = Entry("Ada", "bot 3f2a", "", lambda: None), Entry("Camera a3f", "", "", lambda: None)
    rows = arrange([Section("People", [ada, other])], "3f", [])
    assert [row.text for row in rows] == ["People", "Camera a3f", "Ada"]
    assert rows[2].spans == ()
    assert arrange([Section("People", [ada])], "ad 3f", [])[1].spans == ((0, 2),)


def test_it_opens_with_everything_and_the_first_chosen(desk: Desk) -> None:
    desk.ask()
    assert desk.palette.field.hasFocus()
    assert desk.palette.texts()[:3] == ["Actions", "Filter", "Snapshot"]
    assert "Freeze" in desk.palette.texts()
    assert desk.palette.texts()[-4:] == ["People", *(f"Go to {name}" for name in PEOPLE)]
    assert desk.palette.current is not None
    assert desk.palette.current.text == "Filter"
    assert desk.palette.count.text() == "9 of 9"


def test_type_and_enter_runs_the_best_after_it_is_gone(desk: Desk, qtbot: QtBot) -> None:
    was_open: list[bool] = []
    desk.actions["snapshot"].triggered.connect(lambda: was_open.append(desk.palette.is_open))
    focused: list[bool] = []
    desk.actions["snapshot"].triggered.connect(lambda: focused.append(desk.window.field.hasFocus()))
    desk.ask()
    qtbot.keyClicks(desk.palette.field, "sn")
    assert desk.palette.count.text() == "4 of 9"
    qtbot.keyClick(desk.palette.field, Qt.Key.Key_Return)
    assert desk.ran == ["snapshot"]
    assert was_open == [False]
    assert focused == [True]


def test_up_and_down_choose_over_titles_and_go_round(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    for key, text in (
        (Qt.Key.Key_Down, "Snapshot"),
        (Qt.Key.Key_Up, "Filter"),
        (Qt.Key.Key_Up, "Go to Léa Fontaine"),
        (Qt.Key.Key_Down, "Filter"),
        (Qt.Key.Key_PageDown, "Go to Léa Fontaine"),
        (Qt.Key.Key_Up, "Go to Kenji Mori"),
        (Qt.Key.Key_PageUp, "Filter"),
    ):
        qtbot.keyClick(desk.palette.field, key)
        assert desk.palette.current is not None
        assert desk.palette.current.text == text
    assert desk.palette.field.hasFocus()


def test_it_goes_to_a_person_by_a_name_without_its_accent(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    qtbot.keyClicks(desk.palette.field, "lea")
    qtbot.keyClick(desk.palette.field, Qt.Key.Key_Enter)
    assert desk.ran == ["Léa Fontaine"]


def test_what_was_run_stands_first_the_next_time(desk: Desk, qtbot: QtBot) -> None:
    for typed in ("undo", "kenji", "undo"):
        desk.ask()
        qtbot.keyClicks(desk.palette.field, typed)
        qtbot.keyClick(desk.palette.field, Qt.Key.Key_Return)
    desk.ask()
    assert desk.palette.texts()[:4] == ["Recently used", "Undo the last snapshot", "Go to Kenji Mori", "Actions"]
    assert desk.palette.field.text() == ""


def test_when_nothing_fits_it_says_so_and_enter_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    qtbot.keyClicks(desk.palette.field, "zebra")
    assert desk.palette.texts() == ["Nothing fits these words"]
    assert desk.palette.current is None
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(desk.palette.field, key)
    assert desk.palette.is_open
    assert not desk.ran
    assert desk.palette.count.text() == "0 of 9"


def test_escape_runs_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    qtbot.keyClick(desk.palette.field, Qt.Key.Key_Escape)
    assert not desk.palette.is_open
    assert not desk.ran


def test_a_click_runs_a_row_and_none_runs_a_title(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    viewport = desk.palette.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, 14))
    assert desk.palette.is_open
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, 28 + 36 + 18))
    assert desk.ran == ["snapshot"]
    assert not desk.palette.is_open


@pytest.fixture
def pointer() -> Iterator[None]:
    """Put the pointer back where it was: other tests look at what lies under it."""
    before = QCursor.pos()
    yield
    QCursor.setPos(before)


@pytest.mark.usefixtures("pointer")
def test_the_pointer_chooses(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    viewport = desk.palette.list.viewport()
    qtbot.mouseMove(viewport, QPoint(60, 28 + 18))
    qtbot.mouseMove(viewport, QPoint(60, 28 + 2 * 36 + 18))
    qtbot.waitUntil(lambda: desk.palette.current is not None and desk.palette.current.text == "Snapshot of all visible")


def test_actions_that_cannot_be_done_now_are_left_out_and_those_that_are_on_say_so(desk: Desk) -> None:
    desk.actions["undo"].setEnabled(False)
    desk.actions["open"].setVisible(False)
    desk.actions["freeze"].setChecked(True)
    made = {entry.text: entry for entry in action_entries(TABLE, desk.actions, leave_out=["filter"])}
    assert list(made) == ["Snapshot", "Snapshot of all visible", "Freeze"]
    assert made["Freeze"].hint == "on"
    assert [entry.keys for entry in made.values()] == ["S", "Ctrl+Shift+S", "Space"]


def test_the_table_of_the_program_fits_it(desk: Desk) -> None:
    made = {spec.name: desk.window.add_action(spec.name, spec.text) for spec in actions.table()}
    assert len(action_entries(actions.table(), made)) == len(made)


def has(image: QImage, colour: str, xs: range, ys: range) -> bool:
    return any(is_near(image.pixelColor(x, y), colour) for x in xs for y in ys)


@pytest.mark.parametrize("dark", [True, False])
def test_the_chosen_row_is_filled_and_what_was_typed_is_marked_in_it(qtbot: QtBot, dark: bool) -> None:
    desk = Desk(ground.show(qtbot, dark=dark))
    desk.ask()
    qtbot.keyClicks(desk.palette.field, "snap")
    image = desk.palette.list.viewport().grab().toImage()
    colours = theme.current()
    assert image.pixelColor(300, 28 + 4).name() == colours.selection.lower()
    assert image.pixelColor(300, 28 + 36 + 4).name() == colours.surface.lower()
    assert has(image, colours.link, range(40, 75), range(28, 64))
    assert not has(image, colours.link, range(90, 400), range(28, 64))
    # Its key stands at the right, on a plate.
    assert has(image, colours.raised, range(image.width() - 30, image.width() - 12), range(36, 56))


def test_it_stays_inside_the_smallest_window_and_scrolls_to_what_is_chosen(desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(400, 300)
    desk.ask()
    qtbot.waitUntil(lambda: desk.palette.width() == 400)
    assert desk.palette.rect().contains(desk.palette.card.geometry())
    assert desk.palette.list.verticalScrollBar().maximum() > 0
    qtbot.keyClick(desk.palette.field, Qt.Key.Key_Up)
    index = desk.palette.list.currentIndex()
    assert desk.palette.list.viewport().rect().contains(desk.palette.list.visualRect(index))
    qtbot.keyClick(desk.palette.field, Qt.Key.Key_Down)
    # The title above the first entry comes back with it.
    assert desk.palette.list.verticalScrollBar().value() == 0


def test_the_card_is_as_high_as_its_rows(desk: Desk, qtbot: QtBot) -> None:
    desk.ask()
    high = desk.palette.card.height()
    qtbot.keyClicks(desk.palette.field, "undo")
    assert desk.palette.card.height() < high
    assert desk.palette.list.verticalScrollBar().maximum() == 0
    assert desk.palette.card.width() == 600


def test_screen_readers_find_field_list_and_rows_with_their_keys(desk: Desk) -> None:
    desk.ask()
    QApplication.processEvents()
    assert desk.palette.field.accessibleName() == "Search actions"
    interface = QAccessible.queryAccessibleInterface(desk.palette.list)
    names = [
        interface.child(number).text(QAccessible.Text.Name)
        for number in range(interface.childCount())
        if interface.child(number) is not None
    ]
    assert "Snapshot of all visible, Ctrl+Shift+S" in names
