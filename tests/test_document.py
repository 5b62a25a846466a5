"""Pages remember where each word stands, and evidence is verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Box, Glyphs, Page, Reader, enclosing, make_page
from tests.made_pages import at, document, page, printed_pages, stacked

PAGE = page(at(50, 100, "Dana R. Whitfield", 24, 0.9), at(50, 140, "has completed", 11, 0.6))


@given(printed_pages())
def test_every_word_stands_where_its_offsets_say(made: Page) -> None:
    assert " ".join(made.text[word.start : word.end] for word in made.words) == " ".join(made.text.split())
    assert [word.line for word in made.words] == sorted(word.line for word in made.words)
    lines = [[word for word in made.words if word.line == number] for number in range(made.words[-1].line + 1)]
    texts = [" ".join(made.text[word.start : word.end] for word in line) for line in lines]
    assert "\n".join(texts) == made.text


@given(printed_pages(), st.data())
def test_evidence_is_verbatim_with_a_box_for_each_line(made: Page, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([word.start for word in made.words]))
    end = data.draw(st.integers(start + 1, len(made.text)))
    evidence = document(made).evidence(made, start, end)
    assert made.text[evidence.start : evidence.end] == evidence.text
    assert (evidence.start, evidence.end, evidence.page) == (start, end, made.number)
    touched = [word for word in made.words if word.start < end and start < word.end]
    assert len(evidence.boxes) == len({word.line for word in touched})
    for word in touched:
        assert any(enclosing([box, word.box]) == box for box in evidence.boxes), "each word lies in a box"
    assert enclosing(evidence.boxes) == enclosing([word.box for word in touched])


@given(printed_pages(), st.integers(-3, 300), st.integers(-3, 300))
def test_a_span_that_is_no_piece_of_the_text_is_refused(made: Page, start: int, end: int) -> None:
    if 0 <= start < end <= len(made.text) and made.text[start:end].strip():
        assert document(made).evidence(made, start, end).text == made.text[start:end]
    else:
        with pytest.raises(ValueError, match=r"no (?:span|word)"):
            document(made).evidence(made, start, end)


def test_a_piece_is_read_as_well_as_its_worst_word() -> None:
    made = document(PAGE)
    assert made.evidence(PAGE, 0, 4).read_confidence == 0.9
    assert made.evidence(PAGE, 0, len(PAGE.text)).read_confidence == 0.6
    plain = stacked("Dana R. Whitfield")
    assert document(plain).evidence(plain, 0, 4).read_confidence is None


def test_a_piece_over_two_lines_has_two_boxes() -> None:
    boxes = document(PAGE).evidence(PAGE, 5, len(PAGE.text)).boxes
    assert [(box.top, box.bottom) for box in boxes] == [(100, 124), (140, 151)]
    assert boxes[0].x0 > boxes[1].x0 == 50


def read_twice(*words: tuple[str, str | None]) -> Page:
    """A page of one line of words, each with what a second reader made of it."""
    line = [Glyphs(text, Box(50 * n, 100, 50 * n + 40, 120), 20, 0.8, second) for n, (text, second) in enumerate(words)]
    return make_page([line], number=1, width=612, height=792, rotation=0, reader=Reader.OCR, why="made up")


# What each word was read as, by the first and by the second reader, and what the second reader has for the line.
READ_TWICE: list[tuple[list[tuple[str, str | None]], str | None]] = [
    ([("Dana", None), ("Whitfield", None)], None),
    ([("Dana", "Dana"), ("Whitfield", "Whitfeld")], "Dana Whitfeld"),
    ([("Dana", None), ("Whitfield", "Whitfeld")], "Dana Whitfeld"),
    ([("Whit", "Whitfield"), ("field", "Whitfield")], "Whitfield"),
    ([("Whitfield", "Whit field")], "Whit field"),
    ([("Pago", "Pago"), ("Pago", "Pago")], "Pago Pago"),
    ([("Dana", "Dana"), ("|", "")], "Dana"),
    ([("Dana", "")], ""),
]


@pytest.mark.parametrize(("words", "second"), READ_TWICE)
def test_a_piece_tells_what_a_second_reader_made_of_it(words: list[tuple[str, str | None]], second: str | None) -> None:
    made = read_twice(*words)
    assert document(made).evidence(made, 0, len(made.text)).second == second


def test_a_second_reading_begins_and_ends_with_the_piece() -> None:
    made = read_twice(("Name:Dana", "Name:Dina"), ("Whitfield.", "Whitfeld."), ("Title", "Tide"))
    assert made.text[5:19] == "Dana Whitfield"
    assert document(made).evidence(made, 5, 19).second == "Dina Whitfeld"


def test_the_space_between_two_words_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="no word in the span 4:5"):
        document(PAGE).evidence(PAGE, 4, 5)


@pytest.mark.parametrize("edges", [(10, 0, 9, 5), (0, 10, 5, 9)])
def test_a_box_has_its_edges_in_order(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="out of order"):
        Box(*edges)


def test_a_box_knows_its_size() -> None:
    box = Box(10, 20, 15.5, 50)
    assert (box.width, box.height, box.as_tuple()) == (5.5, 30, (10, 20, 15.5, 50))
