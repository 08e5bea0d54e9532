"""Writes what the packages say of their licences: a copyright file in Debian's form, for people and machines to read.

The form is that of https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import product
from inventory import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inventory import Component

LICENCE_OF_ALL = "GPL-3.0-or-later"
TERMS = """\
The source of {name} is under the MIT licence. This package is more than that: it also holds everything that the program
runs with, and among that are x264 and x265, which come under the GNU General Public License. So this package as a whole
is distributed under the GNU General Public License, version 3 or, at your option, any later version. Each part keeps
its own terms, which are listed here.

The source of {name} {version} is at {homepage}; what this package is built with, and the exact version of every package
in it, stands there in packaging/requirements.txt. Below, each part says where its own source is; how the wheel of PyAV
builds FFmpeg, x264, x265 and the libraries of theirs is at https://github.com/PyAV-Org/pyav-ffmpeg .

Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are ordinary shared libraries in
_internal/PySide6 and _internal/shiboken6, and may be replaced: by those of another build of Qt of the same major
version, put there under the same names, or by the files of another release of the packages PySide6_Essentials and
shiboken6. You may examine and change how the program works with them; its source is open."""
# Debian has these once, for all packages.
SHARED = {"GPL-2": "GPL-2", "GPL-3": "GPL-3", "LGPL-2.0": "LGPL-2", "LGPL-2.1": "LGPL-2.1", "LGPL-3": "LGPL-3"}
SHARED |= {"Apache-2.0": "Apache-2.0"}
APACHE = re.compile(
    r"^ *Apache License\n *Version 2\.0.+?(?:limitations under the License\.\n|\Z)", re.MULTILINE | re.DOTALL
)
APACHE_ELSEWHERE = "[Apache License, Version 2.0: on Debian systems in /usr/share/common-licenses/Apache-2.0]\n"


def write(components: Iterable[Component]) -> str:
    """The whole file."""
    said = TERMS.format(name=product.NAME, version=product.VERSION, homepage=product.HOMEPAGE)
    terms = "\n\n".join(textwrap.fill(paragraph, 120, break_on_hyphens=False) for paragraph in said.split("\n\n"))
    mit = (product.ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2].partition("\n\n")[2]
    stanzas = [
        _stanza(
            Format="https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
            Upstream_Name=product.NAME,
            Source=product.HOMEPAGE,
            License=short(LICENCE_OF_ALL) + "\n" + _shared(LICENCE_OF_ALL),
            Comment="\n" + terms,
        ),
        _stanza(Files="*", Copyright=product.AUTHORS, License="Expat\n" + mit),
    ]
    return "\n".join([*stanzas, *map(_of, components)])


def short(licence: str) -> str:
    """The name that Debian has for an SPDX expression."""
    licence = re.sub(r"-or-later\b", "+", re.sub(r"\.0-(or-later|only)\b", r"-\1", licence).replace("-only", ""))
    for ours, theirs in ((" AND ", " and "), (" OR ", " or "), (" WITH ", " with "), ("MIT", "Expat")):
        licence = licence.replace(ours, theirs)
    return licence.replace("Expat-", "MIT-")


def _of(component: Component) -> str:
    shared = _shared(component.licence)
    return _stanza(
        Files=" ".join(pattern if pattern.startswith("*") else f"*/{pattern}" for pattern in component.files),
        Copyright=component.copyright,
        License=f"{short(component.licence)}\n"
        + "\n\n".join(filter(None, [shared, *(APACHE.sub(APACHE_ELSEWHERE, text) for text in component.texts)])),
        Comment=f"{component.name} {component.version}".strip() + f"; source: {component.source or 'its sdist'}",
    )


def _shared(licence: str) -> str:
    """Where a Debian system has the texts of `licence`; empty where it has none of them."""
    names = [SHARED[name] for name in SHARED if re.search(rf"(?<![A-Z]){re.escape(name)}", short(licence))]
    folder = "/usr/share/common-licenses"
    return f"On Debian systems the text is in {' and '.join(f'{folder}/{name}' for name in names)}." if names else ""


def _stanza(**fields: str) -> str:
    return "".join(f"{name.replace('_', '-')}: {_folded(text)}\n" for name, text in fields.items())


def _folded(text: str) -> str:
    first, *rest = text.strip("\n").split("\n") if not text.startswith("\n") else ["", *text.strip("\n").split("\n")]
    return "\n".join([first, *(f" {line}".rstrip() if line.strip() else " ." for line in rest)])


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and content of the licences in full that go beside it, for who has no Debian."""
    for name in ("GPL-3.0.txt", "LGPL-3.0.txt"):
        yield name, (TEXTS / name).read_text(encoding="utf-8")
