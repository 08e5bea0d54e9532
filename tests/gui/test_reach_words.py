"""Each way a public address can fail to lead here has its own sentence, with the way out."""

from __future__ import annotations

from typing import get_args

from recall_viewer.gui.reach_words import sentence
from recall_viewer.server.reach_error import Reason


def test_every_reason_has_a_sentence_of_its_own() -> None:
    said = {reason: sentence(reason, "DETAIL") for reason in get_args(Reason)}
    assert len(set(said.values())) == len(said)
    assert all(text.endswith((".", "?")) and text[0].isupper() for text in said.values())


def test_a_detail_from_outside_is_plain_and_bounded() -> None:
    text = sentence("redirect", "https://evil\u202e\n{reason}/" + 1000 * "x")
    assert "\u202e" not in text
    assert "\n" not in text
    assert "{reason}" in text
    assert len(text) <= 400
