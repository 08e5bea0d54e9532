"""Whether a tree may be released, and whether two builds of it are the same."""

from __future__ import annotations

import hashlib
import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def objections(root: Path, version: str, changed: str) -> Iterator[str]:
    """Yield what stands against calling the tree in `root` release `version`; `changed` heads its newest changes."""
    dated = re.fullmatch(r"(\S+) \((\d{4}-\d\d-\d\d)\)", changed)
    if dated is None or dated[1] != version:
        yield f"CHANGELOG.md begins with {changed!r}, not with {version} and its date in brackets"
    if git(root, "status", "--porcelain"):
        yield "the tree has changes that are not committed"
    tagged = git(root, "tag", "--list", f"v{version}", "--no-contains", "HEAD")
    if tagged:
        yield f"the tag {tagged} is on another commit: this version is out already"


def git(root: Path, *arguments: str) -> str:
    """What git says of the tree in `root`."""
    asked = ["git", "-C", str(root), *arguments]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def sum_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(one: Path, other: Path) -> list[str]:
    """Names of the files that are not the same in both folders."""
    sums = [{path.name: sum_of(path) for path in folder.iterdir()} for folder in (one, other)]
    return sorted(name for name in sums[0] | sums[1] if sums[0].get(name) != sums[1].get(name))
