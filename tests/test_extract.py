"""Each finder on small layouts: where a value may stand, and what is not to be taken for it."""

import time

import pytest
from hypothesis import given

from ingest.activity import FieldName
from ingest.document import Page
from ingest.extract import KEPT
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, Printed, at, best, found_on, page, printed_pages, stacked, texts

HOLDER, TITLE, PROVIDER = FieldName.HOLDER, FieldName.TITLE, FieldName.PROVIDER
COMPLETED_ON, CREDIT = FieldName.COMPLETED_ON, FieldName.CREDIT
PROGRAM, PROVIDER_NUMBER = FieldName.PROGRAM_NUMBER, FieldName.PROVIDER_NUMBER
NUMBER, LEVEL = FieldName.CERTIFICATE_NUMBER, FieldName.LEVEL

CLASSIC = stacked(
    ("Certificate of Completion", 28),
    "This is to certify that",
    ("Dana R. Whitfield, MLS(ASCP)", 22),
    "has successfully completed the course",
    ("Resolving Antibody Problems", 16),
    "offered by Prairie Laboratory Society",
    "on March 14, 2026",
    "and is awarded 1.5 P.A.C.E. contact hours",
    "P.A.C.E. program number 578-063-24",
    "Level of instruction: Intermediate",
    "Certificate number: PL-20417",
)
WANTED = [
    (HOLDER, "Dana R. Whitfield, MLS(ASCP)"),
    (TITLE, "Resolving Antibody Problems"),
    (PROVIDER, "Prairie Laboratory Society"),
    (COMPLETED_ON, "March 14, 2026"),
    (CREDIT, "1.5 P.A.C.E. contact hours"),
    (PROGRAM, "578-063-24"),
    (PROVIDER_NUMBER, "578"),
    (LEVEL, "Intermediate"),
    (NUMBER, "PL-20417"),
]


@pytest.mark.parametrize(("name", "text"), WANTED, ids=[name.value for name, _ in WANTED])
def test_a_classic_certificate(name: FieldName, text: str) -> None:
    assert best(name, CLASSIC) == text


# A form's labels and values, by where the value stands.
VALUES = [
    (HOLDER, "Participant Name:", "Dana Whitfield"),
    (TITLE, "Course Title:", "Blood Bank Basics"),
    (PROVIDER, "Provider:", "Prairie Laboratory Society"),
    (COMPLETED_ON, "Date Completed:", "March 14, 2026"),
    (CREDIT, "Contact Hours:", "1.5"),
    (PROGRAM, "Program Number:", "LB-2041"),
    (PROVIDER_NUMBER, "Provider Number:", "50-4417"),
    (NUMBER, "Certificate ID:", "AB-12345"),
]
FORM_IDS = [name.value for name, _, _ in VALUES]


def place(relation: str, label: str, value: str, top: float) -> tuple[Printed, ...]:
    """A label and its value, `relation` to it."""
    if relation == "same_line":
        return (at(60, top, f"{label} {value}"),)
    if relation == "right":
        return at(60, top, label), at(240, top, value)
    if relation == "below":
        return at(60, top, label, 9), at(60, top + 18, value, 13)
    return at(60, top, value, 13), at(60, top + 20, label.rstrip(":"), 9)


@pytest.mark.parametrize("relation", ["same_line", "right", "below", "above"])
@pytest.mark.parametrize(("name", "label", "value"), VALUES, ids=FORM_IDS)
def test_a_value_stands_beside_its_label(name: FieldName, label: str, value: str, relation: str) -> None:
    made = page(at(200, 60, "Certificate of Completion", 24), *place(relation, label, value, 200))
    found = best(name, made)
    assert found is not None
    assert found.removeprefix(label).strip() == value


@pytest.mark.parametrize("relation", ["same_line", "right", "below"])
def test_a_whole_form(relation: str) -> None:
    rows = [
        item
        for index, (_, label, value) in enumerate(VALUES)
        for item in place(relation, label, value, 150 + 60 * index)
    ]
    made = page(at(200, 60, "Certificate of Completion", 24), *rows)
    candidates = found_on(made)
    for name, label, value in VALUES:
        assert texts(candidates, name)[0].removeprefix(label).strip() == value, name


def test_a_value_under_its_label_in_one_paragraph() -> None:
    made = page(at(200, 60, "Certificate", 24), at(60, 200, "Course Title:"), at(60, 213, "Blood Bank Basics"))
    assert best(TITLE, made) == "Blood Bank Basics"


LEADS_TO_A_HOLDER = [
    ("This is to certify that", "has completed"),
    ("This certificate is presented to", "for attending"),
    ("Awarded to", "for successful completion of"),
    ("In recognition of", "for participating in"),
    ("This certifies that", "attended"),
]


