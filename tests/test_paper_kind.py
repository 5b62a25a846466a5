"""How likely a paper is a certificate, by all of its words."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from ingest.activity import IssueCode
from ingest.document import Page
from ingest.errors import SettingsError
from ingest.paper import LIKE, UNLIKE, judge
from ingest.paper_kind import BUCKETS, FILE, load_paper_kind, paper_buckets
from ingest.vocabulary import MODEL_FOLDER
from models.papers import examples
from tests.made_pages import printed_pages, stacked

KIND = load_paper_kind(MODEL_FOLDER)


def test_a_word_counts_once_with_its_neighbours_and_every_number_is_the_same() -> None:
    assert paper_buckets(["Contact hours: 1", "Contact hours: 1"]) == paper_buckets(["CONTACT HOURS: 25"])
    assert len(paper_buckets(["one two"])) == 2 + 2 + 3 + 2  # with the edges: words, pairs, threes
    assert paper_buckets([]) == ()


@pytest.mark.parametrize(
    ("lines", "is_certificate"),
    [
        (["CREDIT SLIP", "Name: Dana R. Whitfield", "Session attended: Casts", "Credit: 1.5 hours"], True),
        (["Done well!", "Dana R. Whitfield", "passed the quiz of Casts and Crystals", "on March 14, 2026"], True),
        (["Certificate of Marriage", "This is to certify that", "Dana", "and", "Bo", "were married"], False),
        (["GIFT CERTIFICATE", "Good for one hour of massage", "To: Dana", "From: Bo", "Value: $80"], False),
        (["Invoice", "Bill to: Dana R. Whitfield", "Casts and Crystals, 1.5 contact hours", "Amount due: $25"], False),
    ],
)  # fmt: skip
def test_what_reads_like_a_certificate(lines: list[str], is_certificate: bool) -> None:
    assert (KIND.chance(lines) >= 0.5) is is_certificate


def test_written_pages_that_taught_nothing_are_told_apart() -> None:
    told = [(KIND.chance(lines), is_certificate) for lines, is_certificate in examples(taught=False)]
    certificates = [chance for chance, is_certificate in told if is_certificate]
    others = [chance for chance, is_certificate in told if not is_certificate]
    assert len(certificates) >= 140 and len(others) >= 70
    assert sum(chance >= UNLIKE for chance in certificates) >= 0.95 * len(certificates)
    assert sum(chance < LIKE for chance in others) >= 0.85 * len(others)


def test_a_slip_without_the_words_of_a_certificate_is_not_another_paper() -> None:
    issue = judge([stacked("CREDIT SLIP", "Teacher in-service day", "Name: Dana R. Whitfield", "Building: North",
                           "Session attended: Reading Blood Smears", "Credit: 1.5 hours", "Date: March 14, 2026",
                           "Keep this slip! Turn in with your salary-lane packet by June 1, 2027.")])  # fmt: skip
    assert issue is None or issue.code is IssueCode.DOUBTFUL_PAPER


def test_a_certificate_of_something_else_is_doubted() -> None:
    issue = judge([stacked(("Certificate of Marriage", 28), "This is to certify that", ("Dana R. Whitfield", 20), "and",
                           ("Bo Li", 20), "were united in marriage on March 14, 2026 at Saint Anne's Church",
                           "Witnesses: Ann Ode, Cy Dow", "Officiant: Rev. Eve Fox")])  # fmt: skip
    assert issue is not None


@given(printed_pages())
def test_any_page_gets_a_chance(made: Page) -> None:
    assert 0 <= KIND.chance(made.text.split("\n")) <= 1


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_paper_kind(tmp_path)
    (tmp_path / FILE).write_bytes(b"PK\x03\x04")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_paper_kind(tmp_path)
    np.savez(tmp_path / FILE, weights=np.zeros(BUCKETS + 1), bias=np.float32(0))
    with pytest.raises(SettingsError, match="is not of its form"):
        load_paper_kind(tmp_path)
