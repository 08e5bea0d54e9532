"""Names for the older API in the running viewer: on the tile, in the snapshot, in the notice and in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

from recall_viewer.gui.settings_dialog import SettingsDialog
from tests.directory.service import Service, person, sending
from tests.frames import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.viewer.running import Running


def only_file(folder: Path) -> Path:
    (found,) = [path for path in folder.rglob("*") if path.is_file()]
    return found


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        yield running


def test_a_participant_of_the_older_api_is_named_on_the_tile_and_in_the_snapshot(
    run: Callable[..., None], service: Service, tmp_path: Path
) -> None:
    service.people = [person(100, "Ada Lindqvist")]

    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        (tile,) = running.viewer.window.gallery_view.visible_tiles()
        await running.until(lambda: tile.look is not None and tile.look.name == "Ada Lindqvist")
        await running.until(lambda: tile.accessibleName().startswith("Ada Lindqvist, camera"))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: running.viewer.books.snapshots == 1)

    run(scenario, api_key="sesame", api_base_url=service.base_url)
    assert "_Ada-Lindqvist_camera_" in only_file(tmp_path / "pictures").name
    assert len(service.asked) == 1


def test_a_key_that_is_refused_is_said_once_in_the_window_and_in_the_settings(
    run: Callable[..., None], service: Service
) -> None:
    service.reply = sending(401)

    async def scenario(running: Running) -> None:
        viewer = running.viewer
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(lambda: "refuses the API key (HTTP 401)" in running.notice())
        assert "Names could not be had" in running.notice()
        running.press_in_notice("Show in Problems")
        (row,) = viewer.window.problems_panel.rows()
        assert row[1].startswith("No names: 127.0.0.1")
        viewer.window.actions_by_name["settings"].trigger()
        await running.until(lambda: bool(viewer.window.findChildren(SettingsDialog)))
        (dialog,) = viewer.window.findChildren(SettingsDialog)
        said = [label.text() for label in dialog.findChildren(QLabel)]
        assert any("RECALL_API_KEY" in text and "HTTP 401" in text for text in said)
        assert "sesame" not in "".join(said)
        dialog.reject()

    run(scenario, api_key="sesame", api_base_url=service.base_url)
    assert len(service.asked) == 1


def test_a_key_given_in_the_settings_is_used(run: Callable[..., None], service: Service) -> None:
    service.people = [person(100)]

    async def scenario(running: Running) -> None:
        window = running.viewer.window
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        window.actions_by_name["settings"].trigger()
        await running.until(lambda: bool(window.findChildren(SettingsDialog)))
        (dialog,) = window.findChildren(SettingsDialog)
        dialog.findChildren(QListWidget)[0].setCurrentRow(1)
        (field,) = [one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "API key"]
        field.setText("sesame")
        field.setFocus()
        await running.until(field.hasFocus)
        QTest.keyClick(field, Qt.Key.Key_Return)
        dialog.reject()
        (tile,) = window.gallery_view.visible_tiles()
        await running.until(lambda: tile.look is not None and tile.look.name == "Ada")
        assert service.asked[0].authorization == "Token sesame"

    run(scenario, api_base_url=service.base_url)
