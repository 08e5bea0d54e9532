from __future__ import annotations

import json
from typing import Any

import pytest

from recall_viewer.protocol.connection import Connection
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
    VideoFrame,
)
from tests.protocol.samples import attendee, encoded, jpeg, png


def received(message: dict[str, Any]) -> Event:
    (one,) = Connection().receive(json.dumps(message))
    return one


def frame(message: dict[str, Any]) -> VideoFrame:
    one = received(message)
    assert isinstance(one, VideoFrame), one
    return one


def test_frame_with_all_its_fields() -> None:
    connection = Connection()
    assert connection.receive(json.dumps(attendee(frame=encoded(jpeg(640, 360))))) == [
        VideoFrame(
            bot=Bot("bot_1"),
            participant=Participant("p-1"),
            kind=Kind.CAMERA,
            codec=Codec.JPEG,
            data=jpeg(640, 360),
            width=640,
            height=360,
            video_time_s=None,
            dialect=Dialect.ATTENDEE,
        )
    ]
    assert connection.dialect is Dialect.ATTENDEE
    assert connection.bot is None


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("webcam", Kind.CAMERA),
        ("screenshare", Kind.SCREENSHARE),
        ("other", Kind.UNKNOWN),
        (5, Kind.UNKNOWN),
        (..., Kind.UNKNOWN),
    ],
)
def test_kind(source: Any, kind: Kind) -> None:
    assert frame(attendee(source=source)).kind is kind


@pytest.mark.parametrize("name", ["jpeg", "JPEG", "jpg", None, ...])
def test_jpeg_is_the_usual_format(name: Any) -> None:
    assert frame(attendee(format=name)).codec is Codec.JPEG


def test_png_is_accepted() -> None:
    got = frame(attendee(format="png", frame=encoded(png(8, 5))))
    assert (got.codec, got.data, got.width, got.height) == (Codec.PNG, png(8, 5), 8, 5)


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        ({"format": "webp"}, "unsupported", "format is webp, this version shows jpeg and png"),
        ({"format": 5}, "unsupported", "format is a number, this version shows jpeg and png"),
        ({"frame": ...}, "fields", "frame is missing, base64 text is needed"),
        ({"frame": 5}, "fields", "frame is a number, base64 text is needed"),
        (
            {"frame": "no base64"},
            "base64",
            "frame is not base64 of the usual alphabet, padded and without blanks (9 bytes)",
        ),
        ({"frame": encoded(png())}, "image", "not a JPEG: it seems to be a PNG"),
        ({"frame": encoded(jpeg()), "format": "png"}, "image", "not a PNG: it seems to be a JPEG"),
        ({"frame": encoded(jpeg(9000, 10))}, "too_large", "9000x10 declared, at most 8192 a side"),
    ],
)
def test_frame_that_cannot_be_shown(changes: dict[str, Any], reason: Any, detail: str) -> None:
    expected = FrameRejected(reason, detail, Bot("bot_1"), Participant("p-1"), Kind.CAMERA)
    assert received(attendee(**changes)) == expected


@pytest.mark.parametrize(
    ("value", "found"), [(..., "missing"), (None, "null"), (5, "a number"), ("", "empty text"), (" ", "empty text")]
)
def test_frame_of_nobody(value: Any, found: str) -> None:
    got = received(attendee(participant_uuid=value))
    detail = f"participant_uuid is {found}, text is needed"
    assert got == FrameRejected("fields", detail, Bot("bot_1"), None, Kind.CAMERA)


@pytest.mark.parametrize("data", [..., None, 5, [], "x"])
def test_frame_without_data(data: Any) -> None:
    message = {"trigger": "realtime_video.per_participant", "data": data}
    got = received({name: value for name, value in message.items() if value is not ...})
    assert isinstance(got, FrameRejected)
    assert (got.reason, got.bot) == ("fields", Bot(""))


@pytest.mark.parametrize("bot_id", [None, 5, [], ""])
def test_a_broken_bot_id_does_not_cost_the_picture(bot_id: Any) -> None:
    assert frame({**attendee(), "bot_id": bot_id}).bot == Bot("")


def test_escapes_inside_the_frame_are_understood() -> None:
    picture = jpeg() + b"\xff" * 30
    text = json.dumps(attendee(frame=encoded(picture))).replace("/", "\\/")
    (got,) = Connection().receive(text)
    assert isinstance(got, VideoFrame)
    assert got.data == picture


@pytest.mark.parametrize(
    ("trigger", "name"), [("realtime_audio.mixed", "realtime_audio.mixed"), ("x" * 999, "x" * 100)]
)
def test_other_triggers_are_ignored(trigger: str, name: str) -> None:
    assert received({"trigger": trigger, "data": {}}) == MessageIgnored("other", name)


def test_what_is_no_trigger_on_a_known_connection() -> None:
    connection = Connection()
    connection.receive(json.dumps(attendee()))
    for text, reason in (("ping", "json"), ("{}", "event"), ('{"trigger": 5}', "event")):
        (got,) = connection.receive(text)
        assert isinstance(got, MessageRejected)
        assert got.reason == reason
