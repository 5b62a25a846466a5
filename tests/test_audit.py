"""A lab against the rules: whose certificates count, the record of the contract, the table of the terminal."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from ingest.activity import (
    Activity,
    Category,
    CategoryLabel,
    Credit,
    Failure,
    Field,
    FieldName,
    Outcome,
    PartialDate,
    Run,
    Unit,
)
from ingest.compliance.audit import Audit, audit
from ingest.compliance.audit_export import to_json, to_table
from ingest.compliance.check import FindingStatus
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.document import SourceFile
from ingest.errors import SettingsError
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate

RULES = load_rules()
AS_OF = date(2026, 11, 23)
MLS = Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), date(2027, 4, 30))
DANA = Person("17", "Dana R. Whitfield", ("Dana Reyes",), None, (MLS,))
ANN = Person("18", "Ann Lee", (), None, (MLS, Credential("PBT", None, None, date(2027, 1, 31))))
BEN = Person("19", "Benjamin Ortiz", (), None, ())
LAB = (DANA, ANN, BEN)

ALL_AREAS = (
    ("safety", "1"),
    ("ethics", "1"),
    ("blood_banking", "2"),
    ("chemistry", "2"),
    ("hematology", "2"),
    ("microbiology", "2"),
    ("management", "26"),
)


def certificate(
    number: int,
    holder: str | None,
    category: str = "management",
    amount: str = "1",
    *,
    state: State = State.ACCEPTED,
    title: str = "Course",
) -> StoredCertificate:
    activity = Activity(
        holder=Field(FieldName.HOLDER, holder),
        title=Field(FieldName.TITLE, f"{title} {number}"),
        provider=Field(FieldName.PROVIDER, "A provider"),
        completed_on=Field(FieldName.COMPLETED_ON, PartialDate(2025, 1, 15)),
        credit=Field(FieldName.CREDIT, Credit(Decimal(amount), Unit.CONTACT_HOUR)),
        program_number=Field(FieldName.PROGRAM_NUMBER),
        provider_number=Field(FieldName.PROVIDER_NUMBER),
        certificate_number=Field(FieldName.CERTIFICATE_NUMBER),
        level=Field(FieldName.LEVEL),
        category=Field(FieldName.CATEGORY, Category(CategoryLabel(category), 0.97)),
    )
    path = Path(f"in/{number}.pdf")
    source = SourceFile(path, f"{number:064x}", "application/pdf", 1000, datetime(2026, 1, 1, tzinfo=UTC))
    outcome = Outcome(source, (1, 1), Run("0", "0", "0", "0"), activity, None)
    return StoredCertificate(outcome.key, outcome, outcome, state, (path,), 0, None, None)


def failed(number: int) -> StoredCertificate:
    stored = certificate(number, None, state=State.FAILED)
    outcome = replace(stored.outcome, activity=None, failure=Failure("encrypted_file", "needs a password"))
    return replace(stored, outcome=outcome, machine=outcome)


def key(number: int) -> str:
    return f"{number:064x}:1-1"


def complete(holder: str, start: int) -> list[StoredCertificate]:
    return [certificate(start + place, holder, *area) for place, area in enumerate(ALL_AREAS)]


def test_each_credential_has_its_row_in_the_order_of_the_roster() -> None:
    result = audit(LAB, complete("WHITFIELD, DANA R., MLS(ASCP)", 1), RULES, AS_OF)
    rows = [(row.person.person_id, row.credential and row.credential.name, row.finding.status) for row in result.people]
    assert rows == [
        ("17", "MLS", FindingStatus.MET),
        ("18", "MLS", FindingStatus.SHORT),
        ("18", "PBT", FindingStatus.NO_RULE),
        ("19", None, FindingStatus.NO_RULE),
    ]
    assert not result.unmatched


def test_the_record_is_that_of_the_contract() -> None:
    certificates = [
        *complete("Dana R. Whitfield", 1)[1:],
        certificate(50, "Dana Reyes", "safety", "1.50", state=State.NEEDS_REVIEW),
        certificate(60, "Robert Chen"),
    ]
    record = to_json(audit(LAB, certificates, RULES, AS_OF, person="17"))
    assert json.loads(json.dumps(record)) == record
    assert list(record)[:4] == ["schema", "as_of", "people", "unmatched"]
    assert (record["schema"], record["as_of"], record["unmatched"]) == ("ingest/audit/1", "2026-11-23", [key(60)])
    (person,) = record["people"]
    assert {name: person[name] for name in ("person_id", "name", "credential", "cycle", "rule", "status")} == {
        "person_id": "17",
        "name": "Dana R. Whitfield",
        "credential": "MLS",
        "cycle": ["2024-05-01", "2027-04-30"],
        "rule": "ascp-mls-2023",
        "status": "undecided",
    }
    assert person["areas"][0] == {
        "area": "safety",
        "required": "1",
        "counted": "0",
        "possible": "1",
        "activities": [key(50)],
    }
    assert person["total"] == {"required": "36", "counted": "35", "possible": "36.5"}
    assert (person["decisive"], person["issues"]) == ([key(50)], [])
    assert "check with your board" in person["note"]
    assert record["unmatched_reasons"][0]["holder"] == "Robert Chen"


def test_without_a_rule_the_amounts_are_null() -> None:
    record = to_json(audit((BEN,), (), RULES, AS_OF))["people"][0]
    assert (record["credential"], record["cycle"], record["rule"]) == (None, [None, None], None)
    assert record["total"] == {"required": None, "counted": None, "possible": None}
    assert [issue["code"] for issue in record["issues"]] == ["no_credential"]


@pytest.mark.parametrize(
    ("state", "counted", "possible"),
    [
        (State.ACCEPTED, 1, 1),
        (State.CONFIRMED, 1, 1),
        (State.NEEDS_REVIEW, 0, 1),
        (State.REJECTED, 0, 0),
        (State.NOT_A_CERTIFICATE, 0, 0),
        (State.REPLACED, 0, 0),
    ],
)
def test_which_states_count(state: State, counted: int, possible: int) -> None:
    (row,) = audit((DANA,), [certificate(1, DANA.name, state=state)], RULES, AS_OF).people
    assert row.finding.total is not None
    assert (float(row.finding.total.counted), float(row.finding.total.possible)) == (counted, possible)


def test_only_what_could_be_somebodys_is_unmatched() -> None:
    certificates = [
        certificate(1, "Robert Chen"),
        certificate(2, None, state=State.NEEDS_REVIEW),
        certificate(3, "Robert Chen", state=State.NOT_A_CERTIFICATE),
        certificate(4, "Robert Chen", state=State.REJECTED),
        failed(5),
    ]
    result = audit(LAB, certificates, RULES, AS_OF)
    assert [(one.key, one.holder) for one in result.unmatched] == [(key(1), "Robert Chen"), (key(2), None)]
    assert "nobody on the roster" in result.unmatched[0].reason


def test_a_name_of_two_people_belongs_to_neither() -> None:
    namesake = replace(DANA, person_id="99")
    result = audit((DANA, namesake), [certificate(1, "Dana R. Whitfield")], RULES, AS_OF)
    assert "equally well" in result.unmatched[0].reason


def test_one_person_is_matched_against_the_whole_roster() -> None:
    namesake = replace(DANA, person_id="99")
    result = audit((DANA, namesake), complete("Dana R. Whitfield", 1), RULES, AS_OF, person="17")
    assert [row.person.person_id for row in result.people] == ["17"]
    assert len(result.unmatched) == len(ALL_AREAS)


def test_a_name_written_nearly_so_is_possible_only() -> None:
    (row,) = audit((DANA,), [certificate(1, "D. R. Whitfield")], RULES, AS_OF).people
    assert row.finding.total is not None
    assert (float(row.finding.total.counted), float(row.finding.total.possible)) == (0, 1)
    assert "initial" in row.finding.issues[0].detail


def test_an_unknown_person_is_refused() -> None:
    with pytest.raises(SettingsError, match="person_id '77'"):
        audit(LAB, (), RULES, AS_OF, person="77")


def test_a_certificate_of_one_person_counts_for_both_credentials() -> None:
    both = replace(DANA, credentials=(MLS, replace(MLS, name="MLT")))
    result = audit((both,), complete(DANA.name, 1), RULES, AS_OF)
    assert [row.finding.status for row in result.people] == [FindingStatus.MET, FindingStatus.MET]


def test_what_is_missing_is_said_in_words() -> None:
    without_blood = [one for one in complete(DANA.name, 1) if "blood" not in category_of(one)]
    (row,) = audit((DANA,), [*without_blood, certificate(9, DANA.name, amount="0.5")], RULES, AS_OF).people
    assert row.missing == "2 points in blood banking by 2027-04-30"
    (row,) = audit((DANA,), complete(DANA.name, 1)[1:-1], RULES, AS_OF).people
    assert row.missing == "1 point in safety; 26 points in any area of the laboratory by 2027-04-30"
    (row,) = audit((DANA,), (), RULES, AS_OF).people
    assert row.missing == (
        "1 point each in safety and medical ethics; 2 points each in blood banking, chemistry, hematology and "
        "microbiology; 26 points in any area of the laboratory by 2027-04-30"
    )
    (row,) = audit((DANA,), complete(DANA.name, 1), RULES, AS_OF).people
    assert row.missing == ""


def category_of(stored: StoredCertificate) -> str:
    assert stored.outcome.activity is not None
    assert stored.outcome.activity.category.value is not None
    return stored.outcome.activity.category.value.label.value


def printed(result: Audit) -> str:
    terminal = io.StringIO()
    Console(file=terminal, width=240, force_terminal=False).print(to_table(result))
    return terminal.getvalue()


def test_the_table_says_what_there_is_what_is_missing_and_what_to_review() -> None:
    waiting = certificate(50, DANA.name, "safety", state=State.NEEDS_REVIEW, title="Sharps [bold]\x1b[2J")
    text = printed(audit(LAB, [*complete(DANA.name, 1)[1:], waiting, certificate(60, "Robert Chen")], RULES, AS_OF))
    lines = text.splitlines()
    number = next(number for number, line in enumerate(lines) if "Dana R. Whitfield (17)" in line)
    assert all(words in lines[number] for words in ("undecided", "35 of 36", "1 point in safety by 2027-04-30"))
    below = ("MLS to 2027-04-30", "36 possible", "review Sharps [bold] [2J 50, 2025-01-15 (50.pdf)")
    assert all(words in lines[number + 1] for words in below)
    assert "\x1b" not in text
    assert "1 certificates belong to nobody" not in text
    assert "1 certificate belongs to nobody on the roster" in text
    assert "check with your board" in text


def test_a_long_list_of_reviews_is_cut_with_its_length() -> None:
    halves = [certificate(n, DANA.name, "management", "5", state=State.NEEDS_REVIEW) for n in range(20, 26)]
    text = printed(audit((DANA,), [*complete(DANA.name, 1)[:-1], *halves], RULES, AS_OF))
    assert "and 3 more" in text


def test_an_empty_lab_is_an_empty_table() -> None:
    result = audit((), (), RULES, AS_OF)
    assert to_json(result)["people"] == []
    assert "Person" in printed(result)
