"""The one frozen `Settings`, read once from `ingest.toml` and the environment.

Takes `./ingest.toml` (where there is one) and variables such as `INGEST_DATABASE`; the environment wins.
Gives `Settings`. Refuses unknown keys and values out of range.
"""

import hashlib
import os
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.errors import SettingsError

SETTINGS_FILE: Final = Path("ingest.toml")

# What decides how a document is read and understood; a change of these makes another `Run`.
READING_SETTINGS: Final = (
    *("max_file_bytes", "max_pages", "max_pixels", "ocr_dpi", "ocr_engine", "promised_error"),
    "badge_keys",
)
KEY_SUFFIXES: Final = (".pem", ".jwk.json")


class Settings(BaseSettings):
    """All that a user can set."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    database: str = Field(default="sqlite:///ingest.db", description="SQLAlchemy URL of the database.")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Worker processes.")
    ocr_dpi: int = Field(default=200, ge=100, le=400, description="Dots per inch of a page given to OCR.")
    ocr_engine: Literal["auto", "library", "command"] = Field(
        default="auto", description="Tesseract in this process (library), as a command, or the first that is there."
    )
    max_file_bytes: int = Field(default=200_000_000, ge=1, description="A larger file is refused.")
    max_pages: int = Field(default=200, ge=1, description="A file with more pages is refused.")
    max_pixels: int = Field(default=60_000_000, ge=1_000_000, le=90_000_000, description="A larger picture is refused.")
    document_seconds: float = Field(
        default=120.0, gt=0, description="Wall time for one file; each page adds `page_seconds`."
    )
    page_seconds: float = Field(default=20.0, ge=0, description="Wall time that each page adds.")
    worker_memory_bytes: int = Field(
        default=4_000_000_000, ge=500_000_000, description="Address space of one worker process."
    )
    rules: Path | None = Field(
        default=None, description="A folder with the lab's own rule files, beside the shipped ones."
    )
    badge_keys: Path | None = Field(
        default=None, description="A folder with the public keys (*.pem, *.jwk.json) of issuers whose badges count."
    )
    claims: dict[str, str] = Field(
        default={},
        description="The headings of the lab's spreadsheet of declared courses, by what they mean: see docs/claims.md.",
    )
    promised_error: float = Field(
        default=0.005, gt=0, lt=0.5, description="Share of accepted records that may be wrong."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Reads options given in code, then the environment, then `ingest.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def digest(self) -> str:
        """Twelve hex digits that change when a setting that decides a reading changes.

        Raises:
            SettingsError: a key cannot be read.
        """
        values = {name: getattr(self, name) for name in READING_SETTINGS}
        if self.badge_keys is None:
            del values["badge_keys"]
        else:  # the keys decide, wherever they lie
            values["badge_keys"] = [(path.name, _content(path)) for path in key_files(self.badge_keys)]
        return hashlib.sha256(repr(list(values.items())).encode()).hexdigest()[:12]


def key_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that hold keys, in the order of their names; none where there is no such folder."""
    return tuple(sorted(path for path in folder.glob("*") if path.name.endswith(KEY_SUFFIXES) and path.is_file()))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}). Check its permissions.", path=path) from error


def load_settings(**given: Any) -> Settings:
    """Read the settings; those `given` win.

    Raises:
        SettingsError: `ingest.toml` cannot be read or parsed, or a key or a value is wrong.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError(
            f"A setting is wrong ({problems}). Correct {SETTINGS_FILE} or the INGEST_… variable."
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}") from error
