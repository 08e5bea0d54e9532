"""Tries an installed Recall Viewer, whatever it was installed from: python packaging/selftest.py COMMAND…

Starts COMMAND on a screen of its own (needs Xvfb and xdotool), lets foreign bots of each protocol dial in, presses the
keys that save every picture, and compares the files with what was sent: byte for byte, and of H.264, which has no file
of its own, what is to be seen. Once in every language, for each has a file that has to be there.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import product
from PIL import Image

sys.path.insert(0, str(product.ROOT))
from tests.e2e.program import OURS, PATIENCE_S, Program, endpoint_message, until
from tests.e2e.screen import screen
from tests.frames import BOT
from tests.h264_units import decoded, units

TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool"}
SNAPSHOT_OF_ALL = "ctrl+shift+s"
ENDS_WITHIN_S = 3
SIZE = (640, 360)
LANGUAGES = ["en", *sorted(path.stem for path in (product.ROOT / "resources" / "translations").iterdir())]


class SelfTestError(Exception):
    """The program is not as it should be; the text says how."""


def picture(form: str, colour: str) -> bytes:
    """A picture as a bot sends it, made without the program."""
    file = io.BytesIO()
    Image.new("RGB", SIZE, colour).save(file, form)
    return file.getvalue()


def attendee_message(jpeg: bytes) -> str:
    """One frame of Attendee's."""
    data = {"participant_uuid": "p-1", "frame": base64.b64encode(jpeg).decode(), "format": "jpeg", "source": "webcam"}
    return json.dumps({"bot_id": "bot_1", "trigger": "realtime_video.per_participant", "data": data})


def says_its_version(command: list[str]) -> str:
    """What COMMAND calls itself; raises SelfTestError unless it is this version."""
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    expected = f"{product.COMMAND} {product.VERSION}\n"
    if (done.returncode, done.stdout, done.stderr) != (0, expected, ""):
        raise SelfTestError(f"--version gave {done.returncode}, {done.stdout!r} and {done.stderr!r}, not {expected!r}")
    return expected.strip()


def saves_what_was_sent(command: list[str], display: str, folder: Path, language: str) -> list[str]:
    """Names of the snapshots; raises SelfTestError unless each picture of each protocol was saved as it came."""
    (folder / "config").mkdir()
    (folder / "config" / f"{product.NAME}.ini").write_text(f"[appearance]\nlanguage={language}\n", encoding="ascii")
    env = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display, "XDG_RUNTIME_DIR": str(folder)}
    of_stream, of_endpoint, of_attendee = picture("PNG", "green"), picture("PNG", "blue"), picture("JPEG", "navy")
    sent = sorted([of_stream, of_endpoint, of_attendee])
    (unit,) = units(1, SIZE)
    snapshots = folder / "snapshots"
    with Program(folder, "--snapshot-dir", str(snapshots), env=env, command=command) as program:
        program.bot(BOT, 100).send(of_stream)
        for message in (
            endpoint_message(7, of_endpoint, 1.0, bot_id=BOT),
            endpoint_message(8, unit, 1.0, bot_id=BOT, codec="h264"),
            attendee_message(of_attendee),
        ):
            program.bot(BOT, 0, hello=False).send_raw(message)
        until(lambda: program.metrics()["frames_shown_total"] >= len(sent) + 1, "every picture is shown")
        press(display, SNAPSHOT_OF_ALL)
        until(lambda: len(files_in(snapshots)) >= len(sent) + 1, "every picture is saved")
        code, seconds = program.stop()
        if code or seconds > ENDS_WITHIN_S or program.errors:
            raise SelfTestError(f"it ended with {code} after {seconds:.1f} s and said {program.errors!r}")
    saved = files_in(snapshots)
    of_h264 = [path for path in saved if path.stem.endswith("_h264")]
    unchanged = sorted(path.read_bytes() for path in saved if path not in of_h264) == sent
    if not unchanged or [shows(path, unit) for path in of_h264] != [True]:
        raise SelfTestError(f"the snapshots {', '.join(path.name for path in saved)} are not what was sent")
    return [path.name for path in saved]


def files_in(snapshots: Path) -> list[Path]:
    """Every complete file in the folder of snapshots."""
    return sorted(path for path in snapshots.rglob("*") if path.suffix in (".png", ".jpg"))


def shows(path: Path, unit: bytes) -> bool:
    """Whether the picture in a file is what libav makes of `unit`."""
    with Image.open(path) as image:
        return image.size == SIZE and image.convert("RGB").tobytes() == decoded([unit])[0]


def press(display: str, keys: str) -> None:
    """Press `keys` in the only window on `display`."""
    find = ["search", "--sync", "--onlyvisible", "--name", product.NAME]
    asked = ["xdotool", *find, "windowfocus", "--sync", "key", "--clearmodifiers", keys]
    subprocess.run(asked, env={"DISPLAY": display}, timeout=PATIENCE_S, check=True)


def main(command: list[str]) -> None:
    """Try COMMAND and say what it did."""
    lacking = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if lacking:
        raise SelfTestError(f"a screen and a keyboard are missing; Debian has them as {' '.join(lacking)}")
    found = shutil.which(command[0])
    if found is None:
        raise SelfTestError(f"there is no program {command[0]}")
    # It is started in another folder.
    command = [str(Path(found).absolute()), *command[1:]]
    version = says_its_version(command)
    with screen() as display:
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory(prefix="recall-viewer-selftest-") as folder:
                names = saves_what_was_sent(command, display, Path(folder), language)
            sys.stdout.write(f"{version} ({language}) shows what bots send and saves it: {', '.join(names)}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or [*OURS])
    except (SelfTestError, AssertionError, subprocess.SubprocessError) as broken:
        sys.exit(f"selftest.py: {broken}")
