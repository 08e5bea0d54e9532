"""Messages as bots send them, built without the program's own code."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 4, height: int = 3, depth: int = 8, colour: int = 2, methods: bytes = b"\0\0\0") -> bytes:
    """A PNG of that declared size; its pixels are left out where they would be many."""
    header = chunk(b"IHDR", struct.pack(">IIBB", width, height, depth, colour) + methods)
    rows = (b"\0" + b"\x80" * width * 3) * height if width * height < 10_000 else b""
    return PNG_SIGNATURE + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(width: int = 4, height: int = 3, marker: int = 0xC0, before: bytes = b"", precision: int = 8) -> bytes:
    """The beginning of a JPEG of that declared size, `before` standing in front of its frame header."""
    frame = struct.pack(">BHHB", precision, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + before + segment(marker, frame) + b"\xff\xda"
    )


def binary(participant_id: int, time_ms: int, picture: bytes) -> bytes:
    return struct.pack("<II", participant_id, time_ms) + picture


def encoded(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def hello(**more: Any) -> str:
    return json.dumps({"protocol_version": 1, "bot_id": "bot-1", **more})


AUDIO_HELLO = hello(recording_id="rec-1", separate_streams=True, offset=0.0)


def person(**changes: Any) -> dict[str, Any]:
    whole = {"id": 100, "name": "Ada", "is_host": True, "platform": "desktop", "extra_data": {}, "email": None}
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def event(name: str, body: Any, **data: Any) -> dict[str, Any]:
    """An event of the endpoint protocol; a field given as `...` is left out."""
    whole = {
        "data": body,
        "realtime_endpoint": {"id": "endpoint-1", "metadata": {}},
        "recording": {"id": "rec-1", "metadata": {}},
        "bot": {"id": "bot-1", "metadata": {}},
    }
    return {"event": name, "data": {key: value for key, value in {**whole, **data}.items() if value is not ...}}


def video(*, name: str = "video_separate_png.data", body: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    whole = {
        "buffer": encoded(png()),
        "timestamp": {"relative": 12.5, "absolute": "2026-10-06T08:10:00.123456Z"},
        "type": "webcam",
        "participant": person(),
    }
    fields = {key: value for key, value in {**whole, **(body or {})}.items() if value is not ...}
    return event(name, fields, **data)


def attendee(**changes: Any) -> dict[str, Any]:
    whole = {"participant_uuid": "p-1", "frame": encoded(jpeg()), "format": "jpeg", "source": "webcam"}
    data = {key: value for key, value in {**whole, **changes}.items() if value is not ...}
    return {"bot_id": "bot_1", "trigger": "realtime_video.per_participant", "data": data}
