"""What is installed, and the way to get what is not."""

import importlib.metadata
import platform

import pytest

from ingest import doctor
from ingest.doctor import Part, examine
from ingest.errors import MissingToolError, SettingsError


def by_name() -> dict[str, Part]:
    return {part.name: part for part in examine()}


def test_every_part_has_a_version_and_the_right_one() -> None:
    parts = by_name()
    assert all(part.version for part in parts.values() if part.is_needed)
    assert parts["python"].version == platform.python_version()
    assert parts["spacy"].version == importlib.metadata.version("spacy")
    assert parts["tesseract"].version is not None
    assert parts["tesseract"].version[0].isdigit()


def test_what_is_not_needed_says_how_to_get_it() -> None:
    optional = [part for part in examine() if not part.is_needed]
    assert {part.name for part in optional} == {"tesserocr", "psycopg", "distributed", "pillow-heif"}
    assert all(part.advice.startswith("pip install ") for part in optional)


def test_it_says_how_tesseract_runs_and_what_to_install_if_it_is_the_slower_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_tesserocr(name: str) -> str:
        if name == "tesserocr":
            raise importlib.metadata.PackageNotFoundError(name)
        return importlib.metadata.version(name)

    monkeypatch.setattr(doctor, "engine_version", lambda kind: "5.3.0 (command)")
    monkeypatch.setattr(doctor, "version", no_tesserocr)
    parts = by_name()
    assert parts["tesseract"].version == "5.3.0 (command)"
    assert (parts["tesserocr"].version, parts["tesserocr"].advice) == (None, "pip install tesserocr")
    assert not parts["tesserocr"].is_needed


def test_what_is_missing_is_told_with_its_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_tesseract(kind: str) -> str:
        raise MissingToolError("Tesseract is not installed. Type: install it")

    def no_model(folder: object) -> None:
        raise SettingsError("The model file is damaged. Install ingest again.")

    def no_package(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "engine_version", no_tesseract)
    monkeypatch.setattr(doctor, "load_vocabulary", no_model)
    monkeypatch.setattr(doctor, "version", no_package)
    parts = by_name()
    assert (parts["tesseract"].version, parts["tesseract"].advice) == (
        None,
        "Tesseract is not installed. Type: install it",
    )
    assert (parts["model"].version, parts["model"].advice) == (None, "The model file is damaged. Install ingest again.")
    assert (parts["spacy"].version, parts["spacy"].advice) == (None, "pip install spacy")
    assert parts["psycopg"].advice == "pip install 'cert-ingest[postgres]'"
