"""A pinned stream that goes stale is told to the desktop."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.frames import camera

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand


@pytest.mark.skipif(sys.platform == "win32", reason="there Qt's own notifications are the desktop's")
def test_without_a_tray_it_goes_the_desktop_s_own_way(
    stand: Stand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    sender = tmp_path / "notify-send"
    sender.write_text(f'#!/bin/sh\nfor one in "$@"; do echo "$one" >> "{told}.part"; done\nmv "{told}.part" "{told}"\n')
    sender.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    stand.feed(camera(1, name="--hint=<b>Ada</b>"), camera(2, name="Kenji"))
    stand.window.presenter.toggle_pin(stand.tiles[0].key)
    stand.wait(20)
    pinned = [stand.gallery.streams[key] for key in stand.window.presenter.pinned]
    assert stand.window.notifier.look(pinned, stand.now) == ["--hint=<b>Ada</b>: stale"]
    qtbot.waitUntil(told.exists, timeout=5000)
    assert told.read_text().splitlines()[-2:] == ["--", "--hint=<b>Ada</b>: stale"]
    assert stand.window.notifier.look(pinned, stand.now) == []
