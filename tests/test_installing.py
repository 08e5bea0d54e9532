"""What the packages say of the program is what the program says of itself; one of another kind is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from typing import TYPE_CHECKING

import bundle
import deb
import icons
import inventory
import manual
import notice
import product
import pytest
import readiness
from PIL import Image

import recall_viewer
from recall_viewer.cli import make_parser
from recall_viewer.gui.application import DESKTOP_ID
from tests.e2e.program import PATIENCE_S, Program
from tests.e2e.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

LINUX = product.ROOT / "packaging" / "linux"
PACKAGING = product.ROOT / "packaging"


def desktop_entry() -> RawConfigParser:
    """The menu entry as it is installed."""
    parser = RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(product.filled(LINUX / "recall-viewer.desktop"))
    return parser


def test_the_packages_take_name_version_and_id_from_the_program() -> None:
    assert (recall_viewer.__version__, DESKTOP_ID) == (product.VERSION, product.IDENTIFIER)
    entry = desktop_entry()["Desktop Entry"]
    assert entry["Icon"] == DESKTOP_ID
    assert entry["Exec"] == f"{make_parser().prog} %u"
    assert entry["MimeType"] == "x-scheme-handler/recall-viewer;"
    metainfo = ET.fromstring(product.filled(LINUX / "recall-viewer.metainfo.xml"))
    assert metainfo.findtext("id") == DESKTOP_ID
    assert metainfo.findtext("launchable") == f"{DESKTOP_ID}.desktop"
    assert [one.get("version") for one in metainfo.iter("release")] == [recall_viewer.__version__]


def test_the_window_belongs_to_the_menu_entry(tmp_path: Path) -> None:
    if shutil.which("xdotool") is None:
        pytest.skip("this asks a window for its class, and this machine has no xdotool")
    name = desktop_entry()["Desktop Entry"]["StartupWMClass"]
    with screen() as display, Program(tmp_path, env={"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}):
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--class", f"^{name}$"]
        subprocess.run(find, env={"DISPLAY": display}, stdout=subprocess.DEVNULL, timeout=PATIENCE_S, check=True)


def test_the_pictures_that_the_metadata_shows_are_there() -> None:
    metainfo = ET.fromstring(product.filled(LINUX / "recall-viewer.metainfo.xml"))
    shown = [str(image.text).partition(f"/v{product.VERSION}/") for image in metainfo.iter("image")]
    assert shown
    assert all(host.startswith(product.HOMEPAGE) and (product.ROOT / path).is_file() for host, _, path in shown)


def test_the_icon_comes_in_every_size(tmp_path: Path) -> None:
    icons.draw_containers(tmp_path)
    for size in icons.SIZES:
        with Image.open(tmp_path / f"recall-viewer-{size}.png") as image:
            assert image.size == (size, size)
            assert image.getpixel((0, 0)) == (0, 0, 0, 0)
            assert image.getpixel((size // 2, size // 4))[3] == 255  # type: ignore[index]
    for name in ("recall-viewer.ico", "recall-viewer.icns"):
        with Image.open(tmp_path / name) as image:
            assert max(image.size) >= 256


def test_the_manual_page_has_every_option_and_variable() -> None:
    page = manual.page().replace("\\-", "-")
    options = re.findall(r"(--[a-z-]+)", make_parser().format_help())
    assert not [option for option in options if option not in page]
    assert f"recall-viewer\n{product.SCHEME}://bot/" in page
    sources = "".join(path.read_text(encoding="utf-8") for path in (product.ROOT / "recall_viewer").rglob("*.py"))
    asked_for = set(re.findall(r'(?:environ|environment)(?:\.get\(|\[)"(RECALL_\w+)"', sources))
    assert asked_for
    assert not [name for name in asked_for if name not in page]


@pytest.mark.parametrize("shell", manual.SHELLS)
def test_every_shell_completes_the_options(shell: str) -> None:
    words = manual.completion(shell)
    assert all(option.lstrip("-") in words for option in ("--snapshot-dir", "--demo", "simulate", "--participants"))


def test_a_library_that_nothing_needs_is_named(tmp_path: Path) -> None:
    if shutil.which("objdump") is None:
        pytest.skip("this looks into libraries, and this machine has no objdump")
    shutil.copy(sys.executable, tmp_path / "recall-viewer")
    if next(bundle.libraries(tmp_path), None) is None:
        pytest.skip("programs of this system are no ELF files")
    assert bundle.unused_libraries(tmp_path) == []
    shutil.copy(sys.executable, tmp_path / "libspare.so.1")
    assert bundle.unused_libraries(tmp_path) == ["libspare.so.1"]


def test_a_resource_that_the_bundle_lacks_is_named(tmp_path: Path) -> None:
    shutil.copytree(product.ROOT / "resources", tmp_path / "_internal" / "recall_viewer" / "resources")
    assert bundle.missing_resources(tmp_path) == []
    (tmp_path / "_internal" / "recall_viewer" / "resources" / "translations" / "de.json").unlink()
    assert bundle.missing_resources(tmp_path) == ["resources/translations/de.json"]


@pytest.mark.parametrize(("before", "after"), [({}, "None"), ({"LD_LIBRARY_PATH_ORIG": "/opt/lib"}, "/opt/lib")])
def test_what_a_bundle_starts_looks_for_its_libraries_where_it_always_does(before: dict[str, str], after: str) -> None:
    # As PyInstaller's boot loader leaves it.
    environ = {**os.environ, "LD_LIBRARY_PATH": "/bundle", **before}
    child = "import os, runpy; runpy.run_path({!r}); print(os.environ.get('LD_LIBRARY_PATH'))"
    command = [sys.executable, "-c", child.format(str(PACKAGING / "bundle_start.py"))]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
    assert said.strip() == after


def test_every_part_of_the_bundle_has_its_terms() -> None:
    entries = tomllib.loads(inventory.TABLE.read_text(encoding="utf-8"))["component"]
    for entry in entries:
        # Debian has these; of the others the text has to be there, for it has to be handed on.
        shared = re.search(r"GPL|Apache", entry["licence"])
        assert entry["texts"] or shared or "version_of" in entry or entry["name"] == "Python", entry["name"]
        assert all((inventory.TEXTS / text).is_file() for text in entry["texts"])
    found = [distribution.name for distribution in inventory.distributions()]
    assert {"av", "pillow", "websockets"} <= set(found)
    assert not {"pytest", "hatchling"} & set(found)
    for distribution in inventory.distributions():
        part = inventory.of_installed(distribution)
        assert part.licence, part.name
        assert part.texts, part.name


def test_a_module_that_the_program_does_not_depend_on_is_named() -> None:
    expected = {"json", "recall_viewer", "PySide6", "PIL", "websockets", "pybase64"}
    assert inventory.strangers(expected) == []
    assert inventory.strangers({*expected, "pytest", "aiohttp"}) == ["aiohttp", "pytest"]


def test_the_notice_says_what_binds_the_whole_and_how_qt_is_replaced() -> None:
    part = inventory.Component("x", "1", "MIT OR GPL-2.0-or-later", "me", "https://x.invalid", ("libx*",), ("a\n\nb",))
    said = notice.write([part])
    assert "GNU General Public License, version 3 or" in said
    assert "may be replaced" in said
    # Debian wants to be referred to for this one, wherever it is part of a text.
    installed = notice.write(map(inventory.of_installed, inventory.distributions()))
    assert "Licensed under the Apache" not in installed
    assert "for use, reproduction, and distribution" not in installed.lower()
    assert (
        "\nFiles: */libx*\nCopyright: me\nLicense: Expat or GPL-2+\n"
        " On Debian systems the text is in /usr/share/common-licenses/GPL-2.\n .\n a\n .\n b\n"
        "Comment: x 1; source: https://x.invalid\n"
    ) in said


def test_the_changes_have_the_form_of_debian() -> None:
    lines = deb.changes().splitlines()
    assert lines[0] == f"recall-viewer ({product.VERSION}) stable; urgency=medium"
    assert all(re.match(r"  \* |    | -- |$", line) and len(line) <= 80 for line in lines[1:-1])
    assert not [line for line in lines[1:-1] if "  " in line.strip()]
    assert re.fullmatch(r" -- .+ <.+@.+>  \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000", lines[-1])


def committed(folder: Path) -> Path:
    """A tree with one commit."""
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        readiness.git(folder, "-c", "user.name=x", "-c", "user.email=x@x.invalid", *command)
    return folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [("1.2.0 (2026-11-25)", []), ("1.2.0 (unreleased)", ["CHANGELOG"]), ("1.1.9 (2026-11-25)", ["CHANGELOG"])],
)
def test_a_release_wants_its_changes_under_its_version_and_date(tmp_path: Path, changed: str, said: list[str]) -> None:
    found = list(readiness.objections(committed(tmp_path), "1.2.0", changed))
    assert [objection.partition(".")[0] for objection in found] == said


def test_a_release_wants_a_clean_tree_and_a_version_that_is_not_out(tmp_path: Path) -> None:
    readiness.git(committed(tmp_path), "tag", "v1.2.0")
    assert not list(readiness.objections(tmp_path, "1.2.0", "1.2.0 (2026-11-25)"))
    committed(tmp_path)
    (tmp_path / "new").touch()
    found = list(readiness.objections(tmp_path, "1.2.0", "1.2.0 (2026-11-25)"))
    assert [len(found), "not committed" in found[0], "v1.2.0" in found[1]] == [2, True, True]


def test_files_that_differ_between_two_builds_are_named(tmp_path: Path) -> None:
    for folder, changed in (("one", "1"), ("other", "2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same").write_text("same")
        (tmp_path / folder / "changed").write_text(changed)
    (tmp_path / "other" / "new").touch()
    assert readiness.differences(tmp_path / "one", tmp_path / "other") == ["changed", "new"]


RECIPES = [
    *(PACKAGING / "windows" / "recall-viewer.iss", PACKAGING / "macos" / "sign.sh", PACKAGING / "recall-viewer.spec"),
    product.ROOT / ".github" / "workflows" / "release.yml",
]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_names_files_that_are_there_and_states_no_fact_again(recipe: Path) -> None:
    text = recipe.read_text(encoding="utf-8")
    named = re.findall(r"\bpackaging[/\\][\w./\\-]+\w|\bdev\.py\b", text)
    named += [f"packaging/{name}" for name in re.findall(r'"packaging" / "([\w.]+)"', text)]
    named += [str(recipe.parent / path) for path in re.findall(r"^LicenseFile=(.+)$", text, re.MULTILINE)]
    missing = [name for name in named if not (product.ROOT / name.replace("\\", "/")).exists()]
    assert (bool(named), missing) == (True, [])
    assert product.VERSION not in text
    assert product.IDENTIFIER not in text


def test_the_installer_takes_what_the_bundle_is_called() -> None:
    text = RECIPES[0].read_text(encoding="utf-8")
    assert rf"..\..\dist\{bundle.FOLDER_NAME}\*" in text
    assert rf"..\..\dist\icons\{icons.SVG.stem}.ico" in text


@pytest.mark.parametrize("name", ["version", "identifier", "scheme"])
def test_a_recipe_can_ask_for_what_it_needs(name: str) -> None:
    command = [sys.executable, str(PACKAGING / "product.py"), name]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip() == getattr(product, name.upper())
    assert f"product.py {name}" in RECIPES[3].read_text(encoding="utf-8")
