"""The columns of a page's characters: one place for each printed character, spaces counted and not kept."""

from collections.abc import Callable

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import characters
from ingest.characters import Characters, printed_characters
from tests.made_pdfs import open_page


def characters_of(draw: Callable[[Canvas], object]) -> Characters | None:
    with open_page(draw) as page:
        textpage = page.get_textpage()
        found = printed_characters(textpage.raw, page.raw)
        textpage.close()
    return found


def write(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 700, "a bc")
    canvas.saveState()
    canvas.translate(300, 400)
    canvas.rotate(90)
    canvas.setFont("Courier", 20)
    canvas.drawString(0, 0, "d")
    canvas.restoreState()


def test_every_column_has_one_place_for_each_printed_character() -> None:
    found = characters_of(write)
    assert found is not None
    assert found.texts == list("abcd")
    assert found.boxes.shape == (4, 4)
    assert found.sizes.tolist() == pytest.approx([10, 10, 10, 20])
    assert found.degrees.tolist() == pytest.approx([0, 0, 0, -90])
    assert found.runs.tolist() == [0, 0, 0, 1]
    assert np.diff(found.spaces + found.guesses)[:2].tolist() == [1, 0]
    left, bottom, right, top = found.boxes[:, 0]
    assert left == pytest.approx(72, abs=0.5)
    assert right - left == pytest.approx(5.56, abs=0.5)
    assert bottom < 700 < top


def test_the_chosen_characters_keep_their_columns() -> None:
    found = characters_of(write)
    assert found is not None
    chosen = found.chosen(np.array([False, True, False, True]))
    assert chosen.texts == ["b", "d"]
    assert chosen.boxes.tolist() == found.boxes[:, [1, 3]].tolist()
    assert chosen.sizes.tolist() == pytest.approx([10, 20])


def test_a_page_without_print_has_no_characters() -> None:
    assert characters_of(lambda canvas: canvas.rect(10, 10, 20, 20)) is None
    assert characters_of(lambda canvas: canvas.drawString(72, 700, "   ")) is None


def test_only_so_many_characters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "MAX_CHARACTERS", 3)
    found = characters_of(write)
    assert found is not None
    assert found.texts == ["a", "b"]
