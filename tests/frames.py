"""Pictures and events for tests, made without the code under test."""

from __future__ import annotations

import io

from PIL import Image

from recall_viewer.protocol.events import Bot, Codec, Dialect, Kind, Participant, VideoFrame

BOT = "3f2a91c4-7be0-4d19-9c55-0e8d2a61f7b3"
OTHER_BOT = "b07d55e8-1c4f-4a70-8d2e-5a9f0c3b7e11"


def png(width: int, height: int, colour: str | tuple[int, int, int] = "#808080") -> bytes:
    """Return a PNG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG", compress_level=1)
    return file.getvalue()


def camera(
    participant: int | str = 100,
    *,
    size: tuple[int, int] = (1280, 720),
    colour: str = "#808080",
    name: str | None = "Ada",
    kind: Kind = Kind.CAMERA,
    bot: str = BOT,
    time_s: float | None = None,
    data: bytes | None = None,
) -> VideoFrame:
    """Return a frame of the endpoint protocol."""
    who = Participant(participant, name)
    picture = png(*size, colour) if data is None else data
    return VideoFrame(Bot(bot), who, kind, Codec.PNG, picture, *size, time_s, Dialect.ENDPOINT)


def stream_frame(
    participant: int = 100,
    *,
    size: tuple[int, int] = (1280, 720),
    colour: str = "#808080",
    bot: str = BOT,
    time_s: float | None = None,
) -> VideoFrame:
    """Return a frame of the stream protocol."""
    return VideoFrame(
        Bot(bot),
        Participant(participant),
        Kind.UNKNOWN,
        Codec.PNG,
        png(*size, colour),
        *size,
        time_s,
        Dialect.STREAM,
    )
