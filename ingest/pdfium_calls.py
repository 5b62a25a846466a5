"""PDFium's functions at half the cost, for calls that are made for each character or object of a page.

Takes a function of `pypdfium2.raw`; gives the same one without ctypes' checks. Refuses nothing: a wrong argument ends
the process, so only plain calls in inner loops are worth it.
"""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c


def fast_call(function: Any, result: Any, *arguments: Any) -> Any:
    """`function` with these ctypes types of result and arguments; handles are ``ctypes.c_void_p``.

    It keeps the interpreter's lock, as giving it up costs as much as the call (measured 2026-11-23).
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]  # an address is a legal argument


kind_of = fast_call(pdfium_c.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
_bounds_of = fast_call(pdfium_c.FPDFPageObj_GetBounds, ctypes.c_int, *[ctypes.c_void_p] * 5)


def bounds_of(item: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of a page object where it is painted, forms aside; None for one that has no place."""
    edges = (ctypes.c_float * 4)()
    address = ctypes.addressof(edges)
    if not _bounds_of(item, address, address + 4, address + 8, address + 12):
        return None
    left, bottom, right, top = edges
    return left, bottom, right, top
