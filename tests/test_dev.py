"""dev.py from outside: its command line, the Python it picks, when it sets up anew, what its commands do."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import commands
import pytest
from environment import DEV_LOCK, RUN_LOCK, Environment, exclusive

import dev
from tests.stand_ins import script

ROOT = Path(dev.__file__).resolve().parent
HERE = sys.version_info[:2]
OTHER = next(version for version in dev.SUPPORTED if version != HERE)
OTHER_NAME = "{}.{}".format(*OTHER)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


def run_dev(*arguments: str, folder: Path, path: str = os.defpath) -> subprocess.CompletedProcess[str]:
    """Run dev.py in `folder`, with no pyenv in reach."""
    environ = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


# The command line


def test_help_names_every_command_from_any_directory(tmp_path: Path) -> None:
    done = run_dev("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^python3 dev\.py (\w+)", done.stdout, re.MULTILINE) == list(dev.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "a command is missing"),
        (["tset"], "unknown command 'tset'"),
        (["--python", "3.10", "test"], "3.11, 3.12 or 3.13"),
        (["--python"], "3.11, 3.12 or 3.13"),
    ],
)
def test_a_mistaken_command_line_ends_with_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run_dev(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


# The right Python


def test_the_supported_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (\d)\.(\d+)", "\n".join(project["classifiers"]))
    assert sorted(dev.SUPPORTED) == sorted((int(major), int(minor)) for major, minor in named)


def test_an_old_python_understands_the_script() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_newest_python_that_really_starts_is_found(tmp_path: Path) -> None:
    script(tmp_path / "bin" / "python3.13", "exit 127")  # as a shim of pyenv's does
    python = script(tmp_path / "bin" / "python3.12", "echo 3.12")
    script(tmp_path / "bin" / "python3.11", "echo 3.11")
    environ = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    assert dev.find_python(None, environ) == [str(python)]
    assert dev.find_python((3, 13), environ) is None


def test_a_python_of_pyenv_is_found(tmp_path: Path) -> None:
    python = script(tmp_path / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3.12", "echo 3.12")
    assert dev.find_python(None, {"PATH": "", "HOME": str(tmp_path)}) == [str(python)]


def test_it_starts_again_under_the_python_asked_for(tmp_path: Path) -> None:
    stand_in = f'[ "$1" = -c ] && echo {OTHER_NAME} || echo "$@"'
    script(tmp_path / "bin" / f"python{OTHER_NAME}", stand_in)
    done = run_dev("--python", OTHER_NAME, "test", "-k", "a b", folder=tmp_path, path=str(tmp_path / "bin"))
    assert done.stdout == f"{ROOT / 'dev.py'} --python {OTHER_NAME} test -k a b\n"


def test_it_says_which_python_is_missing(tmp_path: Path) -> None:
    done = run_dev("--python", OTHER_NAME, "test", folder=tmp_path, path=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Python {OTHER_NAME} is needed; this is {HERE[0]}.{HERE[1]}" in done.stderr


def test_another_virtual_environment_does_not_lead_astray() -> None:
    misleading = {"PYTHONPATH": "/other", "PYTHONHOME": "/other", "VIRTUAL_ENV": "/other", "PIP_TARGET": "/other"}
    kept = {"PATH": "/bin", "PIP_CERT": "/etc/own.pem", "DISPLAY": ":0"}
    assert dev.clean_environment({**misleading, **kept, "PIP_USER": "1"}) == {**kept, "PIP_USER": "0"}


# The virtual environment


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A project that is set up, as far as its stamps tell; its python is a script that notes how it was called."""
    root = tmp_path / "the project"
    (root / "packaging").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[build-system]\n[project]\nname = 'one'\n[tool.ruff]\nline-length = 1\n")
    (root / RUN_LOCK).write_text("one==1\n")
    (root / DEV_LOCK).write_text("two==2\n")
    script(root / ".venv" / "bin" / "python", f'echo "$@" >> "{tmp_path}/calls"')
    script(root / ".venv" / "bin" / "lint-imports", "exit 0")
    made = Environment(root, root / ".venv", {"PATH": os.defpath})
    made.stamp("running", RUN_LOCK)
    made.stamp("developing", RUN_LOCK, DEV_LOCK)
    made.stamp("qt-offscreen-font", RUN_LOCK)
    return made


def change(path: Path, old: str, new: str) -> None:
    """Replace `old` in the file `path`."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_is_set_up_is_not_set_up_again(environment: Environment, tmp_path: Path) -> None:
    environment.prepare(developing=True)
    environment.prepare_qt({})
    assert not (tmp_path / "calls").exists()


def test_a_stamp_stands_for_all_it_depends_on(environment: Environment) -> None:
    assert environment.is_stamped("running", RUN_LOCK)
    change(environment.root / "pyproject.toml", "line-length = 1", "line-length = 2")
    change(environment.root / DEV_LOCK, "two==2", "two==3")
    assert environment.is_stamped("running", RUN_LOCK)
    assert not environment.is_stamped("developing", RUN_LOCK, DEV_LOCK)
    assert not environment.is_stamped("never-written", RUN_LOCK)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (RUN_LOCK, "one==1", "one==2"),
        ("pyproject.toml", "'one'", "'another'"),
        ("pyproject.toml", "[tool", "[tool.hatch]\na = 1\n[tool"),
    ],
)
def test_a_change_of_what_is_installed_makes_a_stamp_void(
    environment: Environment, name: str, old: str, new: str
) -> None:
    change(environment.root / name, old, new)
    assert not environment.is_stamped("running", RUN_LOCK)


def test_a_moved_project_or_another_interpreter_makes_a_stamp_void(environment: Environment, tmp_path: Path) -> None:
    python = Path(environment.program("python"))
    moved = python.rename(tmp_path / "python3.12")
    assert not environment.is_stamped("running", RUN_LOCK)
    python.symlink_to(moved)
    assert not environment.is_stamped("running", RUN_LOCK)
    environment.stamp("running", RUN_LOCK)
    assert environment.is_stamped("running", RUN_LOCK)
    root = environment.root.rename(tmp_path / "elsewhere")
    assert not Environment(root, root / ".venv", {}).is_stamped("running", RUN_LOCK)


# A build backend that installs nothing but the name: setting up needs no network with it.
BACKEND = """
import zipfile

