"""Attendee, an open source bot that dials in the same way: JSON with one JPEG in base64 (read in its source code)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET

from recall_viewer.protocol.events import (
    Codec,
    Dialect,
    FrameRejected,
    MessageIgnored,
    Participant,
    VideoFrame,
)
from recall_viewer.protocol.pictures import PictureProblem, jpeg_size, png_size
from recall_viewer.protocol.wire import (
    MAX_LABEL_CHARS,
    Data,
    FieldError,
    Message,
    bot_of,
    described,
    id_of,
    kind_of,
    picture_of,
)
from recall_viewer.texts import Text

_FRAME_TRIGGER = "realtime_video.per_participant"

_SizeOf = Callable[[bytes], tuple[int, int]]

_FORMATS: dict[str, tuple[Codec, _SizeOf]] = {
    "jpeg": (Codec.JPEG, jpeg_size),
    "jpg": (Codec.JPEG, jpeg_size),
    "png": (Codec.PNG, png_size),
}
"""Only "jpeg" was seen; a PNG can be shown as well."""


def is_trigger(message: Message) -> bool:
    """Tell whether a JSON message is one of Attendee's."""
    return isinstance(message.trigger, str)


def read_trigger(message: Message) -> VideoFrame | FrameRejected | MessageIgnored:
    """Read a message of Attendee's. The one for video gives a frame, or the reason why not."""
    if message.trigger == _FRAME_TRIGGER:
        return _read_frame(message)
    return MessageIgnored("other", id_of(message.trigger, MAX_LABEL_CHARS))


def _read_frame(message: Message) -> VideoFrame | FrameRejected:
    bot = bot_of(message.bot_id, None)
    data = message.data if isinstance(message.data, Data) else Data()
    kind = kind_of(data.source)
    participant: Participant | None = None
    try:
        participant = _participant_of(data.participant_uuid)
        codec, size_of = _format_of(data.format)
        picture = picture_of(data.frame, "frame")
        width, height = size_of(picture)
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
        video_time_s=None,
        dialect=Dialect.ATTENDEE,
    )


def _participant_of(value: object) -> Participant:
    participant_id = id_of(value)
    if not participant_id:
        raise FieldError("participant_uuid", value, Text("text"))
    return Participant(participant_id)


def _format_of(value: object) -> tuple[Codec, _SizeOf]:
    # Where the field is missing it is what it always was where it was there.
    name = "jpeg" if value is UNSET or value is None else value
    if not isinstance(name, str) or name.lower() not in _FORMATS:
        found = id_of(name, MAX_LABEL_CHARS) or described(name)
        raise PictureProblem("unsupported", Text("format is {found}, this version shows jpeg and png", found=found))
    return _FORMATS[name.lower()]
