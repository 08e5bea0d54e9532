from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ParticipantAction,
    ParticipantChanged,
    VideoFrame,
)
from recall_viewer.protocol.h264 import read_unit
from tests.h264_units import SIZE, units
from tests.protocol.samples import encoded, event, jpeg, person, png, video

ADA = Participant(100, "Ada", is_host=True, platform="desktop")
BOT = Bot("bot-1", "rec-1")


def received(message: dict[str, Any] | str, connection: Connection | None = None) -> Event:
    text = message if isinstance(message, str) else json.dumps(message)
    (one,) = (connection or Connection()).receive(text)
    return one


def frame(message: dict[str, Any] | str) -> VideoFrame:
    one = received(message)
    assert isinstance(one, VideoFrame), one
    return one


def rejected(message: dict[str, Any] | str, connection: Connection | None = None) -> FrameRejected:
    one = received(message, connection)
    assert isinstance(one, FrameRejected), one
    return one


def established() -> Connection:
    connection = Connection()
    received(video(), connection)
    return connection


def test_frame_with_all_its_fields() -> None:
    connection = Connection()
    message = video(bot={"id": "bot-1", "metadata": {"team": "sales", "room": "4"}})
    assert received(message, connection) == VideoFrame(
        bot=Bot("bot-1", "rec-1", (("team", "sales"), ("room", "4"))),
        participant=ADA,
        kind=Kind.CAMERA,
        codec=Codec.PNG,
        data=png(),
        width=4,
        height=3,
        video_time_s=12.5,
        dialect=Dialect.ENDPOINT,
    )
    assert connection.dialect is Dialect.ENDPOINT
    assert connection.bot is None


@given(
    participant_id=st.integers(-(2**63), 2**64 - 1),
    name=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=1000),
    is_host=st.none() | st.booleans(),
    relative=st.floats(-1e9, 1e9),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    escaped=st.booleans(),
)
def test_frames_come_out_as_they_went_in(
    *,
    participant_id: int,
    name: str | None,
    is_host: bool | None,
    relative: float,
    size: tuple[int, int],
    escaped: bool,
) -> None:
    who = person(id=participant_id, name=name, is_host=is_host, platform=None)
    body = {"participant": who, "timestamp": {"relative": relative}, "buffer": encoded(png(*size))}
    got = frame(json.dumps(video(body=body), ensure_ascii=escaped))
    assert got.participant == Participant(participant_id, name, is_host)
    assert got.video_time_s == relative
    assert (got.data, (got.width, got.height)) == (png(*size), size)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("webcam", Kind.CAMERA),
        ("screenshare", Kind.SCREENSHARE),
        ("hologram", Kind.UNKNOWN),
        ("WEBCAM", Kind.UNKNOWN),
        (None, Kind.UNKNOWN),
        (..., Kind.UNKNOWN),
        (5, Kind.UNKNOWN),
        ([], Kind.UNKNOWN),
        ({}, Kind.UNKNOWN),
    ],
)
def test_kind(word: Any, kind: Kind) -> None:
    assert frame(video(body={"type": word})).kind is kind


