"""A screen of the tests' own, for what cannot be seen without one."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import ImageGrab, ImageStat

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Yield the name of an X display that nobody else uses; skip the test where there can be none."""
    if shutil.which("Xvfb") is None:
        pytest.skip("this needs a screen, and this machine has no Xvfb")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        try:
            with os.fdopen(reader, encoding="ascii") as pipe:
                yield f":{pipe.readline().strip()}"
        finally:
            process.terminate()


def brightness(display: str) -> float:
    """Return how bright the screen is, from 0 to 255; it is black where there is no window."""
    return ImageStat.Stat(ImageGrab.grab(xdisplay=display).convert("L")).mean[0]
