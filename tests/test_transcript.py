"""Each row of a transcript or an attendance list is an activity; the sessions of one certificate are none."""

from dataclasses import replace

import pytest
from hypothesis import given

from ingest.activity import Candidate, FieldName, Issue, IssueCode
from ingest.document import Document, Page
from ingest.split import split
from ingest.transcript import Kind, ListedRow, Listing, find_listing, goes_on, row_candidates
from tests.made_pages import Printed, at, document, page, printed_pages

HEADING = (at(50, 40, "Continuing Education Transcript", 16), at(50, 70, "Name: Dana R. Whitfield"))
HEADER = (at(50, 100, "Date"), at(150, 100, "Course Title"), at(380, 100, "Provider"), at(500, 100, "Contact hours"))
GRAM = (at(50, 120, "01/15/2024"), at(150, 120, "Reading the Gram Stain"), at(380, 120, "LabCE"), at(510, 120, "1.5"))
ANAEROBES = (at(50, 140, "06/20/2025"), at(150, 140, "Anaerobes Revisited"), at(380, 140, "AABB"), at(510, 140, "2.0"))


def total(amount: str) -> tuple[Printed, ...]:
    return at(150, 170, "Total contact hours"), at(510, 170, amount)


def listing_of(*pages: Page) -> Listing:
    listing = find_listing(document(*pages), pages)
    assert isinstance(listing, Listing)
    return listing


def values(row: ListedRow) -> dict[str, str]:
    """The text of each cell."""
    pages = {made.number: made for made in row.document.pages}
    return {cell.name.value: pages[cell.page].text[cell.start : cell.end] for cell in row.cells}


def found(row: ListedRow, name: FieldName, text: str) -> Candidate:
    """A candidate as it is found on the page that a row is read from."""
    (made,) = row.document.pages
    start = made.text.index(text)
    return Candidate(name, row.document.evidence(made, start, start + len(text)), 0.8, "pattern:made_up")


def test_each_row_of_a_transcript_has_its_cells() -> None:
    listing = listing_of(page(*HEADING, *HEADER, *GRAM, *ANAEROBES, *total("3.5")))
    assert listing.kind is Kind.TRANSCRIPT and listing.issues == ()
    assert [row.number for row in listing.rows] == [1, 2]
    assert [values(row) for row in listing.rows] == [
        {"completed_on": "01/15/2024", "title": "Reading the Gram Stain", "provider": "LabCE", "credit": "1.5"},
        {"completed_on": "06/20/2025", "title": "Anaerobes Revisited", "provider": "AABB", "credit": "2.0"},
    ]


def test_a_row_is_read_with_the_page_but_without_the_other_rows() -> None:
    first, second = listing_of(page(*HEADING, *HEADER, *GRAM, *ANAEROBES, *total("3.5"))).rows
    for row, own, other in ((first, "Gram Stain", "Anaerobes"), (second, "Anaerobes", "Gram Stain")):
        (made,) = row.document.pages
        assert "Name: Dana R. Whitfield" in made.text and "Contact hours" in made.text
        assert own in made.text and other not in made.text and "Total" not in made.text
        assert all(made.text[word.start : word.end].strip() for word in made.words)


def test_cells_are_candidates_in_place_of_those_of_the_page() -> None:
    made = page(*HEADING, at(300, 70, "Printed on October 5, 2026"), *HEADER, *GRAM, *ANAEROBES)
    row = listing_of(made).rows[0]
    of_page = (
        found(row, FieldName.HOLDER, "Dana R. Whitfield"),
        found(row, FieldName.COMPLETED_ON, "October 5, 2026"),
        found(row, FieldName.PROGRAM_NUMBER, "5"),
    )
    by_name: dict[FieldName, list[Candidate]] = {}
    for candidate in row_candidates(row, of_page):
        by_name.setdefault(candidate.name, []).append(candidate)
    (dated,) = by_name[FieldName.COMPLETED_ON]
    assert (dated.evidence.text, dated.method, dated.label) == ("01/15/2024", "table:column", None)
    assert dated.evidence.boxes[0].top == 120
    assert [candidate.label for candidate in by_name[FieldName.CREDIT]] == ["Contact hours"]
    assert FieldName.PROGRAM_NUMBER not in by_name, "a row that states none has none"
    assert by_name[FieldName.HOLDER] == [of_page[0]], "it stands once on the page"


