"""The Details panel: values in their places, traces by their pixels, copy buttons by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QToolButton, QWidget

from recall_viewer.gui import theme
from recall_viewer.gui.details_panel import DetailsPanel
from recall_viewer.gui.fact_row import FactRow
from recall_viewer.gui.facts_page import Subject
from recall_viewer.gui.traces import Bar, Trace, TraceView
from recall_viewer.model.status import State
from tests.frames import BOT, OTHER_BOT, camera
from tests.gui import test_details
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.details import DetailsFacts
    from tests.gui.stand import Stand

ADDRESS = "[2001:db8:85a3::8a2e:370:7334]:51018"


def some_facts() -> DetailsFacts:
    subject = test_details.Subject()
    subject.receive((256, 144))
    subject.stream_for(70)
    facts = subject.facts(remote=ADDRESS, opened_at=300.0)
    return replace(facts, recording=OTHER_BOT, labels=(("env", "production"),))


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[DetailsPanel]:
    theme.apply(qapp, theme.DARK)
    qapp.setProperty("theme", True)
    made = DetailsPanel()
    made.resize(300, 760)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def values(panel: DetailsPanel) -> dict[str, str]:
    return dict(row.texts for row in panel.findChildren(FactRow) if row.isVisible())


def texts(panel: DetailsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def button(panel: DetailsPanel, name: str) -> QToolButton:
    (found,) = (one for one in panel.findChildren(QToolButton) if one.accessibleName() == name)
    return found


def trace(panel: DetailsPanel, name: str) -> TraceView:
    (found,) = (one for one in panel.findChildren(TraceView) if one.accessibleName() == name)
    return found


def places(panel: DetailsPanel) -> list[QRect]:
    labels = [label for row in panel.findChildren(FactRow) for label in row.findChildren(QLabel)]
    return [QRect(label.mapTo(panel, QPoint(0, 0)), label.size()) for label in labels if label.isVisible()]


def page(panel: DetailsPanel) -> QWidget:
    (found,) = panel.findChildren(QWidget, "factsPage")
    return found


def test_without_a_stream_it_asks_for_one(panel: DetailsPanel) -> None:
    panel.show_stream(None)
    assert "Select a tile" in texts(panel)
    assert values(panel) == {}
    panel.show_stream(some_facts())
    settle()
    assert "Select a tile" not in texts(panel)
    panel.show_stream(None)
    settle()
    assert values(panel) == {}


def test_every_fact_stands_beside_its_name(panel: DetailsPanel) -> None:
    panel.show_stream(some_facts())
    settle()
    assert values(panel) == {
        "Size now": "1280×720",
        "Before": "256×144 until at 1000.0",
        "Format": "PNG, 1.0 MiB",
        "Received / shown": "2.0 / 2.0",
        "In all": "141 / 141",
        "Superseded / hidden": "0 / 0",
        "Rate": "16.8 Mbit/s",
        "Participant": "16778240",
        "Role": "—",
        "Bot": "3f2a91c4…f7b3",
        "Recording": "b07d55e8…7e11",
        "Kind": "camera",
        "env": "production",
        "Protocol": "endpoint (v1.11)",
        "From": values(panel)["From"],
        "Open since": "at 300.0, 12 min 50 s",
        "Sender's clock": "+763.5 s",
    }
    assert {"last 5 min", "last 60 s", "usual 0.50 s, longest 0.50 s"} <= set(texts(panel))
    (subject,) = panel.findChildren(Subject)
    assert subject.accessibleName() == "Kenji, live, 0.0 s"


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("Copy participant ID", "16778240"),
        ("Copy bot ID", BOT),
        ("Copy recording ID", OTHER_BOT),
        ("Copy address", ADDRESS),
    ],
)
def test_the_buttons_copy_the_whole_value(panel: DetailsPanel, qtbot: QtBot, name: str, copied: str) -> None:
    panel.show_stream(some_facts())
    settle()
    asked: list[str] = []
    panel.copy_asked.connect(asked.append)
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)
    button(panel, name).setFocus()
    qtbot.keyClick(button(panel, name), Qt.Key.Key_Space)
    assert asked == [copied, copied]


def test_what_is_not_known_cannot_be_copied_and_moves_nothing(panel: DetailsPanel) -> None:
    panel.show_stream(some_facts())
    settle()
    before = places(panel)
    panel.show_stream(replace(some_facts(), recording="—"))
    settle()
    assert not button(panel, "Copy recording ID").isVisible()
    assert button(panel, "Copy bot ID").isVisible()
    assert places(panel) == before


def test_the_close_button_asks_to_be_closed(panel: DetailsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.closed, timeout=1000):
        qtbot.mouseClick(button(panel, "Close details"), Qt.MouseButton.LeftButton)


class Layouts(QObject):
    """Counts how often something in a widget is laid out anew."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.count = 0
        for widget in (watched, *watched.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Move)
        return False


