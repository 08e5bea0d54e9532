"""The desk of a window that listens, asked by strangers on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from recall_viewer.handover.desk import MOST_CLIENTS, Desk
from recall_viewer.handover.offer import Offer
from tests.e2e.program import until
from tests.frames import BOT, OTHER_BOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from recall_viewer.handover.message import Handover

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has pipes in place of these sockets")

PORT = 8765
PATIENCE_S = 10.0
LINE = json.dumps({"bot": [BOT]}).encode() + b"\n"
START = f"""
import asyncio
from recall_viewer.handover.sockets import listen
try:
    asyncio.run(listen({PORT}, asyncio.Protocol))
except OSError as error:
    print(error.strerror)
"""


class Window:
    """What stands behind a desk: remembers what it was handed and what was refused."""

    def __init__(self) -> None:
        self.taken: list[Handover] = []
        self.refused: list[str] = []
        self.desk = Desk(self.taken.append, self.refused.append)


@contextlib.asynccontextmanager
async def window(port: int = PORT) -> AsyncIterator[Window]:
    """Yield a window that listens on a port, as far as other starts see it."""
    opened = Window()
    await opened.desk.open(port)
    try:
        yield opened
    finally:
        await opened.desk.close()


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scenario; nothing may go wrong beside it, and no task or callback be left."""

    async def whole() -> None:
        failures: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
        async with asyncio.timeout(4 * PATIENCE_S):
            await scenario()
        assert not failures

    asyncio.run(whole())


def place(port: int = PORT) -> Path:
    return Path(os.environ["XDG_RUNTIME_DIR"]) / "recall-viewer" / f"{port}.sock"


async def answer_to(sent: bytes, *, is_ended: bool = False) -> bytes:
    """Return all that comes back for some bytes; nothing where the other side only cuts the connection."""
    reader, writer = await asyncio.open_unix_connection(place())
    try:
        writer.write(sent)
        if is_ended:
            writer.write_eof()
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def test_what_is_handed_over_is_taken_and_answered() -> None:
    async def scenario() -> None:
        async with window() as opened:
            assert await answer_to(LINE) == b"ok\n"
            assert await answer_to(b' {"bot": ["abcd", "%s"]} \r\n' % OTHER_BOT.encode()) == b"ok\n"
            assert [handed.bot for handed in opened.taken] == [(BOT,), ("abcd", OTHER_BOT)]
            assert not opened.refused

    run(scenario)


def test_a_line_in_pieces_is_one_line_and_what_follows_is_not_looked_at() -> None:
    async def scenario() -> None:
        async with window() as opened:
            reader, writer = await asyncio.open_unix_connection(place())
            for number in range(len(LINE)):
                writer.write(LINE[number : number + 1])
                await asyncio.sleep(0)
            assert await reader.read() == b"ok\n"
            writer.close()
            assert await answer_to(LINE + b'{"bot": ["second"]}\n') == b"ok\n"
            assert [handed.bot for handed in opened.taken] == [(BOT,)] * 2

    run(scenario)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"hello\n", "its line is no JSON that names bots"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "its line is no JSON that names bots"),
        (b'{"bot": ["is:live"]}\n', "its line is no JSON that names bots"),
        (b"\n", "its line is no JSON that names bots"),
        (b"\xff" * 100 + b"\n", "its line is no JSON that names bots"),
        (b'{"bot": ["abcd"], "x": "' + b"x" * 4096 + b'"}\n', "its line is longer than 4096 bytes"),
        (b"x" * 4096, "its line is longer than 4096 bytes"),
        (b"x" * 1_000_000, "its line is longer than 4096 bytes"),
    ],
)
def test_whatever_else_comes_is_refused_with_its_reason(sent: bytes, said: str) -> None:
    async def scenario() -> None:
        async with window() as opened:
            assert await answer_to(sent) in (f"refused: {said}\n".encode(), b"")
            assert opened.refused == [said]
            assert await answer_to(LINE) == b"ok\n"
            assert len(opened.taken) == 1

    run(scenario)


def test_the_longest_line_is_taken() -> None:
    async def scenario() -> None:
        async with window() as opened:
            line = LINE[:-1] + b" " * (4096 - len(LINE)) + b"\n"
            assert await answer_to(line) == b"ok\n"
            assert await answer_to(b" " + line) == b"refused: its line is longer than 4096 bytes\n"
            assert len(opened.taken) == 1

    run(scenario)


def test_who_ends_without_a_whole_line_is_let_go() -> None:
    async def scenario() -> None:
        async with window() as opened:
            assert await answer_to(LINE[:-1], is_ended=True) == b""
            assert opened.refused == ["its line has no end"]
            # Another window asks so whether the name is left behind.
            assert await answer_to(b"", is_ended=True) == b""
            assert len(opened.refused) == 1
            assert not opened.desk.clients
            assert not opened.taken

    run(scenario)


@pytest.mark.parametrize("sent", [b"", b'{"bot":'])
def test_who_goes_on_saying_nothing_is_cut_off(sent: bytes) -> None:
    async def scenario() -> None:
        async with window() as opened:
            begun = time.monotonic()
            assert await answer_to(sent) == b""
            assert 1.5 < time.monotonic() - begun < 6
            assert opened.refused == ["it took too long"]
            assert not opened.desk.clients

    run(scenario)


def test_those_who_say_nothing_keep_nobody_out() -> None:
    async def scenario() -> None:
        async with window() as opened:
            silent = [await asyncio.open_unix_connection(place()) for _ in range(3 * MOST_CLIENTS)]
            assert await answer_to(LINE) == b"ok\n"
            assert len(opened.desk.clients) < MOST_CLIENTS + 1
            assert opened.refused == ["too many came at once"] * (2 * MOST_CLIENTS + 1)
            for _, writer in silent:
                writer.close()

    run(scenario)


