from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.protocol.connection import Connection
from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Codec,
    Dialect,
    FrameRejected,
    Kind,
    MessageIgnored,
    MessageRejected,
    Participant,
    VideoFrame,
)
from tests.protocol.samples import AUDIO_HELLO, binary, hello, jpeg, png


def greeted(text: str = hello()) -> Connection:
    connection = Connection()
    connection.receive(text)
    return connection


def test_hello_names_the_bot() -> None:
    connection = Connection()
    assert connection.receive(hello()) == [BotIdentified(Bot("bot-1"), Dialect.STREAM)]
    assert connection.dialect is Dialect.STREAM
    assert connection.bot == Bot("bot-1")


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(1, 90), st.integers(1, 90))
def test_frames_come_out_as_they_went_in(participant_id: int, time_ms: int, width: int, height: int) -> None:
    picture = png(width, height)
    assert greeted().receive(binary(participant_id, time_ms, picture)) == [
        VideoFrame(
            bot=Bot("bot-1"),
            participant=Participant(participant_id),
            kind=Kind.UNKNOWN,
            codec=Codec.PNG,
            data=memoryview(picture),
            width=width,
            height=height,
            video_time_s=time_ms / 1000,
            dialect=Dialect.STREAM,
        )
    ]


def test_picture_is_a_view_of_an_immutable_message_and_a_copy_of_any_other() -> None:
    message = binary(7, 500, png())
    (event,) = greeted().receive(message)
    assert isinstance(event, VideoFrame)
    assert isinstance(event.data, memoryview)
    assert event.data.obj is message
    for make in (bytearray, lambda data: memoryview(bytearray(data))):
        reused = make(message)
        (event,) = greeted().receive(reused)
        reused[:] = bytes(len(message))
        assert isinstance(event, VideoFrame)
        assert event.data == png()


@pytest.mark.parametrize("version", [2, "1", 1.1, None, [], {}])
def test_any_version_will_do(version: Any) -> None:
    assert greeted(hello(protocol_version=version)).receive(binary(1, 0, png()))[0].__class__ is VideoFrame


@pytest.mark.parametrize(
    ("bot_id", "expected"),
    [
        (None, ""),
        ("", ""),
        (" \t", ""),
        (" abc\n", "abc"),
        ("not a uuid", "not a uuid"),
        ("a\x00b\x1bc\u2028d\x7f", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("a\u202eb\u2066c\u200bd\ufeff", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("x" * 256, "x" * 256),
        ("x" * 257, "x" * 256),
        ("\ud83d", "\ufffd"),
    ],
)
def test_bot_id_is_made_fit_for_one_line(bot_id: Any, expected: str) -> None:
    assert Connection().receive(hello(bot_id=bot_id)) == [BotIdentified(Bot(expected), Dialect.STREAM)]


def test_absent_bot_id_is_an_unnamed_bot() -> None:
    connection = Connection()
    assert connection.receive('{"protocol_version": 1}') == [BotIdentified(Bot(""), Dialect.STREAM)]
    (event,) = connection.receive(binary(1, 0, png()))
    assert isinstance(event, VideoFrame)
    assert event.bot == Bot("")


def test_recording_stands_in_for_an_unnamed_bot() -> None:
    text = hello(bot_id=None, recording_id="rec-1")
    assert Connection().receive(text) == [BotIdentified(Bot("rec-1", "rec-1"), Dialect.STREAM)]


@pytest.mark.parametrize(
    ("bot_id", "found"), [(5, "a number"), (True, "true or false"), ([], "a list"), ({}, "an object")]
)
def test_hello_with_a_broken_bot_id_is_rejected_but_its_frames_are_not(bot_id: Any, found: str) -> None:
    connection = Connection()
    text = hello(bot_id=bot_id)
    rejected = MessageRejected("hello", f"bot_id is {found}, text is needed", text.encode())
    assert connection.receive(text) == [rejected]
    assert connection.dialect is Dialect.STREAM
    assert connection.bot is None
    assert isinstance(connection.receive(binary(1, 0, png()))[0], VideoFrame)


def test_second_hello_names_the_bot_anew_and_a_broken_one_does_not() -> None:
    connection = greeted()
    assert connection.receive(hello(bot_id="bot-2")) == [BotIdentified(Bot("bot-2"), Dialect.STREAM)]
    connection.receive(hello(bot_id=5))
    assert connection.bot == Bot("bot-2")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        bytes(8),
        binary(1, 0, png())[:15],
        binary(1, 0, jpeg()),
        bytes(2000),
        b"{",
        b"[1]",
        binary(123, 0, jpeg()),
        b"{" + bytes(30),
        b'{"a": }                  ',
    ],
)
def test_binary_message_without_png_is_a_rejected_frame(message: bytes) -> None:
    connection = greeted()
    (event,) = connection.receive(message)
    assert isinstance(event, FrameRejected)
    assert (event.reason, event.bot, event.participant) == ("header", Bot("bot-1"), None)
    assert connection.dialect is Dialect.STREAM


