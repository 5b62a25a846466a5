"""One person's activities against a rule: statuses, dates, duplicates, doubtful areas, decisive records."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.activity import (
    Activity,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    PartialDate,
    Unit,
)
from ingest.compliance.check import Finding, FindingStatus, check
from ingest.compliance.counting import Countable, FindingCode
from ingest.compliance.rules import Multiplier, find_rule, load_rules
from ingest.person import Credential

RULES = load_rules()
CYCLE_END = date(2027, 4, 30)
MLS = Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), CYCLE_END)
RULE = find_rule(RULES, "MLS", CYCLE_END)
AS_OF = date(2026, 11, 23)
DOUBT = Issue(IssueCode.LOW_CONFIDENCE, FieldName.CATEGORY, "two areas are near")

MINIMUMS = (
    ("safety", "1"),
    ("ethics", "1"),
    ("blood_banking", "2"),
    ("chemistry", "2"),
    ("hematology", "2"),
    ("microbiology", "2"),
)


def countable(
    key: str,
    category: str | None = "management",
    amount: str | None = "1",
    completed_on: str | None = "2025-01-15",
    *,
    settled: bool = True,
    unit: Unit = Unit.CONTACT_HOUR,
    title: str | None = None,
    program_number: str | None = None,
    runners_up: tuple[str, ...] = (),
    doubtful: bool = False,
    holder_doubt: str | None = None,
) -> Countable:
    label = Category(CategoryLabel(category or "other"), 0.9, tuple((CategoryLabel(name), 0.05) for name in runners_up))
    activity = Activity(
        holder=Field(FieldName.HOLDER, "Dana R. Whitfield"),
        title=Field(FieldName.TITLE, title or f"Course {key}"),
        provider=Field(FieldName.PROVIDER, "A provider"),
        completed_on=Field(FieldName.COMPLETED_ON, PartialDate.parse(completed_on) if completed_on else None),
        credit=Field(FieldName.CREDIT, Credit(Decimal(amount), unit) if amount else None),
        program_number=Field(FieldName.PROGRAM_NUMBER, program_number),
        provider_number=Field(FieldName.PROVIDER_NUMBER),
        certificate_number=Field(FieldName.CERTIFICATE_NUMBER),
        level=Field(FieldName.LEVEL),
        category=Field(FieldName.CATEGORY, label if category else None, issues=(DOUBT,) if doubtful else ()),
    )
    return Countable(key, activity, settled, holder_doubt)


def complete(*, without: str = "") -> list[Countable]:
    """Exactly what the rule of 2023 asks for, one record for each area and one for the rest."""
    records = [countable(name, name, amount) for name, amount in (*MINIMUMS, ("management", "26"))]
    return [record for record in records if record.key != without]


def run(*records: Countable, credential: Credential = MLS, as_of: date = AS_OF) -> Finding:
    rule = find_rule(RULES, credential.name, credential.cycle_end) if credential.cycle_end else None
    return check(records, rule, credential, as_of)


def counted(finding: Finding) -> float:
    assert finding.total is not None
    return float(finding.total.counted)


def possible(finding: Finding) -> float:
    assert finding.total is not None
    return float(finding.total.possible)


def area(finding: Finding, name: str) -> tuple[float, float]:
    points = next(area.points for area in finding.areas if area.area == name)
    return float(points.counted), float(points.possible)


def issues(finding: Finding) -> list[tuple[FindingCode, str | None]]:
    return [(issue.code, issue.activity) for issue in finding.issues]


def test_all_there_is_met() -> None:
    finding = run(*complete())
    assert (finding.status, counted(finding)) == (FindingStatus.MET, 36)
    assert not finding.decisive
    assert not finding.issues
    assert all(area.points.counted == area.points.required for area in finding.areas)
    assert [area.activities for area in finding.areas][:2] == [("safety",), ("ethics",)]


@pytest.mark.parametrize("missing", [name for name, _ in MINIMUMS])
def test_36_points_without_an_area_are_short_of_that_area(missing: str) -> None:
    finding = run(*complete(without=missing), countable("more", "management", "2"))
    assert finding.status is FindingStatus.SHORT
    assert possible(finding) >= 36
    assert area(finding, missing) == (0, 0)
    assert [found.area for found in finding.areas if found.points.possible < found.points.required] == [missing]


def test_all_areas_without_the_total_are_short_of_the_rest() -> None:
    finding = run(*complete(without="management"), countable("m", amount="25.99"))
    assert finding.status is FindingStatus.SHORT
    assert area(finding, "rest") == (25.99, 25.99)


def test_surplus_of_an_area_fills_the_rest() -> None:
    finding = run(*complete(without="management"), countable("h", "coagulation", "26"))
    assert finding.status is FindingStatus.MET
    assert area(finding, "hematology") == (2, 2)


def test_a_renewal_before_2023_needs_no_ethics() -> None:
    credential = replace(MLS, cycle_start=date(2019, 1, 1), cycle_end=date(2021, 12, 31))
    records = [replace_date(record, "2020-05-05") for record in complete(without="ethics")]
    assert run(*records, countable("m", "management", "1", "2020-06-06"), credential=credential).status is (
        FindingStatus.MET
    )


def replace_date(record: Countable, completed_on: str) -> Countable:
    field = Field(FieldName.COMPLETED_ON, PartialDate.parse(completed_on))
    return replace(record, activity=replace(record.activity, completed_on=field))


def test_what_waits_for_review_decides() -> None:
    waiting = countable("waits", "ethics", "1", settled=False)
    finding = run(*complete(without="ethics"), waiting, countable("idle", "chemistry", "5", settled=False))
    assert (finding.status, finding.decisive) == (FindingStatus.UNDECIDED, ("waits",))
    assert area(finding, "ethics") == (0, 1)
    assert (counted(finding), possible(finding)) == (35, 41)
    assert next(found for found in finding.areas if found.area == "ethics").activities == ("waits",)


def test_the_decisive_set_is_the_smallest() -> None:
    halves = [countable(f"half{number}", "ethics", "0.5", settled=False) for number in (1, 2)]
    whole = countable("whole", "ethics", "1", settled=False)
    assert run(*complete(without="ethics"), *halves, whole).decisive == ("whole",)


def test_what_waits_cannot_help_is_short() -> None:
    finding = run(*complete(without="ethics"), countable("waits", "safety", "9", settled=False))
    assert (finding.status, finding.decisive) == (FindingStatus.SHORT, ())


def test_met_does_not_depend_on_what_waits() -> None:
    finding = run(*complete(), countable("waits", settled=False))
    assert (finding.status, possible(finding)) == (FindingStatus.MET, 37)
    assert not finding.decisive


def test_a_doubtful_category_counts_to_the_total_and_to_its_area_as_possible_only() -> None:
    doubtful = countable("doubt", "hematology", "2", runners_up=("chemistry",), doubtful=True)
    for missing in ("hematology", "chemistry"):
        finding = run(*complete(without=missing), doubtful)
        assert (finding.status, counted(finding)) == (FindingStatus.UNDECIDED, 36)
        assert area(finding, missing) == (0, 2)
        assert finding.decisive == ("doubt",)
    assert run(*complete(without="microbiology"), doubtful).status is FindingStatus.SHORT


def test_a_runner_up_without_a_doubt_counts_nowhere() -> None:
    clear = countable("clear", "hematology", "2", runners_up=("chemistry",))
    assert run(*complete(without="chemistry"), clear).status is FindingStatus.SHORT


def test_no_category_may_be_any() -> None:
    finding = run(*complete(without="ethics"), countable("none", None))
    assert (finding.status, counted(finding), area(finding, "ethics")) == (FindingStatus.UNDECIDED, 36, (0, 1))


DATES = [
    ("2024-05-01", 1, 1, None),  # the first day of the cycle
    ("2024-04-30", 0, 0, FindingCode.OUTSIDE_CYCLE),
    ("2026-11-23", 1, 1, None),  # the day of the audit
    ("2026-11-24", 0, 0, FindingCode.AFTER_AS_OF),
    ("2024-05", 1, 1, None),
    ("2024-04", 0, 0, FindingCode.OUTSIDE_CYCLE),
    ("2026-12", 0, 0, FindingCode.AFTER_AS_OF),
    ("2025", 1, 1, None),
    ("2024", 0, 1, FindingCode.UNSURE_DATE),
    ("2023", 0, 0, FindingCode.OUTSIDE_CYCLE),
    (None, 0, 1, FindingCode.UNSURE_DATE),
]


@pytest.mark.parametrize(("completed_on", "sure", "maybe", "code"), DATES, ids=[str(row[0]) for row in DATES])
def test_a_date_counts_if_all_of_it_lies_in_the_cycle(
    completed_on: str | None, sure: int, maybe: int, code: FindingCode | None
) -> None:
    finding = run(countable("a", completed_on=completed_on))
    assert (counted(finding), possible(finding)) == (sure, maybe)
    assert issues(finding) == ([(code, "a")] if code else [])


@pytest.mark.parametrize(("completed_on", "sure", "code"), [("2027-04-30", 1, None), ("2027-05-01", 0, "outside")])
def test_the_last_day_of_the_cycle_counts(completed_on: str, sure: int, code: str | None) -> None:
    finding = run(countable("a", completed_on=completed_on), as_of=date(2028, 1, 1))
    assert counted(finding) == sure
    assert issues(finding) == ([(FindingCode.OUTSIDE_CYCLE, "a")] if code else [])


def test_an_ambiguous_date_is_possible_only() -> None:
    record = countable("a", completed_on="2025-03-04", settled=False)
    issue = Issue(IssueCode.AMBIGUOUS_DATE, FieldName.COMPLETED_ON, "3 April or 4 March")
    ambiguous = replace(record.activity.completed_on, issues=(issue,))
    finding = run(replace(record, activity=replace(record.activity, completed_on=ambiguous)))
    assert (counted(finding), possible(finding)) == (0, 1)
    assert issues(finding) == [(FindingCode.UNSURE_DATE, "a")]


@pytest.mark.parametrize(
    ("unit", "amount", "points", "code"),
    [
        (Unit.CONTACT_HOUR, "1.5", "1.5", None),
        (Unit.CME, "31.25", "31.25", None),
        (Unit.HOUR, "0.999", "0.99", None),
        (Unit.CEU, "0.1", "0", FindingCode.NO_CONVERSION),
        (Unit.POINT, "2", "0", FindingCode.NO_CONVERSION),
        (Unit.CONTACT_HOUR, "0", "0", FindingCode.NO_CREDIT),
        (Unit.CONTACT_HOUR, "-3", "0", FindingCode.NO_CREDIT),
        (Unit.CONTACT_HOUR, "NaN", "0", FindingCode.NO_CREDIT),
        (Unit.CONTACT_HOUR, "Infinity", "0", FindingCode.NO_CREDIT),
    ],
)
def test_units_and_amounts(unit: Unit, amount: str, points: str, code: FindingCode | None) -> None:
    finding = run(countable("a", amount=amount, unit=unit))
    assert counted(finding) == possible(finding) == float(points)
    assert issues(finding) == ([(code, "a")] if code else [])


def test_an_unread_amount_keeps_from_short_but_adds_no_points() -> None:
    finding = run(*complete(without="ethics"), countable("unread", "ethics", None, settled=False))
    assert (finding.status, finding.decisive) == (FindingStatus.UNDECIDED, ("unread",))
    assert (possible(finding), area(finding, "ethics")) == (35, (0, 0))
    assert issues(finding) == [(FindingCode.NO_CREDIT, "unread")]


def test_an_amount_that_a_person_confirmed_as_absent_brings_nothing() -> None:
    finding = run(*complete(without="ethics"), countable("none", "ethics", None))
    assert finding.status is FindingStatus.SHORT


def test_an_uncertain_holder_is_possible_only() -> None:
    finding = run(countable("a", holder_doubt="is written nearly so"))
    assert (counted(finding), possible(finding)) == (0, 1)
    assert issues(finding) == [(FindingCode.UNCERTAIN_HOLDER, "a")]


TWICE = [
    ("by title", {"title": "Blood, Basics"}, {"title": "blood basics"}, True),
    ("another title", {"title": "Blood"}, {"title": "Bone"}, False),
    ("by number", {"program_number": "578-063-22", "title": "A"}, {"program_number": "578 063 22", "title": "B"}, True),
    ("another number", {"program_number": "1", "title": "A"}, {"program_number": "2", "title": "A"}, False),
    ("one number", {"program_number": "1", "title": "A"}, {"title": "A"}, True),
    ("another day", {"title": "A"}, {"title": "A", "completed_on": "2025-01-16"}, False),
    ("another credit", {"title": "A"}, {"title": "A", "amount": "2"}, False),
    ("another unit", {"title": "A"}, {"title": "A", "unit": Unit.HOUR}, False),
    ("the same amount written otherwise", {"title": "A"}, {"title": "A", "amount": "1.00"}, True),
]


@pytest.mark.parametrize(("first", "second", "same"), [row[1:] for row in TWICE], ids=[row[0] for row in TWICE])
def test_duplicates_count_once(first: dict[str, str], second: dict[str, str], same: bool) -> None:
    finding = run(countable("a", **first), countable("b", **second))  # type: ignore[arg-type]  # the rows' own kinds
    assert ((FindingCode.DUPLICATE, "b") in issues(finding)) is same
    assert (counted(finding) == 1) is same


ROW_AND_CERTIFICATE = [
    ("the same hours", {"unit": Unit.HOUR}, True),
    ("in CEU", {"unit": Unit.CEU, "amount": "0.1"}, True),
    ("another amount", {"unit": Unit.HOUR, "amount": "2"}, False),
    ("another day", {"completed_on": "2025-01-16"}, False),
    ("another title", {"title": "B"}, False),
]


@pytest.mark.parametrize(
    ("row", "same"), [each[1:] for each in ROW_AND_CERTIFICATE], ids=[each[0] for each in ROW_AND_CERTIFICATE]
)
def test_a_row_of_a_transcript_and_its_certificate_count_once(row: dict[str, str], same: bool) -> None:
    listed = replace(countable("b#1", **{"title": "A"} | row), is_row=True)  # type: ignore[arg-type]  # as above
    finding = run(countable("a", title="A"), listed)
    assert ((FindingCode.DUPLICATE, "b#1") in issues(finding)) is same


def test_of_two_duplicates_the_settled_one_counts() -> None:
    finding = run(countable("a", title="A", settled=False), countable("b", title="A"))
    assert (counted(finding), possible(finding)) == (1, 1)
    assert issues(finding) == [(FindingCode.DUPLICATE, "a")]


def test_certified_before_2004_is_voluntary_and_reminds_of_nca() -> None:
    old = replace(MLS, certified_on=date(2003, 12, 31))
    finding = run(*complete(without="ethics"), credential=old)
    assert (finding.status, counted(finding)) == (FindingStatus.VOLUNTARY, 35)
    assert [issue.code for issue in finding.issues] == [FindingCode.VOLUNTARY_EXCEPTION]
    assert "NCA" in finding.issues[0].detail
    assert run(credential=replace(MLS, certified_on=date(2004, 1, 1))).status is FindingStatus.SHORT


def test_an_unknown_day_of_certification_is_required() -> None:
    finding = run(credential=replace(MLS, certified_on=None))
    assert finding.status is FindingStatus.SHORT
    assert issues(finding) == [(FindingCode.CERTIFIED_ON_UNKNOWN, None)]


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (replace(MLS, name="PBT"), FindingCode.NO_RULE),
        (replace(MLS, cycle_start=None, cycle_end=None), FindingCode.NO_CYCLE),
    ],
)
def test_no_rule_says_why(credential: Credential, code: FindingCode) -> None:
    finding = run(*complete(), credential=credential)
    assert (finding.status, finding.total, finding.areas) == (FindingStatus.NO_RULE, None, ())
    assert issues(finding) == [(code, None)]


def test_without_a_start_of_the_cycle_activities_are_possible_only() -> None:
    finding = run(*complete(), credential=replace(MLS, cycle_start=None))
    assert (finding.status, counted(finding), possible(finding)) == (FindingStatus.UNDECIDED, 0, 36)
    assert (FindingCode.NO_CYCLE, None) in issues(finding)


def test_a_cycle_of_another_length_is_said() -> None:
    finding = run(credential=replace(MLS, cycle_start=date(2025, 5, 1)))
    assert issues(finding) == [(FindingCode.CYCLE_LENGTH, None)]


def test_a_category_that_counts_toward_nothing_is_said() -> None:
    assert RULE is not None
    only_management = replace(RULE.rest.counts[0], categories=(CategoryLabel.MANAGEMENT,))
    narrow = replace(RULE, rest=replace(RULE.rest, counts=(only_management,)))
    finding = check([countable("a", "phlebotomy"), countable("b", "management")], narrow, MLS, AS_OF)
    assert (counted(finding), possible(finding)) == (1, 1)
    assert issues(finding) == [(FindingCode.NO_AREA, "a")]
    assert "the category phlebotomy" in finding.issues[0].detail


def test_points_that_only_an_area_may_take_do_not_fill_the_rest() -> None:
    assert RULE is not None
    only_management = replace(RULE.rest.counts[0], categories=(CategoryLabel.MANAGEMENT,))
    narrow = replace(RULE, rest=replace(RULE.rest, counts=(only_management,)))
    surplus = [*complete(without="management"), countable("h", "hematology", "26")]
    finding = check(surplus, narrow, MLS, AS_OF)
    assert (finding.status, counted(finding), area(finding, "rest")) == (FindingStatus.SHORT, 36, (0, 0))


records = st.lists(
    st.builds(
        lambda category, amount, settled, day: countable(
            "", category, amount, f"2025-01-{day:02}", settled=settled, title=f"{category} {amount} {day}"
        ),
        st.sampled_from([name for name, _ in MINIMUMS] + ["management", "quality_regulatory", "immunology"]),
        st.sampled_from(["0.5", "1", "2", "4", "13", "26"]),
        st.booleans(),
        st.integers(1, 9),
    ),
    max_size=9,
)


@given(records, st.sets(st.sampled_from([name for name, _ in MINIMUMS]), max_size=3), st.randoms())
@settings(max_examples=100, deadline=None)
def test_status_is_what_its_words_say(drawn: list[Countable], left_out: set[str], random: Random) -> None:
    """Met without what waits, short with all of it, else a smallest set of it decides; in any order of the records."""
    base = [record for record in complete() if record.key not in left_out]
    everything = base + [replace(record, key=f"r{number}") for number, record in enumerate(drawn)]
    finding = run(*everything)

    def met(confirmed: tuple[str, ...]) -> bool:
        chosen = [replace(item, settled=True) for item in everything if item.settled or item.key in confirmed]
        return run(*chosen).status is FindingStatus.MET

    waiting = tuple(item.key for item in everything if not item.settled)
    expected = FindingStatus.MET if met(()) else FindingStatus.UNDECIDED if met(waiting) else FindingStatus.SHORT
    assert finding.status is expected
    if expected is FindingStatus.UNDECIDED:
        assert met(finding.decisive)
        smaller = combinations(waiting, len(finding.decisive) - 1)
        assert not any(met(some) for some in smaller)
    for found in finding.areas:
        assert found.points.counted <= found.points.possible <= found.points.required
    shuffled = list(everything)
    random.shuffle(shuffled)
    assert run(*shuffled) == finding


# What single boards ask


def changed(record: Countable, **fields: Field[Any]) -> Countable:
    return replace(record, activity=replace(record.activity, **fields))  # type: ignore[arg-type]  # fields by name


def of_categories(key: str, first: str, *others: str) -> Countable:
    """A course that belongs to several areas by its title."""
    record = countable(key, first, "2")
    label = Category(CategoryLabel(first), 0.9, also=tuple(map(CategoryLabel, others)))
    return changed(record, category=Field(FieldName.CATEGORY, label))


def test_a_course_of_two_areas_counts_for_both() -> None:
    records = complete(without="chemistry")
    both = of_categories("both", "hematology", "chemistry")
    assert area(run(*records, both), "chemistry") == (2, 2)
    assert area(run(*records, countable("one", "hematology", "2")), "chemistry") == (0, 0)


def test_what_only_a_person_can_say_is_possible_only() -> None:
    credential = Credential("CG", date(2015, 6, 1), date(2024, 5, 1), CYCLE_END)
    records = [countable("s", "safety"), countable("e", "ethics"), countable("r", "management", "26")]
    finding = run(*records, countable("m", "molecular", "8"), credential=credential)
    assert (finding.status, finding.decisive) == (FindingStatus.UNDECIDED, ("m",))
    assert counted(finding) == 36 and area(finding, "molecular")[0] == 0


CALIFORNIA = Credential("CA CLS", None, date(2025, 7, 1), date(2027, 6, 30))


def test_california_counts_no_row_of_a_transcript() -> None:
    row = replace(countable("row", amount="24", completed_on="2026-01-15", program_number="578-001-25"), is_row=True)
    finding = run(row, credential=CALIFORNIA)
    assert (finding.status, possible(finding)) == (FindingStatus.SHORT, 0)
    assert issues(finding) == [(FindingCode.LIST_NOT_ACCEPTED, "row")]
    assert run(replace(row, is_row=False), credential=CALIFORNIA).status is FindingStatus.MET
    assert FindingCode.LIST_NOT_ACCEPTED not in dict(issues(run(row)))


@pytest.mark.parametrize(("settled", "status"), [(True, FindingStatus.SHORT), (False, FindingStatus.UNDECIDED)])
def test_california_asks_for_the_number_of_the_course(settled: bool, status: FindingStatus) -> None:
    without = countable("a", amount="24", completed_on="2026-01-15", settled=settled)
    finding = run(without, credential=CALIFORNIA)
    assert finding.status is status
    assert issues(finding) == [(FindingCode.LACKS_FIELD, "a")]
    assert finding.issues[0].detail.endswith("asks a certificate to state: program number")


def test_tennessee_counts_pace_courses_and_accepted_providers_and_others_perhaps() -> None:
    credential = Credential("TN MLS", None, date(2025, 1, 1), date(2026, 12, 31))
    record = countable("a", amount="24", completed_on="2026-01-15")
    finding = run(record, credential=credential)
    assert (finding.status, counted(finding), possible(finding)) == (FindingStatus.UNDECIDED, 0, 24)
    assert issues(finding) == [(FindingCode.UNSURE_PROVIDER, "a")]
    accepted = changed(record, provider=Field(FieldName.PROVIDER, "COLLEGE OF AMERICAN PATHOLOGISTS"))
    by_pace = countable("a", amount="24", completed_on="2026-01-15", program_number="578-001-25")
    for one in (accepted, by_pace):
        assert run(one, credential=credential).status is FindingStatus.MET


# College courses, and what else a rule may say


def test_a_college_course_gives_at_most_half_of_the_points() -> None:
    """ascp.org, Guidelines for Earning CEs, read 2026-11-23.

    College course, lab related: 1 quarter hour = 10 points, 1 semester hour = 15; at most 50 % of the total.
    """
    college = countable("college", "chemistry", "3", unit=Unit.SEMESTER_HOUR)
    finding = run(college, countable("quarter", "chemistry", "1", unit=Unit.QUARTER_HOUR))
    assert (counted(finding), area(finding, "chemistry")[0], area(finding, "rest")[0]) == (18, 2, 16)
    assert (FindingCode.CAPPED, None) in issues(finding)
    (capped,) = (issue.detail for issue in finding.issues if issue.code is FindingCode.CAPPED)
    assert capped == "55 points from semester hour and quarter hour, of which 18 count at most"
    assert [item.points for item in finding.activities] == [45, 10]


def test_below_the_cap_nothing_is_said_of_it() -> None:
    finding = run(countable("college", "chemistry", "1", unit=Unit.SEMESTER_HOUR))
    assert counted(finding) == 15
    assert FindingCode.CAPPED not in [code for code, _ in issues(finding)]


def test_a_confirmed_college_course_decides_only_as_far_as_its_cap() -> None:
    waiting = countable("college", "management", "3", unit=Unit.SEMESTER_HOUR, settled=False)
    minimums = complete(without="management")
    assert run(*minimums, waiting).status is FindingStatus.SHORT
    finding = run(*minimums, countable("more", amount="8"), waiting)
    assert (finding.status, finding.decisive) == (FindingStatus.UNDECIDED, ("college",))


def test_nca_certificants_must_take_part() -> None:
    """asclsidaho.org: required of all active NCA certificants who were not ASCP certified before 2004-01-01."""
    before = replace(MLS, certified_on=date(2001, 5, 1))
    assert run(credential=before).status is FindingStatus.VOLUNTARY
    assert FindingCode.VOLUNTARY_EXCEPTION in [code for code, _ in issues(run(credential=before))]
    nca = run(credential=replace(before, certified_by="nca"))
    assert (nca.status, issues(nca)) == (FindingStatus.SHORT, [])
    ascp = run(credential=replace(before, certified_by="ASCP"))
    assert (ascp.status, issues(ascp)) == (FindingStatus.VOLUNTARY, [])


def test_a_window_of_months_before_the_end() -> None:
    assert RULE is not None
    rule = replace(RULE, window_months=12)
    early = countable("early", completed_on="2026-04-30")
    first = countable("first", completed_on="2026-05-01")
    finding = check([early, first], rule, MLS, AS_OF)
    assert counted(finding) == 1
    assert issues(finding) == [(FindingCode.OUTSIDE_CYCLE, "early")]


def test_the_courses_of_a_provider_may_count_for_less() -> None:
    assert RULE is not None
    quarter = Multiplier(("A Provider",), Decimal("0.25"), RULE.source, "a quarter of the hours")
    assert counted(check([countable("one", amount="2")], replace(RULE, multipliers=(quarter,)), MLS, AS_OF)) == 0.5


def test_california_asks_for_the_name_of_the_roster() -> None:
    """cdph.ca.gov, Personnel Renewal, read 2026-11-23: first and last name must match the applicant."""
    licence = Credential("CA CLS", date(2015, 6, 1), date(2025, 5, 1), CYCLE_END)
    record = countable("one", completed_on="2026-01-15", program_number="578-063-22")
    assert counted(run(record, credential=licence)) == 1
    finding = run(replace(record, is_same_name=False), credential=licence)
    assert (counted(finding), possible(finding)) == (0, 1)
    assert issues(finding) == [(FindingCode.OTHER_NAME, "one")]


def test_a_certificate_in_a_colleagues_folder_counts_and_is_pointed_out() -> None:
    finding = run(replace(countable("one"), folder_of="Ann Lee (18)"))
    assert counted(finding) == 1
    assert issues(finding) == [(FindingCode.OTHER_FOLDER, "one")]


def test_what_can_bring_nothing_that_is_missing_is_not_helpful() -> None:
    waiting = [countable("blood", "blood_banking", "2", settled=False), countable("law", "safety", "3", settled=False)]
    finding = run(*complete(without="blood_banking"), *waiting)
    assert (finding.status, finding.decisive, finding.helpful) == (FindingStatus.UNDECIDED, ("blood",), ("blood",))
