"""The running viewer in this process: real server, real sockets, real window, real disk."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import websocket
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from qasync import QEventLoop

from recall_viewer.clock import clock
from recall_viewer.gui import application
from recall_viewer.gui.settings_dialog import SettingsDialog
from recall_viewer.gui.store import Store
from recall_viewer.model.books import Fate
from recall_viewer.protocol.access import Access
from recall_viewer.server.server import Server
from recall_viewer.settings import MIB, Settings
from recall_viewer.viewer import Viewer
from tests.decoding.samples import noise
from tests.e2e.program import StreamBot, endpoint_message, participant_message
from tests.frames import BOT, png

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

PATIENCE_S = 10.0


class Running:
    """A viewer that listens, and the bots that dialled in."""

    def __init__(self, viewer: Viewer, server: Server) -> None:
        self.viewer = viewer
        self.server = server
        self._bots: list[StreamBot] = []

    async def bot(self, participant: int = 100, query: str = "", *, hello: bool = True) -> StreamBot:
        """Let a bot dial in."""
        bot = await asyncio.to_thread(StreamBot, self.server.address + query, BOT, participant, hello=hello)
        self._bots.append(bot)
        return bot

    @property
    def port(self) -> int:
        """The port that bots dial."""
        return int(re.findall(r":(\d+)/", self.server.address)[0])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is true of the viewer."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in Qt and in other threads
                await asyncio.sleep(0.01)

    def shown(self, count: int) -> Callable[[], bool]:
        """Say whether so many frames were painted."""
        return lambda: self.viewer.books.shown >= count

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the gallery."""
        self.viewer.window.gallery_view.setFocus()
        QTest.keyClick(self.viewer.window.gallery_view, key, modifiers)

    def notice(self) -> str:
        """Return what the notice says."""
        notice = self.viewer.window.notice
        return "\n".join(label.text() for label in notice.findChildren(QLabel)) if notice.isVisible() else ""

    def press_in_notice(self, text: str) -> None:
        """Press one of the notice's buttons."""
        buttons = self.viewer.window.notice.findChildren(QPushButton)
        QTest.mouseClick(next(button for button in buttons if button.text() == text), Qt.MouseButton.LeftButton)

    def hang_up(self) -> None:
        """Cut all bots."""
        for bot in self._bots:
            bot.vanish()


@pytest.fixture
def run(qapp: QApplication, tmp_path: Path) -> Callable[..., None]:
    """Run a scenario against a viewer; nothing may go wrong inside, and no frame may get lost in the books."""

    def start(scenario: Callable[[Running], Coroutine[Any, Any, None]], **settings: Any) -> None:
        async def whole() -> None:
            chosen = Settings(port=0, **({"snapshot_dir": tmp_path / "pictures"} | settings))
            failures: list[object] = []
            store = Store()
            viewer = Viewer(chosen, Access(), store, application.Appearance(qapp, store.choices), lambda: None)
            viewer.internal_error = failures.append  # type: ignore[method-assign,assignment]
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
            server = Server(
                viewer,
                access=Access(),
                clock=clock,
                max_message_size_bytes=chosen.max_message_size,
                max_connections=chosen.max_connections,
                receiving_limit_bytes=chosen.memory_limit // 2,
                reach=viewer.first_steps.reach,
            )
            viewer.window.show()
            await server.start(chosen.host, chosen.port)
            viewer.start(server)
            running = Running(viewer, server)
            try:
                await scenario(running)
            finally:
                # Who does not answer the goodbye is waited for, and no scenario is about that.
                running.hang_up()
                await server.close()
                await viewer.close()
            books = viewer.books
            settled = books.shown + books.superseded + books.hidden - books.recalled + books.repeated
            assert books.received == settled + books.rejected.total() + books.dropped.total()
            assert books.in_flight == 0
            assert not failures

        with asyncio.Runner(loop_factory=lambda: QEventLoop(qapp)) as runner:
            runner.run(whole())

    return start


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


def test_a_token_made_here_is_asked_for_from_then_on_and_told_to_nobody_else(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        page = running.viewer.window.start_page
        (button,) = [one for one in page.findChildren(QPushButton) if "Make a token" in one.text()]
        button.click()
        token = running.viewer.first_steps.access.token
        assert token is not None
        assert len(token) >= 32
        for query in ("", "?token=another"):
            with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
                await running.bot(200, query=query)
        newcomer = await running.bot(300, query=f"?token={token}")
        # Who is in stays.
        for one in (bot, newcomer):
            one.send(png(640, 360))
        await running.until(running.shown(2))
        assert running.viewer.books.refused == {"token": 2}
        assert all(token not in group.problem.detail for group in running.viewer.problems.newest_first())
        assert token.encode() not in running.viewer.render_metrics()

    run(scenario)


def mistake(running: Running, where: Callable[[], object]) -> None:
    """Let the program take what is raised there, as it does in earnest; the fixture's own handler is passed by."""
    try:
        where()
    except LookupError as error:
        Viewer.internal_error(running.viewer, error)


def test_a_mistake_is_shown_and_logged_once_and_without_secrets(
    run: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    nothing: dict[str, str] = {}

    async def scenario(running: Running) -> None:
        for _ in range(3):
            mistake(running, lambda: nothing["ws://h/?token=s3cret"])
        mistake(running, lambda: nothing["elsewhere"])
        groups = running.viewer.problems.newest_first()
        assert [(group.problem.detail, group.count) for group in groups] == [
            ("KeyError: 'elsewhere'", 1),
            ("KeyError: 'ws://h/?…", 3),
        ]
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))

    run(scenario)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["unexpected KeyError"] * 2