def test_new_values_lay_out_nothing(panel: DetailsPanel) -> None:
    facts = some_facts()
    panel.show_stream(facts)
    settle()
    layouts = Layouts(panel.findChildren(QScrollArea)[0])
    panel.show_stream(
        replace(
            facts,
            status="stale, 12 s",
            state=State.STALE,
            size_now="256×144",
            fps="29.9 / 13.0",
            counts="123456 / 123450",
            bit_rate="121.6 Mbit/s",
            opened="at 300.0, 13 min 01 s",
            gaps=replace(facts.gaps, said="usual 0.03 s, longest 12.50 s"),
        )
    )
    settle()
    assert values(panel)["Rate"] == "121.6 Mbit/s"
    assert layouts.count == 0


def test_values_end_at_one_line_whatever_their_length(panel: DetailsPanel) -> None:
    for name in ("x", "a very long value that cannot stand in the panel as it is"):
        panel.show_stream(replace(some_facts(), kind=name, format="P"))
        settle()
        rows = [row for row in panel.findChildren(FactRow) if row.isVisible() and not row.findChildren(QToolButton)]
        labels = [row.findChildren(QLabel)[1] for row in rows]
        ends = {label.mapTo(panel, label.rect().topRight()).x() for label in labels}
        assert len(ends) == 1
    assert "…" in values(panel)["Kind"]


def test_a_long_value_is_told_whole_to_the_pointer_and_the_screen_reader_as_plain_text(panel: DetailsPanel) -> None:
    whole = "<b>a very long value</b> that cannot stand in the panel as it is"
    panel.show_stream(replace(some_facts(), labels=(("a key that is much longer than it should be", whole),)))
    settle()
    (value,) = (one for one in panel.findChildren(QLabel) if whole in one.accessibleName())
    assert value.accessibleName().startswith("a key that is much longer")
    assert "&lt;b&gt;a very long value" in value.toolTip()
    assert value.accessibleDescription() == whole
    assert value.textFormat() is Qt.TextFormat.PlainText


def test_labels_come_and_go(panel: DetailsPanel) -> None:
    facts = some_facts()
    heights = []
    for labels in ((), (("a", "1"), ("b", "2"), ("c", "3")), (("z", "9"),)):
        panel.show_stream(replace(facts, labels=labels))
        settle()
        heights.append(page(panel).height())
        assert {name: value for name, value in values(panel).items() if len(name) == 1} == dict(labels)
    assert heights[0] < heights[2] < heights[1]


def test_in_a_low_window_it_scrolls_to_its_end_by_the_keyboard_and_moves_no_value(
    panel: DetailsPanel, qtbot: QtBot
) -> None:
    panel.show_stream(some_facts())
    settle()
    (scroll,) = panel.findChildren(QScrollArea)
    left = page(panel).mapTo(panel, QPoint(0, 0)).x()
    width = page(panel).width()
    panel.resize(300, 260)
    settle()
    assert scroll.verticalScrollBar().isVisible()
    assert (page(panel).mapTo(panel, QPoint(0, 0)).x(), page(panel).width()) == (left, width)
    assert width <= scroll.viewport().width()
    scroll.setFocus()
    for _ in range(12):
        qtbot.keyClick(scroll, Qt.Key.Key_PageDown)
    assert scroll.verticalScrollBar().value() == scroll.verticalScrollBar().maximum() > 0


def test_it_is_300_wide(panel: DetailsPanel) -> None:
    panel.show_stream(some_facts())
    settle()
    assert panel.width() == 300


