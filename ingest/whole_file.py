"""A file that is whole or not there at all: it is written beside its place and renamed at the end.

Takes a path, gives a binary file to write. Refuses to leave half a file: whatever fails, the earlier one stays.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.errors import SettingsError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place only when it is written to its end; a device or pipe is written directly.

    Raises:
        SettingsError: the file cannot be written.
    """
    path = path.resolve()
    direct = path.exists() and not path.is_file()
    beside = path if direct else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as file:
                yield file
            if not direct:
                beside.replace(path)
        finally:
            if not direct:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror}). Check the folder and its permissions.", path=path
        ) from error
