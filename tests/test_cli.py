"""The command line: what a person types, what it becomes, and what is said where it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recall_viewer import __version__
from recall_viewer.cli import main, make_parser, settings_from
from recall_viewer.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

MIB = 2**20
SECRETS = ("RECALL_VIEWER_TOKEN", "RECALL_VERIFICATION_SECRET", "RECALL_API_KEY", "RECALL_API_BASE_URL")
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def _without_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)


def chosen(*arguments: str, environment: Mapping[str, str] | None = None) -> Settings:
    return settings_from(make_parser().parse_args(arguments), environment or {})


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a command line that cannot be; the exit code has to be 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


class TestOptions:
    def test_nothing_given(self) -> None:
        assert chosen() == Settings()

    def test_everything_given(self) -> None:
        given = chosen(
            *("--host", "0.0.0.0", "--port", "0", "--bot", "3f2a", "--bot", "wss://x/bot/abc", "--token", "hush"),
            *("--snapshot-dir", "shots", "--tls-cert", "c.pem", "--tls-key", "k.pem", "--max-message-size", "8MiB"),
            *("--max-connections", "7", "--memory-limit", "256 MiB", "--metrics-port", "0", "--demo", "9"),
            *("--screenshot", "demo.png", "--log-level", "debug", "--log-file", "viewer.log"),
        )
        assert given == Settings(
            host="0.0.0.0",
            port=0,
            bots=("3f2a", "wss://x/bot/abc"),
            token="hush",
            snapshot_dir=Path("shots"),
            tls_cert=Path("c.pem"),
            tls_key=Path("k.pem"),
            max_message_size=8 * MIB,
            max_connections=7,
            memory_limit=256 * MIB,
            metrics_port=0,
            demo=9,
            screenshot=Path("demo.png"),
            log_level="debug",
            log_file=Path("viewer.log"),
        )

    def test_demo_without_a_number_is_six(self) -> None:
        assert chosen("--demo").demo == 6
        assert chosen("--demo", "--port", "1").demo == 6

    def test_secrets_from_the_environment(self) -> None:
        environment = {"RECALL_VIEWER_TOKEN": "from-env", "RECALL_VERIFICATION_SECRET": "whsec_abc"}
        given = chosen(environment=environment)
        assert (given.token, given.verification_secret) == ("from-env", "whsec_abc")
        assert chosen("--token", "typed", environment=environment).token == "typed"
        # A variable that is there but empty is none.
        assert not chosen(environment=dict.fromkeys(environment, "")).is_guarded

    def test_the_api_from_the_environment_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        environment = {"RECALL_API_KEY": "sesame", "RECALL_API_BASE_URL": "https://eu-central-1.recall.ai/api/v1/"}
        given = chosen(environment=environment)
        assert (given.api_key, given.api_base_url) == tuple(environment.values())
        assert chosen(environment=dict.fromkeys(environment, "")) == Settings()
        refusal(capsys, "--api-key", "sesame")

    @pytest.mark.parametrize("variable", ["RECALL_API_KEY", "RECALL_API_BASE_URL"])
    def test_what_could_be_no_key_or_no_api_is_said_and_not_repeated(
        self, variable: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, "open sesame")
        said = refusal(capsys)
        assert variable in said
        assert "sesame" not in said

    def test_token_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "token"
        file.write_text("  from-file \n")
        given = chosen("--token-file", str(file), environment={"RECALL_VIEWER_TOKEN": "from-env"})
        assert given.token == "from-file"

    @pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\xfa"])
    def test_a_token_file_without_a_token_never_means_open(self, tmp_path: Path, content: bytes | None) -> None:
        file = tmp_path / "token"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(SettingsError, match="token"):
            chosen("--token-file", str(file), environment={"RECALL_VIEWER_TOKEN": "from-env"})


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--port", "65536"), "--port is 65536, but must be from 0 to 65535"),
            (("--port", "http"), "--port"),
            (("--port", "9" * 5000), "--port"),
            (("--metrics-port", "-1"), "--metrics-port"),
            (("--max-message-size", "16MB"), "'16MB' is no size: write for example 16MiB"),
            (("--memory-limit", "1KiB"), "--memory-limit"),
            (("--memory-limit", "9" * 400), "is no size"),
            (("--max-connections", "0"), "--max-connections"),
            (("--demo", "0"), "--demo"),
            (("--demo", "many"), "--demo"),
            (("--log-level", "loud"), "--log-level"),
            (("--token", ""), "the token is empty"),
            (("--token", "a", "--token-file", "b"), "--token and --token-file"),
            (("--tls-cert", "only.pem"), "--tls-cert and --tls-key"),
            (("--verification-secret=whsec_abc",), "unrecognized arguments"),
            (("record", "file"), "record"),
            (("--no-such-option",), "--no-such-option"),
            (("recall-viewer://bot/abc",), "4 to 64 letters"),
            (("recall-viewer://host/abcd",), "recall-viewer://bot/ID"),
            (("recall-viewer://bot/abcd", "--demo"), "a link stands alone"),
            (("recall-viewer://bot/abcd", "recall-viewer://bot/efgh"), "a link stands alone"),
            (("--token-file", "/etc/passwd", "RECALL-VIEWER://bot/abcd"), "a link stands alone"),
            (("--", "recall-viewer://bot/abcd"), "a link stands alone"),
            (("simulate",), "URL"),
            (("simulate", "http://127.0.0.1/"), "recall-viewer simulate"),
        ],
    )
    def test_exit_code_2_and_a_sentence(
        self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
    ) -> None:
        assert said in refusal(capsys, *arguments)

    def test_a_link_that_is_wrong_writes_nothing_to_the_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = refusal(capsys, "recall-viewer://bot/\x1b[2Jabcd")
        assert "\x1b" not in said
        assert "2J" not in said

    def test_a_malformed_secret_is_named_and_not_shown(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RECALL_VERIFICATION_SECRET", "plJ3nmyCDGBK-no-prefix")
        said = refusal(capsys)
        assert "RECALL_VERIFICATION_SECRET" in said
        assert "whsec_" in said
        assert "plJ3nmyCDGBK" not in said

    def test_a_token_file_that_is_not_there_is_named(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        missing = tmp_path / "no-token"
        assert str(missing) in refusal(capsys, "--token-file", str(missing))


class TestCommands:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--version",), f"recall-viewer {__version__}\n"),
            (("--help",), "usage: recall-viewer"),
            (("simulate", "--help"), "usage: recall-viewer simulate"),
        ],
    )
    def test_information(self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
        out, err = capsys.readouterr()
        assert said in out
        assert err == ""

    def test_help_names_every_option_of_the_contract(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["--help"])
        said = capsys.readouterr().out
        options = """
        --host --port --bot --new-instance --snapshot-dir --token --token-file --tls-cert --tls-key --max-message-size
        --max-connections --memory-limit --metrics-port --demo --screenshot --log-level --log-file --version
        RECALL_VIEWER_TOKEN RECALL_VERIFICATION_SECRET simulate recall-viewer://bot/ID
        """
        assert [option for option in options.split() if option not in said] == []

    def test_simulate_is_reached(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RECALL_VERIFICATION_SECRET", "not a secret")
        assert main(["simulate", "ws://127.0.0.1:1/"]) == 2
        assert "RECALL_VERIFICATION_SECRET" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
class TestWithoutADisplay:
    def refusal_under(self, variables: Mapping[str, str]) -> str:
        """What a start says on standard error that finds no display; nothing stands on the other."""
        environment = {name: value for name, value in os.environ.items() if name not in (*DISPLAYS, *SECRETS)}
        done = subprocess.run(
            [sys.executable, "-m", "recall_viewer", "--port", "0"],
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        assert done.stdout == ""
        return done.stderr

    @pytest.mark.parametrize("variables", [{}, dict.fromkeys(DISPLAYS, "")])
    def test_it_says_so_and_the_way_out(self, variables: dict[str, str]) -> None:
        said = self.refusal_under(variables)
        assert "no display" in said
        assert "QT_QPA_PLATFORM=offscreen" in said
        assert "Traceback" not in said

    @pytest.mark.parametrize(
        ("variables", "cause", "unsaid"),
        [
            ({"QT_QPA_PLATFORM": "there-is-none"}, 'Could not find the Qt platform plugin "there-is-none"', "Fatal"),
            (
                {"QT_QPA_PLATFORM": "there-is-none", "QT_DEBUG_PLUGINS": "1"},
                'Could not find the Qt platform plugin "there-is-none"',
                "checking directory",
            ),
        ],
    )
    def test_one_that_qt_cannot_use_is_no_crash(self, variables: dict[str, str], cause: str, unsaid: str) -> None:
        said = self.refusal_under(variables)
        first, *rest = said.splitlines()
        assert first.startswith("recall-viewer: Qt cannot open a window here: ")
        assert cause in first
        assert any("QT_QPA_PLATFORM=offscreen" in line for line in rest)
        assert unsaid not in said

    def test_a_display_that_is_not_there_is_no_crash(self) -> None:
        said = self.refusal_under({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4242"})
        first, *rest = said.splitlines()
        assert any("QT_QPA_PLATFORM=offscreen" in line for line in rest)
        if "could not connect to display :4242" in first:
            assert "apt-get" not in said
        else:
            # On a machine that never had a window a library is missing before a display is.
            assert "xcb" in first
            assert "libxcb-cursor0" in said

    def test_nothing_of_qt_is_loaded_for_that(self) -> None:
        program = "import sys, recall_viewer.cli; print({'PySide6', 'av', 'PIL', 'qasync'} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the message is one for Linux")
def test_a_missing_library_of_the_system_is_named_with_its_packages(tmp_path: Path) -> None:
    """What Python says where a library that Qt needs is missing, told by a stand-in for Qt."""
    package = tmp_path / "PySide6"
    package.mkdir()
    said = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (package / "__init__.py").write_text(f"raise ImportError({said!r})\n")
    done = subprocess.run(
        [sys.executable, "-m", "recall_viewer", "--port", "0"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "libegl1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_start_loads_nothing_that_only_some_need() -> None:
    start = (
        "import sys, recall_viewer.app, recall_viewer.gui.assembly; "
        "print(*(name for name in sys.argv[1:] if name in sys.modules))"
    )
    # Metrics, decoding, drawing, dialling, asking for names, settings and palette, a log file.
    late = ["prometheus_client", "av", "PIL", "recall_viewer.simulate.session", "websockets.asyncio.client"]
    late += ["recall_viewer.directory.api", "recall_viewer.gui.overlays", "recall_viewer.log_file"]
    done = subprocess.run([sys.executable, "-c", start, *late], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
