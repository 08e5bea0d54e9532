"""The books: every frame is in one place, and histograms count as Prometheus does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.books import LATENCY_BUCKETS_S, Books, Fate, Histogram, Passage
from tests.model.support import balance

FATES = [fate for fate in Fate if fate is not Fate.IN_FLIGHT]


def test_a_frame_is_settled_once() -> None:
    books = Books()
    passage = books.receive()
    assert (books.received, books.in_flight) == (1, 1)
    assert books.settle(passage, Fate.SHOWN)
    assert not books.settle(passage, Fate.SUPERSEDED)
    assert not books.settle(passage, Fate.SHOWN)
    assert (books.shown, books.superseded, books.in_flight) == (1, 0, 0)


def test_reasons_are_counted_apart() -> None:
    books = Books()
    for reason in ("image", "image", "base64"):
        books.settle(books.receive(), Fate.REJECTED, reason)
    books.settle(books.receive(), Fate.DROPPED, "memory")
    assert books.rejected == {"image": 2, "base64": 1}
    assert books.dropped == {"memory": 1}


def test_a_hidden_frame_that_comes_into_view_is_in_flight_again() -> None:
    books = Books()
    passage = books.receive()
    assert not books.recall(passage)
    books.settle(passage, Fate.HIDDEN)
    assert books.recall(passage)
    assert not books.recall(passage)
    assert (books.hidden, books.recalled, books.in_flight) == (1, 1, 1)
    assert passage.was_hidden
    assert books.settle(passage, Fate.SHOWN)
    assert not books.recall(passage)
    assert balance(books) == books.received == 1


def test_nothing_ends_in_flight() -> None:
    books = Books()
    passage = books.receive()
    with pytest.raises(ValueError, match="in flight"):
        books.settle(passage, Fate.IN_FLIGHT)
    assert balance(books) == books.received == books.in_flight == 1
    assert passage.fate is Fate.IN_FLIGHT


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([None, "recall", *FATES]))))
def test_the_books_balance_whatever_happens(steps: list[tuple[int, Fate | str | None]]) -> None:
    books = Books()
    passages: list[Passage] = []
    for index, step in steps:
        if step is None or not passages:
            passages.append(books.receive())
        elif isinstance(step, Fate):
            books.settle(passages[index % len(passages)], step, "reason")
        else:
            books.recall(passages[index % len(passages)])
        assert balance(books) == books.received == len(passages)
        assert books.in_flight == sum(passage.fate is Fate.IN_FLIGHT for passage in passages)


def test_an_observation_on_a_bound_belongs_to_it() -> None:
    histogram = Histogram((0.1, 1.0))
    for seconds in (0.0, 0.1, 0.1001, 1.0, 1.5):
        histogram.observe(seconds)
    assert histogram.counts == [2, 2, 1]
    assert histogram.sum_s == pytest.approx(2.7001)


def test_buckets() -> None:
    milliseconds = "1 2.5 5 7.5 10 15 20 25 30 40 50 75 100 125 150 175 200 250 300 400 500 750"
    documented = [*(float(text) / 1000 for text in milliseconds.split()), 1, 1.5, 2.5, 5, 10]
    assert list(LATENCY_BUCKETS_S) == pytest.approx(documented)
    assert Books().latency.bounds_s == Books().loop_lag.bounds_s == LATENCY_BUCKETS_S
