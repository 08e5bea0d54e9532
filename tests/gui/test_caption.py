"""What a tile says in its caption when there is little room, and where there is no picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest

from recall_viewer.gui import caption, tile_buttons, tile_paint
from recall_viewer.gui.look import Badge, Look
from recall_viewer.gui.theme import DARK
from recall_viewer.gui.tile_paint import Fonts
from recall_viewer.model.staging import Layout
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Bot,
    FrameRejected,
    Kind,
    Participant,
    ParticipantAction,
    ParticipantChanged,
)
from tests.frames import BOT, camera
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand

pytestmark = pytest.mark.usefixtures("qapp")

LOOK = Look(
    name="Ada Lindqvist",
    initials="AL",
    bot="3f2a91c4",
    size="1280×720",
    fps="2.0 fps",
    state=State.LIVE,
    age="0.3 s",
    headline="",
    sentence="",
    badges=(),
    kind=Kind.CAMERA,
    has_picture=True,
)
SHARE = replace(LOOK, kind=Kind.SCREENSHARE, badges=(Badge("SCREEN", "blue"),))


class Recorder(QPainter):
    """Notes each text that is drawn, and from where to where."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.texts: dict[str, tuple[float, float]] = {}

    # Qt's name: it takes the place of the painter's own.
    def drawText(self, *where: Any) -> None:  # type: ignore[override]  # noqa: N802
        place, text = where[0], where[-1]
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        left = place.x() if not isinstance(place, QRectF) else place.center().x() - width / 2
        self.texts[text] = (left, left + width)
        super().drawText(*where)


def written(look: Look, width: int, *, height: int = 180, is_hovered: bool = False) -> dict[str, tuple[float, float]]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    tile = QRectF(0, 0, width, height)
    bar_px = tile_paint.SHARE_BAR_PX if look.is_share else tile_paint.caption_height_px(width)
    box = QRectF(0, height - bar_px, width, bar_px)
    buttons = tile_buttons.in_bar(tile, look) if is_hovered else None
    painter = Recorder(image)
    caption.paint_caption(painter, look, tile, Fonts.make(), box=box, buttons=buttons)
    painter.end()
    return painter.texts


def test_it_gives_way_in_order_and_the_name_is_elided_last() -> None:
    parts = ("2.0 fps", "1280×720", "3f2a91c4", "Ada Lindqvist")
    counts = []
    for width in range(600, 110, -2):
        texts = written(LOOK, width)
        present = [part in texts for part in parts]
        assert present == sorted(present), (width, present)
        assert "0.3 s" in texts
        counts.append(sum(present))
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (4, 0)


def test_a_long_name_is_worth_more_than_figures() -> None:
    name = "Maximiliane von Hohenstein"
    room_px = QFontMetricsF(Fonts.make().name).horizontalAdvance(name)
    texts = written(replace(LOOK, name=name, bot=""), max(340, int(room_px) + 100))
    assert name in texts
    assert "2.0 fps" not in texts


@pytest.mark.parametrize("width", [240, 320, 420, 460, 640, 1200])
@pytest.mark.parametrize("state", [State.LIVE, State.LATE, State.STALE, State.DISCONNECTED])
def test_nothing_is_written_under_the_buttons_of_a_share(width: int, state: State) -> None:
    look = replace(SHARE, state=state, age="12 s", sentence="picture is 12 s old")
    texts = written(look, width, is_hovered=True)
    buttons = tile_buttons.in_bar(QRectF(0, 0, width, 180), look)
    assert (buttons is not None) == (width >= (320 if state in (State.LIVE, State.LATE) else 460))
    assert any(text.endswith("12 s") for text in texts)
    spans = [span for text, span in texts.items() if text]
    assert not buttons or not [span for span in spans if span[0] < buttons.right() and span[1] > buttons.left()]


@pytest.mark.parametrize("width", range(112, 700, 28))
def test_the_state_of_a_share_is_said_at_every_width(width: int) -> None:
    look = replace(SHARE, state=State.STALE, age="12 s", sentence="picture is 12 s old")
    texts = written(look, width)
    assert {"STALE", "12 s"} <= texts.keys()
    assert texts["STALE"][1] < texts["12 s"][0]
    assert all(left >= 0 and right <= width for left, right in texts.values())


BAD = FrameRejected("image", "1280x720 declared, data truncated", Bot(BOT), Participant(100, "Ada"), Kind.CAMERA)
ON = ParticipantChanged(Bot(BOT), Participant(100, "Ada"), ParticipantAction.WEBCAM_ON, "participant_events.webcam_on")


