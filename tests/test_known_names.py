"""What is generally known of names."""

from pathlib import Path

import pytest

from ingest import known_names
from ingest.errors import SettingsError
from ingest.known_names import LEAST, load_known_names
from ingest.name_forms import fold_name

NAMES = load_known_names()


def test_every_listed_name_is_folded_and_in_one_tier() -> None:
    common = known_names._read("common_names.toml")
    for part in ("given", "family"):
        words = [word for text in common[part].values() for word in text.split()]
        assert [word for word in words if fold_name(word) != word] == []
        assert len(words) == len(set(words))


def test_every_short_form_is_folded_and_not_the_name_itself() -> None:
    groups = known_names._read("nicknames.toml")
    assert sum(map(len, groups.values())) > 500
    for group in groups.values():
        for name, short_forms in group.items():
            words = short_forms.split()
            assert words and name not in words and len(words) == len(set(words)), name
            assert [word for word in (name, *words) if fold_name(word) != word] == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("bob", "robert", True),
        ("robert", "bob", True),
        ("bob", "rob", True),
        ("liz", "beth", True),
        ("pepe", "jose", True),
        ("alex", "alexandra", True),
        ("alexander", "alexandra", False),
        ("christina", "christine", False),
        ("maria", "marie", False),
        ("dana", "dana", True),
    ],
)
def test_short_forms(one: str, other: str, expected: bool) -> None:
    assert NAMES.are_short_forms(one, other) == expected


def test_common_names_have_larger_shares_than_rare_ones_and_slips() -> None:
    family = NAMES.family
    assert (
        family.share("smith") > family.share("okafor") > family.share("whitfeild") > family.share("wh1tfield") == LEAST
    )
    assert NAMES.given.share("bob") < NAMES.given.share("robert")
    assert "whitfield" in family and "whitfeild" not in family


def test_a_broken_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_names, "FOLDER", tmp_path)
    with pytest.raises(SettingsError, match="Install ingest again"):
        known_names._read("nicknames.toml")
