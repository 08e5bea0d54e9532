"""Hostile JSON, of the endpoint protocol and of Attendee: wrong fields, wrong base64, wrong JSON."""

from __future__ import annotations

import copy
import gzip
import json
import math
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.e2e.hostile import (
    BASE64,
    EVENT,
    FIELDS,
    IMAGE,
    JSON,
    OTHER,
    PICTURE,
    REPEATED,
    TOO_LARGE,
    UNRECOGNISED,
    UNSUPPORTED,
    Case,
    case,
)
from tests.protocol.samples import attendee, encoded, event, jpeg, person, png, video

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG: list[Any] = [..., None, True, 5, -1.5, 1e300, float("nan"), float("inf"), 10**400, "x", [], ["x"], {}, {"x": 1}]
"""What a field may hold in place of what it should; `...` is a field that is missing."""

_moments_s = (number / 8 for number in count(8000))


def whole() -> dict[str, Any]:
    """A good frame of the endpoint protocol, later than any before it."""
    message = video(body={"timestamp": {"relative": next(_moments_s), "absolute": "2026-10-06T08:10:00.123456Z"}})
    message["data"]["video_separate"] = {"id": "separate-1", "metadata": {}}
    return message


def paths_of(value: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The way to every field, from the outside in."""
    for key, inner in value.items():
        yield (key,)
        if isinstance(inner, dict):
            yield from ((key, *rest) for rest in paths_of(inner))


def bent(message: dict[str, Any], path: tuple[str, ...], value: Any) -> str:
    """A message in which the field at `path` is `value`, or missing."""
    message = copy.deepcopy(message)
    at = message
    for key in path[:-1]:
        at = at[key]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(message)


def expected(path: tuple[str, ...], value: Any) -> str:
    """What becomes of a frame of the endpoint protocol with a wrong field: few fields matter."""
    match path[-1], len(path):
        case "event", 1:
            return OTHER if isinstance(value, str) else EVENT
        case "data", _:
            return FIELDS
        case "buffer", _:
            return BASE64 if isinstance(value, str) else FIELDS
        case "participant", _:
            return FIELDS
        case "id", 4:
            return PICTURE if value == 5 and value is not True else FIELDS
        case "relative", _:
            return REPEATED if value in (5, -1.5) else PICTURE
    return PICTURE


def fields() -> Iterator[Case]:
    """Each field in turn becomes everything that it should not be."""
    for path in paths_of(whole()):
        messages = [json.dumps(whole()), *(bent(whole(), path, value) for value in WRONG)]
        outcomes = [PICTURE, *(expected(path, value) for value in WRONG)]
        yield case(".".join(path), messages, *outcomes)
    good = attendee(frame=encoded(png()), format="png")
    for path in paths_of(good):
        messages = [json.dumps(good), *(bent(good, path, value) for value in WRONG)]
        outcomes = [PICTURE, *(expected_of_attendee(path, value) for value in WRONG)]
        yield case("attendee " + ".".join(path), messages, *outcomes)


def expected_of_attendee(path: tuple[str, ...], value: Any) -> str:
    """What becomes of a frame of Attendee's with a wrong field."""
    match path[-1]:
        case "trigger":
            return OTHER if isinstance(value, str) else EVENT
        case "data":
            return FIELDS
        case "participant_uuid":
            return PICTURE if isinstance(value, str) else FIELDS
        case "frame":
            return BASE64 if isinstance(value, str) else FIELDS
        case "format":
            # Without the field it is a JPEG, which this is not; and what JSON has no number for is null.
            is_absent = value in (..., None) or (isinstance(value, float) and not math.isfinite(value))
            return IMAGE if is_absent else UNSUPPORTED
    return PICTURE


def events() -> Iterator[Case]:
    """Events about participants with wrong fields, and events that nobody knows."""
    body = {"participant": person(), "timestamp": {"relative": 1.0}, "data": None}
    join = event("participant_events.join", body)
    for path in (("data",), ("data", "data"), ("data", "data", "participant"), ("data", "data", "participant", "id")):
        wrong = [value for value in WRONG if path[-1] != "id" or value != 5]
        messages = [json.dumps(whole()), *(bent(join, path, value) for value in wrong)]
        yield case(f"event without {path[-1]}", messages, PICTURE, *[EVENT] * len(wrong))
    names = ["", "x" * 10_000, "a\0b\nc", "\ud83d", "participant_events.wave", "bot.done", "\u202etnirp"]
    yield case("unknown events", [json.dumps(event(name, {})) for name in names], *[OTHER] * len(names))
    videos = ["video_mixed_png.data", "video_", "video_" + "x" * 10_000]
    yield case("unknown video", [json.dumps(event(name, {})) for name in videos], *[UNSUPPORTED] * len(videos))


def with_buffer(name: str, buffer: str, outcome: str) -> Case:
    """A frame whose buffer stands in the JSON exactly so."""
    message = whole()
    message["data"]["data"]["buffer"] = "BUFFER"
    return case(name, json.dumps(message).replace("BUFFER", buffer), outcome)


def base64s() -> Iterator[Case]:
    """Base64 that is wrong, or written in an unusual way."""
    good = encoded(png())
    # All letters of the alphabet that others write otherwise, and an end that is padded.
    padded = encoded(png() + bytes(-len(png()) % 3) + b"\xff\xef\xbe\0")
    assert {"+", "/"} < set(padded)
    assert padded.endswith("==")
    for name, buffer in {
        "no padding": padded.rstrip("="),
        "too much padding": padded + "=",
        "padding in the middle": padded + padded,
        "URL alphabet": padded.replace("+", "-").replace("/", "_"),
        "line breaks": "\\n".join(good[at : at + 76] for at in range(0, len(good), 76)) + "\\n",
        "a space": good[:8] + " " + good[8:],
        "a data URL": "data:image/png;base64," + good,
        "hex": png().hex() + "z",
        "a letter too few": good[:-1],
        "half a surrogate": good + "\\ud83d",
        "beyond ASCII": "\u00c4" * 40,
        "an unfinished escape": good + "\\\\",
    }.items():
        yield with_buffer(f"base64: {name}", buffer, BASE64)
    for name, buffer in {
        "slashes escaped": padded.replace("/", "\\/"),
        "plus as u002b": padded.replace("+", "\\u002b"),
        "all escaped": "".join(f"\\u{ord(letter):04x}" for letter in good),
    }.items():
        yield with_buffer(f"base64: {name}", buffer, PICTURE)


def buffers() -> Iterator[Case]:
    """Good base64 of what is no good picture."""
    for name, picture, outcome in (
        ("empty", b"", IMAGE),
        ("a JPEG", jpeg(), IMAGE),
        ("a cut PNG", png()[:-8], IMAGE),
        ("a PNG of 30000x30000", png(30_000, 30_000), TOO_LARGE),
        ("a frame with its header", bytes(8) + png(), IMAGE),
        ("a base64 in base64", encoded(png()).encode(), IMAGE),
    ):
        yield with_buffer(f"base64 of {name}", encoded(picture), outcome)


def much() -> Iterator[Case]:
    """JSON without end: levels, fields, digits, letters."""
    for depth in (100_000, 2_000_000):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            deep = opening * depth + "1" + closing * depth
            yield case(f"{depth} levels of {opening}", deep, UNRECOGNISED)
            yield case(
                f"a frame with {depth} levels of {opening}", [json.dumps(whole()), with_field(deep)], PICTURE, JSON
            )
            yield case(f"{depth} levels of {opening}, open", [json.dumps(whole()), opening * depth], PICTURE, JSON)
    yield case("a million fields", [json.dumps(whole()), with_field("[" + "1," * 1_000_000 + "1]")], PICTURE, JSON)
    for name, text in {
        "NaN": "NaN",
        "infinity": "[Infinity, -Infinity, 1e999]",
        "a number of 5000 digits": "1" * 5000,
        "a text of 1 MB": json.dumps("x" * 1_000_000),
        "half surrogates": r'"\ud83d \ude00\ud83d"',
        "NUL": r'"\u0000"',
    }.items():
        yield case(f"a frame with {name}", with_field(text), PICTURE)


def names() -> Iterator[Case]:
    """Names of people that break what shows them."""
    odd = ["x" * 10_000, "\ud83d", "\u202eadA", "a\0b\nc\x1b[31m", "", " ", "\U0001f600" * 5000, "\u0301" * 10_000]
    for name in odd:
        message = whole()
        message["data"]["data"]["participant"] = person(name=name)
        for is_ascii in (True, False):
            data = json.dumps(message, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
            message["data"]["data"]["timestamp"]["relative"] = next(_moments_s)
            yield case(f"name {name[:3]!r}, {'escaped' if is_ascii else 'as it is'}", data, PICTURE)


def shapes() -> Iterator[Case]:
    """What is no JSON, or JSON but no message, or a message in an unusual form."""
    text = json.dumps(whole())
    twice = text.replace('"buffer":', '"buffer": 5, "buffer":')
    yield case("the buffer twice, the last one good", twice, PICTURE)
    yield case("the buffer twice, the last one bad", text.replace('"timestamp":', '"buffer": 5, "timestamp":'), FIELDS)
    yield case("the event twice", json.dumps(whole()).replace('{"event":', '{"event": 5, "event":', 1), PICTURE)
    others: dict[str, str | bytes] = {
        "BOM": "\ufeff" + text,
        "trailing comma": text[:-1] + ",}",
        "two objects": text + text,
        "single quotes": text.replace('"', "'"),
        "a comment": "/* */" + text,
        "a list around it": f"[{text}]",
        "text around it": json.dumps(text),
        "gzip": gzip.compress(text.encode()),
        "UTF-16": text.encode("utf-16"),
        "cut": text[:-1],
        "another vendor": json.dumps({"event": "media", "media": {"payload": "AAAA"}}),
    }
    for name, odd in others.items():
        yield case(name, odd, UNRECOGNISED)
    yield case("as binary, with blanks around it", [f" \r\n\t{json.dumps(whole(), indent=1)}\n ".encode()], PICTURE)


def times() -> Iterator[Case]:
    """Times that stand still, run backwards, jump."""

    def at(*times: Any, participant: int) -> list[Any]:
        stamps = [{"timestamp": {"relative": time}, "participant": person(id=participant)} for time in times]
        return [json.dumps(video(body=body, recording={"id": "rec-2"})) for body in stamps]

    yield case(
        "time goes back and begins anew", at(50, 1, 2, 3, 4, 5, 6, participant=7), *[REPEATED] * 4, *[PICTURE] * 3
    )
    yield case("time stands still", at(90, 90, 90, participant=7), PICTURE, REPEATED, REPEATED)
    yield case("time jumps", at(100, 1e9, -1e9, 1e300, participant=7), *[PICTURE] * 3, REPEATED)


def with_field(more: str) -> str:
    """A good frame that has one field more, which nobody reads."""
    return json.dumps(whole())[:-1] + f', "more": {more}}}'


JSON_CASES = [*fields(), *events(), *base64s(), *buffers(), *much(), *names(), *shapes(), *times()]
