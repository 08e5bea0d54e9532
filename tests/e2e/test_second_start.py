"""A second start with bots to show: handed to the window that runs on the port, or why not."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import PATIENCE_S, Program, until
from tests.e2e.screen import brightness, screen
from tests.frames import BOT, OTHER_BOT, png

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has pipes in place of these sockets")

HANDED = "handed to the running window\n"
DEFAULT_PORT = 8765


def start(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `recall-viewer` with these arguments to its end."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RECALL_VIEWER_T", "XDG_ACT"))}
    command = [sys.executable, "-m", "recall_viewer", *arguments]
    return subprocess.run(
        command, env=kept | (env or {}), capture_output=True, text=True, timeout=3 * PATIENCE_S, check=False
    )


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment without a display, in which loading Qt fails."""
    package = tmp_path / "bare" / "PySide6"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('Qt was loaded')\n")
    displays = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    return displays | {"PYTHONPATH": os.pathsep.join([str(package.parent), *sys.path])}


def runtime() -> Path:
    return Path(os.environ["XDG_RUNTIME_DIR"])


def place(port: int) -> Path:
    return runtime() / "recall-viewer" / f"{port}.sock"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def shows(program: Program, *bots: str) -> None:
    """Wait until frames of just these bots are shown, and those of the other are hidden."""
    both = [program.bot(bot_id, number) for number, bot_id in enumerate((BOT, OTHER_BOT))]
    rounds = [(0, 0), (0, 0)]

    def has_settled(before: dict[str, float]) -> bool:
        after = program.metrics()
        return after["frames_received_total"] == before["frames_received_total"] + 2 and not after["frames_in_flight"]

    def are_shown() -> bool:
        before = program.metrics()
        for bot in both:
            bot.send(png(64, 36))
        until(lambda: has_settled(before), "two frames")
        after = program.metrics()
        shown, hidden, recalled = (
            int(after[name] - before[name])
            for name in ("frames_shown_total", "frames_hidden_total", "frames_recalled_total")
        )
        rounds.append((shown, hidden - recalled))
        # Before a new tile is laid out the first frames are hidden, and recalled then.
        return rounds[-2:] == [(len(bots), 2 - len(bots))] * 2

    until(are_shown, f"{len(bots)} of 2 shown")
    for bot in both:
        bot.close()


def is_bright(display: str) -> bool:
    return brightness(display) > 120


