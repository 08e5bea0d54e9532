#!/usr/bin/env python3
"""Runs, tests and checks Recall Viewer from a fresh clone. Needs Python 3.11, 3.12 or 3.13 and nothing else.

python3 dev.py demo [ARGUMENTS]     open the program with simulated participants
python3 dev.py run [ARGUMENTS]      open the program as it is; both pass ARGUMENTS on to it
python3 dev.py test [ARGUMENTS]     run all tests, on all cores; or pytest with ARGUMENTS, in one process
python3 dev.py fuzz [SECONDS]       try messages that are made up, for so long (600); what fails is printed and saved
python3 dev.py check [--no-tests]   format, lint, types, import rules, tests, packaging: all of it, then what failed
python3 dev.py lock [ARGUMENTS]     make the lists of exact dependencies anew; ARGUMENTS go to uv (--upgrade)
python3 dev.py screenshots          make the pictures of the README anew from the demo
python3 dev.py release [--draft]    make wheel, sdist, bundle, Debian package, checksums, bill of materials in dist/

Before the command: --python X.Y uses that version, in a virtual environment of its own (.venv-X.Y).

The first start makes a virtual environment in .venv, installs the dependencies and, on Debian and its relatives, the
system libraries that Qt needs. Where there is no display, demo leaves a picture of its window in the current directory.
"""
# This file alone has to be understood by Python 3.8, so that an old python3 can look for a newer one.

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent
SUPPORTED = ((3, 13), (3, 12), (3, 11))
COMMANDS = ("demo", "run", "test", "fuzz", "check", "lock", "screenshots", "release")
# What an activated virtual environment or personal settings leave behind, and would lead ours astray.
MISLEADING = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Copy of `environ` in which only our own virtual environment decides what is imported and installed."""
    kept = {name: value for name, value in environ.items() if name not in MISLEADING}
    # A personal setting `user = true` of pip's would install past the virtual environment.
    kept["PIP_USER"] = "0"
    return kept


def candidates(version: tuple[int, int], environ: Mapping[str, str]) -> Iterator[list[str]]:
    """Commands that may start Python `version`: from PATH, the Windows launcher, pyenv."""
    dotted = "{}.{}".format(*version)
    on_path = shutil.which("python" + dotted, path=environ.get("PATH", os.defpath))
    if on_path:
        yield [on_path]
    if sys.platform == "win32":
        yield ["py", "-" + dotted]
    home = environ.get("PYENV_ROOT") or environ.get("HOME", "") + "/.pyenv"
    for folder in sorted(Path(home).glob(f"versions/{dotted}.*/bin"), reverse=True):
        yield [str(folder / ("python" + dotted))]


def starts(command: list[str], version: tuple[int, int], environ: Mapping[str, str]) -> bool:
    """Whether `command` is Python `version` indeed: a shim of pyenv's may stand for a version that is not active."""
    question = [*command, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ, check=False)
    except OSError:
        return False
    return answer.stdout.decode(errors="replace").strip() == "{}.{}".format(*version)


def find_python(wanted: tuple[int, int] | None, environ: Mapping[str, str]) -> list[str] | None:
    """Command that starts Python `wanted` (for None: the newest supported one); None where there is none."""
    for version in [wanted] if wanted else SUPPORTED:
        for command in candidates(version, environ):
            if starts(command, version, environ):
                return command
    return None


def use_right_python(wanted: tuple[int, int] | None, arguments: list[str]) -> None:
    """Return if this Python will do; else start again under one that does, or leave with a sentence."""
    here = sys.version_info[:2]
    if here == wanted or (wanted is None and here in SUPPORTED):
        return
    environ = clean_environment(os.environ)
    command = find_python(wanted, environ)
    if command is None:
        needed = "{}.{}".format(*wanted) if wanted else "3.11, 3.12 or 3.13"
        sys.exit(
            f"dev.py: Python {needed} is needed; this is {here[0]}.{here[1]}, and neither PATH nor pyenv has it. "
            "Install it and try again."
        )
    again = [*command, str(ROOT / "dev.py"), *arguments]
    if sys.platform == "win32":
        sys.exit(subprocess.call(again, env=environ))
    os.execve(again[0], again, environ)


def usage_error(sentence: str) -> None:
    """Leave with `sentence` and the exit code of a mistaken command line."""
    sys.stderr.write(f"dev.py: {sentence}\n")
    sys.exit(2)


def parse(arguments: list[str]) -> tuple[tuple[int, int] | None, str, list[str]]:
    """Split into the version asked for, the command and the command's own arguments; leave where that fails."""
    wanted, rest = None, list(arguments)
    if rest[:1] == ["--python"]:
        match = re.match(r"3\.(\d+)$", rest[1] if len(rest) > 1 else "")
        wanted = (3, int(match.group(1))) if match else None
        if wanted not in SUPPORTED:
            usage_error("--python takes 3.11, 3.12 or 3.13")
        rest = rest[2:]
    if rest[:1] in (["-h"], ["--help"]):
        sys.stdout.write(__doc__ or "")
        sys.exit(0)
    if not rest or rest[0] not in COMMANDS:
        said = f"unknown command '{rest[0]}'" if rest else "a command is missing"
        usage_error(f"{said}: it is one of {', '.join(COMMANDS)}; see --help")
    return wanted, rest[0], rest[1:]


def main(arguments: list[str]) -> int:
    """Run the command line `arguments` (without the name of the program) and return the exit code."""
    wanted, command, rest = parse(arguments)
    use_right_python(wanted, arguments)
    sys.path.insert(0, str(ROOT / "packaging"))
    import commands  # noqa: PLC0415  (only Pythons from 3.11 on understand it)
    import environment  # noqa: PLC0415

    folder = (ROOT / (".venv-{}.{}".format(*wanted) if wanted else ".venv")).resolve()
    return commands.run(command, rest, environment.Environment(ROOT, folder, clean_environment(os.environ)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
