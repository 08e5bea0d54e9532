from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.ids import MAX_CHARACTERS, MAX_IDS, canonical_id, extract_ids, looks_like_id, normalise_id

if TYPE_CHECKING:
    from collections.abc import Callable

A = "3f2a91c4-b07d-4e1b-9a55-0123456789ab"
B = "b07d55e8-1111-4222-8333-444444444444"
C = "c0ffee00-2222-4333-8444-555555555555"
ATTENDEE = "bot_3hfP0PXEsNinIZmh"
API_KEY = "0123456789abcdef0123456789abcdef01234567"

uuids = st.uuids().map(str)
id_likes = st.from_regex(r"[0-9A-Za-z_][0-9A-Za-z_-]{3,63}", fullmatch=True).filter(
    lambda one: (
        one.lower() not in {"null", "none", "true", "false", "undefined", "string", "uuid"} | {"bot_id", "bot-id"}
    )
)


def shell_escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "bare": lambda bot: f"  {bot}\n",
    "no dashes": lambda bot: bot.replace("-", ""),
    "upper case": str.upper,
    "quoted": lambda bot: f'"{bot}",',
    "curly": lambda bot: "{" + bot.upper() + "}",
    "prose": lambda bot: f"Please look at bot {bot}, it's stuck.",
    "url": lambda bot: f"https://us-east-1.recall.ai/api/v1/bot/{bot}/leave_call/?page=2",
    "url, no dashes": lambda bot: f"https://us-east-1.recall.ai/api/v1/bot/{bot.replace('-', '')}/",
    "websocket": lambda bot: f"wss://host/video?token={API_KEY}&bot_id={bot}",
    "encoded url": lambda bot: f"https://host/login?next=%2Fdashboard%2Fbot%2F{bot}%3Ftab%3Dlogs",
    "hello": lambda bot: json.dumps({"protocol_version": 1, "bot_id": bot}),
    "created": lambda bot: json.dumps({"id": bot, "recordings": [{"id": C}], "metadata": {"id": B}}, indent=2),
    "event": lambda bot: json.dumps(
        {"data": {"recording": {"id": C}, "bot": {"metadata": {"x": {"id": B}}, "id": bot}}}
    ),
    "recording": lambda bot: json.dumps(
        {"id": C, "path": "C:\\", "bot": {"id": bot}, "created_at": "2025-01-01T00:00:00Z"}
    ),
    "body with bot_id": lambda bot: json.dumps({"id": C, "media": [{"id": B}], "bot_id": bot}),
    "python": lambda bot: "got " + repr({"bot": {"name": "it's", "id": bot}, "recording": {"id": C}}) + " from a peer",
    "javascript": lambda bot: f"{{recording: {{id: '{C}'}}, bot: {{id: '{bot}'}}}}",
    "encoded twice": lambda bot: json.dumps({"id": C, "payload": json.dumps({"bot": {"id": bot}})}),
    "curl": lambda bot: (
        f"curl -X POST 'https://host/api/v1/x/' -H 'Authorization: Token {API_KEY}' -H 'content-type: x/json' "
        f"-d '{json.dumps({'note': 'braces } and {', 'recording': {'id': C}, 'bot': {'id': bot}})}'"
    ),
    "curl, escaped": lambda bot: (
        f'curl -H "Authorization: Token {B}" -d "{shell_escaped(json.dumps({"id": bot, "recordings": [{"id": C}]}))}"'
    ),
    "html": lambda bot: f"{{&quot;bot_id&quot;:&quot;{bot}&quot;,&quot;id&quot;:&quot;{C}&quot;}}",
    "option": lambda bot: f"recall-viewer simulate ws://127.0.0.1:8765/ --bot-id={bot}",
    "log": lambda bot: f"[INFO] {{peer}} bot.id={bot} trace=00-{'ab' * 16}-0123456789abcdef-01",
    "broken body": lambda bot: f'{{"data": {{"bot": {{"id": "{bot}", "metadata": {{"a": "unfinis',
    "an apostrophe before": lambda bot: f"here's the body: {json.dumps({'id': bot, 'recordings': [{'id': C}]})}",
    "an apostrophe inside": lambda bot: "{that's {it},\n" + json.dumps({"recording": {"id": C}, "bot": {"id": bot}}),
    "a part of a body": lambda bot: f'"bot": {{"id": "{bot}"}}, "recording": {{"id": "{C}"}}',
    "two headings": lambda bot: f"Bot ID: {bot}\nRecording ID: {C}",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@given(bot=uuids)
@settings(max_examples=20, deadline=None)
def test_an_id_comes_out_of_its_wrapping(wrapping: str, bot: str) -> None:
    assert extract_ids(WRAPPINGS[wrapping](bot)) == (bot,)


