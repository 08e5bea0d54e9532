"""What a stand-in bot was told to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Dialect = Literal["stream", "endpoint"]
Codec = Literal["png", "h264"]

RETRY_S = 3.0
"""Between two tries to connect (API v1.10 and v1.11, documented)."""
ENDPOINT_TRIES = 30
"""After so many in a row a bot gives an endpoint up for good (API v1.11, documented); the stream protocol goes on."""
OVERTIME_S = 2.0
"""How long after its time a bot may be busy taking its leave of a receiver that does not listen."""
SMALL_CAMERA = (256, 144)
"""A participant's picture while somebody shares (API v1.10, documented)."""
H264_SIDES_PX = (16, 1920)
"""The shortest and the longest side that is sent as H.264."""
GOP = 60
"""Units from one keyframe to the next: 4 s at 15 fps. Nobody documents what bots have."""


@dataclass(frozen=True, slots=True)
class Options:
    """One run. `size` in pixels; `frames` of each stream and `duration_s` are without limit where None.

    `gop` (units from one keyframe to the next) and `drop` (0 to 1, the share of units that get lost) concern H.264.
    `url` is the address to dial, a token already in it. `secret` is the decoded verification secret, None to sign
    nothing. `trust` is a certificate (PEM) that the receiver may have, whoever signed it and whatever name it has.
    """

    url: str = field(repr=False)
    bot_id: str
    protocol: Dialect = "endpoint"
    codec: Codec = "png"
    participants: int = 6
    fps: float = 2.0
    size: tuple[int, int] = (1280, 720)
    gop: int = GOP
    drop: float = 0.0
    share: bool = False
    speaker_view: bool = False
    images: tuple[Path, ...] = ()
    duration_s: float | None = None
    frames: int | None = None
    seed: int = 0
    secret: bytes | None = field(default=None, repr=False)
    trust: Path | None = None
    exit_with_stdin: bool = False
    retry_s: float = RETRY_S
    overtime_s: float = OVERTIME_S
