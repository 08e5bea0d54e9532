"""JSON as bots write it: read in one pass without a copy of the picture, and repaired where that pass refuses it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import AnyStr

import msgspec
import pybase64
from msgspec import UNSET, Raw, Struct, UnsetType

from recall_viewer.protocol.events import Bot, FrameProblem, Kind
from recall_viewer.protocol.pictures import PictureProblem
from recall_viewer.texts import Text

MAX_ID_CHARS = 256
"""Characters kept of a bot's, recording's or participant's id: Recall's are UUIDs, Attendee's are shorter still."""

MAX_LABEL_CHARS = 100
"""Characters kept of a name that is shown once, in one line: an event's, a platform's."""

MAX_METADATA_PAIRS = 32
MAX_METADATA_CHARS = 256
"""Both bound what `data.bot.metadata`, freely chosen in the Create Bot request, may cost with every frame."""

MAX_FIELDS = 20_000
"""Commas in a message at most. A frame has some twenty, a long transcript some thousand; but sixteen megabytes of "[],"
would make five million objects, and hold up the window for seconds."""

# A field may hold anything: a wrong type in one that does not matter must not cost the picture, so it is no error here.
_Anything = str | int | float | bool | list[object] | None


class Body(Struct):
    """`data.data` of an event of API v1.11: what happened to whom, or one picture."""

    participant: object = UNSET
    timestamp: object = UNSET
    type: object = UNSET
    buffer: Raw = Raw()


class Data(Struct):
    """`data` of an event of API v1.11; the fields of Attendee's `data` stand beside, absent there."""

    data: Body | _Anything | UnsetType = UNSET
    bot: object = UNSET
    recording: object = UNSET

    participant_uuid: object = UNSET
    source: object = UNSET
    format: object = UNSET
    frame: Raw = Raw()


class Message(Struct):
    """A JSON object from a bot. Fields that nobody reads are passed over, UNSET stands for an absent one.

    `Raw` fields are the JSON text of the field, a view into the message; empty if absent.
    """

    event: object = UNSET
    trigger: object = UNSET
    data: Data | _Anything | UnsetType = UNSET

    protocol_version: object = UNSET
    bot_id: object = UNSET
    recording_id: object = UNSET
    separate_streams: object = UNSET
    offset: object = UNSET


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was sent is not a JSON object; `detail` says why, without quoting it."""

    detail: str


class FieldError(Exception):
    """A field that is needed is missing or of another type; `reason` is what that means for a video message."""

    reason: FrameProblem = "fields"

    def __init__(self, name: str, found: object, wanted: Text) -> None:
        self.detail = needed(name, found, wanted)
        super().__init__(self.detail)


def needed(name: str, found: object, wanted: Text) -> Text:
    """Say that a field holds something else than what is wanted."""
    return Text("{name} is {found}, {wanted} is needed", name=name, found=described(found), wanted=wanted)


_decoder = msgspec.json.Decoder(Message | _Anything)

_JSON_FAULTS: dict[str, str] = {
    fault: fault
    for fault in (
        Text("Expecting value"),
        Text("Expecting ',' delimiter"),
        Text("Expecting ':' delimiter"),
        Text("Expecting property name enclosed in double quotes"),
        Text("Unterminated string"),
        Text("Invalid control character"),
        Text("Invalid \\escape"),
        Text("Invalid \\uXXXX escape"),
        Text("Extra data"),
    )
}
"""What Python's parser says most."""


def parse(text: str | memoryview) -> Message | Unreadable:
    """Read one JSON object. Raises nothing, whatever `text` holds."""
    crowded = _has_more(text, ",", MAX_FIELDS) if isinstance(text, str) else _has_more(bytes(text), b",", MAX_FIELDS)
    if crowded:
        return Unreadable(Text("not read: more than {most} fields", most=MAX_FIELDS))
    try:
        try:
            value = _decoder.decode(text)
        except (msgspec.MsgspecError, UnicodeError):
            value = _decoder.decode(repaired(text))
    except RecursionError:
        return Unreadable(Text("not readable: nested too deeply"))
    except json.JSONDecodeError as error:
        # Python's words, without advice on its own functions and without an "at" before ours.
        what = error.msg.partition(" (")[0].removesuffix(" starting at").removesuffix(" at")
        return Unreadable(Text("not JSON: {why} at character {at}", why=_JSON_FAULTS.get(what, what), at=error.pos))
    if not isinstance(value, Message):
        return Unreadable(Text("JSON, but {found} and not an object", found=described(value)))
    return value


def _has_more(text: AnyStr, mark: AnyStr, limit: int) -> bool:
    # Not count(), which takes ten times as long to pass over a picture.
    at = -1
    for _ in range(limit + 1):
        at = text.find(mark, at + 1)
        if at < 0:
            return False
    return True


