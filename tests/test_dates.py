"""Dates as they are printed; nothing is read that is not printed."""

import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import PartialDate
from ingest.dates import find_dates
from tests.made_pages import HOSTILE, HOSTILE_SECONDS

# How the providers of laboratory courses print a date (labce.com, cdc.gov/labtraining, ascls.org, ascp.org).
FROM_PROVIDERS = [
    ("March 14, 2026", "2026-03-14"),
    ("Mar 14, 2026", "2026-03-14"),
    ("MARCH 14 2026", "2026-03-14"),
    ("3/14/2026", "2026-03-14"),
    ("03-14-2026", "2026-03-14"),
    ("3-14-26", "2026-03-14"),
    ("14-Mar-2026", "2026-03-14"),
    ("14/Mar/26", "2026-03-14"),
    ("2026-03-14", "2026-03-14"),
    ("2026/3/14", "2026-03-14"),
    ("14.03.2026", "2026-03-14"),
    ("03.04.2026", "2026-04-03"),  # with dots the day comes first
    ("04/04/2026", "2026-04-04"),
    ("Monday, October 6, 2025", "2025-10-06"),
    ("Sept. 9, 2024", "2024-09-09"),
    ("March 2026", "2026-03"),
    ("Mar-2026", "2026-03"),
    ("29 February 2024", "2024-02-29"),
]
FROM_FORMAL_CERTIFICATES = [
    ("14th day of March, 2026", "2026-03-14"),
    ("this 3rd day of May 2024", "2024-05-03"),
    ("the fourteenth day of March, 2026", "2026-03-14"),
    ("twenty-first of May 2024", "2024-05-21"),
    ("March of 2026", "2026-03"),
]
# The last day of a meeting is the one on which it was completed.
FROM_MEETINGS = [
    ("March 25 and 26, 2023", "2023-03-26"),
    ("October 10-12, 2025", "2025-10-12"),
    ("10-12 October 2025", "2025-10-12"),
    ("Jan 5 to 7, 2024", "2024-01-07"),
    ("October 10, 11 & 12, 2025", "2025-10-12"),
    ("April 30 – May 2, 2024", "2024-05-02"),
    ("March 30-April 1, 2023", "2023-04-01"),
    ("28 April - 2 May 2024", "2024-05-02"),
]
FROM_OTHER_LANGUAGES = [
    ("14 de marzo de 2026", "2026-03-14"),
    ("5 Ağustos 2024", "2024-08-05"),
    ("14 mars 2026", "2026-03-14"),
    ("3 Desember 2024", "2024-12-03"),
]
FROM_OCR = [
    ("Dec1,2023", "2023-12-01"),
    ("March 14 ,2026", "2026-03-14"),
    ("March 14. 2026", "2026-03-14"),
    ("March,14 2026", "2026-03-14"),
    ('14"March 2026', "2026-03-14"),
    ("Completed on 14th March,2026.", "2026-03-14"),
    ("3 /14/ 2026", "2026-03-14"),
    ("Mar. 15, 2023 .\n2.5 hours", "2023-03-15"),
]


@pytest.mark.parametrize(
    ("text", "day"),
    [*FROM_PROVIDERS, *FROM_FORMAL_CERTIFICATES, *FROM_MEETINGS, *FROM_OTHER_LANGUAGES, *FROM_OCR],
)
def test_a_date_has_one_reading(text: str, day: str) -> None:
    (span,) = find_dates(text)
    assert [str(reading) for reading in span.readings] == [day]
    assert len(span.readings) == 1
    assert span.is_whole == (len(day) == 10)


AMBIGUOUS = [
    ("03/04/2026", "2026-03-04", "2026-04-03"),
    ("3/4/26", "2026-03-04", "2026-04-03"),
    ("12-05-2024", "2024-12-05", "2024-05-12"),
]


@pytest.mark.parametrize(("text", "month_first", "day_first"), AMBIGUOUS)
def test_a_date_of_two_readings_keeps_both(text: str, month_first: str, day_first: str) -> None:
    (span,) = find_dates(text)
    assert [str(reading) for reading in span.readings] == [month_first, day_first]
    assert len(span.readings) == 2


NO_DATES = [
    "2026",
    "today",
    "13/13/2026",
    "02/30/2026",
    "00/00/2026",
    "03/00/2026",
    "2024-00-10",
    "2024-13-01",
    "February 30, 2026",
    "March 32, 2026",
    "March 0, 2026",
    "March 14, 20261",
    "January 1, 1949",
    "1/1/2100",
    "1/2",
    "10:30",
]
NUMBERS_OF_CERTIFICATES = [
    "578-063-22",
    "20-123456",
    "1-800-555-1212",
    "555-12-2026",
    "10-12-2020-3",
    "20260314",
    "ISO 15189:2022",
]


@pytest.mark.parametrize("text", [*NO_DATES, *NUMBERS_OF_CERTIFICATES])
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == ()


def test_several_dates_are_found_from_left_to_right() -> None:
    spans = find_dates("Released 01/02/2024, completed March 14, 2026 (valid to 14 April 2028)")
    assert [str(span.readings[0]) for span in spans] == ["2024-01-02", "2026-03-14", "2028-04-14"]


@pytest.mark.parametrize("mark", [" - ", " to ", "-", "–"])
def test_both_ends_of_a_range_are_found(mark: str) -> None:
    spans = find_dates(f"3/14/2026{mark}3/16/2026")
    assert [str(span.readings[0]) for span in spans] == ["2026-03-14", "2026-03-16"]


DATE_LIKE = st.lists(
    st.sampled_from(
        "March mar. 14 14th 3 03 31 0 00 2026 '26 26 / - . , of day de fourteenth to and & – \n 1999 2099 May".split(
            " "
        )
    ),
    max_size=14,
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts)))


@given(st.one_of(DATE_LIKE, st.text()))
def test_no_date_is_invented(text: str) -> None:
    spans = find_dates(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    for span in spans:
        piece = text[span.start : span.end]
        numbers = [int(number) for number in re.findall(r"\d+", piece)]
        assert 1 <= len(span.readings) <= 2
        for reading in span.readings:
            assert_printed(reading, piece, numbers)


def assert_printed(reading: PartialDate, piece: str, numbers: list[int]) -> None:
    """Year, month and day each stand in the piece, as a number or a word."""
    assert reading.year in numbers or reading.year - 2000 in numbers
    assert 1950 <= reading.year <= 2099
    assert reading.month in numbers or re.search(r"[a-z]{3}", piece, re.IGNORECASE)
    assert reading.day is None or reading.day in numbers or "fourteenth" in piece
    assert PartialDate.parse(str(reading)) == reading


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_plain_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%b %d %Y", "%d %B %Y", "%d-%b-%Y", "%d.%m.%Y"):
        (span,) = find_dates(f"Completed {day.strftime(form)}.")
        assert [reading.days()[0] for reading in span.readings] == [day]
    (span,) = find_dates(day.strftime("on %m/%d/%Y"))
    assert day in [reading.days()[0] for reading in span.readings]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    start = time.process_time()
    find_dates(text)
    assert time.process_time() - start < HOSTILE_SECONDS