def build_editable(folder, *_):
    with zipfile.ZipFile(f"{folder}/one-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("one-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: one\\nVersion: 1\\n")
        wheel.writestr("one-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("one-1.dist-info/RECORD", "")
    return "one-1-py3-none-any.whl"
"""


def test_what_was_left_half_made_is_made_anew(environment: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    build = "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
    change(environment.root / "pyproject.toml", "[build-system]\n", build)
    (environment.root / "backend.py").write_text(BACKEND)
    (environment.root / RUN_LOCK).write_text("")
    (environment.root / DEV_LOCK).write_text("")
    (environment.folder / "lib").mkdir()
    (environment.folder / "lib" / "left over").touch()
    environment.prepare(developing=True)
    assert not (environment.folder / "lib" / "left over").exists()
    question = "import importlib.metadata, sys; print(importlib.metadata.version('one'), sys.version_info[:2])"
    answer = subprocess.run([environment.program("python"), "-c", question], capture_output=True, text=True, check=True)
    assert answer.stdout == f"1 {HERE}\n"
    assert "making .venv" in capfd.readouterr().err

    environment.prepare(developing=True)
    assert capfd.readouterr().err == ""


def test_of_two_at_once_the_second_waits_and_says_so(tmp_path: Path) -> None:
    program = "import sys, pathlib; sys.path.insert(0, sys.argv[1]); from environment import exclusive\n"
    program += "with exclusive(pathlib.Path(sys.argv[2])): print('in')"
    command = [sys.executable, "-c", program, str(ROOT / "packaging"), str(tmp_path / "mutex")]
    with exclusive(tmp_path / "mutex"):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        said = second.stderr.readline()
        assert second.poll() is None
    assert second.communicate(timeout=20) == ("in\n", "")
    assert "waiting for another dev.py" in said


# The commands


def test_check_runs_everything_and_names_what_failed(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    script(Path(environment.program("python")), 'case "$*" in *mypy*|*smoke.py) exit 1;; esac; echo "did $2"')
    assert commands.run("check", [], environment) == 1
    output, said = capfd.readouterr()
    assert output.split("\n") == ["did ruff", "did ruff", "did pytest", ""]
    assert said.endswith("dev.py: failed: types, packaging\n")


def test_check_may_leave_the_tests_out(environment: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    script(Path(environment.program("python")), 'echo "did $2"')
    assert commands.run("check", ["--no-tests"], environment) == 0
    output, said = capfd.readouterr()
    assert "pytest" not in output
    assert said.endswith("dev.py: everything passed\n")
    assert commands.run("check", ["--fast"], environment) == 1


@pytest.mark.parametrize(
    ("told", "called"), [([], "-n auto --dist worksteal"), (["-x", "tests/test_dev.py"], "-x tests/test_dev.py")]
)
def test_all_tests_run_on_all_cores_and_chosen_ones_as_told(
    environment: Environment, told: list[str], called: str
) -> None:
    script(Path(environment.program("python")), 'echo "$@"')
    program = "import commands, environment, pathlib, sys\nroot = pathlib.Path.cwd()\n"
    program += "commands.run('test', sys.argv[1:], environment.Environment(root, root / '.venv', {}))"
    command = [sys.executable, "-c", program, *told]
    environ = {"PYTHONPATH": str(ROOT / "packaging")}
    done = subprocess.run(command, cwd=environment.root, env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == f"-m pytest {called}\n"


def test_a_demo_without_a_display_says_where_its_picture_is(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / commands.PICTURE).write_text("of an earlier demo")
    python = script(Path(environment.program("python")), f'echo "$QT_QPA_PLATFORM $*"; echo new > {commands.PICTURE}')
    picture = tmp_path / commands.PICTURE
    assert commands.run("demo", ["3"], environment) == 0
    called = f"offscreen -P -m recall_viewer --demo 3 --port 0 --screenshot {picture}"
    assert capfd.readouterr().out == f"{called}\npicture of the window: {picture}\n"
    assert picture.read_text() == "new\n"

    script(python, "exit 3")
    assert commands.run("demo", [], environment) == 3
    assert capfd.readouterr().out == ""
    assert not picture.exists()


def test_a_demo_keeps_the_port_and_the_picture_it_was_told(tmp_path: Path) -> None:
    told = ["--port=9000", "--screenshot=mine.png"]
    assert commands.demo_arguments(told, tmp_path) == (["--demo", *told], None)


def test_paths_for_pytest_count_from_the_current_directory(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").touch()
    arguments = ["-q", "test_one.py::test_two", "test_one.py", "elsewhere.py"]
    absolute = [commands.absolute(argument, tmp_path) for argument in arguments]
    assert absolute == ["-q", f"{tmp_path}/test_one.py::test_two", f"{tmp_path}/test_one.py", "elsewhere.py"]
