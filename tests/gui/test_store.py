"""What a person chose is there the next time, and no file, however damaged, keeps the program from starting."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.gui.placement import Placement
from recall_viewer.gui.store import Choices, Store
from tests.frames import BOT, OTHER_BOT

PLACEMENT = Placement(-1700, 40, 1280, 800, "maximised")


def store(folder: Path) -> Store:
    return Store({"RECALL_VIEWER_CONFIG_DIR": str(folder)})


def file_in(folder: Path) -> Path:
    return folder / "Recall Viewer.ini"


def test_without_a_file_there_are_defaults_and_none_is_made(tmp_path: Path) -> None:
    made = store(tmp_path / "new")
    assert made.choices == Choices()
    assert made.recent_filters == ()
    assert made.placement is None
    assert not made.problems
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "choices",
    [
        Choices(theme="light"),
        Choices(language="de"),
        Choices(reduced_motion=True),
        Choices(layout="stage"),
        Choices(group_by_bot=True),
        Choices(snapshot_dir=Path("/srv/Bilder, große & 100 %/@x")),
        Choices(notify_pinned=False),
    ],
)
def test_each_choice_is_kept(tmp_path: Path, choices: Choices) -> None:
    store(tmp_path).choices = choices
    again = store(tmp_path)
    assert again.choices == choices
    again.choices = Choices()
    assert store(tmp_path).choices == Choices()
    # A later version may have better defaults for whoever has not chosen.
    assert "=" not in file_in(tmp_path).read_text()


def test_the_placement_is_kept(tmp_path: Path) -> None:
    store(tmp_path).placement = PLACEMENT
    assert store(tmp_path).placement == PLACEMENT


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_it_is_known_whether_the_keyring_has_a_key_and_nothing_of_the_key(tmp_path: Path) -> None:
    assert not store(tmp_path).keeps_key
    store(tmp_path).keeps_key = True
    assert store(tmp_path).keeps_key
    store(tmp_path).keeps_key = False
    assert not store(tmp_path).keeps_key


@pytest.mark.parametrize("is_there", [False, True])
def test_the_file_is_for_its_owner_alone(tmp_path: Path, is_there: bool) -> None:
    folder = tmp_path / "config"
    if is_there:
        folder.mkdir()
        file_in(folder).touch(0o644)
    store(folder).remember_filter("Ada")
    assert stat.S_IMODE(file_in(folder).stat().st_mode) == 0o600
    if not is_there:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store(folder).choices = Choices(theme="dark")
    assert stat.S_IMODE(file_in(folder).stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform != "linux", reason="says where Linux keeps it")
def test_without_the_variable_it_is_where_the_platform_keeps_settings(tmp_path: Path) -> None:
    program = (
        "from recall_viewer.gui.store import Choices, Store; store = Store({}); store.choices = Choices(theme='light')"
    )
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    file = tmp_path / "recall-viewer" / "Recall Viewer.conf"
    assert "theme=light" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_last_ten_filters_are_kept_newest_first_without_repeats(tmp_path: Path) -> None:
    made = store(tmp_path)
    for number in range(12):
        made.remember_filter(f"name{number}")
    made.remember_filter("  NAME7 ")
    made.remember_filter(" \t")
    expected = ("NAME7", "name11", "name10", "name9", "name8", "name6", "name5", "name4", "name3", "name2")
    assert made.recent_filters == expected
    assert store(tmp_path).recent_filters == expected


@pytest.mark.parametrize("texts", [[BOT], [f"{BOT} {OTHER_BOT}", "a, b", '"Ada L" -is:stale', "@Invalid()", "é;="], []])
def test_filters_come_back_as_they_were(tmp_path: Path, texts: list[str]) -> None:
    made = store(tmp_path)
    for text in reversed(texts):
        made.remember_filter(text)
    assert store(tmp_path).recent_filters == tuple(texts)


def test_a_filter_is_forgotten(tmp_path: Path) -> None:
    made = store(tmp_path)
    for text in ("ada", "kenji"):
        made.remember_filter(text)
    made.forget_filter("Kenji")
    assert store(tmp_path).recent_filters == ("ada",)
    made.forget_filter("ada")
    assert store(tmp_path).recent_filters == ()


@pytest.mark.parametrize(
    "content", [b"[appearance\ntheme=light\n", b"[appearance]\ntheme=light\nnonsense\n", b"\0\xff["]
)
def test_a_damaged_file_is_put_aside(tmp_path: Path, content: bytes) -> None:
    file_in(tmp_path).write_bytes(content)
    made = store(tmp_path)
    assert made.choices == Choices()
    aside = tmp_path / "Recall Viewer.ini.damaged"
    assert aside.read_bytes() == content
    assert str(aside) in " ".join(made.problems)
    made.choices = Choices(theme="dark")
    again = store(tmp_path)
    assert again.choices.theme == "dark"
    assert not again.problems


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("appearance", "theme", "solarised"),
        ("appearance", "theme", "light, dark"),
        ("appearance", "language", "@Variant(\\0\\0\\0\\b\\0)"),
        ("appearance", "reduced_motion", "perhaps"),
        ("gallery", "layout", "@Size(3 4)"),
        ("gallery", "group_by_bot", "2"),
        ("snapshots", "folder", "pictures"),
        ("snapshots", "folder", '"/x\\0y"'),
        ("snapshots", "folder", "a, b"),
        ("notifications", "pinned", "-1"),
        ("window", "width_px", "wide"),
        ("window", "left_px", "99999999999999999999"),
        ("window", "height_px", "0"),
        ("window", "state", "sideways"),
        ("filter", "recent", "@Rect(1 2 3 4)"),
    ],
)
def test_a_value_that_makes_no_sense_has_its_default_and_is_named(
    tmp_path: Path, section: str, key: str, value: str
) -> None:
    file_in(tmp_path).write_text(f"[other]\nx=1\n\n[{section}]\n{key}={value}\n")
    made = store(tmp_path)
    assert made.choices == Choices()
    assert made.placement is None
    assert made.recent_filters == ()
    assert f"{section}/{key}" in " ".join(made.problems)


def test_one_wrong_value_costs_no_other_and_goes_with_the_next_change(tmp_path: Path) -> None:
    file_in(tmp_path).write_text("[appearance]\ntheme=solarised\n\n[gallery]\nlayout=grid\n")
    made = store(tmp_path)
    assert made.choices == Choices(layout="grid")
    made.choices = replace(made.choices, group_by_bot=True)
    again = store(tmp_path)
    assert not again.problems
    assert again.choices == Choices(layout="grid", group_by_bot=True)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: f"[window]\n{text}".encode())))
def test_no_file_is_too_strange(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file_in(Path(folder)).write_bytes(content)
        made = store(Path(folder))
        assert isinstance(made.choices, Choices)
        made.choices = replace(made.choices, theme="dark")
        made.remember_filter("Ada")
        made.placement = PLACEMENT
        again = store(Path(folder))
        assert again.choices == made.choices
        assert again.recent_filters[0] == "Ada"
        assert again.placement == PLACEMENT


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_cannot_be_saved_is_said_and_holds_for_this_run(tmp_path: Path, is_folder: bool) -> None:
    folder = tmp_path / "config"
    if is_folder:
        file_in(folder).mkdir(parents=True)
    else:
        folder.write_text("a file where the folder should be")
    made = store(folder)
    made.choices = Choices(theme="light")
    made.remember_filter("Ada")
    assert made.choices.theme == "light"
    assert made.recent_filters == ("Ada",)
    assert "cannot be saved" in " ".join(made.problems)
    assert " ".join(made.problems).count("cannot be saved") == 1


def test_what_cannot_be_saved_is_reported_once_when_it_happens(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    file_in(folder).parent.mkdir()
    file_in(folder).write_text("[appearance]\ntheme=pink\n")
    made = store(folder)
    reported: list[str] = []
    made.report_to(reported.append)
    assert reported == ["The setting appearance/theme makes no sense: its default is used."]
    shutil.rmtree(folder)
    folder.write_text("a file where the folder was")
    made.remember_filter("Ada")
    made.placement = PLACEMENT
    assert reported[1:] == [f"The settings cannot be saved in {file_in(folder)}."]


def test_a_full_disk_is_reported_and_spoils_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no limit of a file's size")
    made = store(tmp_path)
    made.choices = Choices(theme="light")
    reported: list[str] = []
    made.report_to(reported.append)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        made.remember_filter("Ada")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert reported == [f"The settings cannot be saved in {file_in(tmp_path)}."]
    assert made.recent_filters == ("Ada",)
    assert store(tmp_path).choices.theme == "light"
