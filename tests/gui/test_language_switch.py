"""Another language is spoken at once, and nothing that a person did is lost over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from recall_viewer.gui.choosers import Segments
from recall_viewer.gui.language import Language, use_language
from recall_viewer.gui.overlay import Overlay
from tests.frames import BOT, OTHER_BOT, camera

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.gui.stand import Stand


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Let the application speak another language, as `Appearance` does."""
    spoken: list[Language] = []

    def hush() -> None:
        for language in spoken:
            for translator in (language, language.of_qt):
                qapp.removeTranslator(translator)
        spoken.clear()

    def change(code: str) -> None:
        hush()
        spoken.append(use_language(qapp, code))
        qapp.processEvents()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    yield change
    hush()


def read(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def titles(stand: Stand) -> list[str]:
    return [action.text() for action in stand.window.menuBar().actions()]


def test_the_window_speaks_another_language_at_once_and_the_first_one_again(
    stand: Stand, speak: Callable[[str], None]
) -> None:
    assert titles(stand)[0] == "&File"
    for code, menu, title, field in (
        ("de", "&Datei", "Noch nichts verbunden", "Bot-ID einfügen oder Filter tippen"),
        ("en", "&File", "Nothing connected yet", "Paste a bot ID, or type to filter"),
    ):
        speak(code)
        assert titles(stand)[0] == menu
        assert title in read(stand.window.start_page)
        assert stand.window.toolbar.field.placeholderText() == field
        assert stand.window.gallery_view.accessibleName() == {"de": "Galerie", "en": "Gallery"}[code]


def test_tiles_keep_their_pictures_and_all_that_was_done_to_them(stand: Stand, speak: Callable[[str], None]) -> None:
    window, presenter = stand.window, stand.window.presenter
    stand.feed(camera(1, name="Ada"), camera(2, name="Bob"), camera(3, name="Cyd", bot=OTHER_BOT))
    first, second, _ = stand.tiles
    presenter.toggle_freeze(first.key)
    presenter.toggle_pin(second.key)
    presenter.pop_out(second.key)
    window.gallery_view.select(first.key)
    window.reports.show_details(is_shown=True)
    window.reports.show_problems(is_shown=True)
    window.toolbar.field.setText(BOT)
    stand.settle()
    pictures = [first.shown, second.shown]
    speak("de")
    assert stand.tiles == [second, first]
    assert [first.shown, second.shown] == pictures
    assert None not in pictures
    assert first.key in window.gallery_view.frozen
    assert window.gallery_view.selected == first.key
    assert second.key in presenter.popouts
    assert window.toolbar.field.text() == BOT
    assert "Empfangen / gezeigt" in read(window.details_panel)
    assert "203.0.113.7:51018" in read(window.details_panel)
    assert window.problems_panel.isVisible()
    assert first.look is not None
    assert first.look.frozen == "+0 Bilder seither"
    assert window.actions_by_name["freeze"].isChecked()
    presenter.popouts[second.key].close()


def test_every_key_still_does_what_it_did_and_does_it_once(stand: Stand, speak: Callable[[str], None]) -> None:
    stand.feed(camera(1, name="Ada"))
    speak("de")
    speak("en")
    stand.window.activateWindow()
    stand.window.gallery_view.setFocus()
    stand.settle()
    QTest.keyClick(stand.window.gallery_view, Qt.Key.Key_S)
    QTest.keyClick(stand.window.gallery_view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(stand.snapshots) == 2
    QTest.keyClick(stand.window.gallery_view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert stand.window.toolbar.field.hasFocus()


def test_the_first_page_keeps_what_was_typed_and_chosen(stand: Stand, speak: Callable[[str], None]) -> None:
    stand.window.show_address("ws://127.0.0.1:8765/")

    def public() -> QLineEdit:
        fields = stand.window.start_page.findChildren(QLineEdit)
        return next(field for field in fields if field.accessibleName() in ("Public address", "Öffentliche Adresse"))

    public().setText("wss://host.example/")
    (switch,) = stand.window.start_page.findChildren(Segments)
    QTest.mouseClick(switch.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    chosen = switch.value
    speak("de")
    assert public().text() == "wss://host.example/"
    assert stand.window.start_page.address == "ws://127.0.0.1:8765/"
    (switch,) = stand.window.start_page.findChildren(Segments)
    assert switch.value == chosen


def test_nothing_of_the_old_window_is_left(stand: Stand, speak: Callable[[str], None]) -> None:
    def parts() -> dict[type, int]:
        kinds = (QAction, QMenu, QLabel, QPushButton, Overlay)
        return {kind: len(stand.window.findChildren(kind)) for kind in kinds}

    stand.feed(camera(1, name="Ada"))
    before = parts()
    for code in ("de", "en"):
        speak(code)
    assert parts() == before