def test_the_end_is_at_once_and_leaves_nothing() -> None:
    async def scenario() -> None:
        async with window() as opened:
            reader, writer = await asyncio.open_unix_connection(place())
            assert await answer_to(LINE) == b"ok\n"
            begun = time.monotonic()
            await opened.desk.close()
            await opened.desk.close()
            assert time.monotonic() - begun < 1
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
            assert not place().exists()
            assert not await Offer(PORT, (BOT,)).make()

    run(scenario)


def test_a_window_has_the_name_of_its_port() -> None:
    async def scenario() -> None:
        async with window(1) as one, window(2) as two:
            assert await Offer(2, (BOT,)).make()
            assert not await Offer(3, (BOT,)).make()
            assert (len(one.taken), len(two.taken)) == (0, 1)

    run(scenario)


def test_a_start_waits_for_one_that_began_at_the_same_moment() -> None:
    async def scenario() -> None:
        waiting = asyncio.gather(Offer(PORT, (BOT,)).make(PATIENCE_S))
        # Not yet: it has looked once.
        await asyncio.sleep(0)
        async with window() as opened:
            assert all(await waiting)
            assert len(opened.taken) == 1

    run(scenario)


def test_a_window_that_runs_on_is_never_robbed_of_its_name() -> None:
    async def scenario() -> None:
        async with window() as first:
            second = Window()
            with pytest.raises(OSError, match=f"in use: {str(place().parent)!r}"):
                await second.desk.open(PORT)
            await second.desk.close()
            assert await Offer(PORT, (BOT,)).make()
            assert (len(first.taken), len(second.taken)) == (1, 0)

    run(scenario)


def test_the_name_of_one_that_was_killed_is_taken_over() -> None:
    place().parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(place()))

    async def scenario() -> None:
        async with window() as opened:
            assert await Offer(PORT, (BOT,)).make()
            assert len(opened.taken) == 1

    run(scenario)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="looks for who waits in /proc")
def test_a_name_that_another_start_is_just_taking_is_not_taken_for_one_left_behind() -> None:
    import fcntl  # noqa: PLC0415 - there is none on Windows

    place().parent.mkdir(mode=0o700)
    folder = os.open(place().parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place()))
        with subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True) as start:
            waits = re.compile(rf"-> FLOCK .* {start.pid} ")
            until(lambda: start.poll() is not None or bool(waits.search(Path("/proc/locks").read_text())), "it waits")
            other.listen()
            os.close(folder)
            assert start.communicate()[0] == "Address already in use\n"


# Where it is


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the folder goes that is used where the first must not be."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"recall-viewer-{os.getuid()}"


@pytest.mark.parametrize(
    "spoilt", ["open to others", "a link", "a file", "somebody else's", "not absolute", "too long"]
)
def test_a_folder_that_is_not_private_is_not_used(
    spare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoilt: str
) -> None:
    folder = place().parent
    spoil(folder, spoilt, monkeypatch, tmp_path)

    async def scenario() -> None:
        async with window() as opened:
            assert stat.S_ISSOCK(os.lstat(spare / f"{PORT}.sock").st_mode)
            assert stat.S_IMODE(os.lstat(spare).st_mode) == 0o700
            assert await Offer(PORT, (BOT,)).make()
            assert len(opened.taken) == 1

    run(scenario)
    assert not [path for root in (folder.parent, tmp_path) for path in root.rglob("*") if path.is_socket()]


def spoil(folder: Path, how: str, monkeypatch: pytest.MonkeyPatch, spare_room: Path) -> None:
    """Make the folder for the sockets one that must not be used."""
    if how == "a file":
        folder.write_text("")
        folder.chmod(0o600)
    elif how == "a link":
        (folder.parent / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to("elsewhere")
    elif how == "not absolute":
        (spare_room / "run").mkdir(mode=0o700)
        monkeypatch.chdir(spare_room)
        monkeypatch.setenv("XDG_RUNTIME_DIR", "run")
    elif how == "too long":
        (spare_room / ("x" * 100)).mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(spare_room / ("x" * 100)))
    else:
        folder.mkdir(mode=0o700)
        if how == "open to others":
            folder.chmod(0o750)
        elif os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        else:
            pytest.skip("only root can make a folder somebody else's")


def test_without_any_private_folder_none_is_named(spare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    spare.mkdir()
    spare.chmod(0o777)

    async def scenario() -> None:
        with pytest.raises(PermissionError, match=str(spare)):
            await Window().desk.open(PORT)
        assert not await Offer(PORT, (BOT,)).make()

    run(scenario)


# Another start, before a window that is none of ours


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"refused: its line is no JSON that names bots\n", "refused: its line is no JSON that names bots"),
        (b"", "it gave no answer"),
        (b"x" * 100_000, "it gave no answer"),
        (None, "it gave no answer"),
    ],
)
def test_an_offer_that_nobody_takes_says_so(
    capsys: pytest.CaptureFixture[str], answer: bytes | None, said: str
) -> None:
    def reply(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answer is not None:
            writer.write(answer)
            writer.close()
        else:
            silent.append(writer)

    silent: list[asyncio.StreamWriter] = []
    place().parent.mkdir(mode=0o700)

    async def scenario() -> None:
        listener = await asyncio.start_unix_server(reply, place())
        assert not await Offer(PORT, (BOT,)).make()
        for writer in silent:
            writer.close()
        listener.close()

    run(scenario)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"recall-viewer: the running window took nothing over: {said}\n"


def test_more_bots_than_fit_are_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        async with window() as opened:
            assert not await Offer(PORT, (BOT,) * 101).make()
            assert not opened.taken

    run(scenario)
    assert "more bots than can be handed over" in capsys.readouterr().err
