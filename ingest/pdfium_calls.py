"""PDFium's functions at half the cost, for calls that are made for each character or object of a page.

Takes a function of `pypdfium2.raw`; gives the same one without ctypes' checks. Refuses nothing: a wrong argument ends
the process, so only plain calls in inner loops are worth it.
"""

import ctypes
from typing import Any


def fast_call(function: Any, result: Any, *arguments: Any) -> Any:
    """`function` with these ctypes types of result and arguments; handles are ``ctypes.c_void_p``.

    It keeps the interpreter's lock, as giving it up costs as much as the call (measured 2026-11-23).
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]  # an address is a legal argument
