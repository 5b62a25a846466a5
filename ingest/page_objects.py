"""What a PDF page is made of: its texts, images and paths in the order they are painted, forms opened.

Takes an open PDFium page; gives its objects with the matrix that each stands under, and so its place in user space.
Refuses to go deeper than forms are ever nested, and to list more objects than a page that people made has.
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium_c

from ingest.pdfium_calls import bounds_of, kind_of

MOST_OBJECTS: Final = 20_000  # of a page are looked at
DEEPEST: Final = 4  # forms within forms

Bounds = tuple[float, float, float, float]  # left, bottom, right, top
Matrix = tuple[float, float, float, float, float, float]
UNTURNED: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NOWHERE: Final[Bounds] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PageObject:
    """One object; valid as long as its page is open."""

    kind: int  # one of PDFium's FPDF_PAGEOBJ_TEXT, _PATH, _IMAGE, _SHADING
    raw: Any
    matrix: Matrix  # of the forms that it is in

    @property
    def is_text(self) -> bool:
        return bool(self.kind == pdfium_c.FPDF_PAGEOBJ_TEXT)

    @property
    def is_image(self) -> bool:
        return bool(self.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE)

    @property
    def is_path(self) -> bool:
        return bool(self.kind == pdfium_c.FPDF_PAGEOBJ_PATH)

    @property
    def segments(self) -> int:
        """Lines and curves of a path; 0 for anything else."""
        return max(pdfium_c.FPDFPath_CountSegments(self.raw), 0) if self.is_path else 0

    def bounds(self) -> Bounds:
        """Where it lies in user space; `NOWHERE` for one that has no place."""
        found = bounds_of(self.raw)
        if found is None or not math.isfinite(sum(found)):
            return NOWHERE
        if self.matrix is UNTURNED:
            return found
        left, bottom, right, top = found
        a, b, c, d, e, f = self.matrix
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        across = [a * x + c * y + e for x, y in corners]
        up = [b * x + d * y + f for x, y in corners]
        if not all(map(math.isfinite, (*across, *up))):
            return NOWHERE
        return min(across), min(up), max(across), max(up)


def page_objects(page: Any) -> tuple[PageObject, ...]:
    """The objects of an open page in the order they are painted."""
    return tuple(_objects(page.raw))


def _objects(raw: Any) -> Iterator[PageObject]:
    seen = 0
    waiting = [(item, UNTURNED, 0) for item in reversed(_inside(raw, is_form=False))]
    while waiting and seen < MOST_OBJECTS:
        item, matrix, depth = waiting.pop()
        seen += 1
        kind = kind_of(item) if item else pdfium_c.FPDF_PAGEOBJ_UNKNOWN
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            own = _times(_matrix(item), matrix)
            waiting.extend((part, own, depth + 1) for part in reversed(_inside(item, is_form=True)))
        elif kind != pdfium_c.FPDF_PAGEOBJ_UNKNOWN:
            yield PageObject(kind, item, matrix)


def _inside(holder: Any, *, is_form: bool) -> list[Any]:
    count = (pdfium_c.FPDFFormObj_CountObjects if is_form else pdfium_c.FPDFPage_CountObjects)(holder)
    get = pdfium_c.FPDFFormObj_GetObject if is_form else pdfium_c.FPDFPage_GetObject
    return [get(holder, index) for index in range(min(max(count, 0), MOST_OBJECTS))]


def _matrix(item: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return UNTURNED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: Matrix, two: Matrix) -> Matrix:
    """First `one`, then `two`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
