from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers

from recall_viewer.protocol.access import Access, Refusal, parse_secret
from recall_viewer.protocol.credentials import MAX_AGE_S

SECRET_TEXT = "whsec_plJ3nmyCDGBKInavdOK15jsl"
SECRET = base64.b64decode("plJ3nmyCDGBKInavdOK15jsl")
SIGNED_AT = 1731705121
VECTOR = {
    "webhook-id": "msg_loFOjxBNrRLzqYUf",
    "webhook-timestamp": str(SIGNED_AT),
    "webhook-signature": "v1,lntUxBvRZSyOOAg9QtH1r72h5TqCVwGChyHJKqIK1sM=",
}
GOOD = VECTOR["webhook-signature"]


def sign(message_id: str, timestamp: str, secret: bytes = SECRET) -> str:
    digest = hmac.new(secret, f"{message_id}.{timestamp}.".encode(), hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class Sent:
    """Headers as a server hands them over, but with values that a server would not let through."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def get(self, name: str, /) -> str | None:
        values = [value for key, value in self.pairs if key.lower() == name.lower()]
        if len(values) > 1:
            raise LookupError(name)
        return values[0] if values else None


def signed(**changes: str) -> Sent:
    return Sent(*{**VECTOR, **{f"webhook-{name}": value for name, value in changes.items()}}.items())


def refusal(
    access: Access, target: str = "/", headers: Headers | Sent | dict[str, str] | None = None, now: float = SIGNED_AT
) -> Refusal | None:
    return access.refusal(target, headers if isinstance(headers, Headers | Sent) else Headers(headers or {}), now)


def reason(found: Refusal | None) -> str | None:
    return found.reason if found else None


OPEN = Access()
TOKEN = Access(token="T0ken")
SIGNED = Access(secret=SECRET)
BOTH = Access(token="T0ken", secret=SECRET)


def test_without_token_and_secret_any_request_passes() -> None:
    assert refusal(OPEN) is None
    assert refusal(OPEN, "/any/path?token=x&y=z", {"Host": "localhost", "webhook-id": "x"}) is None


@pytest.mark.parametrize("access", [OPEN, TOKEN, SIGNED, BOTH])
@pytest.mark.parametrize("origin", ["http://localhost:8765", "null", "https://evil.example", "", "é"])
def test_web_pages_are_refused_whatever_they_bring(access: Access, origin: str) -> None:
    for name in ("Origin", "origin", "ORIGIN"):
        found = refusal(access, "/?token=T0ken", Headers({**VECTOR, name: origin}))
        assert found is not None
        assert (found.reason, found.status) == ("origin", 403)
    twice = Headers()
    twice["Origin"] = origin
    twice["Origin"] = origin
    assert reason(refusal(access, "/?token=T0ken", twice)) == "origin"


@pytest.mark.parametrize(
    "target",
    [
        "/?token=T0ken",
        "/path/?x=1&token=T0ken",
        "/?token=T0ken&token=wrong",
        "/?token=wrong&token=T0ken",
        "/?token=T%30ken",
        "/?%74oken=T0ken",
        "?token=T0ken",
        "/?token=T0ken#fragment",
        "http://host/?token=T0ken",
        "//[?token=T0ken",
    ],
)
def test_token_is_found_in_the_query(target: str) -> None:
    assert refusal(TOKEN, target) is None


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "",
        "/?",
        "/?token",
        "/?token=",
        "/?token=t0ken",
        "/?token=T0ke",
        "/?token=T0ken1",
        "/?token=T0ken%00",
        "/?token=T0ken=",
        "/?token=%ff%fe",
        "/?token=%",
        "/?token=é\udce9\ud83d",
        "/?Token=T0ken",
        "/?xtoken=T0ken",
        "/token=T0ken",
        "/#?token=T0ken",
        "/?x=token=T0ken",
        "/?" + "&" * 100_000,
        "/?token=" + "x" * 1_000_000,
    ],
)
def test_anything_else_is_no_token(target: str) -> None:
    found = refusal(TOKEN, target)
    assert found is not None
    assert (found.reason, found.status) == ("token", 401)
    assert "T0ken" not in found.detail
    assert len(found.detail) < 200


def test_a_missing_token_and_a_wrong_one_are_told_apart() -> None:
    missing, wrong = refusal(TOKEN, "/"), refusal(TOKEN, "/?token=x")
    assert missing is not None
    assert wrong is not None
    assert "?token=" in missing.detail
    assert wrong.detail == "the token is wrong"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_token_can_be_sent_quoted(token: str) -> None:
    access = Access(token=token)
    for target in (
        f"/?token={quote(token, safe='')}",
        f"/?token={quote_plus(token)}",
        "/?" + urlencode({"token": token}),
    ):
        assert refusal(access, target) is None
    assert reason(refusal(access, f"/?token={quote(token, safe='')}x")) == "token"
    # Servers hand over bytes that are not ASCII as surrogates.
    raw = token.encode().decode("ascii", "surrogateescape")
    if not set(token) & set("&#%+"):
        assert refusal(access, f"/?token={raw}") is None


def test_plus_in_a_token_may_be_sent_as_it_is() -> None:
    assert refusal(Access(token="a+b"), "/?token=a+b") is None
    assert refusal(Access(token="a b"), "/?token=a+b") is None
    assert reason(refusal(Access(token="a+b"), "/?token=a%20b")) == "token"


def test_known_signature_passes() -> None:
    assert parse_secret(SECRET_TEXT) == SECRET
    assert refusal(Access(secret=parse_secret(SECRET_TEXT)), headers=VECTOR) is None


def test_older_names_of_the_headers_pass() -> None:
    svix = {name.replace("webhook", "svix"): value for name, value in VECTOR.items()}
    assert refusal(SIGNED, headers=svix) is None
    assert refusal(SIGNED, headers={name.title(): value for name, value in svix.items()}) is None
    # Half a set of the newer names does not hide a whole set of the older.
    assert refusal(SIGNED, headers={**svix, "webhook-id": "x"}) is None
    mixed = {"svix-id": VECTOR["webhook-id"], **VECTOR}
    del mixed["webhook-id"]
    assert reason(refusal(SIGNED, headers=mixed)) == "signature"


def test_one_right_signature_of_several_is_enough() -> None:
    wrong = sign(VECTOR["webhook-id"], VECTOR["webhook-timestamp"], b"other")
    for signatures in (f"{wrong} {GOOD}", f"{GOOD} {wrong}", f"v1a,xyz v2,abc {GOOD}", f"  {GOOD}  "):
        assert refusal(SIGNED, headers=signed(signature=signatures)) is None
    assert reason(refusal(SIGNED, headers=signed(signature=f"{wrong} {wrong}"))) == "signature"


@pytest.mark.parametrize(
    ("age_s", "passes"),
    [
        (0, True),
        (300, True),
        (-300, True),
        (299.9, True),
        (300.5, False),
        (-300.5, False),
        (86400, False),
        (-86400, False),
    ],
)
def test_age_is_limited_either_way(age_s: float, passes: bool) -> None:
    assert MAX_AGE_S == 300
    found = refusal(SIGNED, headers=VECTOR, now=SIGNED_AT + age_s)
    assert (found is None) == passes
    if found:
        assert (found.reason, found.status) == ("signature", 401)
        assert "300 s" in found.detail
        assert ("old" if age_s > 0 else "ahead") in found.detail


def test_an_id_seen_before_is_no_reason_to_refuse() -> None:
    for _ in range(3):
        assert refusal(SIGNED, headers=VECTOR) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "msg_other"},
        {"id": ""},
        {"id": "é\udcff\ud83d"},
        {"timestamp": str(SIGNED_AT + 1)},
        {"timestamp": f"{SIGNED_AT}.0"},
        {"timestamp": f" {SIGNED_AT}"},
        {"timestamp": f"{SIGNED_AT}\n"},
        {"timestamp": f"+{SIGNED_AT}"},
        {"timestamp": "-1"},
        {"timestamp": "nan"},
        {"timestamp": "1e9"},
        {"timestamp": "١٧٣١٧٠٥١٢١"},
        {"timestamp": "9" * 15},
        {"timestamp": "9" * 10_000},
        {"timestamp": ""},
        {"signature": ""},
        {"signature": " "},
        {"signature": "v1,"},
        {"signature": "v1"},
        {"signature": GOOD.removeprefix("v1,")},
        {"signature": GOOD.replace("v1", "v2")},
        {"signature": GOOD.replace("v1", "v1a")},
        {"signature": GOOD.rstrip("=")},
        {"signature": GOOD.swapcase()},
        {"signature": "v1,%%%% no base64"},
        {"signature": "v1,é\udcff\ud83d"},
        {"signature": "v1," + "A" * 1_000_000},
        {"signature": sign(VECTOR["webhook-id"], VECTOR["webhook-timestamp"], b"other secret")},
    ],
)
def test_anything_else_is_no_signature(changes: dict[str, str]) -> None:
    found = refusal(SIGNED, headers=signed(**changes))
    assert found is not None
    assert (found.reason, found.status) == ("signature", 401)
    assert len(found.detail) < 200
    for secret in (SECRET_TEXT, GOOD.removeprefix("v1,"), str(SECRET), SECRET.hex()):
        assert secret not in found.detail


@pytest.mark.parametrize("name", list(VECTOR))
def test_each_header_is_needed_once(name: str) -> None:
    without, twice = Headers(VECTOR), Headers(VECTOR)
    del without[name]
    twice[name] = VECTOR[name]
    for headers in (without, twice):
        found = refusal(SIGNED, headers=headers)
        assert reason(found) == "signature"
        assert name in (found.detail if found else "")


def test_both_are_needed_where_both_are_set_and_the_order_is_fixed() -> None:
    assert refusal(BOTH, "/?token=T0ken", VECTOR) is None
    assert reason(refusal(BOTH, "/?token=T0ken")) == "signature"
    assert reason(refusal(BOTH, "/", VECTOR)) == "token"
    assert reason(refusal(BOTH, "/")) == "token"
    assert reason(refusal(BOTH, "/", {"Origin": "http://localhost"})) == "origin"


@given(
    st.text(),
    st.lists(st.tuples(st.sampled_from([*VECTOR, "svix-id", "svix-signature", "Origin"]), st.text()), max_size=8),
)
def test_no_request_raises_and_none_passes_by_chance(target: str, headers: list[tuple[str, str]]) -> None:
    sent = Sent(*headers)
    for now in (0.0, SIGNED_AT, 1e18, -1e18):
        assert refusal(BOTH, target, sent, now) is not None
        assert refusal(SIGNED, target, sent, now) is not None


@given(st.binary(min_size=1), st.integers(1, 10**12), st.text("abcdefghijklmnopqrstuvwxyz_-.0123456789", min_size=1))
def test_any_signer_with_the_secret_passes(secret: bytes, at: int, message_id: str) -> None:
    access = Access(secret=parse_secret("whsec_" + base64.b64encode(secret).decode()))
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(message_id, str(at), secret),
    }
    assert refusal(access, headers=headers, now=at) is None
    assert reason(refusal(Access(secret=secret + b"x"), headers=headers, now=at)) == "signature"


@pytest.mark.parametrize("text", [f" {SECRET_TEXT}\n", SECRET_TEXT])
def test_secret_may_have_blanks_around_it(text: str) -> None:
    assert parse_secret(text) == SECRET


def test_secret_may_lack_its_padding() -> None:
    assert parse_secret("whsec_YQ") == parse_secret("whsec_YQ==") == b"a"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "does not begin with whsec_"),
        ("plJ3nmyCDGBKInavdOK15jsl", "does not begin with whsec_"),
        ("WHSEC_plJ3nmyCDGBKInavdOK15jsl", "does not begin with whsec_"),
        ("whsec_", "is empty"),
        ("whsec_plJ3n", "is not base64"),
        ("whsec_plJ3 nmyC", "is not base64"),
        ("whsec_plJ3-_yC", "is not base64"),
        ("whsec_plJ3é", "is not base64"),
        ("whsec_====", "is not base64"),
    ],
)
def test_malformed_secret_is_said_in_a_sentence_that_does_not_quote_it(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="verification secret") as caught:
        parse_secret(text)
    assert sentence in str(caught.value)
    assert "plJ3" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_empty_token_and_secret_are_mistakes() -> None:
    with pytest.raises(ValueError, match="empty"):
        Access(token="")
    with pytest.raises(ValueError, match="empty"):
        Access(secret=b"")


def test_secrets_do_not_show() -> None:
    assert "T0ken" not in repr(BOTH)
    assert str(SECRET) not in repr(BOTH)
