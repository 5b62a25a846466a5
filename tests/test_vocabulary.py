"""The word lists that ship, and damaged ones refused by name."""

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ingest.vocabulary import MODEL_FOLDER, load_vocabulary
from ingest.word_kinds import FILE, KINDS


def copy_model(folder: Path) -> None:
    for path in (*MODEL_FOLDER.glob("*.toml"), MODEL_FOLDER / FILE):
        (folder / path.name).write_bytes(path.read_bytes())


def test_the_vocabulary_that_ships_is_whole() -> None:
    words = load_vocabulary()
    assert all(word == word.lower() for word in words.common | words.organisation | words.role)
    assert {known.number for known in words.providers} >= {"578", "288"}
    assert {"hematology", "phlebotomy"} <= words.field
    assert words.word_kinds.of("Whitfield").shape == (len(KINDS),)


@pytest.mark.parametrize("name", ["words.toml", "providers.toml"])
@pytest.mark.parametrize("content", [None, b"= [", b"\xff\xfe"])
def test_a_damaged_vocabulary_is_refused_by_name(tmp_path: Path, name: str, content: bytes | None) -> None:
    copy_model(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=rf"{name} cannot be read.*Install ingest again"):
        load_vocabulary(tmp_path)


def test_a_vocabulary_without_the_kinds_of_words_is_refused(tmp_path: Path) -> None:
    copy_model(tmp_path)
    load_vocabulary(tmp_path)
    (tmp_path / FILE).unlink()
    with pytest.raises(SettingsError, match=rf"{FILE} cannot be read"):
        load_vocabulary(tmp_path)


WRONG_WORDS = [
    ("words.toml", 'colours = "red blue"'),
    ("providers.toml", '[[provider]]\nnumber = "578"'),
]


@pytest.mark.parametrize(("name", "text"), WRONG_WORDS)
def test_a_vocabulary_of_another_form_is_refused(tmp_path: Path, name: str, text: str) -> None:
    copy_model(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingsError, match="Install ingest again"):
        load_vocabulary(tmp_path)
