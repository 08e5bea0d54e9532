"""The endpoint protocol (API v1.11): JSON events of all participants, pictures in base64."""

from __future__ import annotations

from contextlib import suppress

from msgspec import UNSET

from recall_viewer.protocol.events import (
    Bot,
    Codec,
    Dialect,
    Event,
    FrameRejected,
    Kind,
    MessageIgnored,
    MessageRejected,
    Participant,
    ParticipantAction,
    ParticipantChanged,
    VideoFrame,
)
from recall_viewer.protocol.h264 import AccessUnit, read_unit
from recall_viewer.protocol.pictures import PictureProblem, png_size
from recall_viewer.protocol.wire import (
    MAX_LABEL_CHARS,
    Body,
    Data,
    FieldError,
    Message,
    bot_of,
    field,
    id_of,
    kind_of,
    picture_of,
    text_of,
)
from recall_viewer.texts import Text

MAX_NAME_CHARS = 1000
"""Characters kept of a person's name: far more than any platform lets people type."""

MAX_TIME_S = 1e9
"""Seconds since the start of a recording, some 32 years: beyond that a time is nonsense and counts as absent."""

_PNG_EVENT = "video_separate_png.data"
_H264_EVENT = "video_separate_h264.data"
_CODECS = {_PNG_EVENT: Codec.PNG, _H264_EVENT: Codec.H264}

_ACTIONS = {f"participant_events.{action}": action for action in ParticipantAction}

# Documented for API v1.11, and of no use here. All other names count as one: they could be without number.
_IGNORED = frozenset(
    {
        "participant_events.chat_message",
        "transcript.data",
        "transcript.partial_data",
        "audio_mixed_raw.data",
        "audio_separate_raw.data",
    }
)


def is_event(message: Message, *, known: bool) -> bool:
    """Tell whether a JSON message is an event. One without `data` is, on a connection that is `known` to send them."""
    return isinstance(message.event, str) and (known or message.data is not UNSET)


def read_event(message: Message) -> Event:
    """Read an event; `message.event` is a text. A `video_*` event gives a frame, or the reason why not."""
    event = message.event if isinstance(message.event, str) else ""
    if event in _CODECS:
        return _read_frame(message, _CODECS[event])
    if event.startswith("video_"):
        return _refuse_video(event, message)
    # One of Recall's own type files spells the prefix in the singular; the wire, as documented, has the plural.
    singular, dot, action = event.partition(".")
    name = f"participant_events.{action}" if dot and singular == "participant_event" else event
    if name in _ACTIONS:
        return _read_participant_event(name, message)
    if name in _IGNORED:
        return MessageIgnored(name, event)
    return MessageIgnored("other", id_of(event, MAX_LABEL_CHARS))


def _read_frame(message: Message, codec: Codec) -> VideoFrame | FrameRejected:
    bot = _bot_of(message.data)
    participant: Participant | None = None
    kind = Kind.UNKNOWN
    unit: AccessUnit | None = None
    try:
        body = _body_of(message.data)
        kind = kind_of(body.type)
        participant = _participant_of(body.participant)
        picture = picture_of(body.buffer, "buffer")
        if codec is Codec.H264:
            unit = read_unit(picture)
            width, height = unit.size
        else:
            width, height = png_size(picture)
    except (FieldError, PictureProblem) as problem:
        return FrameRejected(problem.reason, problem.detail, bot, participant, kind)
    return VideoFrame(
        bot=bot,
        participant=participant,
        kind=kind,
        codec=codec,
        data=picture,
        width=width,
        height=height,
        video_time_s=_time_of(body.timestamp),
        dialect=Dialect.ENDPOINT,
        unit=unit,
    )


def _refuse_video(event: str, message: Message) -> FrameRejected:
    found = id_of(event, MAX_LABEL_CHARS)
    known = " · ".join(_CODECS)
    detail = Text("this version does not show {found}, only {event}", found=found, event=known)
    participant: Participant | None = None
    kind = Kind.UNKNOWN
    # Whose video it is helps, but does not change the answer.
    with suppress(FieldError):
        body = _body_of(message.data)
        kind = kind_of(body.type)
        participant = _participant_of(body.participant)
    return FrameRejected("unsupported", detail, _bot_of(message.data), participant, kind)


def _read_participant_event(name: str, message: Message) -> ParticipantChanged | MessageRejected:
    try:
        participant = _participant_of(_body_of(message.data).participant)
    except FieldError as error:
        return MessageRejected("event", Text("{event}: {why}", event=name, why=error.detail))
    return ParticipantChanged(_bot_of(message.data), participant, _ACTIONS[name], name)


def _body_of(data: object) -> Body:
    if not isinstance(data, Data):
        raise FieldError("data", data, Text("an object"))
    if not isinstance(data.data, Body):
        raise FieldError("data.data", data.data, Text("an object"))
    return data.data


def _bot_of(data: object) -> Bot:
    if not isinstance(data, Data):
        return Bot("")
    return bot_of(field(data.bot, "id"), field(data.recording, "id"), field(data.bot, "metadata"))


def _participant_of(value: object) -> Participant:
    if not isinstance(value, dict):
        raise FieldError("participant", value, Text("an object"))
    is_host = value.get("is_host")
    return Participant(
        id=_participant_id_of(value.get("id", UNSET)),
        name=text_of(value.get("name"), MAX_NAME_CHARS),
        is_host=is_host if isinstance(is_host, bool) else None,
        platform=text_of(value.get("platform"), MAX_LABEL_CHARS),
    )


def _participant_id_of(value: object) -> int:
    # JSON has one kind of number, and some writers spell 100 as 100.0; above 2^53 such a spelling names no one integer.
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError("participant.id", value, Text("an integer"))
    if not -(2**63) <= value < 2**64:
        raise FieldError("participant.id", value, Text("an integer of 64 bits"))
    return value


def _time_of(timestamp: object) -> float | None:
    """Return seconds from the start of the recording; None where the wire has no sensible ones."""
    relative = field(timestamp, "relative")
    if isinstance(relative, bool) or not isinstance(relative, int | float):
        return None
    # False for infinities and for NaN as well; an integer may be too large for a float.
    return float(relative) if abs(relative) <= MAX_TIME_S else None
