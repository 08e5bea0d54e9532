"""Messages of both protocols as a client's websocket frames, masked beforehand: sending one costs next to nothing.

A bot's work must not be paid by the machine that is measured. RFC 6455 asks for a mask that nobody can foresee, against
proxies; between two processes here one mask will do, and the server has the same work with it.
"""

from __future__ import annotations

import base64
import json
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MASK = bytes.fromhex("3a5c96e1")
_TEXT, _BINARY = 1, 2


def masked(data: bytes, position: int) -> bytes:
    """Mask a part of a payload that begins at `position` of it."""
    start = position % 4
    key = (MASK[start:] + MASK[:start]) * (len(data) // 4 + 1)
    number = int.from_bytes(data, "little") ^ int.from_bytes(key[: len(data)], "little")
    return number.to_bytes(len(data), "little")


def _head(opcode: int, length: int) -> bytes:
    """Begin a frame that is a whole message; all of ours are long enough for the longest form of the length."""
    return struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length) + MASK


class StreamWire:
    """Messages of the stream protocol (API v1.10, documented): 8 bytes of header, then the PNG."""

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._pictures = [masked(frame, 8) for frame in frames]

    def message(self, participant: int, number: int, time_s: float) -> list[bytes]:
        """Return the parts of message `number` of a stream."""
        picture = self._pictures[(number + participant) % len(self._pictures)]
        header = struct.pack("<II", participant, round(time_s * 1000))
        return [_head(_BINARY, 8 + len(picture)) + masked(header, 0), picture]


class EndpointWire:
    """Messages of the endpoint protocol (API v1.11, documented): JSON that holds a frame of a codec in base64."""

    def __init__(self, frames: Sequence[bytes], bot_id: str, codec: str) -> None:
        self._bot_id = bot_id
        before = f'{{"event": "video_separate_{codec}.data", "data": {{"data": {{"buffer": "'.encode()
        self._before = masked(before, 0)
        self._pictures = [masked(base64.b64encode(frame), len(before)) for frame in frames]

    def message(self, participant: int, number: int, time_s: float) -> list[bytes]:
        """Return the parts of message `number` of a participant's camera."""
        picture = self._pictures[(number + participant) % len(self._pictures)]
        position = len(self._before) + len(picture)
        after = masked(self._after_picture(participant, time_s), position)
        return [_head(_TEXT, position + len(after)) + self._before, picture, after]

    def _after_picture(self, participant: int, time_s: float) -> bytes:
        who = {"id": participant, "name": f"Participant {participant}", "is_host": False, "platform": "desktop"}
        stamp = {"relative": round(time_s, 3), "absolute": "2026-10-06T08:10:00.123456Z"}
        video = {"timestamp": stamp, "type": "webcam", "participant": who | {"extra_data": {}, "email": None}}
        rest = {"recording": {"id": "0b7f6f5e-1111-4222-8333-444455556666", "metadata": {}}}
        bot = {"bot": {"id": self._bot_id, "metadata": {}}}
        # The buffer comes first: what follows are the members of two objects that are open already.
        return f'", {json.dumps(video)[1:-1]}}}, {json.dumps(rest | bot)[1:-1]}}}}}'.encode()
