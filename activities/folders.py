"""Whether a folder can be written: found out by writing, since rights alone do not tell."""

import errno
import tempfile
from pathlib import Path


def try_writing(folder: Path) -> None:
    """Write a file that has no name and is gone at once; make the folder if there is none.

    Raises:
        OSError: and says why.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file has that name") from error
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(b"\n")  # an empty file fits on a full disk
