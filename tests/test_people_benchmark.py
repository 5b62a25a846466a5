"""The benchmark of people: its staff, its near-twins, its prints, and that a small one keeps what is promised."""

import random
from collections import Counter

import pytest
from rapidfuzz.distance import Levenshtein

from benchmarks.people import __main__ as command
from benchmarks.people.__main__ import judge_lab, kind_rows, write_up
from benchmarks.people.printed import LETTERS, SLIP, misread, print_name
from benchmarks.people.staff import TWINS, MadePerson, Twin, make_near_strangers, make_staff, make_strangers
from ingest.name_forms import fold_name

DANA = MadePerson("1", "Dana", "Rose", "Núñez", middle_on_roster="initial", former="Reyes")


def test_the_staff_holds_its_pairs_of_near_twins() -> None:
    staff = make_staff(random.Random(1), 120, TWINS)
    assert len({person.person_id for person in staff}) == len(staff) == 120
    assert Counter(person.twin for person in staff if person.twin) == {kind: 2 * n for kind, n in TWINS.items()}
    assert sum(TWINS.values()) == 20
    by_kind = {kind: [person for person in staff if person.twin is kind] for kind in Twin}
    for person in by_kind[Twin.FIRST_NAME]:
        assert any(Levenshtein.distance(person.given, other.given) == 1 for other in by_kind[Twin.FIRST_NAME])
    for kind in (Twin.MIDDLE, Twin.GENERATION, Twin.SAME):
        assert set(Counter(person.first_and_last for person in by_kind[kind]).values()) <= {2, 4}


def test_a_seed_gives_the_same_people_again() -> None:
    one, again, other = (make_staff(random.Random(seed), 60, TWINS) for seed in (1, 1, 2))
    assert one == again != other


def test_strangers_are_told_from_colleagues_by_something() -> None:
    rng = random.Random(3)
    staff = make_staff(rng, 400, TWINS)
    strangers, _ = make_strangers(rng, 300, staff)
    for stranger in strangers:
        for person in staff:
            if person.first_and_last == stranger.first_and_last:
                assert person.middle and stranger.middle and person.middle[0] != stranger.middle[0]


def test_near_strangers_share_one_name_with_a_colleague() -> None:
    rng = random.Random(6)
    staff = make_staff(rng, 80, TWINS)
    near = make_near_strangers(rng, staff)
    assert len(near) > 20
    assert not {person.first_and_last for person in near} & {person.first_and_last for person in staff}
    assert {person.given for person in near} & {person.given for person in staff}


def test_the_roster_states_what_rosters_state() -> None:
    assert DANA.on_roster().name == "Dana R. Núñez"
    assert DANA.on_roster().other_names == ("Dana Reyes",)


def test_certificates_print_the_name_in_many_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.people.printed.SLIP", 0.0)
    rng = random.Random(4)
    texts = {print_name(DANA, rng).text for _ in range(400)}
    bare = {
        text.removesuffix(f", {letters}") for text in texts for letters in LETTERS if text.endswith(letters)
    } | texts
    assert {"Dana Núñez", "DANA NUNEZ", "Núñez, Dana R.", "Dana Rose Reyes", "Reyes, Dana"} <= bare
    assert {word for text in bare for word in fold_name(text).split()} >= {"dana", "r", "rose", "nunez", "reyes"}


def test_a_fiftieth_of_the_letters_is_misread() -> None:
    text = "Whitfield, Dana R." * 2000
    assert Levenshtein.distance(text, misread(text, random.Random(5))) / len(text) == pytest.approx(SLIP, rel=0.25)


def test_a_small_staff_keeps_what_is_promised() -> None:
    lab = judge_lab(1, staff=150, strangers=100)
    judged = lab.judged
    taken = [one for one in judged if one.is_taken]
    assert sum(one.is_right for one in taken) / len(taken) >= command.PROMISED_RIGHT
    ours = [one for one in judged if one.person_id]
    certain = sum(one.is_taken for one in ours if not any("near-twin" in kind for kind in one.printed.kinds))
    assert certain / sum(not any("near-twin" in kind for kind in one.printed.kinds) for one in ours) > 0.95
    text = write_up([lab], [1])
    assert "matched without a person" in text and "strangers" in text
    rows = {row[0]: row for row in kind_rows(judged)}
    assert rows[f"near-twin: {Twin.SAME.value}"][2:] == ("0.0%", "0"), "two of one name are never chosen"


def test_the_command_prints_its_figures(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    small = judge_lab(1, staff=60, strangers=10)
    monkeypatch.setattr(command, "judge_lab", lambda seed: small)
    assert command.main(["--seeds", "1", "--show", "3"]) == 0
    assert "near-twin" in capsys.readouterr().out