def test_a_cell_that_wraps_is_one_span() -> None:
    made = page(
        *HEADING, *HEADER, *GRAM,
        at(50, 140, "06/20/2025"), at(150, 140, "Massive Transfusion: What the"), at(380, 140, "College of American"),
        at(510, 140, "2.0"), at(150, 153, "Blood Bank Must Know"), at(380, 153, "Pathologists"),
    )  # fmt: skip
    second = listing_of(made).rows[1]
    assert values(second)["title"] == "Massive Transfusion: What the\nBlood Bank Must Know"
    assert values(second)["provider"] == "College of American\nPathologists"
    evidence = next(item.evidence for item in row_candidates(second, ()) if item.name is FieldName.TITLE)
    assert [box.top for box in evidence.boxes] == [140, 153]


def test_rows_go_on_over_pages_and_are_counted_once() -> None:
    first = page(*HEADING, *HEADER, *GRAM, *ANAEROBES)
    later = (
        at(50, 40, "02/02/2026"), at(150, 40, "Mixing Studies"), at(380, 40, "LabCE"), at(510, 40, "1.0"),
        at(50, 60, "03/03/2026"), at(150, 60, "Factor Assays"), at(380, 60, "LabCE"), at(510, 60, "1.0"),
    )  # fmt: skip
    again = page(*(replace(item, top=20.0) for item in HEADER), *later, number=2)
    for second in (again, page(*later, number=2)):
        assert goes_on(first, second)
        parts = split(document(first, second))
        assert [part.pages for part in parts] == [(1, 2)] * 4
        assert [part.row.number for part in parts if part.row] == [1, 2, 3, 4]
        assert [values(part.row)["title"] for part in parts if part.row][2:] == ["Mixing Studies", "Factor Assays"]


def test_the_transcript_of_somebody_else_is_another() -> None:
    first = page(*HEADING, *HEADER, *GRAM, *ANAEROBES)
    same_head = page(*HEADING, at(500, 40, "Page 2"), *HEADER, *GRAM, *ANAEROBES, number=2)
    other = page(HEADING[0], at(50, 70, "Name: Sam Okafor"), *HEADER, *GRAM, *ANAEROBES, number=2)
    assert goes_on(first, same_head) and not goes_on(first, other)
    parts = split(document(first, other))
    assert [part.pages for part in parts] == [(1, 1), (1, 1), (2, 2), (2, 2)]
    assert [part.row.number for part in parts if part.row] == [1, 2, 1, 2]


def test_lines_that_fit_no_row_are_pointed_out() -> None:
    last = (at(50, 160, "07/20/2025"), at(150, 160, "Mixing Studies"), at(380, 160, "AABB"), at(510, 160, "2.0"))
    stray = (at(250, 140, "credit of 2.0 on 06/20/2025 was moved"),)
    listing = listing_of(page(*HEADING, *HEADER, *GRAM, *stray, *last))
    assert [issue.code for issue in listing.issues] == [IssueCode.SEVERAL_ON_PAGE]
    assert len(listing.rows) == 2


def test_a_total_that_is_not_the_sum_is_said_on_each_row() -> None:
    made = page(*HEADING, *HEADER, *GRAM, *ANAEROBES, *total("4.0"))
    (issue,) = listing_of(made).issues
    assert (issue.code, issue.field) == (IssueCode.SUM_DIFFERS, FieldName.CREDIT)
    assert "3.5" in issue.detail and "4" in issue.detail
    assert all(issue in part.issues for part in split(document(made)))


def test_every_row_is_a_proposal() -> None:
    parts = split(document(page(*HEADING, *HEADER, *GRAM, *ANAEROBES)))
    assert [issue.code for part in parts for issue in part.issues] == [IssueCode.PROPOSED_SPLIT] * 2
    assert "row 2 of 2" in parts[1].issues[0].detail


NAMES = tuple(
    item
    for number, name in enumerate(("Otis Abernathy", "De Leon, Elspeth", "Yusuf Castellano"))
    for item in (at(50, 160 + 25 * number, name), at(250, 160 + 25 * number, "Core lab"))
)
LIST = (
    at(50, 40, "Attendance List", 16), at(50, 70, "Course title: Anaerobes Revisited"),
    at(50, 90, "Date completed: March 14, 2026"), at(50, 110, "Contact hours: 1.5"),
    at(50, 140, "Name"), at(250, 140, "Department"), at(400, 140, "Signature"), *NAMES,
)  # fmt: skip


