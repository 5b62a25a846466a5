"""Page ranges, one for each certificate, that cover the document."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import IssueCode
from ingest.document import Page
from ingest.split import split, split_pages
from tests.made_pages import at, document, page, stacked


def certificate(number: int, day: str = "March 14, 2026") -> Page:
    return stacked(("Certificate of Completion", 26), "Dana R. Whitfield", f"Completed on {day}", number=number)


def continuation(number: int) -> Page:
    return stacked("Learning objectives", "Describe the smear", "Name the cells", number=number)


def cover(number: int) -> Page:
    return stacked("Dear Dana", "Here are your papers", number=number)


def test_one_page_is_one_certificate() -> None:
    assert split_pages(document(certificate(1))) == ((1, 1),)
    assert split_pages(document(cover(1))) == ((1, 1),)


def test_two_certificates_are_two() -> None:
    assert split_pages(document(certificate(1), certificate(2, "May 5, 2026"))) == ((1, 1), (2, 2))


def test_pages_without_a_heading_go_with_the_one_before() -> None:
    pages = (certificate(1), continuation(2), certificate(3), continuation(4), continuation(5))
    assert split_pages(document(*pages)) == ((1, 2), (3, 5))


def test_a_cover_page_belongs_to_the_first_certificate() -> None:
    assert split_pages(document(cover(1), certificate(2), certificate(3))) == ((1, 2), (3, 3))


def test_a_heading_without_a_date_begins_nothing() -> None:
    back = stacked(("About this certificate", 20), "It is void if it is changed", number=2)
    assert split_pages(document(certificate(1), back)) == ((1, 2),)


def test_a_heading_at_the_foot_begins_nothing() -> None:
    second = page(
        at(50, 60, "Learning objectives"),
        at(50, 700, "This certificate was printed on March 15, 2026"),
        number=2,
    )
    assert split_pages(document(certificate(1), second)) == ((1, 2),)


def test_an_undated_certificate_begins_by_its_heading() -> None:
    undated = stacked(("Certificate of Completion", 26), "Sam Okafor", "Gram Stain", number=2)
    assert split_pages(document(certificate(1), undated)) == ((1, 1), (2, 2))


def test_a_certificate_without_a_heading_begins_by_its_sentence_and_day() -> None:
    plain = stacked("Course completed by Sam Okafor", "Gram Stain", "May 5, 2026", number=2)
    assert split_pages(document(certificate(1), plain)) == ((1, 1), (2, 2))


def test_the_same_certificate_twice_is_two() -> None:
    plain = [
        stacked("Gram Stain", "completed by Sam Okafor", "May 5, 2026, 1.5 contact hours", number=number)
        for number in (1, 2)
    ]
    assert split_pages(document(*plain)) == ((1, 1), (2, 2))
    assert split_pages(document(certificate(1), certificate(2))) == ((1, 1), (2, 2))


@pytest.mark.parametrize(
    "rows",
    [
        (
            "Continuing education credit",
            "Approved for 1.5 contact hours by ASCLS P.A.C.E.",
            "Completed on March 14, 2026",
        ),
        (("Certificate of Completion", 20), "Page 2 of 2", "Signature", "May 5, 2026"),
        ("Dana R. Whitfield", "has completed all parts", "March 14, 2026", "(continued)"),
        ("Verify this certificate at the address below", "It is void if it is changed"),
    ],
    ids=["credit", "says so", "continued", "back"],
)
def test_a_second_page_stays_with_the_first(rows: tuple[str | tuple[str, float], ...]) -> None:
    pages = (certificate(1), stacked(*rows, number=2), certificate(3, "May 6, 2026"))
    assert split_pages(document(*pages)) == ((1, 2), (3, 3))


def test_page_numbers_stamped_on_a_file_of_many_divide_nothing() -> None:
    pages = [
        stacked(
            ("Certificate of Completion", 26), "This certifies that", "Sam Okafor", "has completed Gram Stain",
            f"May {number}, 2026", f"Page {number} of 9", number=number,
        )
        for number in range(1, 10)
    ]  # fmt: skip
    assert split_pages(document(*pages)) == tuple((number, number) for number in range(1, 10))


def evaluation(number: int) -> Page:
    return stacked(
        ("Course Evaluation Form", 22), "Course: Gram Stain, given by the society on March 14, 2026 in Dayton, Ohio",
        "Please rate each statement: strongly disagree 1 2 3 4 5 strongly agree",
        "The objectives were met", "The handouts were clear", "Please return this form to the office today",
        number=number,
    )  # fmt: skip


def test_an_evaluation_form_between_certificates_is_by_itself() -> None:
    made = document(certificate(1), evaluation(2), certificate(3, "May 6, 2026"))
    parts = split(made)
    assert [part.pages for part in parts] == [(1, 1), (2, 2), (3, 3)]
    codes = [{issue.code for issue in part.issues} for part in parts]
    assert [IssueCode.NOT_A_CERTIFICATE in of_part for of_part in codes] == [False, True, False]
    assert all(IssueCode.PROPOSED_SPLIT in of_part for of_part in codes)


def test_a_long_paper_about_something_else_is_one() -> None:
    assert [part.pages for part in split(document(evaluation(1), evaluation(2), evaluation(3)))] == [(1, 3)]


def test_one_certificate_has_no_issue() -> None:
    (part,) = split(document(stacked(("Certificate of Completion", 26), "awarded to Dana Whitfield", "May 6, 2026")))
    assert part.issues == () and part.row is None


def test_two_cards_on_one_page_go_to_a_person() -> None:
    card = (("Certificate of Completion", 20), "This certifies that", "Dana Whitfield", "has completed Gram Stain")
    (part,) = split(document(stacked(*card, "May 6, 2026", *card, "May 7, 2026")))
    assert [issue.code for issue in part.issues] == [IssueCode.SEVERAL_ON_PAGE]


def test_blank_pages_are_in_a_range_too() -> None:
    assert split_pages(document(certificate(1), page(number=2), certificate(3), page(number=4))) == ((1, 2), (3, 4))
    assert split_pages(document(page(number=1), certificate(2), certificate(3))) == ((1, 2), (3, 3))


@given(
    st.lists(
        st.sampled_from([certificate, continuation, cover, evaluation, lambda number: page(number=number)]), min_size=1
    )
)
def test_every_page_is_in_exactly_one_range(kinds: list[Callable[[int], Page]]) -> None:
    pages = [kind(number) for number, kind in enumerate(kinds, start=1)]
    ranges = split_pages(document(*pages))
    covered = [number for first, last in ranges for number in range(first, last + 1)]
    assert covered == [item.number for item in pages]
