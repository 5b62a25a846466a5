"""The objects of a page: in forms too, where they lie, and never more than a page has."""

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import page_objects as room
from ingest import pdfium_calls
from ingest.page_objects import DEEPEST, MOST_OBJECTS, page_objects
from tests.made_pdfs import open_page


def test_kinds_and_places_are_told_in_turned_forms_too() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Ada Example")
        canvas.line(10, 20, 30, 20)
        canvas.beginForm("seal")
        canvas.drawImage(ImageReader(Image.new("L", (10, 10), 200)), 0, 0, 50, 20)
        canvas.endForm()
        canvas.translate(300, 100)
        canvas.rotate(90)
        canvas.doForm("seal")

    with open_page(draw) as page:
        text, line, image = page_objects(page)
        assert (text.is_text, line.is_path, image.is_image) == (True, True, True)
        assert (text.segments, line.segments, image.segments) == (0, 2, 0)
        assert line.bounds() == pytest.approx((9, 19, 31, 21))
        assert image.bounds() == pytest.approx((280, 100, 300, 150))


def test_forms_within_forms_are_opened_to_a_depth() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("f0")
        canvas.line(0, 0, 5, 5)
        canvas.endForm()
        for depth in range(1, 7):
            canvas.beginForm(f"f{depth}")
            canvas.line(0, 0, 5, 5)
            canvas.doForm(f"f{depth - 1}")
            canvas.endForm()
        canvas.doForm("f6")

    with open_page(draw) as page:
        assert sum(drawn.is_path for drawn in page_objects(page)) == DEEPEST


def test_only_so_many_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def nested(canvas: Canvas) -> None:
        for level in range(4):  # 30 ** 4 texts
            canvas.beginForm(f"level{level}")
            for _ in range(30):
                canvas.doForm(f"level{level - 1}") if level else canvas.drawString(9, 9, "x")
            canvas.endForm()
        canvas.doForm("level3")

    kind_of, looked = pdfium_calls.kind_of, []

    def kind(item: object) -> object:
        looked.append(item)
        return kind_of(item)

    monkeypatch.setattr(room, "kind_of", kind)
    with open_page(nested) as page:
        page_objects(page)
        assert len(looked) == MOST_OBJECTS
    looked.clear()
    monkeypatch.setattr(room, "MOST_OBJECTS", 20)
    with open_page(nested) as page:
        page_objects(page)
        assert len(looked) == 20
