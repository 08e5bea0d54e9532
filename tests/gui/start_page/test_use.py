"""The first page as a person uses it: addresses, the check, what is copied, the checklist, what went wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPlainTextEdit, QPushButton

from recall_viewer.gui.address_card import ReachCheck
from recall_viewer.gui.checklist import Progress, Step
from recall_viewer.gui.create_bot import ApiVersion, body, curl
from tests.gui.start_page.support import (
    LISTENING,
    PUBLIC,
    TOKEN,
    button,
    clipboard,
    everything,
    field,
    give,
    press,
    request,
    texts,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.start_page import StartPage


# Where it listens


def test_it_says_where_it_listens_and_copies_that(page: StartPage, qtbot: QtBot) -> None:
    assert page.address == LISTENING
    assert "ready" in texts(page)
    press(qtbot, button(page, "Copy"))
    assert clipboard() == LISTENING
    assert not [one for one in page.findChildren(QPushButton) if one.text().strip() == "Copy"]
    assert button(page, "Copied").isEnabled()


def test_before_it_listens_it_is_not_ready(page: StartPage) -> None:
    page.show_address("")
    assert "ready" not in texts(page)
    assert not button(page, "Copy").isEnabled()


# The public address and its check


@pytest.mark.parametrize("typed", ["https://f3c1.example-tunnel.dev", "f3c1.example-tunnel.dev", f" {PUBLIC} "])
def test_what_is_pasted_is_shown_as_the_address_that_a_bot_dials(page: StartPage, qtbot: QtBot, typed: str) -> None:
    give(page, qtbot, typed)
    assert page.public_address == PUBLIC
    assert f'"url": "{PUBLIC}"' in request(page).toPlainText()
    with qtbot.waitSignal(page.check_asked) as asked:
        press(qtbot, button(page, "Check"))
    assert asked.args == [PUBLIC]
    assert field(page).text() == PUBLIC


def test_enter_checks_too_and_a_second_one_waits_for_the_first(page: StartPage, qtbot: QtBot) -> None:
    asked: list[str] = []
    page.check_asked.connect(asked.append)
    give(page, qtbot, PUBLIC)
    qtbot.keyClick(field(page), Qt.Key.Key_Return)
    assert "checking…" in texts(page)
    press(qtbot, button(page, "Check"))
    assert asked == [PUBLIC]
    page.show_reach(ReachCheck(PUBLIC, 0.084))
    assert "reaches this window, 84 ms" in texts(page)
    press(qtbot, button(page, "Check"))
    assert asked == [PUBLIC, PUBLIC]


def test_a_check_that_failed_says_why(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, "Check"))
    page.show_reach(ReachCheck(PUBLIC, problem="The tunnel wants a login.\u202e"))
    assert "does not reach this window" in texts(page)
    assert "The tunnel wants a login." in texts(page)
    assert "\u202e" not in texts(page)
    # Copying needs no check: there may be reasons why this computer alone cannot reach it.
    assert button(page, "Copy JSON").isEnabled()


def test_what_was_found_about_another_address_is_not_said(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, "Check"))
    give(page, qtbot, "wss://another.example")
    page.show_reach(ReachCheck(PUBLIC, 0.084))
    assert "reaches" not in texts(page)
    with qtbot.waitSignal(page.check_asked):
        press(qtbot, button(page, "Check"))
    page.show_reach(ReachCheck("wss://another.example/", 0.0001))
    assert "reaches this window, 1 ms" in texts(page)
    qtbot.keyClicks(field(page), "x")
    assert "reaches" not in texts(page)


def test_a_token_is_checked_with_and_a_new_one_needs_a_new_check(page: StartPage, qtbot: QtBot) -> None:
    page.show_token(TOKEN)
    give(page, qtbot, f"{PUBLIC}?a=1&token=old")
    with qtbot.waitSignal(page.check_asked) as asked:
        press(qtbot, button(page, "Check"))
    assert asked.args == [f"{PUBLIC}?a=1&token={TOKEN}"]
    page.show_reach(ReachCheck(f"{PUBLIC}?a=1&token={TOKEN}", 0.084))
    assert "reaches this window" in texts(page)
    page.show_token("another")
    assert "reaches this window" not in texts(page)


@pytest.mark.parametrize(
    ("address", "why", "reason"),
    [
        ("", "Bots cannot reach 127.0.0.1", "Give the public address first."),
        ("localhost:8765", "local address, which no bot can reach", "the API answers 403 to it"),
        ("ws://192.168.1.7:8765/", "local address, which no bot can reach", "the API answers 403 to it"),
        ("ftp://host.example", "no address of a websocket", "it has to look like wss://host/"),
    ],
)
def test_an_address_that_no_bot_can_dial_can_be_neither_checked_nor_copied(
    page: StartPage, qtbot: QtBot, address: str, why: str, reason: str
) -> None:
    give(page, qtbot, PUBLIC)
    give(page, qtbot, address)
    for name in ("Check", "Copy JSON", "Copy as curl"):
        assert not button(page, name).isEnabled()
        assert button(page, name).toolTip()
    assert why in texts(page)
    assert reason in texts(page)
    assert reason in button(page, "Copy JSON").toolTip()
    assert reason in button(page, "Copy as curl").toolTip()
    with qtbot.assertNotEmitted(page.check_asked):
        qtbot.keyClick(field(page), Qt.Key.Key_Return)
    give(page, qtbot, PUBLIC)
    for name in ("Check", "Copy JSON", "Copy as curl"):
        assert button(page, name).isEnabled()
        assert not button(page, name).toolTip()
    assert reason not in texts(page)


# The request


def test_both_requests_are_shown_and_copied(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    for name, version in (("Older API (v1.10)", ApiVersion.OLDER), ("Current API (v1.11)", ApiVersion.CURRENT)):
        press(qtbot, button(page, name))
        assert request(page).toPlainText() == body(version, PUBLIC)
        press(qtbot, button(page, "Copy JSON"))
        assert clipboard() == body(version, PUBLIC)
        assert json.loads(clipboard())
        press(qtbot, button(page, "Copy as curl"))
        assert clipboard() == curl(body(version, PUBLIC))
        for copied in [one for one in page.findChildren(QPushButton) if one.text().strip() == "Copied"]:
            # As when its two seconds are over.
            copied._timer.timeout.emit()  # type: ignore[attr-defined]


def test_a_token_is_masked_to_the_eye_and_whole_in_the_copy(page: StartPage, qtbot: QtBot) -> None:
    page.show_token(TOKEN)
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, "Check"))
    page.show_reach(ReachCheck(f"{PUBLIC}?token={TOKEN}", 0.1))
    page.show_progress(Progress("10:31:02", "10:31:40", f"{PUBLIC}?token={TOKEN}"))
    assert f'"url": "{PUBLIC}?token=••••"' in request(page).toPlainText()
    assert TOKEN not in everything(page)
    press(qtbot, button(page, "Copy JSON"))
    assert json.loads(clipboard())["recording_config"]["realtime_endpoints"][0]["url"] == f"{PUBLIC}?token={TOKEN}"
    press(qtbot, button(page, "Copy as curl"))
    assert f"?token={TOKEN}" in clipboard()


@pytest.mark.parametrize("version", ["Current API (v1.11)", "Older API (v1.10)"])
def test_a_selection_is_copied_with_the_token(page: StartPage, qtbot: QtBot, version: str) -> None:
    page.show_token(TOKEN + '"')
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, version))
    view = request(page)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    whole = clipboard()
    press(qtbot, button(page, "Copy JSON"))
    assert whole == clipboard()
    assert TOKEN in whole
    cursor = view.document().find("recording")
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert clipboard().startswith("recording")
    assert "\n" not in clipboard()


def test_the_request_cannot_be_changed_and_keeps_its_place(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    view = request(page)
    before = view.toPlainText()
    view.setFocus()
    qtbot.keyClicks(view, "x")
    assert view.toPlainText() == before
    view.selectAll()
    page.show_token(None)
    assert view.textCursor().hasSelection()


def test_a_token_is_offered_while_there_is_none(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.token_asked):
        press(qtbot, button(page, "Make a token"))
    page.show_token(TOKEN)
    assert not button(page, "Make a token").isVisible()
    assert page.findChildren(QPlainTextEdit)[0].hasFocus(), "with the address missing there is nothing to copy"
    page.show_token(None)
    assert button(page, "Make a token").isVisible()
    field(page, "Public address").setText(PUBLIC)
    press(qtbot, button(page, "Make a token"))
    page.show_token(TOKEN)
    assert button(page, "Copy JSON").hasFocus()


# On the way


def marks(page: StartPage) -> dict[str, str]:
    titles = [step.findChildren(QLabel)[0] for step in page.findChildren(Step)]
    return dict(title.accessibleName().split(": ") for title in titles)


def test_the_checklist_ticks_itself(page: StartPage) -> None:
    names = ("Listening", "Reached from outside", "Bot connected", "First frame")
    done: dict[str, str] = {}
    steps = [
        {},
        {"listening_at": "10:31:02"},
        {"reached_at": "10:31:40", "reached_address": PUBLIC},
        {"connected_at": "10:32:00"},
        {"first_frame_at": "10:32:01"},
    ]
    for count, step in enumerate(steps):
        done |= step
        page.show_progress(Progress(**done))
        words = ["done"] * count + (["next"] if count < 4 else []) + ["not yet"] * (3 - count)
        assert marks(page) == dict(zip(names, words, strict=True))
    shown = texts(page)
    assert "since 10:31:02" in shown
    assert "wss://f3c1.example-tunnel.dev, 10:31:40" in shown
    assert "since 10:32:00" in shown
    assert "10:32:01" in shown
    page.show_progress(Progress("10:31:02"))
    assert "waiting; bots retry every 3 s" in texts(page)
    assert "usually within 2 s" in texts(page)


def test_a_step_that_was_passed_over_is_not_waited_for(page: StartPage) -> None:
    page.show_progress(Progress("10:31:02", connected_at="10:32:00"))
    assert list(marks(page).values()) == ["done", "not yet", "done", "next"]


# What went wrong, and the demo


def test_a_problem_is_shown_with_its_remedy_and_goes(page: StartPage, qtbot: QtBot) -> None:
    card = page.findChild(QFrame, "problemCard")
    assert isinstance(card, QFrame)
    assert not card.isVisible()
    page.show_problem("10:31:55", "One connection was not video", "It sent audio <b>\u2028 " + 300 * "x")
    assert card.isVisible()
    assert "10:31:55" in texts(card)
    assert "One connection was not video" in texts(card)
    assert "It sent audio <b>" in texts(card)
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    with qtbot.waitSignal(page.problems_asked):
        press(qtbot, button(page, "Show in Problems"))
    page.show_problem("", "", "")
    assert not card.isVisible()


def test_the_demo_is_a_click_away(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.demo_asked):
        press(qtbot, button(page, "Show demo"))
