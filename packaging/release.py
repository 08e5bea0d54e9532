"""Makes everything that a release consists of, twice, and compares: python3 dev.py release [--draft].

Checks the version, the changelog and the tree, then leaves in dist/ the wheel, the sdist, the bundle, the package for
Debian, the bill of materials, and the checksums of all. With --draft what the checks find is said, and nothing more.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import bundle
import deb
import inventory
import notice
import product
import readiness
import sbom
import selftest
import smoke

SUMS = "SHA256SUMS"


class ReleaseError(Exception):
    """No release can be made so; the text says why."""


def build(folder: Path, work: Path) -> Path:
    """Build all of it into the empty `folder`; return the bundle, which lies unpacked in `work`."""
    for kind in ("wheel", "sdist"):
        shutil.move(smoke.build(product.ROOT, kind, work / kind), folder)
    built = bundle.build(work)
    machine = os.uname().machine
    pack(built, folder / f"{product.COMMAND}-{product.VERSION}-linux-{machine}.tar.gz")
    deb.build(built, folder)
    bill = sbom.write(built)
    (folder / f"{product.COMMAND}-{product.VERSION}.cdx.json").write_text(bill, encoding="utf-8")
    (folder / SUMS).write_text("".join(f"{readiness.sum_of(path)}  {path.name}\n" for path in sorted(folder.iterdir())))
    return built


def pack(built: Path, archive: Path) -> None:
    """Pack a bundle, and the licences of what is in it, into one file."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / built.name
        shutil.copytree(built, root, symlinks=True)
        (root / "COPYRIGHT").write_text(notice.write(inventory.components(built)), encoding="utf-8")
        for file, text in notice.texts():
            (root / file).write_text(text, encoding="utf-8")
        with (
            archive.open("wb") as raw,
            # Neither the time nor the name, which would differ.
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w") as tar,
        ):
            for path in sorted(root.rglob("*")):
                tar.add(path, path.relative_to(name), recursive=False, filter=_anonymous)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's, and dated with the commit."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = product.source_date_epoch()
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def validate(package: Path, work: Path) -> None:
    """Ask Debian's own checkers about the package; raises ReleaseError with what they say."""
    subprocess.run(["dpkg-deb", "-x", str(package), str(work)], check=True)
    share = work / "usr" / "share"
    for command in (
        ["desktop-file-validate", str(share / "applications" / f"{product.IDENTIFIER}.desktop")],
        ["appstreamcli", "validate", "--no-net", str(share / "metainfo" / f"{product.IDENTIFIER}.metainfo.xml")],
        ["lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", str(package)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ReleaseError(f"{command[0]} objects:\n{done.stdout}{done.stderr}")


def say(text: str) -> None:
    """Tell of progress."""
    sys.stdout.write(f"release: {text}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    """Make a release, or a draft of one."""
    found = list(readiness.objections(product.ROOT, product.VERSION, product.CHANGED))
    if found and arguments != ["--draft"]:
        raise ReleaseError("; ".join(found))
    for objection in found:
        say(f"in a release this would not pass: {objection}")
    os.environ["SOURCE_DATE_EPOCH"] = str(product.source_date_epoch())
    target = product.ROOT / "dist"
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="recall-viewer-release-") as name:
        first, second, checked = (Path(name) / step for step in ("first", "second", "checked"))
        for folder in (target, first, second, second / "out"):
            folder.mkdir()
        say("building …")
        built = build(target, first)
        say(f"the bundle holds\n{bundle.table(bundle.sizes(built).items())}")
        selftest.main([str(built / product.COMMAND)])
        (package,) = target.glob("*.deb")
        validate(package, checked)
        say("building once more, to compare …")
        build(second / "out", second)
        differing = readiness.differences(target, second / "out")
    if differing:
        raise ReleaseError(f"two builds of one commit differ in {', '.join(differing)}")
    say(f"two builds are the same; in {target}:")
    sys.stdout.write(bundle.table((path.name, path.stat().st_size) for path in sorted(target.iterdir())))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (
        *(ReleaseError, smoke.PackageError, bundle.BundleError, selftest.SelfTestError),
        *(inventory.UnknownComponentError, deb.DebError, sbom.BillError),
    ) as broken:
        sys.exit(f"release.py: {broken}")
