"""What dev.py tells a person, and how it runs other programs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class DevError(Exception):
    """Ends dev.py with exit code 1; its text is the sentence that says why, and what to do."""


def say(text: str) -> None:
    """Tell of progress, on standard error: standard output belongs to the program that is started."""
    sys.stderr.write(f"dev.py: {text}\n")
    sys.stderr.flush()


def quietly(command: Sequence[str], environ: Mapping[str, str], otherwise: str) -> None:
    """Run `command`, showing what it prints only where it fails; that raises DevError(otherwise)."""
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # With a lock that is held goes its file: should dev.py be killed, the lock stays until `command` has ended.
        close_fds=False,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        raise DevError(otherwise)
