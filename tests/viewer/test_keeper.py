"""Snapshots and copies as the running viewer makes them, and what is said when one fails."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from tests.e2e.program import endpoint_message
from tests.frames import BOT, png
from tests.h264_units import decoded, units

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.viewer.running import Running


def only_file(folder: Path) -> Path:
    (found,) = [path for path in folder.rglob("*") if path.is_file()]
    return found


def test_a_snapshot_holds_the_bytes_as_received(run: Callable[..., None], tmp_path: Path) -> None:
    sent = png(1280, 720, "#2040c0")

    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(sent)
        await running.until(running.shown(1))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: running.viewer.books.snapshots == 1)
        await running.until(lambda: "Snapshot saved" in running.notice())

    run(scenario)
    path = only_file(tmp_path / "pictures")
    assert path.read_bytes() == sent
    assert re.fullmatch(r"\d{8}_\d{6}\.\d{3}_3f2a91c4_id-100_camera_t500ms\.png", path.name)
    assert path.parent.name == f"{path.name[:4]}-{path.name[4:6]}-{path.name[6:8]}"
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_snapshots_of_one_picture_are_two_files(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        for count in (1, 2):
            running.press(Qt.Key.Key_S)
            await running.until(lambda count=count: running.viewer.books.snapshots == count)  # type: ignore[misc]

    run(scenario)
    names = sorted(path.name for path in (tmp_path / "pictures").rglob("*.png"))
    assert len(names) == 2
    assert names[0].replace("-2.png", ".png") == names[1].replace("-2.png", ".png")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_flood_of_dials_leaves_descriptors_for_snapshots(run: Callable[..., None], tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360, "#123456"))
        await running.until(running.shown(1))
        print(running.port, file=dialler.stdin, flush=True)
        await running.until(lambda: running.viewer.books.refused["limit"] > 200)
        running.press(Qt.Key.Key_S)
        await running.until(lambda: "Snapshot saved" in running.notice())
        (problem,) = running.viewer.problems.newest_first()
        assert problem.problem.reason == "limit"
        bot.send(png(640, 360, "#654321"))
        await running.until(running.shown(2))

    dial = "import socket; port = int(input()); d = [socket.create_connection(('127.0.0.1', port)) for _ in range(300)]"
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    with subprocess.Popen([sys.executable, "-c", f"{dial}; input()"], stdin=subprocess.PIPE, text=True) as dialler:
        assert dialler.stdin is not None
        newest = os.dup(0)
        os.close(newest)
        try:
            # What a viewer takes for itself, the spare ones, and room for a few connections.
            resource.setrlimit(resource.RLIMIT_NOFILE, (newest + 64, limit[1]))
            run(scenario)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limit)
            dialler.kill()
    assert only_file(tmp_path)


def test_a_snapshot_that_fails_says_why_and_leaves_nothing(run: Callable[..., None], tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands where the folder should be")

    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: "Snapshot not saved" in running.notice())
        assert str(blocked) in running.notice()
        assert running.viewer.books.snapshots == 0
        assert len(running.viewer.problems) == 1

    run(scenario, snapshot_dir=blocked)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked"]


def test_of_many_snapshots_those_that_were_saved_can_be_undone(run: Callable[..., None], tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no limit of a file's size")
    folder = tmp_path / "pictures"
    noise = io.BytesIO()
    Image.effect_noise((640, 360), 80).save(noise, "PNG")

    async def scenario(running: Running) -> None:
        for number, data in enumerate((png(64, 36), noise.getvalue(), png(64, 36))):
            bot = await running.bot(number)
            bot.send(data)
            await running.until(running.shown(number + 1))
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
        try:
            running.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            await running.until(lambda: "1 of 3 snapshots saved" in running.notice())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "File too large" in running.notice()
        assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
        running.press_in_notice("Undo")
        assert not [path for path in folder.rglob("*") if path.is_file()]

    run(scenario)


def test_an_undo_that_fails_is_said(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: "Snapshot saved" in running.notice())
        path = only_file(tmp_path / "pictures")
        path.unlink()
        path.mkdir()
        running.press_in_notice("Undo")
        assert "Snapshot not removed" in running.notice()
        assert str(path) in running.notice()
        assert len(running.viewer.problems) == 1

    run(scenario)


def test_a_copy_that_fails_is_said(run: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        running.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        await running.until(lambda: "Picture not copied" in running.notice())
        assert str(tmp_path / "gone") in running.notice()
        assert len(running.viewer.problems) == 1

    run(scenario)


def test_a_name_from_the_wire_becomes_a_safe_file_name(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot(hello=False)
        bot.send_raw(endpoint_message(1, png(64, 36), -2.5, bot_id=BOT, name="../../etc/Ada Ł <b>"))
        await running.until(running.shown(1))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: running.viewer.books.snapshots == 1)

    run(scenario)
    path = only_file(tmp_path)
    assert path.parent.parent == tmp_path / "pictures"
    assert path.name.endswith("_camera_t-2500ms.png")
    assert not set(path.name) & set('/\\:*?"<>|')


def test_a_snapshot_of_h264_is_the_shown_picture_as_png(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot(hello=False)
        for number, unit in enumerate(units(3)):
            bot.send_raw(endpoint_message(1, unit, number / 15, bot_id=BOT, codec="h264"))
            await running.until(running.shown(number + 1))
        running.press(Qt.Key.Key_S)
        await running.until(lambda: running.viewer.books.snapshots == 1)
        await running.until(lambda: "160×96 H.264" in running.notice())

    run(scenario)
    path = only_file(tmp_path / "pictures")
    assert re.fullmatch(r"\d{8}_\d{6}\.\d{3}_3f2a91c4_Ada_camera_t133ms_h264\.png", path.name)
    with Image.open(path) as image:
        assert image.convert("RGB").tobytes() == decoded(units(3))[2]
