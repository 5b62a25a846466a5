"""What every test starts from: no settings of this machine, and the same examples on every run."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Tests run beside each other, so there is no time limit on an example. They are the same examples each time, so that a
# red run is red again; `--hypothesis-profile explore` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("same")

# One thread for each Tesseract, as the tests already run one beside the other on every core.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


# A shell starts what runs in its background deaf to Ctrl-C, and all that is started there inherits it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the user's INGEST_… variables away, also from the commands that a test starts."""
    for name in list(os.environ):
        if name.startswith("INGEST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Takes away the permission to open a file or list a folder; from root, whom no mode stops, by refusing it."""
    forbidden: set[Path] = set()
    open_file, list_folder = Path.open, os.scandir

    def refuse(path: Path) -> None:
        if path in forbidden:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def open_unless_forbidden(path: Path, *args: Any, **options: Any) -> Any:
        refuse(path)
        return open_file(path, *args, **options)

    def list_unless_forbidden(path: Any = ".") -> Any:
        refuse(Path(path))
        return list_folder(path)

    if os.geteuid() == 0:
        monkeypatch.setattr(Path, "open", open_unless_forbidden)
        monkeypatch.setattr(os, "scandir", list_unless_forbidden)

    def take_away(path: Path) -> None:
        forbidden.add(path)
        path.chmod(0)

    yield take_away
    for path in forbidden:
        path.chmod(0o700)
