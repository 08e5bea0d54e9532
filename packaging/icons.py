"""The program's icon in every size and form that a system's menu wants, drawn from the one SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import product
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

SVG = product.ROOT / "resources" / "icons" / "recall-viewer.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Edges in pixels; those of the hicolor theme."""


def draw(folder: Path) -> dict[int, Path]:
    """Write the icon as a PNG of each size into `folder`; return size → file."""
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(SVG))
    files = {}
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            renderer.render(painter, QRectF(0, 0, size, size))
        files[size] = folder / f"recall-viewer-{size}.png"
        if not image.save(str(files[size])):
            raise OSError(f"cannot write {files[size]}")
    return files


def draw_containers(folder: Path) -> None:
    """Write into `folder` also what Windows and macOS take: one file with several sizes."""
    with Image.open(draw(folder)[512]) as large:
        large.save(folder / "recall-viewer.ico", sizes=[(size, size) for size in SIZES if size <= 256])
        large.save(folder / "recall-viewer.icns")
