"""The one way in which arrays of a shipped model are read: numbers, never a pickle.

Takes a file that `numpy.savez` wrote, gives its arrays. Refuses a file that is missing, damaged or holds anything else.
"""

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest.errors import SettingsError


def read_arrays(path: Path, *names: str) -> tuple[npt.NDArray[Any], ...]:
    """The arrays of these names.

    Raises:
        SettingsError: the file is missing or damaged, or has not all of them.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return tuple(data[name] for name in names)
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile, zlib.error) as error:
        raise SettingsError(f"The model file {path} cannot be read: {error}. Install ingest again.") from error
