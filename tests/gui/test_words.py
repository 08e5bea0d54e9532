"""What the window says of a problem."""

from __future__ import annotations

from recall_viewer.gui import words
from recall_viewer.model.problems import Problem, ProblemCode


def test_the_title_says_what_happened() -> None:
    titles = {code: words.title(Problem(code, "data truncated")) for code in ProblemCode}
    assert titles[ProblemCode.FRAME] == "A picture could not be shown"
    assert titles[ProblemCode.MESSAGE] == "Something was not understood"


def test_whatever_is_said_is_one_line_of_bounded_length() -> None:
    for code in ProblemCode:
        sentence = words.sentence(Problem(code, "a\nb\u202ec{detail}" + "x" * 1000))
        assert sentence.isprintable()
        assert 10 < len(sentence) <= words.LONGEST
