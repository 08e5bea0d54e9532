from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.query import Query, StreamFacts, extract_ids, fold, normalise_id

A = "3f2a91c4-b07d-4e1b-9a55-0123456789ab"
B = "b07d55e8-1111-4222-8333-444444444444"
RECORDING = "c0ffee00-2222-4333-8444-555555555555"
STATES = ("live", "late", "stale", "off", "disconnected", "lost", "ended", "error", "waiting")

ADA = StreamFacts(A, RECORDING, "16778240", "Ada Lindqvist", "Weekly sync", "camera", is_small=False, state="live")

facts = st.builds(
    StreamFacts,
    bot_id=st.sampled_from([A, B, "bot-1", "bot_3hfP0PXEsNinIZmh", ""]),
    recording_id=st.sampled_from([None, RECORDING, A]),
    participant_id=st.sampled_from(["0", "100", "16778240", "user-abcdef"]),
    name=st.sampled_from([None, "Ada Lindqvist", "Léa Fontaine", "İpek Øzgür", "Jürgen Groß", ""])
    | st.text(max_size=8),
    label=st.sampled_from(["", "Weekly sync", "Ada"]),
    kind=st.sampled_from(["camera", "screenshare", "unknown"]),
    is_small=st.booleans(),
    state=st.sampled_from(STATES),
)
pieces = st.sampled_from(
    [
        A,
        B.replace("-", ""),
        "bot-1",
        "ada",
        "3f2a",
        "user-",
        "100",
        "é",
        "ß",
        "is:live",
        "is:small",
        "is:scr",
        "-",
        '"',
        " ",
    ]
)
queries = st.one_of(st.text(max_size=20), st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=8).map("".join))
words = st.one_of(
    st.sampled_from(
        ["ada", "lind", "3f2a", "b07d", "100", "bot-", "user-a", "é", "gross", "sync", "is:live", "is:screen", A]
    ),
    st.text(st.characters(exclude_characters='"-', exclude_categories=["Z", "C", "M"]), min_size=1, max_size=3),
)


def matches(text: str, stream: StreamFacts = ADA, known: tuple[str, ...] = ()) -> bool:
    return Query.parse(text, known).matches(stream)


@pytest.mark.parametrize("text", ["", "  ", "-", "--", '"', '""', '-"', "is:", "is:scre", "-is:st", "\u0301"])
def test_what_asks_nothing_yet_lets_everything_through(text: str) -> None:
    query = Query.parse(text)
    assert query.is_empty
    assert query.matches(ADA)
    assert query.text == text


NAMES_OF_ADA = (
    "ada",
    "ADA",
    "lindq",
    "ada sync",
    "weekly",
    '"ada lind"',
    '"ada lind',
    '"weekly  SYNC"',
    "ada -",
    "ada is:",
)
STARTS_OF_IDS = ("3f2a", "3F2A91C4-B0", "3f2a91c4b07d4e", "c0ff", "16778240", "1677")
IDS = (A, A.upper(), A.replace("-", ""), RECORDING, f"{B} {A}", f"ada {A}", f'"{A}"', f"-{B}")
QUALITIES = ("is:camera", "IS:Live", "is:camera is:live ada", "-kenji", "-is:screen", '-"ada sync"')


@pytest.mark.parametrize("text", [*NAMES_OF_ADA, *STARTS_OF_IDS, *IDS, *QUALITIES])
def test_finds_ada(text: str) -> None:
    assert matches(text)


OTHER_NAMES = ("kenji", "ada kenji", "lindqvist-ada", '"lindqvist ada"', f"kenji {A}", "-ada", '-"ada l"', "--ada")
NO_STARTS_OF_IDS = ("91c4", "3f2", "167", "0123456789ab", "-3f2a")
OTHER_IDS = (B, f"{B} ada", f"-{A}", f"-{A.replace('-', '')}", f"-{RECORDING}", f"{A} -{RECORDING}")
OTHER_QUALITIES = (
    '"is:live"',
    "is:screen",
    "is:small",
    "is:stale",
    "is:disconnected",
    "is:live is:stale",
    "-is:camera",
    "is:nonsense",
    "IS:Nonsense",
    "-is:nonsense",
    "is:nonsense ada",
    "is:lively",
    "is:liv ada",
    "is:liv ",
)


@pytest.mark.parametrize("text", [*OTHER_NAMES, *NO_STARTS_OF_IDS, *OTHER_IDS, *OTHER_QUALITIES])
def test_does_not_find_ada(text: str) -> None:
    assert not matches(text)


