"""What the commands of dev.py do, once it runs under a Python that the project supports."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from console import DevError, say
from environment import DEV_LOCK, RELEASE_LOCK, RUN_LOCK
from system_packages import PACKAGES, has_display, install

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from environment import Environment

# Debian's packages that a release is made, checked and tried with.
RELEASE_TOOLS = ("appstream", "binutils", "desktop-file-utils", "dpkg-dev", "git", "lintian", "xdotool", "xvfb")
PICTURE = "recall-viewer-demo.png"
# All the tests share all cores. Whoever picks some is looking for something, and one process starts sooner and can be
# debugged.
ALL_TESTS = ("-n", "auto", "--dist", "worksteal")


def run(command: str, arguments: list[str], environment: Environment) -> int:
    """Carry out `command` with its `arguments` and return the exit code; on POSIX another program may take over."""
    commands = {
        "demo": demo,
        "run": start,
        "test": test,
        "fuzz": fuzz,
        "check": check,
        "lock": lock,
        "screenshots": screenshots,
        "release": release,
    }
    try:
        return commands[command](arguments, environment)
    except DevError as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def start(arguments: list[str], environment: Environment) -> int:
    """Start the program as a person would."""
    _prepare(environment, environment.environ, developing=False)
    return _hand_over(_viewer(arguments, environment), environment.environ, Path.cwd())


def demo(arguments: list[str], environment: Environment) -> int:
    """Start the program with simulated participants; without a display, have it take a picture and end."""
    if has_display(environment.environ):
        return start(["--demo", *arguments], environment)
    environ = {**environment.environ, "QT_QPA_PLATFORM": "offscreen"}
    _prepare(environment, environ, developing=False)
    arguments, picture = demo_arguments(arguments, Path.cwd())
    if picture is None:
        return _hand_over(_viewer(arguments, environment), environ, Path.cwd())
    say("there is no display: the demo runs without a window, takes a picture of what it would show, and ends …")
    # What an earlier demo left must not pass for the picture of this one.
    picture.unlink(missing_ok=True)
    code = _run_to_end(_viewer(arguments, environment), environ)
    if picture.exists():
        sys.stdout.write(f"picture of the window: {picture}\n")
    return code


def demo_arguments(arguments: Sequence[str], folder: Path) -> tuple[list[str], Path | None]:
    """Arguments of a demo that nobody can see, and the picture it leaves in `folder`; None for one asked for."""
    names = {argument.partition("=")[0] for argument in arguments}
    full = ["--demo", *arguments]
    if "--port" not in names:
        # Nobody needs to know the port, so a taken one need not stand in the way.
        full += ["--port", "0"]
    if "--screenshot" in names:
        return full, None
    return [*full, "--screenshot", str(folder / PICTURE)], folder / PICTURE


def test(arguments: list[str], environment: Environment) -> int:
    """Run all tests, or pytest as `arguments` say: in the project's root, with paths from the current directory."""
    _prepare(environment, {}, developing=True)
    here = Path.cwd()
    if here != environment.root:
        arguments = [absolute(argument, here) for argument in arguments]
    command = [environment.program("python"), "-m", "pytest", *(arguments or ALL_TESTS)]
    return _hand_over(command, environment.environ, environment.root)


def absolute(argument: str, here: Path) -> str:
    """Return `argument` of pytest's, made absolute where it names something (perhaps a test in it) in `here`."""
    path, separator, rest = argument.partition("::")
    return f"{here / path}{separator}{rest}" if (here / path).exists() else argument


def fuzz(arguments: list[str], environment: Environment) -> int:
    """Try messages that hypothesis makes up; `arguments` say for how many seconds."""
    _prepare(environment, {}, developing=True)
    command = [environment.program("python"), "-m", "tests.fuzzing", *arguments]
    return _hand_over(command, environment.environ, environment.root)