@pytest.mark.parametrize(
    ("timestamp", "time_s"),
    [
        ({"relative": -2.5}, -2.5),
        ({"relative": 7}, 7.0),
        ({"relative": 0}, 0.0),
        ({"relative": "7"}, None),
        ({"relative": True}, None),
        ({"relative": None}, None),
        ({"relative": float("nan")}, None),
        ({"relative": float("inf")}, None),
        ({"relative": float("-inf")}, None),
        ({"relative": 1e300}, None),
        ({"relative": 10**400}, None),
        ({"relative": 10**4000}, None),
        ({}, None),
        ([12.5], None),
        (12.5, None),
        (None, None),
        (..., None),
    ],
)
def test_time(timestamp: Any, time_s: float | None) -> None:
    time = frame(video(body={"timestamp": timestamp})).video_time_s
    assert time == time_s
    assert time is None or isinstance(time, float)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": 5}, Participant(100, None, is_host=True, platform="desktop")),
        ({"name": ["Ada"]}, Participant(100, None, is_host=True, platform="desktop")),
        ({"name": ""}, Participant(100, "", is_host=True, platform="desktop")),
        ({"name": "x" * 1001}, Participant(100, "x" * 1000, is_host=True, platform="desktop")),
        ({"name": "Zoë \U0001f600"}, Participant(100, "Zoë \U0001f600", is_host=True, platform="desktop")),
        ({"name": "cut \ud83d"}, Participant(100, "cut \ufffd", is_host=True, platform="desktop")),
        ({"email": "cut \ud83d"}, ADA),
        ({"is_host": "yes"}, Participant(100, "Ada", is_host=None, platform="desktop")),
        ({"is_host": 1}, Participant(100, "Ada", is_host=None, platform="desktop")),
        ({"platform": {}}, Participant(100, "Ada", is_host=True, platform=None)),
        ({"platform": "p" * 101}, Participant(100, "Ada", is_host=True, platform="p" * 100)),
        ({"name": ..., "is_host": ..., "platform": ..., "extra_data": ..., "email": ...}, Participant(100)),
        ({"extra_data": [float("nan"), 10**4000]}, ADA),
        ({"id": 100.0}, ADA),
        ({"id": 0}, Participant(0, "Ada", is_host=True, platform="desktop")),
    ],
)
def test_fields_that_do_not_matter_never_cost_the_picture(changes: dict[str, Any], expected: Participant) -> None:
    assert frame(video(body={"participant": person(**changes)})).participant == expected


@pytest.mark.parametrize(
    ("data", "bot"),
    [
        ({"bot": None}, Bot("rec-1", "rec-1")),
        ({"bot": ...}, Bot("rec-1", "rec-1")),
        ({"bot": "bot-1"}, Bot("rec-1", "rec-1")),
        ({"bot": {"id": None}}, Bot("rec-1", "rec-1")),
        ({"bot": {"id": 5}}, Bot("rec-1", "rec-1")),
        ({"bot": {"id": " any text "}}, Bot("any text", "rec-1")),
        ({"recording": ...}, Bot("bot-1")),
        ({"recording": {"id": 7}}, Bot("bot-1")),
        ({"bot": None, "recording": []}, Bot("")),
        ({"bot": {"id": "bot-1", "metadata": ["a"]}}, BOT),
        ({"bot": {"id": "bot-1", "metadata": {"a": 1, "b": "2"}}}, Bot("bot-1", "rec-1", (("b", "2"),))),
        ({"realtime_endpoint": 5, "video_separate": float("nan")}, BOT),
    ],
)
def test_identity(data: dict[str, Any], bot: Bot) -> None:
    assert frame(video(**data)).bot == bot


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"participant": ...}, "participant is missing, an object is needed"),
        ({"participant": "Ada"}, "participant is text, an object is needed"),
        ({"participant": person(id=...)}, "participant.id is missing, an integer is needed"),
        ({"participant": person(id=None)}, "participant.id is null, an integer is needed"),
        ({"participant": person(id="100")}, "participant.id is text, an integer is needed"),
        ({"participant": person(id=True)}, "participant.id is true or false, an integer is needed"),
        ({"participant": person(id=1.5)}, "participant.id is a number, an integer is needed"),
        ({"participant": person(id=1e300)}, "participant.id is a number, an integer is needed"),
        ({"participant": person(id=2**64)}, "participant.id is a number, an integer of 64 bits is needed"),
        ({"participant": person(id=-(10**400))}, "participant.id is a number, an integer of 64 bits is needed"),
        ({"buffer": ...}, "buffer is missing, base64 text is needed"),
        ({"buffer": None}, "buffer is null, base64 text is needed"),
        ({"buffer": 5}, "buffer is a number, base64 text is needed"),
        ({"buffer": False}, "buffer is true or false, base64 text is needed"),
        ({"buffer": ["x"]}, "buffer is a list, base64 text is needed"),
        ({"buffer": {"x": "y"}}, "buffer is an object, base64 text is needed"),
    ],
)
def test_fields_that_do_matter_cost_the_frame(body: dict[str, Any], detail: str) -> None:
    got = rejected(video(body=body))
    assert (got.reason, got.detail, got.bot, got.kind) == ("fields", detail, BOT, Kind.CAMERA)
    assert got.participant == (ADA if "buffer" in body else None)


