"""Proposes names whose family and given part stand in cells of their own, each with its caption.

Takes a `Sheet`, gives spans that reach from one part to the other, each with a label that says which part comes first.
Refuses to put them together: that is `names`.
"""

from collections.abc import Iterator
from typing import Final

from ingest.extract.tokens import NONE, PAGE, Sheet
from ingest.layout import Line, Paragraph
from ingest.names import FAMILY_CAPTION, FAMILY_FIRST, GIVEN_CAPTION, GIVEN_FIRST

LONGEST: Final = 80  # characters from the start of one part to the end of the other
MOST_WORDS: Final = 3  # of a part
NEAR: Final = 6.0  # font sizes between the tops of the two captions, at most
_ABOVE, _BELOW, _LEFT = 0, 2, 4  # columns of `Sheet.neighbours`


def parted_names(sheet: Sheet) -> tuple[tuple[tuple[int, int], str], ...]:
    """The spans, each once, with their labels."""
    lines = sheet.layout.lines
    family = [index for index, line in enumerate(lines) if FAMILY_CAPTION.match(line.text)]
    given = [index for index, line in enumerate(lines) if GIVEN_CAPTION.match(line.text)]
    found: dict[tuple[int, int], str] = {}
    for one in family:
        for other in (index for index in given if _are_near(lines[one], lines[index])):
            for first, second in zip(_parts(sheet, one), _parts(sheet, other), strict=True):
                if first is None or second is None or first == second:
                    continue
                span = min(first[0], second[0]), max(first[1], second[1])
                if span[1] - span[0] <= LONGEST:
                    found.setdefault(span, FAMILY_FIRST if first < second else GIVEN_FIRST)
    return tuple(sorted(found.items()))


def _are_near(one: Line, other: Line) -> bool:
    return one.page == other.page and abs(one.box.top - other.box.top) <= NEAR * max(one.size, other.size)


def _parts(sheet: Sheet, caption: int) -> Iterator[tuple[int, int] | None]:
    """What the caption may stand for: in its own line after it, or as the line right of, below or above it."""
    lines = sheet.layout.lines
    line = lines[caption]
    said = FAMILY_CAPTION.match(line.text) or GIVEN_CAPTION.match(line.text)
    assert said is not None
    yield _part(sheet, line, said.end())
    right = next((index for index in range(len(lines)) if sheet.neighbours[index, _LEFT] == caption), NONE)
    for place in (right, *sheet.neighbours[caption, [_BELOW, _ABOVE]].tolist()):
        yield None if place == NONE else _part(sheet, _whole_cell(sheet, lines[place]), 0)


def _whole_cell(sheet: Sheet, line: Line) -> Line | Paragraph:
    """The paragraph that begins with the line: a part may be wrapped in its cell."""
    return next((one for one in sheet.layout.paragraphs if (one.page, one.start) == (line.page, line.start)), line)


def _part(sheet: Sheet, line: Line | Paragraph, start: int) -> tuple[int, int] | None:
    """The span of a part that a line is from `start` on; None if it can be none."""
    text = line.text[start:]
    part = text.strip(" :;,_-()")
    is_caption = FAMILY_CAPTION.match(part) or GIVEN_CAPTION.match(part)
    is_name = 0 < len(part.split()) <= MOST_WORDS and part[0].isupper() and not any(map(str.isdigit, part))
    if is_caption or not is_name or any(mark in part for mark in ":()"):
        return None
    page = next(number for number, page in enumerate(sheet.layout.pages) if page.number == line.page)
    first = page * PAGE + line.start + start + text.index(part)
    return first, first + len(part)
