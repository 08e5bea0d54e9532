"""The program as a process, and bots written on other websocket clients than its own."""

from __future__ import annotations

import base64
import json
import os
import queue
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from typing import TYPE_CHECKING, Any, Self

import websocket
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

PATIENCE_S = 20.0
OURS = (sys.executable, "-m", "recall_viewer")


def until(condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is true of another process."""
    deadline = time.monotonic() + patience_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s} s in vain: {what}"
        pause.wait(0.02)


class Program:
    """`recall-viewer` with these arguments, on free ports, without a display; ended with the block.

    `command` starts it: that of this tree, unless another is to be tried.
    """

    def __init__(
        self, folder: Path, *arguments: str, env: dict[str, str] | None = None, command: Sequence[str] = OURS
    ) -> None:
        given = {key: value for key, value in os.environ.items() if not key.startswith("RECALL_")}
        given |= {"QT_QPA_PLATFORM": "offscreen", "RECALL_VIEWER_CONFIG_DIR": str(folder / "config"), **(env or {})}
        full = [*command, "--port", "0", "--metrics-port", "0", *arguments]
        self.process = subprocess.Popen(
            full, env=given, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._said: list[str] = []
        # Both are read all the time: a pipe that is full would stop the program.
        self._readers = [threading.Thread(target=one, daemon=True) for one in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()
        self.address = ""
        self.errors = ""
        self._bots: list[StreamBot] = []

    def __enter__(self) -> Self:
        self.listening()
        self.metrics_address = self._wait_for(r"metrics on (http://\S+)")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Who does not answer the goodbye is waited for; what is about that calls `stop` itself.
        for bot in self._bots:
            bot.vanish()
        if self.process.poll() is None:
            self.stop()
        if kind is None:
            assert not self.errors

    def listening(self) -> str:
        """Return the address that bots dial, as soon as it is said; much of the program is loaded only then."""
        self.address = self.address or self._wait_for(r"listening on (ws+://\S+)")
        return self.address

    def bot(self, bot_id: str, participant: int, query: str = "", *, hello: bool = True, **dialling: Any) -> StreamBot:
        """Let a bot of the stream protocol dial in."""
        self._bots.append(StreamBot(self.address + query, bot_id, participant, hello=hello, **dialling))
        return self._bots[-1]

    @property
    def port(self) -> int:
        """The port that bots dial."""
        return int(re.findall(r":(\d+)/", self.address)[0])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """End it; return its exit code and how long it took in seconds."""
        begun = time.monotonic()
        self.process.send_signal(how)
        return self.wait(), time.monotonic() - begun

    def wait(self, patience_s: float = PATIENCE_S) -> int:
        """Wait until it ends by itself; return its exit code."""
        try:
            code = self.process.wait(patience_s)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            for reader in self._readers:
                reader.join(5)
            self.errors = self.said()
            for pipe in (self.process.stdout, self.process.stderr):
                assert pipe is not None
                pipe.close()
        return code

    def said(self) -> str:
        """Return what it wrote on standard error so far."""
        return "".join(self._said)

    def metrics(self) -> dict[str, float]:
        """Return all samples, keyed as they are written, such as `frames_dropped_total{reason="memory"}`."""
        with urllib.request.urlopen(self.metrics_address, timeout=PATIENCE_S) as answer:
            text = answer.read().decode()
        found = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
                name = sample.name.removeprefix("recall_viewer_")
                found[f"{name}{{{labels}}}" if labels else name] = sample.value
        return found

    def _wait_for(self, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                assert self.process.poll() is None, f"it ended: {self.said()}"
                continue
            if match := re.fullmatch(pattern, line):
                return match[1]
        raise AssertionError(f"no line {pattern}")

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._said.append(line)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())


def books_balance(metrics: dict[str, float]) -> bool:
    """Say whether every frame that came is accounted for."""

    def total(name: str) -> float:
        return sum(value for key, value in metrics.items() if key.split("{")[0] == name)

    fates = ("shown", "superseded", "hidden", "repeated", "rejected", "awaiting_keyframe", "dropped")
    settled = sum(total(f"frames_{fate}_total") for fate in fates) - total("frames_recalled_total")
    return total("frames_received_total") == settled + total("frames_in_flight")


class StreamBot:
    """A bot of the stream protocol (API v1.10), on websocket-client: one connection for one stream.

    `headers` go into its request; `trust` is for `wss://`.
    """

    def __init__(
        self,
        address: str,
        bot_id: str,
        participant: int,
        *,
        hello: bool,
        headers: Sequence[str] = (),
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._socket = websocket.create_connection(
            address,
            suppress_origin=True,
            timeout=PATIENCE_S,
            header=list(headers),
            sslopt={"context": trust} if trust else None,
        )
        self._participant = participant
        self.time_ms = 0
        if hello:
            self._socket.send(json.dumps({"protocol_version": 1, "bot_id": bot_id}))

    def send(self, png: bytes) -> None:
        """Send one frame, half a second of the video later than the last."""
        self.time_ms += 500
        self._socket.send_binary(struct.pack("<II", self._participant, self.time_ms) + png)

    def send_raw(self, message: bytes | str) -> None:
        """Send whatever."""
        if isinstance(message, str):
            self._socket.send(message)
        else:
            self._socket.send_binary(message)

    def begin(self, part: bytes) -> None:
        """Send the beginning of a message that never ends."""
        self._socket.send_frame(websocket.ABNF.create_frame(part, websocket.ABNF.OPCODE_BINARY, fin=0))

    def close_code(self) -> int:
        """Wait for the close frame of the other side and return its code."""
        code, data = self._socket.recv_data()
        assert code == websocket.ABNF.OPCODE_CLOSE
        return int(struct.unpack(">H", data[:2])[0])

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Close in the normal way."""
        self._socket.close(code, reason.encode())

    def vanish(self) -> None:
        """Cut the connection without a word."""
        self._socket.shutdown()


def endpoint_message(
    participant: int,
    picture: bytes,
    relative_s: float,
    *,
    bot_id: str,
    name: str = "Ada",
    kind: str = "webcam",
    codec: str = "png",
) -> str:
    """Return one `video_separate_*.data` message of the endpoint protocol (API v1.11)."""
    who = {"id": participant, "name": name, "is_host": False, "platform": "desktop", "extra_data": {}, "email": None}
    stamp = {"relative": relative_s, "absolute": "2026-10-06T08:10:00.123456Z"}
    inner: dict[str, Any] = {"buffer": base64.b64encode(picture).decode(), "timestamp": stamp, "type": kind}
    data = {"data": inner | {"participant": who}, "bot": {"id": bot_id, "metadata": {}}}
    data["recording"] = {"id": "0b7f6f5e-1111-4222-8333-444455556666", "metadata": {}}
    return json.dumps({"event": f"video_separate_{codec}.data", "data": data})


def participant_message(action: str, participant: int, *, bot_id: str, name: str = "Ada") -> str:
    """Return one `participant_events.*` message."""
    body = {"participant": {"id": participant, "name": name}, "timestamp": {"relative": 1.0}, "data": None}
    return json.dumps({"event": f"participant_events.{action}", "data": {"data": body, "bot": {"id": bot_id}}})
