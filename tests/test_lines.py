"""Reading order: cells, rows, paragraphs and letter-spaced words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Box, Glyphs
from ingest.lines import lay_lines, words_lacking


def word(text: str, x: float, top: float, size: float = 10.0, advance: float = 0.5) -> Glyphs:
    return Glyphs(text, Box(x, top, x + advance * size * len(text), top + size), size, None)


def line(text: str, x: float, top: float, size: float = 10.0) -> list[Glyphs]:
    words, position = [], x
    for part in text.split():
        words.append(word(part, position, top, size))
        position = words[-1].box.x1 + 0.3 * size
    return words


def read(*pieces: list[Glyphs]) -> list[str]:
    return [" ".join(glyphs.text for glyphs in laid) for laid in lay_lines(pieces)]


def test_words_of_one_row_become_one_line_in_their_order_on_paper() -> None:
    words = line("Certificate of Completion", 50, 50)
    assert read(*([each] for each in reversed(words))) == ["Certificate of Completion"]


def test_a_label_and_its_far_value_are_lines_of_their_own_row_by_row() -> None:
    labels = [line("Name", 50, 50), line("Date", 50, 64)]
    values = [line("Ada Example", 200, 50), line("May 5", 200, 64)]
    assert read(*labels, *values) == ["Name", "Ada Example", "Date", "May 5"]


def test_the_cells_of_a_narrow_table_stay_apart() -> None:
    first = [line("Deep", 50, 50), line("Dive", 50, 64)]
    second = [line("in scope", 90, 50), line("on time", 90, 64)]  # the white between them is two font sizes
    assert read(*first, *second) == ["Deep", "in scope", "Dive", "on time"]


def test_a_paragraph_beside_another_stays_together() -> None:
    title = [line("Safe Handling of", 50, 50, 20), line("Specimens", 50, 74, 20)]
    aside = [line(f"part {n}", 400, 49 + 12 * n) for n in range(5)]
    assert read(*title, *aside) == [*[f"part {n}" for n in range(5)], "Safe Handling of", "Specimens"]
    assert read(*aside, *title) == read(*title, *aside)


def test_a_wrapped_cell_goes_on_before_the_next_cell() -> None:
    first = [line("Management of Critical", 50, 50), line("Results", 50, 62), line("Course", 50, 75, 8)]
    second = [line("Prairie Society", 250, 50), line("Course vendor", 250, 63, 8)]
    assert read(*first, *second) == ["Management of Critical", "Results", "Prairie Society", "Course vendor", "Course"]


def test_cells_close_together_are_divided_where_their_column_begins() -> None:
    heads = [line("Course", 50, 50), line("Number", 151, 50)]
    row = line("Acute Kidney Injury", 50, 64)
    row.append(word("578-063-22", 151, 64))
    assert 0.7 * 10 < row[-1].box.x0 - row[-2].box.x1 < 1.5 * 10
    assert read(*heads, row, line("Biomarkers", 50, 76)) == [
        *("Course", "Number", "Acute Kidney Injury", "Biomarkers", "578-063-22"),
    ]
    assert read(row) == ["Acute Kidney Injury 578-063-22"]


def test_what_reaches_under_the_next_column_is_no_part_of_the_table() -> None:
    first = [line("(Last name)", 50, 50), line("Moreno", 50, 62), line("In-service class: Casts and Crystals", 50, 74)]
    second = [line("(First name)", 150, 50), line("Ana", 150, 62)]
    assert read(*first, *second)[2:] == ["Moreno", "Ana", "In-service class: Casts and Crystals"]


def test_a_raised_small_word_stays_in_its_line() -> None:
    ordinal = Glyphs("th", Box(73, 49, 80, 56), 7.0, None)
    assert read([*line("the 9", 50, 50, 10), ordinal]) == ["the 9 th"]


def test_a_lone_comma_stays_behind_its_word() -> None:
    comma = Glyphs(",", Box(91, 57, 93, 62), 10.0, None)
    assert read(line("WHITFIELD", 46, 50), [comma], line("Prairie Hospital", 96, 50), line("below", 46, 66)) == [
        *("WHITFIELD , Prairie Hospital", "below"),
    ]


def test_letter_spaced_words_are_joined_and_their_gaps_kept() -> None:
    letters = []
    x = 50.0
    for text in ("CERTIFICATE", "OF", "MERIT"):
        for letter in text:
            letters.append(word(letter, x, 50, 10, 0.6))
            x += 10.0
        x += 9.0
    assert read(letters) == ["CERTIFICATE OF MERIT"]


def test_few_single_letters_stay_single() -> None:
    assert read(line("Hepatitis A B C", 50, 50)) == ["Hepatitis A B C"]


DANA, COHEN, HOURS = "\u05d3\u05e0\u05d4", "\u05db\u05d4\u05df", "\u05e9\u05e2\u05d5\u05ea"


@pytest.mark.parametrize(
    ("on_paper", "read_as"),
    [
        (f"2024 5 {HOURS} {COHEN} {DANA}", f"{DANA} {COHEN} {HOURS} 5 2024"),
        (f"{HOURS} 3.5 Example Labs 2 {DANA}", f"{DANA} Example Labs 2 3.5 {HOURS}"),
        (f"{HOURS} AB-12 Rev 2 {DANA}", f"{DANA} AB-12 Rev 2 {HOURS}"),
        (f"For {COHEN} {DANA}, May 5", f"For {DANA}, {COHEN} May 5"),
        (f"For the {DANA}", f"For the {DANA}"),
        (f"Labs {COHEN} {DANA} {HOURS}", f"{HOURS} {DANA} {COHEN} Labs"),
        ("2024 5 12", "2024 5 12"),
    ],
)
def test_a_line_is_read_in_the_direction_of_its_letters(on_paper: str, read_as: str) -> None:
    """Numbers left of Latin words come after them, as the letters around both are read from right to left."""
    assert read(line(on_paper, 50, 50)) == [read_as]
    assert read(*([each] for each in line(on_paper, 50, 50))) == [read_as]


def test_the_cells_of_a_right_to_left_row_are_read_from_the_right() -> None:
    rows = [line(DANA, 50, 50), line(HOURS, 300, 50), line(COHEN, 50, 64), line(DANA, 300, 64)]
    assert read(*rows) == [HOURS, DANA, DANA, COHEN]


def test_letter_spaced_right_to_left_letters_are_joined_as_they_are_read() -> None:
    letters = [word(letter, 100 - 10 * place, 50, 10, 0.6) for place, letter in enumerate(HOURS)]
    assert read(letters) == [HOURS]


def test_a_page_laid_again_keeps_its_order() -> None:
    laid = lay_lines([line(f"2024 {HOURS} Example Labs {COHEN} {DANA}", 50, 50)])
    assert lay_lines(laid) == laid


def test_only_words_at_free_places_are_lacking() -> None:
    present = line("Ada Example", 50, 50)
    seen = [*line("Ada Exarnple", 51, 51), *line("Completed", 300, 50)]
    assert [[glyphs.text for glyphs in piece] for piece in words_lacking(present, [seen])] == [["Completed"]]


boxes = st.tuples(st.floats(0, 600), st.floats(0, 800), st.floats(0.1, 200), st.floats(0.1, 60))


@given(st.lists(st.tuples(boxes, st.text("abcXYZ019", min_size=1, max_size=8), st.floats(0.5, 60)), max_size=40))
def test_every_letter_is_kept_once(drawn: list[tuple[tuple[float, float, float, float], str, float]]) -> None:
    words = [Glyphs(text, Box(x, y, x + w, y + h), size, None) for (x, y, w, h), text, size in drawn]
    laid = lay_lines([glyphs] for glyphs in words)
    kept = sorted("".join(glyphs.text for piece in laid for glyphs in piece))
    assert kept == sorted("".join(glyphs.text for glyphs in words))
    assert all(piece for piece in laid)
