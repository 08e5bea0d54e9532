"""What `recall-viewer simulate` does with its arguments. Whatever draws or dials is imported once it runs."""

from __future__ import annotations

import os
import sys
import uuid
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from recall_viewer.protocol.access import parse_secret
from recall_viewer.simulate.options import GOP, H264_SIDES_PX, Options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from recall_viewer.simulate.options import Codec

USAGE_ERROR = 2
USUAL: Mapping[Codec, tuple[float, tuple[int, int]]] = {"png": (2.0, (1280, 720)), "h264": (15.0, (640, 360))}
"""Frames a second and the size in pixels, where none are given."""
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})


def run(arguments: argparse.Namespace) -> int:
    """Be a bot until it is told to leave: 0; 1 if it gave up, 2 for settings that cannot be."""
    try:
        options = _options(arguments, os.environ)
    except ValueError as error:
        print(f"recall-viewer simulate: error: {error}", file=sys.stderr)
        return USAGE_ERROR
    try:
        from recall_viewer.simulate.session import simulate  # noqa: PLC0415 - Pillow and websockets only for those who run it

        return simulate(options)
    except KeyboardInterrupt:
        # Before the session could listen for it.
        return 0


def _options(arguments: argparse.Namespace, environment: Mapping[str, str]) -> Options:
    secret = environment.get("RECALL_VERIFICATION_SECRET")
    try:
        decoded = parse_secret(secret) if secret else None
    except ValueError as error:
        raise ValueError(f"RECALL_VERIFICATION_SECRET: {error}") from None
    _check_codec(arguments)
    fps, size = USUAL[arguments.codec]
    return Options(
        url=_with_token(arguments.url, environment.get("RECALL_VIEWER_TOKEN")),
        bot_id=arguments.bot_id or str(uuid.uuid4()),
        protocol=arguments.protocol,
        participants=arguments.participants,
        codec=arguments.codec,
        fps=arguments.fps or fps,
        size=arguments.size or size,
        gop=arguments.gop or GOP,
        drop=arguments.drop or 0.0,
        share=arguments.share,
        speaker_view=arguments.speaker_view,
        images=_pictures(arguments.images) if arguments.images is not None else (),
        duration_s=arguments.duration,
        frames=arguments.frames,
        seed=arguments.seed,
        secret=decoded,
        trust=arguments.trust,
        exit_with_stdin=arguments.exit_with_stdin,
    )


def _check_codec(arguments: argparse.Namespace) -> None:
    """Raise ValueError where what was asked for cannot be had of the codec."""
    if arguments.codec == "png":
        for option in ("gop", "drop"):
            if getattr(arguments, option) is not None:
                raise ValueError(f"--{option} needs --codec h264: a PNG needs no other")
        return
    if arguments.protocol == "stream":
        raise ValueError("--codec h264 needs --protocol endpoint: the stream protocol carries PNG only")
    least, most = H264_SIDES_PX
    for side in arguments.size or ():
        if side % 2 or not least <= side <= most:
            raise ValueError(f"--size: with --codec h264 each side is even and has {least} to {most} pixels")


def _with_token(url: str, token: str | None) -> str:
    """The address with a `/` before its query, as bots need it, and the token where it brings none itself."""
    parts = urlsplit(url)
    query = parts.query
    if token and "token" not in parse_qs(query, keep_blank_values=True):
        query = f"{query}&token={quote(token, safe='')}" if query else f"token={quote(token, safe='')}"
    return urlunsplit(parts._replace(path=parts.path or "/", query=query))


def _pictures(folder: Path) -> tuple[Path, ...]:
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file())
    except OSError as error:
        raise ValueError(f"cannot read the pictures in {folder}: {error.strerror}") from None
    if not found:
        raise ValueError(f"there is no picture in {folder}: PNG, JPEG, WebP, GIF, BMP and TIFF are taken")
    return tuple(found)
