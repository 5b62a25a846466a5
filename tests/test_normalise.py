"""Candidates to an activity: plain values, doubts as issues, and nothing filled in."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import (
    REQUIRED_FIELDS,
    Activity,
    Candidate,
    Category,
    CategoryLabel,
    Credit,
    FieldName,
    IssueCode,
    PartialDate,
    Unit,
)
from ingest.confidence import Acceptance, Calibration, FieldCalibration
from ingest.credits import find_credits
from ingest.dates import find_dates
from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import page_lines
from ingest.normalise import (
    CATEGORY_THRESHOLD,
    RUNNERS_UP,
    Option,
    find_options,
    normalise,
)
from ingest.readings import plain_number, plain_provider, plain_title, read_credit, read_date
from tests.made_pages import (
    HOSTILE,
    HOSTILE_SECONDS,
    candidate,
    document,
    found_on,
    printed_pages,
    stacked,
    vocabulary,
)

TODAY: Final = date(2026, 11, 23)
SURE: Final = Category(CategoryLabel.CHEMISTRY, 0.99, (), "lexicon:terms")
# Everything that is found is sure, and the promise is borne out from 0.5 on.
TRUSTING: Final = Calibration(
    "made-1",
    {name: FieldCalibration((1.0, 0.0, 0.0, 0.0, 0.0), 5.0, 0.999, 0.1) for name in FieldName},
    (Acceptance(0.5, 2000, 0, 0.002),),
)
DISTRUSTING: Final = replace(TRUSTING, acceptance=())


# What the finder gives for the certificates below, as far as it stands on them.
USUAL: Final = (
    (FieldName.HOLDER, "WHITFIELD, DANA R., MLS(ASCP)"),
    (FieldName.TITLE, "“Resolving Antibody Problems” (Online CE Course)"),
    (FieldName.PROVIDER, "Prairie Laboratory Society"),
    (FieldName.PROGRAM_NUMBER, "578 – 063 – 24"),
    (FieldName.PROVIDER_NUMBER, "578"),
    (FieldName.CERTIFICATE_NUMBER, "PL-20417."),
    (FieldName.LEVEL, "Beginner"),
)


def usual(made: Page) -> list[Candidate]:
    """The usual values, and of all dates and credits the first one surely."""
    found = [candidate(made, name, text) for name, text in USUAL if text in made.text]
    for name, spans in (
        (FieldName.COMPLETED_ON, [(span.start, span.end) for span in find_dates(made.text)]),
        (FieldName.CREDIT, [(span.start, span.end) for span in find_credits(made.text)]),
    ):
        texts = [made.text[start:end] for start, end in spans]
        found += [candidate(made, name, text, 0.1 if place else 0.98) for place, text in enumerate(texts)]
    return found


def options_from(
    candidates: Sequence[Candidate], today: date = TODAY, calibration: Calibration = TRUSTING
) -> dict[FieldName, tuple[Option, ...]]:
    return find_options(candidates, lambda _: None, vocabulary=vocabulary(), calibration=calibration, today=today)


def understood(
    made: Page,
    *candidates: Candidate,
    today: date = TODAY,
    calibration: Calibration = TRUSTING,
    category: Category = SURE,
) -> Activity:
    return normalise(
        options_from(candidates or usual(made), today, calibration),
        category,
        vocabulary=vocabulary(),
        calibration=calibration,
        promised_error=0.005,
        today=today,
    )


def codes(activity: Activity, name: FieldName) -> list[IssueCode]:
    return [issue.code for issue in activity.field(name).issues]


def certificate(*rows: str, day: str = "March 14, 2026", credit: str = "1.5 P.A.C.E. contact hours") -> Page:
    return stacked(
        ("Certificate of Completion", 28),
        "This is to certify that",
        ("WHITFIELD, DANA R., MLS(ASCP)", 22),
        "has successfully completed the course",
        ("“Resolving Antibody Problems” (Online CE Course)", 16),
        "offered by Prairie Laboratory Society",
        f"Completed on: {day}",
        f"and is awarded {credit}",
        *rows,
    )


WHOLE = certificate("P.A.C.E. 578 – 063 – 24", "Level: Beginner", "Certificate number: PL-20417.")


def test_a_whole_certificate() -> None:
    made = understood(WHOLE)
    assert made.holder.value == "Dana R. Whitfield"
    assert made.title.value == "Resolving Antibody Problems"
    assert made.provider.value == "Prairie Laboratory Society"
    assert made.completed_on.value == PartialDate(2026, 3, 14)
    assert made.credit.value == Credit(Decimal("1.5"), Unit.CONTACT_HOUR)
    assert made.program_number.value == "578-063-24"
    assert made.provider_number.value == "578"
    assert made.level.value == "basic"
    assert made.certificate_number.value == "PL-20417"
    assert made.category.value == SURE
    assert made.all_issues() == ()


def test_every_value_has_its_evidence() -> None:
    made = understood(WHOLE)
    for name in FieldName:
        field = made.field(name)
        assert field.name is name
        assert field.candidate is not None
        assert field.candidate.name is name
        assert (
            WHOLE.text[field.candidate.evidence.start : field.candidate.evidence.end] == field.candidate.evidence.text
        )
        assert field.confidence is not None


def test_what_is_not_stated_has_neither_value_nor_issue_but_what_is_required_has() -> None:
    made = understood(stacked(("Certificate", 24), "nothing else"))
    for name in set(FieldName) - {FieldName.CATEGORY}:
        field = made.field(name)
        assert (field.value, field.confidence, field.candidate) == (None, None, None)
        assert codes(made, name) == ([IssueCode.MISSING] if name in REQUIRED_FIELDS else [])


def test_nothing_is_accepted_when_no_threshold_bears_the_promise_out() -> None:
    made = understood(WHOLE, calibration=DISTRUSTING)
    for name in FieldName:
        assert codes(made, name) == ([IssueCode.LOW_CONFIDENCE] if name in REQUIRED_FIELDS else [])
    assert "no confidence is high enough yet" in made.holder.issues[0].detail


def test_a_value_below_the_threshold_is_for_a_person() -> None:
    strict = replace(TRUSTING, acceptance=(Acceptance(0.9985, 2000, 0, 0.002),))
    doubtful = replace(TRUSTING.fields[FieldName.TITLE], ceiling=0.99)
    made = understood(
        WHOLE,
        calibration=replace(strict, fields={**strict.fields, FieldName.TITLE: doubtful, FieldName.LEVEL: doubtful}),
    )
    assert codes(made, FieldName.TITLE) == [IssueCode.LOW_CONFIDENCE]
    assert "99.8% is needed" in made.title.issues[0].detail or "99.9% is needed" in made.title.issues[0].detail
    assert codes(made, FieldName.LEVEL) == [], "it is not required"


# Dates


AMBIGUOUS = [
    ("03/04/2026", None, "2026-03-04", True),
    ("03/04/2026", True, "2026-04-03", False),
    ("03/04/2026", False, "2026-03-04", False),
    ("03/12/2026", None, "2026-03-12", False),  # 3 December is yet to come
    ("12/03/2026", None, "2026-03-12", False),
    ("12/12/2026", None, "2026-12-12", False),
    ("11/12/2027", None, "2027-11-12", True),  # both are yet to come
]


@pytest.mark.parametrize(("text", "day_first", "value", "is_ambiguous"), AMBIGUOUS)
def test_a_date_of_two_readings(text: str, day_first: bool | None, value: str, is_ambiguous: bool) -> None:
    reading = read_date(text, day_first, TODAY)
    assert reading is not None
    assert str(reading.value) == value
    assert [issue.code for issue in reading.issues] == [IssueCode.AMBIGUOUS_DATE] * is_ambiguous
    if is_ambiguous:
        assert reading.plainness <= 0.5
        assert text in reading.issues[0].detail


def test_another_date_on_the_page_tells_which_reading_is_meant() -> None:
    alone = understood(certificate(day="03/04/2026"))
    day_first = understood(certificate("Released: 25/01/2026", day="03/04/2026"))
    month_first = understood(certificate("Released: 01/25/2026", day="03/04/2026"))
    divided = understood(certificate("Released: 01/25/2026", "Printed: 25/04/2026", day="03/04/2026"))
    assert IssueCode.AMBIGUOUS_DATE in codes(alone, FieldName.COMPLETED_ON)
    assert day_first.completed_on.value == PartialDate(2026, 4, 3)
    assert month_first.completed_on.value == PartialDate(2026, 3, 4)
    assert codes(day_first, FieldName.COMPLETED_ON) == codes(month_first, FieldName.COMPLETED_ON) == []
    assert IssueCode.AMBIGUOUS_DATE in codes(divided, FieldName.COMPLETED_ON)


def test_a_partial_date_stays_partial() -> None:
    made = understood(certificate(day="March 2026"))
    assert made.completed_on.value == PartialDate(2026, 3)
    assert codes(made, FieldName.COMPLETED_ON) == [IssueCode.PARTIAL_DATE]


@pytest.mark.parametrize(
    ("day", "is_future"),
    [
        ("November 23, 2026", False),
        ("November 24, 2026", True),
        ("May 5, 2027", True),
    ],
)
def test_a_date_after_today_is_doubted(day: str, is_future: bool) -> None:
    made = understood(certificate(day=day))
    assert codes(made, FieldName.COMPLETED_ON) == [IssueCode.IN_FUTURE] * is_future


@pytest.mark.parametrize(("day", "is_future"), [("November 2026", False), ("December 2026", True), ("May 2026", False)])
def test_a_partial_date_is_doubted_only_when_all_of_it_is_to_come(day: str, is_future: bool) -> None:
    expected = [IssueCode.PARTIAL_DATE, *[IssueCode.IN_FUTURE] * is_future]
    assert codes(understood(certificate(day=day)), FieldName.COMPLETED_ON) == expected


@pytest.mark.parametrize(("year", "conflicts"), [("24", False), ("26", False), ("27", True)])
def test_nothing_is_completed_before_its_program_was_approved(year: str, conflicts: bool) -> None:
    page = certificate(f"P.A.C.E. 578-063-{year}", day="March 14, 2026")
    made = understood(page, *usual(page), candidate(page, FieldName.PROGRAM_NUMBER, f"578-063-{year}"))
    assert codes(made, FieldName.COMPLETED_ON) == [IssueCode.CONFLICT] * conflicts


def test_a_date_that_is_none_is_missing_not_mended() -> None:
    made = understood(certificate(day="02/30/2026"))
    assert made.completed_on.value is None
    assert codes(made, FieldName.COMPLETED_ON) == [IssueCode.MISSING]
    assert read_date("last Tuesday", None, TODAY) is None


# Credit


def test_the_same_credit_twice_is_one() -> None:
    made = understood(certificate("Florida: 1.5 contact hours", credit="1.5 P.A.C.E. contact hours"))
    assert made.credit.value == Credit(Decimal("1.5"), Unit.CONTACT_HOUR)
    assert codes(made, FieldName.CREDIT) == []


def test_two_amounts_of_equal_standing_are_a_conflict() -> None:
    page = certificate("and is awarded 2.0 P.A.C.E. contact hours", credit="1.5 P.A.C.E. contact hours")
    one, two = "1.5 P.A.C.E. contact hours", "2.0 P.A.C.E. contact hours"
    made = understood(page, candidate(page, FieldName.CREDIT, one), candidate(page, FieldName.CREDIT, two, 0.9))
    assert codes(made, FieldName.CREDIT) == [IssueCode.CONFLICT]
    assert "1.5" in made.credit.issues[0].detail
    assert "2.0" in made.credit.issues[0].detail


def test_a_length_beside_the_credit_is_no_conflict() -> None:
    made = understood(certificate("based on a 50-minute hour, available for 24 hours"))
    assert made.credit.value == Credit(Decimal("1.5"), Unit.CONTACT_HOUR)
    assert codes(made, FieldName.CREDIT) == []


def test_a_number_is_read_with_its_label() -> None:
    ((only,),) = options_from([candidate(stacked("CEUs", "2.0"), FieldName.CREDIT, "2.0", label="CEUs")]).values()
    assert only.reading.value == Credit(Decimal("2.0"), Unit.CEU)


# Provider


def test_the_program_number_names_the_provider_where_none_is_printed() -> None:
    page = stacked(("Certificate", 24), "Dana Whitfield", "P.A.C.E. 578-063-24")
    made = understood(page, candidate(page, FieldName.PROVIDER_NUMBER, "578"))
    assert made.provider.value == "LabCE"
    assert made.provider.candidate is not None
    assert made.provider.candidate.evidence.text == "578"
    assert made.provider.method == "table:pace_provider"


def test_a_number_that_is_in_no_table_names_nobody() -> None:
    page = stacked(("Certificate", 24), "Dana Whitfield", "P.A.C.E. 999-063-24")
    made = understood(page, candidate(page, FieldName.PROVIDER_NUMBER, "999"))
    assert made.provider_number.value == "999"
    assert made.provider.value is None
    assert codes(made, FieldName.PROVIDER) == [IssueCode.MISSING]


def test_an_acronym_is_written_out_but_kept_as_evidence() -> None:
    page = stacked(("Certificate", 24), "Dana Whitfield", "Sponsored by: ASCP")
    made = understood(page, candidate(page, FieldName.PROVIDER, "ASCP"))
    assert made.provider.value == "American Society for Clinical Pathology"
    assert made.provider.candidate is not None
    assert made.provider.candidate.evidence.text == "ASCP"


# Category


def test_an_unsure_area_is_an_issue_with_its_rivals() -> None:
    unsure = Category(
        CategoryLabel.CHEMISTRY, CATEGORY_THRESHOLD - 0.2, ((CategoryLabel.HEMATOLOGY, 0.2),), "lexicon:terms"
    )
    made = understood(WHOLE, category=unsure)
    (issue,) = made.all_issues()
    assert (issue.code, issue.field) == (IssueCode.LOW_CONFIDENCE, FieldName.CATEGORY)
    assert "chemistry" in issue.detail
    assert "hematology" in issue.detail
    assert made.category.candidate is not None
    assert made.title.candidate is not None
    assert made.category.candidate.evidence == made.title.candidate.evidence


# Choosing


def test_noise_is_not_chosen() -> None:
    candidates = usual(WHOLE)
    for name in set(FieldName) - {FieldName.CATEGORY}:
        own = next(item for item in candidates if item.name is name)
        assert list(options_from([replace(own, confidence=0.1)])) == [name]
        assert options_from([replace(own, confidence=0.09)]) == {}


def test_what_the_second_opinion_says_is_one_of_the_parts() -> None:
    def agreement(candidates: Sequence[Candidate], agrees: bool | None) -> list[bool | None]:
        found = find_options(candidates, lambda _: agrees, vocabulary=vocabulary(), calibration=TRUSTING, today=TODAY)
        return [item.parts.agrees for options in found.values() for item in options]

    for agrees in (True, False, None):
        assert set(agreement(usual(WHOLE), agrees)) == {agrees}


def test_the_second_opinion_is_asked_of_each_option() -> None:
    asked: list[Candidate] = []

    def agrees(item: Candidate) -> bool | None:
        asked.append(item)
        return None

    found = find_options(usual(WHOLE), agrees, vocabulary=vocabulary(), calibration=TRUSTING, today=TODAY)
    assert asked == [item.candidate for options in found.values() for item in options]
    assert len(found) == len(FieldName) - 1


def test_the_runner_up_is_the_best_that_says_something_else() -> None:
    holder = candidate(certificate(), FieldName.HOLDER, "WHITFIELD, DANA R., MLS(ASCP)")
    same = replace(holder, confidence=0.8, evidence=replace(holder.evidence, text="Dana R. Whitfield"))
    other = replace(holder, confidence=0.3, evidence=replace(holder.evidence, text="Robin Example"))
    first, second = options_from([holder, same, other])[FieldName.HOLDER]
    assert (first.candidate, second.candidate) == (holder, other)
    assert (first.parts.runner_up, second.parts.runner_up) == (0.3, holder.confidence)
    (only,) = options_from([holder, same])[FieldName.HOLDER]
    assert only.parts.runner_up == 0


def test_the_others_are_runners_up_with_their_own_place_and_confidence() -> None:
    made = certificate("Supervisor: Robin Example")
    texts = ("WHITFIELD, DANA R., MLS(ASCP)", "Robin Example", "Prairie Laboratory Society")
    options = [
        candidate(made, FieldName.HOLDER, text, chance) for text, chance in zip(texts, (0.9, 0.3, 0.2), strict=True)
    ]
    holder = understood(made, *options).holder
    assert [other.value for other in holder.runners_up] == ["Robin Example", "Prairie Laboratory Society"]
    assert [other.candidate for other in holder.runners_up] == options[1:]
    sure = [holder.confidence or 0.0, *(other.confidence or 0.0 for other in holder.runners_up)]
    assert sure == sorted(sure, reverse=True)
    many = [replace(options[1], evidence=replace(options[1].evidence, text=f"Robin {name}")) for name in "ABCDEFGHJ"]
    assert len(understood(made, options[0], *many).holder.runners_up) == RUNNERS_UP


def test_what_more_surely_is_the_holders_name_is_no_title() -> None:
    made = certificate()
    name, title = "WHITFIELD, DANA R., MLS(ASCP)", "“Resolving Antibody Problems” (Online CE Course)"

    def titles(holder: float) -> list[str]:
        found = options_from(
            [
                candidate(made, FieldName.HOLDER, name, holder),
                candidate(made, FieldName.TITLE, "WHITFIELD, DANA R.", 0.9),
                candidate(made, FieldName.TITLE, title, 0.5),
            ]
        )
        return [str(item.reading.value) for item in found[FieldName.TITLE]]

    assert titles(0.95) == ["WHITFIELD, DANA R.", "Resolving Antibody Problems"], "only the same value is the name"
    same = [
        candidate(made, FieldName.HOLDER, "DANA", 0.95),
        candidate(made, FieldName.TITLE, "DANA", 0.9),
        candidate(made, FieldName.TITLE, title, 0.5),
    ]
    assert [item.reading.value for item in options_from(same)[FieldName.TITLE]] == ["Resolving Antibody Problems"]
    unsure = [replace(same[0], confidence=0.5), *same[1:]]
    assert options_from(unsure)[FieldName.TITLE][0].reading.value == "DANA"


def test_a_runner_up_in_the_future_is_doubted_as_well() -> None:
    made = certificate("Expires on: May 2, 2031")
    days = understood(made).completed_on
    assert not days.issues and [issue.code for issue in days.runners_up[0].issues] == [IssueCode.IN_FUTURE]


def test_a_name_with_a_digit_was_misread() -> None:
    made = certificate("Awarded to Purificaci6n Ruiz")
    holder = understood(made, candidate(made, FieldName.HOLDER, "Purificaci6n Ruiz")).holder
    assert holder.value == "Purificaci6n Ruiz" and (holder.confidence or 0) < 0.6
    assert IssueCode.MISREAD in [issue.code for issue in holder.issues]


def test_a_candidate_that_cannot_be_read_is_passed_over() -> None:
    day = candidate(certificate(), FieldName.COMPLETED_ON, "March 14, 2026")
    unreadable = replace(day, confidence=0.99, evidence=replace(day.evidence, text="last week"))
    assert [item.candidate for item in options_from([unreadable, day])[FieldName.COMPLETED_ON]] == [day]
    assert options_from([unreadable]) == {}


# Plain values


DECORATED_TITLES = [
    ("Rh System: Basics (Online CE Course)", "Rh System: Basics"),
    ("Gram Stain (by LabCE)", "Gram Stain"),
    ("Ethics at the Bench (CE: 1.5)", "Ethics at the Bench"),
    ("Old Course (retired in 2024)", "Old Course"),
    ("“Quoted: a Title”", "Quoted: a Title"),
    ("A Title\nof Two Lines", "A Title of Two Lines"),
    ("Inter\u2010\npretation of Smears", "Interpretation of Smears"),
    ("  Spaced   Out ", "Spaced Out"),
]
UNDECORATED_TITLES = ["Anemias (Part 2)", "Thalassemia (2026 & 2027)", "HIV/AIDS", "C. difficile: What Now?"]


@pytest.mark.parametrize(("text", "title"), [*DECORATED_TITLES, *((text, text) for text in UNDECORATED_TITLES)])
def test_a_plain_title(text: str, title: str) -> None:
    assert plain_title(text) == title
    assert plain_title(title) == title


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("LabCE\nLabCE", "LabCE"),
        ("Prairie Laboratory\nSociety,", "Prairie Laboratory Society"),
        ("Prairie Laboratory Society", "Prairie Laboratory Society"),
        ("", ""),
    ],
)
def test_a_plain_provider(text: str, provider: str) -> None:
    assert plain_provider(text) == provider


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("578 – 008 – 15", "578-008-15"),
        ("578-008-15", "578-008-15"),
        ("578—008—15", "578-008-15"),
        ("LB-2041.", "LB-2041"),
        ("#17:", "17"),
        ("20-512345", "20-512345"),
    ],
)
def test_a_plain_number(text: str, number: str) -> None:
    assert plain_number(text) == number


# Anything


def arbitrary(name: FieldName, text: str, confidence: float) -> Candidate:
    made = stacked("x")
    evidence = replace(document(made).evidence(made, 0, 1), text=text)
    return Candidate(name, evidence, confidence, "pattern:made")


names = st.sampled_from([name for name in FieldName if name is not FieldName.CATEGORY])
pieces = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from("Dana Dr. 1.5 hours 3/4/26 March 2026 578-063-24 “ ” ( ) , . - CE basic LabCE".split())
    ).map(" ".join),
)


@given(st.lists(st.builds(arbitrary, names, pieces, st.floats(0, 1)), max_size=12))
def test_any_candidates_give_an_activity(candidates: Sequence[Candidate]) -> None:
    made = normalise(
        options_from(candidates), SURE, vocabulary=vocabulary(), calibration=TRUSTING, promised_error=0.005, today=TODAY
    )
    for name in FieldName:
        field: Any = made.field(name)
        assert field.value != ""
        assert field.confidence is None or 0 <= field.confidence <= 1
        if name is not FieldName.CATEGORY:
            assert (field.value is None) == (field.candidate is None)
        if name in REQUIRED_FIELDS and field.value is None:
            assert codes(made, name) == [IssueCode.MISSING]


@given(printed_pages())
def test_any_page_gives_an_activity(made: Page) -> None:
    activity = understood(made, *found_on(made))
    for name in FieldName:
        found = activity.field(name).candidate
        assert found is None or made.text[found.evidence.start : found.evidence.end] == found.evidence.text


@given(pieces)
def test_plain_values_stay_as_they_are(text: str) -> None:
    assert plain_number(plain_number(text)) == plain_number(text)
    assert "\n" not in plain_title(text) + plain_provider(text)
    reading = read_credit(text)
    assert reading is None or reading.value.amount > 0


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    candidates = [arbitrary(name, text, 0.9) for name in FieldName if name is not FieldName.CATEGORY]
    start = time.process_time()
    normalise(
        options_from(candidates),
        SURE,
        vocabulary=vocabulary(),
        calibration=TRUSTING,
        promised_error=0.005,
        today=TODAY,
    )
    assert time.process_time() - start < HOSTILE_SECONDS


# What the first and the second reader made of a value's words, and whether they mean the same.
TWICE_READ: list[tuple[FieldName, str, str | None, bool | None]] = [
    (FieldName.HOLDER, "Dana R. Whitfield", None, None),
    (FieldName.HOLDER, "Dana R. Whitfield", "Dana R. Whitfield", True),
    (FieldName.HOLDER, "DANA R WHITFIELD,", "DanaR.Whitfield", True),
    (FieldName.HOLDER, "José Núñez", "Jose Nunez", True),
    (FieldName.HOLDER, "Dana Whitfield, MLS(ASCP)", "Dana Whitfield, MLS(A5CP)", True),
    (FieldName.HOLDER, "Dana Whitfield", "Dana Whitfeld", False),
    (FieldName.HOLDER, "Dana Whitfield", "", False),
    (FieldName.TITLE, "“Rh System: Basics”", "Rh System Basics", True),
    (FieldName.TITLE, "Hepatitis B", "Hepatitis E", False),
    (FieldName.CREDIT, "1.5 contact hours", "1,5 contact hours", True),
    (FieldName.CREDIT, "awarded 1.5 contact hours", "awarbed 1.5 contact hours", True),
    (FieldName.CREDIT, "1.5 contact hours", "15 contact hours", False),
    (FieldName.CREDIT, "1.5 contact hours", "l.S contoct haurs", False),
    (FieldName.COMPLETED_ON, "March 14, 2026", "March14,2026", True),
    (FieldName.COMPLETED_ON, "3/14/2026", "03/14/2026", True),
    (FieldName.COMPLETED_ON, "March 14, 2026", "March 11, 2026", False),
    (FieldName.COMPLETED_ON, "1/12/2026", "11/2/2026", False),
    (FieldName.PROGRAM_NUMBER, "578 – 063 – 24", "578-063-24", True),
    (FieldName.PROGRAM_NUMBER, "578-063-24", "578-068-24", False),
    (FieldName.CERTIFICATE_NUMBER, "PL-20417", "PL 20417", True),
]


@pytest.mark.parametrize(("name", "first", "second", "agrees"), TWICE_READ)
def test_two_readers_that_mean_another_value_are_a_doubt(
    name: FieldName, first: str, second: str | None, agrees: bool | None
) -> None:
    once = arbitrary(name, first, 0.9)
    evidence = replace(once.evidence, read_confidence=0.7, second=second)
    (only,) = options_from([replace(once, evidence=evidence)])[name]
    disputed = [issue for issue in only.reading.issues if issue.code is IssueCode.READERS_DISAGREE]
    assert len(disputed) == (agrees is False)
    read = only.parts.read
    assert read is not None
    assert {None: read == 0.7, True: read > 0.7, False: read < 0.7}[agrees]
    for issue in disputed:
        assert issue.field is name
        assert f"“{first}”" in issue.detail
        assert (f"“{second}”" if second else "nothing") in issue.detail


def test_a_value_on_which_two_readers_differ_needs_a_person() -> None:
    line = [
        Glyphs("Dana", Box(60, 60, 120, 82), 22, 0.95),
        Glyphs("Whitfield", Box(130, 60, 240, 82), 22, 0.9, "Whitfeld"),
    ]
    made = replace_line(certificate(), "WHITFIELD, DANA R., MLS(ASCP)", line)
    activity = understood(made, candidate(made, FieldName.HOLDER, "Dana Whitfield"))
    assert activity.holder.value == "Dana Whitfield", "the value stays the first reader's"
    assert codes(activity, FieldName.HOLDER) == [IssueCode.READERS_DISAGREE]
    assert activity.holder.issues[0].detail == "“Dana Whitfield”, and by a second reader “Dana Whitfeld”"
    agreed = replace_line(
        certificate(), "WHITFIELD, DANA R., MLS(ASCP)", [replace(word, second=word.text) for word in line]
    )
    assert codes(understood(agreed, candidate(agreed, FieldName.HOLDER, "Dana Whitfield")), FieldName.HOLDER) == []


def replace_line(made: Page, text: str, line: Sequence[Glyphs]) -> Page:
    """The page with one of its lines read otherwise."""
    lines = [line if " ".join(word.text for word in old) == text else old for old in page_lines(made)]
    assert line in lines
    return make_page(
        lines, number=1, width=made.width, height=made.height, rotation=0, reader=Reader.OCR, why="made up"
    )


@given(st.text(max_size=20), st.text(max_size=20) | st.none(), names)
def test_any_second_reading_is_taken(first: str, second: str | None, name: FieldName) -> None:
    once = arbitrary(name, first, 0.9)
    twice = replace(once, evidence=replace(once.evidence, second=second))
    options = options_from([twice]).get(name)
    if options and second == first:
        assert IssueCode.READERS_DISAGREE not in [issue.code for issue in options[0].reading.issues]
