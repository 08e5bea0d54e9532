"""Problems are grouped and counted, and a flood of them does not grow memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.model.problems import GROUPS_KEPT, Problem, ProblemCode, Problems
from recall_viewer.protocol.events import Bot, FrameRejected, MessageRejected, Participant
from tests.model.support import BOT, Wall, frame


def test_the_same_problem_is_one_line_with_a_count() -> None:
    problems = Problems()
    for second in range(214):
        is_new = problems.add(Problem(ProblemCode.FRAME, "data truncated", "Ada"), float(second))
        assert is_new is (second == 0)
    (group,) = problems.newest_first()
    assert (group.count, group.first_at, group.last_at) == (214, 0, 213)
    assert group.problem.source == "Ada"


def test_code_detail_and_source_tell_groups_apart() -> None:
    problems = Problems()
    for code in (ProblemCode.FRAME, ProblemCode.MESSAGE):
        for detail in ("a", "b"):
            for source in ("Ada", "Grace"):
                assert problems.add(Problem(code, detail, source), 0)
    assert len(problems) == 8


def test_figures_in_the_detail_do_not_make_another_group_and_the_newest_are_shown() -> None:
    problems = Problems()
    for size in (18, 19, 20):
        problem = Problem(ProblemCode.FRAME, f"cut off after {size} KiB", "Ada", bytes([size]), "image")
        problems.add(problem, float(size))
    (group,) = problems.newest_first()
    assert (group.count, group.first_at, group.last_at) == (3, 18, 20)
    assert group.problem.detail == "cut off after 20 KiB"
    assert group.problem.excerpt == bytes([20])


def test_reasons_tell_groups_apart() -> None:
    problems = Problems()
    for reason in ("image", "base64", ""):
        problems.add(Problem(ProblemCode.FRAME, "damaged", "Ada", reason=reason), 0)
    assert len(problems) == 3


@pytest.mark.parametrize(
    ("one", "other", "groups"),
    [
        ("203.0.113.7:51022", "203.0.113.7:51030", 1),
        ("[2001:db8::1]:51022", "[2001:db8::1]:51030", 1),
        ("[2001:db8::1]:51022", "[2001:db8::2]:51022", 2),
        ("[::1]", "[::2]", 2),
        ("203.0.113.7:51022", "203.0.113.8:51022", 2),
        ("Ada · 3f2a91c4", "Ada · b07d55e8", 2),
        ("Room 4:10", "Room 4:11", 2),
    ],
)
def test_a_bot_that_dials_again_from_another_port_is_the_same_source(one: str, other: str, groups: int) -> None:
    problems = Problems()
    problems.add(Problem(ProblemCode.CLOSED, "too large", one), 0)
    problems.add(Problem(ProblemCode.CLOSED, "too large", other), 1)
    assert len(problems) == groups
    assert problems.newest_first()[0].problem.source == other


def test_what_the_gallery_rejects_is_grouped_by_its_reason() -> None:
    wall, problems = Wall(), Problems()
    wall.send(1, frame(name="Ada"))
    for number in range(5):
        rejected = FrameRejected("image", f"cut off after {number} bytes", Bot(BOT), Participant(100, "Ada"))
        unknown = FrameRejected("base64", f"{number} letters are no base64")
        message = MessageRejected("json", f"no JSON at byte {number}", bytes([number]))
        for event in (rejected, unknown, message):
            for problem in wall.send(1, event).problems:
                problems.add(problem, float(number))
    assert [(group.problem.detail, group.count) for group in problems.newest_first()] == [
        ("no JSON at byte 4", 5),
        ("4 letters are no base64", 5),
        ("cut off after 4 bytes", 5),
    ]


def test_what_cannot_be_decoded_is_grouped_too() -> None:
    wall, problems = Wall(), Problems()
    for size in (10, 20):
        change = wall.send(1, frame(name="Ada"))
        assert change.frame is not None
        for problem in wall.gallery.undecodable(change.frame, f"data end after {size} bytes").problems:
            problems.add(problem, 0)
    (group,) = problems.newest_first()
    assert (group.count, group.problem.detail) == (2, "data end after 20 bytes")


@given(st.lists(st.tuples(st.sampled_from(ProblemCode), st.integers(0, 800), st.sampled_from("abc")), max_size=60))
def test_the_counts_add_up_to_what_was_added(added: list[tuple[ProblemCode, int, str]]) -> None:
    problems = Problems()
    news = [
        problems.add(Problem(code, f"{number}", source, reason="x"), at)
        for at, (code, number, source) in enumerate(added)
    ]
    groups = problems.newest_first()
    assert sum(group.count for group in groups) == problems.revision == len(added)
    assert sum(news) == len(groups) == len({(code, source) for code, _, source in added})
    assert [group.last_at for group in groups] == sorted((group.last_at for group in groups), reverse=True)


def test_the_one_that_grew_last_comes_first() -> None:
    problems = Problems()
    for second, detail in enumerate(("a", "b", "a")):
        problems.add(Problem(ProblemCode.NOTICE, detail), second)
    assert [group.problem.detail for group in problems.newest_first()] == ["a", "b"]
    assert [group.problem.detail for group in problems.newest_first(most=1)] == ["a"]


def test_a_flood_drops_what_grew_longest_ago() -> None:
    problems = Problems()
    problems.add(Problem(ProblemCode.NOTICE, "old"), 0)
    problems.add(Problem(ProblemCode.NOTICE, "kept"), 0)
    for number in range(GROUPS_KEPT - 1):
        problems.add(Problem(ProblemCode.REFUSED, str(number)), 1)
        problems.add(Problem(ProblemCode.NOTICE, "kept"), 1)
    details = {group.problem.detail for group in problems.newest_first()}
    assert len(problems) == len(details) == GROUPS_KEPT
    assert "kept" in details
    assert "old" not in details


def test_a_view_knows_when_to_look_again() -> None:
    problems = Problems()
    seen = {problems.revision}
    problems.add(Problem(ProblemCode.NOTICE, "a"), 0)
    seen.add(problems.revision)
    problems.add(Problem(ProblemCode.NOTICE, "a"), 1)
    seen.add(problems.revision)
    problems.clear()
    seen.add(problems.revision)
    assert len(seen) == 4
    assert len(problems) == 0
    assert problems.newest_first() == []