def test_rejected_header_says_what_was_found() -> None:
    (short,) = greeted().receive(bytes(15))
    (other,) = greeted().receive(bytes(8) + b"PCM data and more")
    assert isinstance(short, FrameRejected)
    assert isinstance(other, FrameRejected)
    (jpeg_,) = greeted().receive(binary(1, 0, jpeg()))
    assert isinstance(jpeg_, FrameRejected)
    assert "only 15 of the 16 bytes" in short.detail
    assert f"begins with {b'PCM data'.hex()}" in other.detail
    assert "seems to be a JPEG" in jpeg_.detail


def test_broken_picture_is_rejected_with_its_participant() -> None:
    damaged = png()[:20] + b"\xff" + png()[21:]
    for picture, reason in ((damaged, "image"), (png()[:30], "image"), (png(30000, 30000), "too_large")):
        (event,) = greeted().receive(binary(42, 0, picture))
        assert isinstance(event, FrameRejected)
        assert (event.reason, event.bot, event.participant) == (reason, Bot("bot-1"), Participant(42))


def test_participant_123_is_no_json() -> None:
    # 123 is the code of "{"; the others are blanks before it.
    for participant_id in (0x7B, 0x7B20, 0x7B0A0D09):
        for connection in (greeted(), Connection()):
            (event,) = connection.receive(binary(participant_id, 0x22222222, png()))
            assert isinstance(event, VideoFrame)
            assert event.participant == Participant(participant_id)


def test_text_that_is_no_hello_is_rejected() -> None:
    connection = greeted()
    for text, reason in (
        ("ping", "json"),
        ("[1]", "json"),
        ("5", "json"),
        ('{"bot_id": "x"}', "hello"),
        ("{}", "hello"),
    ):
        (event,) = connection.receive(text)
        assert isinstance(event, MessageRejected)
        assert (event.reason, event.excerpt) == (reason, text.encode())
    assert connection.dialect is Dialect.STREAM


def test_json_in_a_binary_message_of_a_stream_is_judged_as_json() -> None:
    connection = greeted()
    assert connection.receive(hello(bot_id="bot-2").encode()) == [BotIdentified(Bot("bot-2"), Dialect.STREAM)]
    (event,) = connection.receive(b'  {"some": "object, long enough"}')
    assert isinstance(event, MessageRejected)
    assert event.reason == "hello"


@pytest.mark.parametrize(
    "text",
    [AUDIO_HELLO, hello(separate_streams=False), hello(recording_id="rec-1", offset=1.5), hello(separate_streams=None)],
)
def test_audio_is_drained(text: str) -> None:
    connection = Connection()
    (event,) = connection.receive(text)
    assert isinstance(event, BotIdentified)
    assert (event.bot.id, event.dialect) == ("bot-1", Dialect.AUDIO)
    assert connection.bot == event.bot
    for message in (bytes(640), b"", b"{}", binary(1, 0, png()), "text", "{}"):
        assert connection.receive(message) == [MessageIgnored("audio", "audio")]
    assert connection.dialect is Dialect.AUDIO


@pytest.mark.parametrize("more", [{"recording_id": "rec-1"}, {"offset": 0}, {"recordings": 1}])
def test_half_an_audio_hello_is_video(more: dict[str, Any]) -> None:
    assert greeted(hello(**more)).dialect is Dialect.STREAM


def test_video_hello_after_an_audio_hello_is_video() -> None:
    connection = greeted(AUDIO_HELLO)
    connection.receive(hello())
    assert isinstance(connection.receive(binary(1, 0, png()))[0], VideoFrame)


def test_endpoint_event_on_a_stream_is_understood_and_changes_nothing() -> None:
    connection = greeted()
    assert connection.receive(json.dumps({"event": "transcript.data", "data": {}})) == [
        MessageIgnored("transcript.data", "transcript.data")
    ]
    assert connection.dialect is Dialect.STREAM
