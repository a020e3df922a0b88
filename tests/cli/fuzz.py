"""Readers under libFuzzer, which looks for bytes that take new ways through them: make fuzz.

`python -m tests.cli.fuzz SECONDS`. What makes a reader fail is written into build/fuzz.
"""

import importlib
import os
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).parents[2]
FOUND = HOUSE / "build" / "fuzz"
OURS = ["activities", "cli", "confidential", "directories", "procedures", "treaty", "workflows"]


def main(seconds: int) -> None:
    """Fuzz for so long; the first byte of what is tried chooses the reader."""
    atheris = importlib.import_module("atheris")  # nothing else needs it
    with atheris.instrument_imports(include=OURS):
        readers = importlib.import_module("tests.cli.readers")
    names = tuple(readers.READERS)
    os.environ["TREATY_KEY_PASSPHRASE"] = "a long passphrase"  # noqa: S105 - of no key
    begins = FOUND / "begins"
    begins.mkdir(parents=True, exist_ok=True)
    for at, name in enumerate(names):
        for number, content in enumerate(readers.READERS[name].begins):
            (begins / f"{at}-{number}").write_bytes(bytes((at,)) + content)
    folder = Path(tempfile.mkdtemp(prefix="treaty-fuzz-"))

    def one(content: bytes) -> None:
        if content:
            readers.tried(names[content[0] % len(names)], content[1:], folder)

    options = [f"-max_total_time={seconds}", f"-artifact_prefix={FOUND}/", "-max_len=30000",
               "-timeout=10", "-print_final_stats=1", str(begins)]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))
