"""Finds the program's data: icons, translations, anything that is not code.

An installed package carries it inside itself; in a clone it lies beside the package, where editing it takes effect at
once.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def find(name: str) -> Traversable:
    """Return the resource `name`, such as "icons/search.svg"; whether it exists shows when it is read.

    An editable installation leaves a copy of the resources, as old as itself, among the installed packages. It does not
    count: only what lies in the package that is running, or beside that.
    """
    inside = files("recall_viewer").joinpath("resources")
    folder = inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "resources"
    return folder.joinpath(*name.split("/"))


def read_bytes(name: str) -> bytes:
    """Return the content of the resource `name`; raises FileNotFoundError where there is no such."""
    return find(name).read_bytes()
