"""What a message of a bot means to everyone else: small frozen events, the same for every dialect."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recall_viewer.protocol.h264 import AccessUnit


class Dialect(StrEnum):
    """How a connection talks; the labels of the metric `connections`."""

    WAITING = "waiting"
    """Nothing was said yet."""
    STREAM = "stream"
    """API v1.10: a hello, then binary frames of one stream."""
    ENDPOINT = "endpoint"
    """API v1.11: JSON events of all participants."""
    ATTENDEE = "attendee"
    AUDIO = "audio"
    """Legacy audio sent to the video address: drained."""
    UNRECOGNISED = "unrecognised"


class Kind(StrEnum):
    """What a stream shows; the labels of the metric `streams`."""

    CAMERA = "camera"
    SCREENSHARE = "screenshare"
    UNKNOWN = "unknown"


class Codec(StrEnum):
    """How a picture is encoded on the wire."""

    PNG = "png"
    JPEG = "jpeg"
    H264 = "h264"
    """One access unit in Annex B; it does not stand alone, as pictures do."""

    @property
    def usual_name(self) -> str:
        """What people call it."""
        return "H.264" if self is Codec.H264 else self.upper()

    @property
    def family(self) -> str:
        """What a bot sends beside each other: pictures of a camera, and its video."""
        return "h264" if self is Codec.H264 else "pictures"


ParticipantId = int | str
"""Recall sends integers (the full uint32 range), Attendee a text."""

FrameProblem = Literal["header", "fields", "base64", "image", "too_large", "unsupported"]
MessageProblem = Literal["json", "hello", "event", "unrecognised"]


@dataclass(frozen=True, slots=True)
class Bot:
    """Which bot sent something, as far as its message says.

    `id` is the bot's id, or the recording's where the bot's is null or absent, or "" where nothing is known.
    `metadata` are the pairs of `data.bot.metadata` from the Create Bot request.
    """

    id: str
    recording_id: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in a meeting; `None` where the wire does not say."""

    id: ParticipantId
    name: str | None = None
    is_host: bool | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class BotIdentified:
    """A connection of the stream protocol (or of its audio sibling) said hello."""

    bot: Bot
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """One encoded picture whose header was checked.

    `data` is the picture as received; `width` and `height` are its declared pixels, within the limits of `picture`, and
    0 for a unit of H.264 that brings no parameter set; `unit` is what such a unit holds, `None` for pictures.
    `video_time_s` is the sender's time in seconds since the start of the video (stream protocol) or of the recording
    (endpoint protocol, may be negative), `None` where the wire has none. `kind` is UNKNOWN in the stream protocol.
    """

    bot: Bot
    participant: Participant
    kind: Kind
    codec: Codec
    data: bytes | memoryview = field(repr=False)
    width: int
    height: int
    video_time_s: float | None
    dialect: Dialect
    unit: AccessUnit | None = None


@dataclass(frozen=True, slots=True)
class FrameRejected:
    """A video message that holds no usable picture: counted, said, and never a reason to close."""

    reason: FrameProblem
    detail: str
    bot: Bot | None = None
    participant: Participant | None = None
    kind: Kind = Kind.UNKNOWN


@dataclass(frozen=True, slots=True)
class MessageRejected:
    """A message that is not video and was not understood; `excerpt` holds its first 200 bytes, for the window only."""

    reason: MessageProblem
    detail: str
    excerpt: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class MessageIgnored:
    """A message that carries no picture and needs no answer. `event` is its name on the wire, "other" if unknown.

    `name` is what the wire said, cut to a readable length, for the person to see.
    """

    event: str
    name: str = ""


class ParticipantAction(StrEnum):
    """What happened to a participant: the last part of `participant_events.*` on the wire."""

    JOIN = "join"
    LEAVE = "leave"
    UPDATE = "update"
    SPEECH_ON = "speech_on"
    SPEECH_OFF = "speech_off"
    WEBCAM_ON = "webcam_on"
    WEBCAM_OFF = "webcam_off"
    SCREENSHARE_ON = "screenshare_on"
    SCREENSHARE_OFF = "screenshare_off"


@dataclass(frozen=True, slots=True)
class ParticipantChanged:
    """A participant event of the endpoint protocol; `event` is its full name on the wire."""

    bot: Bot
    participant: Participant
    action: ParticipantAction
    event: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant of a meeting as Recall's REST API knows them; `None` where it does not say.

    `has_shared` is True where they ever shared their screen, also if they no longer do.
    """

    participant: Participant
    has_camera_on: bool | None = None
    is_sharing: bool | None = None
    has_shared: bool = False


@dataclass(frozen=True, slots=True)
class RosterReceived:
    """What Recall's REST API says of a bot's meeting, by participant id: the stream protocol itself has no names."""

    bot_id: str
    attendees: Mapping[ParticipantId, Attendee]


Event = BotIdentified | VideoFrame | FrameRejected | MessageRejected | MessageIgnored | ParticipantChanged