def check(arguments: list[str], environment: Environment) -> int:
    """Run every check, the tests among them unless `--no-tests`; say at the end which failed."""
    if arguments not in ([], ["--no-tests"]):
        raise DevError("check takes no argument but --no-tests")
    _prepare(environment, {}, developing=True)
    python = environment.program("python")
    steps = {
        "format": [python, "-m", "ruff", "format", "--check"],
        "lint": [python, "-m", "ruff", "check"],
        "types": [python, "-m", "mypy"],
        "import rules": [environment.program("lint-imports")],
        "tests": [python, "-m", "pytest", "-q", *ALL_TESTS],
        "packaging": [python, str(environment.root / "packaging" / "smoke.py")],
    }
    if arguments:
        del steps["tests"]
    failed = [name for name, command in steps.items() if not _passes(name, command, environment)]
    say(f"failed: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def lock(arguments: list[str], environment: Environment) -> int:
    """Make the lock files anew from pyproject.toml; `arguments` go to uv, which keeps versions unless told."""
    _prepare(environment, {}, developing=True)
    root = environment.root
    build = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    compile_ = [environment.program("python"), "-m", "uv", "pip", "compile", "--quiet", *arguments]
    # Every platform and every supported Python in one file; wheels alone, and no address of where they come from.
    compile_ += ["--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:"]
    compile_ += ["--no-emit-index-url", "--no-annotate", "--no-header"]
    for sources, output in (
        (["pyproject.toml", "-"], RUN_LOCK),
        (["--group", "dev", "--constraint", RUN_LOCK], DEV_LOCK),
        (["--group", "release", "--constraint", RUN_LOCK, "--constraint", DEV_LOCK], RELEASE_LOCK),
    ):
        # An editable installation by hatchling imports editables.
        wanted = "\n".join([*build, "editables"])
        command = [*compile_, *sources, "--output-file", output]
        if subprocess.run(command, cwd=root, env=environment.environ, input=wanted, text=True, check=False).returncode:
            raise DevError(f"uv could not make {output}")
        say(f"{output} is made")
    return 0


def screenshots(arguments: list[str], environment: Environment) -> int:
    """Make the README's pictures anew; `arguments` name those wanted."""
    environ = {**environment.environ, "QT_QPA_PLATFORM": "offscreen"}
    _prepare(environment, environ, developing=False)
    command = [environment.program("python"), str(environment.root / "packaging" / "screenshots.py"), *arguments]
    return _hand_over(command, environ, environment.root)


def release(arguments: list[str], environment: Environment) -> int:
    """Make a release for Linux, or with `--draft` a trial of one."""
    if arguments not in ([], ["--draft"]):
        raise DevError("release takes no argument but --draft")
    packages = [*RELEASE_TOOLS, *(package for each in PACKAGES.values() for package in each)]
    if shutil.which("dpkg-query") is None:
        raise DevError("a release is made on Debian 12; packaging/README.md says how a bundle is made elsewhere")
    if subprocess.run(["dpkg-query", "-W", *packages], capture_output=True, check=False).returncode:
        install(packages, "a release is made on Debian, with some of its packages", environment.environ)
    environment.prepare_release()
    command = [environment.program("python"), str(environment.root / "packaging" / "release.py"), *arguments]
    return _hand_over(command, environment.environ, environment.root)


def _prepare(environment: Environment, environ: Mapping[str, str], *, developing: bool) -> None:
    environment.prepare(developing=developing)
    environment.prepare_qt(environ)


def _viewer(arguments: Sequence[str], environment: Environment) -> list[str]:
    # -P: nothing in the current directory is imported by accident.
    return [environment.program("python"), "-P", "-m", "recall_viewer", *arguments]


def _hand_over(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> NoReturn:
    """Become `command` where the system can do that, so that signals reach it; else run it to its end."""
    os.chdir(folder)
    if sys.platform == "win32":
        sys.exit(_run_to_end(command, environ))
    os.execve(command[0], list(command), environ)


def _run_to_end(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run `command`, pass on what asks it to end, and return its exit code."""
    with subprocess.Popen(command, env=environ) as child:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: child.terminate())
        code = child.wait()
    return code if code >= 0 else 128 - code


def _passes(name: str, command: Sequence[str], environment: Environment) -> bool:
    say(f"{name} …")
    began_s = time.monotonic()
    code = subprocess.run(command, cwd=environment.root, env=environment.environ, check=False).returncode
    say(f"{name} {'failed' if code else 'passed'} after {time.monotonic() - began_s:.0f} s")
    return code == 0
