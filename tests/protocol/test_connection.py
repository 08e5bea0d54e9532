from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recall_viewer.protocol.connection import Connection
from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Dialect,
    Event,
    FrameRejected,
    MessageIgnored,
    MessageRejected,
    VideoFrame,
)
from tests.protocol.samples import AUDIO_HELLO, attendee, binary, event, hello, jpeg, png, video
from tests.protocol.test_wire import ANY_TEXT, JSON

OPENINGS: list[tuple[str | bytes, Dialect, type[Event]]] = [
    (hello(), Dialect.STREAM, BotIdentified),
    (AUDIO_HELLO, Dialect.AUDIO, BotIdentified),
    (hello(bot_id=5), Dialect.STREAM, MessageRejected),
    (json.dumps(video()), Dialect.ENDPOINT, VideoFrame),
    (json.dumps(video(body={"buffer": 5})), Dialect.ENDPOINT, FrameRejected),
    (json.dumps(event("bot.unheard_of", {})), Dialect.ENDPOINT, MessageIgnored),
    ('{"event": "anything", "data": null}', Dialect.ENDPOINT, MessageIgnored),
    (json.dumps(attendee()), Dialect.ATTENDEE, VideoFrame),
    ('{"trigger": "anything"}', Dialect.ATTENDEE, MessageIgnored),
    (binary(1, 0, png()), Dialect.STREAM, VideoFrame),
    (binary(1, 0, png()[:20]), Dialect.STREAM, FrameRejected),
]

STRANGE: list[str | bytes] = [
    "",
    "hello",
    "{",
    "{}",
    "[]",
    "5",
    "null",
    '"text"',
    "NaN",
    '{"bot_id": "bot-1"}',
    '{"event": "video_separate_png.data"}',
    '{"event": 5, "data": {}}',
    '{"data": {}}',
    '{"trigger": 5}',
    '[{"protocol_version": 1}]',
    '{"a": ' * 50_000,
    "[" * 50_000 + "]" * 50_000,
    b"",
    b"{",
    b"{}",
    b"short",
    bytes(640),
    binary(1, 0, jpeg()),
    binary(123, 0, jpeg()),
    png(),
    b"\xff\xfe\xfd" * 100,
]


def one(connection: Connection, message: Any) -> Event:
    (event_,) = connection.receive(message)
    return event_


def test_nothing_said_yet() -> None:
    connection = Connection()
    assert connection.dialect is Dialect.WAITING
    assert connection.bot is None


@pytest.mark.parametrize(("message", "dialect", "kind"), OPENINGS)
def test_first_message_decides(message: str | bytes, dialect: Dialect, kind: type[Event]) -> None:
    connection = Connection()
    assert isinstance(one(connection, message), kind)
    assert connection.dialect is dialect


@pytest.mark.parametrize(
    ("message", "dialect", "kind"), [opening for opening in OPENINGS if isinstance(opening[0], str)]
)
def test_json_decides_in_a_binary_message_too(message: str, dialect: Dialect, kind: type[Event]) -> None:
    connection = Connection()
    assert isinstance(one(connection, b" \r\n\t" + message.encode()), kind)
    assert connection.dialect is dialect


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_messages_are_kept_in_part_and_decide_nothing(strange: str | bytes) -> None:
    connection = Connection()
    for _ in range(2):
        event_ = one(connection, strange)
        assert isinstance(event_, MessageRejected)
        assert event_.reason == "unrecognised"
        assert event_.detail
        assert event_.excerpt == (strange.encode() if isinstance(strange, str) else strange)[:200]
        assert connection.dialect is Dialect.UNRECOGNISED
    for message, dialect, kind in OPENINGS:
        connection = Connection()
        connection.receive(strange)
        assert isinstance(one(connection, message), kind)
        assert connection.dialect is dialect


def test_excerpt_is_200_bytes_of_whatever_text() -> None:
    for text, beginning in (("é" * 500, "é".encode() * 100), ("x" * 500, b"x" * 200), ("\ud83d" * 500, b"?" * 200)):
        event_ = one(Connection(), text)
        assert isinstance(event_, MessageRejected)
        assert event_.excerpt == beginning


def test_order_of_the_rules() -> None:
    # As the rules have it: protocol_version, then event and data, then trigger.
    whole = {**video(), **attendee(), "protocol_version": 1, "bot_id": "bot-1", "data": video()["data"]}
    assert isinstance(one(Connection(), json.dumps(whole)), BotIdentified)
    del whole["protocol_version"]
    event_ = one(Connection(), json.dumps(whole))
    assert isinstance(event_, VideoFrame)
    assert event_.dialect is Dialect.ENDPOINT


def test_frames_before_a_hello_belong_to_nobody_and_after_it_to_its_bot() -> None:
    connection = Connection()
    before = one(connection, binary(1, 0, png()))
    connection.receive(hello())
    after = one(connection, binary(1, 0, png()))
    assert isinstance(before, VideoFrame)
    assert isinstance(after, VideoFrame)
    assert (before.bot, after.bot) == (Bot(""), Bot("bot-1"))