@pytest.mark.parametrize(("lead", "follow"), LEADS_TO_A_HOLDER)
def test_a_holder_in_a_sentence_of_one_or_more_lines(lead: str, follow: str) -> None:
    in_one = stacked(("Certificate", 24), f"{lead} Dana R. Whitfield {follow} Immunology Update on March 14, 2026")
    in_three = stacked(("Certificate", 24), lead, ("Dana R. Whitfield", 20), follow, "Immunology Update")
    assert best(HOLDER, in_one) == best(HOLDER, in_three) == "Dana R. Whitfield"


def test_a_holder_before_what_was_completed() -> None:
    assert (
        best(HOLDER, stacked(("Certificate", 24), "Dana Whitfield", "has successfully completed")) == "Dana Whitfield"
    )
    assert best(HOLDER, stacked(("Certificate", 24), "Dana Whitfield has completed the course")) == "Dana Whitfield"


SIGNATORIES = (
    at(60, 640, "Robert Ellison"),
    at(60, 656, "Program Director", 9),
    at(400, 640, "Helen Marsh, PhD"),
    at(400, 656, "President", 9),
)


def test_who_signs_is_not_the_holder() -> None:
    made = page(
        at(200, 60, "Certificate", 26), at(220, 120, "presented to"), at(220, 150, "Dana Whitfield"), *SIGNATORIES
    )
    assert best(HOLDER, made) == "Dana Whitfield"
    unnamed = page(at(200, 60, "Certificate", 26), *SIGNATORIES)
    assert texts(found_on(unnamed), HOLDER, least=0.1) == []


def test_a_speaker_is_neither_holder_nor_provider() -> None:
    made = page(
        at(200, 60, "Certificate of Attendance", 26),
        at(60, 120, "Attendee:"),
        at(160, 120, "Dana Whitfield"),
        at(60, 150, "Provider:"),
        at(160, 150, "Prairie Laboratory Society"),
        at(60, 180, "Speaker:"),
        at(160, 180, "Helen Marsh, PhD"),
    )
    assert best(HOLDER, made) == "Dana Whitfield"
    assert best(PROVIDER, made) == "Prairie Laboratory Society"


TITLES = [
    ("has completed the course", "Preparing for the Next Inspection"),
    ("has successfully completed", "Fire Safety Basics"),
    ("attended the webinar", "Sickle Cell Disease: New Therapies"),
    ("for participation in", "The 2026 Spring Workshop on Quality"),
]


@pytest.mark.parametrize(("lead", "title"), TITLES)
def test_a_title_after_its_lead(lead: str, title: str) -> None:
    rows = (("Certificate", 24), "Dana Whitfield")
    assert best(TITLE, stacked(*rows, lead, (title, 15), "on March 14, 2026")) == title
    assert best(TITLE, stacked(*rows, f"{lead} “{title}” on March 14, 2026")) == title
    wrapped = stacked(*rows, lead, (f"{title}:\nA Practical Guide for Everybody", 15), "on March 14, 2026")
    assert best(TITLE, wrapped) == f"{title}: A Practical Guide for Everybody"


def test_a_title_ends_where_the_sentence_goes_on() -> None:
    text = "This certifies that Dana Whitfield has completed the course Fire Safety Basics held on March 14, 2026"
    assert best(TITLE, stacked(("Certificate", 24), text)) == "Fire Safety Basics"


def test_a_title_goes_on_in_the_next_line_up_to_the_next_label() -> None:
    long = stacked(
        ("Certificate", 24), "Course Title: Preparing for the Next Inspection in\nSmall and Rural Laboratories"
    )
    assert best(TITLE, long) == "Preparing for the Next Inspection in Small and Rural Laboratories"
    form = page(
        at(60, 200, "Course Title: Preparing for the Inspection"), at(60, 213, "Instructor name: Helen Marsh of Ohio")
    )
    assert best(TITLE, form) == "Preparing for the Inspection"


def test_a_name_may_stand_between_a_title_and_its_lead() -> None:
    made = stacked(("Certificate", 24), "for completion of the course", "Dana Whitfield", "Fire Safety Basics")
    assert best(TITLE, made) == "Fire Safety Basics"
    assert best(HOLDER, made) == "Dana Whitfield"


def test_a_label_that_may_name_a_body_is_weaker_than_one_that_names_the_title() -> None:
    made = stacked("Program: Prairie Learning", "Course Title: Fire Safety Basics")
    assert best(TITLE, made) == "Fire Safety Basics"
    assert best(TITLE, stacked("Topic: Fire Safety Basics")) == "Fire Safety Basics"


