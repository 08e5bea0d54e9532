"""The virtual environment that dev.py works in: made on the first start, made anew when it no longer fits."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import system_packages
from console import DevError, quietly, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

# Exact versions with hashes: to run and to build, and what developing and then releasing need on top.
RUN_LOCK = "packaging/requirements.txt"
DEV_LOCK = "packaging/requirements-dev.txt"
RELEASE_LOCK = "packaging/requirements-release.txt"
# Kept when everything else in the folder goes, so that two at once wait for each other.
MUTEX = "dev.mutex"


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder` for the project in `root`; programs are started with `environ`.

    A stamp is a file in `folder`, written when something is complete: it holds a digest of all that it depends on.
    """

    root: Path
    folder: Path
    environ: Mapping[str, str]

    def program(self, name: str) -> str:
        """Path of a program of the virtual environment's, such as "python"."""
        return str(self.folder / ("Scripts" if sys.platform == "win32" else "bin") / name)

    def digest(self, *locks: str) -> str:
        """Digest of what an installation from `locks` depends on: also the interpreter, and where the project lies."""
        settings = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        built_from = [settings["project"], settings["build-system"], settings.get("tool", {}).get("hatch")]
        parts = [str(self.root), os.path.realpath(self.program("python")), json.dumps(built_from, sort_keys=True)]
        parts += [(self.root / lock).read_text(encoding="utf-8") for lock in locks]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def is_stamped(self, name: str, *locks: str) -> bool:
        """Whether the stamp `name` was written and nothing that it depends on has changed."""
        try:
            written = (self.folder / f"{name}.stamp").read_text(encoding="ascii")
        except FileNotFoundError:
            return False
        return written == self.digest(*locks) and Path(self.program("python")).exists()

    def stamp(self, name: str, *locks: str) -> None:
        """Write the stamp `name`."""
        (self.folder / f"{name}.stamp").write_text(self.digest(*locks), encoding="ascii")

    def prepare(self, *, developing: bool) -> None:
        """Return once the project can run here and, for `developing`, be tested and checked; raises DevError."""
        if self._is_ready(developing=developing):
            return
        with exclusive(self.folder / MUTEX):
            if not self._is_ready(developing=False):
                self._make()
            if not self._is_ready(developing=developing):
                self._install(DEV_LOCK, "to develop with")
                self.stamp("developing", RUN_LOCK, DEV_LOCK)

    def prepare_release(self) -> None:
        """Return once a release can be made here, and be tested and checked; raises DevError."""
        self.prepare(developing=True)
        locks = (RUN_LOCK, DEV_LOCK, RELEASE_LOCK)
        if not self.is_stamped("releasing", *locks):
            with exclusive(self.folder / MUTEX):
                self._install(RELEASE_LOCK, "to make a release with")
                self.stamp("releasing", *locks)

    def prepare_qt(self, environ: Mapping[str, str]) -> None:
        """Return once Qt finds what it needs of the system for a start under `environ`; raises DevError."""
        if not sys.platform.startswith("linux"):
            return
        wanted = system_packages.wanted_sets(environ)
        name = "qt-" + "-".join(wanted)
        if not self.is_stamped(name, RUN_LOCK):
            with exclusive(self.folder / MUTEX):
                system_packages.require_qt(self.program("python"), wanted, self.environ)
                self.stamp(name, RUN_LOCK)

    def _is_ready(self, *, developing: bool) -> bool:
        ready = self.is_stamped("running", RUN_LOCK)
        return ready and (not developing or self.is_stamped("developing", RUN_LOCK, DEV_LOCK))

    def _make(self) -> None:
        python = _base_python()
        _require_ensurepip(python, self.environ)
        say(f"making {self.folder.name} with Python {sys.version_info[0]}.{sys.version_info[1]} …")
        self._clear()
        quietly([python, "-I", "-m", "venv", str(self.folder)], self.environ, f"{self.folder.name} could not be made")
        # Git, and the tools that heed it, pass by a folder of any name.
        (self.folder / ".gitignore").write_text("*\n", encoding="ascii")
        self._install(RUN_LOCK, "first start only")
        self._pip("--no-deps", "--no-build-isolation", "-e", str(self.root))
        self.stamp("running", RUN_LOCK)

    def _clear(self) -> None:
        """Empty the folder, stamps first: half gone, it must not look complete."""
        try:
            for entry in sorted(self.folder.iterdir(), key=lambda entry: entry.suffix != ".stamp"):
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                elif entry.name != MUTEX:
                    entry.unlink()
        except OSError as error:
            raise DevError(f"{self.folder.name} is out of date and could not be emptied: {error}") from error

    def _install(self, lock: str, why: str) -> None:
        names = set(re.findall(r"^[\w.-]+(?===)", (self.root / lock).read_text(encoding="utf-8"), re.MULTILINE))
        say(f"installing {len(names)} packages ({why}) …")
        self._pip("--require-hashes", "--only-binary", ":all:", "-r", str(self.root / lock))

    def _pip(self, *arguments: str) -> None:
        pip = [self.program("python"), "-P", "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
        quietly([*pip, "install", *arguments], self.environ, "pip could not install what is needed; it says why above")


def _base_python() -> str:
    """The interpreter outside any virtual environment; ours may be about to go, with a link to it in it."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _require_ensurepip(python: str, environ: Mapping[str, str]) -> None:
    """Debian keeps in a package of its own what a virtual environment gets pip from."""
    question = [python, "-I", "-c", "import ensurepip, venv"]
    if subprocess.run(question, env=environ, capture_output=True, check=False).returncode:
        # Without that package Qt's are hardly there, and one line to type is better than two.
        qt = system_packages.packages_for({"offscreen"}, system_packages.wanted_sets(environ))
        packages = [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", *qt]
        system_packages.install(packages, "this Python cannot make virtual environments", environ)
        quietly(question, environ, f"{python} cannot make virtual environments, for want of ensurepip")


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock on the file `path`, so that of two dev.py at once the second finds the work done."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as handle:
        if not _lock(handle, wait=False):
            say("waiting for another dev.py, which is installing …")
            _lock(handle, wait=True)
        # Closing the file gives the lock back.
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes], *, wait: bool) -> bool:
        handle.seek(0)
        while True:
            try:
                # LK_LOCK gives up after ten seconds.
                msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
            else:
                return True
else:
    import fcntl

    def _lock(handle: IO[bytes], *, wait: bool) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.set_inheritable(handle.fileno(), True)
        return True
