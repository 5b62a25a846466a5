"""What reading and typing do to a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.slips import ALIKE, DOUBLED, LOST, OTHER, SWAPPED, find_slip

ONE_SLIP = [
    ("whitfie1d", "whitfield", ALIKE),
    ("vvhitfield", "whitfield", ALIKE),
    ("bumham", "burnham", ALIKE),
    ("amie", "annie", ALIKE),
    ("0rtega", "ortega", ALIKE),
    ("priscila", "priscilla", LOST),
    ("hitfield", "whitfield", LOST),
    ("whitfiel", "whitfield", LOST),
    ("murrphy", "murphy", DOUBLED),
    ("mmorgan", "morgan", DOUBLED),
    ("whitfeild", "whitfield", SWAPPED),
    ("whitfjeld", "whitfield", ALIKE),
    ("whitpield", "whitfield", ALIKE),  # P and F
    ("whitxield", "whitfield", OTHER),
    ("whitfieldx", "whitfield", OTHER),
]


@pytest.mark.parametrize(("printed", "known", "cost"), ONE_SLIP)
def test_one_slip(printed: str, known: str, cost: float) -> None:
    slip = find_slip(printed, known)
    assert slip is not None and slip.cost == cost


NONE = [
    ("dana", "dana"),
    ("", "dana"),
    ("dana", ""),
    ("jon", "ivan"),
    ("lee", "lu"),
    ("smith", "jones"),
    ("whitfield", "wh"),
]


@pytest.mark.parametrize(("printed", "known"), NONE)
def test_no_slip(printed: str, known: str) -> None:
    assert find_slip(printed, known) is None


def test_several_slips_add_up() -> None:
    slip = find_slip("wh1tfleld", "whitfield")
    assert slip is not None and slip.cost == 2 * ALIKE


SPELLINGS = [
    ("hanson", "hansen"),
    ("smyth", "smith"),
    ("cristina", "christina"),
    ("kristina", "cristina"),
    ("phillip", "philip"),
    ("philip", "phillip"),
    ("ann", "anne"),
    ("matt", "mat"),
    ("gonzales", "gonzalez"),
    ("roberts", "robert"),
    ("neil", "niel"),
    ("joseph", "josef"),
]
MISREADINGS = [
    ("hans1n", "hansin"),
    ("wwhite", "white"),
    ("meendoza", "mendoza"),
    ("murrphy", "murphy"),
    ("dxna", "dana"),
    ("burnam", "bumam"),
    ("milller", "miller"),
]


@pytest.mark.parametrize(
    ("printed", "known", "is_spelling"), [(*row, True) for row in SPELLINGS] + [(*row, False) for row in MISREADINGS]
)
def test_spellings_of_a_name_are_told_from_misreadings(printed: str, known: str, is_spelling: bool) -> None:
    slip = find_slip(printed, known)
    assert slip is not None and slip.is_spelling == is_spelling


@given(st.text("abcdeimnrl10", max_size=12), st.text("abcdeimnrl10", max_size=12))
def test_any_two_words_get_an_answer(printed: str, known: str) -> None:
    slip = find_slip(printed, known)
    assert slip is None or slip.cost >= ALIKE
