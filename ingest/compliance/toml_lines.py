"""Where a key stands in a TOML file: the parser of the standard library does not tell.

Takes the text and the place of a key; gives a line. Refuses nothing: what it cannot find is on line 1.
"""

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"\s*\[(?P<list>\[)?\s*(?P<names>[\w.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*(?P<name>[\w-]+)\s*=")


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of a TOML file on which a key stands, or else the table that it would belong to; 1 if neither does.

    >>> line_of("total = 1\\n[[areas]]\\n[[areas]]\\npoints = 0", ("areas", 1, "points"))
    4
    """
    found, deepest = 1, -1
    table: tuple[str | int, ...] = ()
    count: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header:
            table = ()
            for name in header["names"].split("."):
                table = (*table, name, count[*table, name]) if (*table, name) in count else (*table, name)
            if header["list"]:
                table = table if isinstance(table[-1], str) else table[:-1]
                count[table] = count.get(table, -1) + 1
                table = (*table, count[table])
        here = (*table, key["name"]) if key else table
        if (header or key) and len(here) > deepest and tuple(place[: len(here)]) == here:
            found, deepest = number, len(here)
    return found
