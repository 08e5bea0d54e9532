from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recall_viewer.model.asked import BOT_ID, bot_in_link, bots_in, filter_for, is_link
from recall_viewer.model.ids import normalise_id
from recall_viewer.model.query import Query
from tests.frames import BOT, OTHER_BOT

ids = st.from_regex(BOT_ID, fullmatch=True)
schemes = st.sampled_from(["recall-viewer", "RECALL-VIEWER", "Recall-Viewer"])


@given(bot=ids, scheme=schemes, end=st.sampled_from(["", "/"]))
@example(bot="-dash", scheme="recall-viewer", end="")
def test_a_link_names_one_bot(bot: str, scheme: str, end: str) -> None:
    link = f"{scheme}://bot/{bot}{end}"
    assert is_link(link)
    assert bot_in_link(link) == bot
    assert [normalise_id(one) for one in bots_in([bot])] == [normalise_id(bot)]


@pytest.mark.parametrize(
    "rest",
    [
        *("", "bot", "bot/", "bot/abc", f"bot/{'a' * 65}", "bot//abcd", "bot/abcd//", "bot/abcd/efgh", "/bot/abcd"),
        *("bots/abcd", "Bot/abcd", "abcd", "bot/abcd?x=1", "bot/abcd?", "bot/abcd#x", "bot/abcd#", "bot/ab%63d"),
        *("bot:80/abcd", "me@bot/abcd", "bot/abcd ", " bot/abcd", "bot/abcd\n", "bot/ab\ncd", "bot/abcd\x00"),
        *(
            "bot/abcd --demo",
            "bot/abcé",
            "bot/\uff11\uff12\uff13\uff14",
            "bot\\abcd",
            "bot/../bot/abcd",
            "bot/ab.cd",
            "bot/abcd;",
        ),
    ],
)
def test_a_link_says_nothing_else(rest: str) -> None:
    with pytest.raises(ValueError, match="recall-viewer://bot/ID"):
        bot_in_link(f"recall-viewer://{rest}")


@pytest.mark.parametrize(
    "link",
    ["recall-viewer:bot/abcd", "recall-viewer:/bot/abcd", "recall-v\u0130ewer://bot/abcd", "xrecall-viewer://bot/abcd"],
)
def test_what_only_resembles_a_link_is_none(link: str) -> None:
    with pytest.raises(ValueError, match="recall-viewer://bot/ID"):
        bot_in_link(link)


@given(st.text() | st.from_regex(r"recall-viewer://bot/[A-Za-z0-9_-]{2,70}/?"))
def test_whatever_passes_for_a_link_is_made_of_an_id_alone(text: str) -> None:
    try:
        bot = bot_in_link(text)
    except ValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]{4,64}", bot)
    assert text.lower().rstrip("/") == f"recall-viewer://bot/{bot}".lower()


def test_ids_are_found_in_texts_and_a_text_may_be_one() -> None:
    texts = [
        f"https://host/api/v1/bot/{BOT}/?token=s3cret",
        "my-bot",
        "two words",
        OTHER_BOT.upper(),
        f"id {BOT}",
        "abc",
    ]
    assert bots_in(texts) == (BOT, "my-bot", OTHER_BOT)
    assert bots_in([f"recall-viewer://bot/{BOT}"]) == (BOT,)


@given(st.lists(ids, min_size=1, max_size=5))
def test_a_filter_for_bots_excludes_nothing(bots: list[str]) -> None:
    query = Query.parse(filter_for(bots))
    assert not [term for term in query.terms if term.negated or term.about != "word"]
    assert not query.is_empty
