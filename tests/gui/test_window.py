"""The window as a person uses it: filter, paste, pages, banner, problems, snapshot, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontInfo, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from recall_viewer.gui import actions
from recall_viewer.gui.notice import Word
from recall_viewer.model.books import Fate
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.protocol.events import Bot, BotIdentified, Dialect, Kind
from tests.frames import BOT, OTHER_BOT, camera, stream_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def two_bots(stand: Stand) -> None:
    stand.feed(camera(1, name="Ada"), camera(2, name="Kenji"), camera(3, name="Priya", bot=OTHER_BOT))


def names(stand: Stand) -> list[str]:
    return [tile.look.name for tile in stand.tiles if tile.look]


def test_first_start_shows_the_address(stand: Stand) -> None:
    assert stand.window.start_page.isVisible()
    assert stand.window.start_page.address == "ws://127.0.0.1:8765/"
    assert "Nothing connected yet" in texts(stand.window)


@pytest.mark.parametrize(
    "text",
    [
        BOT,
        BOT.replace("-", ""),
        f"https://us-east-1.recall.ai/api/v1/bot/{BOT}/",
        f'{{"bot": {{"id": "{BOT}"}}, "recording": {{"id": "{OTHER_BOT}"}}}}',
        f"curl -H 'Authorization: Token 0123456789abcdef0123456789abcdef01234567' https://x/api/v1/bot/{BOT}/",
    ],
)
def test_pasting_anywhere_whatever_holds_an_id_filters_by_it(stand: Stand, qtbot: QtBot, text: str) -> None:
    two_bots(stand)
    QGuiApplication.clipboard().setText(text)
    stand.window.gallery_view.setFocus()
    qtbot.keyClick(stand.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stand.settle()
    assert stand.window.toolbar.field.text() == BOT
    assert names(stand) == ["Ada", "Kenji"]
    assert "2 of 3" in texts(stand.window.toolbar)


def test_pasting_into_the_field_keeps_only_the_id(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    QGuiApplication.clipboard().setText(f"wss://h/?token=secret-7 bot_id={BOT}")
    qtbot.keyClick(stand.window.toolbar.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert stand.window.toolbar.field.text() == BOT


def test_pasting_something_without_an_id_enters_nothing_and_says_so(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    QGuiApplication.clipboard().setText("Token 0123456789abcdef")
    qtbot.keyClick(stand.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert not stand.window.toolbar.field.text()
    assert "No bot ID" in texts(stand.window.notice)


def test_a_bot_that_is_not_here_is_waited_for_and_appears(stand: Stand) -> None:
    stand.feed(camera(3, name="Priya", bot=OTHER_BOT))
    stand.window.filtering.paste(BOT)
    stand.settle()
    assert "Waiting for bot 3f2a91c4…" in texts(stand.window.waiting_page)
    assert "0 of 1" in texts(stand.window.toolbar)
    stand.feed(camera(1, name="Ada"))
    assert names(stand) == ["Ada"]


def test_a_bot_that_is_connected_without_video_is_said_to_be(stand: Stand) -> None:
    stand.feed(camera(3, name="Priya", bot=OTHER_BOT))
    stand.feed(BotIdentified(Bot(BOT), Dialect.STREAM), connection=2)
    stand.window.filtering.paste(BOT)
    stand.settle()
    assert "It is connected and sends no video yet" in texts(stand.window.waiting_page)
    # Of two it is not said which: one that never dialled is not connected.
    stand.window.toolbar.field.setText(f"{'a' * 8}-0000-4000-8000-{'0' * 12} {BOT}")
    stand.settle()
    assert "It is connected" not in texts(stand.window.waiting_page)


def test_escape_leads_out_of_the_filter_field_also_without_tiles(stand: Stand, qtbot: QtBot) -> None:
    stand.window.activateWindow()
    field = stand.window.toolbar.field
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_of_several_bots_the_one_that_is_not_here_is_named(stand: Stand) -> None:
    stand.feed(camera(3, name="Priya", bot=OTHER_BOT))
    stand.window.filtering.paste(f"{OTHER_BOT} {BOT}")
    stand.settle()
    assert names(stand) == ["Priya"]
    assert "1 of 1 · waiting for 3f2a91c4" in texts(stand.window.toolbar)
    stand.window.resize(700, 500)
    stand.wait(1)
    (count,) = [one for one in stand.window.toolbar.findChildren(QLabel) if one.text() == "1 of 1"]
    assert BOT in count.toolTip()
    stand.feed(camera(1, name="Ada"))
    stand.wait(1)
    assert count.text() == "2 of 2"
    assert not count.toolTip()


def test_escape_clears_the_filter_last(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    stand.window.toolbar.field.setText(BOT)
    view = stand.window.gallery_view
    view.setFocus()
    view.select(stand.tiles[0].key)
    view.show_large(stand.tiles[0].key)
    qtbot.keyClick(stand.window, Qt.Key.Key_Escape)
    assert view.large is None
    qtbot.keyClick(stand.window, Qt.Key.Key_Escape)
    assert view.selected is None
    assert stand.window.toolbar.field.text() == BOT
    qtbot.keyClick(stand.window, Qt.Key.Key_Escape)
    stand.settle()
    assert len(stand.tiles) == 3


def test_what_the_filter_hides_is_not_decoded_and_its_outage_still_shows(stand: Stand) -> None:
    two_bots(stand)
    stand.window.toolbar.field.setText("ada")
    stand.settle()
    assert sum(room is not None for room in stand.rooms_px.values()) == 1
    stand.follow(stand.gallery.closed(1, 1006, stand.now))
    stand.feed(camera(1, name="Ada"), connection=2)
    stand.window.refresh()
    # Kenji's bot is back with Ada's frame; Priya's is not.
    assert names(stand) == ["Ada"]
    assert "1 hidden stream disconnected" in stand.window.status.accessibleName()


def test_a_word_that_means_nothing_matches_nothing_and_says_so(stand: Stand) -> None:
    two_bots(stand)
    stand.window.toolbar.field.setText("is:nonsense")
    stand.settle()
    assert not names(stand)
    (count,) = [one for one in stand.window.toolbar.findChildren(QLabel) if one.text() == "0 of 3"]
    assert count.property("tone") == "amber"


def test_is_stale_follows_the_time(stand: Stand) -> None:
    two_bots(stand)
    stand.window.toolbar.field.setText("is:stale")
    stand.settle()
    assert not names(stand)
    stand.wait(6)
    assert names(stand) == ["Ada", "Kenji", "Priya"]


def test_slash_and_ctrl_f_go_to_the_filter(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    stand.window.activateWindow()
    for key, modifier in (
        (Qt.Key.Key_Slash, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier),
    ):
        stand.window.gallery_view.setFocus()
        qtbot.keyClick(stand.window.gallery_view, key, modifier)
        assert stand.window.toolbar.field.hasFocus()


def test_s_saves_the_selected_tile_and_only_in_the_gallery(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    view = stand.window.gallery_view
    view.setFocus()
    view.select(stand.tiles[1].key)
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert [picture.frame.key for picture in stand.snapshots] == [stand.tiles[1].key]
    qtbot.keyClick(stand.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(stand.snapshots) == 2
    stand.window.toolbar.field.setFocus()
    qtbot.keyClick(stand.window.toolbar.field, Qt.Key.Key_S)
    assert len(stand.snapshots) == 2
    assert stand.window.toolbar.field.text() == "s"


def test_without_a_selection_the_only_tile_is_saved(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    stand.window.gallery_view.setFocus()
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_S)
    assert len(stand.snapshots) == 1


def test_with_several_tiles_and_no_selection_it_says_what_to_do(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    stand.window.gallery_view.setFocus()
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_S)
    assert not stand.snapshots
    assert "Select a tile first" in texts(stand.window.notice)


def test_speaker_view_has_a_banner_that_names_the_remedy(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(stream_frame(0, size=(640, 360)))
    assert stand.window.banner.isVisible()
    assert "recording_mode: gallery_view_v2" in texts(stand.window.banner)
    assert "3f2a91c4" in texts(stand.window.banner)
    qtbot.mouseClick(stand.window.banner.close_button, Qt.MouseButton.LeftButton)
    stand.wait(1)
    assert not stand.window.banner.isVisible()


def test_a_tile_that_fills_the_window_is_one_of_all(stand: Stand) -> None:
    two_bots(stand)
    stand.window.gallery_view.show_large(stand.tiles[1].key)
    stand.settle()
    assert "1 of 3" in texts(stand.window.toolbar)
    stand.window.gallery_view.show_large(None)
    stand.settle()
    assert "3 streams" in texts(stand.window.toolbar)


def test_the_banner_is_withdrawn_when_another_id_appears(stand: Stand) -> None:
    stand.feed(stream_frame(0, size=(640, 360)))
    stand.feed(stream_frame(7), connection=2)
    assert not stand.window.banner.isVisible()


def test_problems_are_counted_on_the_button_and_listed_newest_first(stand: Stand) -> None:
    for _ in range(3):
        stand.problems.add(Problem(ProblemCode.AUDIO, "", "203.0.113.7:51022"), stand.now)
    stand.now += 1
    stand.problems.add(Problem(ProblemCode.REFUSED, "token missing", "198.51.100.24"), stand.now)
    stand.window.actions_by_name["problems"].trigger()
    rows = stand.window.problems_panel.rows()
    assert [row[1] for row in rows] == [
        "Refused: token missing",
        "Not video: this connection sends audio. Remove the address from the bot's audio field",
    ]
    assert [row[3] for row in rows] == ["× 1", "× 3"]
    stand.wait(1)
    assert "2" in stand.window.toolbar.button_texts()["problems"]
    stand.window.problems_panel.cleared.emit()
    stand.window.reports.show_problems(is_shown=True)
    assert not stand.window.problems_panel.rows()


def test_a_problem_stands_on_the_start_page(stand: Stand) -> None:
    stand.problems.add(Problem(ProblemCode.REFUSED, "token missing", "198.51.100.24"), stand.now)
    stand.window.reports.refresh_problems()
    assert "Refused: token missing" in texts(stand.window.start_page)


def test_what_is_no_fault_of_a_bot_does_not_stand_on_the_start_page(stand: Stand) -> None:
    def said() -> str:
        stand.window.reports.refresh_problems()
        return texts(stand.window.start_page)

    stand.problems.add(Problem(ProblemCode.SNAPSHOT, "disk full"), stand.now)
    stand.problems.add(Problem(ProblemCode.INTERNAL, "KeyError"), stand.now)
    assert "Something went wrong" not in said()
    stand.problems.add(Problem(ProblemCode.MESSAGE, "not JSON"), stand.now)
    stand.problems.add(Problem(ProblemCode.SNAPSHOT, "disk full"), stand.now)
    assert "Not understood: not JSON" in said()
    assert "disk full" not in said()


def test_the_status_bar_counts_bots_streams_and_shares(stand: Stand) -> None:
    two_bots(stand)
    stand.feed(camera(1, kind=Kind.SCREENSHARE, size=(1024, 576)))
    line = stand.window.status.accessibleName()
    assert line.startswith("ws://127.0.0.1:8765/, 2 bots, 4 streams, 1 screenshare")
    assert "46 MiB" in stand.window.status.accessibleDescription()


def test_the_status_bar_counts_ended_streams_apart(stand: Stand) -> None:
    two_bots(stand)
    stand.feed(camera(9, bot=OTHER_BOT), connection=2)
    stand.follow(stand.gallery.closed(2, 1000, stand.now))
    stand.wait(1)
    assert "3 streams, 1 ended" in stand.window.status.accessibleName()


def test_the_status_bar_says_what_an_overloaded_machine_shows_of_each_stream(stand: Stand) -> None:
    stand.feed(*(camera(n) for n in range(4)))
    stand.wait(5)
    for half in range(8):
        stand.now += 0.5
        for n in range(4):
            stand.follow(stand.gallery.apply(1, camera(n), stand.now))
        for frame in stand.newest.values():
            # Each stream's third frame of four finds no thread before a newer one comes.
            stand.books.settle(frame.passage, Fate.SUPERSEDED if half % 4 == 2 else Fate.SHOWN)
    stand.window.refresh()
    assert "showing 1.5 of 2.0 fps" in stand.window.status.texts()
    assert "showing 1.5 of 2.0 fps" in stand.window.status.accessibleDescription()
    stand.feed(*(camera(n) for n in range(4)))
    for _ in range(5):
        stand.wait(1)
    assert "showing" not in stand.window.status.toolTip()


def test_a_small_window_folds_the_menu_bar(stand: Stand) -> None:
    assert stand.window.menuBar().isVisible()
    stand.window.resize(400, 300)
    stand.settle()
    assert not stand.window.menuBar().isVisible()
    assert stand.window.toolbar.is_folded
    two_bots(stand)
    assert stand.window.size().width() == 400


def test_the_window_is_1280x800_without_a_saved_placement(stand: Stand) -> None:
    assert (stand.window.width(), stand.window.height()) == (1280, 800)


def test_the_menu_corrects_a_kind(stand: Stand) -> None:
    two_bots(stand)
    stand.window.gallery_view.select(stand.tiles[0].key)
    stand.window.actions_by_name["is_screenshare"].trigger()
    assert stand.corrected == [(stand.tiles[0].key, Kind.SCREENSHARE)]


def test_the_close_button_asks_and_does_not_close(stand: Stand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stand.window.close_asked, timeout=1000):
        stand.window.close()
    assert stand.window.isVisible()


def test_both_themes_keep_the_gallery_dark(make_stand: Callable[..., Stand]) -> None:
    stand = make_stand(dark=False)
    two_bots(stand)
    image = stand.image(stand.window.gallery_view)
    assert image.pixelColor(2, 2).name() == "#101214"
    assert stand.image(stand.window.toolbar).pixelColor(600, 4).lightness() > 220


def test_no_two_actions_share_a_key_and_every_one_has_a_menu() -> None:
    specs = actions.table()
    keys = [key for spec in specs for key in (*spec.keys, *spec.gallery_keys)]
    assert len(keys) == len(set(keys))
    assert {spec.menu for spec in specs} <= set(actions.menu_titles())
    assert len({spec.name for spec in specs}) == len(specs)


def test_every_action_of_the_table_stands_in_a_menu(stand: Stand) -> None:
    reachable = {
        action.objectName()
        for top in stand.window.menuBar().actions()
        for action in top.menu().actions()  # type: ignore[attr-defined]
    }
    assert {spec.name for spec in actions.table()} <= reachable


def test_the_notice_of_a_failed_snapshot_says_why(stand: Stand) -> None:
    two_bots(stand)
    tiles_before = [tile.geometry() for tile in stand.tiles]
    stand.window.say(Word("Snapshot not saved", "No space left on device: /pictures", is_error=True))
    stand.settle()
    assert "No space left on device" in texts(stand.window.notice)
    assert [tile.geometry() for tile in stand.tiles] == tiles_before


def test_menus_and_buttons_show_the_keys_of_the_gallery(stand: Stand) -> None:
    shown = {name: action.shortcut().toString() for name, action in stand.window.actions_by_name.items()}
    assert (shown["snapshot"], shown["freeze"], shown["large"], shown["details"]) == ("S", "Space", "Enter", "I")
    assert shown["snapshot_all"] == "Ctrl+Shift+S"
    assert stand.window.actions_by_name["freeze"].toolTip() == "Freeze (Space)"
    assert stand.window.actions_by_name["settings"].toolTip() == "Settings (Ctrl+,)"


def test_no_button_is_ever_squeezed_while_a_window_shrinks(stand: Stand) -> None:
    toolbar = stand.window.toolbar
    for width in (1280, 900, 500, 400):
        # Without a turn of the loop: a window may be painted before it comes.
        stand.window.resize(width, 300 if width == 400 else 800)
        buttons = [
            one for one in toolbar.findChildren(QToolButton) if one.isVisible() and one.parent() is not toolbar.field
        ]
        assert min(button.width() for button in buttons) >= 28
        rights = [button.mapTo(toolbar, button.rect().topRight()).x() for button in buttons]
        assert max(rights) < toolbar.width() <= width


def test_words_on_buttons_give_way_before_the_filter(stand: Stand) -> None:
    stand.feed(camera())
    for width in range(640, 1400, 20):
        stand.window.resize(width, 700)
        stand.settle()
        assert stand.window.toolbar.field.width() >= 180, width


def test_the_banner_names_the_remedy_at_every_width(stand: Stand) -> None:
    stand.feed(stream_frame(0, size=(640, 360)))
    for width in (400, 560, 700, 899, 900, 1280):
        stand.window.resize(width, 600)
        stand.settle()
        (setting,) = [one for one in stand.window.banner.findChildren(QLabel) if "gallery_view_v2" in one.text()]
        assert setting.isVisible()
        right = setting.mapTo(stand.window.banner, setting.rect().topRight()).x()
        assert setting.width() >= setting.sizeHint().width(), width
        labels = [one for one in stand.window.banner.findChildren(QLabel) if one.isVisible() and one.text()]
        assert all(one.fontMetrics().horizontalAdvance(one.text()) <= one.width() for one in labels), width
        assert right < stand.window.banner.width()


def test_copying_without_a_selection_says_what_to_do(stand: Stand, qtbot: QtBot) -> None:
    two_bots(stand)
    stand.window.gallery_view.setFocus()
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not stand.copied
    assert "Select a tile first" in texts(stand.window.notice)


def test_a_link_of_the_notice_ends_it_and_leaves_the_keys_to_the_gallery(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    stand.window.activateWindow()
    stand.window.gallery_view.setFocus()
    pressed: list[str] = []
    stand.window.say(Word("Snapshot saved", "a.png", links=(("Undo", lambda: pressed.append("undo")),)))
    (link,) = [one for one in stand.window.notice.findChildren(QPushButton) if one.text() == "Undo"]
    qtbot.mousePress(link, Qt.MouseButton.LeftButton)
    assert stand.window.gallery_view.hasFocus()
    qtbot.mouseRelease(link, Qt.MouseButton.LeftButton)
    assert pressed == ["undo"]
    assert not stand.window.notice.isVisible()


def test_the_notice_of_a_snapshot_stands_in_one_column(stand: Stand) -> None:
    stand.feed(camera())
    links = tuple((text, lambda: None) for text in ("Show in folder", "Copy path", "Undo"))
    image = QImage(1280, 720, QImage.Format.Format_RGB888)
    notice = stand.window.notice
    stand.window.say(Word("Snapshot saved", "20261006_101503_Ada.png", "1280x720 PNG", links, image))
    stand.settle()
    (title,) = [one for one in notice.findChildren(QLabel) if one.text() == "Snapshot saved"]
    (name,) = [one for one in notice.findChildren(QLabel) if one.text().endswith(".png")]
    (link,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Show in folder"]
    text_left = link.x() + (link.width() - link.fontMetrics().horizontalAdvance(link.text())) / 2
    assert title.x() == name.x() == 120
    assert abs(text_left - title.x()) <= 3
    assert QFontInfo(name.font()).fixedPitch()
    assert notice.width() == 432
    assert abs(notice.height() - 84) <= 3


def test_a_notice_fades_out_by_itself_and_is_whole_again_with_the_next_word(stand: Stand, qtbot: QtBot) -> None:
    notice = stand.window.notice
    effect = notice.graphicsEffect()
    assert effect is not None
    notice.is_motion_reduced = False
    stand.window.say(Word("First"))
    qtbot.waitUntil(lambda: not effect.isEnabled(), timeout=2000)
    (stays,) = [timer for timer in notice.findChildren(QTimer) if timer.isActive()]
    stays_ms = stays.interval()
    stays.start(0)
    qtbot.waitUntil(effect.isEnabled, timeout=2000)
    qtbot.waitUntil(lambda: not notice.isVisible(), timeout=2000)
    stays.setInterval(stays_ms)
    stand.window.say(Word("Second"))
    assert notice.isVisible()
    qtbot.waitUntil(lambda: not effect.isEnabled(), timeout=2000)
    assert "Second" in texts(notice)


@pytest.mark.usefixtures("german")
def test_in_the_smallest_window_the_details_are_whole(stand: Stand) -> None:
    stand.window.resize(400, 300)
    stand.feed(camera(1))
    stand.window.reports.show_details(is_shown=True)
    stand.settle()
    assert stand.window.width() == 400
    panel = stand.window.details_panel
    assert panel.mapTo(stand.window, panel.rect().topRight()).x() < 400
    assert stand.tiles