def repaired(text: str | memoryview) -> bytes:
    """Rewrite JSON that msgspec refuses and that can be understood all the same; JSONDecodeError if it cannot.

    msgspec refuses a whole message for half of a surrogate pair (a name cut in mid-emoji), for NaN, for a number
    beyond its range or for a wrong byte of UTF-8, even in a field that nobody reads. The first and the last become
    U+FFFD, the others null.
    """
    if not isinstance(text, str):
        text = str(text, "utf-8", "replace")
    # msgspec writes infinities and NaN as null.
    return msgspec.json.encode(_without_surrogates(json.loads(text, parse_int=_bounded_integer)))


def _bounded_integer(digits: str) -> int | float:
    # Python refuses to read integers of some thousand digits, and no id or time has more than 64 bits.
    if len(digits) <= 20 and -(2**63) <= (number := int(digits)) < 2**64:
        return number
    return float(digits)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        # The base64 of a picture is ASCII, which Python knows without looking at it.
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def described(value: object) -> Text:
    """Say what a field holds, by type and never by content: names of people do not belong in a log."""
    if value is UNSET:
        return Text("missing")
    if value is None:
        return Text("null")
    if isinstance(value, bool):
        return Text("true or false")
    if isinstance(value, int | float):
        return Text("a number")
    if isinstance(value, str):
        return Text("text") if value.strip() else Text("empty text")
    return Text("a list") if isinstance(value, list) else Text("an object")


def field(value: object, name: str) -> object:
    """Return the field `name` of a JSON object; UNSET if it is absent, or `value` is no object."""
    return value.get(name, UNSET) if isinstance(value, dict) else UNSET


def text_of(value: object, limit_chars: int) -> str | None:
    """Return at most `limit_chars` of a text; None for what is not text."""
    return value[:limit_chars] if isinstance(value, str) else None


# Controls, line separators, and what shows nothing or turns the direction of the text around it.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def id_of(value: object, limit_chars: int = MAX_ID_CHARS) -> str:
    """Return an id fit for one line: no blanks around it, what could act as U+FFFD; "" if it is no text."""
    return _CONTROL.sub("\ufffd", value.strip()[:limit_chars]) if isinstance(value, str) else ""


def bot_of(bot_id: object, recording_id: object, metadata: object = None) -> Bot:
    """Tell whose message this is: the bot's id, or the recording's where there is none, or ""."""
    recording = id_of(recording_id)
    pairs: list[tuple[str, str]] = []
    for key, value in metadata.items() if isinstance(metadata, dict) else ():
        if isinstance(value, str) and len(pairs) < MAX_METADATA_PAIRS:
            pairs.append((key[:MAX_METADATA_CHARS], value[:MAX_METADATA_CHARS]))
    return Bot(id_of(bot_id) or recording, recording or None, tuple(pairs))


_KINDS = {"webcam": Kind.CAMERA, "screenshare": Kind.SCREENSHARE}


def kind_of(value: object) -> Kind:
    """Return what a picture shows, in the words of the wire (API v1.11, documented; Attendee has the same)."""
    return _KINDS.get(value, Kind.UNKNOWN) if isinstance(value, str) else Kind.UNKNOWN


# An example of what a JSON value that begins so is; anything else but a text is a number.
_BY_BEGINNING: dict[bytes, object] = {b"": UNSET, b"n": None, b"t": True, b"f": False, b"[": [], b"{": {}}


def picture_of(raw: Raw, name: str) -> bytes:
    """Decode the base64 text in the field `name`. Raises FieldError if it is no text, PictureProblem if no base64."""
    encoded = memoryview(raw)
    beginning = bytes(encoded[:1])
    if beginning != b'"':
        raise FieldError(name, _BY_BEGINNING.get(beginning, 0), Text("base64 text"))
    try:
        return pybase64.b64decode(encoded[1:-1], validate=True)
    except ValueError:
        # Some writers escape "/" or "+". Few do, so it is looked into only once the plain way has failed.
        if b"\\" not in bytes(encoded):
            raise PictureProblem("base64", _not_base64(name, len(encoded) - 2)) from None
    try:
        return pybase64.b64decode(msgspec.json.decode(raw, type=str), validate=True)
    except (ValueError, msgspec.MsgspecError):
        raise PictureProblem("base64", _not_base64(name, len(encoded) - 2)) from None


def _not_base64(name: str, length_bytes: int) -> Text:
    return Text(
        "{name} is not base64 of the usual alphabet, padded and without blanks ({count} bytes)",
        name=name,
        count=length_bytes,
    )