@pytest.mark.parametrize("chosen", [theme.DARK, theme.LIGHT])
def test_traces_are_painted_in_the_colours_of_the_theme(
    panel: DetailsPanel, qapp: QApplication, chosen: theme.Theme
) -> None:
    theme.apply(qapp, chosen)
    bars = (Bar(1.0, "size"), None, Bar(0.5, "amber", 1.0), Bar(0.0, "hidden", 1.0), Bar(0.5, "live"))
    panel.show_stream(replace(some_facts(), sizes=Trace(bars, "")))
    settle()
    view = trace(panel, "Picture sizes")
    image = view.grab().toImage()
    middles = [round((number + 0.4) * view.width() / 5) for number in range(5)]
    low, high = view.height() - 4, 5
    colours = [(image.pixelColor(x, low), image.pixelColor(x, high)) for x in middles]
    assert is_near(colours[0][0], "#5b7fb8")
    assert is_near(colours[0][1], "#5b7fb8")
    assert is_near(colours[1][0], chosen.window)
    assert is_near(colours[2][0], chosen.amber)
    assert is_near(colours[2][1], chosen.window)
    assert is_near(image.pixelColor(middles[2], 0), chosen.amber)
    assert is_near(colours[3][0], chosen.window)
    assert is_near(image.pixelColor(middles[3], 0), chosen.edge)
    assert is_near(colours[4][0], "#3f8f6b")
    assert is_near(colours[4][1], chosen.window)
    assert is_near(image.pixelColor(5, view.height() - 1), chosen.hairline)


def test_the_newest_bar_stands_at_the_right_and_all_have_one_width(panel: DetailsPanel) -> None:
    panel.show_stream(replace(some_facts(), sizes=Trace((Bar(1.0, "size"),) * 40, "")))
    settle()
    view = trace(panel, "Picture sizes")
    image = view.grab().toImage()
    is_bar = [is_near(image.pixelColor(x, 10), "#5b7fb8") for x in range(view.width())]
    runs = "".join("x" if one else " " for one in is_bar).split()
    assert [len(run) for run in runs] == [5] * 40
    assert any(is_bar[-2:])


@pytest.mark.parametrize(
    ("state", "is_frozen", "colour"),
    [
        (State.LIVE, False, theme.DARK.live),
        (State.STALE, False, theme.DARK.amber),
        (State.LOST, False, theme.DARK.red),
        (State.LIVE, True, theme.DARK.frozen),
    ],
)
def test_the_state_has_its_shape_and_colour(panel: DetailsPanel, state: State, *, is_frozen: bool, colour: str) -> None:
    panel.show_stream(replace(some_facts(), state=state, is_frozen=is_frozen))
    settle()
    (subject,) = panel.findChildren(Subject)
    image = subject.grab().toImage()
    shape = [image.pixelColor(x, y) for x in range(12) for y in range(image.height())]
    assert any(is_near(pixel, colour) for pixel in shape)
    word = [image.pixelColor(x, y) for x in range(image.width() - 40, image.width()) for y in range(image.height())]
    assert any(is_near(pixel, colour, 40) for pixel in word)


def test_a_long_name_gives_way_to_the_state(panel: DetailsPanel) -> None:
    facts = some_facts()
    panel.show_stream(facts)
    (subject,) = panel.findChildren(Subject)
    images = []
    for name in ("Ada", "Ada " * 40):
        panel.show_stream(replace(facts, name=name.strip()))
        settle()
        images.append(subject.grab().toImage().copy(subject.width() - 60, 0, 60, subject.height()))
    assert images[0] == images[1]


def test_in_a_narrow_window_the_details_take_the_gallerys_place_and_give_it_back(stand: Stand, qtbot: QtBot) -> None:
    window = stand.window
    stand.feed(camera(1), camera(2))
    window.activateWindow()
    window.gallery_view.select(stand.tiles[0].key)
    window.gallery_view.setFocus()
    qtbot.keyClick(window.gallery_view, Qt.Key.Key_I)
    assert window.gallery_view.isVisible()
    for width in (400, 500):
        window.resize(width, 300)
        stand.wait(1)
        panel = window.details_panel
        for part in (panel, *panel.findChildren(QToolButton)):
            if part.isVisible():
                box = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
                assert box.left() >= 0, width
                assert box.right() < width
        assert not window.gallery_view.isVisible()
        assert [key for key, room_px in stand.rooms_px.items() if room_px] == [window.gallery_view.selected]
    copy = next(one for one in panel.findChildren(QToolButton) if one.accessibleName() == "Copy bot ID")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert window.notice.isVisible()
    qtbot.keyClick(panel.focusProxy(), Qt.Key.Key_Escape)
    assert not window.notice.isVisible()
    qtbot.keyClick(panel.focusProxy(), Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert window.gallery_view.isVisible()
    assert window.gallery_view.hasFocus()
    assert None not in stand.rooms_px.values()
    qtbot.keyClick(window.gallery_view, Qt.Key.Key_I)
    assert not window.gallery_view.isVisible()
    window.resize(1280, 800)
    stand.settle()
    assert window.gallery_view.isVisible()
    assert panel.width() == 300