class TestHandedOver:
    def test_the_filter_goes_to_the_window_that_runs_before_qt_is_loaded(
        self, tmp_path: Path, bare: dict[str, str]
    ) -> None:
        with Program(tmp_path) as program:
            shows(program, BOT, OTHER_BOT)
            for bot, given in ((BOT, BOT), (OTHER_BOT, f"curl https://host/api/v1/bot/{OTHER_BOT}/?token=s3cret")):
                done = start("--port", str(program.port), "--bot", given, env=bare)
                assert (done.returncode, done.stdout, done.stderr) == (0, HANDED, "")
                shows(program, bot)
            done = start("--port", str(program.port), "--bot", BOT, "--bot", OTHER_BOT, env=bare)
            assert (done.returncode, done.stdout, done.stderr) == (0, HANDED, "")
            shows(program, BOT, OTHER_BOT)

    def test_the_window_comes_before_the_others(self, tmp_path: Path, bare: dict[str, str]) -> None:
        with screen() as display, contextlib.ExitStack() as closing:
            windows = []
            for theme, is_seen in (
                ("dark", lambda: 5 < brightness(display) < 60),
                ("light", lambda: is_bright(display)),
            ):
                folder = tmp_path / theme
                folder.mkdir()
                (folder / "Recall Viewer.ini").write_text(f"[appearance]\ntheme={theme}\n")
                env = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "RECALL_VIEWER_CONFIG_DIR": str(folder)}
                windows.append(closing.enter_context(Program(tmp_path, env=env)))
                until(is_seen, f"the {theme} window")
            assert start("--port", str(windows[0].port), "--bot", BOT, env=bare).stdout == HANDED
            until(lambda: not is_bright(display), "the dark window before the light one")

    def test_options_that_the_window_does_not_take_are_named_and_nothing_of_them_passes(
        self, bare: dict[str, str]
    ) -> None:
        with foreign_window(DEFAULT_PORT, b"ok\n") as lines:
            options = ("--token", "s3cret", "--demo", "3", "--log-level", "error")
            done = start("--bot", BOT, *options, env=bare | {"RECALL_VIEWER_TOKEN": "s3cret"})
        assert (done.returncode, done.stdout) == (0, HANDED)
        said = "recall-viewer: ignored, because the window already runs: --token --demo --log-level\n"
        assert done.stderr == said
        assert lines == [b'{"bot":["%s"]}\n' % BOT.encode()]

    @pytest.mark.parametrize("link", [f"recall-viewer://bot/{BOT}", f"RECALL-VIEWER://bot/{BOT}/"])
    def test_a_link_goes_to_the_window_of_the_usual_port(self, link: str, bare: dict[str, str]) -> None:
        with foreign_window(DEFAULT_PORT, b"ok\n") as lines:
            done = start(link, env=bare | {"XDG_ACTIVATION_TOKEN": "gnome-1_TIME42"})
        assert (done.returncode, done.stdout, done.stderr) == (0, HANDED, "")
        assert lines == [b'{"bot":["%s"],"activation":"gnome-1_TIME42"}\n' % BOT.encode()]

    @pytest.mark.parametrize(
        "arguments", [("--demo",), ("--bot", OTHER_BOT), ("--new-instance",), ("simulate", "ws://127.0.0.1:1/")]
    )
    def test_a_link_with_anything_beside_it_is_refused(self, arguments: tuple[str, ...], bare: dict[str, str]) -> None:
        with foreign_window(DEFAULT_PORT, b"ok\n") as lines:
            for both in ((f"recall-viewer://bot/{BOT}", *arguments), (*arguments, f"recall-viewer://bot/{BOT}")):
                done = start(*both, env=bare)
                assert (done.returncode, done.stdout) == (2, "")
                assert "a link stands alone" in done.stderr
        assert lines == []

    def test_of_two_starts_at_once_the_later_hands_over(self, tmp_path: Path) -> None:
        """The first attempt meets nobody who listens; the port is found taken, and then somebody does."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with foreign_window(port, b"", b"ok\n") as lines:
                env = {"RECALL_VIEWER_CONFIG_DIR": str(tmp_path)}
                done = start("--port", str(port), "--bot", BOT, env=env)
        assert (done.returncode, done.stdout) == (0, HANDED)
        assert len(lines) == 2

    def test_two_real_starts_at_once_make_one_window(self, tmp_path: Path) -> None:
        port = str(free_port())
        starts = [Program(tmp_path, "--port", port, "--bot", bot) for bot in (BOT, OTHER_BOT)]
        until(lambda: any(one.process.poll() is not None for one in starts), "one hands over")
        (handing,) = [one for one in starts if one.process.poll() is not None]
        (running,) = [one for one in starts if one is not handing]
        assert handing.wait() == 0
        with running:
            shows(running, BOT if handing is starts[0] else OTHER_BOT)
        assert handing.errors == "recall-viewer: ignored, because the window already runs: --metrics-port\n"


class TestAWindowOfItsOwn:
    def test_where_that_is_meant_the_port_is_in_use(self, tmp_path: Path) -> None:
        env = {"RECALL_VIEWER_CONFIG_DIR": str(tmp_path / "second")}
        with Program(tmp_path) as program:
            for options in (
                ("--new-instance", "--bot", BOT),
                ("--screenshot", "a.png", "--bot", BOT),
                ("--bot", "no id"),
            ):
                done = start("--port", str(program.port), *options, env=env)
                assert (done.returncode, done.stdout) == (1, "")
                assert f"port {program.port} on 127.0.0.1 is in use" in done.stderr
            shows(program, BOT, OTHER_BOT)

    def test_another_port_is_another_window(self, tmp_path: Path) -> None:
        with Program(tmp_path) as first, Program(tmp_path, "--bot", BOT) as second:
            shows(first, BOT, OTHER_BOT)
            shows(second, BOT)

    def test_so_is_one_where_the_running_window_takes_nothing(self, tmp_path: Path) -> None:
        port = free_port()
        with foreign_window(port, b""), Program(tmp_path, "--port", str(port), "--bot", BOT) as program:
            shows(program, BOT)
            program.stop()
            assert "recall-viewer: the running window took nothing over: it gave no answer" in program.errors
            program.errors = ""


class TestTheSocket:
    def test_it_is_private_and_gone_with_the_window(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            assert stat.S_ISSOCK(place(program.port).stat().st_mode)
            assert stat.S_IMODE(place(program.port).parent.stat().st_mode) == 0o700
            assert program.stop()[0] == 0
            assert list(runtime().rglob("*")) == [place(program.port).parent]

    def test_that_of_a_window_that_was_killed_is_taken_over(self, tmp_path: Path, bare: dict[str, str]) -> None:
        with Program(tmp_path) as killed:
            killed.process.kill()
            killed.wait()
            killed.errors = ""
        assert place(killed.port).exists()
        done = start("--port", str(killed.port), "--bot", BOT, env=bare)
        # Nobody took it, and a window of its own has no display.
        assert (done.returncode, done.stdout) == (1, "")
        assert "no display" in done.stderr
        with Program(tmp_path, "--port", str(killed.port)) as program:
            assert start("--port", str(program.port), "--bot", BOT, env=bare).stdout == HANDED
            shows(program, BOT)

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one address of the machine's own")
    def test_that_of_a_window_that_runs_is_left_to_it(self, tmp_path: Path, bare: dict[str, str]) -> None:
        with Program(tmp_path) as first:
            arguments = ("--host", "127.0.0.2", "--port", str(first.port))
            with Program(tmp_path, *arguments) as second:
                assert start("--port", str(first.port), "--bot", BOT, env=bare).stdout == HANDED
                shows(first, BOT)
                shows(second, BOT, OTHER_BOT)
                second.stop()
                assert "Another start cannot hand its filter to this window: Address already in use" in second.errors
                second.errors = ""
            assert start("--port", str(first.port), "--bot", OTHER_BOT, env=bare).stdout == HANDED
            shows(first, OTHER_BOT)

    def test_where_its_folder_is_open_to_others_another_is_used(
        self, tmp_path: Path, bare: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        place(0).parent.mkdir()
        place(0).parent.chmod(0o750)
        with Program(tmp_path) as program:
            assert start("--port", str(program.port), "--bot", BOT, env=bare).stdout == HANDED
            assert list(place(0).parent.iterdir()) == []
            assert len(list(tmp_path.glob(f"recall-viewer-{os.getuid()}/*.sock"))) == 1

    def test_without_any_private_folder_that_is_said_and_all_else_goes_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "tmp" / f"recall-viewer-{os.getuid()}"
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        with Program(tmp_path) as program:
            shows(program, BOT, OTHER_BOT)
            assert list(folder.iterdir()) == []
            env = {"RECALL_VIEWER_CONFIG_DIR": str(tmp_path / "second")}
            assert "is in use" in start("--port", str(program.port), "--bot", BOT, env=env).stderr
            program.stop()
            said = f"Another start cannot hand its filter to this window: Permission denied: {folder}"
            assert said in program.errors
            program.errors = ""

    def test_whatever_comes_through_it_changes_nothing_and_does_not_hold_up_the_end(self, tmp_path: Path) -> None:
        sent = [
            b"",
            b"hello\n",
            b'{"bot": ["is:stale"]}\n',
            b'{"bot": []}\n',
            b"x" * 5000,
            b"\xff\x00\n",
            b"[" * 4000 + b"\n",
        ]
        with Program(tmp_path) as program, contextlib.ExitStack() as closing:
            for data in sent:
                with contextlib.suppress(ConnectionError), dialled(program.port) as connection:
                    connection.sendall(data)
                    connection.shutdown(socket.SHUT_WR)
                    assert connection.recv(100)[:8] in (b"refused:", b"")
            shows(program, BOT, OTHER_BOT)
            silent = [closing.enter_context(dialled(program.port)) for _ in range(3)]
            code, seconds = program.stop()
            assert code == 0
            assert seconds < 3
            for one in silent:
                with contextlib.suppress(ConnectionError):
                    assert one.recv(100) == b""

    @pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can be somebody else")
    def test_another_user_is_not_listened_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with Program(tmp_path) as program, socket.socket(socket.AF_UNIX) as connection:
            # As if the folder had let them in.
            monkeypatch.chdir(place(program.port).parent)
            for path in (Path(), place(program.port)):
                path.chmod(0o777)
            os.seteuid(65534)
            try:
                connection.connect(place(program.port).name)
            finally:
                os.seteuid(0)
            with contextlib.suppress(ConnectionError):
                connection.sendall(f'{{"bot": ["{BOT}"]}}\n'.encode())
                assert connection.recv(100) == b""
            shows(program, BOT, OTHER_BOT)


@contextlib.contextmanager
def dialled(port: int) -> Iterator[socket.socket]:
    """Yield a connection to the window on a port, made by a stranger."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE_S)
        connection.connect(str(place(port)))
        yield connection


@contextlib.contextmanager
def foreign_window(port: int, *answers: bytes) -> Iterator[list[bytes]]:
    """Stand in for the window on a port: answer one start after the other so; yield what they said."""
    place(port).parent.mkdir(mode=0o700, exist_ok=True)
    lines: list[bytes] = []

    def serve() -> None:
        for answer in answers:
            try:
                connection, _ = listener.accept()
            except OSError:
                # Nobody came until the end.
                return
            with connection, connection.makefile("rb") as file:
                lines.append(file.readline())
                connection.sendall(answer)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place(port)))
        listener.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield lines
        listener.shutdown(socket.SHUT_RDWR)
    place(port).unlink(missing_ok=True)
    thread.join(PATIENCE_S)