def test_binary_png_is_shown_whatever_the_connection_said_before() -> None:
    for opening in (json.dumps(video()), json.dumps(attendee())):
        connection = Connection()
        connection.receive(opening)
        dialect = connection.dialect
        event_ = one(connection, binary(1, 0, png()))
        assert isinstance(event_, VideoFrame)
        assert event_.dialect is Dialect.STREAM
        assert connection.dialect is dialect


def test_views_of_any_shape_are_read_as_bytes() -> None:
    message = binary(7, 0, png() + b"\0" * (-len(png()) % 8))
    plain = one(Connection(), message)
    spaced = memoryview(bytes(part for octet in message for part in (octet, 0)))[::2]
    for view in (memoryview(message).cast("I"), memoryview(message).cast("b"), spaced):
        assert one(Connection(), view) == plain
    assert isinstance(one(Connection(), memoryview(b"").cast("b")), MessageRejected)


@st.composite
def bent(draw: st.DrawFn) -> str:
    """A well-formed message in which a field, at whatever depth, is missing or became something else."""
    whole: Any = json.loads(json.dumps(draw(st.sampled_from([video(), attendee(), json.loads(AUDIO_HELLO)]))))
    if draw(st.booleans()) and "event" in whole:
        whole["event"] = draw(
            st.sampled_from(["participant_events.join", "video_separate_h264.data", "transcript.data"])
        )
    at = whole
    while True:
        key = draw(st.sampled_from(sorted(at)))
        if isinstance(at[key], dict) and at[key] and draw(st.booleans()):
            at = at[key]
        elif draw(st.booleans()):
            del at[key]
            break
        else:
            at[key] = draw(JSON)
            break
    return json.dumps(whole, ensure_ascii=draw(st.booleans()))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A well-formed message with some bytes changed, or cut off."""
    samples = [hello().encode(), json.dumps(video()).encode(), json.dumps(attendee()).encode(), binary(123, 5, png())]
    data = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(0, 3))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


MESSAGES = st.one_of(
    st.sampled_from([message for message, _, _ in OPENINGS] + STRANGE),
    bent(),
    bent().map(lambda text: text.encode("utf-8", "surrogatepass")),
    damaged(),
    damaged().map(lambda data: data.decode("utf-8", "surrogateescape")),
    ANY_TEXT,
    st.binary(max_size=100),
    st.binary(max_size=60).map(lambda noise: binary(123, 0, png()[: len(noise)] + noise)),
    JSON.map(json.dumps),
)

thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_video(message: str | bytes, before: Dialect) -> bool:
    """Tell by the words of the metric what counts as a video message."""
    if isinstance(message, bytes):
        if before is Dialect.AUDIO:
            return False
        if message[8:16] == png()[:8]:
            return True
    try:
        # As text of a bot, with what is damaged in it replaced.
        text = message if isinstance(message, str) else message.decode("utf-8", "replace")
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        return isinstance(message, bytes) and before is Dialect.STREAM
    if "protocol_version" in read:
        return False
    name = read.get("event")
    if isinstance(name, str) and ("data" in read or before is Dialect.ENDPOINT):
        return name.startswith("video_")
    return read.get("trigger") == "realtime_video.per_participant"


@thorough
@given(st.lists(MESSAGES, max_size=6))
def test_every_message_has_exactly_one_outcome_and_video_that_of_video(messages: list[str | bytes]) -> None:
    connection = Connection()
    for message in messages:
        before = connection.dialect
        (event_,) = connection.receive(message)
        assert isinstance(event_, get_args(Event))
        assert isinstance(event_, VideoFrame | FrameRejected) == is_video(message, before)
        assert connection.dialect is not Dialect.WAITING
        if before not in (Dialect.WAITING, Dialect.UNRECOGNISED) and not isinstance(
            event_, BotIdentified | MessageRejected
        ):
            assert connection.dialect is before
        if isinstance(event_, MessageRejected):
            assert len(event_.excerpt) <= 200


@thorough
@given(st.lists(MESSAGES, max_size=4))
def test_all_kinds_of_bytes_are_the_same(messages: list[str | bytes]) -> None:
    connections = [Connection() for _ in range(4)]
    for message in messages:
        if isinstance(message, str):
            forms: list[Any] = [message] * 4
        else:
            forms = [message, bytearray(message), memoryview(message), memoryview(bytearray(message))]
        events = [connection.receive(form) for connection, form in zip(connections, forms, strict=True)]
        assert all(other == events[0] for other in events)
    assert len({connection.dialect for connection in connections}) == 1
    assert len({connection.bot for connection in connections}) == 1


@given(bent())
def test_text_of_people_is_whole_and_can_be_written_anywhere(text: str) -> None:
    event_ = one(Connection(), text)
    if isinstance(event_, VideoFrame):
        for words in (event_.bot.id, event_.participant.name, event_.participant.platform, str(event_.bot.metadata)):
            (words or "").encode()
        hash(event_)
