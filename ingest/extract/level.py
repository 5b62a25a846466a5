"""Finds the level of instruction: basic, intermediate or advanced.

Takes a document and its layout, gives candidates. Refuses a form that prints every level to tick one of them.
"""

import re
from typing import Final

from ingest.activity import Candidate, FieldName
from ingest.document import Document
from ingest.layout import Layout

_LEVEL: Final = re.compile(
    r"\b(?:level(?:\s+of\s+(?:instruction|difficulty))?|(?:instruction(?:al)?|course|difficulty)\s+level)\s*[:\-–—]?\s*\n?\s*(basic|beginner|introductory|intermediate|advanced)\b"
    r"|\b(basic|beginner|introductory|intermediate|advanced)[\s-]+(?:level|course|program(?:me)?|activity)\b"
    r"|\((basic|intermediate|advanced)\)|^\s*(basic|intermediate|advanced)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_EVERY_LEVEL: Final = re.compile(r"basic\W+intermediate\W+(?:or\s+)?advanced", re.IGNORECASE)
# How sure each wording is: a label, "basic level", in brackets, alone in its line.
_CHANCES: Final = (0.98, 0.88, 0.77, 0.73)


def find_levels(document: Document, layout: Layout) -> tuple[Candidate, ...]:
    """The levels that are named, the surest first."""
    found = []
    for page in layout.pages:
        for match in () if _EVERY_LEVEL.search(page.text) else _LEVEL.finditer(page.text):
            group = next(index for index in range(1, 5) if match[index])
            evidence = document.evidence(page, *match.span(group))
            found.append(Candidate(FieldName.LEVEL, evidence, _CHANCES[group - 1], "pattern:level"))
    return tuple(sorted(found, key=lambda candidate: -candidate.confidence))
