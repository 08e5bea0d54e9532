"""The stream protocol (API v1.10): a hello as text, then binary frames of one video stream."""

from __future__ import annotations

import struct

from msgspec import UNSET

from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Codec,
    Dialect,
    FrameRejected,
    Kind,
    MessageRejected,
    Participant,
    VideoFrame,
)
from recall_viewer.protocol.pictures import PNG_SIGNATURE, PictureProblem, beginning, png_size
from recall_viewer.protocol.wire import Message, bot_of, needed
from recall_viewer.texts import Text

_HEADER = struct.Struct("<II")
"""Participant id, and milliseconds since the start of the video; both uint32, little-endian (API v1.10, documented)."""

_SIGNATURE_END = _HEADER.size + len(PNG_SIGNATURE)


def is_hello(message: Message) -> bool:
    """Tell whether a JSON message opens a connection of this protocol.

    Any protocol version will do, though only 1 is documented: every frame shows by its signature whether it is one,
    so a new number costs nothing if nothing else changed, and refusing it would blind the viewer.
    """
    return message.protocol_version is not UNSET


def dialect_of(hello: Message) -> Dialect:
    """Tell video from its audio sibling, whose hello has three fields more (API v1.10, documented)."""
    audio = hello.separate_streams is not UNSET or (hello.recording_id is not UNSET and hello.offset is not UNSET)
    return Dialect.AUDIO if audio else Dialect.STREAM


def read_hello(hello: Message) -> BotIdentified | MessageRejected:
    """Tell which bot it is. A null or absent `bot_id` is an unnamed bot; one of another type is rejected."""
    if not (hello.bot_id is UNSET or hello.bot_id is None or isinstance(hello.bot_id, str)):
        return MessageRejected("hello", needed("bot_id", hello.bot_id, Text("text")))
    return BotIdentified(bot_of(hello.bot_id, hello.recording_id), dialect_of(hello))


def holds_png(message: memoryview) -> bool:
    """Tell whether a binary message is a frame: audio and other vendors' messages come to the same address."""
    return message[_HEADER.size : _SIGNATURE_END] == PNG_SIGNATURE


def read_frame(message: memoryview, bot: Bot | None) -> VideoFrame | FrameRejected:
    """Read a binary message of a video connection whose hello named `bot`."""
    if len(message) < _SIGNATURE_END:
        detail = Text(
            "only {count} of the {needed} bytes of a header and a PNG signature",
            count=len(message),
            needed=_SIGNATURE_END,
        )
        return FrameRejected("header", detail, bot)
    if not holds_png(message):
        found = beginning(message[_HEADER.size :])
        detail = Text(
            "no PNG after the header of {count} bytes: {found}; or is it audio?", count=_HEADER.size, found=found
        )
        return FrameRejected("header", detail, bot)
    participant_id, time_ms = _HEADER.unpack_from(message)
    participant = Participant(participant_id)
    picture = message[_HEADER.size :]
    try:
        width, height = png_size(picture)
    except PictureProblem as problem:
        return FrameRejected(problem.reason, problem.detail, bot, participant)
    return VideoFrame(
        bot=bot or Bot(""),
        participant=participant,
        kind=Kind.UNKNOWN,
        codec=Codec.PNG,
        # The view saves a copy of every frame; but whoever owns a writable buffer may fill it anew.
        data=picture if picture.readonly else bytes(picture),
        width=width,
        height=height,
        video_time_s=time_ms / 1000,
        dialect=Dialect.STREAM,
    )
