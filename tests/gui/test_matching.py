"""Typed words and the texts they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.gui.matching import Match, match


def spans(typed: str, text: str) -> list[str] | None:
    found = match(typed, text)
    return None if found is None else [text[first:end] for first, end in found.spans]


@pytest.mark.parametrize(
    ("typed", "text", "parts"),
    [
        ("sn", "Snapshot", ["Sn"]),
        ("SN", "Undo the last snapshot", ["sn"]),
        ("all snap", "Snapshot of all visible", ["Snap", "all"]),
        ("shot", "Snapshot", ["shot"]),
        ("lea", "Léa Fontaine", ["Léa"]),
        ("léa", "Lea Fontaine", ["Lea"]),
        ("strasse", "Große Straße", ["Straße"]),
        ("sna snap", "Snapshot", ["Snap"]),
        ("  ", "Snapshot", []),
        ("", "", []),
        ("snapx", "Snapshot", None),
        ("snap folder", "Snapshot", None),
        ("a", "", None),
    ],
)
def test_every_word_has_to_stand_in_the_text(typed: str, text: str, parts: list[str] | None) -> None:
    assert spans(typed, text) == parts


def test_beginnings_come_before_words_and_words_before_the_inside() -> None:
    texts = ["Prefill", "Clear the filter", "Filter", "Paste as filter"]
    fits = {text: match("fil", text) for text in texts}
    assert all(fits.values())
    assert sorted(texts, key=lambda text: fits[text] or Match(9, 9, 9, ())) == [
        "Filter",
        "Paste as filter",
        "Clear the filter",
        "Prefill",
    ]


def test_a_text_is_as_good_as_its_worst_word() -> None:
    at_words, partly_inside = match("fo sn", "Open folder of snapshots"), match("fo sn", "Food on Osnabrück")
    assert at_words is not None
    assert partly_inside is not None
    assert at_words < partly_inside


def test_a_word_start_is_taken_before_an_earlier_inside() -> None:
    assert spans("art", "Party art") == ["art"]
    assert (match("art", "Party art") or Match(9, 9, 9, ())).place == 6


@given(st.text(max_size=30), st.text(max_size=12))
def test_places_are_in_order_and_inside_the_text(text: str, typed: str) -> None:
    found = match(typed, text)
    if found is not None:
        ends = [0]
        for first, end in found.spans:
            assert ends[-1] <= first < end <= len(text)
            ends.append(end)


@given(st.text(alphabet="abc é", min_size=1, max_size=20), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(first + 1, len(text)))
    assert match(text[first:end], text) is not None
