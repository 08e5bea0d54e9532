"""The limit of descriptors, in processes of their own: it cannot be put back."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")

PROGRAM = """
import resource, sys
from recall_viewer.server.limits import raise_descriptor_limit
soft, hard, connections = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(raise_descriptor_limit(connections), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "asked", "fits", "soft_after"),
    [
        (256, 512, 512, 384, 512),
        (256, 512, 100, 100, 512),
        (512, 512, 512, 384, 512),
        (64, 100, 512, 1, 100),
    ],
)
def test_the_soft_limit_goes_up_and_connections_stay_below(
    soft: int, hard: int, asked: int, fits: int, soft_after: int
) -> None:
    command = [sys.executable, "-c", PROGRAM, str(soft), str(hard), str(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == [str(fits), str(soft_after), str(hard)]


def test_at_most_4096_and_never_down() -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < 5000:
        pytest.skip("this system allows fewer")
    for soft, after in ((1024, 4096), (4096, 4096), (5000, 5000)):
        command = [sys.executable, "-c", PROGRAM, str(soft), "5000", "100000"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
        assert done.stdout.split() == [str(after - 128), str(after), "5000"]