@given(
    bot=id_likes,
    wrapping=st.sampled_from(
        ["websocket", "hello", "created", "event", "body with bot_id", "python", "encoded twice", "curl"]
    ),
)
@settings(deadline=None)
def test_what_is_called_a_bot_may_have_any_id(bot: str, wrapping: str) -> None:
    assert extract_ids(WRAPPINGS[wrapping](bot)) == (canonical_id(bot),)


@given(bots=st.lists(uuids, min_size=1, max_size=5), glue=st.sampled_from([" ", "\n", ", ", " | ", "</td><td>"]))
@settings(deadline=None)
def test_several_ids_keep_their_order_and_are_not_repeated(bots: list[str], glue: str) -> None:
    assert extract_ids(glue.join(bots + bots)) == tuple(dict.fromkeys(bots))


def test_lists_of_bots_give_all_of_them() -> None:
    bots = [{"id": A, "recordings": [{"id": C}]}, {"id": B, "recordings": []}]
    assert extract_ids(json.dumps(bots)) == (A, B)
    assert extract_ids(json.dumps({"count": 2, "results": bots}, indent=1)) == (A, B)
    assert extract_ids(json.dumps([{"id": A}, {"id": C, "bot": {"id": B}}])) == (A, B)


def test_the_form_of_attendee() -> None:
    assert extract_ids(f"joined: {ATTENDEE}, see bot_detection and BOT_TOKEN") == (ATTENDEE,)
    assert extract_ids(f"https://app.attendee.dev/api/v1/bots/{ATTENDEE}/leave") == (ATTENDEE,)


def test_a_url_of_bots_wins_over_other_uuids() -> None:
    assert extract_ids(f"https://host/reference/bot/index.html {A}") == (A,)
    assert extract_ids(f"{C} https://host/bot/{A}. And https://host/bot/{B}") == (A, B)


def test_without_the_bots_id_the_recordings_is_taken() -> None:
    assert extract_ids(json.dumps({"bot_id": None, "data": {"recording": {"id": C}}})) == (C,)
    assert extract_ids(json.dumps({"data": {"bot": {"id": None}, "recording": {"id": C}}})) == (C,)
    assert extract_ids(repr({"bot_id": None})) == ()


def test_known_ids_are_a_last_resort() -> None:
    known = ["bot-1", "Zoë's bot", "a.b"]
    assert extract_ids("is bot-1 there?", known) == ("bot-1",)
    assert extract_ids("(a.b) or BOT-1, a.b", known) == ("BOT-1", "a.b")
    assert extract_ids("bot-10 xbot-1 bot-1-", known) == ()
    assert extract_ids(f"bot-1 {A}", known) == (A,)
    assert extract_ids("-bot-1 token=bot-1", known) == ()
    assert extract_ids("bot-1 token=bot-1", known) == ()
    assert extract_ids("say -ab.c", known=["-ab.c"]) == (), "the filter would read it as a negation"
    assert extract_ids("is bot-1 there?") == ()


SECRET_TEXTS: dict[str, Callable[[str], str]] = {
    "query": lambda secret: f"wss://host/?token={secret}",
    "query among others": lambda secret: f"https://host/?a=1&access_token={secret}&b=2",
    "escaped query": lambda secret: f'{{"url": "wss://host/?token={secret}\\u0026x=1"}}',
    "encoded query": lambda secret: f"wss://host/%3Ftoken%3D{secret}",
    "header": lambda secret: f"Authorization: Token {secret}",
    "bearer": lambda secret: f"curl -H 'authorization: Bearer {secret}' https://host/",
    "header as an item": lambda secret: f'http host Authorization:"Token {secret}"',
    "header, copied over two lines": lambda secret: f"x-csrftoken:\n{secret}\norigin:\nhttps://host",
    "half a header": lambda secret: f"Token {secret}",
    "requests": lambda secret: repr({"headers": {"Authorization": f"Token {secret}"}}),
    "assignment": lambda secret: f"RECALL_API_KEY={secret}",
    "export": lambda secret: f"export RECALL_VIEWER_TOKEN='{secret}'",
    "option": lambda secret: f"recall-viewer --token {secret}",
    "json": lambda secret: json.dumps({"api_key": secret, "secret": f"and {secret}"}),
    "json, escaped": lambda secret: json.dumps(json.dumps({"apiKey": f"my {secret} it is"})),
    "json, nested": lambda secret: json.dumps({"secrets": {"a": [{"b": secret}], "c": [secret, secret]}}, indent=2),
    "json, a part": lambda secret: '"secrets": ' + json.dumps({"a": secret}),
    "yaml": lambda secret: f"password: {secret}",
    "whsec": lambda secret: f"whsec_{secret} whsec_ab/{secret}+x",
    "basic": lambda secret: f"curl -u {secret}: https://host/",
    "userinfo": lambda secret: f"https://user:{secret}@host/",
    "cookies": lambda secret: f"-H 'Cookie: a=1; b={secret}' -b 'c=d; e={secret}'",
    "signed": lambda secret: f"https://s3/x?X-Amz-Signature={secret}&X-Amz-Credential=AK/{secret}",
    "seen before, in a phrase": lambda secret: f'{secret} and Authorization:"Token {secret}"',
    "seen before": lambda secret: f"{secret} is what I have: token={secret}",
}


