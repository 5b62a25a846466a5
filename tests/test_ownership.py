"""Whose a certificate is, from what people said, the name on it and the folder it lies in."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.assignments import Assignment
from ingest.decision import State
from ingest.matching import NameIndex
from ingest.ownership import Ownership, whose
from ingest.person import Person
from ingest.standing import StoredCertificate
from tests.made_outcomes import failed, outcome, source


def person(person_id: str, name: str, *other_names: str) -> Person:
    return Person(person_id, name, other_names, None, ())


STAFF = NameIndex(
    (
        person("1001", "Dana R. Whitfield", "Dana Reyes"),
        person("1002", "Sam Okafor"),
        person("1003", "Núñez-Ortega, José"),
        person("1004", "Priya A. Raman"),
        person("1005", "Priya B. Raman"),
        person("1006", "Jon Lee"),
        person("17", "Mei Ling Zhou"),
        person("2026", "Grace Bank"),
        person("MB-4", "Minh Anh Do"),
        person("1007", "Theresa Vanterpool"),
    )
)


def certificate(holder: str | None, *paths: str) -> StoredCertificate:
    made = outcome(source(Path(paths[0] if paths else "in/a.pdf")), holder=holder or "nobody")
    if holder is None and made.activity:
        made = replace(made, activity=replace(made.activity, holder=replace(made.activity.holder, value=None)))
    files = tuple(map(Path, paths)) or (Path("in/a.pdf"),)
    return StoredCertificate(made.key, made, made, State.ACCEPTED, files, 0, None, None)


def owned(holder: str | None, *paths: str) -> Ownership:
    return whose(certificate(holder, *paths), STAFF, {})


FOLDERS_OF_PEOPLE = [
    ("Whitfield, Dana", "1001"),
    ("Whitfield, Dana R", "1001"),
    ("Dana Whitfield", "1001"),
    ("DANA WHITFIELD", "1001"),
    ("dana.whitfield", "1001"),
    ("whitfield_dana", "1001"),
    ("DanaWhitfield", "1001"),
    ("Whitfield, Dana - 2026", "1001"),
    ("Whitfield, Dana (1001)", "1001"),
    ("Dana Whitfield certificates", "1001"),
    ("Dana Reyes", "1001"),
    ("1002", "1002"),
    ("José Núñez-Ortega", "1003"),
    ("jose nunez ortega", "1003"),
    ("MB-4", "MB-4"),
]


@pytest.mark.parametrize(("folder", "person_id"), FOLDERS_OF_PEOPLE)
def test_a_folder_that_names_a_person(folder: str, person_id: str) -> None:
    assert STAFF.named_by(folder) == person_id
    assert owned("Sam Okafor", f"staff/{folder}/a.pdf").folder_owner == person_id
    assert owned("Sam Okafor", f"staff/{folder}/2026/a.pdf").folder_owner == person_id


OTHER_FOLDERS = (
    "2026",  # a year, though somebody has it for a person_id
    "17",  # a day
    "certificates",
    "Blood Bank",
    "Bank",
    "Whitfield",
    "Dana",
    "D Whitfield",
    "Dana K. Whitfield",
    "Dana Whitfeild",
    "Priya Raman",
    "Robert Chen",
    "CE 2026",
    "20260314",
    "",
    ".",
    "..",
    "/",
)


@pytest.mark.parametrize("folder", OTHER_FOLDERS)
def test_a_folder_that_names_nobody_surely(folder: str) -> None:
    assert STAFF.named_by(folder) is None


def test_a_certificate_in_somebody_elses_folder_is_seen() -> None:
    found = owned("Dana R. Whitfield", "staff/Okafor, Sam/a.pdf")
    assert (found.person_id, found.certain, found.folder_owner) == ("1001", True, "1002")
    stranger = owned("Robert Chen", "staff/Okafor, Sam/a.pdf")
    assert (stranger.person_id, stranger.certain, stranger.folder_owner) == (None, False, "1002")


def test_the_nearest_folder_counts() -> None:
    assert owned("Dana Whitfield", "Dana Whitfield/Sam Okafor/x/a.pdf").folder_owner == "1002"


@pytest.mark.parametrize("path", ["/home/dana.whitfield/in/a.pdf", "/Users/Dana Whitfield/Documents/a.pdf"])
def test_who_uses_the_computer_is_not_whose_the_papers_are(path: str) -> None:
    assert owned("Sam Okafor", path).folder_owner is None


def test_of_several_folders_the_wrong_one_is_named() -> None:
    both = owned("Dana Whitfield", "staff/Dana Whitfield/a.pdf", "staff/Sam Okafor/a.pdf")
    assert (both.person_id, both.folder_owner) == ("1001", "1002")
    assert owned("Dana Whitfield", "staff/Dana Whitfield/a.pdf", "in/a.pdf").folder_owner == "1001"


SETTLED = [
    ("D. Whitfield", "Whitfield, Dana", "1001"),  # an initial
    ("Jose Nunez", "1003", "1003"),  # one part of a double last name
    ("Terri Vanterpool", "Vanterpool, Theresa", "1007"),  # a short form
    ("Jom Lee", "Jon Lee", "1006"),  # a slip in a short name
    ("Priya Raman", "1004", "1004"),  # two people of one name
    ("P. Raman", "Raman, Priya B", "1005"),
]


@pytest.mark.parametrize(("holder", "folder", "person_id"), SETTLED)
def test_the_folder_settles_what_the_name_leaves_open(holder: str, folder: str, person_id: str) -> None:
    found = owned(holder, f"staff/{folder}/a.pdf")
    assert (found.person_id, found.certain, found.folder_owner) == (person_id, True, person_id)


NOT_SETTLED = [
    ("Dana K. Whitfield", "Whitfield, Dana", None),  # the middle initial forbids it
    ("Joan Lee", "Jon Lee", "1006"),  # another person's name: perhaps only in the wrong folder
    ("Robert Chen", "Whitfield, Dana", None),
    ("Priya Raman", "Whitfield, Dana", None),  # neither of the two
    ("D. Whitfield", "Okafor, Sam", "1001"),
]


@pytest.mark.parametrize(("holder", "folder", "person_id"), NOT_SETTLED)
def test_the_folder_does_not_settle_this(holder: str, folder: str, person_id: str | None) -> None:
    found = owned(holder, f"staff/{folder}/a.pdf")
    assert (found.person_id, found.certain) == (person_id, False)


def test_folders_of_two_people_settle_nothing() -> None:
    found = owned("Priya Raman", "staff/1004/a.pdf", "staff/1005/a.pdf")
    assert (found.person_id, found.certain) == (None, False)


def test_without_a_name_the_folder_only_proposes() -> None:
    found = owned(None, "staff/Whitfield, Dana/a.pdf")
    assert (found.person_id, found.certain, found.folder_owner) == ("1001", False, "1001")
    assert "no holder's name" in found.reason and "folder of Dana" in found.reason
    assert owned(None).person_id is None


def test_rivals_come_along() -> None:
    assert owned("Priya Raman").rivals == ("1004", "1005")
    assert owned("Priya Raman", "staff/1004/a.pdf").rivals == ("1005",)


def said(made: StoredCertificate, person_id: str | None) -> dict[str, Assignment]:
    return {made.key: Assignment(made.key, person_id, "whoever", "lee", datetime(2026, 11, 23, tzinfo=UTC))}


def test_what_a_person_said_comes_first() -> None:
    made = certificate("Dana R. Whitfield", "staff/Whitfield, Dana/a.pdf")
    found = whose(made, STAFF, said(made, "1002"))
    assert (found.person_id, found.certain, found.folder_owner) == ("1002", True, "1001")
    assert found.reason == "lee said on 2026-11-23 that it is Sam Okafor (1002)'s"


def test_a_person_may_say_that_it_is_nobodys() -> None:
    made = certificate("Dana R. Whitfield")
    found = whose(made, STAFF, said(made, None))
    assert (found.person_id, found.certain) == (None, True)
    assert "nobody's" in found.reason


def test_who_left_owns_nothing() -> None:
    made = certificate("Dana R. Whitfield")
    found = whose(made, STAFF, said(made, "999"))
    assert (found.person_id, found.certain) == (None, True)
    assert "no longer on the roster" in found.reason


def test_a_file_that_failed_is_nobodys() -> None:
    broken = failed(source(Path("in/broken.pdf")), "encrypted_file")
    stored = StoredCertificate(broken.key, broken, broken, State.FAILED, (Path("in/broken.pdf"),), 0, None, None)
    assert whose(stored, STAFF, {}) == Ownership(None, False, "no holder's name was read")
