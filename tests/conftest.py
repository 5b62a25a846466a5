"""What every test starts from: no settings of this machine, and the same examples on every run."""

import os

import pytest
from hypothesis import settings

# Tests run beside each other, so there is no time limit on an example. They are the same examples each time, so that a
# red run is red again; `--hypothesis-profile explore` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("same")

# One thread for each Tesseract, as the tests already run one beside the other on every core.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the user's INGEST_… variables away, also from the commands that a test starts."""
    for name in list(os.environ):
        if name.startswith("INGEST_"):
            monkeypatch.delenv(name)