@pytest.mark.parametrize("wrapping", SECRET_TEXTS)
@given(secret=uuids, dashes=st.booleans())
@settings(max_examples=10, deadline=None)
def test_a_secret_is_no_id(wrapping: str, secret: str, dashes: bool) -> None:
    text = SECRET_TEXTS[wrapping](secret if dashes else secret.replace("-", ""))
    assert extract_ids(text) == ()
    assert extract_ids(text, known=[secret]) == ()
    if secret != A:
        assert extract_ids(f"{text} \n{A}") == (A,)
        assert extract_ids(f'{text} \n{{"bot_id": "{A}"}}') == (A,)


def test_keys_and_other_long_tokens_are_no_ids() -> None:
    assert extract_ids(f"{API_KEY} {A}x x{A} {A}-1 {'ab' * 17} prefix_{A}") == ()


MARKS = (
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "\\",
    '\\"',
    '\\\\\\"',
    ":",
    ",",
    "=",
    "&",
    "?",
    "/",
    "//",
    "@",
    "\n",
    " ",
    "%22",
    "&quot;",
)
NAMES = (
    "bot",
    "id",
    "bot_id",
    '"bot":',
    '"id":"',
    "/bot/",
    "token",
    "Token ",
    "secret:",
    "key=",
    "whsec_",
    "-b ",
    "null",
)
FRAGMENTS = st.sampled_from((*MARKS, *NAMES, A, B.replace("-", ""), ATTENDEE, API_KEY, "bot-1"))
noise = st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=60).map("".join))


@given(text=noise)
@settings(max_examples=400, deadline=None)
def test_only_what_stands_in_the_text_comes_out(text: str) -> None:
    known = ("bot-1", "ß.İ", "{")
    squeezed = text.replace("-", "").lower()
    for one in extract_ids(text, known):
        assert one.replace("-", "").lower() in squeezed
        assert looks_like_id(one) or normalise_id(one) in known or 4 <= len(one) <= 64
        assert not one.startswith("-")
        assert not set(one) & set(" \n")


HARD_TEXTS = {
    "one word": "a" * (1 << 21),
    "braces": '{"' * (1 << 20),
    "nested": '[{"a":' * (1 << 18),
    "backslashes": "{" + "\\" * (1 << 21),
    "escaped quotes": "{" + "".join("\\" * i + '"' for i in range(2000)),
    "names of secrets": 'token=\\"' * (1 << 18),
    "keys": ("key" + "-" * 32 + "\\" * 7) * (1 << 14),
    "nearly ids": "bot_" * (1 << 19),
    "hex digits": "abcdef01-" * (1 << 18),
    "slashes": "//a" * (1 << 19),
}


@pytest.mark.parametrize("name", HARD_TEXTS)
def test_megabytes_are_no_trouble(name: str) -> None:
    started = time.process_time()
    assert extract_ids(HARD_TEXTS[name], known=["bot-1"]) == ()
    assert time.process_time() - started < 5.0


def test_work_and_result_are_bounded() -> None:
    many = [f"{i:08x}-0000-4000-8000-000000000000" for i in range(MAX_IDS + 20)]
    assert extract_ids("\n".join(many)) == tuple(many[:MAX_IDS])
    space = " " * (MAX_CHARACTERS - len("bot_id=abcdef"))
    assert extract_ids(space + "bot_id=abcdef") == ("abcdef",)
    assert extract_ids(space + "bot_id=abcdefgh") == (), "an id that the limit cuts in two is none"


@pytest.mark.parametrize("form", [A, A.upper(), A.replace("-", ""), A.replace("-", "").upper(), f" {A}\n"])
def test_forms_of_one_uuid_are_equal(form: str) -> None:
    assert normalise_id(form) == A
    assert canonical_id(form.strip()) == A


@given(text=st.text())
@settings(deadline=None)
def test_normalising_is_done_once(text: str) -> None:
    assert normalise_id(normalise_id(text)) == normalise_id(text)


def test_other_ids_keep_their_case_but_do_not_compare_by_it() -> None:
    assert canonical_id(ATTENDEE) == ATTENDEE
    assert normalise_id(ATTENDEE) == ATTENDEE.lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A, True),
        (A.replace("-", ""), True),
        (ATTENDEE, True),
        ("bot-1", False),
        (A[:-1], False),
        ("bot_detection", False),
    ],
)
def test_looks(text: str, expected: bool) -> None:
    assert looks_like_id(text) is expected
