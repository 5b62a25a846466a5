"""Document -> its parts: page ranges, one for each certificate, and rows of tables; the file itself is never cut.

Takes a document, gives `Part`s. Refuses to be sure: a range that does not cover the whole document, and a row, are
proposals that a person confirms.
"""

import re
from dataclasses import dataclass
from typing import Final

from ingest.activity import Issue, IssueCode
from ingest.dates import find_dates
from ingest.document import Document, Page
from ingest.layout import Layout
from ingest.paper import cues, is_heading, is_other_paper, judge
from ingest.paper_words import CONDITION, CREDIT, FINISHED
from ingest.transcript import ListedRow, Listing, find_listing, goes_on

HEAD: Final = 0.45  # share of the page, from its top, in which a heading stands
LARGE: Final = 1.3  # a heading elsewhere is larger than ordinary text by this factor
BLANK_WORDS: Final = 4  # a page of fewer is a blank back
ENOUGH: Final = 3.0  # weight of the cues for a certificate, on a page that has no heading
ALIKE: Final = 0.5  # share of the words of two pages that are printed on one form
_LATER_PAGE: Final = re.compile(
    r"\bpage\s+(?:[2-9]|[1-9]\d)\s*(?:of|/)\s*\d+|\b(?:[2-9]|[1-9]\d)\s+of\s+\d{1,2}\b\s*$|^\W*continued\b|\bcontinued\W*$|\(cont(?:inue|['’]|\.)?d?\)|\breverse\s+side\b",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED_HEADING: Final = re.compile(
    r"\bcertificate\s+of\s+(?:\w+\s+)?(?:completion|attendance|participation|achievement|training|excellence|merit)",
    re.IGNORECASE,
)
_CERTIFIES: Final = re.compile(
    r"\bcertif(?:y|ies)\s+(?:that|the)|\b(?:awarded|presented|granted|issued)\s+to\b|\b(?:has|have)\s+(?:\w+ly\s+)?(?:completed|attended|participated|earned|fulfilled)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one activity is read from."""

    pages: tuple[int, int]  # first and last, from 1
    document: Document  # for a row, without the other rows
    row: ListedRow | None = None
    issues: tuple[Issue, ...] = ()


def split(document: Document) -> tuple[Part, ...]:
    """The parts of a document, in the order of its pages and rows."""
    ranges = split_pages(document)
    return tuple(part for pages in ranges for part in _parts(document, pages, proposed=len(ranges) > 1))


def split_pages(document: Document) -> tuple[tuple[int, int], ...]:
    """The page ranges of the certificates, from 1; each page is in exactly one.

    A page begins a certificate when it has the heading or the sentence of one, or a day of its own with other words of
    one, and does not call itself a later page. A bill or an evaluation form between certificates is a range of its own.
    Everything else, such as a blank back, goes with the pages before it; a cover page with those after it.
    """
    starts: list[int] = []
    is_led = False  # whether the range under way has its certificate
    beginnings = {
        page.number
        for page, before in zip(document.pages, (None, *document.pages), strict=False)
        if _begins(page, before)
    }
    for page in document.pages:
        begins = page.number in beginnings
        other = bool(beginnings) and not begins and is_other_paper(page)
        if not starts or other or (begins and is_led):
            starts.append(page.number)
            is_led = begins or other
        else:
            is_led = is_led or begins
    last = document.pages[-1].number
    return tuple(zip(starts, [start - 1 for start in starts[1:]] + [last], strict=True))


def _parts(document: Document, pages: tuple[int, int], *, proposed: bool) -> tuple[Part, ...]:
    shown = tuple(page for page in document.pages if pages[0] <= page.number <= pages[1])
    issues: tuple[Issue, ...] = ()
    if proposed:
        detail = f"pages {pages[0]} to {pages[1]} were taken for one of several certificates in the file"
        issues = (Issue(IssueCode.PROPOSED_SPLIT, None, detail),)
    paper = judge(shown)
    if paper is not None and paper.code is IssueCode.NOT_A_CERTIFICATE:
        return (Part(pages, document, None, (*issues, paper)),)
    listing = find_listing(document, shown)
    if not isinstance(listing, Listing):
        doubts = (paper, listing, *map(_several_on, shown))
        return (Part(pages, document, None, (*issues, *(doubt for doubt in doubts if doubt))),)
    count = len(listing.rows)
    return tuple(
        Part(pages, row.document, row, (*issues, *listing.issues, _of_a_row(row.number, count, listing.kind.value)))
        for row in listing.rows
    )


def _of_a_row(number: int, count: int, kind: str) -> Issue:
    detail = f"it is row {number} of {count} of what was taken for a table of activities ({kind})"
    return Issue(IssueCode.PROPOSED_SPLIT, None, detail)


def _begins(page: Page, before: Page | None) -> bool:
    """Whether a certificate begins here. To miss one loses it, one too many is seen by a person: so it is bold."""
    if len(page.words) < BLANK_WORDS or (before is not None and goes_on(before, page)):
        return False
    found = cues([page])
    is_finished, is_headed, days = FINISHED in found, _is_headed(page), _days(page)
    if _LATER_PAGE.search(page.text) and not (is_headed and is_finished):
        return False  # a file of many papers may have their numbers stamped on its pages
    if is_headed:
        return bool(days) or is_finished or CREDIT in found or bool(_NAMED_HEADING.search(page.text))
    has_enough = is_finished or sum(cue.weight for cue in found if cue.weight > 0) >= ENOUGH
    if before is None or not has_enough:
        return has_enough
    return bool(days - _days(before)) or _is_another(page, before, is_finished=is_finished)


def _is_another(page: Page, before: Page, *, is_finished: bool) -> bool:
    """Whether a page that states no day of its own is another certificate: undated, or printed on the same form."""
    return is_finished and (not _days(page) or _alike(page, before) >= ALIKE)


def _days(page: Page) -> set[object]:
    return {span.readings for span in find_dates(page.text)}


def _alike(one: Page, other: Page) -> float:
    """The share of words that two pages have in common: two certificates of one kind share most of theirs."""
    words, others = set(one.text.casefold().split()), set(other.text.casefold().split())
    return len(words & others) / max(len(words | others), 1)


def _is_headed(page: Page) -> bool:
    layout = Layout((page,))
    return any(
        is_heading(line.text)
        and (
            line.box.top < HEAD * page.height
            or line.size > LARGE * layout.text_size
            or _NAMED_HEADING.search(line.text)
        )
        for line in layout.lines
    )


def _several_on(page: Page) -> Issue | None:
    """An issue if one page seems to hold several certificates, such as cards beside each other."""
    said = CONDITION.sub(" ", page.text)
    count = min(len(_CERTIFIES.findall(said)), _headings(page))
    if count < 2:
        return None
    detail = f"page {page.number} has {count} headings and sentences of a certificate: there may be several on it"
    return Issue(IssueCode.SEVERAL_ON_PAGE, None, detail)


def _headings(page: Page) -> int:
    texts = [line.text.casefold() for line in Layout((page,)).lines if is_heading(line.text)]
    return max((texts.count(text) for text in set(texts)), default=0)
