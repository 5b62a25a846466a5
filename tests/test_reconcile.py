"""When a page is read again, and which reading is taken word for word."""

from dataclasses import replace

import pytest

from ingest.document import Box, Glyphs
from ingest.reconcile import doubtful_places, is_poor, reconciled, reconciled_line, with_ai

MANGLED = "Mariol me Cae"


def line(text: str, *confidences: float, top: float = 100, left: float = 50) -> tuple[Glyphs, ...]:
    """Words of 8 points a letter; the last confidence holds for the rest."""
    words, x = [], left
    for index, word in enumerate(text.split()):
        confidence = confidences[min(index, len(confidences) - 1)]
        words.append(Glyphs(word, Box(x, top, x + 8 * len(word), top + 16), 16, confidence))
        x += 8 * len(word) + 6
    return tuple(words)


def texts(words: tuple[Glyphs, ...]) -> list[tuple[str, str | None]]:
    return [(word.text, word.second) for word in words]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # they agree: the first reader's form stays, with the other's beside it
        (line("Dana Whitfield,", 0.95), line("DANA Whitfield", 0.99), [("Dana", "DANA"), ("Whitfield,", "Whitfield")]),
        # they differ: a sure word of the first reader stays
        (line("hours 15", 0.96), line("hours 16", 0.99), [("hours", "hours"), ("15", "16")]),
        # ... a doubtful one gives way to a surer one
        (line(MANGLED, 0.0, 0.2, 0.35), line("Marisol J.", 0.95), [("Marisol", MANGLED), ("J.", MANGLED)]),
        # ... and stays beside one that is no surer
        (line("Certificate", 0.79), line("Cerificafe", 0.7), [("Certificate", "Cerificafe")]),
        # they differ in spaces only: the first reader's stay, unless it was lost
        (line("for 1.0 h", 0.9), line("for1.0 h", 0.99), [("for", "for1.0"), ("1.0", "for1.0"), ("h", "h")]),
        (line("Ok onk wo", 0.3), line("Okonkwo", 0.99), [("Okonkwo", "Ok onk wo")]),
        # one saw nothing
        (line("Whitfield", 0.9), (), [("Whitfield", "")]),
        (line("ave", 0.2), (), []),
        ((), line("Whitfield", 0.9), [("Whitfield", "")]),
        ((), line("sha~.", 0.57), []),
        ((), line("--", 0.99), []),
    ],
)  # fmt: skip
def test_the_better_reading_is_taken_and_the_other_kept_beside_it(
    first: tuple[Glyphs, ...], second: tuple[Glyphs, ...], expected: list[tuple[str, str | None]]
) -> None:
    assert texts(reconciled_line(first, second)) == expected


def test_a_page_is_poor_when_much_of_it_is_unsure() -> None:
    assert not is_poor([line("completed the course", 0.95)])
    assert is_poor([line("completed the course", 0.95), line("qvirf wmol", 0.3)])
    assert not is_poor([])


def test_doubtful_lines_and_unread_ink_are_read_again() -> None:
    sure, doubtful, mark = line("completed", 0.95), line("Mariol", 0.3, top=200), line("|", 0.3, top=300)
    ink = Box(50, 400, 200, 430)
    name, unread = doubtful_places([sure, doubtful, mark], [ink])
    assert name == Box(50 - 8, 200 - 8, 50 + 48 + 8, 216 + 8)
    assert unread.top == 400 - 15


def test_places_that_overlap_are_read_once() -> None:
    one, two, three = line("Mariol", 0.3, top=100), line("Mariol", 0.3, top=130), line("Mariol", 0.3, top=112)
    assert len(doubtful_places([one, two, three], [])) == 1
    (place,) = doubtful_places([one, two, three], [])
    assert (place.top, place.bottom) == (92, 154)


def test_a_page_read_twice_is_one_page() -> None:
    first = [
        line("Mariol Cae", 0.1, 0.3, top=100),
        line("completed the course", 0.96, top=150),
        line("~i", 0.2, top=300),
    ]
    second = [line("Marisol Castellano", 0.98, top=101), line("completed the course", 0.99, top=150)]
    extra = line("Provider 123", 0.97, top=220)
    lines, marks = reconciled(first, [*second, extra], None, 792)
    assert [" ".join(word.text for word in piece) for piece in lines] == [
        "Marisol Castellano",
        "completed the course",
        "Provider 123",
    ]
    assert [word.text for word in marks] == ["~i"]


def test_words_outside_the_places_that_were_read_again_are_left_alone() -> None:
    first = [line("Mariol", 0.3, top=100), line("wm ol", 0.2, top=300)]
    (place,) = doubtful_places(first[:1], [])
    lines, marks = reconciled(first, [line("Marisol", 0.98, top=100)], [place], 792)
    assert [texts(piece) for piece in lines] == [[("Marisol", "Mariol")], [("wm", None), ("ol", None)]]
    assert marks == ()


