"""Where a command writes: a file, or the screen.

Takes a path, gives a file to write text to. Refuses a place that cannot be written.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ingest.errors import SettingsError


@contextmanager
def output_file(path: Path | None) -> Iterator[IO[str]]:
    """The file to write to, or standard output."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written ({error.strerror}). Check the folder.", path=path) from error
