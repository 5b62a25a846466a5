"""PDF pages drawn for a test, open in PDFium."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
from reportlab.pdfgen.canvas import Canvas


@contextmanager
def open_page(draw: Callable[[Canvas], object]) -> Iterator[Any]:
    """The one page, 612 x 792 points, of a PDF with what `draw` draws."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    draw(canvas)
    canvas.save()
    with pdfium.PdfDocument(file.getvalue()) as pdf:
        page = pdf[0]
        yield page
        page.close()
