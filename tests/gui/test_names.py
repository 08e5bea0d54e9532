"""Names from the wire are text wherever they are shown: one line, of bounded length, never markup, never an act."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSystemTrayIcon, QWidget

from recall_viewer.gui.look import display_name
from recall_viewer.gui.notice import Word
from recall_viewer.gui.recent import Left
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.protocol.wire import bot_of
from tests.frames import camera

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.gui.stand import Stand

MARKUP = "<img src=x onerror=alert(1)><b>Ada</b>" * 3
NAMES = {
    "markup": MARKUP,
    "override": "Ada\u202etxt.exe\u202c\u2066",
    "controls": "Ada\n2026-01-01\r\t\x00\x1b[31m\u2028\x85\ud83d",
    "long": "W" * 10_000,
    "tower": "Z" + "\u0301\u0316\u0489" * 3000,
    "ampersand": "&File &amp; &&",
}
LONGEST = 450
"""Letters that anything may say in one place: more than a line holds, less than a reader of screens would suffer."""
ACTING = ("Cc", "Cf", "Zl", "Zp", "Cs")


@pytest.fixture(params=NAMES, ids=str)
def crowd(stand: Stand, request: pytest.FixtureRequest) -> Stand:
    """A window in which somebody has this name, a bot has it for an id and for a label, and a problem quotes it."""
    name = NAMES[request.param]
    bot = bot_of(name, name, {name: name, "other": name})
    stand.feed(camera(1, size=(640, 360), name=name, bot=bot.id), camera(2, size=(640, 360), name="Tom"))
    for stream in stand.gallery.streams.values():
        stream.bot = bot
    for code in ProblemCode:
        stand.problems.add(Problem(code, name, name), stand.now)
    stand.window.reports.show_details(is_shown=True)
    stand.window.reports.show_problems(is_shown=True)
    stand.window.gallery_view.select(stand.window.gallery_view.order[0])
    stand.wait(1)
    return stand


def texts(widgets: Iterable[QWidget]) -> Iterator[str]:
    """Return all that is said in widgets, to whoever looks, points or listens."""
    for widget in widgets:
        yield widget.toolTip()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.windowTitle()
        if isinstance(widget, QLabel):
            yield widget.text()


def check(shown: list[str]) -> None:
    for text in shown:
        assert len(text) <= LONGEST, f"{len(text)} letters: {text[:60]}"
        # Lines of our own, and the marks that let a long address break.
        acting = [c for c in text if unicodedata.category(c) in ACTING and c not in "\n\u200b"]
        assert not acting, text


def open_popout(stand: Stand) -> QWidget:
    key = stand.window.gallery_view.order[0]
    stand.window.presenter.pop_out(key)
    return stand.window.presenter.popouts[key]


def open_filter(stand: Stand) -> QWidget:
    stand.window.filter_popup.open()
    return stand.window.filter_popup


def open_palette(stand: Stand) -> QWidget:
    stand.window.overlays().toggle_palette()
    stand.window.overlays().palette.findChildren(QLineEdit)[0].setText("go to")
    return stand.window.overlays().palette


def open_recent(stand: Stand) -> QWidget:
    stream = stand.gallery.ordered()[0]
    about = f"{stream.key.bot_id[:8]} · 12:00:00"
    stand.window.overlays().recent.ask([Left(display_name(stream), stream.kind, about, stand.tiles[0].shown)])
    return stand.window.overlays().recent


def open_notice(stand: Stand) -> QWidget:
    stand.window.say(Word("No picture to save yet", display_name(stand.gallery.ordered()[0])))
    return stand.window.notice


def whole_window(stand: Stand) -> QWidget:
    return stand.window


OPENED = (open_popout, open_filter, open_palette, open_recent, open_notice, whole_window)


def test_names_are_plain_and_short_everywhere(crowd: Stand) -> None:
    for open_it in OPENED:
        opened = open_it(crowd)
        crowd.settle()
        widgets = (opened, *opened.findChildren(QWidget))
        check([*texts(widgets), *(tile.hint(QPoint(5, 5)) for tile in crowd.tiles)])
        labels = [widget for widget in widgets if isinstance(widget, QLabel) and widget.text()]
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
        # Qt itself takes a hint for markup where it looks like markup.
        assert not [widget for widget in widgets if "<img" in widget.toolTip() or "<b>" in widget.toolTip()]
        opened.grab()


@pytest.mark.parametrize("crowd", ["long", "tower"], indirect=True)
def test_a_long_name_moves_nothing(crowd: Stand) -> None:
    places = [tile.geometry() for tile in crowd.tiles]
    (name, tom) = (crowd.gallery.ordered()[0], crowd.gallery.ordered()[1])
    name.participant, tom.participant = tom.participant, name.participant
    crowd.wait(0)
    assert [tile.geometry() for tile in crowd.tiles] == places


@pytest.mark.parametrize("crowd", ["long", "markup"], indirect=True)
def test_a_long_name_leaves_the_button_beside_it_in_reach(crowd: Stand) -> None:
    recent = open_recent(crowd)
    crowd.settle()
    (save,) = [button for button in recent.findChildren(QPushButton) if "Snapshot" in button.text()]
    assert save.visibleRegion().boundingRect().size() == save.size()
    assert any(label.text().endswith("…") for label in recent.findChildren(QLabel))


@pytest.mark.parametrize("crowd", ["tower"], indirect=True)
def test_accents_do_not_tower_over_their_line(crowd: Stand) -> None:
    assert display_name(crowd.gallery.ordered()[0]) == "Z\u0301\u0316\u0489\u0301"


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")
def test_a_name_stands_where_no_desktop_reads_markup(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _tray, title, text, _icon: shown.append((title, text)))
    monkeypatch.setattr(QApplication, "alert", lambda _window: None)
    stand.feed(camera(1, size=(640, 360), name=MARKUP))
    stand.now += 30
    stand.window.notifier.look(stand.gallery.ordered(), stand.now)
    assert shown == [(f"{MARKUP}: stale", "Recall Viewer")]
