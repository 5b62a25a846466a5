"""What people say whose certificates are is kept, can be taken back, and teaches the names on others."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.assignments import Assignment, aliases_of
from ingest.errors import StoreError
from ingest.matching import NameIndex
from ingest.person import Person
from ingest.store import Store
from tests.made_outcomes import LATER_RUN, failed, outcome, source

DANA = Person("1", "Dana R. Whitfield", (), None, ())
SAM = Person("2", "Sam Okafor", (), None, ())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}") as opened:
        opened.save_people([DANA, SAM])
        yield opened


def save(store: Store, path: Path, holder: str = "D. Whitfeld", pages: tuple[int, int] = (1, 1)) -> str:
    made = outcome(source(path), holder=holder, pages=pages)
    store.save([made])
    return made.key


def test_an_assignment_is_in_force_until_it_is_taken_back(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    assert store.assignments() == {}
    store.assign(key, "1", "lee")
    (found,) = store.assignments().values()
    assert (found.key, found.person_id, found.holder, found.assigned_by) == (key, "1", "D. Whitfeld", "lee")
    assert datetime.now(UTC) - found.assigned_at < timedelta(minutes=1)
    store.assign(key, "2", "kim")
    assert store.assignments()[key].person_id == "2"
    store.assign(key, None, "kim")
    assert store.assignments()[key].person_id is None
    store.withdraw_assignment(key, "lee")
    assert store.assignments() == {}
    store.assign(key, "1", "lee")
    assert store.assignments()[key].person_id == "1"


def test_everything_that_was_said_stays_in_the_database(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    store.assign(key, "1", "lee")
    store.withdraw_assignment(key, "kim")
    connection = sqlite3.connect(tmp_path / "lab.db")
    rows = connection.execute(
        "SELECT person_id, withdrawn, assigned_by, holder FROM assignments ORDER BY id"
    ).fetchall()
    connection.close()
    assert rows == [("1", 0, "lee", "D. Whitfeld"), (None, 1, "kim", "D. Whitfeld")]


def test_keys_of_pages_and_rows_come_back(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "table.pdf")
    rows = [replace(outcome(file, pages=(2, 3)), row=number) for number in (1, 2)]
    store.save(rows)
    store.assign(rows[1].key, "1", "lee")
    assert list(store.assignments()) == [rows[1].key] == [f"{file.sha256}:2-3#2"]


@pytest.mark.parametrize("key", ["", "nothing", "ab:1-1", "ab:1-1#x"])
def test_an_unknown_certificate_is_refused(store: Store, key: str) -> None:
    with pytest.raises(StoreError, match="There is no certificate"):
        store.assign(key, "1", "lee")
    with pytest.raises(StoreError, match="There is no certificate"):
        store.withdraw_assignment(key, "lee")


def test_other_pages_of_a_known_file_are_refused(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    with pytest.raises(StoreError, match="There is no certificate"):
        store.assign(key.replace("1-1", "2-2"), "1", "lee")


def test_an_unknown_person_is_refused(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    with pytest.raises(StoreError, match=r"person_id '3'.*Load the roster"):
        store.assign(key, "3", "lee")
    assert store.assignments() == {}


def test_nothing_said_is_nothing_to_take_back(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    with pytest.raises(StoreError, match="nothing to take back"):
        store.withdraw_assignment(key, "lee")


def test_an_assignment_outlives_the_roster_and_a_new_run(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf")
    store.assign(key, "1", "lee")
    store.save_people([SAM])
    store.save([outcome(source(tmp_path / "a.pdf"), run=LATER_RUN, holder="Dana Whitfield", pages=(1, 2))])
    assert store.assignments()[key].person_id == "1"
    store.withdraw_assignment(key, "lee")  # though its pages are another certificate's now
    assert store.assignments() == {}


def test_a_file_that_failed_can_be_assigned_but_teaches_no_name(store: Store, tmp_path: Path) -> None:
    broken = failed(source(tmp_path / "broken.pdf"), "encrypted_file")
    store.save([broken])
    store.assign(broken.key, "1", "lee")
    assert store.assignments()[broken.key].holder is None
    assert store.aliases() == {}


def test_a_confirmed_name_is_remembered_until_it_is_taken_back(store: Store, tmp_path: Path) -> None:
    key = save(store, tmp_path / "a.pdf", "D. Whitfeld")
    assert NameIndex(store.people(), aliases=store.aliases()).match("D. Whitfeld").certain is False
    store.assign(key, "1", "lee")
    assert store.aliases() == {"D. Whitfeld": "1"}
    match = NameIndex(store.people(), aliases=store.aliases()).match("d whitfeld")
    assert (match.person_id, match.certain) == ("1", True)
    store.withdraw_assignment(key, "lee")
    assert store.aliases() == {}


def said(number: int, holder: str | None, person_id: str | None) -> Assignment:
    at = datetime(2026, 11, 23, 12, number, tzinfo=UTC)
    return Assignment(f"{number}:1-1", person_id, holder, "lee", at)


@pytest.mark.parametrize(
    ("assignments", "aliases"),
    [
        ([], {}),
        ([("Bobbie Wren", "1")], {"Bobbie Wren": "1"}),
        ([("Bobbie Wren", "1"), ("Bobbie Wren", "1")], {"Bobbie Wren": "1"}),
        ([("Bobbie Wren", "1"), ("BOBBIE  WREN", "1")], {"BOBBIE  WREN": "1"}),  # the last one stands for both
        ([("José Wren", "1"), ("Jose\u0301 Wren", "1")], {"Jose\u0301 Wren": "1"}),  # composed and decomposed
        ([("Bobbie Wren", "1"), ("bobbie wren", "2")], {}),  # two people of one name
        ([("Bobbie Wren", "1"), ("Bobbie Wren", None)], {}),
        ([("Bobbie Wren", None)], {}),
        ([(None, "1"), ("", "1"), ("…", "1")], {}),
        ([("Bobbie Wren", "1"), ("Dana Wren", "2")], {"Bobbie Wren": "1", "Dana Wren": "2"}),
    ],
)
def test_names_that_settle_a_person(assignments: list[tuple[str | None, str | None]], aliases: dict[str, str]) -> None:
    assert aliases_of([said(number, *one) for number, one in enumerate(assignments)]) == aliases
