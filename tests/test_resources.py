"""Resources are found in an installed package and in a clone, and a stale copy is not mistaken for them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recall_viewer import resources

PACKAGE = Path(resources.__file__).parent


def put(folder: Path, content: str) -> None:
    """Write the resource icons/mark.svg below `folder`."""
    (folder / "icons").mkdir(parents=True)
    (folder / "icons" / "mark.svg").write_text(content)


def copy_package(folder: Path) -> Path:
    """Copy as much of the package into `folder` as finding resources takes."""
    package = folder / "recall_viewer"
    package.mkdir(parents=True)
    for name in ("__init__.py", "resources.py"):
        shutil.copy(PACKAGE / name, package / name)
    return package


def read_in(*search_path: Path) -> str:
    """What a program finds as icons/mark.svg that imports the package from `search_path`."""
    program = "import sys; sys.path[:0] = sys.argv[1:]; from recall_viewer import resources as found; "
    program += "print(found.read_bytes('icons/mark.svg').decode(), end='')"
    command = [sys.executable, "-I", "-S", "-c", program, *map(str, search_path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_installed_package_reads_what_lies_in_it(tmp_path: Path) -> None:
    put(copy_package(tmp_path / "site-packages") / "resources", "ours")
    put(tmp_path / "site-packages" / "resources", "of another distribution")
    assert read_in(tmp_path / "site-packages") == "ours"


def test_a_clone_reads_what_lies_beside_the_package(tmp_path: Path) -> None:
    copy_package(tmp_path)
    put(tmp_path / "resources", "beside")
    assert read_in(tmp_path) == "beside"


def test_the_copy_that_an_editable_installation_leaves_does_not_count(tmp_path: Path) -> None:
    put(tmp_path / "site-packages" / "recall_viewer" / "resources", "stale")
    copy_package(tmp_path / "clone")
    put(tmp_path / "clone" / "resources", "fresh")
    assert read_in(tmp_path / "site-packages", tmp_path / "clone") == "fresh"


def test_a_missing_resource_is_a_missing_file() -> None:
    with pytest.raises(FileNotFoundError, match="no-such"):
        resources.read_bytes("icons/no-such.svg")


def test_every_resource_of_this_tree_can_be_read() -> None:
    root = PACKAGE.parent / "resources"
    for path in filter(Path.is_file, root.rglob("*")):
        assert resources.read_bytes(path.relative_to(root).as_posix()) == path.read_bytes()
