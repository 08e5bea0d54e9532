"""The machine under the program: it sleeps, its clock is set, its certificate is renewed."""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import signal
import socket
import ssl
import sys
import time
from typing import TYPE_CHECKING

import pytest
import trustme
import websocket

from tests.e2e.program import PATIENCE_S, Program, endpoint_message, participant_message, until
from tests.frames import BOT, png

if TYPE_CHECKING:
    from pathlib import Path

# A sleep as Linux shows it: one clock has gone on, the other stood still.
SLEEPY = """
import signal, time
read, slept_s = time.clock_gettime, 0
def clock_gettime(which):
    return read(which) + (slept_s if which == time.CLOCK_BOOTTIME else 0)
def sleep_through(*_):
    global slept_s
    slept_s += 600
time.clock_gettime = clock_gettime
signal.signal(signal.SIGUSR1, sleep_through)
"""

SET_BACK = """
import signal, time
read, off_s = time.time, 0
def now():
    return read() + off_s
def set_back(*_):
    global off_s
    off_s -= 3600
time.time = now
signal.signal(signal.SIGUSR1, set_back)
"""
FAULTY = """
import asyncio, signal, threading

def in_a_thread():
    raise LookupError("in a thread, at ws://h/?token=s3cret")

def in_a_callback():
    raise LookupError("in a callback, at ws://h/?token=s3cret")

async def in_a_task():
    raise LookupError("in a task, at ws://h/?token=s3cret")

def in_a_slot():
    raise LookupError("in a slot, at ws://h/?token=s3cret")

def fail(*_):
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, in_a_slot)
    threading.Thread(target=in_a_thread).start()
    loop = asyncio.get_running_loop()
    loop.call_soon(in_a_callback)
    loop.create_task(in_a_task())

signal.signal(signal.SIGUSR1, fail)
"""
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]+ [\w.]+: ")
SECRET = b"a secret of the workspace"


def _with(folder: Path, clocks: str) -> dict[str, str]:
    """Return an environment in which a program has other clocks."""
    (folder / "sitecustomize.py").write_text(clocks)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "RECALL_VERIFICATION_SECRET": f"whsec_{base64.b64encode(SECRET).decode()}"}


