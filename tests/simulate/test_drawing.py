"""What is drawn: sizes, loops, and that people can be told apart."""

from __future__ import annotations

import io
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from recall_viewer.simulate.casting import people_of
from recall_viewer.simulate.clock import draw_clock
from recall_viewer.simulate.scene import LOOP_FRAMES, Scene
from recall_viewer.simulate.slides import Slides

SMALL = (96, 54)


def opened(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.convert("RGB")


def difference(first: bytes, second: bytes) -> float:
    """The mean difference of two pictures, in levels of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(opened(first), opened(second))).mean) / 3


@pytest.mark.parametrize("size", [(256, 144), (640, 360), (90, 160), (1, 1), (3, 200), (200, 3), (300, 300)])
def test_a_picture_has_exactly_the_size_that_is_asked_for(size: tuple[int, int]) -> None:
    assert opened(Scene(people_of(1, 0)[0], size, 0).frame(0)).size == size


def test_a_picture_of_full_size_is_modest_in_bytes() -> None:
    png = Scene(people_of(2, 0)[1], (1280, 720), 0).frame(0)

    assert opened(png).size == (1280, 720)
    assert len(png) < 500 * 1024


@pytest.mark.parametrize("seed", [0, 1])
def test_the_loop_has_no_seam_and_no_two_frames_alike(seed: int) -> None:
    for person in people_of(3, seed):
        scene = Scene(person, SMALL, seed)
        frames = [scene.frame(index) for index in range(LOOP_FRAMES)]
        steps = [difference(frames[index - 1], frames[index]) for index in range(LOOP_FRAMES)]

        assert len(set(frames)) == LOOP_FRAMES
        assert steps[0] <= max(steps[1:])


def test_the_hand_of_the_clock_moves_and_comes_back() -> None:
    turns = [draw_clock(index / LOOP_FRAMES, 0.2).tobytes() for index in range(LOOP_FRAMES + 1)]

    assert len(set(turns)) == LOOP_FRAMES
    assert turns[LOOP_FRAMES] == turns[0]


def test_the_shared_screen_is_a_loop_too() -> None:
    slides = Slides()
    frames = [slides.frame(index) for index in range(LOOP_FRAMES)]
    steps = [difference(frames[index - 1], frames[index]) for index in range(LOOP_FRAMES)]

    assert opened(frames[0]).size == (1024, 576)
    assert len(set(frames)) == LOOP_FRAMES
    assert steps[0] <= max(steps[1:]) * 1.2


def test_chance_depends_on_the_seed_alone() -> None:
    person = people_of(1, 0)[0]

    assert Scene(person, SMALL, 3).frame(5) == Scene(person, SMALL, 3).frame(5)
    assert Scene(person, SMALL, 3).frame(5) != Scene(person, SMALL, 4).frame(5)


def test_sixteen_people_look_distinct() -> None:
    pictures = [Scene(person, SMALL, 0).frame(0) for person in people_of(16, 0)]

    assert min(difference(first, second) for first, second in combinations(pictures, 2)) > 10


def test_those_beyond_the_list_can_be_drawn_and_look_different() -> None:
    people = people_of(36, 7)[16:]

    assert len({Scene(person, (16, 9), 7).frame(0) for person in people}) == 20


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_people_have_names_of_their_own_and_stay_when_others_come(seed: int) -> None:
    people = people_of(64, seed)

    assert len({person.name for person in people}) == 64
    assert people_of(64, seed) == people
    assert people_of(5, seed) == people[:5]


def test_a_seed_brings_other_people() -> None:
    assert [person.name for person in people_of(6, 1)] != [person.name for person in people_of(6, 0)]
