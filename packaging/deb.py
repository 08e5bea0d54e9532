"""Makes the package for Debian 12 and 13 from a bundle: python packaging/deb.py BUNDLE [FOLDER].

It is made with dpkg-deb alone, on Debian 12: what the bundle needs of the system is read from its libraries there, and
13 has the same.
"""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import bundle as bundles
import icons
import inventory
import manual
import notice
import product

LINUX = product.ROOT / "packaging" / "linux"
IN_OPT = f"opt/{product.COMMAND}"
# Neither can be read from a library. Without a font all text is boxes.
FURTHER = "fonts-dejavu-core | fonts-liberation2 | fonts-noto-core, hicolor-icon-theme"
# Links and folders are opened by the desktop; certificates are for the check that a public address is reached.
RECOMMENDED = "ca-certificates, xdg-utils"
# 64 MB; the best, 55 MB, takes seven times the CPU time. Debian 12's lintian knows no zstd.
COMPRESSION = ("-Zxz", "-z1")
MAINTAINER = f"{product.AUTHORS} <{product.COMMAND}@users.noreply.github.com>"
CONTROL = """\
Package: {command}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Section: video
Priority: optional
Installed-Size: {kibibytes}
Depends: {depends}
Recommends: {recommended}
Homepage: {homepage}
Description: {summary}
 A bot of Recall.ai in a meeting dials a websocket and sends every participant's
 video. Recall Viewer is the receiver that shows it: one tile a stream, updated
 with every frame, with its age on it.
"""


class DebError(Exception):
    """The package could not be made; the text says why."""


def build(bundle: Path, folder: Path) -> Path:
    """Make the package of `bundle` in `folder`, and return it. Two of one commit are the same."""
    with tempfile.TemporaryDirectory(prefix="recall-viewer-") as name:
        root = Path(name) / "root"
        shutil.copytree(bundle, root / IN_OPT, symlinks=True)
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin" / product.COMMAND).symlink_to(f"/{IN_OPT}/{product.COMMAND}")
        _add_to_menu(root / "usr/share")
        _add_documents(root / "usr/share", bundle)
        _settle_modes(root)
        _add_control(root, needed_packages(root, Path(name)))
        folder.mkdir(parents=True, exist_ok=True)
        package = folder / f"{product.COMMAND}_{product.VERSION}_{architecture()}.deb"
        environ = {**os.environ, "SOURCE_DATE_EPOCH": str(product.source_date_epoch())}
        _run(["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(root), str(package)], environ=environ)
    return package


def architecture() -> str:
    """Debian's name for this machine's."""
    return _run(["dpkg", "--print-architecture"]).strip()


def needed_packages(root: Path, work: Path) -> str:
    """The packages that have the libraries which those in `root` are linked to, as `Depends:` wants them."""
    (root / "DEBIAN").mkdir()
    (work / "debian").mkdir()
    (work / "debian" / "control").write_text("Source: unused\n", encoding="ascii")
    found = list(bundles.libraries(root))
    inside = sorted({str(path.parent) for path in found})
    command = [
        "dpkg-shlibdeps",
        "--warnings=0",
        "-O",
        f"-S{root}",
        *(f"-l{path}" for path in inside),
        *(f"-e{path}" for path in found),
    ]
    return _run(command, cwd=work).strip().removeprefix("shlibs:Depends=")


def _add_to_menu(share: Path) -> None:
    themed = share / "icons" / "hicolor"
    for size, file in icons.draw(share.parent / "icons").items():
        _move(file, themed / f"{size}x{size}" / "apps" / f"{product.IDENTIFIER}.png")
    (share.parent / "icons").rmdir()
    _write(themed / "scalable" / "apps" / f"{product.IDENTIFIER}.svg", icons.SVG.read_text(encoding="utf-8"))
    desktop = product.filled(LINUX / "recall-viewer.desktop")
    _write(share / "applications" / f"{product.IDENTIFIER}.desktop", desktop)
    metainfo = product.filled(LINUX / "recall-viewer.metainfo.xml")
    _write(share / "metainfo" / f"{product.IDENTIFIER}.metainfo.xml", metainfo)


def _add_documents(share: Path, bundle: Path) -> None:
    places = {
        "bash": "bash-completion/completions/recall-viewer",
        "zsh": "zsh/vendor-completions/_recall-viewer",
        "fish": "fish/vendor_completions.d/recall-viewer.fish",
    }
    for shell in manual.SHELLS:
        _write(share / places[shell], manual.completion(shell))
    _compress(share / "man" / "man1" / f"{product.COMMAND}.1.gz", manual.page())
    documents = share / "doc" / product.COMMAND
    _write(documents / "copyright", notice.write(inventory.components(bundle)))
    _compress(documents / "changelog.gz", changes())
    overrides = (LINUX / "lintian-overrides").read_text(encoding="utf-8")
    _write(share / "lintian" / "overrides" / product.COMMAND, overrides)


def changes() -> str:
    """The newest changes in the form of Debian's changelogs."""
    newest = re.split(r"^## ", (product.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    entries = re.findall(r"^- (.+(?:\n  .+)*)", newest, re.MULTILINE)
    lines = "".join(
        textwrap.fill(" ".join(entry.split()), 78, initial_indent="  * ", subsequent_indent="    ") + "\n"
        for entry in entries
    )
    date = email.utils.format_datetime(product.source_date())
    return f"{product.COMMAND} ({product.VERSION}) stable; urgency=medium\n\n{lines}\n -- {MAINTAINER}  {date}\n"


def _add_control(root: Path, depends: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in files)
    control = CONTROL.format(
        command=product.COMMAND,
        version=product.VERSION,
        architecture=architecture(),
        maintainer=MAINTAINER,
        kibibytes=sum(-(-path.stat().st_size // 1024) for path in files),
        depends=f"{depends}, {FURTHER}",
        recommended=RECOMMENDED,
        homepage=product.HOMEPAGE,
        summary=manual.first_small(product.SUMMARY),
    )
    _write(root / "DEBIAN" / "md5sums", sums)
    _write(root / "DEBIAN" / "control", control)
    shutil.copyfile(LINUX / "postrm", root / "DEBIAN" / "postrm")
    for path in (root / "DEBIAN", root / "DEBIAN" / "postrm"):
        path.chmod(0o755)


def _settle_modes(root: Path) -> None:
    """Let everybody read everything, and nobody but root change it, whatever the umask was."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(
                0o755
                if path.is_dir() or (path.name == product.COMMAND and path.parent.name == product.COMMAND)
                else 0o644
            )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    path.rename(to)


def _compress(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Neither the time nor the name, which would differ.
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _run(command: list[str], cwd: Path | None = None, environ: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DebError(f"{command[0]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    try:
        made = build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else product.ROOT / "dist")
    except (DebError, inventory.UnknownComponentError) as error:
        sys.exit(f"deb.py: {error}")
    sys.stdout.write(f"{made}\n")
