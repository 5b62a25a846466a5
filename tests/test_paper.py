"""What is no certificate is said to be none; in doubt it is one, so that a person sees it."""

import pytest
from hypothesis import given

from ingest.activity import Issue, IssueCode
from ingest.document import Page
from ingest.paper import not_a_certificate
from tests.made_pages import found_on, printed_pages, stacked

FILLER = "The society thanks all of its members for another good year in the laboratories of the prairie"

INVOICE = (
    "INVOICE",
    "Bill to: Prairie Laboratory Society",
    "Immunology Update, two seats",
    "Subtotal $120.00, amount due $120.00",
    "Payment is due within thirty days of the date of this paper",
    FILLER,
)
FLYER = (
    ("Spring Workshop", 26),
    "Register now for a day of hematology at the lake",
    "You will learn how to read a smear and how to report it",
    "Members: $40, seats are limited, save the date: May 5, 2026",
    FILLER,
)
LETTER = ("Dear colleagues", FILLER, FILLER.lower(), "With kind regards from the board of the society")
CERTIFICATE = (
    ("Certificate of Completion", 26),
    "This is to certify that",
    ("Dana R. Whitfield", 20),
    "has successfully completed",
    "Resolving Antibody Problems",
    "on March 14, 2026 for 1.5 P.A.C.E. contact hours",
    FILLER,
)
CERTIFICATE_WITH_A_PRICE = (
    *CERTIFICATE,
    "Register now for our upcoming courses, $20 for members; order number 17",
)
TRANSCRIPT = ("Transcript", "Dana R. Whitfield", "March 14, 2026", "Gram Stain, 1.5 contact hours", FILLER, FILLER)


def issue_of(page: Page) -> Issue | None:
    return not_a_certificate([page], found_on(page))


@pytest.mark.parametrize("rows", [INVOICE, FLYER, LETTER], ids=["invoice", "flyer", "letter"])
def test_another_paper_is_no_certificate(rows: tuple[str | tuple[str, float], ...]) -> None:
    issue = issue_of(stacked(*rows))
    assert issue is not None
    assert (issue.code, issue.field) == (IssueCode.NOT_A_CERTIFICATE, None)


def test_the_detail_says_why() -> None:
    issue = issue_of(stacked(*INVOICE))
    assert issue is not None
    assert "“invoice”" in issue.detail or "“bill to”" in issue.detail


@pytest.mark.parametrize(
    "rows", [CERTIFICATE, CERTIFICATE_WITH_A_PRICE, TRANSCRIPT], ids=["certificate", "with a price", "transcript"]
)
def test_a_certificate_is_one(rows: tuple[str | tuple[str, float], ...]) -> None:
    assert issue_of(stacked(*rows)) is None


def test_where_too_little_is_read_nobody_can_tell() -> None:
    assert issue_of(stacked(*LETTER)) is not None
    assert issue_of(stacked(*LETTER[:2])) is None, "too few words"
    assert issue_of(stacked(*LETTER, confidence=0.5)) is None, "badly read"
    assert issue_of(stacked(*LETTER, confidence=0.95)) is not None


def test_all_pages_are_looked_at() -> None:
    letter, certificate = stacked(*LETTER), stacked(*CERTIFICATE, number=2)
    assert not_a_certificate([letter, certificate], found_on(letter, certificate)) is None


@given(printed_pages())
def test_any_page_gets_an_answer(made: Page) -> None:
    issue = not_a_certificate([made], ())
    assert issue is None or issue.code is IssueCode.NOT_A_CERTIFICATE
