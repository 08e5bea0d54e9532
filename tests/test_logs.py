"""Diagnostics: where they go, one line each, and never a secret among them."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer import log_file, logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]+ [\w.]+: ")


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    logs.shutdown()
    logging.getLogger().setLevel(level)
    # pytest's own, which the log file took over.
    faulthandler.enable(2)


@contextlib.contextmanager
def full_disk(file: Path) -> Iterator[None]:
    """Let no file grow beyond the size of this one."""
    resource = pytest.importorskip("resource", reason="Windows has no limit of a file's size")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "viewer.log"
    logs.configure("debug", file)
    return file


def test_the_level_decides_what_is_kept_on_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "viewer.log"
    logs.configure("warning", file)
    logger = logging.getLogger("some.part")
    logger.info("unimportant")
    logger.warning("heed %s", "this")
    (line,) = file.read_text().splitlines()
    assert LINE.match(line)
    assert line.endswith("WARNING some.part: heed this")
    assert capsys.readouterr().err == line + "\n"


def test_configuring_again_replaces_and_shutdown_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    logs.configure("info", first)
    logs.configure("info", second)
    logging.getLogger("x").info("once")
    logs.shutdown()
    logs.shutdown()
    logging.getLogger("x").error("never")
    assert logging.getLogger().handlers == before
    assert first.read_text() == ""
    assert second.read_text().count("\n") == 1
    assert capsys.readouterr().err.count("once") == 1


def test_without_a_file_and_without_standard_error_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    logs.configure("info", None)
    logging.getLogger("x").info("into the void")


def test_what_cannot_be_is_an_error_and_changes_nothing(log: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent" / "x.log"):
        with pytest.raises(OSError, match=r"."):
            logs.configure("info", path)
    with pytest.raises(ValueError, match="loud is not a log level"):
        logs.configure("loud", None)
    logging.getLogger("x").info("still here")
    assert "still here" in log.read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "FILE_LIMIT_BYTES", 1000)
    file = tmp_path / "viewer.log"
    file.write_text("from before\n")
    file.chmod(0o644)
    mask = os.umask(0)
    try:
        logs.configure("info", file)
        for number in range(35):
            logging.getLogger("x").info("%d %s", number, "x" * 100)
    finally:
        os.umask(mask)
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["viewer.log", *(f"viewer.log.{number}" for number in range(1, 5))]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert all(path.stat().st_size <= 1000 for path in files)
    assert "34 x" in file.read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such device")
def test_a_device_keeps_its_mode(tmp_path: Path) -> None:
    device = tmp_path / "pipe"
    os.mkfifo(device, 0o622)
    device.chmod(0o622)
    reading = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        logs.configure("info", device)
        assert stat.S_IMODE(device.stat().st_mode) == 0o622
    finally:
        os.close(reading)


def test_a_full_disk_is_said_once_and_costs_records_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "viewer.log"
    logs.configure("info", log)
    logger = logging.getLogger("x")
    logger.info("before")
    with full_disk(log):
        for number in range(20):
            logger.info("lost %d", number)
    complaints = [line for line in capsys.readouterr().err.splitlines() if not LINE.match(line)]
    assert complaints == [f"recall-viewer: cannot write the log file {log}: File too large"]
    logger.info("after")
    assert [line.rpartition(": ")[2] for line in log.read_text().splitlines()] == ["before", "after"]


def test_a_full_disk_does_not_hold_up_the_end(log: Path) -> None:
    with full_disk(log):
        logging.getLogger("x").info("lost")
        logs.shutdown()
    assert not faulthandler.is_enabled()


def test_a_folder_that_is_gone_is_said_once_and_may_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(log_file, "FILE_LIMIT_BYTES", 1000)
    folder = tmp_path / "logs"
    folder.mkdir()
    file = folder / "viewer.log"
    logs.configure("info", file)
    shutil.rmtree(folder)
    for number in range(30):
        logging.getLogger("x").info("%d %s", number, "x" * 100)
    complaints = [line for line in capsys.readouterr().err.splitlines() if not LINE.match(line)]
    assert complaints == [f"recall-viewer: cannot write the log file {file}: No such file or directory"]
    folder.mkdir()
    logging.getLogger("x").info("back")
    assert file.read_text().endswith("back\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_kills_the_interpreter_is_written_to_the_newest_file(tmp_path: Path) -> None:
    crash = (
        "import faulthandler, logging, os, pathlib, signal\n"
        "from recall_viewer import log_file, logs\n"
        "log_file.FILE_LIMIT_BYTES = 200\n"
        "logs.configure('info', pathlib.Path('viewer.log'))\n"
        "def crash(name): os.kill(os.getpid(), signal.SIGSEGV)\n"
        "for number in range(3): logging.getLogger('x').info('%d %s', number, 'x' * 100)\n"
        "crash('Ada')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", crash], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGSEGV
    text = (tmp_path / "viewer.log").read_text()
    assert "Segmentation fault" in text
    assert "in crash" in text
    # Where it was, and nothing of what it held.
    assert "Ada" not in text


def test_a_name_from_the_wire_forges_no_line(log: Path) -> None:
    name = "Ada\n2026-01-01 00:00:00.000 CRITICAL root: all is lost\r\x1b[2J\u2028\u202e\x85\ud83d"
    logging.getLogger("x").warning("%s joined", name)
    (line,) = log.read_text(encoding="utf-8").split("\n")[:-1]
    assert r"Ada\n2026-01-01" in line
    assert r"\r\x1b[2J\u2028\u202e\x85\ud83d joined" in line


@given(text=st.text(st.characters(), max_size=60))
def test_any_text_is_one_line_and_can_be_written(text: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (text,), None)
    logs.configure("info", None)
    handler = logging.getLogger().handlers[-1]
    handler.filter(record)
    line = handler.format(record)
    assert line.splitlines() == [line]
    assert line.encode("utf-8")


def test_a_traceback_follows_indented_and_masked(log: Path) -> None:
    def fail() -> None:
        raise LookupError("no such thing\n2026-01-01 CRITICAL \x1b forged ws://h/?token=s3cret")

    try:
        fail()
    except LookupError:
        logging.getLogger("x").exception("it failed", stack_info=True)
    text = log.read_text()
    first, *rest = text.splitlines()
    assert first.endswith("ERROR x: it failed")
    assert all(line.startswith("    ") for line in rest)
    assert any("LookupError: no such thing" in line for line in rest)
    assert any("forged ws://h/?…" in line for line in rest)
    assert "s3cret" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /?token=s3cret HTTP/1.1", "GET /?… HTTP/1.1"),
        ("dialled wss://host:8765/a/b?s3cret&x=s3cret now", "dialled wss://host:8765/a/b?… now"),
        ("?token=s3cret", "?…"),
        ("path='/video?s3cret'", "path='/video?…"),
        ("Authorization: Token s3cret\r\nHost: x", r"Authorization: …\r\nHost: x"),
        ("{'authorization': 'Token s3cret', 'host': 'x'}", "{'authorization': …, 'host': 'x'}"),
        ("[('Webhook-Signature', 'v1,s3cret v1,s3cret'), ('Host', 'x')]", "[('Webhook-Signature', …), ('Host', 'x')]"),
        ('{"svix-id": "s3\\"cret", "a": 1}', '{"svix-id": …, "a": 1}'),
        ("svix-signature: v1,s3cret v1,s3cret", "svix-signature: …"),
        (r"b'GET / HTTP/1.1\r\nwebhook-id: s3cret\r\n'", r"b'GET / HTTP/1.1\r\nwebhook-id: …"),
        ("the secret whsec_s3cret+/=, it says", "the secret whsec_…, it says"),
        ("with Token s3cret it works", "with Token … it works"),
        ("RECALL_VIEWER_TOKEN=s3cret, x=1", "RECALL_VIEWER_TOKEN=…, x=1"),
        ("argv: --token s3cret --port 1", "argv: --token … --port 1"),
        ("{'token': 's3cret', 'n': 1}", "{'token': …, 'n': 1}"),
        ("https://user:s3cret@host/x", "https://…@host/x"),
    ],
)
def test_secrets_are_masked(log: Path, text: str, expected: str) -> None:
    logging.getLogger("x").info("got %s", text)
    assert log.read_text().rstrip("\n").partition("x: got ")[2] == expected
    logging.getLogger("x").info(text)
    assert "s3cret" not in log.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "What? Really, 3/4?no",
        "refused 127.0.0.1:5000 (token): the token is wrong",
        "authorization failed",
        "listening on ws://127.0.0.1:8765/",
        "GET /health HTTP/1.1",
        "Tokens are words",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.masked(text) == text


@given(secret=st.text(st.characters(categories=("L", "N")), min_size=12), path=st.sampled_from(["/", "/a/b/", "/x"]))
def test_no_query_gets_through(secret: str, path: str) -> None:
    for text in (f"{path}?{secret}", f"wss://h{path}?a={secret}&b={secret}", f"at '{path}?token={secret}'"):
        assert secret not in logs.masked(text)
        assert logs.masked(logs.masked(text)) == logs.masked(text)


def test_a_record_that_cannot_be_formatted_is_masked_too(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("x").info("%d of /?token=s3cret", "not a number ?token=s3cret")
    text = log.read_text()
    assert "cannot be formatted" in text
    assert "s3cret" not in text + capsys.readouterr().err


def test_tasks_that_fail_are_logged_like_the_rest(log: Path) -> None:
    async def fail() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "it failed", "exception": LookupError("ws://h/?token=s3cret")}
        )

    asyncio.run(fail())
    text = log.read_text()
    assert "ERROR asyncio: it failed" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("unit", ["a.", "=/", "://a", "webhook-", "token: '", "?a", "a: ", "\n://a"])
def test_a_megabyte_of_hostile_text_costs_little_and_is_cut(log: Path, unit: str) -> None:
    begun = time.process_time()
    text = unit * (1_000_000 // len(unit))
    logging.getLogger("x").error("%s", text, exc_info=LookupError(text))
    assert time.process_time() - begun < 2
    assert log.stat().st_size < 5 * logs.LONGEST_RECORD


def test_a_cut_leaves_no_half_of_a_secret(log: Path) -> None:
    for length in range(logs.LONGEST_LINE - 40, logs.LONGEST_LINE + 10):
        logging.getLogger("x").info("%s", f"{'x' * length} {{'token': 's3cret', 'n': 1}}")
    assert "s3c" not in log.read_text()