@pytest.mark.parametrize("data", [5, None, "x", [1], [], {}, {"data": None}, {"data": [video()]}, {"data": "x"}, True])
def test_video_event_without_a_body_is_a_rejected_frame(data: Any) -> None:
    got = rejected({"event": "video_separate_png.data", "data": data})
    assert got.reason == "fields"
    assert got.detail.startswith("data")


def test_video_event_without_data_is_a_rejected_frame_once_the_dialect_is_known() -> None:
    text = '{"event": "video_separate_png.data"}'
    assert isinstance(received(text), MessageRejected)
    assert rejected(text, established()).detail == "data is missing, an object is needed"


@pytest.mark.parametrize(
    "buffer",
    [
        "not base64",
        "AAA",
        "AAAA=",
        "AA==AA==",
        "AAAA\n",
        "AA-_",
        "Ä" * 4,
        "\ud83d",
        "\\",
        '"',
        "data:image/png;base64,AAAA",
    ],
)
def test_buffer_that_is_no_base64(buffer: str) -> None:
    for escaped in (True, False):
        text = json.dumps(video(body={"buffer": buffer}), ensure_ascii=escaped)
        got = rejected(text)
        assert (got.reason, got.participant, got.kind) == ("base64", ADA, Kind.CAMERA)
        assert "buffer" in got.detail
        assert "bytes" in got.detail


def test_wrong_utf8_in_the_buffer_of_a_binary_message() -> None:
    for buffer in (b"\xff\xff", b"\\u002b\xff\\n"):
        text = json.dumps(video(body={"buffer": "BUFFER"})).encode().replace(b"BUFFER", buffer)
        (got,) = Connection().receive(text)
        assert isinstance(got, FrameRejected)
        assert got.reason == "base64"


@pytest.mark.parametrize(
    ("buffer", "reason", "detail"),
    [
        ("", "image", "not a PNG: it is empty"),
        (encoded(jpeg()), "image", "not a PNG: it seems to be a JPEG"),
        (encoded(png()[:30]), "image", "cut off after 30 bytes"),
        (encoded(png(30000, 30000)), "too_large", "30000x30000 declared, at most 8192 a side"),
    ],
)
def test_buffer_that_is_no_picture(buffer: str, reason: str, detail: str) -> None:
    got = rejected(video(body={"buffer": buffer}))
    assert (got.reason, got.bot, got.participant, got.kind) == (reason, BOT, ADA, Kind.CAMERA)
    assert detail in got.detail


def test_escapes_inside_the_buffer_are_understood() -> None:
    pictures = [png() + bytes([255 - n, 239, 190, n]) * 50 for n in range(3)]
    for picture in pictures:
        assert {"/", "+"} <= set(encoded(picture))
        text = json.dumps(video(body={"buffer": encoded(picture)}))
        for escaped in (
            text.replace("/", "\\/"),
            text.replace("+", "\\u002b"),
            text.replace("/", "\\u002F").replace("+", "\\u002B"),
        ):
            assert escaped != text
            assert frame(escaped).data == picture


def test_spaces_between_the_fields_do_not_matter() -> None:
    assert frame(json.dumps(video(), indent=3)) == frame(json.dumps(video(), separators=(",", ":")))


def test_json_in_a_binary_message_is_the_same() -> None:
    for text in (json.dumps(video()), json.dumps(video(body={"participant": person(name="cut \ud83d")}))):
        assert Connection().receive(text.encode()) == Connection().receive(text)


@pytest.mark.parametrize(
    "name",
    ["video_separate_av1.data", "video_mixed_png.data", "video_separate_png.partial", "video_", "video_" + "x" * 999],
)
def test_other_video_is_unsupported_and_counted_as_video(name: str) -> None:
    got = rejected(video(name=name, body={"buffer": "AAAA", "type": "screenshare"}))
    assert (got.reason, got.bot, got.participant, got.kind) == ("unsupported", BOT, ADA, Kind.SCREENSHARE)
    assert "video_separate_png" in got.detail
    assert len(got.detail) < 300


