"""What is in a bundle beside the program: every library and package, on which terms, and where its source is."""

from __future__ import annotations

import importlib.metadata
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import bundle as bundles
import product
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from email.message import Message

TABLE = product.ROOT / "packaging" / "components.toml"
TEXTS = product.ROOT / "packaging" / "licences"


PYTHON = "Python"
# The program itself, what the table has, and what PyInstaller's boot loader starts with.
OTHER_MODULES = {"recall_viewer", "PySide6", "shiboken6", "_pyi_rth_utils"}

# How packages state a licence that do not yet do it by SPDX.
OF_CLASSIFIER = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
}


class UnknownComponentError(Exception):
    """The bundle holds something whose licence nobody has stated; the text says what."""


@dataclass(frozen=True)
class Component:
    """Something in the bundle. `licence` is an SPDX expression, `texts` its wording; `version` "" where unknown.

    `files` are patterns of names in the bundle; `source` is an address, "" where only the sdist is known;
    `distribution` is the name on PyPI, "" for what has none.
    """

    name: str
    version: str
    licence: str
    copyright: str
    source: str
    files: tuple[str, ...]
    texts: tuple[str, ...]
    distribution: str = ""


def components(bundle: Path) -> list[Component]:
    """All of them; raises UnknownComponentError for a library or module of `bundle` that nobody accounts for."""
    listed = [_listed(entry) for entry in tomllib.loads(TABLE.read_text(encoding="utf-8"))["component"]]
    if unknown := strangers(bundles.modules(bundle)):
        raise UnknownComponentError(f"the program does not depend on {', '.join(unknown)}: exclude it from the bundle")
    found = [*listed, *map(of_installed, distributions())]
    for library in bundles.libraries(bundle):
        path = library.relative_to(bundle).as_posix()
        if not any(fnmatch(path, pattern) or fnmatch(library.name, pattern) for one in found for pattern in one.files):
            raise UnknownComponentError(f"{path} is in the bundle, and {TABLE.name} does not say what it is")
    return found


def distributions() -> list[importlib.metadata.Distribution]:
    """The installed packages that the program runs with, in the order of their names; those of Qt are in the table."""
    found: dict[str, importlib.metadata.Distribution] = {}
    pending = list(product.DEPENDENCIES)
    while pending:
        requirement = Requirement(pending.pop())
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = importlib.metadata.distribution(name)
        pending += found[name].requires or []
    return [found[name] for name in sorted(found) if name not in ("pyside6-essentials", "shiboken6")]


def modules_of(distribution: importlib.metadata.Distribution) -> set[str]:
    """Names of the modules and packages that an installed package brings."""
    files = [path.parts[0] for path in distribution.files or () if path.suffix in (".py", ".so", ".pyd")]
    return {name.partition(".")[0] for name in files if not name.startswith(".") and not name.endswith(".dist-info")}


def strangers(modules: Iterable[str]) -> list[str]:
    """Those of the top-level `modules` that neither Python nor a package brings that the program runs with."""
    known = OTHER_MODULES | sys.stdlib_module_names
    return sorted(set(modules) - known.union(*map(modules_of, distributions())))


def _listed(entry: dict[str, Any]) -> Component:
    texts = [(TEXTS / name).read_text(encoding="utf-8") for name in entry["texts"]]
    version = importlib.metadata.version(entry["version_of"]) if "version_of" in entry else ""
    if entry["name"] == PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        texts.append((Path(sysconfig.get_path("stdlib")) / "LICENSE.txt").read_text(encoding="utf-8"))
    terms = entry["licence"], entry["copyright"], entry["source"]
    return Component(entry["name"], version, *terms, tuple(entry["files"]), tuple(texts))


def of_installed(distribution: importlib.metadata.Distribution) -> Component:
    """What an installed package says of itself; raises UnknownComponentError where it states no licence."""
    # Typed as less than the message that it is.
    data = cast("Message", distribution.metadata)
    return Component(
        distribution.name,
        distribution.version,
        _licence(distribution.name, data),
        data.get("Author") or data.get("Author-email") or f"the authors of {distribution.name}",
        _source(data.get_all("Project-URL") or (), data.get("Home-page")),
        tuple(f"*/{module}*" for module in sorted(modules_of(distribution))),
        tuple(licence_texts(distribution)),
        canonicalize_name(distribution.name),
    )


def _licence(name: str, data: Message) -> str:
    stated = str(data.get("License-Expression") or data.get("License") or "")
    classified = [OF_CLASSIFIER[text] for text in data.get_all("Classifier") or () if text in OF_CLASSIFIER]
    if not stated and not classified:
        raise UnknownComponentError(f"{name} states no licence")
    return stated or " AND ".join(classified)


def _source(project_urls: Sequence[str], homepage: str | None) -> str:
    by_label = {label.strip().lower(): url.strip() for label, _, url in (line.partition(",") for line in project_urls)}
    wanted = ("source", "source code", "repository", "code", "github", "homepage", "home")
    return next((by_label[label] for label in wanted if label in by_label), homepage or "")


def licence_texts(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    """Yield the licence files of an installed package."""
    for path in sorted(distribution.files or ()):
        if ".dist-info" in path.parts[0] and path.name.upper().startswith(("LICEN", "COPYING", "NOTICE")):
            yield Path(path.locate()).read_text(encoding="utf-8")
