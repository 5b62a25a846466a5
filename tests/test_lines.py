"""Reading order: cells, rows, paragraphs and letter-spaced words."""

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


def test_a_paragraph_beside_another_stays_together() -> None:
    title = [line("Safe Handling of", 50, 50, 20), line("Specimens", 50, 74, 20)]
    aside = [line(f"part {n}", 400, 49 + 12 * n) for n in range(5)]
    assert read(*title, *aside) == [*[f"part {n}" for n in range(5)], "Safe Handling of", "Specimens"]
    assert read(*aside, *title) == read(*title, *aside)


def test_a_raised_small_word_stays_in_its_line() -> None:
    ordinal = Glyphs("th", Box(73, 49, 80, 56), 7.0, None)
    assert read([*line("the 9", 50, 50, 10), ordinal]) == ["the 9 th"]


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
