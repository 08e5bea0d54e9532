"""Snapshots: the picture as received, on disk under a name that says what it is."""

from __future__ import annotations

import errno
import os
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

LONGEST_PART = 60
LONGEST_PART_BYTES = 120
"""Most file systems take 255 bytes a name; letters may take four each."""
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³")}
"""Names that Windows keeps for devices, with any extension."""
MOST_NAMESAKES = 1000

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A picture to keep. `arrived` is local time; `video_time_s` the sender's, `stale_s` the age of a stale picture."""

    data: bytes | memoryview = field(repr=False)
    suffix: str
    arrived: datetime
    bot_id: str
    participant: str
    kind: str
    video_time_s: float | None = None
    stale_s: float | None = None
    is_h264: bool = False
    """The bot sent no picture of its own, but H.264."""
    is_demo: bool = False

    @property
    def stem(self) -> str:
        """The name without suffix: time, bot, participant, kind, and what else is to be known."""
        moment = f"{self.arrived:%Y%m%d_%H%M%S}.{self.arrived.microsecond // 1000:03d}"
        parts = [moment, safe(self.bot_id[:8]) or "unknown", safe(self.participant) or "unknown", self.kind]
        if self.video_time_s is not None:
            parts.append(f"t{round(self.video_time_s * 1000)}ms")
        if self.stale_s is not None:
            parts.append(f"stale-{round(self.stale_s)}s")
        if self.is_h264:
            parts.append("h264")
        if self.is_demo:
            parts.append("demo")
        return "_".join(parts)


def safe(text: str) -> str:
    """Return a text from the wire as part of a file name that every file system takes; "" where nothing is left."""
    kept = "".join(_safe_character(character) for character in unicodedata.normalize("NFC", text))
    words = "-".join(kept.split())[:LONGEST_PART]
    cut = words.encode()[:LONGEST_PART_BYTES].decode(errors="ignore").strip(". -")
    return f"-{cut[: LONGEST_PART - 1]}".rstrip(". -") if cut.split(".")[0].lower() in RESERVED else cut


def save(snapshot: Snapshot, directory: Path) -> Path:
    """Write a snapshot and return its path. Whole or not at all, and never over another file; raises OSError."""
    folder = directory / f"{snapshot.arrived:%Y-%m-%d}"
    _make_private(directory)
    _make_private(folder)
    part = folder / f"{snapshot.stem}.{os.getpid()}.part"
    try:
        _write(part, snapshot.data)
        return _claim_name(part, folder, snapshot)
    finally:
        part.unlink(missing_ok=True)


def _claim_name(part: Path, folder: Path, snapshot: Snapshot) -> Path:
    for number in range(1, MOST_NAMESAKES):
        target = folder / f"{snapshot.stem}{'' if number == 1 else f'-{number}'}{snapshot.suffix}"
        try:
            os.link(part, target)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            if not _move_without_links(part, target):
                continue
        return target
    raise FileExistsError(errno.EEXIST, Text("too many snapshots of this name"), str(folder / snapshot.stem))


def _move_without_links(part: Path, target: Path) -> bool:
    """Move a file to a name that is still free, on a file system that knows no hard links; False where it is taken."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    try:
        part.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    return True


def _write(part: Path, data: bytes | memoryview) -> None:
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a path cannot be opened by its descriptor
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _make_private(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def _safe_character(character: str) -> str:
    if character.isspace():
        return " "
    is_unsafe = unicodedata.category(character)[0] == "C" or character in '/\\:*?"<>|_'
    return "-" if is_unsafe else character
