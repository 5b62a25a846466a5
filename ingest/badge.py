"""Open Badges and learner records as pages: each statement a line, each value with its evidence on it.

Takes a source file that acquire knows as a badge, and the pinned keys; gives its document and one `Badge` for each
achievement, on a page of its own. Refuses to say what a bare number of credits counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from ingest.activity import Candidate, FieldName, Issue
from ingest.badge_data import read_badge_data
from ingest.badge_lines import SUBJECT, Content, Line, read_contents
from ingest.badge_signature import PinnedKey
from ingest.credits import find_credits
from ingest.document import Box, Document, Glyphs, Page, Reader, SourceFile, make_page
from ingest.errors import DocumentError, EmptyDocument, TooLarge
from ingest.settings import Settings

STAGE: Final = "read"
WHY: Final = "it is an Open Badge: its data is laid out, not its picture"

# A Letter page with lines of one size, longer where there is more to say; in points.
_WIDTH, _HEIGHT, _MARGIN, _SIZE, _LEADING = 612.0, 792.0, 54.0, 11.0, 16.0
_LETTER: Final = 0.55 * _SIZE  # how wide a letter is taken to be
_LINE_LETTERS: Final = int((_WIDTH - 2 * _MARGIN) / _LETTER)

# How plainly words must name a unit (`CreditSpan.plainness`): "hours" does where the badge has the same number of
# credits, contact hours, CME, CEU and points do alone; "3 credits" never does.
_NAMES_HOURS, _NAMES_UNIT = 0.5, 0.6
_OTHER_AMOUNT: Final = 0.5  # how surely an amount is meant that is not the badge's number of credits


@dataclass(frozen=True, slots=True)
class Badge:
    """One achievement as its badge states it."""

    page: Page
    candidates: tuple[Candidate, ...]  # the surest of each field first
    amount: Candidate | None  # a number of credits whose unit is not stated
    issues: tuple[Issue, ...]
    is_verified: bool  # a pinned key vouches for it


def read_badges(
    source: SourceFile, settings: Settings, keys: Sequence[PinnedKey], today: date
) -> tuple[Document, tuple[Badge, ...]]:
    """The badges of a file, a page each.

    Args:
        source: A file whose media type is a badge's.
        settings: Bound the number of badges.
        keys: The pinned keys.
        today: A badge that ended before this day has expired.

    Raises:
        DocumentError: its data cannot be read, or says nothing.
    """
    try:
        contents = _contents(source, settings, keys, today)
    except DocumentError as error:
        raise type(error)(f"{source.path.name}: {error.message}", path=source.path, stage=STAGE) from error
    pages = tuple(_page(content, number) for number, content in enumerate(contents, start=1))
    document = Document(source, pages)
    return document, tuple(_badge(document, page, content) for page, content in zip(pages, contents, strict=True))


def _contents(source: SourceFile, settings: Settings, keys: Sequence[PinnedKey], today: date) -> tuple[Content, ...]:
    assert source.media_type is not None
    found = read_contents(read_badge_data(source.path, source.media_type), keys, today)
    contents = tuple(islice(found, settings.max_pages + 1))
    if not contents:
        raise EmptyDocument("its badge says nothing that can be read")
    if len(contents) > settings.max_pages:
        raise TooLarge(f"has more than {settings.max_pages} badges (max_pages); raise the limit or split it")
    return contents


def _page(content: Content, number: int) -> Page:
    """The statements from top to bottom, those that are too long for a line on several."""
    rows: list[list[Glyphs]] = []
    for line in content.lines:
        row: list[Glyphs] = []
        column = 0
        for word in f"{line.label}: {line.value}".split(" "):
            if row and column + len(word) > _LINE_LETTERS:
                rows.append(row)
                row, column = [], 0
            top = _MARGIN + _LEADING * len(rows)
            end = min(column + len(word), _LINE_LETTERS)  # a longer word is squeezed
            box = Box(_MARGIN + _LETTER * column, top, _MARGIN + _LETTER * end, top + _SIZE)
            row.append(Glyphs(word, box, _SIZE, None))
            column += len(word) + 1
        rows.append(row)
    height = max(_HEIGHT, 2 * _MARGIN + _LEADING * len(rows))
    return make_page(rows, number=number, width=_WIDTH, height=height, rotation=0, reader=Reader.BADGE, why=WHY)


def _badge(document: Document, page: Page, content: Content) -> Badge:
    candidates: list[Candidate] = []
    amount: Candidate | None = None
    start = 0
    for line in content.lines:
        start += len(line.label) + 2
        method = f"badge:{content.kind.value}:{line.path.removeprefix(f'{SUBJECT}.')}"
        if line is content.amount:
            amount = Candidate(FieldName.CREDIT, document.evidence(page, start, start + len(line.value)), 1.0, method)
        for name, first, last, sure in _pieces(line, content):
            if name is FieldName.CREDIT or name not in {candidate.name for candidate in candidates}:
                evidence = document.evidence(page, start + first, start + last)
                candidates.append(Candidate(name, evidence, sure, method))
        start += len(line.value) + 1
    candidates.sort(key=lambda candidate: -candidate.confidence)
    issues = content.issues if content.doubt is None else (content.doubt, *content.issues)
    return Badge(page, tuple(candidates), amount, issues, content.doubt is None)


def _pieces(line: Line, content: Content) -> Iterator[tuple[FieldName, int, int, float]]:
    """What a line may be the value of, the span of that in the line's value, and how surely."""
    if line.name is FieldName.CREDIT:
        stated = None if content.amount is None else Decimal(content.amount.value)
        for span in find_credits(line.value):
            is_stated = span.credit.amount == stated
            if span.plainness >= (_NAMES_HOURS if is_stated else _NAMES_UNIT):
                sure = 1.0 if is_stated or stated is None else _OTHER_AMOUNT
                yield FieldName.CREDIT, span.start, span.end, sure
    elif line.name is not None:
        yield line.name, 0, len(line.value), 1.0
