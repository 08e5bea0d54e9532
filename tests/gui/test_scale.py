"""Windows that go to a screen of another scale: pictures are decoded anew, at the size they have there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCREENS = {
    "screens": [
        {"name": "one", "x": 0, "y": 0, "width": 1920, "height": 1080},
        {"name": "two", "x": 1920, "y": 0, "width": 3840, "height": 2160},
    ]
}

# In a process of its own: which screens there are is chosen once. A tile that fills the view is not seen twice.
MOVES = """
from PySide6.QtWidgets import QApplication
from tests.frames import camera
from tests.gui.stand import Stand

application = QApplication([])
stand = Stand()
stand.feed(camera(1), camera(2))
view, presenter = stand.window.gallery_view, stand.window.presenter
inside, outside = view.order
presenter.pop_out(outside)
view.show_large(inside)
popout = presenter.popouts[outside]
tiles = {inside: view.tiles[inside], outside: popout.tile}
for place, scale in (((50, 50), 1), ((2000, 50), 2)):
    stand.window.move(*place)
    popout.move(*place)
    stand.settle()
    assert {tile.devicePixelRatio() for tile in tiles.values()} == {scale}
    for key, tile in tiles.items():
        assert stand.rooms_px[key] == (tile.width() * scale, tile.height() * scale), (key, scale, stand.rooms_px[key])
stand.close()
"""


def test_pictures_are_decoded_anew_for_a_screen_of_another_scale(tmp_path: Path) -> None:
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps(SCREENS))
    env = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
        "QT_SCREEN_SCALE_FACTORS": "one=1;two=2",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MOVES], env=env, cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