def test_the_day_after_completed_on_is_no_title() -> None:
    made = stacked(("Fire Safety Basics", 16), "Dana Whitfield", "Completed on Saturday March 14, 2026")
    assert best(TITLE, made) == "Fire Safety Basics"


@pytest.mark.parametrize(
    "row", ["Certificate of Completion", "CERTIFICATE", "Congratulations", "Statement of Attendance"]
)
def test_a_heading_is_no_title(row: str) -> None:
    assert texts(found_on(stacked((row, 28), "Dana Whitfield")), TITLE, least=0.3) == []


def test_a_title_that_looks_like_a_name() -> None:
    (first, *_) = [item for item in found_on(stacked("Course title: Hemolytic Anemias")) if item.name is TITLE]
    assert (first.evidence.text, first.confidence > 0.5) == ("Hemolytic Anemias", True)


PROVIDERS = [
    ("Prairie Laboratory Society is approved as a provider of continuing education", "Prairie Laboratory Society"),
    ("This course was offered by Prairie Laboratory Society on March 14, 2026", "Prairie Laboratory Society"),
    ("Sponsored by: Harbor Hospital", "Harbor Hospital"),
    ("Presented by the Prairie Laboratory Society", "Prairie Laboratory Society"),
]


@pytest.mark.parametrize(("row", "provider"), PROVIDERS)
def test_a_provider_in_a_sentence(row: str, provider: str) -> None:
    assert best(PROVIDER, stacked(("Certificate", 24), "Dana Whitfield", row)) == provider


def test_a_provider_under_its_lead() -> None:
    made = stacked(("Certificate", 24), "Dana Whitfield", "This course was offered by", "Prairie Laboratory Society")
    assert best(PROVIDER, made) == "Prairie Laboratory Society"


def test_the_course_that_was_approved_is_not_its_provider() -> None:
    made = stacked("This program is approved by the board", "Prairie Laboratory Society")
    assert best(PROVIDER, made) == "Prairie Laboratory Society"


def test_a_known_provider_is_found_by_its_name() -> None:
    assert best(PROVIDER, stacked(("LabCE", 20), "Certificate of Completion", "Dana Whitfield")) == "LabCE"
    assert best(PROVIDER, stacked("Dana Whitfield", "approved by ASCLS P.A.C.E.®")) != "ASCLS", (
        "it names the accreditor"
    )


# Dates of a certificate that are not those of the completion.
OTHER_DATES = [
    "Expires: March 20, 2026",
    "Expiration date: March 20, 2026",
    "Valid until March 20, 2026",
    "Approved through 03/20/2026",
    "Printed on 03/20/2026",
    "Release date: March 20, 2026",
    "Date of birth: March 20, 1980",
    "License renewal date: March 20, 2026",
]


@pytest.mark.parametrize("row", OTHER_DATES)
@pytest.mark.parametrize("order", [1, -1])
def test_another_date_is_not_the_completion(row: str, order: int) -> None:
    rows = ["Date completed: March 14, 2026", row]
    assert best(COMPLETED_ON, stacked(("Certificate", 24), *rows[::order])) == "March 14, 2026"
    alone = found_on(stacked(("Certificate", 24), row))
    assert all(item.confidence < 0.15 for item in alone if item.name is COMPLETED_ON), "not taken at all"


def test_dates_of_several_papers_do_not_make_a_range() -> None:
    rows = ("Completed: March 14, 2026", "Expires: March 14, 2028", "Approved through 12/31/2027")
    surest, *others = [item for item in found_on(stacked(*rows)) if item.name is COMPLETED_ON]
    assert surest.evidence.text == "March 14, 2026"
    assert all(item.confidence < 0.15 for item in others)


@pytest.mark.parametrize(
    "row",
    [
        "held from March 3, 2026 to March 5, 2026",
        "March 3, 2026 - March 5, 2026",
        "March 3, 2026\nto March 5, 2026",
        "held from March 3, 2026 through March 5, 2026",
    ],
)
def test_of_a_range_the_last_day_is_meant(row: str) -> None:
    assert best(COMPLETED_ON, stacked(("Certificate of Attendance", 24), row)) == "March 5, 2026"


def test_a_range_that_goes_on_is_not_over() -> None:
    assert best(COMPLETED_ON, stacked("March 3, 2020 - present", "Date: March 14, 2026")) == "March 14, 2026"


def test_a_date_over_its_label() -> None:
    made = page(
        at(200, 60, "Certificate", 24),
        at(60, 640, "March 14, 2026"),
        at(60, 654, "Date", 9),
        at(400, 640, "May 5, 2027"),
        at(400, 654, "Expires", 9),
    )
    assert best(COMPLETED_ON, made) == "March 14, 2026"