def test_short_participant_ids_match_in_full_only() -> None:
    stream = replace(ADA, name=None, participant_id="100")
    assert matches("100", stream)
    assert not matches("10", stream)
    assert matches("10", replace(stream, name="Room 101"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lea", "Léa"),
        ("LÉA", "lea"),
        ("le\u0301a", "Léa"),
        ("strasse", "Straße"),
        ("GROẞ", "gross"),
        ("ipek", "İpek"),
        ("soren", "Søren"),
        ("łukasz", "Lukasz"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("ada\u00a0l", "Ada L"),
        ("ﬁn", "Finn"),
    ],
)
def test_case_and_accents_do_not_matter(typed: str, name: str) -> None:
    assert matches(f'"{typed}"', replace(ADA, name=name, label=""))


def test_marks_that_make_other_letters_do_matter() -> None:
    assert not matches("か", replace(ADA, name="がぎ"))
    assert not matches("कि", replace(ADA, name="का"))


@pytest.mark.parametrize("state", STATES)
def test_states(state: str) -> None:
    stream = replace(ADA, state=state)
    for asked in STATES:
        expected = asked == state or (asked, state) == ("disconnected", "lost")
        assert matches(f"is:{asked}", stream) is expected


def test_kinds_and_sizes() -> None:
    share = replace(ADA, kind="screenshare", is_small=True)
    assert matches("is:screen is:small", share)
    assert not matches("is:camera", share)
    unknown = replace(ADA, kind="unknown")
    assert not matches("is:camera", unknown)
    assert not matches("is:screen", unknown)


def test_known_ids_are_ids_whatever_their_look() -> None:
    first, tenth = replace(ADA, bot_id="bot-1"), replace(ADA, bot_id="bot-10")
    assert matches("bot-1", first)
    assert matches("bot-1", tenth), "a word is the start of an id"
    assert matches("BOT-1", first, known=("bot-1",))
    assert not matches("bot-1", tenth, known=("bot-1",))
    assert Query.parse("bot-1 ada", ["bot-1"]).ids == ("bot-1",)
    assert not matches("-bot-1", first, known=("bot-1",))
    assert matches("-bot-1", tenth, known=("bot-1",))


def test_ids_are_named_in_one_form_each() -> None:
    query = Query.parse(f"{A.upper()} {A.replace('-', '')} -{B} bot_3hfP0PXEsNinIZmh")
    assert query.ids == (A, "bot_3hfP0PXEsNinIZmh")
    assert matches("bot_3hfP0PXEsNinIZmh", replace(ADA, bot_id="bot_3hfp0pxesninizmh"))
    assert not query.is_empty


@given(ids=st.lists(st.uuids().map(str), min_size=1, max_size=6, unique=True))
@settings(deadline=None)
def test_extracted_ids_make_a_filter_of_just_these(ids: list[str]) -> None:
    pasted = json.dumps([{"bot_id": one, "recording": {"id": RECORDING}} for one in ids], indent=1)
    query = Query.parse(" ".join(extract_ids(pasted)))
    assert (query.ids, query.terms) == (tuple(ids), ())


@given(text=queries, key=st.sampled_from(["bot_id=", "/bot/", ""]))
@settings(deadline=None)
def test_so_do_ids_of_any_look_once_they_are_known(text: str, key: str) -> None:
    ids = extract_ids(key + text, known=("bot-1", "ada"))
    query = Query.parse(" ".join(ids), known=ids)
    assert (query.ids, query.terms) == (ids, ())


@given(text=queries, stream=facts)
@settings(deadline=None)
def test_any_text_is_a_filter(text: str, stream: StreamFacts) -> None:
    query = Query.parse(text, known=("bot-1",))
    assert query == Query.parse(text, known=("bot-1",))
    assert query.matches(stream) or not query.is_empty


@given(word=words, stream=facts)
@settings(deadline=None)
def test_a_dash_turns_a_word_round(word: str, stream: StreamFacts) -> None:
    asked, excluded = Query.parse(word), Query.parse(f"-{word}")
    assert asked.is_empty == excluded.is_empty
    if not asked.is_empty:
        assert asked.matches(stream) != excluded.matches(stream)


@given(first=st.lists(words, max_size=4), last=words, negated=st.booleans(), stream=facts)
@settings(deadline=None)
def test_another_word_never_finds_more(first: list[str], last: str, negated: bool, stream: StreamFacts) -> None:
    before = Query.parse(" ".join(first))
    after = Query.parse(" ".join([*first, "-" + last if negated else last]))
    if before.ids and last == A and not negated:
        assert after.matches(stream) or not before.matches(stream), "one more bot to choose from"
    elif after.matches(stream):
        assert before.matches(stream)


@given(text=st.text())
@settings(deadline=None)
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_compare_form_is_offered_here_too() -> None:
    assert normalise_id(A.replace("-", "").upper()) == A
