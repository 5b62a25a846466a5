"""How a person's name is written plainly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.names import plain_name
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, vocabulary

AS_PRINTED = [
    ("Dana R. Whitfield", "Dana R. Whitfield"),
    ("DANA R. WHITFIELD", "Dana R. Whitfield"),
    ("WHITFIELD, DANA R.", "Dana R. Whitfield"),
    ("Whitfield, Dana", "Dana Whitfield"),
    ("MA, XIN", "Xin Ma"),
    ("Dana\nWhitfield", "Dana Whitfield"),
    ("  Dana   Whitfield. ", "Dana Whitfield"),
    ("Shannon O'NEIL-MCKAY", "Shannon O'Neil-McKay"),
    ("Tomás Núñez", "Tomás Núñez"),
    ("“Dana Whitfield”", "Dana Whitfield"),
]
LETTERS_AND_HONORIFICS = [
    ("Dana R. Whitfield, MLS(ASCP)CM", "Dana R. Whitfield"),
    ("DANA R. WHITFIELD, MLS(ASCP)", "Dana R. Whitfield"),
    ("Dr. Dana Whitfield", "Dana Whitfield"),
    ("Ms. Dana Whitfield, PhD, MLS", "Dana Whitfield"),
    ("Dana Whitfield MT(ASCP)", "Dana Whitfield"),
    ("WHITFIELD, DANA R., MLS(ASCP)", "Dana R. Whitfield"),
    ("Dana R. Whitfield, MT(ASCP)SBB", "Dana R. Whitfield"),
    ("Dana R. Whitfield, M(ASCP)", "Dana R. Whitfield"),
    ("HUONG DO", "Huong Do"),
    ("HUONG DO, MLS(ASCP)", "Huong Do"),
    ("DANA WHITFIELD MD", "Dana Whitfield"),
    ("Whitfield MD", "Whitfield"),
]


@pytest.mark.parametrize(("text", "name"), [*AS_PRINTED, *LETTERS_AND_HONORIFICS])
def test_a_name_is_written_plainly(text: str, name: str) -> None:
    assert plain_name(text, vocabulary()) == name


PERSONS = [
    "Dana R. Whitfield",
    "DANA WHITFIELD",
    "Whitfield, Dana",
    "Dana Whitfield, MLS(ASCP)",
    "Maria de la Cruz",
    "Shannon O'Neil",
    "Mary-Ann Vasquez-Holm",
    "Priya Venkatesan",
]


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from("Dr. DANA whitfield, O'NEIL- MLS (ASCP ) PhD . / de ™".split())).map(" ".join),
    )
)
def test_any_text_gives_a_name_of_its_own_letters(text: str) -> None:
    words = vocabulary()
    name = plain_name(text, words)
    assert name == " ".join(name.split())
    folded = text.casefold()
    # Some letters fold to two: "ß" in capitals is "SS".
    if folded == text.lower() and text.upper().lower() == text.lower():
        assert all(piece in folded for piece in name.casefold().split())


@given(st.sampled_from(PERSONS), st.sampled_from(PERSONS))
def test_a_plain_name_stays_as_it_is(one: str, two: str) -> None:
    plain = plain_name(one, vocabulary())
    assert plain_name(plain, vocabulary()) == plain


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    start = time.process_time()
    plain_name(text, vocabulary())
    assert time.process_time() - start < HOSTILE_SECONDS
