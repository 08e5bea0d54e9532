"""Every text of the window can be said in every language, and keeps its places for values."""

from __future__ import annotations

import ast
import functools
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

import recall_viewer
from recall_viewer import resources
from recall_viewer.gui import actions
from recall_viewer.gui.key_caps import caps_of
from recall_viewer.gui.key_desk import KeyDesk
from recall_viewer.gui.language import LANGUAGES, Language, use_language
from recall_viewer.gui.look import kind_name, state_name
from recall_viewer.gui.notice import Word
from recall_viewer.gui.saying import said
from recall_viewer.gui.settings_dialog import Run, SettingsDialog
from recall_viewer.gui.store import Store
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Bot, Kind, Participant, ParticipantAction, ParticipantChanged
from recall_viewer.settings import Settings
from tests.frames import BOT, OTHER_BOT, camera

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand

PLACES = re.compile(r"\{[a-z_]*(?:![rs])?(?::[^}]*)?\}")
OTHERS = sorted(set(LANGUAGES) - {"en"})


@functools.cache
def calls() -> Mapping[str, list[ast.Call]]:
    """Return every call with arguments anywhere in the package, by the name that is called."""
    found: defaultdict[str, list[ast.Call]] = defaultdict(list)
    for path in Path(recall_viewer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found[name].append(node)
    return found


def literal(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def texts() -> set[str]:
    """Return every literal that goes through tr, _tr or translate, and the template of every Text."""
    translated = [literal(call.args[-1]) for name in ("tr", "_tr", "translate") for call in calls()[name]]
    return set().union(*translated, *(literal(call.args[0]) for call in calls()["Text"]))


def test_there_are_texts_to_translate() -> None:
    assert {"Snapshot", "Nothing connected yet", "DISCONNECTED"} <= texts()


def test_every_text_has_a_literal_for_its_template() -> None:
    assert [ast.unparse(call) for call in calls()["Text"] if not literal(call.args[0])] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_is_complete_and_holds_nothing_else(code: str) -> None:
    translated = json.loads(resources.read_bytes(f"translations/{code}.json"))
    assert sorted(texts() - translated.keys()) == []
    assert sorted(translated.keys() - texts()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_the_places_for_values(code: str) -> None:
    translated = json.loads(resources.read_bytes(f"translations/{code}.json"))
    differing = {
        text: said for text, said in translated.items() if sorted(PLACES.findall(text)) != sorted(PLACES.findall(said))
    }
    assert differing == {}


def test_a_missing_text_stays_english() -> None:
    assert Language("de").translate("Any", "no such text") == "no such text"
    assert Language("en").isEmpty()


# In German


@pytest.fixture
def german_stand(german: Language, stand: Stand) -> Stand:
    """A window that was made in German."""
    assert not german.isEmpty()
    return stand


def read(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def left_by(participant: int, action: ParticipantAction) -> ParticipantChanged:
    return ParticipantChanged(Bot(BOT), Participant(participant), action, f"participant_events.{action}")


def test_the_menus_are_german(german_stand: Stand) -> None:
    titles = [action.text() for action in german_stand.window.menuBar().actions()]
    assert titles == ["&Datei", "&Bearbeiten", "&Ansicht", "&Stream", "&Hilfe"]
    named = german_stand.window.actions_by_name
    assert named["freeze"].text() == "Einfrieren"
    assert named["settings"].text() == "Einstellungen…"


def test_the_start_page_is_german(german_stand: Stand) -> None:
    page = read(german_stand.window.start_page)
    for text in ("Noch nichts verbunden", "Öffentliche Adresse (Tunnel)", "Erstes Bild", "bereit"):
        assert text in page
    assert any(button.text().strip() == "Demo zeigen" for button in german_stand.window.findChildren(QPushButton))


def test_a_tile_says_its_state_in_german(german_stand: Stand, qtbot: QtBot) -> None:
    german_stand.feed(camera(1, name="Ada"))
    (tile,) = german_stand.tiles
    german_stand.wait(6)
    look = tile.look
    assert look is not None
    assert look.sentence == "Bild ist 6,0 s alt"
    qtbot.waitUntil(lambda: tile.accessibleName() == "Ada, Kamera, veraltet", timeout=4000)
    german_stand.feed(left_by(1, ParticipantAction.WEBCAM_OFF))
    german_stand.wait(0)
    assert tile.look is not None
    assert tile.look.sentence == "Kamera aus"


@pytest.mark.usefixtures("german")
def test_states_and_kinds_are_said_in_german_with_nouns_written_large() -> None:
    assert state_name(State.ERROR) == "Fehler"
    assert state_name(State.DISCONNECTED) == "getrennt"
    assert kind_name(Kind.SCREENSHARE) == "Bildschirmfreigabe"


def test_frames_since_are_counted_in_one_and_in_many(stand: Stand) -> None:
    stand.feed(camera(1, name="Ada"))
    (tile,) = stand.tiles
    stand.window.presenter.toggle_freeze(tile.key)
    told = []
    for _ in range(2):
        stand.feed(camera(1, name="Ada"))
        assert tile.look is not None
        told.append(tile.look.frozen)
    assert told == ["+1 frame since", "+2 frames since"]


@pytest.mark.parametrize("bots", [1, 2])
def test_what_the_filter_hides_is_counted_in_one_and_in_many(german_stand: Stand, bots: int) -> None:
    german_stand.feed(*(camera(1, bot=bot) for bot in (BOT, OTHER_BOT)[:bots]))
    german_stand.window.toolbar.field.setText("nobody")
    german_stand.settle()
    hidden = {1: "1 Stream von 1 Bot.", 2: "2 Streams von 2 Bots."}[bots]
    assert f"Vom Filter verborgen: {hidden}" in read(german_stand.window.waiting_page)


def test_keys_are_named_as_on_a_german_keyboard_and_stay_the_same_keys(qapp: QApplication) -> None:
    keys = {key for spec in actions.table() for key in (*spec.keys, *spec.gallery_keys)}
    portable = QKeySequence.SequenceFormat.PortableText
    before = {key: QKeySequence(key).toString(portable) for key in keys}
    language = use_language(qapp, "de")
    try:
        assert {key: QKeySequence(key).toString(portable) for key in keys} == before
        assert caps_of("Ctrl+Shift+S") == ("Strg", "Umschalt", "S")
        assert caps_of("Space") == ("Leertaste",)
    finally:
        for translator in (language, language.of_qt):
            qapp.removeTranslator(translator)


def test_what_was_wrong_with_the_settings_is_said_in_the_language_that_they_chose(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "Recall Viewer.ini").write_text("[gallery]\nlayout=round\n")
    store = Store({"RECALL_VIEWER_CONFIG_DIR": str(tmp_path)})
    (problem,) = store.problems
    assert "makes no sense" in said(problem)
    request.getfixturevalue("german")
    assert "ergibt keinen Sinn" in said(problem)


# Long words have room


@pytest.mark.usefixtures("german")
def test_no_page_of_the_settings_scrolls_sideways(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Store(), Run(Settings(), "ws://127.0.0.1:8765/", Path("Pictures"), KeyDesk()))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    areas = dialog.findChildren(QScrollArea)
    assert len(areas) == 5
    assert [area.horizontalScrollBar().maximum() for area in areas] == [0, 0, 0, 0, 0]


def test_the_links_of_a_notice_are_whole(german_stand: Stand) -> None:
    words = ("Im Ordner zeigen", "Pfad kopieren", "Rückgängig")
    image = german_stand.image()
    german_stand.window.say(Word("Snapshots werden gespeichert"))
    german_stand.settle()
    german_stand.window.say(
        Word("Snapshot gespeichert", "a.png", links=[(word, german_stand.settle) for word in words], image=image)
    )
    german_stand.settle()
    links = [one for one in german_stand.window.notice.findChildren(QPushButton) if one.text() in words]
    assert len(links) == 3
    for link in links:
        assert link.width() >= link.sizeHint().width()


def test_a_problem_makes_no_scroll_bar_on_the_start_page(german_stand: Stand) -> None:
    german_stand.window.resize(1280, 800)
    german_stand.problems.add(Problem(ProblemCode.AUDIO, ""), german_stand.now)
    german_stand.window.reports.refresh_problems()
    german_stand.settle()
    assert "Kein Video" in read(german_stand.window.start_page)
    assert german_stand.window.start_page.verticalScrollBar().maximum() == 0