def test_each_person_of_an_attendance_list_has_the_course_of_the_page() -> None:
    made = page(*LIST)
    listing = listing_of(made)
    assert listing.kind is Kind.ATTENDANCE
    assert [values(row)["holder"] for row in listing.rows] == ["Otis Abernathy", "De Leon, Elspeth", "Yusuf Castellano"]
    row = listing.rows[1]
    assert row.fields == (FieldName.HOLDER,)
    of_page = (found(row, FieldName.HOLDER, "Attendance"), found(row, FieldName.TITLE, "Anaerobes Revisited"))
    texts = [(candidate.name, candidate.evidence.text) for candidate in row_candidates(row, of_page)]
    assert texts == [(FieldName.HOLDER, "De Leon, Elspeth"), (FieldName.TITLE, "Anaerobes Revisited")]


def test_first_and_last_names_in_two_columns_are_one_name() -> None:
    made = page(
        at(50, 40, "Sign-In Sheet", 16), at(50, 100, "Last name"), at(200, 100, "First name"), at(350, 100, "Initials"),
        at(50, 130, "De Leon"), at(200, 130, "Mary Elspeth"), at(50, 160, "Abernathy Jones"), at(200, 160, "Otis"),
    )  # fmt: skip
    assert [values(row)["holder"] for row in listing_of(made).rows] == [
        "Mary Elspeth\nDe Leon",
        "Otis\nAbernathy Jones",
    ]


SESSIONS = (
    at(50, 40, "Continuing Education Session Record", 16), at(50, 60, "Attendee: Dana R. Whitfield"),
    at(50, 75, "Event: Gulf Coast Laboratory Days, September 18 to 20, 2025"), *HEADER,
    at(50, 120, "Sep 18"), at(150, 120, "New assays in review"), at(510, 120, "3.5"),
    at(50, 140, "Sep 19"), at(150, 140, "Regulatory update"), at(510, 140, "3.5"), *total("7.0"),
)  # fmt: skip
ONE_CERTIFICATE = (
    at(50, 20, "Certificate of Attendance", 16), at(50, 40, "This certifies that Dana R. Whitfield"),
    at(50, 60, "has attended the annual meeting"), *HEADER,
    *(replace(item, text=item.text.replace("06/20/2025", "01/16/2024")) for item in (*GRAM, *ANAEROBES)),
)  # fmt: skip


@pytest.mark.parametrize("printed", [SESSIONS, ONE_CERTIFICATE], ids=["an event", "a certificate"])
def test_the_sessions_of_one_meeting_are_one_activity(printed: tuple[Printed, ...]) -> None:
    made = page(*printed)
    assert not isinstance(find_listing(document(made), (made,)), Listing)
    (part,) = split(document(made))
    assert part.row is None


def test_a_table_that_may_be_several_goes_to_a_person() -> None:
    made = page(at(50, 40, "Dana R. Whitfield"), *HEADER[:2], HEADER[3], *GRAM, *ANAEROBES[:2], at(510, 140, "2.0"))
    near = page(
        *(replace(item, text=item.text.replace("06/20/2025", "01/16/2024")) for item in _printed(made)), number=1
    )
    issue = find_listing(document(near), (near,))
    assert isinstance(issue, Issue) and issue.code is IssueCode.SEVERAL_ON_PAGE


def _printed(made: Page) -> list[Printed]:
    """The words of a page, each where it stands."""
    return [at(word.box.x0, word.box.top, made.text[word.start : word.end], word.size) for word in made.words]


def test_one_row_is_an_ordinary_certificate() -> None:
    made = page(*HEADING, *HEADER, *GRAM)
    assert find_listing(document(made), (made,)) is None


@given(printed_pages())
def test_any_page_gets_an_answer(made: Page) -> None:
    paper = Document(document(made).source, (made,))
    for part in split(paper):
        assert part.pages == (made.number, made.number)
        for candidate in row_candidates(part.row, ()) if part.row else ():
            (laid,) = part.document.pages
            evidence = candidate.evidence
            assert laid.text[evidence.start : evidence.end] == evidence.text
