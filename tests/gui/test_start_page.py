"""The first page as a person uses it: addresses, the check, what is copied, the checklist, what went wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from recall_viewer.gui import theme as themes
from recall_viewer.gui.address_card import ReachCheck
from recall_viewer.gui.checklist import Progress, Step
from recall_viewer.gui.create_bot import ApiVersion, body, curl
from recall_viewer.gui.start_page import StartPage
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

LISTENING = "ws://127.0.0.1:8765/"
PUBLIC = "wss://f3c1.example-tunnel.dev/"
TOKEN = "ZXQJVWKQPZ"
THEMES = [themes.DARK, themes.LIGHT]


@pytest.fixture(autouse=True)
def _dark(qapp: QApplication) -> Iterator[None]:
    use(qapp, themes.DARK)
    yield
    use(qapp, themes.DARK)


def use(application: QApplication, theme: themes.Theme) -> None:
    """Change the theme, so that other tests know of it."""
    if application.property("theme") != theme.is_dark:
        themes.apply(application, theme)
        application.setProperty("theme", theme.is_dark)


@pytest.fixture
def make_page(qapp: QApplication) -> Iterator[Callable[..., StartPage]]:
    made: list[StartPage] = []

    def make(width: int = 1280, height: int = 702) -> StartPage:
        page = StartPage()
        made.append(page)
        page.show_address(LISTENING)
        page.resize(width, height)
        page.show()
        QApplication.processEvents()
        return page

    yield make
    for page in made:
        page.close()
        page.deleteLater()
    # At once: each change of the theme would go through all that are left.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def page(make_page: Callable[..., StartPage]) -> StartPage:
    return make_page()


def button(page: StartPage, text: str) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.text().strip() == text]
    return found


def field(page: StartPage, name: str = "Public address") -> QLineEdit:
    (found,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == name]
    return found


def request(page: StartPage) -> QPlainTextEdit:
    return page.findChildren(QPlainTextEdit)[0]


def texts(page: QWidget) -> str:
    return "\n".join(label.text().replace("\u200b", "") for label in page.findChildren(QLabel) if label.isVisible())


def everything(page: StartPage) -> str:
    """Return all that can be read anywhere on the page, hints and names for screen readers too."""
    parts = [texts(page), request(page).toPlainText(), *(one.text() for one in page.findChildren(QLineEdit))]
    for widget in page.findChildren(QWidget):
        parts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    return "\n".join(parts)


def give(page: StartPage, qtbot: QtBot, address: str) -> None:
    field(page).setFocus()
    field(page).selectAll()
    if address:
        qtbot.keyClicks(field(page), address)
    else:
        qtbot.keyClick(field(page), Qt.Key.Key_Delete)


def press(qtbot: QtBot, target: QWidget) -> None:
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


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


# Room


def cards(page: StartPage) -> dict[str, QWidget]:
    heads = ("Listening here", "Create the bot", "On the way", "No bot at hand?")
    found: dict[str, QWidget] = {}
    for card in page.findChildren(QFrame):
        if card.objectName() in ("card", "problemCard") and card.isVisible():
            words = texts(card)
            found[next((head for head in heads if head in words), "problem")] = card
    return found


def ground(page: StartPage) -> QWidget:
    """Return what the page scrolls."""
    found = page.widget()
    assert found is not None
    return found


def place(widget: QWidget, page: StartPage) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in the page, whatever is scrolled."""
    corner = widget.mapTo(ground(page), QPoint(0, 0))
    return corner.x(), corner.y(), corner.x() + widget.width(), corner.y() + widget.height()


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_a_wide_window_has_two_columns(make_page: Callable[..., StartPage], width: int) -> None:
    page = make_page(width)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    places = {name: place(card, page) for name, card in cards(page).items()}
    left, right = places["Listening here"], places["On the way"]
    assert left[1] == right[1]
    assert left[2] < right[0]
    assert places["Create the bot"][1] - left[3] == 12
    assert right[3] < places["problem"][1] < places["No bot at hand?"][1]
    assert right[2] - left[0] <= 1032
    assert abs(left[0] - (width - right[2])) <= 13
    if width == 1280:
        assert (left[2] - left[0], right[2] - right[0], right[0] - left[2]) == (640, 368, 24)


@pytest.mark.parametrize("width", [400, 640, 899])
def test_a_narrow_one_has_one_column_with_the_problem_first(make_page: Callable[..., StartPage], width: int) -> None:
    page = make_page(width)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    places = {name: place(card, page) for name, card in cards(page).items()}
    order = sorted(places, key=lambda name: places[name][1])
    assert order == ["problem", "Listening here", "Create the bot", "On the way", "No bot at hand?"]
    assert len({(left, right) for left, _, right, _ in places.values()}) == 1


def test_columns_come_and_go_with_the_window(make_page: Callable[..., StartPage]) -> None:
    page = make_page(1280)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    for width, is_wide in ((500, False), (1000, True), (899, False), (900, True)):
        page.resize(width, 702)
        QApplication.processEvents()
        found = cards(page)
        assert (place(found["On the way"], page)[1] == place(found["Listening here"], page)[1]) is is_wide


