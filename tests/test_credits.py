"""Amounts of credit as they are printed."""

import re
import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Unit
from ingest.credits import CREDIT_WORDS, find_credits
from tests.made_pages import HOSTILE, HOSTILE_SECONDS

HOUR, CONTACT, CEU, CME, POINT = Unit.HOUR, Unit.CONTACT_HOUR, Unit.CEU, Unit.CME, Unit.POINT

# Wordings of laboratory certificates (labce.com, cdc.gov/labtraining, ascls.org, ascp.org, cap.org).
FROM_PROVIDERS = [
    ("1.5 contact hours", "1.5", CONTACT),
    ("1.5 P.A.C.E.® contact hours", "1.5", CONTACT),
    ("1.25 ASCLS P.A.C.E.® contact hours", "1.25", CONTACT),
    ("2.0 P.A.C.E. credits", "2", CONTACT),
    ("PACE: 1.0", "1", CONTACT),
    ("P.A.C.E. credit: 1.0", "1", CONTACT),
    ("1 CE credit", "1", CONTACT),
    ("6.0 ACCENT®", "6", CONTACT),
    ("1 CMLE", "1", CME),
    ("2 CME credits", "2", CME),
    ("AMA PRA Category 1 Credits: 1.0", "1", CME),
    ("0.15 CEU", "0.15", CEU),
    ("1.0 Continuing Education Unit", "1", CEU),
    ("1.0 continuing education credit hours", "1", CONTACT),
    ("3 CMP points", "3", POINT),
]
FROM_FORMS = [
    ("Contact hours: 1.5", "1.5", CONTACT),
    ("Contact Hours 2.0", "2", CONTACT),
    ("contact hour(s): 2", "2", CONTACT),
    ("contact hours\n1.5", "1.5", CONTACT),
    ("Number of contact hours: 2.25", "2.25", CONTACT),
    ("Total contact hours awarded: 12.5", "12.5", CONTACT),
    ("CEUs: 0.5", "0.5", CEU),
    ("CE hours: 3", "3", CONTACT),
    ("points: 4", "4", POINT),
]
FROM_EMPLOYERS = [
    ("1.5 hrs", "1.5", HOUR),
    ("1hr", "1", HOUR),
    ("12 hours training", "12", HOUR),
    ("3 credits", "3", HOUR),
    ("1 hour 30 minutes", "1.5", HOUR),
    ("2h 30m", "2.5", HOUR),
    ("90 minutes", "1.5", HOUR),
    ("20 minutes", "0.3333", HOUR),
]
WRITTEN_OUT = [
    ("two contact hours", "2", CONTACT),
    ("one (1.0) contact hour", "1", CONTACT),
    ("½ contact hour", "0.5", CONTACT),
    ("1½ contact hours", "1.5", CONTACT),
    ("1 1/2 contact hours", "1.5", CONTACT),
    ("1,5 contact hours", "1.5", CONTACT),
]


@pytest.mark.parametrize(("text", "amount", "unit"), [*FROM_PROVIDERS, *FROM_FORMS, *FROM_EMPLOYERS, *WRITTEN_OUT])
def test_an_amount_and_its_unit(text: str, amount: str, unit: Unit) -> None:
    (span,) = find_credits(text)
    assert (span.credit.amount, span.credit.unit) == (Decimal(amount), unit)
    (inside,) = find_credits(f"They were awarded\n{text}\nby us.")
    assert inside.credit == span.credit


NO_CREDIT = [
    "a 50-minute hour",
    "based on a 50-minute hour",
    "0 contact hours",
    "0.0 CE",
    "one (2.0) contact hour",  # the figure gainsays the word
    "1,000 contact hours",  # a thousand, not one
    "1234 contact hours",
    "P.A.C.E.® 578-063-22",
    "contact hours: 578-063-22",
    "1-800 hours",
    "10:30 hours",
    "CE Broker",
    "hours",
    "0 minutes",
]


@pytest.mark.parametrize("text", NO_CREDIT)
def test_what_is_no_amount_of_credit(text: str) -> None:
    assert find_credits(text) == ()


def test_contact_hours_are_plainer_than_hours_than_minutes() -> None:
    plainness = [find_credits(text)[0].plainness for text in ("2 contact hours", "2 CE", "2 hours", "120 minutes")]
    assert plainness == sorted(plainness, reverse=True)
    assert len(set(plainness)) == 4


def test_of_two_that_overlap_the_plainer_is_kept() -> None:
    (span,) = find_credits("1.5 hours CE hours: 2")[-1:]
    assert span.credit.amount == 2
    assert [str(span.credit.amount) for span in find_credits("1.5 P.A.C.E. contact hours and 0.15 CEU")] == [
        "1.5",
        "0.15",
    ]


UNIT_WORDS = [
    ("Contact Hours:", "Contact Hours"),
    ("Total P.A.C.E. contact hours", "P.A.C.E. contact hours"),
    ("Number of CE credits earned", "CE credits"),
    ("CEUs", "CEUs"),
    ("Name:", None),
    ("Yourself", None),
    ("Contact us", None),
]


@pytest.mark.parametrize(("label", "words"), UNIT_WORDS)
def test_the_words_of_a_unit_in_a_label(label: str, words: str | None) -> None:
    found = CREDIT_WORDS.search(label)
    assert (found and found[0]) == words


CREDIT_LIKE = st.lists(
    st.sampled_from(
        "1 1.5 0.25 2,0 12 one ½ 1/2 ( ) : - contact hours hour CE CEU credits P.A.C.E. minutes 90 total of 0".split()
    ),
    max_size=12,
).map(" ".join)


@given(st.one_of(CREDIT_LIKE, st.text()))
def test_no_amount_is_invented(text: str) -> None:
    spans = find_credits(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    for span in spans:
        piece = text[span.start : span.end]
        assert 0 <= span.start < span.end <= len(text)
        assert span.credit.amount > 0
        assert 0 < span.plainness <= 1
        assert re.search(r"\d|[½¼¾]|one|two", piece, re.IGNORECASE), "an amount is printed"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    start = time.process_time()
    find_credits(text)
    assert time.process_time() - start < HOSTILE_SECONDS