def test_every_word_of_the_first_reading_is_in_the_result_or_beside_it() -> None:
    first = [line("one two three", 0.9, 0.1, 0.9), line("four", 0.39, top=130), line("five", 0.5, top=160)]
    lines, marks = reconciled(first, [line("one tvo three", 0.9)], None, 792)
    kept = [word.text for piece in lines for word in piece] + [word.second for piece in lines for word in piece]
    assert {"one", "two", "three", "four", "five"} <= {*kept, *(word.text for word in marks)}


def test_the_words_of_a_line_have_one_size() -> None:
    first = [replace(word, size=30 if word.text == "MLS" else 16) for word in line("Dana Example, MLS", 0.9)]
    assert {word.size for word in reconciled_line(first, line("Dana Example, MLS", 0.99))} == {16}


def test_a_place_cuts_no_word() -> None:
    (place,) = doubtful_places([line("Certificate for", 0.95, top=400)], [Box(100, 395, 120, 420)])
    assert place.x0 < 50
    assert place.x1 < 50 + 8 * 15


def test_the_rest_of_a_word_that_was_cut_is_no_further_word() -> None:
    lines, _ = reconciled([line("Certificate for", 0.96)], [line("ate for", 0.99, left=110)], None, 792)
    assert [texts(piece) for piece in lines] == [[("Certificate", "ate"), ("for", "for")]]


def test_a_signature_over_the_name_of_who_signs_is_a_mark() -> None:
    printed = line("Michelle Example", 0.85, top=500)
    signature = tuple(replace(word, box=Box(50, 470, 200, 506)) for word in line("Sichelle", 0.99))
    for height, is_mark in ((600, True), (1200, False)):
        lines, marks = reconciled([printed], [signature], None, height)
        assert [word.text for word in marks] == ["Sichelle"] * is_mark
        assert [("Michelle", ""), ("Example", "")] in [texts(piece) for piece in lines]


def test_a_name_alone_low_on_the_page_is_no_signature() -> None:
    lines, marks = reconciled([line("Completed", 0.9, top=300)], [line("Dana Example", 0.99, top=500)], None, 600)
    assert (len(lines), marks) == (2, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Introduction to Generative Al", "Introduction to Generative AI"),
        ("Al for Everyone", "AI for Everyone"),
        ("Ethics of Al, Robotics", "Ethics of AI, Robotics"),
        ("Using Al & Data", "Using AI & Data"),
        ("OpenAl Basics", "OpenAI Basics"),
        # names stay
        ("Al Whitfield", "Al Whitfield"),
        ("Dana Al Whitfield", "Dana Al Whitfield"),
        ("presented to Al Whitfield", "presented to Al Whitfield"),
        ("Al de la Cruz", "Al de la Cruz"),
        ("Al", "Al"),
        ("Alma", "Alma"),
    ],
)
def test_al_is_ai_where_it_cannot_be_a_name(text: str, expected: str) -> None:
    words = with_ai(line(text, 0.9))
    assert " ".join(word.text for word in words) == expected
    assert all((word.second is not None) == ("AI" in word.text) for word in words)
    assert all(word.second in (None, word.text.replace("AI", "Al")) for word in words)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (line("Gneta De", 0.9, 0.97), line("Greta De", 1.0), ["Greta", "De"]),
        (line("Gneta De", 0.94, 0.97), line("Greta De", 1.0), ["Gneta", "De"]),
        (line("0.5 hours", 0.78, 0.9), line("o.s hours", 0.99), ["0.5", "hours"]),
        ((), line("Lamar A. Castellano", 0.67, 1.0, 1.0), ["Lamar", "A.", "Castellano"]),
        (line("578- 030- 22", 0.6), line("578-030-22", 1.0), ["578-030-22"]),
        (line("held.on", 0.9), line("held on", 1.0), ["held", "on"]),
        (line("1CS-100 basics", 0.97), line("ICS-100 basics", 0.97), ["ICS-100", "basics"]),
        (line("100 hours", 0.7), line("1OO hours", 0.99), ["100", "hours"]),
        (line("AW basics", 0.97), line("AWS basics", 1.0), ["AWS", "basics"]),
        (line("1 hour", 0.97), line("15 hour", 1.0), ["1", "hour"]),
        (line("15, 2023", 0.7), line("15,2023", 1.0), ["15,", "2023"]),
    ],
)
def test_what_was_learned_on_made_pages(
    first: tuple[Glyphs, ...], second: tuple[Glyphs, ...], expected: list[str]
) -> None:
    assert [word.text for word in reconciled_line(first, second)] == expected


def test_pieces_of_a_word_without_room_between_them_are_joined() -> None:
    left, right = Glyphs("CERTIF", Box(0, 0, 60, 16), 16, 0.86), Glyphs("ICATE", Box(61, 0, 110, 16), 16, 0.9)
    (whole,) = reconciled_line([left, right], line("CERTIFICATE", 1.0))
    assert (whole.text, whole.second) == ("CERTIFICATE", "CERTIF ICATE")


def test_large_lines_are_doubtful_sooner() -> None:
    small = [line("completed the course", 0.8, top=100 + 30 * n) for n in range(4)]
    name = tuple(replace(word, size=30) for word in line("Rukmini 8t. Clain", 0.92, 0.82, 0.88, top=300))
    (place,) = doubtful_places([*small, name], [])
    assert place.top < 300 < place.bottom