def test_an_end_right_after_the_start_is_in_order(run: Callable[..., None]) -> None:
    async def scenario(_running: Running) -> None:
        pass

    run(scenario)


def test_a_hidden_stream_comes_back_at_once_from_its_newest_frame(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        running.viewer.window.toolbar.field.setText("nobody")
        for _ in range(3):
            bot.send(png(640, 360))
        books = running.viewer.books
        # The first frame may have come before its tile was laid out, and was recalled then.
        recalled = books.recalled
        await running.until(lambda: books.hidden - recalled == 3)
        running.viewer.window.toolbar.field.clear()
        await running.until(running.shown(2))
        assert books.recalled == recalled + 1

    run(scenario)


def test_pictures_stay_within_their_memory_and_come_back(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        view, books = running.viewer.window.gallery_view, running.viewer.books
        pictures = [noise(1000, 900, seed, 0).data for seed in range(8)]
        bots = [await running.bot(participant) for participant in range(1, 9)]

        def held() -> list[int | str]:
            return [key.participant_id for key in view.order if view.tiles[key].shown is not None]

        def frozen_or_not() -> None:
            view.select(view.order[0])
            running.viewer.window.presenter.toggle_freeze(view.order[0])

        for shown, (bot, picture) in enumerate(zip(bots, pictures, strict=True), 1):
            bot.send(picture)
            await running.until(running.shown(shown))
            if shown == 1:
                frozen_or_not()
        # Five of 2.7 MB each and their pixels fit, or four where some are being decoded for another size.
        await running.until(lambda: len(held()) in (4, 5))
        assert {1, 7, 8} < set(held())
        on_screen = [tile.shown for tile in view.tiles.values() if tile.shown is not None]
        sizes = {
            "encoded": sum(picture.encoded_bytes for picture in on_screen),
            "decoded": sum(picture.decoded_bytes for picture in on_screen),
        }
        text = running.viewer.render_metrics().decode()
        reported = dict(re.findall(r'memory_bytes\{holds="(\w+)"\} (\S+)', text))
        assert {name: float(reported[name]) for name in sizes} == sizes
        (problem,) = running.viewer.problems.newest_first()
        assert problem.count >= 3
        assert "memory" in problem.problem.detail
        bots[2].send(pictures[1])
        await running.until(lambda: 3 in held())
        assert not books.dropped
        frozen_or_not()

    run(scenario, memory_limit=16 * MIB)


def test_unfinished_messages_over_the_whole_limit_raise_nothing(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        greedy, bot = await running.bot(1), await running.bot(2)

        def begin() -> None:
            with contextlib.suppress(OSError, websocket.WebSocketException):
                greedy.begin(bytes(20 * MIB))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(begin))
            await running.until(lambda: running.server.receiving_bytes > 16 * MIB)
            bot.send(png(64, 36))
            await running.until(lambda: running.viewer.books.received == 1)
            greedy.vanish()

    run(scenario, memory_limit=16 * MIB, max_message_size=32 * MIB)


def test_streams_that_left_make_room_before_any_other(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        window = running.viewer.window
        gone = await running.bot(1)
        gone.send(noise(1000, 900, 1, 0).data)
        await running.until(running.shown(1))
        gone.close()
        await running.until(lambda: any(stream.ended_at for stream in running.viewer.gallery.streams.values()))
        window.requests.clear_ended()
        await running.until(lambda: len(window.facts.recent()) == 1)
        before = window.facts.memory_bytes()
        assert before > 2 * MIB
        for participant in range(2, 7):
            bot = await running.bot(participant)
            bot.send(noise(1000, 900, participant, 0).data)
            await running.until(running.shown(participant))
        assert [left.picture for left in window.facts.recent()] == [None] * len(window.facts.recent())
        assert all(tile.shown for tile in window.gallery_view.tiles.values())
        assert len(running.viewer.problems) == 0

    run(scenario, memory_limit=16 * MIB)


def test_three_hundred_reconnects_leave_nothing_behind(run: Callable[..., None]) -> None:
    async def visit(running: Running, *, is_last: bool) -> None:
        """Let twenty bots come and leave without a word, or for good."""
        viewer = running.viewer
        shown = viewer.books.shown
        bots = await asyncio.gather(*(running.bot(participant) for participant in range(20)))
        for bot in bots:
            bot.send(png(64, 36))
        await running.until(running.shown(shown + 20))
        # A close waits for the answer, which comes from this very thread.
        await asyncio.gather(*(asyncio.to_thread(bot.close if is_last else bot.vanish) for bot in bots))
        streams = viewer.gallery.streams.values()
        await running.until(lambda: all(stream.ended_at or stream.disconnected_at for stream in streams))
        if is_last:
            viewer.window.requests.clear_ended()
            await running.until(lambda: not viewer.window.gallery_view.tiles and not viewer.books.in_flight)

    async def scenario(running: Running) -> None:
        # Sixteen visits, all but the first of which are reconnects. The first fill what is bounded: the list of those
        # that left, threads, caches.
        for number in range(6):
            await visit(running, is_last=number % 2 == 1)
        before = _alive()
        for number in range(10):
            await visit(running, is_last=number % 2 == 1)
        after = _alive()
        assert after - before == Counter()

    run(scenario)


def _alive() -> Counter[str]:
    """Count what there is: objects of ours and of Qt, tasks, threads, descriptors."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    types = Counter(type(one) for one in gc.get_objects())
    watched = (QObject, asyncio.BaseTransport, asyncio.Protocol)
    counts = Counter(
        {
            kind.__qualname__: count
            for kind, count in types.items()
            if (str(kind.__module__).startswith("recall_viewer") or issubclass(kind, watched))
            # Figures of the last seconds: how many there are is a matter of time.
            and kind.__qualname__ not in ("Sample", "Size")
        }
    )
    counts["widgets"] = len(QApplication.allWidgets())
    counts["tasks"] = len(asyncio.all_tasks())
    counts["threads"] = sum(not thread.name.startswith("asyncio") for thread in threading.enumerate())
    if sys.platform == "linux":
        counts["descriptors"] = len(list(Path("/proc/self/fd").iterdir()))
    return counts


def test_frames_under_way_when_it_ends_are_counted(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bots = [await running.bot(n) for n in range(4)]
        for bot in bots:
            bot.send(os.urandom(8) and png(1280, 720))
        await running.until(lambda: running.viewer.books.received == 4)

    run(scenario)


def test_the_screenshot_shows_a_frame_without_counting_it(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        tile = running.viewer.window.gallery_view.visible_tiles()[0]
        assert tile.shown is not None
        passage = running.viewer.books.receive()
        object.__setattr__(tile.shown.frame, "passage", passage)
        tile.unpainted = tile.shown.frame
        assert running.viewer.save_screenshot(tmp_path / "window.png")
        fates = [passage.fate]
        tile.repaint()
        assert [*fates, passage.fate] == [Fate.IN_FLIGHT, Fate.SHOWN]

    run(scenario)


def test_a_language_chosen_in_the_settings_is_spoken_at_once(run: Callable[..., None]) -> None:
    def words(widget: QWidget) -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]

    async def scenario(running: Running) -> None:
        window = running.viewer.window
        page = window.start_page
        (address,) = [field for field in page.findChildren(QLineEdit) if not field.isReadOnly()]
        address.setText("wss://viewer.invalid/")
        QTest.keyClick(address, Qt.Key.Key_Return)
        await running.until(lambda: any("is not known" in text for text in words(window.start_page)))
        window.actions_by_name["settings"].trigger()
        (dialog,) = window.findChildren(SettingsDialog)
        for language, title, settings, said in (
            ("Deutsch", "Noch nichts verbunden", "Einstellungen", "ist nicht bekannt"),
            ("English", "Nothing connected yet", "Settings", "is not known"),
        ):
            chooser = next(one for one in dialog.findChildren(QComboBox) if one.findText(language) >= 0)
            chooser.setCurrentText(language)
            chooser.activated.emit(chooser.currentIndex())
            await running.until(lambda title=title: title in words(window.start_page))  # type: ignore[misc]
            assert dialog.windowTitle() == settings
            assert any(said in text for text in words(window.start_page))
        dialog.accept()

    run(scenario)


def test_a_bot_whose_cameras_are_all_off_counts_as_connected(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        window = running.viewer.window

        def says(title: str, counts: str) -> bool:
            titles = [one.text() for one in window.start_page.findChildren(QLabel) if one.isVisible()]
            return title in titles and counts in window.status.accessibleName()

        await running.until(lambda: says("Nothing connected yet", "0 bots, 0 streams"))
        bot = await running.bot(hello=False)
        await running.until(lambda: says("Connected, no video yet", "0 bots, 1 silent connection, 0 streams"))
        bot.send_raw(participant_message("join", 100, bot_id=BOT))
        await running.until(lambda: says("Connected, no video yet", "1 bot, 0 streams"))
        bot.close()
        await running.until(lambda: says("Nothing connected yet", "0 bots, 0 streams"))

    run(scenario)
