"""Settings: from code over the environment over `ingest.toml`; wrong ones are refused in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ingest.errors import SettingsError
from ingest.settings import READING_SETTINGS, Settings, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_needs_to_be_set() -> None:
    assert load_settings().database == "sqlite:///ingest.db"
    assert load_settings().workers >= 1


def test_the_nearest_setting_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "ingest.toml").write_text('database = "sqlite:///of-the-file.db"\nworkers = 3\nocr_dpi = 250\n')
    monkeypatch.setenv("INGEST_WORKERS", "4")
    monkeypatch.setenv("INGEST_OCR_DPI", "300")
    settings = load_settings(ocr_dpi=150)
    assert (settings.database, settings.workers, settings.ocr_dpi) == ("sqlite:///of-the-file.db", 4, 150)


WRONG_FILES = [
    ("colour = 3", "colour: Extra inputs are not permitted"),
    ("workers = 0", "workers: Input should be greater than or equal to 1"),
    ("workers = 257", "workers: Input should be less than or equal to 256"),
    ("ocr_dpi = 1200", "ocr_dpi: "),
    ("promised_error = 0", "promised_error: "),
    ('max_pages = "many"', "max_pages: "),
    ("workers = ", "ingest.toml cannot be read"),
    ("[[[", "ingest.toml cannot be read"),
]


@pytest.mark.parametrize(("text", "says"), WRONG_FILES)
def test_a_wrong_file_is_refused_by_name(folder: Path, text: str, says: str) -> None:
    (folder / "ingest.toml").write_text(text)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert says in refused.value.message
    assert "ingest.toml" in refused.value.message


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "ingest.toml").write_bytes(b"\xff\xfe\x00workers")
    with pytest.raises(SettingsError, match=r"ingest\.toml cannot be read"):
        load_settings()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that gives an error when it is read")
def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "ingest.toml").symlink_to("/proc/self/mem")
    with pytest.raises(SettingsError, match=r"ingest\.toml cannot be read"):
        load_settings()


def test_a_wrong_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_WORKERS", "a few")
    with pytest.raises(SettingsError, match=r"workers: .*INGEST_"):
        load_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().workers = 3


OTHER_VALUES: dict[str, Any] = {
    "claims": {"hours": "CE Hrs"},
    "database": "sqlite:///other.db",
    "workers": 7,
    "ocr_dpi": 250,
    "ocr_engine": "command",
    "max_file_bytes": 5,
    "max_pages": 7,
    "max_pixels": 2_000_000,
    "document_seconds": 1.5,
    "page_seconds": 1.5,
    "worker_memory_bytes": 600_000_000,
    "rules": Path("our-rules"),
    "promised_error": 0.01,
    "badge_keys": Path("our-keys"),
}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_digest_changes_with_what_decides_a_reading(name: str) -> None:
    changed = load_settings(**{name: OTHER_VALUES[name]}).digest()
    assert (changed != load_settings().digest()) == (name in READING_SETTINGS)
    assert len(changed) == 12


def test_the_digest_changes_with_the_pinned_keys_wherever_they_lie(folder: Path) -> None:
    keys, moved = folder / "keys", folder / "moved"
    for each in (keys, moved):
        each.mkdir()
    (keys / "prairie.pem").write_text("one")
    (keys / "notes.txt").write_text("of whom they are")
    digest = load_settings(badge_keys=keys).digest()
    assert digest != load_settings(badge_keys=moved).digest()
    (moved / "prairie.pem").write_text("one")
    assert digest == load_settings(badge_keys=moved).digest()
    (moved / "prairie.pem").write_text("two")
    assert digest != load_settings(badge_keys=moved).digest()


def test_a_key_that_cannot_be_read_is_refused(folder: Path, forbid: Callable[[Path], None]) -> None:
    (folder / "prairie.pem").write_text("one")
    forbid(folder / "prairie.pem")
    with pytest.raises(SettingsError, match=r"prairie\.pem: cannot be read"):
        load_settings(badge_keys=folder).digest()


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
