"""Document -> page ranges, one for each certificate; the file itself is never cut.

Takes a document, gives first and last page numbers. Refuses to be sure: a range that does not cover the whole document
is a proposal that a person confirms.
"""

import re
from typing import Final

from ingest.dates import find_dates
from ingest.document import Document, Page

_HEADING: Final = re.compile(
    r"\bcertificate\b|\bthis\s+(?:is\s+to\s+certif|certifies)|\bcompletion\s+(?:receipt|record)"
    r"|\b(?:statement|record|verification)\s+of\s+(?:completion|attendance|participation)",
    re.IGNORECASE,
)
HEAD: Final = 0.4  # share of the page, from its top, in which a heading stands


def split(document: Document) -> tuple[tuple[int, int], ...]:
    """The page ranges of the certificates, from 1.

    A page begins a certificate when it has a certificate's heading and a date of its own; pages without go with the one
    before them.
    """
    starts = [page.number for page in document.pages if _begins(page)]
    first, last = document.pages[0].number, document.pages[-1].number
    starts = [first, *(number for number in starts if number > first)] if starts else [first]
    if starts[1:] and not _begins(document.pages[0]):
        starts.pop(1)  # a cover page belongs to the first certificate
    return tuple(zip(starts, [start - 1 for start in starts[1:]] + [last], strict=True))


def _begins(page: Page) -> bool:
    head = [word for word in page.words if word.box.top < HEAD * page.height]
    text = page.text[head[0].start : head[-1].end] if head else ""
    return bool(_HEADING.search(text)) and bool(find_dates(page.text))
