"""Keys as caps: split, named and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recall_viewer.gui import key_caps, theme
from recall_viewer.gui.key_caps import KeyCaps, caps_of
from tests.gui import ground

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("keys", "caps"),
    [
        ("S", ("S",)),
        ("Ctrl+Shift+S", ("Ctrl", "Shift", "S")),
        ("Ctrl++", ("Ctrl", "+")),
        ("Ctrl+,", ("Ctrl", ",")),
        ("?", ("?",)),
        ("/", ("/",)),
        ("F11", ("F11",)),
        ("Esc", ("Esc",)),
        ("Space", ("Space",)),
        ("Return", ("Enter",)),
        ("Enter", ("Enter",)),
        ("Up", ("↑",)),
        ("Alt+Left", ("Alt", "←")),
        ("", ()),
        ("no such key", ()),
    ],
)
def test_a_shortcut_has_a_cap_for_each_key(keys: str, caps: tuple[str, ...]) -> None:
    assert caps_of(keys) == caps


def drawn(qtbot: QtBot, caps: KeyCaps) -> QImage:
    qtbot.addWidget(caps)
    caps.resize(caps.sizeHint())
    return caps.grab().toImage()


@pytest.mark.parametrize("dark", [True, False])
def test_caps_are_drawn_apart_on_their_plates(qtbot: QtBot, dark: bool) -> None:
    ground.show(qtbot, dark=dark)
    caps = KeyCaps([("Ctrl", "K")])
    image = drawn(qtbot, caps)
    assert image.height() == 20
    middle = [image.pixelColor(x, 4).name() for x in range(image.width())]
    first = key_caps.caps_width(("Ctrl",))
    assert middle[3] == theme.current().raised.lower()
    assert middle[first + 5] == theme.current().raised.lower()
    # Between two caps there is nothing of either.
    assert middle[first + 1] not in (theme.current().raised.lower(), key_caps.edge_colour().name())
    assert image.width() == key_caps.caps_width(("Ctrl", "K"))


def test_a_cap_is_never_narrower_than_high(qtbot: QtBot) -> None:
    ground.show(qtbot)
    assert key_caps.caps_width(("I",)) == 20


def test_several_ways_are_said_with_or_between_them(qtbot: QtBot) -> None:
    ground.show(qtbot)
    caps = KeyCaps([("S",), ("Ctrl", "S")])
    qtbot.addWidget(caps)
    assert caps.accessibleName() == "S or Ctrl+S"
    assert caps.sizeHint().width() > key_caps.caps_width(("S", "Ctrl", "S"))
