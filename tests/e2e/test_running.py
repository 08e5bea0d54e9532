"""Starting, ending, and everything that goes wrong at either."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import websocket
from PIL import Image

from tests.e2e.program import PATIENCE_S, Program, until
from tests.e2e.screen import screen
from tests.frames import BOT, png
from tests.stand_ins import script


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_and_bots_get_1001(tmp_path: Path, how: signal.Signals) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1)
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")
        code, seconds = program.stop(how)
        assert (code, bot.close_code()) == (0, 1001)
        assert seconds < 3
        assert not program.errors


def test_a_silent_peer_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with Program(tmp_path) as program, socket.create_connection(("127.0.0.1", program.port)) as silent:
        silent.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert silent.recv(12) == b"HTTP/1.1 101"
        code, seconds = program.stop()
        assert code == 0
        assert seconds < 3


def test_the_demo_dials_in_and_leaves_no_process_behind(tmp_path: Path) -> None:
    with Program(tmp_path, "--demo", "2") as program:
        until(lambda: program.metrics()["frames_shown_total"] >= 4, "the demo")
        children = _children(program.process.pid)
        assert children
        assert program.stop()[0] == 0
        until(lambda: not any(_is_alive(child) for child in children), "the child is gone")


def test_a_killed_viewer_leaves_no_demo_behind(tmp_path: Path) -> None:
    with Program(tmp_path, "--demo", "2") as program:
        until(lambda: program.metrics()["frames_shown_total"] >= 1, "the demo")
        children = _children(program.process.pid)
        program.process.kill()
        program.wait()
        until(lambda: not any(_is_alive(child) for child in children), "the child is gone")
        program.errors = ""


def test_the_demo_can_be_seen_without_a_display(tmp_path: Path) -> None:
    picture = tmp_path / "demo.png"
    begun = time.monotonic()
    with Program(tmp_path, "--demo", "3", "--screenshot", str(picture)) as program:
        assert program.wait(30) == 0
    assert time.monotonic() - begun < 25
    image = Image.open(picture)
    assert image.size == (1280, 800)
    assert len(image.convert("RGB").resize((320, 200)).getcolors(64000) or []) > 500


def test_the_demo_of_a_bundle_starts_the_bundle(tmp_path: Path) -> None:
    # As in one: `sys.executable` is the program itself and takes its arguments, not an interpreter's.
    bundle = script(tmp_path / "bundle", f'exec "{sys.executable}" -m recall_viewer "$@"')
    start = f"import sys; sys.frozen, sys.executable = True, {str(bundle)!r}; from recall_viewer import cli; cli.main()"
    picture = tmp_path / "demo.png"
    command = [sys.executable, "-c", start, "--port", "0", "--demo", "1", "--screenshot", str(picture)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "RECALL_VIEWER_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert not done.stderr
    assert picture.exists()


def test_a_screenshot_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    program = Program(tmp_path, "--demo", "1", "--screenshot", str(tmp_path / "missing" / "demo.png"))
    assert program.wait(30) == 1
    assert "missing" in program.errors
    assert "Traceback" not in program.errors


def test_a_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = Program(tmp_path, "--port", str(port))
        assert program.wait() == 1
    assert f"port {port} on 127.0.0.1 is in use" in program.errors
    assert "--port 0" in program.errors
    assert "Traceback" not in program.errors


def test_a_metrics_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = Program(tmp_path, "--metrics-port", str(port))
        assert program.wait() == 1
    assert str(port) in program.errors
    assert "Traceback" not in program.errors


def test_plain_http_is_answered_and_a_web_page_is_refused(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        answers = {}
        for path in ("/health", "/", "/anything"):
            connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=PATIENCE_S)
            connection.request("GET", path)
            answer = connection.getresponse()
            answers[path] = (answer.status, answer.read().decode().strip())
            connection.close()
        assert answers["/health"] == (200, "ok")
        assert answers["/"][0] == answers["/anything"][0] == 426
        assert "websocket" in answers["/"][1].lower()
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            websocket.create_connection(program.address, origin="https://evil.example", timeout=PATIENCE_S)
        assert refused.value.status_code == 403
        assert program.metrics()['connections_refused_total{reason="origin"}'] == 1


def test_a_token_lets_in_whom_it_should_and_stays_out_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    arguments = ("--log-file", str(log), "--log-level", "debug")
    with Program(tmp_path, *arguments, env={"RECALL_VIEWER_TOKEN": "s3cret-token"}) as program:
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            websocket.create_connection(f"{program.address}?token=wrong-token", suppress_origin=True)
        assert refused.value.status_code == 401
        bot = program.bot(BOT, 1, "?token=s3cret-token")
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")
        bot.close()
        program.stop()
        text = log.read_text() + program.errors
        assert "s3cret-token" not in text
        assert "wrong-token" not in text
        assert log.stat().st_mode & 0o777 == 0o600
        program.errors = ""


def test_a_message_over_the_limit_closes_with_1009_and_harms_nobody_else(tmp_path: Path) -> None:
    with Program(tmp_path, "--max-message-size", "64KiB") as program:
        canary, greedy = program.bot(BOT, 1), program.bot(BOT, 2)
        canary.send(png(64, 36))
        greedy.send_raw(bytes(65 * 1024))
        assert greedy.close_code() == 1009
        canary.send(png(64, 36))
        until(lambda: program.metrics()["frames_received_total"] == 2, "the canary")
        assert program.metrics()['connections_closed_total{reason="too_large"}'] == 1
        canary.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_behind_standard_output_and_the_log_ends_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "recall_viewer", "--port", str(port), "--log-level", "debug"]
    env = os.environ | {"RECALL_VIEWER_CONFIG_DIR": str(tmp_path), "RECALL_VIEWER_TOKEN": ""}
    # What is not written at once is tried again at the end.
    env.pop("PYTHONUNBUFFERED", None)
    with (
        Path("/dev/full").open("w") as full,
        subprocess.Popen(
            [*command, "--log-file", "/dev/full"], env=env, stdout=full, stderr=subprocess.PIPE
        ) as program,
    ):
        until(lambda: _answers(port), "it listens")
        program.send_signal(signal.SIGTERM)
        _, errors = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0
    assert b"Traceback" not in errors
    assert errors.count(b"cannot write the log file /dev/full: No space left on device") == 1


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        with contextlib.closing(client):
            client.request("GET", "/health")
            return client.getresponse().status == 200
    return False


def test_it_can_be_imported_and_asked_for_its_version() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "recall_viewer", "--version"], capture_output=True, text=True, check=True
    )
    assert asked.stdout.startswith("recall-viewer 0.")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_question_that_nobody_answers_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with screen() as display, socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        env = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        program = Program(tmp_path, "--port", port, "--log-level", "info", env=env)
        # The address is logged as taken once the dialog is there to be answered.
        until(lambda: "asking" in program.said(), "the question")
        assert program.stop()[0] == 0