@pytest.mark.parametrize("size", [(400, 300), (400, 230), (640, 480), (900, 400), (1280, 702), (1920, 1000)])
@pytest.mark.parametrize("version", ["Current API (v1.11)", "Older API (v1.10)"])
def test_nothing_overlaps_nor_is_cut_off_at_any_size(
    make_page: Callable[..., StartPage], qtbot: QtBot, size: tuple[int, int], version: str
) -> None:
    page = make_page(*size)
    give(page, qtbot, PUBLIC)
    press(qtbot, button(page, version))
    press(qtbot, button(page, "Check"))
    page.show_reach(ReachCheck(PUBLIC, problem="A sentence that takes more than one line, " * 4))
    page.show_problem("10:31:55", "One connection was not video", "Another sentence of more than one line, " * 3)
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    shown = [one for kind in (QLabel, QPushButton, QLineEdit, QPlainTextEdit) for one in page.findChildren(kind)]
    visible = [one for one in shown if one.isVisible() and not isinstance(one.parent(), QPlainTextEdit)]
    for one in visible:
        left, top, right, bottom = place(one, page)
        assert left >= 0
        assert top >= 0
        assert right <= ground(page).width()
        assert bottom <= ground(page).height()
        needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
        assert one.height() >= needed
        for other in visible:
            if other is not one:
                assert not overlap(place(one, page), place(other, page))


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_at_the_usual_size_the_request_scrolls_rather_than_the_page(page: StartPage, qtbot: QtBot) -> None:
    give(page, qtbot, PUBLIC)
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0
    # How many lines of the request fit at the usual size is a matter of the font: with this it is never all of them.
    page.resize(1280, 640)
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0
    assert request(page).verticalScrollBar().maximum() > 0
    page.resize(1280, 1000)
    QApplication.processEvents()
    assert request(page).verticalScrollBar().maximum() == 0


def test_at_the_smallest_size_the_page_scrolls_and_the_request_does_not(make_page: Callable[..., StartPage]) -> None:
    page = make_page(400, 230)
    assert page.verticalScrollBar().maximum() > 0
    assert request(page).verticalScrollBar().maximum() == 0
    assert request(page).horizontalScrollBar().maximum() > 0


# Keys and screen readers


@pytest.mark.parametrize("width", [400, 1280])
def test_everything_is_reached_by_tab_in_the_order_it_is_read(
    make_page: Callable[..., StartPage], qtbot: QtBot, width: int
) -> None:
    page = make_page(width)
    give(page, qtbot, PUBLIC)
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    QApplication.processEvents()
    page.setFocus()
    met: list[str] = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        met.append(focused.accessibleName() or getattr(focused, "text", str)().strip())
    wanted = [
        "Listening address",
        "Copy the listening address",
        "Public address",
        "Check",
        "API: Current API (v1.11)",
        "Create Bot request",
        "Copy JSON",
        "Copy as curl",
        "Make a token",
        "Show demo",
    ]
    wanted.insert(-1 if width == 1280 else 0, "Show in Problems")
    start = met.index(wanted[0])
    assert (met[start:] + met[:start])[: len(wanted)] == wanted


def test_what_has_the_focus_scrolls_into_view(make_page: Callable[..., StartPage], qtbot: QtBot) -> None:
    page = make_page(400, 230)
    demo = button(page, "Show demo")
    field(page, "Listening address").setFocus()
    while not demo.hasFocus():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    top = demo.mapTo(page, QPoint(0, 0)).y()
    assert top >= 0
    assert top + demo.height() <= page.height()


# Looks


def colour(image: QImage, widget: QWidget, page: StartPage, x: int, y: int) -> QColor:
    return image.pixelColor(widget.mapTo(page, QPoint(x, y)))


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_cards_stand_in_the_colours_of_the_theme_also_when_it_changes(
    page: StartPage, qapp: QApplication, qtbot: QtBot, theme: themes.Theme
) -> None:
    give(page, qtbot, PUBLIC)
    page.show_progress(Progress("10:31:02"))
    page.show_problem("10:31:55", "Refused", "The token is wrong.")
    use(qapp, themes.LIGHT if theme.is_dark else themes.DARK)
    use(qapp, theme)
    QApplication.processEvents()
    image = page.grab().toImage()
    found = cards(page)
    assert is_near(image.pixelColor(20, 20), theme.start_page, 0)
    assert is_near(image.pixelColor(page.width() - 6, 400), theme.start_page, 0)
    for name in ("Listening here", "Create the bot", "On the way", "No bot at hand?"):
        assert is_near(colour(image, found[name], page, 10, 60), theme.surface, 0)
        assert is_near(colour(image, found[name], page, 0, 60), theme.hairline, 0)
    assert is_near(colour(image, found["problem"], page, 10, 60), theme.amber_strip, 0)
    primary = button(page, "Copy JSON")
    assert is_near(colour(image, primary, page, 8, 14), theme.primary, 0)


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_each_step_is_marked_by_shape_and_colour(page: StartPage, qapp: QApplication, theme: themes.Theme) -> None:
    use(qapp, theme)
    page.show_progress(Progress("10:31:02"))
    QApplication.processEvents()
    image = page.grab().toImage()
    done, waiting, later, _ = page.findChildren(Step)
    middle = done.findChildren(QLabel)[0].geometry().center().y() + 1

    def at(step: Step, x: int, y: int = 0) -> QColor:
        return colour(image, step, page, 12 + x, middle + y)

    # A filled disc with a tick, a ring with a dot, an empty ring.
    assert not is_near(at(done, 7), theme.surface, 8)
    assert is_near(at(done, -1, 2), theme.live, 90)
    assert is_near(at(waiting, 0), theme.focus, 0)
    assert is_near(at(waiting, 6), theme.surface, 0)
    assert is_near(at(later, 0), theme.surface, 0)
    assert is_near(at(later, 6), theme.surface, 0)
    ring = [at(later, x) for x in range(8, 11)]
    assert any(is_near(one, theme.edge, 40) for one in ring)


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_copying_that_is_off_looks_off(page: StartPage, qapp: QApplication, theme: themes.Theme) -> None:
    use(qapp, theme)
    QApplication.processEvents()
    primary = button(page, "Copy JSON")
    assert is_near(colour(page.grab().toImage(), primary, page, 8, 14), theme.raised, 0)