# Amounts of time that are no credit.
NO_CREDIT = [
    "based on a 50-minute hour",
    "available within 24 hours of completion",
    "for a maximum of 30 hours",
    "Course access: 72 hours",
    "at least 80 hours are required",
]


@pytest.mark.parametrize("row", NO_CREDIT)
@pytest.mark.parametrize("order", [1, -1])
def test_a_length_or_limit_is_no_credit(row: str, order: int) -> None:
    assert best(CREDIT, stacked(("Certificate", 24), *["2.0 contact hours", row][::order])) == "2.0 contact hours"
    alone = found_on(stacked(("Certificate", 24), row))
    assert all(item.confidence < 0.4 for item in alone if item.name is CREDIT), "not taken at all"


def test_more_than_anybody_earns_at_once_is_doubted() -> None:
    assert best(CREDIT, stacked("120 contact hours", "12 contact hours")) == "12 contact hours"


def test_a_number_and_the_words_of_another_cell_are_no_amount() -> None:
    made = page(at(60, 200, "Room 12"), at(300, 200, "contact hours are for members"))
    assert texts(found_on(made), CREDIT, least=0.4) == []


def test_of_sessions_the_sum_is_meant() -> None:
    made = stacked("Session A 1.0 contact hours", "Session B 1.5 contact hours", "Total: 2.5 contact hours")
    assert best(CREDIT, made) == "2.5 contact hours"


NUMBERS = [
    ("P.A.C.E.® 578 – 063 – 24", PROGRAM, "578 – 063 – 24"),
    ("P.A.C.E. # 578-063-24", PROGRAM, "578-063-24"),
    ("Course #: 20-77", PROGRAM, "20-77"),
    ("CE Broker provider # 50-4417", PROVIDER_NUMBER, "50-4417"),
    ("Certificate No. 20417", NUMBER, "20417"),
    ("Verification code: QX7-22B", NUMBER, "QX7-22B"),
    ("https://example.org/verify/AB12CD34EF", NUMBER, "AB12CD34EF"),
    ("Level: Basic", LEVEL, "Basic"),
    ("an advanced course", LEVEL, "advanced"),
]


@pytest.mark.parametrize(("row", "name", "text"), NUMBERS)
def test_numbers_and_level(row: str, name: FieldName, text: str) -> None:
    assert best(name, stacked(("Certificate", 24), row)) == text


def test_a_form_with_every_level_tells_none() -> None:
    assert best(LEVEL, stacked("Level: Basic Intermediate Advanced")) is None
    assert best(LEVEL, stacked("[ ] Basic [ ] Intermediate [x] Advanced")) is None


@pytest.mark.parametrize("row", ["Call 1-800-555-1212", "Certificate of Completion", "License number pending"])
def test_what_is_no_number(row: str) -> None:
    candidates = found_on(stacked(row))
    assert [item for item in candidates if item.name in (PROGRAM, PROVIDER_NUMBER, NUMBER)] == []


def test_the_floridian_number_of_the_course_is_not_preferred() -> None:
    made = stacked("Course number: 20-512345", "P.A.C.E. 578-063-24")
    assert best(PROGRAM, made) == "578-063-24"


def test_only_the_pages_of_the_certificate_are_read() -> None:
    other = stacked("This is to certify that", ("Robin Example", 22), "has completed", number=2)
    assert best(HOLDER, CLASSIC) == "Dana R. Whitfield, MLS(ASCP)"
    assert best(HOLDER, other) == "Robin Example"
    assert {item.evidence.page for item in found_on(other)} == {2}


@given(printed_pages())
def test_every_candidate_is_verbatim_and_its_field_in_order(made: Page) -> None:
    candidates = found_on(made)
    for item in candidates:
        assert made.text[item.evidence.start : item.evidence.end] == item.evidence.text
        assert 0 < item.confidence < 1
        assert item.evidence.boxes
    for name in FieldName:
        own = [item.confidence for item in candidates if item.name is name]
        assert own == sorted(own, reverse=True)
        assert len(own) <= KEPT
    assert [item.name for item in candidates] == [
        name for name in FieldName for item in candidates if item.name is name
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    words = text.split() or ["x"]
    tens = [" ".join(words[start : start + 10]) for start in range(0, len(words), 10)]
    start = time.perf_counter()
    found_on(page(at(60, 5, " ".join(words))))
    found_on(page(*(at(60, 20 + 12 * index, ten) for index, ten in enumerate(tens[:60]))))
    assert time.perf_counter() - start < HOSTILE_SECONDS
