"""Names taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.name_forms import Name, Reading, fold_name, printed_readings, take_apart
from ingest.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def name(given: str, middles: str, family: str, generation: str | None = None) -> Name:
    return Name(tuple(given.split()), tuple(middles.split()), tuple(family.split()), generation)


ROSTER = [
    ("Dana R. Whitfield", name("dana", "r", "whitfield")),
    ("WHITFIELD, DANA R.", name("dana", "r", "whitfield")),
    ("Núñez-Ortega, José", name("jose", "", "nunez ortega")),
    ("García López, Ana María", name("ana", "maria", "garcia lopez")),
    ("Ana María García López", name("ana", "maria garcia", "lopez")),  # nothing tells where the last name begins
    ("Min-jun Kwon", name("min jun", "", "kwon")),
    ("Maria de la Cruz", name("maria", "", "de la cruz")),
    ("Ilse van den Berg", name("ilse", "", "van den berg")),
    ("Hernán O. Piña", name("hernan", "o", "pina")),  # an initial is no particle
    ("St. John, Ann", name("ann", "", "st john")),
    ("Mary O'Brien", name("mary", "", "obrien")),
    ("John Smith Jr.", name("john", "", "smith", "jr")),
    ("Smith III, John", name("john", "", "smith", "iii")),
    ("John Smith 2nd", name("john", "", "smith", "ii")),
    ("Anh T. Do", name("anh", "t", "do")),  # not the letters D.O.
    ("Xin Ma", name("xin", "", "ma")),
    ("Dana Whitfield, MLS(ASCP)", name("dana", "", "whitfield")),
    ("Suharto", name("suharto", "", "")),
]


@pytest.mark.parametrize(("text", "expected"), ROSTER)
def test_a_roster_name_is_taken_apart(text: str, expected: Name) -> None:
    assert next(take_apart(text, WORDS)) == expected


def test_letters_that_people_spell_in_two_ways_give_two_names() -> None:
    assert [found.family for found in take_apart("Hans Müller", WORDS)] == [("muller",), ("mueller",)]
    assert list(take_apart("", WORDS)) == []


PRINTED = [
    ("Dana Whitfield", [("dana", "whitfield")]),
    ("Whitfield, Dana, MLS(ASCP)CM", [("dana", "whitfield")]),
    ("Dana R. Whitfield, MLSCASCP)CM", [("mlscascp)cm", "dana", "r", "whitfield"), ("dana", "r", "whitfield")]),
    ("Dana Whitfield MIS", [("dana", "whitfield", "mis"), ("dana", "whitfield")]),
    ("Anh T. Do", [("anh", "t"), ("anh", "t", "do")]),
]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_the_ways_to_read_a_printed_name(text: str, expected: list[tuple[str, ...]]) -> None:
    found = [reading.words for reading in printed_readings(text, WORDS)]
    assert [words for words in found if words in expected] == expected
    assert found[0] == expected[0]


def test_what_was_cut_is_said() -> None:
    usual, cut, *_ = printed_readings("Dana Whitfield Jr., MLSCASCP)", WORDS)
    assert (usual.is_cut, cut) == (False, Reading(("dana", "whitfield"), "jr", is_cut=True))


FOLDED = [
    ("NÚÑEZ-Ortega,  José", "nunez ortega jose"),
    ("Jose\u0301", "jose"),
    ("Søren Łukasz Đorđe", "soren lukasz dorde"),
    ("Mary O’Brien", "mary obrien"),
    ("STRAẞE", "strasse"),
    ("…,.-", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_folding(text: str, expected: str) -> None:
    assert fold_name(text) == expected


@given(st.text(max_size=40))
def test_any_text_is_taken_apart(text: str) -> None:
    assert all(found.words for found in take_apart(text, WORDS))
    assert all(reading.words for reading in printed_readings(text, WORDS))
    assert fold_name(fold_name(text)) == fold_name(text)
