"""What a bot says: the wire of both protocols, worded the way Recall's bots do."""

from __future__ import annotations

import json
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recall_viewer.simulate.options import Codec

FIRST_ID = 16778240
ID_STEP = 1024
"""Zoom's ids are large, and so far apart (seen in the field)."""
SPEAKER_VIEW_ID = 0
"""The only id of a bot in `recording_mode: speaker_view` (API v1.10, documented)."""
METADATA = {"source": "recall-viewer simulate"}

Kind = Literal["webcam", "screenshare"]
ParticipantEvent = Literal["join", "leave", "webcam_on", "screenshare_on"]


@dataclass(frozen=True, slots=True)
class Caller:
    """A participant as the wire knows it; nameless in speaker view."""

    id: int
    name: str | None
    is_host: bool | None
    platform: str | None


def hello(bot_id: str) -> str:
    """The first message of a connection (stream protocol: API v1.10, documented)."""
    return json.dumps({"protocol_version": 1, "bot_id": bot_id})


def stream_frame(participant_id: int, time_s: float, png: bytes) -> bytes:
    """A frame of the stream protocol; its time wraps after 49.7 days (API v1.10, documented)."""
    return struct.pack("<II", participant_id, round(time_s * 1000) % 2**32) + png


class Endpoint:
    """Words the messages of one bot in the endpoint protocol (API v1.11, documented).

    `started` is when the recording began; times are seconds since then.
    """

    def __init__(self, bot_id: str, started: datetime, codec: Codec) -> None:
        self._started = started
        self._frame_event = f"video_separate_{codec}.data"
        self._bot = {"id": bot_id, "metadata": METADATA}
        self._recording = _resource()
        self._endpoint = _resource()
        self._video = _resource()
        self._events = _resource()

    def frame(self, caller: Caller, kind: Kind, time_s: float, frame: bytes) -> bytes:
        """A camera's or a share's frame, as the JSON text that goes on the wire (UTF-8)."""
        body = {
            "buffer": frame,
            "timestamp": self._timestamp(time_s),
            "type": kind,
            "participant": _participant(caller),
        }
        return self._message(self._frame_event, body, {"video_separate": self._video})

    def event(self, name: ParticipantEvent, caller: Caller, time_s: float) -> bytes:
        """Something a participant did."""
        body = {"participant": _participant(caller), "timestamp": self._timestamp(time_s), "data": None}
        return self._message(f"participant_events.{name}", body, {"participant_events": self._events})

    def _message(self, event: str, body: Mapping[str, object], source: Mapping[str, object]) -> bytes:
        data = {
            "data": body,
            "realtime_endpoint": self._endpoint,
            **source,
            "recording": self._recording,
            "bot": self._bot,
        }
        # msgspec writes bytes as base64: the picture is never a Python text.
        return msgspec.json.encode({"event": event, "data": data})

    def _timestamp(self, time_s: float) -> dict[str, object]:
        absolute = datetime.fromtimestamp(self._started.timestamp() + time_s, UTC)
        return {"relative": round(time_s, 6), "absolute": f"{absolute:%Y-%m-%dT%H:%M:%S.%f}Z"}


def _resource() -> dict[str, object]:
    return {"id": str(uuid.uuid4()), "metadata": {}}


def _participant(caller: Caller) -> dict[str, object]:
    return {
        "id": caller.id,
        "name": caller.name,
        "is_host": caller.is_host,
        "platform": caller.platform,
        "extra_data": {},
        "email": None,
    }
