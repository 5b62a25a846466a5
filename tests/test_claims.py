"""What staff declared against what the certificates prove: columns, dates and hours, and every kind of discrepancy."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from ingest.activity import Credit, PartialDate, Unit
from ingest.compliance.audit import audit
from ingest.compliance.claims import Claim, load_claims
from ingest.compliance.claims_check import Discrepancy, DiscrepancyKind, compare
from ingest.compliance.claims_export import claims_record, claims_table
from ingest.compliance.courses import best_pairs, title_likeness
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.errors import SettingsError
from ingest.person import Person
from ingest.roster import load_roster
from ingest.standing import StoredCertificate
from tests.test_audit import certificate, key

RULES = load_rules()
SAMPLES = Path(__file__).parent.parent / "samples"
AS_OF = date(2026, 11, 23)
DANA = Person("17", "Dana R. Whitfield", (), None, ())
ANN = Person("18", "Ann Lee", (), None, ())
BEN = Person("19", "Benjamin Ortiz", (), None, ())
LAB = (DANA, ANN, BEN)
Kind = DiscrepancyKind


def proof(
    number: int,
    holder: str,
    title: str | None,
    day: str | None,
    hours: str | None = "1",
    *,
    program: str | None = None,
    unit: Unit = Unit.CONTACT_HOUR,
    state: State = State.ACCEPTED,
) -> StoredCertificate:
    stored = certificate(number, holder, state=state)
    activity = stored.outcome.activity
    assert activity is not None
    activity = replace(
        activity,
        title=replace(activity.title, value=title),
        completed_on=replace(activity.completed_on, value=PartialDate.parse(day) if day else None),
        credit=replace(activity.credit, value=Credit(Decimal(hours), unit) if hours else None),
        program_number=replace(activity.program_number, value=program),
    )
    outcome = replace(stored.outcome, activity=activity)
    return replace(stored, outcome=outcome, machine=outcome)


def claim(
    line: int, person_id: str | None, title: str, day: str, hours: str = "1", *, program: str | None = None
) -> Claim:
    return Claim(line, person_id, title, Decimal(hours), PartialDate.parse(day), None, program)


def found(claims: list[Claim], certificates: list[StoredCertificate]) -> tuple[Discrepancy, ...]:
    return compare(claims, audit(LAB, certificates, RULES, AS_OF), stored=certificates)


def short(claims: list[Claim], certificates: list[StoredCertificate]) -> list[tuple[Kind, int | None, str | None]]:
    return [(item.kind, item.line, item.activity) for item in found(claims, certificates)]


PLANTED = """\
Employee ID;Employee Name;Course Title;CE Hours;Date Completed;Sponsor;Program No.
17;;Anaerobes Revisited;2;2026-03-01;A provider;
17;;Red-cell inclusions under the microscope;2;03/14/2026;A provider;
17;;Chemical Hygiene;1;2025-08-25;A provider;
17;;Westgard Rules in Daily QC;1,5;2025-04-16;A provider;
17;;Fire and Gas Safety;1;2025-09-04;A provider;
17;;A Course that Nobody Held;3;2025-10-10;A provider;
17;;Anaerobes Revisited;2;2026-03-01;A provider;
18;;Medical Ethics at the Bench;1;2025-10-07;A provider;
18;;Gulf Coast Laboratory Days;14;2025-09-20;A provider;555-123-25
18;;Transfusion Update, Part 1;1;2025-02-01;A provider;
18;;Transfusion Update, Part 2;2;2025-02-01;A provider;
18;Benjamin Ortiz;Platelet Function;1;2025-03-03;A provider;
18;;Lean in the Laboratory;1;2025-05-05;A provider;
99;;Anaerobes Revisited;2;2026-03-01;A provider;
19;;Troponin;2;2024-11-02;A provider;
19;;Urine Microscopy in Practice;1;2025-06-01;A provider;
19;;Urine microscopy in practise;1.5;2025-06-01;A provider;
"""


def planted_certificates() -> list[StoredCertificate]:
    dana, ann, ben = DANA.name, ANN.name, BEN.name
    return [
        proof(1, dana, "Anaerobes Revisited", "2026-03-01", "2"),
        proof(2, dana, "Red Cell Inclusions under the Microscope", "2026-03-14", "2"),
        proof(3, dana, "Chemical Hygiene", "2025-08-25"),
        proof(4, dana, "Westgard Rules in Daily QC", "2025-04-16"),  # other hours
        proof(5, dana, "Fire and Gas Safety", "2025-09-03"),  # other date
        proof(6, dana, "Molds on the Bench", "2025-12-01"),  # not claimed
        proof(7, dana, "Chemical  Hygiene.", "2025-08-25"),  # a second copy
        proof(20, ann, "Gulf Coast Annual Days 2025", "2025-09-20", "12", program="555-123-25"),  # other hours
        proof(21, ann, "Transfusion Update, Part 2", "2025-02-01", "2"),
        proof(22, ann, "Transfusion Update, Part 1", "2025-02-01"),
        proof(23, ann, "Platelet Function", "2025-03-03", state=State.NEEDS_REVIEW),
        proof(24, ann, "Lean in the Laboratory", "2025-05-07", state=State.NEEDS_REVIEW),  # other date, unsure
        proof(40, ben, "Medical Ethics at the Bench", "2025-10-07"),  # claimed by another
        proof(42, ben, "Urine Microscopy in Practice", "2025-06-01"),
        proof(60, "Robert Chen", "Troponin", "2024-11-02", "2"),  # of nobody on the roster
    ]


PLANTED_DISCREPANCIES = [
    (Kind.OTHER_HOURS, 5, key(4), True),
    (Kind.OTHER_DATE, 6, key(5), True),
    (Kind.NO_PROOF, 7, None, True),
    (Kind.CLAIMED_TWICE, 8, None, True),
    (Kind.OTHER_HOLDER, 9, key(40), True),
    (Kind.OTHER_HOURS, 10, key(20), True),
    (Kind.OTHER_NAME, 13, None, True),
    (Kind.OTHER_DATE, 14, key(24), False),
    (Kind.UNKNOWN_PERSON, 15, None, True),
    (Kind.OTHER_HOLDER, 16, key(60), False),
    (Kind.CLAIMED_TWICE, 18, None, True),
    (Kind.NOT_CLAIMED, None, key(6), True),
]


def test_all_planted_discrepancies_are_found_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(PLANTED, encoding="utf-8-sig")
    claims = load_claims(path, {})
    items = found(list(claims), planted_certificates())
    assert [(item.kind, item.line, item.activity, item.sure) for item in items] == PLANTED_DISCREPANCIES
    details = {item.line: item.detail for item in items}
    assert details[5] == (
        "1.5 hours are claimed; the certificate says 1 contact hour: Westgard Rules in Daily QC, 2025-04-16 (4.pdf)"
    )
    assert "in the name of Benjamin Ortiz (19)" in details[9]
    assert "Robert Chen, nobody on the roster" in details[16]
    shuffled = found(list(reversed(claims)), list(reversed(planted_certificates())))
    assert shuffled == items
    assert len(items) == 12 and {item.kind for item in items} == set(DiscrepancyKind)


def test_a_ceu_is_ten_hours_and_a_year_is_part_of_the_day() -> None:
    ceu = proof(1, BEN.name, "Digital Morphology", "2025-07-01", "0.2", unit=Unit.CEU)
    assert short([claim(2, "19", "Digital Morphology", "2025-07-01", "2")], [ceu]) == []
    (item,) = found([claim(2, "19", "Digital Morphology", "2025-07-01", "0.2")], [ceu])
    assert (item.kind, "0.2 ceu, which are 2 contact hours" in item.detail) == (Kind.OTHER_HOURS, True)
    assert short([claim(2, "19", "Digital Morphology", "2026-07-01", "2")], [ceu]) == [(Kind.OTHER_DATE, 2, key(1))]


def test_the_record_and_the_table(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(PLANTED)
    claims = load_claims(path, {})
    items = found(list(claims), planted_certificates())
    record = claims_record(claims, items)
    assert json.loads(json.dumps(record)) == record
    assert (record["schema"], record["claims"], len(record["discrepancies"])) == ("ingest/claims/1", 17, 12)
    assert record["counts"]["other_hours"] == 2
    evil = replace(items[0], detail="[bold]\x1b[2J")
    terminal = io.StringIO()
    Console(file=terminal, width=160).print(claims_table(claims, (*items, evil), path))
    text = terminal.getvalue()
    assert "17 claims of claims.csv: 13 discrepancies" in text
    assert "[bold] [2J" in text and "\x1b" not in text
    assert "2 may go away with a review" in text


def test_the_audit_of_one_person_shows_that_person_only() -> None:
    claims = [claim(2, "17", "A", "2026-01-01"), claim(3, "18", "B", "2026-01-01")]
    result = compare(claims, audit(LAB, (), RULES, AS_OF, person="18"), LAB)
    assert [(item.kind, item.line) for item in result] == [(Kind.NO_PROOF, 3)]


def test_a_course_that_colleagues_attended_together_is_each_ones_own() -> None:
    certificates = [proof(1, ANN.name, "Safety", "2026-01-05"), proof(2, DANA.name, "Safety", "2026-01-05")]
    claims = [claim(2, "17", "Safety", "2026-01-05"), claim(3, "18", "Safety", "2026-01-05")]
    assert short(claims, certificates) == []
    assert short([*claims, claim(4, "19", "Safety", "2026-01-05")], certificates) == [(Kind.NO_PROOF, 4, None)]


def test_yearly_courses_are_paired_by_year() -> None:
    certificates = [proof(year, DANA.name, "Bloodborne Pathogens", f"{year}-01-19") for year in (2024, 2025, 2026)]
    claims = [claim(line, "17", "Bloodborne pathogens", f"{2028 - line}-01-19") for line in (2, 3, 4)]
    assert short(claims, certificates) == []


def test_a_title_that_was_not_read_does_not_speak_against_a_claim() -> None:
    waiting = proof(1, DANA.name, None, "2026-01-05", "2", state=State.NEEDS_REVIEW)
    assert short([claim(2, "17", "Anything", "2026-01-05", "2")], [waiting]) == []


def test_what_could_not_be_read_is_said_and_not_sure() -> None:
    waiting = proof(1, DANA.name, "Safety", None, None, state=State.NEEDS_REVIEW)
    items = found([claim(2, "17", "Safety", "2026-01-05", "2")], [waiting])
    assert [(item.kind, item.sure) for item in items] == [(Kind.OTHER_DATE, False), (Kind.OTHER_HOURS, False)]


def test_no_proof_is_not_sure_while_something_waits() -> None:
    waiting = proof(1, DANA.name, "Quite another one", "2025-01-05", state=State.NEEDS_REVIEW)
    items = found([claim(2, "17", "Safety", "2026-01-05")], [waiting])
    assert [(item.kind, item.sure) for item in items] == [(Kind.NO_PROOF, False), (Kind.NOT_CLAIMED, False)]


def test_names_stand_for_numbers_and_must_not_contradict_them() -> None:
    by_name = replace(claim(2, None, "Safety", "2026-01-05"), name="WHITFIELD, DANA R.")
    other = replace(claim(3, "18", "Ethics", "2026-01-05"), name="Benjamin Ortiz")
    nobody = replace(claim(4, None, "Ethics", "2026-01-05"), name="Robert Chen")
    certificates = [proof(1, DANA.name, "Safety", "2026-01-05"), proof(2, ANN.name, "Ethics", "2026-01-05")]
    assert short([by_name, other, nobody], certificates) == [
        (Kind.OTHER_NAME, 3, None),
        (Kind.UNKNOWN_PERSON, 4, None),
    ]


def test_pairs_fit_best_overall() -> None:
    assert best_pairs({(0, 0): 9, (0, 1): 8, (1, 0): 8}) == {0: 1, 1: 0}
    assert best_pairs({(0, 0): 5, (1, 0): 6, (2, 0): 7}) == {2: 0}
    many = {(one, other): 1 + (one == other) for one in range(300) for other in range(300)}
    assert best_pairs(many) == {number: number for number in range(300)}
    assert best_pairs({}) == {}


def test_parts_of_a_course_are_not_alike() -> None:
    assert title_likeness("Red Cells: Part I", "Red Cells: Part II") <= 0.5
    assert title_likeness("Annual Meeting 2024", "Annual Meeting 2025") <= 0.5
    assert title_likeness("Annual Meeting and Exhibits 2024", "Annual Meeting and Exhibits") > 0.85


HEADINGS = "person_id,title,hours,completed_on\n"


def refused(tmp_path: Path, text: str, columns: dict[str, str] | None = None) -> str:
    path = tmp_path / "claims.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_claims(path, columns or {})
    return str(caught.value).removeprefix(f"{path}, ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "person_id,title,Worth in time,date\n",
            "line 1, column Worth in time: no heading says hours; not recognised: 'Worth in time'. "
            'Write into ingest.toml, with the right headings:\n[claims]\nhours = "Worth in time"',
        ),
        ("person_id,title,date\n", "line 1, column person_id: no heading says hours; Add the column."),
        ("a,b\n", "line 1, column"),
        ("person_id,title,Hours,Credits,date\n", "line 1, column Credits: 'Hours' and 'Credits' could both be hours."),
        (HEADINGS + "17,,1,2026-01-01\n", "line 2, column title: is empty"),
        (HEADINGS + ",A,1,2026-01-01\n", "line 2, column person_id: is empty"),
        (HEADINGS + "17,=SUM(A1),1,2026-01-01\n", "line 2, column title: '=SUM(A1)' begins as a formula"),
        (HEADINGS + "17, @x,1,2026-01-01\n", "line 2, column title: '@x' begins as a formula"),
        (HEADINGS + "17,A,-1,2026-01-01\n", "line 2, column hours: '-1' is not an amount"),
        (HEADINGS + "17,A,=1+1,2026-01-01\n", "line 2, column hours: '=1+1' is not an amount"),
        (HEADINGS + '17,A,"1,500",2026-01-01\n', "line 2, column hours: '1,500': the comma may part thousands"),
        (HEADINGS + "17,A,0,2026-01-01\n", "line 2, column hours: '0' is not an amount"),
        (HEADINGS + "17,A,nan,2026-01-01\n", "line 2, column hours: 'nan' is not an amount"),
        (HEADINGS + "17,A,99999,2026-01-01\n", "line 2, column hours: '99999' is not an amount"),
        (HEADINGS + "17,A,1,2026-02-30\n", "line 2, column completed_on: '2026-02-30' is no date"),
        (HEADINGS + "17,A,1,45733\n", "line 2, column completed_on: '45733' is no date"),
        (HEADINGS + "17,A,1,3/14/26\n", "line 2, column completed_on: '3/14/26' is no date"),
        (HEADINGS + "17,A,1,31/31/2026\n", "line 2, column completed_on: '31/31/2026' is no date"),
        (HEADINGS + "17,A,1,3/4/2026\n", "line 2, column completed_on: '3/4/2026' may mean two days, and no other"),
        (
            HEADINGS + "17,A,1,3/14/2026\n17,A,1,14/3/2026\n17,A,1,3/4/2026\n",
            "line 4, column completed_on: '3/4/2026' may mean two days, and lines 2 and 3 contradict each other",
        ),
    ],
)
def test_what_is_refused_is_named_by_line_and_column(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, text)


def test_columns_are_mapped_once(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("Badge,What,Hours,Credits,When,Notes\n17,A,1,10,March 14 2026,=x\n")
    columns = {"person_id": "Badge", "title": "What", "hours": "Credits", "completed_on": "When"}
    assert load_claims(path, columns) == (claim(2, "17", "A", "2026-03-14", "10"),)
    assert "line 1, column Nix: there is no such heading" in refused(tmp_path, path.read_text(), {"title": "Nix"})
    assert "[claims]: 'colour' is unknown" in refused(tmp_path, path.read_text(), {"colour": "What"})


@pytest.mark.parametrize(
    ("dates", "order", "expected"),
    [
        (("3/4/2026", "3/14/2026"), None, "2026-03-04"),
        (("3/4/2026", "14/3/2026"), None, "2026-04-03"),
        (("3/4/2026", "3/3/2026"), "month/day/year", "2026-03-04"),
        (("03.04.2026", "3/3/2026"), "day/month/year", "2026-04-03"),
        (("3/3/2026", "3/3/2026"), None, "2026-03-03"),
        (("2026-03-04 00:00:00", "3/3/2026"), None, "2026-03-04"),
        (("2026-03", "3/3/2026"), None, "2026-03"),
    ],
)
def test_the_whole_column_settles_the_order(
    tmp_path: Path, dates: tuple[str, str], order: str | None, expected: str
) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(HEADINGS + "".join(f"17,A,1,{day}\n" for day in dates))
    first, _ = load_claims(path, {"date_order": order} if order else {})
    assert str(first.completed_on) == expected


def sample_certificates() -> list[StoredCertificate]:
    """The certificates of the sample lab as they should be read."""
    records = [
        (path.name, record)
        for path in sorted((SAMPLES / "certificates").rglob("*.expected.json"))
        for record in json.loads(path.read_text(encoding="utf-8"))
    ]
    made = []
    for number, (name, record) in enumerate(records, 1):
        values = record["activity"]
        if values is None or not values["holder"]:
            continue
        credit = values["credit"] or {"value": None, "unit": "hour"}
        stored = proof(
            number,
            values["holder"],
            values["title"],
            values["completed_on"],
            credit["value"],
            program=values["program_number"],
            unit=Unit(credit["unit"]),
        )
        made.append(replace(stored, paths=(Path(name.removesuffix(".expected.json")),)))
    return made


def test_the_sample_lab() -> None:
    claims = load_claims(SAMPLES / "claims.csv", {})
    people = load_roster(SAMPLES / "roster.csv")
    certificates = sample_certificates()
    items = compare(claims, audit(people, certificates, RULES, AS_OF), stored=certificates)
    assert [(item.kind.value, item.person_id, item.line, item.sure) for item in items] == [
        ("no_proof", "1002", 10, True),
        ("other_hours", "1002", 11, False),  # the certificate states none
        ("other_hours", "1002", 13, True),
        ("other_date", "1003", 18, False),  # likewise
        ("other_hours", "1005", 25, True),
        ("no_proof", "1007", 30, True),
        ("not_claimed", "1002", None, True),
        ("not_claimed", "1006", None, True),
    ]


def test_more_claims_than_a_person_can_have_are_refused(tmp_path: Path) -> None:
    text = HEADINGS + "".join(f"17,Course {number},1,2026-01-01\n" for number in range(2_001))
    assert refused(tmp_path, text).startswith("line 2002, column person_id: more than 2,000 claims of '17'")
