"""The arguments of the stand-in bot, and what each may be: what every start reads, so nothing else comes along."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from urllib.parse import urlsplit

from recall_viewer.simulate.options import GOP

MOST_PARTICIPANTS = 64
MOST_FPS = 120.0
LARGEST_SIDE_PX = 8192
LONGEST_GOP = 600
"""40 s at 15 fps: loops are whole groups, and are kept in memory."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `recall-viewer simulate`."""
    parser.add_argument("url", type=_url, metavar="URL", help="where to dial, like ws://127.0.0.1:8765/")
    parser.add_argument(
        "--protocol", choices=("stream", "endpoint"), default="endpoint", help="how it talks (%(default)s)"
    )
    parser.add_argument("--bot-id", type=_bot_id, metavar="ID", help="the bot's id (a random UUID)")
    parser.add_argument("--participants", type=_participants, default=6, metavar="N", help="people (%(default)s)")
    parser.add_argument("--fps", type=_fps, metavar="F", help="frames a second of each (2; 15 with H.264)")
    parser.add_argument(
        "--size", type=_size, metavar="WxH", help="of their pictures (1280x720; 640x360 with H.264, in even sides)"
    )
    _add_h264_arguments(parser)
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--share", action="store_true", help="someone shares: cameras shrink to 256x144, a 1024x576 screenshare joins"
    )
    group.add_argument("--speaker-view", action="store_true", help="one stream only, of the id 0")
    parser.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        help="send the pictures in DIR, by name: PNG as they are, with h264 as stills",
    )
    parser.add_argument("--duration", type=_duration, metavar="S", help="leave after S seconds")
    parser.add_argument("--frames", type=_frames, metavar="N", help="leave after N frames of each stream")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="other people, in another order (%(default)s)")
    parser.add_argument("--trust", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--exit-with-stdin", action="store_true", help=argparse.SUPPRESS)


def _add_h264_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--codec",
        choices=("png", "h264"),
        default="png",
        help="what its frames are (%(default)s); with h264, cameras take turns at their size and at half of it",
    )
    parser.add_argument(
        "--gop",
        type=_gop,
        metavar="N",
        help=f"with h264: frames from one keyframe to the next, 1 to {LONGEST_GOP} ({GOP})",
    )
    parser.add_argument("--drop", type=_drop, metavar="P", help="with h264: lose this share of the frames, 0 to 1 (0)")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and not parts.fragment and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        # Not repeated here: it may hold a token.
        raise argparse.ArgumentTypeError("an address like ws://127.0.0.1:8765/ or wss://example.org/ is needed")
    return text


def _bot_id(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("an id that is empty tells nobody apart")
    return text


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text, re.ASCII)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= width <= LARGEST_SIDE_PX and 1 <= height <= LARGEST_SIDE_PX):
        raise argparse.ArgumentTypeError(f"'{text}' is no size like 1280x720, of 1 to {LARGEST_SIDE_PX} pixels a side")
    return width, height


def _participants(text: str) -> int:
    return round(_number(text, least=1, most=MOST_PARTICIPANTS, whole=True))


def _frames(text: str) -> int:
    return round(_number(text, least=1, most=10**9, whole=True))


def _gop(text: str) -> int:
    return round(_number(text, least=1, most=LONGEST_GOP, whole=True))


def _drop(text: str) -> float:
    return _number(text, least=0, most=1)


def _fps(text: str) -> float:
    return _number(text, least=0.01, most=MOST_FPS)


def _duration(text: str) -> float:
    return _number(text, least=0.001, most=10**9)


def _number(text: str, *, least: float, most: float, whole: bool = False) -> float:
    try:
        number: float = int(text) if whole else float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        kind = "whole number" if whole else "number"
        raise argparse.ArgumentTypeError(f"'{text}' is no {kind} from {least:g} to {most:g}")
    return number
