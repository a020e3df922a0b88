"""Run the command line as people do: as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]
NOBODY = "127.0.0.1:1"
"""An address where no server can be: the port needs rights that tests do not have."""


@pytest.fixture
def treaty(tmp_path: Path) -> Run:
    """The command line, away from the settings of whoever runs the tests."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("TEMPORAL_")}

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(HOUSE / "starter.py"), *arguments],
            env={**own, "TEMPORAL_CONFIG_FILE": os.devnull, "TREATY_TIMEOUT": "5", **variables},
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run
