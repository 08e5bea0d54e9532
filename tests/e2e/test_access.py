"""Who may connect, tried as a stranger would; and that no output of the program repeats a secret, not even a crash."""

from __future__ import annotations

import base64
import hmac
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.program import PATIENCE_S, Program, until
from tests.server.support import SECRET, upgrade

TOKEN = "a+token/S3CRET="
QUOTED = "a%2Btoken%2FS3CRET%3D"
WRONG = "WR0NG-T0KEN"
FORGED = "Rk9SR0VE"


def signed(at: float, secret: str = SECRET, prefix: str = "webhook") -> list[str]:
    """Return the headers of a request signed at a time."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"msg_1.{at:.0f}.".encode(), "sha256")).decode()
    return [f"{prefix}-id: msg_1", f"{prefix}-timestamp: {at:.0f}", f"{prefix}-signature: v1,{signature}"]


def knock(program: Program, target: str, headers: list[str]) -> int:
    """Return the status that a request for an upgrade gets."""
    with socket.create_connection(("127.0.0.1", program.port), PATIENCE_S) as raw:
        raw.sendall(upgrade(target, *headers))
        return int(raw.recv(64).split()[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for secrets in /proc too")
def test_whoever_lacks_a_key_is_refused_for_its_reason_and_no_secret_is_repeated(tmp_path: Path) -> None:
    log = tmp_path / "viewer.log"
    env = {"RECALL_VIEWER_TOKEN": TOKEN, "RECALL_VERIFICATION_SECRET": SECRET}
    with Program(tmp_path, "--log-file", str(log), "--log-level", "debug", "--demo", "1", env=env) as program:
        until(lambda: program.metrics()["frames_shown_total"] >= 1, "the demo")
        now = time.time()
        good, target = signed(now), f"/?token={QUOTED}"
        let_in = [
            (target, good),
            (f"/video/?a=1&token={QUOTED}", signed(now, prefix="svix")),
            (target, [*good[:2], f"{good[2].replace('v1,', f'v1,{FORGED} v1a,{FORGED} v1,')}"]),
            (target, signed(now - 290)),
        ]
        refused = {
            # Of each kind the first is logged: it is the one that brings something.
            "token": [(f"/?token={WRONG}", good), ("/", good), (f"/{QUOTED}", good), (f"{target}%00", good)],
            "signature": [
                (target, [*good[:2], f"webhook-signature: v1,{FORGED}"]),
                (target, []),
                (target, good[:2]),
                (target, [*good, good[2]]),
                (target, [good[0], "webhook-timestamp: soon", good[2]]),
                (target, signed(now, "whsec_" + FORGED)),
                (target, signed(now - 310)),
                (target, signed(now + 310)),
            ],
            "origin": [(target, [*good, "Origin: https://evil.example"]), (target, [*good, "Origin: null"])],
        }
        assert [knock(program, *request) for request in let_in] == [101] * 4
        for reason, requests in refused.items():
            status = 403 if reason == "origin" else 401
            assert [knock(program, *request) for request in requests] == [status] * len(requests)
            assert program.metrics()[f'connections_refused_total{{reason="{reason}"}}'] == len(requests)
        outputs = _outputs(program)
        program.process.send_signal(signal.SIGSEGV)
        assert program.wait() == -signal.SIGSEGV
        outputs |= {str(file): file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
        outputs["standard error"], program.errors = program.errors, ""
    assert "Segmentation fault" in outputs[str(log)]
    secrets = (TOKEN, QUOTED, SECRET.removeprefix("whsec_"), WRONG, FORGED, good[2].partition("v1,")[2])
    assert not [(name, secret) for name, text in outputs.items() for secret in secrets if secret in text]


def _outputs(program: Program) -> dict[str, str]:
    """Return what others can see of the program and of its child while they run."""
    pid = program.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    seen = {f"command line of {one}": Path(f"/proc/{one}/cmdline").read_text() for one in (str(pid), *children)}
    with urllib.request.urlopen(program.metrics_address, timeout=PATIENCE_S) as answer:
        seen["metrics"] = answer.read().decode()
    return seen
