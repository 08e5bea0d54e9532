"""What is built and installed: lock files, wheel and sdist."""

from __future__ import annotations

import importlib
import itertools
import re
import tomllib
from pathlib import Path

import pytest
import smoke
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import recall_viewer

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "packaging" / "requirements.txt"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.txt"
RELEASE_LOCK = ROOT / "packaging" / "requirements-release.txt"
LOCKS = [RUN_LOCK, DEV_LOCK, RELEASE_LOCK]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def entries(lock: Path) -> list[str]:
    """The requirements of `lock`, each with its hashes on one line."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def locked(lock: Path) -> dict[str, set[str]]:
    """Name → versions in `lock`: more than one where they differ between Pythons or platforms."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        name, version = re.split("==| ", entry)[:2]
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a wheel built from the tree holds."""
    return smoke.contents(smoke.build(ROOT, "wheel", tmp_path_factory.mktemp("wheel")))


def test_our_folder_does_not_hide_the_library_of_the_same_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert hasattr(importlib.import_module("packaging.version"), "Version")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_exact_versions_with_hashes_and_nothing_else(lock: Path) -> None:
    for entry in entries(lock):
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^#]+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", entry), entry


@pytest.mark.parametrize(
    ("lock", "needed"),
    [
        (RUN_LOCK, [*SETTINGS["project"]["dependencies"], *SETTINGS["build-system"]["requires"], "editables"]),
        (DEV_LOCK, SETTINGS["dependency-groups"]["dev"]),
        (RELEASE_LOCK, SETTINGS["dependency-groups"]["release"]),
    ],
    ids=["running", "developing", "releasing"],
)
def test_a_lock_serves_what_pyproject_asks_for(lock: Path, needed: list[str]) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, needed):
        served = versions.get(canonicalize_name(requirement.name), set())
        assert served, f"{requirement} is not in {lock.name}: run `python3 dev.py lock`"
        assert all(requirement.specifier.contains(version) for version in served), requirement


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(LOCKS, 2)), ids=lambda lock: lock.name)
def test_the_locks_agree(one: Path, other: Path) -> None:
    first, second = locked(one), locked(other)
    assert {name: first[name] for name in first.keys() & second} == {
        name: second[name] for name in first.keys() & second
    }


def test_a_wheel_from_the_sdist_is_a_wheel_from_the_tree(wheel: dict[str, bytes], tmp_path: Path) -> None:
    sdist = smoke.build(ROOT, "sdist", tmp_path / "sdist")
    again = smoke.build(smoke.unpack(sdist, tmp_path / "unpacked"), "wheel", tmp_path / "again")
    smoke.compare(wheel, smoke.contents(again))


def test_a_difference_between_wheels_is_named() -> None:
    with pytest.raises(smoke.PackageError, match=r": changed, gone, new$"):
        smoke.compare({"same": b"1", "changed": b"1", "gone": b""}, {"same": b"1", "changed": b"2", "new": b""})


def test_the_wheel_holds_every_module_and_resource(wheel: dict[str, bytes]) -> None:
    expected = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "recall_viewer").rglob("*.py*")
        if path.suffix != ".pyc"
    }
    for path in filter(Path.is_file, (ROOT / "resources").rglob("*")):
        expected[f"recall_viewer/{path.relative_to(ROOT).as_posix()}"] = path.read_bytes()
    expected["recall_viewer/py.typed"] = b""
    assert {name: content for name, content in wheel.items() if ".dist-info/" not in name} == expected


def test_the_version_stands_in_one_place(wheel: dict[str, bytes]) -> None:
    version = recall_viewer.__version__
    assert "version" not in SETTINGS["project"]
    assert f"\nVersion: {version}\n".encode() in wheel[f"recall_viewer-{version}.dist-info/METADATA"]


def test_the_wheel_brings_the_command(wheel: dict[str, bytes]) -> None:
    points = wheel[f"recall_viewer-{recall_viewer.__version__}.dist-info/entry_points.txt"].decode()
    assert points.split("\n")[:2] == ["[console_scripts]", "recall-viewer = recall_viewer.cli:main"]