def red_in(stand: Stand, top: float, bottom: float) -> bool:
    (tile,) = stand.tiles
    image = stand.image(tile)
    rows = range(int(image.height() * top), int(image.height() * bottom))
    return any(is_near(image.pixelColor(x, y), DARK.red, 24) for y in rows for x in range(4, image.width() - 4))


@pytest.mark.parametrize("size", [(1280, 800), (400, 300)])
@pytest.mark.parametrize("outage", ["error", "disconnected"])
def test_an_outage_is_said_where_there_was_never_a_picture(stand: Stand, outage: str, size: tuple[int, int]) -> None:
    stand.window.resize(*size)
    stand.feed(ON)
    if outage == "error":
        stand.feed(BAD)
    else:
        stand.follow(stand.gallery.closed(1, 1006, stand.now))
    stand.wait(1)
    assert stand.tiles[0].look is not None
    assert stand.tiles[0].look.state == outage
    assert red_in(stand, 0.4, 0.85)


def test_a_low_placeholder_says_its_state_in_the_caption() -> None:
    waiting = replace(LOOK, has_picture=False, state=State.WAITING, age="", size="", fps="", bot="")
    assert "WAITING" in written(waiting, 150, height=84)
    assert "WAITING" not in written(waiting, 320, height=180)
    assert "DISCONNECTED" in written(replace(waiting, state=State.DISCONNECTED), 170, height=84)
    narrow = written(replace(waiting, state=State.DISCONNECTED), 112, height=63)
    assert all(left >= 0 and right <= 112 for left, right in narrow.values())
    assert any(text.startswith("DISC") for text in narrow)


def test_a_very_narrow_share_keeps_shape_and_age() -> None:
    look = replace(SHARE, state=State.DISCONNECTED, age="12 min", sentence="waiting for the bot to reconnect")
    texts = written(look, 112)
    assert "12 min" in texts
    assert all(left >= 0 and right <= 112 for left, right in texts.values())
    assert "DISCONNECTED" in written(look, 220)


def test_a_sentence_too_long_for_the_strip_is_shortened_rather_than_left_out() -> None:
    image = QImage(280, 158, QImage.Format.Format_RGB32)
    painter = Recorder(image)
    sentence = "the bot has probably given up: its endpoint is then failed, and so on and so forth"
    look = replace(LOOK, state=State.LOST, sentence=sentence)
    tile_paint.paint_strip(painter, look, QRectF(0, 0, 280, 158), Fonts.make())
    painter.end()
    assert any(text.startswith("the bot has") and text.endswith("…") for text in painter.texts)


def test_the_hint_of_a_large_tile_does_not_follow_it_back_to_the_grid(stand: Stand) -> None:
    stand.feed(camera(1, colour="#2040c0"), camera(2, colour="#2040c0"))
    view, key = stand.window.gallery_view, stand.tiles[0].key
    before = stand.image(view.tiles[key])
    view.show_large(key)
    stand.settle()
    stand.show_newest()
    view.show_large(None)
    stand.settle()
    stand.show_newest()
    place = QPoint(30, 20)
    assert stand.image(view.tiles[key]).pixelColor(place) == before.pixelColor(place)


def test_a_pointer_on_a_share_makes_room_for_its_buttons(stand: Stand) -> None:
    stand.window.commands.choose_layout(Layout.GRID)
    name = "A name that goes on and on until it reaches the middle of the bar and beyond that too, and further still"
    stand.feed(camera(kind=Kind.SCREENSHARE, size=(1024, 576), name=name))
    (tile,) = stand.tiles
    QTest.mouseMove(tile, QPoint(20, 20))
    stand.settle()
    assert tile.underMouse()
    assert tile.look is not None
    buttons = tile_buttons.in_bar(QRectF(tile.rect()), tile.look)
    assert buttons is not None
    image = stand.image(tile)
    gap = range(int(buttons.left()) - 8, int(buttons.left()) - 2)
    rows = range(tile.height() - 24, tile.height() - 4)
    assert all(is_near(image.pixelColor(x, y), "#1A1D21", 4) for x in gap for y in rows)


def test_a_description_follows_size_and_age(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(size=(1280, 720)))
    stand.now += 0.5
    stand.feed(camera(size=(640, 360)))
    (tile,) = stand.tiles
    qtbot.waitUntil(lambda: "640×360" in tile.accessibleDescription(), timeout=4000)
    stand.wait(12)
    qtbot.waitUntil(lambda: "12 s" in tile.accessibleDescription(), timeout=4000)
