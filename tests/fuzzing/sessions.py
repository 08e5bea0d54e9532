"""What bots may do, for hypothesis to make up: good messages, messages gone wrong, and what happens between them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from PIL import Image

from tests.decoding import samples as pictures
from tests.decoding.samples import FORMATS, SIGNATURE, chunk
from tests.e2e.hostile_json import JSON_CASES
from tests.e2e.hostile_pictures import STREAM_CASES, chunks_of
from tests.h264_units import units
from tests.protocol.samples import attendee, binary, encoded, event, hello, person, video
from tests.protocol.test_connection import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_BYTES = 20_000
"""A hostile message of the tables that is larger is tried there; here it would only take time."""


class Message(NamedTuple):
    """A bot sends something."""

    connection: int
    data: str | bytes


class Close(NamedTuple):
    """A connection ends, without a close frame where there is no code."""

    connection: int
    code: int | None


class Wait(NamedTuple):
    """Time passes."""

    seconds: float


class Look(NamedTuple):
    """The person scrolls: what came into view so far is seen from now on, or is not."""

    is_seen: bool


Step = Message | Close | Wait | Look
Session = list[Step]

_STEPS: dict[str, Any] = {kind.__name__: kind for kind in (Message, Close, Wait, Look)}


def dumped(session: Sequence[Step]) -> bytes:
    """A session as JSON, for the database."""
    return json.dumps([[type(step).__name__, *map(_dumped, step)] for step in session], indent=1).encode()


def loaded(data: bytes) -> Session:
    """The session that was dumped."""
    return [_STEPS[name](*map(_loaded, values)) for name, *values in json.loads(data)]


def _dumped(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _loaded(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


_PNGS = [
    pictures.png(*kind, 9, 7, interlaced=is_interlaced, transparent=kind[0] in (0, 2, 3)).data
    for kind in FORMATS
    for is_interlaced in (False, True)
]
_NOISE = Image.effect_noise((33, 17), 90).convert("RGB")
_JPEGS = [
    pictures.jpeg(_NOISE.convert(mode), progressive=one) for mode in ("RGB", "L", "CMYK") for one in (False, True)
]
_NAMES = st.sampled_from([b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"tEXt", b"zTXt", b"iCCP", b"acTL", b"fdAT"])


@st.composite
def bent_pngs(draw: st.DrawFn) -> bytes:
    """A PNG whose chunks are sound, but not those that it should have."""
    chunks = [(one[4:8], one[8:-4]) for one in chunks_of(draw(st.sampled_from(_PNGS)))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(chunks) - 1))
        name, content = chunks[at]
        match draw(st.integers(0, 4)):
            case 0 if len(chunks) > 1:
                del chunks[at]
            case 1:
                chunks.insert(draw(st.integers(0, len(chunks))), chunks[at])
            case 2:
                chunks.insert(at, (draw(_NAMES), draw(st.binary(max_size=40))))
            case 3:
                chunks[at] = (draw(_NAMES), content)
            case _:
                place = draw(st.integers(0, len(content)))
                chunks[at] = (
                    name,
                    content[:place] + draw(st.binary(max_size=4)) + content[place + draw(st.integers(0, 4)) :],
                )
    return SIGNATURE + b"".join(chunk(*one) for one in chunks)


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Some bytes of it are others, or missing."""
    data = bytearray(draw(whole))
    for _ in range(draw(st.integers(0, 3))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


_PICTURES = st.sampled_from(_PNGS) | bent_pngs() | damaged(st.sampled_from(_PNGS))
_IDS = st.sampled_from([0, 1, 2, 123, 2**32 - 1])
_TIMES = st.integers(0, 9) | st.integers(0, 2**32 - 1)
_PEOPLE = st.builds(person, id=_IDS, name=st.none() | st.sampled_from(["Ada", "Zoë"]) | st.text(max_size=5))
_BOTS = st.sampled_from([{"id": "bot-1"}, {"id": "bot-2"}, None])


def _of_endpoint(picture: bytes, who: dict[str, Any], time_s: float, kind: str, bot: Any) -> str:
    stamp = {"relative": time_s}
    body = {"buffer": encoded(picture), "participant": who, "timestamp": stamp, "type": kind}
    return json.dumps(video(body=body, bot=bot))


def _of_h264(unit: bytes, who: dict[str, Any], time_s: float, kind: str, bot: Any) -> str:
    body = {"buffer": encoded(unit), "participant": who, "timestamp": {"relative": time_s}, "type": kind}
    return json.dumps(video(name="video_separate_h264.data", body=body, bot=bot))


def _of_attendee(picture: bytes, image_format: str, uuid: str) -> str:
    return json.dumps(attendee(frame=encoded(picture), format=image_format, participant_uuid=uuid))


_UNITS = [
    unit
    for options in ({"gop": 2}, {"b_frames": 2, "gop": 8}, {"size": (64, 48), "gop": 4})
    for unit in units(8, **{"size": (48, 32)} | options)
]
_H264 = st.sampled_from(_UNITS) | damaged(st.sampled_from(_UNITS))

_FRAMES = st.one_of(
    st.builds(binary, _IDS, _TIMES, _PICTURES),
    st.builds(_of_endpoint, _PICTURES, _PEOPLE, _TIMES, st.sampled_from(["webcam", "screenshare", "?"]), _BOTS),
    st.builds(_of_h264, _H264, _PEOPLE, _TIMES, st.sampled_from(["webcam", "screenshare"]), _BOTS),
    st.builds(
        _of_attendee,
        st.sampled_from(_JPEGS) | damaged(st.sampled_from(_JPEGS)) | _PICTURES,
        st.sampled_from(["jpeg", "png"]),
        st.sampled_from(["p-1", "p-2"]),
    ),
)
_ACTIONS = ("join", "leave", "update", "webcam_on", "webcam_off", "screenshare_on", "screenshare_off", "wave")
_EVENTS = st.builds(
    lambda action, who, bot: json.dumps(event(f"participant_events.{action}", {"participant": who}, bot=bot)),
    st.sampled_from(_ACTIONS),
    _PEOPLE,
    _BOTS,
)
_HELLOS = st.builds(lambda bot_id: hello(bot_id=bot_id), st.sampled_from(["bot-1", "bot-2", None, 5]))
_KNOWN = [message for case in (*STREAM_CASES, *JSON_CASES) for message in case.messages if len(message) < LARGEST_BYTES]

_CONNECTIONS = st.integers(1, 3)
_STEP: st.SearchStrategy[Step] = st.one_of(
    st.builds(Message, _CONNECTIONS, _FRAMES),
    st.builds(Message, _CONNECTIONS, _FRAMES),
    st.builds(Message, _CONNECTIONS, _EVENTS | _HELLOS | st.sampled_from(_KNOWN)),
    st.builds(Message, _CONNECTIONS, MESSAGES),
    st.builds(Close, _CONNECTIONS, st.sampled_from([None, 1000, 1001, 1006, 1009])),
    st.builds(Wait, st.sampled_from([0.5, 3.0, 70.0, 700.0])),
    st.builds(Look, st.booleans()),
)
SESSIONS: st.SearchStrategy[Session] = st.lists(_STEP, max_size=15)
