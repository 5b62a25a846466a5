"""Dates as far as they are printed, and the status that follows from failure and issues."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Candidate, Failure, Field, FieldName, Issue, IssueCode, Outcome, PartialDate, Status
from ingest.document import Evidence
from tests.made_outcomes import RUN, activity, failed, outcome, source

FILE = source(Path("a.pdf"))
partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)),
)


@given(partial_dates)
def test_a_date_is_read_back_from_its_text(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


@given(partial_dates)
def test_a_partial_date_means_the_days_that_begin_with_it(day: PartialDate) -> None:
    first, last = day.days()
    assert first.isoformat().startswith(str(day))
    assert last.isoformat().startswith(str(day))
    if last < date.max:
        assert not (last + timedelta(days=1)).isoformat().startswith(str(day))
    if first > date.min:
        assert not (first - timedelta(days=1)).isoformat().startswith(str(day))


NOT_DATES = [
    "",
    "26-03-14",
    "2026-3-14",
    "2026-03-14-01",
    "2026/03/14",
    "2026-02-30",
    "2026-13",
    "2026-00",
    "2026-03-00",
    "0000",
    "+026-03-14",
    " 026-03-14",
    "2_26",
    "٢٠٢٦",
    "today",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize("parts", [(2026, None, 14), (2026, 0), (2026, 0, 14), (2026, 3, 0), (2026, 2, 30), (0,)])
def test_no_day_is_made_that_is_none(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        PartialDate(*parts)


def test_an_outcome_has_an_activity_or_a_failure() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Outcome(FILE, (1, 1), RUN, None, None)
    with pytest.raises(ValueError, match="exactly one"):
        Outcome(FILE, (1, 1), RUN, activity(), Failure("timed_out", "too slow"))


STATUSES = [
    ((), Status.ACCEPTED),
    (((IssueCode.LOW_CONFIDENCE, FieldName.CATEGORY),), Status.ACCEPTED),
    (((IssueCode.LOW_CONFIDENCE, FieldName.TITLE),), Status.NEEDS_REVIEW),
    (((IssueCode.PROPOSED_SPLIT, None),), Status.NEEDS_REVIEW),
    (((IssueCode.LAYER_DISAGREES, None),), Status.NEEDS_REVIEW),
    (((IssueCode.READERS_DISAGREE, FieldName.CERTIFICATE_NUMBER),), Status.NEEDS_REVIEW),
    (((IssueCode.LOW_CONFIDENCE, FieldName.CATEGORY), (IssueCode.MISSING, FieldName.CREDIT)), Status.NEEDS_REVIEW),
    (((IssueCode.MISSING, FieldName.CREDIT), (IssueCode.NOT_A_CERTIFICATE, None)), Status.NOT_A_CERTIFICATE),
]


@pytest.mark.parametrize(("issues", "status"), STATUSES)
def test_the_status_follows_from_the_issues(
    issues: tuple[tuple[IssueCode, FieldName | None], ...], status: Status
) -> None:
    assert outcome(FILE, *(Issue(code, field, "") for code, field in issues)).status is status


def test_a_failure_is_a_failure() -> None:
    assert failed(FILE, "encrypted_file").status is Status.FAILED


def test_the_key_names_bytes_and_pages() -> None:
    assert outcome(FILE, pages=(2, 3)).key == f"{FILE.sha256}:2-3"


def test_issues_are_listed_in_the_order_of_the_fields() -> None:
    record = Issue(IssueCode.PROPOSED_SPLIT, None, "record")
    credit = Issue(IssueCode.CONFLICT, FieldName.CREDIT, "credit")
    holder = Issue(IssueCode.LOW_CONFIDENCE, FieldName.HOLDER, "holder")
    assert activity("Dana R. Whitfield", credit, holder, record).all_issues() == (record, holder, credit)


def test_the_method_says_who_or_what_found_a_value() -> None:
    evidence = Evidence(1, 0, 4, "Dana", (), None)
    field = Field(FieldName.HOLDER, "Dana", Candidate(FieldName.HOLDER, evidence, 0.9, "pattern:lead"))
    assert field.method == "pattern:lead"
    assert replace(field, candidate=None, decided_by="ana").method == "human:ana"
    assert Field(FieldName.HOLDER).method is None


def test_a_field_is_found_by_its_name() -> None:
    made = activity()
    assert [made.field(name).name for name in FieldName] == list(FieldName)
