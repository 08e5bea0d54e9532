"""What may be wrong with a unit of H.264 before any decoder sees it, and what its stream then lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.e2e.hostile import AWAITING, BASE64, FIELDS, IMAGE, PICTURE, REPEATED, Case, case
from tests.frames import png
from tests.h264_units import START_CODE, units, without
from tests.protocol.samples import encoded, person, video

if TYPE_CHECKING:
    from collections.abc import Iterator

SPS, PPS, IDR = 7, 8, 5
_UNITS = units(16, (64, 48))


def sent(*data: bytes, participant: int) -> list[str | bytes]:
    """Units of a camera of its own, each with a time of its own."""
    return [_message(unit, participant, number / 15) for number, unit in enumerate(data)]


def _message(unit: bytes, participant: int, time_s: float) -> str:
    body = {"buffer": encoded(unit), "participant": person(id=participant), "timestamp": {"relative": time_s}}
    return json.dumps(video(name="video_separate_h264.data", body=body))


def _refused() -> Iterator[Case]:
    nothing = {
        "a PNG": png(64, 36),
        "empty": b"",
        "zeros": bytes(200),
        "no start code": _UNITS[0][4:],
        "a start code alone": START_CODE,
        "a delimiter alone": START_CODE + b"\x09\xf0",
        "a slice of no bytes": START_CODE + b"\x65",
        "half a parameter set": START_CODE + b"\x67\x42\x00",
        "a parameter set of zeros": START_CODE + b"\x67" + bytes(64),
        "a picture set of no number": START_CODE + b"\x68" + bytes(64),
        "a million start codes": (START_CODE + b"\x09") * 250_000,
        "sizes as in AVCC": len(_UNITS[0]).to_bytes(4, "big") + _UNITS[0][4:],
    }
    for number, (name, data) in enumerate(nothing.items()):
        yield case(f"H.264: {name}", sent(data, participant=300 + number), IMAGE)


def _without_a_keyframe() -> Iterator[Case]:
    yield case("H.264: no keyframe yet", sent(*_UNITS[1:8], participant=330), *[AWAITING] * 7)
    bare = without(_UNITS[0], SPS, PPS)
    yield case("H.264: a keyframe whose sets never came", sent(bare, *_UNITS[1:4], participant=331), *[AWAITING] * 4)
    lost = [*_UNITS[:2], *_UNITS[3:8]]
    yield case("H.264: a unit is lost", sent(*lost, participant=332), *[PICTURE] * 2, *[AWAITING] * 5)
    backwards = sent(*reversed(_UNITS[:8]), participant=333)
    yield case("H.264: from the last to the first", backwards, *[AWAITING] * 7, PICTURE)


def _odd_but_sound() -> Iterator[Case]:
    alone = [without(_UNITS[0], IDR), without(_UNITS[0], SPS, PPS), _UNITS[1]]
    yield case("H.264: parameter sets by themselves", sent(*alone, participant=340), *[PICTURE] * 3)
    twice = [_message(_UNITS[0], 341, 1.0), _message(_UNITS[0], 341, 1.0), _message(_UNITS[1], 341, 2.0)]
    yield case("H.264: the very same unit twice", twice, PICTURE, REPEATED, PICTURE)
    both = [_message(_UNITS[0], 342, 1.0), json.dumps(video(body={"participant": person(id=342)}))]
    yield case("H.264: and PNG of the same camera", both, PICTURE, PICTURE)
    fields = video(name="video_separate_h264.data", body={"buffer": None})
    yield case("H.264: no buffer", json.dumps(fields), FIELDS)
    fields = video(name="video_separate_h264.data", body={"buffer": "???"})
    yield case("H.264: no base64", json.dumps(fields), BASE64)


H264_CASES = [*_refused(), *_without_a_keyframe(), *_odd_but_sound()]
