"""`ingest roster load | assign | unassign | aliases`: what people type, and what they are told."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli import main
from ingest.store import Store
from tests.made_outcomes import outcome, source

ROSTER = (
    "person_id,name,other_names,email,credential,certified_on,cycle_start,cycle_end\n"
    "1,Dana R. Whitfield,Dana Reyes,,MLS,2020-05-01,2023-05-01,2026-04-30\n"
    "2,Sam Okafor,,,,,,\n"
)


class Lab:
    """A database with a roster of two and a certificate."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'lab.db'}"
        (folder / "staff.csv").write_text(ROSTER, encoding="utf-8")
        self.loaded = self.roster("load", str(folder / "staff.csv"))
        made = outcome(source(folder / "a.pdf"), holder="D. [b]Whitfeld\x1b")
        with Store.open(self.url) as store:
            store.save([made])
        self.key = made.key

    def roster(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["roster", *words, "--database", self.url])

    def assigned(self) -> dict[str, str | None]:
        with Store.open(self.url) as store:
            return {key: assignment.person_id for key, assignment in store.assignments().items()}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_load_tells_how_many(lab: Lab) -> None:
    assert (lab.loaded.exit_code, lab.loaded.stdout) == (0, "")
    assert "2 people with 1 credentials" in lab.loaded.stderr


def test_assign_is_kept_with_who_said_so(lab: Lab) -> None:
    result = lab.roster("assign", lab.key, "1", "--user", "lee")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"ingest roster unassign {lab.key}" in result.stderr
    with Store.open(lab.url) as store:
        assert store.assignments()[lab.key].assigned_by == "lee"
    assert lab.assigned() == {lab.key: "1"}


def test_assign_nobody_and_unassign(lab: Lab) -> None:
    result = lab.roster("assign", lab.key, "--nobody")
    assert result.exit_code == 0 and "nobody's" in result.stderr
    assert lab.assigned() == {lab.key: None}
    assert lab.roster("unassign", lab.key).exit_code == 0
    assert lab.assigned() == {}


@pytest.mark.parametrize("words", [(), ("1", "--nobody")])
def test_assign_takes_either_a_person_or_nobody(lab: Lab, words: tuple[str, ...]) -> None:
    result = lab.roster("assign", lab.key, *words)
    assert result.exit_code == 2 and "either a PERSON_ID or --nobody" in result.stderr
    assert lab.assigned() == {}


REFUSED = [
    (("assign", "nothing", "1"), "There is no certificate nothing"),
    (("assign", "KEY", "99"), "Nobody on the roster has the person_id '99'"),
    (("unassign", "nothing"), "There is no certificate nothing"),
    (("unassign", "KEY"), "nothing to take back"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_what_cannot_be_said_is_refused_with_advice(lab: Lab, words: tuple[str, ...], says: str) -> None:
    result = lab.roster(*(lab.key if word == "KEY" else word for word in words))
    assert (result.exit_code, result.stdout) == (4, "")
    assert says in result.stderr


def test_aliases_are_listed_as_they_are_printed(lab: Lab) -> None:
    assert json.loads(lab.roster("aliases", "--format", "json").stdout) == {"schema": "ingest/aliases/1", "rows": []}
    lab.roster("assign", lab.key, "1")
    result = lab.roster("aliases")
    assert "D. [b]Whitfeld" in result.stdout and "Dana R. Whitfield" in result.stdout
    assert "\x1b" not in result.stdout, "a name on paper does not steer the terminal"
    rows = json.loads(lab.roster("aliases", "--format", "json").stdout)["rows"]
    assert rows == [{"printed": "D. [b]Whitfeld\x1b", "person_id": "1"}]
