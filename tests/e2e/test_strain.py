"""Whatever others do at the same port, a bot's stream loses not one frame."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import PATIENCE_S, Program, books_balance, until
from tests.frames import BOT, OTHER_BOT, png
from tests.server.support import BINARY, CONT, PING, TEXT, frame, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20
LIMIT_MIB = 128


class Crowd:
    """Raw connections that behave badly, each in its own way."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._sockets: list[socket.socket] = []

    def dial(self, *, is_upgraded: bool = True) -> socket.socket:
        """Open a connection that says nothing."""
        one = socket.create_connection(("127.0.0.1", self._program.port), timeout=PATIENCE_S)
        self._sockets.append(one)
        if is_upgraded:
            one.sendall(upgrade())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += one.recv(1)
            assert head.startswith(b"HTTP/1.1 101")
        return one

    def silence(self) -> None:
        for _ in range(200):
            self.dial()

    def unfinished(self) -> None:
        for _ in range(60):
            self._pour(self.dial(), frame(BINARY, bytes(15 * MIB))[:-1])

    def fragments(self) -> None:
        """Send a good frame in pieces of a byte, among pings; it is one more frame than the other bot's."""
        one, data = self.dial(), struct.pack("<II", 7, 500) + png(16, 9)
        one.sendall(frame(TEXT, f'{{"protocol_version": 1, "bot_id": "{BOT}"}}'.encode()))
        pieces = [frame(CONT, data[at : at + 1], fin=False) + frame(PING) for at in range(1, len(data))]
        one.sendall(frame(BINARY, data[:1], fin=False) + b"".join(pieces) + frame(CONT))

    def floods(self) -> None:
        for _ in range(4):
            self._pour(self.dial(), frame(PING) * 200_000)

    def half_open(self) -> None:
        for _ in range(20):
            one = self.dial()
            one.sendall(frame(BINARY, bytes(1000), fin=False))
            one.shutdown(socket.SHUT_WR)

    def resets(self) -> None:
        for _ in range(20):
            one = self.dial()
            one.sendall(frame(BINARY, bytes(100_000))[:50_000])
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()

    def handshakes(self) -> None:
        for _ in range(100):
            self.dial(is_upgraded=False).sendall(upgrade()[:-2])

    def slow_writers(self) -> None:
        for one in [self.dial() for _ in range(20)]:
            for byte in frame(BINARY, bytes(300))[:100]:
                one.sendall(bytes([byte]))

    def too_large(self) -> None:
        one = self.dial()
        one.sendall(b"\x82\xff" + struct.pack("!Q", 2**40) + bytes(4))
        assert one.recv(4)[2:] == (1009).to_bytes(2)

    def leave(self) -> None:
        """Hang up."""
        for one in self._sockets:
            one.close()

    @staticmethod
    def _pour(one: socket.socket, data: bytes) -> None:
        """Send what the system takes without waiting for anybody."""
        one.setblocking(False)
        rest = memoryview(data)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while rest:
                rest = rest[one.send(rest) :]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads Linux's /proc")
def test_nothing_that_others_do_costs_a_frame(tmp_path: Path) -> None:
    with Program(tmp_path, "--memory-limit", f"{LIMIT_MIB}MiB") as program:
        bot, sent, crowd = program.bot(OTHER_BOT, 1), 0, Crowd(program)
        process = Path(f"/proc/{program.process.pid}")

        def is_settled() -> bool:
            metrics = program.metrics()
            return metrics["frames_received_total"] == sent and metrics["frames_in_flight"] == 0

        def send() -> None:
            nonlocal sent
            bot.send(png(320, 180, (sent * 9 % 256, 99, 77)))
            sent += 1
            until(is_settled, f"frame {sent}")

        send()
        before = len(list((process / "fd").iterdir()))
        trials: list[Callable[[], None]] = [
            crowd.silence,
            crowd.fragments,
            crowd.half_open,
            crowd.resets,
            crowd.slow_writers,
            crowd.too_large,
            crowd.floods,
            crowd.handshakes,
            crowd.unfinished,
        ]
        for trial in trials:
            trial()
            sent += trial == crowd.fragments
            for _ in range(5):
                send()
            assert program.metrics()['memory_bytes{holds="receiving"}'] < LIMIT_MIB * MIB
        metrics = program.metrics()
        assert metrics["frames_superseded_total"] == 0
        assert metrics['connections_closed_total{reason="too_large"}'] == 1
        assert metrics['connections_closed_total{reason="lost"}'] == 40
        assert metrics['connections_refused_total{reason="handshake"}'] >= 36
        assert books_balance(metrics)
        crowd.leave()
        # Qt and the decoders open a few when they are first needed.
        until(lambda: len(list((process / "fd").iterdir())) < before + 8, "all descriptors are free")
        send()
        assert bot.time_ms == 500 * (sent - 1)
