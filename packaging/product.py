"""What the packages of every system say of the program, read from where the program itself says it."""

from __future__ import annotations

import os
import re
import string
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _stated(file: str, pattern: str) -> str:
    found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise LookupError(f"{file} has nothing like {pattern}")
    return found[1]


_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

NAME = "Recall Viewer"
COMMAND = "recall-viewer"
SUMMARY: str = _PROJECT["description"]
AUTHORS: str = _PROJECT["authors"][0]["name"]
DEPENDENCIES: list[str] = _PROJECT["dependencies"]
HOMEPAGE: str = _PROJECT["urls"]["Homepage"]
VERSION = _stated("recall_viewer/__init__.py", r'^__version__ = "(.+)"$')
IDENTIFIER = _stated("recall_viewer/gui/application.py", r'^DESKTOP_ID = "(.+)"$')
CHANGED = _stated("CHANGELOG.md", r"^## (.+)$")
"""The heading of the newest changes: the version, and in brackets its date or "unreleased"."""
SCHEME = "recall-viewer"
"""Of links such as recall-viewer://bot/ID."""
INFO_PLIST = {
    "CFBundleDisplayName": NAME,
    "CFBundleShortVersionString": VERSION,
    "CFBundleURLTypes": [{"CFBundleURLName": IDENTIFIER, "CFBundleURLSchemes": [SCHEME]}],
    "LSMinimumSystemVersion": "13.0",
    "NSHighResolutionCapable": True,
}


def source_date_epoch() -> int:
    """Seconds since 1970 that everything built is dated with: the last commit's, unless SOURCE_DATE_EPOCH says."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def source_date() -> datetime:
    """`source_date_epoch` as a time in UTC."""
    return datetime.fromtimestamp(source_date_epoch(), UTC)


def filled(template: Path) -> str:
    """The text of `template` with what is said here in it."""
    facts = {
        "name": NAME,
        "command": COMMAND,
        "identifier": IDENTIFIER,
        "developer": IDENTIFIER.rpartition(".")[0],
        "scheme": SCHEME,
        "version": VERSION,
        "authors": AUTHORS,
        "homepage": HOMEPAGE,
        "date": source_date().date().isoformat(),
    }
    return string.Template(template.read_text(encoding="utf-8")).substitute(facts)


if __name__ == "__main__":
    # For scripts: python packaging/product.py version
    print(globals()[sys.argv[1].upper()])