def test_unsupported_video_needs_no_fields() -> None:
    assert "video_mixed_png" in rejected({"event": "video_mixed_png.data", "data": 5}).detail
    got = rejected(video(name="video_mixed_png.data", body={"participant": 5}))
    assert (got.reason, got.participant, got.kind) == ("unsupported", None, Kind.CAMERA)


def test_a_unit_of_h264_is_a_frame_with_what_it_holds() -> None:
    first, second = (
        received(video(name="video_separate_h264.data", body={"buffer": base64.b64encode(unit).decode()}))
        for unit in units(2)
    )
    assert isinstance(first, VideoFrame)
    assert isinstance(second, VideoFrame)
    assert (first.codec, first.width, first.height, bytes(first.data)) == (Codec.H264, *SIZE, units(2)[0])
    # Its size comes with parameter sets alone.
    assert (second.codec, second.width, second.height) == (Codec.H264, 0, 0)
    assert (first.unit, second.unit) == tuple(map(read_unit, units(2)))


def test_what_is_no_h264_is_refused_like_any_picture() -> None:
    got = rejected(video(name="video_separate_h264.data"))
    assert (got.reason, got.participant) == ("image", ADA)
    assert "a PNG" in got.detail


@pytest.mark.parametrize("action", list(ParticipantAction))
@pytest.mark.parametrize("prefix", ["participant_events", "participant_event"])
def test_participant_events(action: ParticipantAction, prefix: str) -> None:
    body = {"participant": person(), "timestamp": {"relative": 1.0}, "data": None}
    expected = ParticipantChanged(BOT, ADA, action, f"participant_events.{action}")
    assert received(event(f"{prefix}.{action}", body)) == expected


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"participant": person(id="x")}, "participant.id is text, an integer is needed"),
        ({}, "participant is missing, an object is needed"),
        (None, "data.data is null, an object is needed"),
        ([], "data.data is a list, an object is needed"),
    ],
)
def test_broken_participant_event_is_no_frame(body: Any, detail: str) -> None:
    message = event("participant_event.join", body)
    expected = MessageRejected("event", f"participant_events.join: {detail}", json.dumps(message).encode()[:200])
    assert received(message) == expected


@pytest.mark.parametrize(
    "name",
    [
        "participant_events.chat_message",
        "transcript.data",
        "transcript.partial_data",
        "audio_mixed_raw.data",
        "audio_separate_raw.data",
    ],
)
def test_known_events_without_a_picture_are_ignored_by_name(name: str) -> None:
    assert received(event(name, {"buffer": "AAAA"})) == MessageIgnored(name, name)
    assert received({"event": name, "data": None}) == MessageIgnored(name, name)


def test_chat_message_in_the_singular_is_counted_with_the_others() -> None:
    name = "participant_event.chat_message"
    assert received(event(name, {})) == MessageIgnored("participant_events.chat_message", name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bot.done", "bot.done"),
        ("transcript.provider_data", "transcript.provider_data"),
        ("participant_events.wave", "participant_events.wave"),
        ("participant_event", "participant_event"),
        ("Video_separate_png.data", "Video_separate_png.data"),
        ("x" * 1000, "x" * 100),
        ("a\nb", "a\ufffdb"),
        ("", ""),
    ],
)
def test_unknown_events_share_one_name(name: str, shown: str) -> None:
    assert received(event(name, {})) == MessageIgnored("other", shown)


def test_what_is_no_event_on_a_known_connection() -> None:
    connection = established()
    for text, reason in (
        ("ping", "json"),
        ("[]", "json"),
        ("{}", "event"),
        ('{"data": {}}', "event"),
        ('{"event": 5, "data": {}}', "event"),
        ('{"event": null}', "event"),
    ):
        got = received(text, connection)
        assert isinstance(got, MessageRejected)
        assert (got.reason, got.excerpt) == (reason, text.encode())
        assert connection.receive(text.encode())[0].__class__ is MessageRejected
    for binary in (b"", b"\x00" * 30, b"{nothing"):
        (got,) = connection.receive(binary)
        assert isinstance(got, MessageRejected)
        assert got.reason == "json"
    assert connection.dialect is Dialect.ENDPOINT