def _signed() -> list[str]:
    """Return the headers of a request that is signed now."""
    stamp = str(int(time.time()))
    signature = base64.b64encode(hmac.digest(SECRET, f"msg_1.{stamp}.".encode(), "sha256")).decode()
    return ["webhook-id: msg_1", f"webhook-timestamp: {stamp}", f"webhook-signature: v1,{signature}"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have other clocks")
def test_after_ten_minutes_of_sleep_ages_count_them_and_no_bot_is_lost(tmp_path: Path) -> None:
    with Program(tmp_path, env=_with(tmp_path, SLEEPY)) as program:
        bot = program.bot(BOT, 100, headers=_signed())
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")
        program.process.send_signal(signal.SIGUSR1)
        # Awake it would take longer.
        until(lambda: program.metrics()['streams{kind="camera",state="stale"}'] == 1, "stale", patience_s=4)
        bot.send(png(640, 360, "#2040c0"))
        until(lambda: program.metrics()["frames_shown_total"] == 2, "shown again")
        after = program.metrics()
        assert after['streams{kind="camera",state="live"}'] == 1
        assert after["connections_total"] == 1
        assert not any(value for name, value in after.items() if name.startswith("connections_closed_total"))
        assert after["event_loop_lag_seconds_sum"] < 300


def test_a_clock_set_back_by_an_hour_moves_no_age_and_refuses_with_its_reason(tmp_path: Path) -> None:
    with Program(tmp_path, "--log-level", "info", env=_with(tmp_path, SET_BACK)) as program:
        bot = program.bot(BOT, 100, headers=_signed())
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")
        program.process.send_signal(signal.SIGUSR1)

        def is_refused() -> bool:
            try:
                program.bot(BOT, 200, headers=_signed())
            except websocket.WebSocketBadStatusException as refused:
                return refused.status_code == 401
            return False

        until(is_refused, "the clock is set back")
        until(lambda: program.metrics()['streams{kind="camera",state="stale"}'] == 1, "stale", patience_s=10)
        bot.send(png(640, 360, "#2040c0"))
        until(lambda: program.metrics()["frames_shown_total"] == 2, "shown again")
        after = program.metrics()
        assert after['streams{kind="camera",state="live"}'] == 1
        assert after["frame_latency_seconds_sum"] < 60
        program.stop()
        assert "ahead of this computer's clock" in program.errors
        assert "is the clock right?" in program.errors
        program.errors = ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_mistake_anywhere_is_logged_once_and_the_window_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "viewer.log"
    places = ("in a slot", "in a thread", "in a callback", "in a task")
    with Program(tmp_path, "--log-file", str(log), env=_with(tmp_path, FAULTY)) as program:
        bot = program.bot(BOT, 100, headers=_signed())
        for number in range(3):
            program.process.send_signal(signal.SIGUSR1)
            until(lambda: all(place in log.read_text() for place in places), "the mistakes")
            bot.send(png(640, 360, (number, 0, 0)))
            until(lambda number=number: program.metrics()["frames_shown_total"] > number, "shown")  # type: ignore[misc]
        assert program.stop()[0] == 0
        text = log.read_text()
        assert [text.count(f"LookupError: {place}") for place in places] == [1] * 4
        assert text.count("unexpected LookupError") == 4
        assert "s3cret" not in text + program.errors
        program.errors = ""


def test_a_renewed_certificate_is_used_at_once_and_costs_no_connection(tmp_path: Path) -> None:
    authority = trustme.CA()
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    _issue(authority, cert, key)
    with Program(tmp_path, "--tls-cert", str(cert), "--tls-key", str(key)) as program:
        trust = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
        bot = program.bot(BOT, 100, trust=trust)
        before = _serial(program, trust)
        _issue(authority, cert, key)
        assert _serial(program, trust) != before
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")


@pytest.mark.parametrize("is_self_signed", [False, True])
def test_the_demo_takes_the_certificate_of_its_window(tmp_path: Path, is_self_signed: bool) -> None:
    authority = trustme.CA()
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    if is_self_signed:
        authority.cert_pem.write_to_path(str(cert))
        authority.private_key_pem.write_to_path(str(key))
    else:
        # Of another name: the demo dials an address that no certificate has.
        issued = authority.issue_cert("viewer.example")
        issued.cert_chain_pems[0].write_to_path(str(cert))
        issued.private_key_pem.write_to_path(str(key))
    with Program(tmp_path, "--tls-cert", str(cert), "--tls-key", str(key), "--demo", "2") as program:
        assert program.address.startswith("wss://")
        until(lambda: program.metrics()["frames_shown_total"] >= 2, "the demo")


def test_a_wrong_pair_of_certificate_and_key_is_said_in_words(tmp_path: Path) -> None:
    authority = trustme.CA()
    _issue(authority, tmp_path / "cert.pem", tmp_path / "key.pem")
    _issue(authority, tmp_path / "other.pem", tmp_path / "other-key.pem")
    program = Program(tmp_path, "--tls-cert", "cert.pem", "--tls-key", "other-key.pem")
    assert program.wait() == 2
    assert program.errors == "recall-viewer: the key other-key.pem does not belong to the certificate cert.pem\n"


@pytest.mark.parametrize("level", ["critical", "warning"])
def test_listening_for_everyone_is_said_once_whatever_is_logged(tmp_path: Path, level: str) -> None:
    with Program(tmp_path, "--host", "0.0.0.0", "--log-level", level) as program:
        program.stop()
        assert program.errors.count("Listening on 0.0.0.0 without token, signature or TLS") == 1
        program.errors = ""


def test_a_name_forges_no_line_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "viewer.log"
    name = "Ada\n2026-01-01 00:00:00.000 CRITICAL root: all is lost\r\x1b[2J\u2028\u202e\x00\ud83d" + "W" * 10_000
    with Program(tmp_path, "--log-file", str(log), "--log-level", "debug") as program:
        bot = program.bot(name, 100, hello=False)
        bot.send_raw(json.dumps({"event": name, "data": {}}))
        bot.send_raw(participant_message("join", 1, bot_id=name, name=name))
        bot.send_raw(endpoint_message(1, png(640, 360), 1.0, bot_id=name, name=name, kind=name))
        bot.send_raw(endpoint_message(1, png(640, 360)[:-30], 2.0, bot_id=name, name=name, kind=name))
        until(lambda: program.metrics()['frames_rejected_total{reason="image"}'] == 1, "the cut picture")
        bot.close(4000, "bye\n2026-01-01 00:00:00.000 CRITICAL root: all is lost")
        until(lambda: program.metrics()['connections_closed_total{reason="peer"}'] == 1, "closed")
        program.stop()
        text = log.read_text(encoding="utf-8")
        assert "closed with 4000 (peer): bye\\n2026-01-01" in text
        assert "Ada" in text
        for written in (text, program.errors):
            assert not [line for line in written.split("\n")[:-1] if not LINE.match(line)]
            assert max(map(len, written.split("\n"))) < 1000
        program.errors = ""


def _issue(authority: trustme.CA, cert: Path, key: Path) -> None:
    issued = authority.issue_cert("localhost", "127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(str(cert))
    issued.private_key_pem.write_to_path(str(key))


def _serial(program: Program, trust: ssl.SSLContext) -> object:
    with (
        socket.create_connection(("127.0.0.1", program.port), PATIENCE_S) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        shown = secured.getpeercert()
    assert shown is not None
    return shown["serialNumber"]
