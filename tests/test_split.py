"""Page ranges, one for each certificate, that cover the document."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Page
from ingest.split import split
from tests.made_pages import at, document, page, stacked


def certificate(number: int, day: str = "March 14, 2026") -> Page:
    return stacked(("Certificate of Completion", 26), "Dana R. Whitfield", f"Completed on {day}", number=number)


def continuation(number: int) -> Page:
    return stacked("Learning objectives", "Describe the smear", "Name the cells", number=number)


def cover(number: int) -> Page:
    return stacked("Dear Dana", "Here are your papers", number=number)


def test_one_page_is_one_certificate() -> None:
    assert split(document(certificate(1))) == ((1, 1),)
    assert split(document(cover(1))) == ((1, 1),)


def test_two_certificates_are_two() -> None:
    assert split(document(certificate(1), certificate(2, "May 5, 2026"))) == ((1, 1), (2, 2))


def test_pages_without_a_heading_go_with_the_one_before() -> None:
    pages = (certificate(1), continuation(2), certificate(3), continuation(4), continuation(5))
    assert split(document(*pages)) == ((1, 2), (3, 5))


def test_a_cover_page_belongs_to_the_first_certificate() -> None:
    assert split(document(cover(1), certificate(2), certificate(3))) == ((1, 2), (3, 3))


def test_a_heading_without_a_date_begins_nothing() -> None:
    back = stacked(("About this certificate", 20), "It is void if it is changed", number=2)
    assert split(document(certificate(1), back)) == ((1, 2),)


def test_a_heading_at_the_foot_begins_nothing() -> None:
    second = page(
        at(50, 60, "Learning objectives"),
        at(50, 700, "This certificate was printed on March 15, 2026"),
        number=2,
    )
    assert split(document(certificate(1), second)) == ((1, 2),)


def test_blank_pages_are_in_a_range_too() -> None:
    assert split(document(certificate(1), page(number=2), certificate(3), page(number=4))) == ((1, 2), (3, 4))
    assert split(document(page(number=1), certificate(2), certificate(3))) == ((1, 2), (3, 3))


@given(st.lists(st.sampled_from([certificate, continuation, cover, lambda number: page(number=number)]), min_size=1))
def test_every_page_is_in_exactly_one_range(kinds: list[Callable[[int], Page]]) -> None:
    pages = [kind(number) for number, kind in enumerate(kinds, start=1)]
    ranges = split(document(*pages))
    covered = [number for first, last in ranges for number in range(first, last + 1)]
    assert covered == [item.number for item in pages]
