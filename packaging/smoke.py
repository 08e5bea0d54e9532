"""Builds the project, installs what came out and starts it: proof that a wheel and an sdist are whole.

Run by `python3 dev.py check`, in the virtual environment: nothing is downloaded, and nothing written into the tree.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
# For the longest step: a demo waits up to 10 s for its picture, and the machine may be busy with other things.
LIMIT_S = 120


class PackageError(Exception):
    """A built package is not as it should be; the text says how."""


def build(source: Path, kind: str, folder: Path) -> Path:
    """Build `kind` ("sdist" or "wheel") of the project in `source` into `folder`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    run([sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)], cwd=source)
    (built,) = folder.iterdir()
    return built


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack `sdist` into `folder` and return the project's root in it."""
    with tarfile.open(sdist) as archive:
        # Python 3.11.2 has no filters yet, and does not look at this.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


def contents(wheel: Path) -> dict[str, bytes]:
    """Name → content of each file in `wheel`."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def compare(from_tree: dict[str, bytes], from_sdist: dict[str, bytes]) -> None:
    """Raise PackageError unless both wheels hold the same files."""
    if from_tree == from_sdist:
        return
    names = sorted(name for name in from_tree | from_sdist if from_tree.get(name) != from_sdist.get(name))
    raise PackageError(f"the wheel built from the sdist differs from the one built from the tree: {', '.join(names)}")


def install(wheel: Path, folder: Path) -> Path:
    """Install `wheel` alone into a new virtual environment in `folder`; return its folder of programs.

    The dependencies are those of the running one, through a path file: with that, its own path files, the one of an
    editable installation among them, do not count.
    """
    venv.create(folder, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    site_packages = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder)}))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check", "-q"]
    run([*pip, "install", "--no-deps", "--no-index", str(wheel)], cwd=folder)
    return programs


def start(programs: Path, folder: Path) -> None:
    """Start the installed program in `folder`: its version, and a demo that takes a picture of itself."""
    question = "import recall_viewer; print(recall_viewer.__file__)"
    where = run([str(programs / "python"), "-c", question], cwd=folder)
    if not Path(where.strip()).is_relative_to(programs.parent):
        raise PackageError(f"the package that was imported is not the one that was installed, but {where.strip()}")
    source = (ROOT / "recall_viewer" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+)"', source, re.MULTILINE)
    said = run([str(programs / "recall-viewer"), "--version"], cwd=folder)
    if version is None or version[1] not in said:
        raise PackageError(f"--version says {said.strip()!r}")
    picture = folder / "demo.png"
    demo = ["--demo", "2", "--port", "0", "--screenshot", str(picture)]
    run([str(programs / "recall-viewer"), *demo], cwd=folder)
    if not picture.is_file() or not picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n"):
        raise PackageError("the demo left no picture")


def run(command: Sequence[str], cwd: Path) -> str:
    """Run `command` in `cwd`, where the program also keeps its settings; returns its output, or raises PackageError."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "RECALL_VIEWER_CONFIG_DIR": str(cwd)}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    if done.returncode:
        raise PackageError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Build, compare, install, start; in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="recall viewer ") as name:
        folder = Path(name)
        wheel = build(ROOT, "wheel", folder / "wheel")
        sdist = build(ROOT, "sdist", folder / "sdist")
        again = build(unpack(sdist, folder / "unpacked"), "wheel", folder / "again")
        compare(contents(wheel), contents(again))
        sys.stdout.write(f"{sdist.name} and {wheel.name} hold the same package\n")
        start(install(wheel, folder / "installed"), folder)
        sys.stdout.write(f"{wheel.name} installs and starts\n")


if __name__ == "__main__":
    try:
        main()
    except PackageError as broken:
        sys.exit(f"smoke.py: {broken}")
