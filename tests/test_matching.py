"""Whose a printed name is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.matching import NameIndex
from ingest.name_traits import Doubt
from ingest.person import Person


def person(person_id: str, name: str, *other_names: str) -> Person:
    return Person(person_id, name, other_names, None, ())


STAFF = (
    person("1", "Dana R. Whitfield", "Dana Reyes"),
    person("2", "Núñez-Ortega, José"),
    person("3", "John Smith Jr."),
    person("4", "John Smith Sr."),
    person("5", "Priya A. Raman"),
    person("6", "Priya B. Raman"),
    person("7", "Mary O'Brien"),
    person("8", "Ann Lee"),
    person("9", "Ann M. Lee"),
    person("10", "Siobhan Mary Kelly"),
)

STAFF_NAMES = NameIndex(STAFF)

CERTAIN = [
    ("Dana R. Whitfield", "1"),
    ("DANA R. WHITFIELD, MLS(ASCP)CM", "1"),
    ("Dana Whitfield", "1"),
    ("Dana Rose Whitfield", "1"),
    ("Whitfield, Dana R.", "1"),
    ("Ms. Dana R. Whitfield", "1"),
    ("Dr. Dana Whitfield, PhD", "1"),
    ("dana reyes", "1"),
    ("Jose Nunez-Ortega", "2"),
    ("JOSÉ NÚÑEZ ORTEGA", "2"),
    ("John Smith, Jr.", "3"),
    ("SMITH, JOHN SR", "4"),
    ("Priya A Raman", "5"),
    ("Priya Beth Raman", "6"),
    ("Mary OBrien", "7"),
    ("Mary O’Brien", "7"),
    ("Ann M. Lee", "9"),
    ("Siobhan M. Kelly", "10"),
]


@pytest.mark.parametrize(("printed", "person_id"), CERTAIN)
def test_surely_this_person(printed: str, person_id: str) -> None:
    match = NameIndex([one for one in STAFF if one.person_id != "8"]).match(printed)
    assert (match.person_id, match.certain) == (person_id, True)
    assert match.reason


UNCERTAIN = [
    ("D. Whitfield", "1", "has this initial and last name"),
    ("D. R. Whitfield", "1", "has this initial and last name"),
    ("Siobhan Marv Kelly", "10", "has this name but for the middle one"),  # Marv is a name
    ("Ann Lee", "8", "Ann M. Lee (9) may be meant too"),
]


@pytest.mark.parametrize(("printed", "person_id", "reason"), UNCERTAIN)
def test_perhaps_this_person(printed: str, person_id: str, reason: str) -> None:
    match = NameIndex(STAFF).match(printed)
    assert (match.person_id, match.certain) == (person_id, False)
    assert reason in match.reason


NOBODY = [
    ("Dana K. Whitfield", "nobody"),  # the middle initial forbids it
    ("Whitfield, Dana Kim", "nobody"),
    ("Robert Chen", "nobody"),
    ("Dana", "nobody"),
    ("Whitfield", "nobody"),
    ("John Smith III", "nobody"),
    ("John Smith", "John Smith Jr. (3) and John Smith Sr. (4) fit"),
    ("Priya Raman", "Priya A. Raman (5) and Priya B. Raman (6) fit"),
    ("P. Raman", "Priya A. Raman (5) and Priya B. Raman (6) fit"),
    ("", "no holder's name was read"),
    (None, "no holder's name was read"),
    ("MLS(ASCP)", "no holder's name was read"),
]


@pytest.mark.parametrize(("printed", "reason"), NOBODY)
def test_nobody(printed: str | None, reason: str) -> None:
    match = NameIndex(STAFF).match(printed)
    assert (match.person_id, match.certain) == (None, False)
    assert reason in match.reason


# What a scan makes of a name; the slip is said to the reviewer all the same.
MISREAD = [
    ("Dana R. Whitfeild", "1", "'whitfeild' for 'whitfield'"),
    ("Dana R. Whitfie1d", "1", "'whitfie1d' for 'whitfield'"),
    ("DANA R. VVHITFIELD", "1", "'vvhitfield' for 'whitfield'"),
    ("Dana R. Whitfeld", "1", "'whitfeld' for 'whitfield'"),
    ("Dana R. Whittfield", "1", "'whittfield' for 'whitfield'"),
    ("Daha R. Whitfleld", "1", "'daha' for 'dana', 'whitfleld' for 'whitfield'"),
    ("Whitfield Dana R", "1", "with the last name first"),
    ("Whitfield. Dana R.", "1", "with the last name first"),
    ("DanaWhitfield", "1", "but for the spaces"),
    ("DanakWhitfield", "1", "but for the spaces"),
    ("Dana Whit field", "1", "is written nearly so"),
    ("D ana Whitfield", "1", "but for the spaces"),
    ("Dana RWhitfield", "1", "but for the spaces"),
    ("Dana 8. Whitfield", "1", "a middle name that was misread"),
    ("Siobhan Maxy Kelly", "10", "a middle name that was misread"),
    ("Dana R. Whitfield, MLSCASCP)CM", "1", "letters after the name"),
    ("DANA WHITFIELD, BS, MI5(ASCP)", "1", "letters after the name"),
    ("Dana Whitfield, RhD", "1", "letters after the name"),
    ("Jose Nunez-0rtega", "2", "'nunez0rtega' for 'nunezortega'"),
    ("John Smlth Jr.", "3", "'smlth' for 'smith'"),
]


@pytest.mark.parametrize(("printed", "person_id", "reason"), MISREAD)
def test_slips_in_a_name_that_is_nobody_elses(printed: str, person_id: str, reason: str) -> None:
    match = STAFF_NAMES.match(printed)
    assert (match.person_id, match.certain, match.rivals) == (person_id, True, ())
    assert reason in match.reason


# Names that differ in a letter or two and are different people's.
OTHER_PEOPLE = [
    ("Jon Lee", "Joan Lee"),
    ("Maria Vanterpool", "Marie Vanterpool"),
    ("Maria Smith", "Maria Smyth"),
    ("Eric Vanterpool", "Erin Vanterpool"),
    ("Christina Ottersberg", "Christine Ottersberg"),
    ("Christina Ottersberg", "Cristina Ottersberg"),
    ("Ann Hansen", "Ann Hanson"),
    ("Ann Hansen", "Anne Hansen"),
    ("Paul Torres", "Paula Torres"),
    ("Paul A. Torres", "Paula Torres"),
    ("Dana Whitfield", "Diana Whitfield"),
    ("Wei Lu", "Wei Liu"),
    ("Jo Smith", "Io Smith"),
    ("Daniel Williams", "Danielle Williams"),
    ("Sam O'Neill", "Sam O'Neil"),
]


@pytest.mark.parametrize(("known", "printed"), [*OTHER_PEOPLE, *(pair[::-1] for pair in OTHER_PEOPLE)])
def test_another_name_is_no_slip(known: str, printed: str) -> None:
    match = NameIndex([person("1", known)]).match(printed)
    assert not match.certain
    assert match.doubt in (None, Doubt.OTHER_NAME, Doubt.SLIP)


def test_a_colleagues_name_is_a_name_however_rare() -> None:
    rare = (person("1", "Zorvina Quill"), person("2", "Zorvana Ames"))
    assert not NameIndex(rare).match("Zorvana Quill").certain
    assert NameIndex(rare[:1]).match("Zorvjna Quill").certain


def test_of_near_twins_the_one_who_is_printed_is_taken() -> None:
    twins = NameIndex([person("1", "Joan Trelawny"), person("2", "Jon Trelawny")])
    assert [(twins.match(name).person_id, twins.match(name).certain) for name in ("Joan Trelawny", "Jon Trelawny")] == [
        ("1", True),
        ("2", True),
    ]
    between = twins.match("Joen Trelawny")
    assert (between.certain, between.doubt) == (False, Doubt.RIVAL)
    assert {between.person_id, *between.rivals} == {"1", "2"}


CALLED = (
    person("1", "Robert Vanterpool"),
    person("2", "Alexander Quist"),
    person("3", "Alexandra Quist"),
    person("4", "Elizabeth T. Moncrieff"),
    person("5", "José Guerrero-Luna"),
    person("6", "John Ottersberg"),
    person("7", "Steven Ames"),
    person("8", "Steve Ames"),
)
SHORT_FORMS = [
    ("Bob Vanterpool", "1", True),
    ("Robbie Vanterpool", "1", True),
    ("B0b Vanterpool", "1", True),  # misread as well
    ("Liz Moncrieff", "4", True),
    ("Moncrieff, Liz T.", "4", True),
    ("Liz K. Moncrieff", None, False),  # the middle initial forbids it
    ("Alex Quist", None, False),  # one of two
    ("Pepe Guerrero-Luna", "5", True),
    ("Jack Ottersberg", "6", False),  # is given as a name more often
    ("Steve Ames", "8", False),  # or Steven Ames
    ("Sue Vanterpool", None, False),
]


@pytest.mark.parametrize(("printed", "person_id", "certain"), SHORT_FORMS)
def test_short_forms_of_first_names(printed: str, person_id: str | None, certain: bool) -> None:
    match = NameIndex(CALLED).match(printed)
    assert (match.person_id, match.certain) == (person_id, certain)


LAST_NAMES = (
    person("1", "José Guerrero-Luna"),
    person("2", "Dana Kim Whitfield", "Dana Reyes"),
    person("3", "Ilse van den Berg"),
    person("4", "Maria de la Cruz"),
    person("5", "Priya Raman"),
    person("6", "Siobhan O'Neill"),
    person("7", "Hans Müller"),
    person("8", "Ana M. Soto-Vidal"),
)
PARTS = [
    ("José Guerrero", "1", False),  # one of two last names
    ("Jose Luna", "1", False),
    ("Ana M. Soto", "8", True),  # the middle initial speaks for her
    ("Dana Whitfield-Reyes", "2", True),  # both are on the roster
    ("Dana Reyes Whitfield", "2", True),
    ("Dana R. Whitfield", "2", False),  # R. for Reyes, perhaps
    ("Dana S. Whitfield", None, False),
    ("Priya Raman-Nair", "5", False),  # a last name more
    ("Ilse Berg", "3", True),
    ("Ilse Vandenberg", "3", True),
    ("Maria Cruz", "4", True),
    ("CRUZ, MARIA DE LA", "4", True),
    ("Siobhan O Neill", "6", True),
    ("SIOBHAN ONEILL", "6", True),
    ("Hans Mueller", "7", True),
    ("Hans Muller", "7", True),
]


@pytest.mark.parametrize(("printed", "person_id", "certain"), PARTS)
def test_double_former_and_composed_last_names(printed: str, person_id: str | None, certain: bool) -> None:
    match = NameIndex(LAST_NAMES).match(printed)
    assert (match.person_id, match.certain) == (person_id, certain)


ORDERS = [
    ("James Thomas", "Thomas James", False),  # each is a first and a last name
    ("James Thomas", "Thomas, James", True),
    ("Priya Raman", "Raman Priya", True),
    ("Min-jun Kwon", "Kwon Min-jun", True),
    ("Min-jun Kwon", "Minjun Kwon", True),
    ("Min-jun Kwon", "Min Jun Kwon", True),
    ("Anh Do", "ANH DO", True),  # not the letters D.O.
    ("Colton S. Do", "Colton Do", True),
    ("Xin Ma", "MA, XIN", True),
    ("Robert Dana Ames", "Dana Ames", False),  # called by the middle name
    ("Mary Ann Trelawny", "Maryann Trelawny", True),
    ("Mary Ann Trelawny", "Ann Trelawny", False),
]


@pytest.mark.parametrize(("known", "printed", "certain"), ORDERS)
def test_orders_and_several_first_names(known: str, printed: str, certain: bool) -> None:
    match = NameIndex([person("1", known)]).match(printed)
    assert (match.person_id, match.certain) == ("1", certain)


def test_two_people_of_one_name_are_never_chosen() -> None:
    same = NameIndex([person("1", "Maria Garcia"), person("2", "María García")])
    for printed in ("Maria Garcia", "GARCIA, MARIA L.", "Marja Garcia", "Maria L. Garcia"):
        match = same.match(printed)
        assert (match.person_id, match.certain, match.rivals, match.doubt) == (None, False, ("1", "2"), Doubt.SEVERAL)
    other = same.match("Marla Garcia")
    assert (other.person_id, other.doubt) == (None, Doubt.OTHER_NAME)


def test_the_middle_name_counts_for_other_names_as_well() -> None:
    known = NameIndex([person("1", "Dana Kim Whitfield", "Dana Whitfield", "Dana Reyes")])
    assert known.match("Dana S. Whitfield").person_id is None
    assert known.match("Dana S. Reyes").person_id is None
    assert known.match("Dana K. Reyes").certain
    assert NameIndex([person("1", "Dana R. Whitfield", "Dana Reyes")]).match("Dana K. Reyes").certain  # R. is Reyes


def test_what_forbids_a_name_is_told() -> None:
    match = STAFF_NAMES.match("Dana K. Whitfield")
    assert match.rivals == ("1",)
    assert "Dana R. Whitfield (1) is called so but for another middle name" in match.reason
    assert "Jr" in STAFF_NAMES.match("John Smith III").reason


class TestAliases:
    def test_a_name_that_a_person_confirmed_is_certain(self) -> None:
        index = NameIndex(STAFF, aliases={"D. Whitfield": "1", "Bobbie Wren": "5"})
        assert index.match("D WHITFIELD").certain
        match = index.match("Bobbie Wren")
        assert (match.person_id, match.certain) == ("5", True)
        assert "a person said" in match.reason

    def test_somebody_who_is_called_just_so_makes_it_a_close_call(self) -> None:
        match = NameIndex(STAFF, aliases={"Ann M. Lee": "1"}).match("Ann M. Lee")
        assert (match.person_id, match.certain, match.doubt) == ("1", False, Doubt.RIVAL)
        assert "9" in match.rivals

    def test_who_left_is_nobody(self) -> None:
        assert NameIndex(STAFF, aliases={"Bobbie Wren": "99"}).match("Bobbie Wren").person_id is None


def test_the_same_name_is_asked_for_once() -> None:
    assert STAFF_NAMES.match("Dana Whitfield") is STAFF_NAMES.match("Dana Whitfield")


def test_a_page_taken_for_a_name_takes_no_time() -> None:
    assert not STAFF_NAMES.match("Dana Whitfield " * 5000).certain


def test_an_empty_roster_knows_nobody() -> None:
    assert NameIndex(()).match("Dana Whitfield").person_id is None


NAME_PARTS = (
    "Dana",
    "R.",
    "Whitfield",
    "Jr.",
    ",",
    "Reyes",
    "D",
    "WhitfieId",
    "MLS(ASCP)",
    "Smith",
    "J0hn",
    "-",
    "Lee",
)


@given(st.text(max_size=40) | st.lists(st.sampled_from(NAME_PARTS), max_size=6).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_printed_text_gets_an_answer(printed: str) -> None:
    match = STAFF_NAMES.match(printed)
    assert match.reason
    assert match.person_id is not None or not match.certain
    assert match.person_id not in match.rivals
    assert not (match.certain and (match.doubt or match.rivals))
