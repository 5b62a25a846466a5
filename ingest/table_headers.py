"""The header words of tables: what they say of their columns, and where these lie.

Takes a page's words in bands, gives the `Column`s of each header. Refuses a price list, and words with their values
beside them: a form is no table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.activity import FieldName
from ingest.document import Page, Word, enclosing

SAME_BAND: Final = 0.35  # words whose middles differ by less than this share of their height stand in one band
HEADER_GAP: Final = 0.75  # font sizes of white between two header cells
CLOSE_HEADERS: Final = 1.15  # ... or so many letters, where either side is a header by itself
MOST_WORDS: Final = 24  # of a header's first line
HEADER_LINES: Final = 3  # bands that a wrapped header may take
_RULE: Final = re.compile(r"[^\w#]+|_+")  # a drawn line or box that OCR takes for words
WRAPPED: Final = 1.6  # font sizes between the middles of the lines of one cell, at most

# What a header cell says, the first that fits.
_OTHER: Final = "other"  # words that head a column of no field
UNKNOWN: Final = "unknown"
_HEADERS: Final[tuple[tuple[FieldName | str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("price", r"\b(?:price|amount|fees?|cost|qty|quantity|charges?|paid|balance|usd)\b|\$"),
        (_OTHER, r"expir|\bdue\b|birth|assigned|enrol|registered|\bstart|signature|initials|e-?mail|phone|job\s+title"),
        (_OTHER, r"^(?:department|dept|unit|shift|position|role|credentials?|#|no|in|out|speaker|location|result)\.?$"),
        (_OTHER, r"\b(?:credit|ce|hours?)\s+type|type\s+of|\btime\b|\bstatus\b|\bscore\b|\bgrade\b|licen[cs]e|badge"),
        (FieldName.CERTIFICATE_NUMBER, r"(?:certificate|record|confirmation|transcript)\W*(?:no\b|number|#|id\b)"),
        (FieldName.PROVIDER_NUMBER, r"(?:provider|sponsor)\W*(?:no\b|number|#|id\b)"),
        (
            FieldName.PROGRAM_NUMBER,
            r"(?:program|course|activity|class|event|approval|p\.?a\.?c\.?e\.?)\W*(?:no\b|number|#|id\b|code)",
        ),
        (FieldName.COMPLETED_ON, r"\bdates?\b|\bcompleted\b(?!\s+(?:by|courses?))|\bcompletion\b|^day$|attended\s+on"),
        (FieldName.PROVIDER, r"\b(?:provider|sponsor|organi[sz]ation|vendor|institution|agency)\b|offered\s+by"),
        (FieldName.CREDIT, r"\bcontact\b|\b(?:credits?|hours?|hrs?|ceus?|cmes?|cmles?|ce|units?|points?)\b"),
        (FieldName.LEVEL, r"^level\b"),
        (
            FieldName.HOLDER,
            r"^(?:print(?:ed)?\s+)?(?:participant|attendee|employee|learner|student|staff|trainee)s?\b"
            r"(?!\W*(?:no\b|number|#|id\b))"
            r"|^(?:full|last|first|print(?:ed)?)?\s*names?\b(?:\W+(?:please|print|last|first|name|and|as|of)\b)*\W*$",
        ),
        (
            FieldName.TITLE,
            r"^(?:courses?|activit(?:y|ies)|programs?|class(?:es)?|modules?|sessions?|trainings?|events?|topics?|lessons?"
            r"|lectures?|subject)\b"
            r"|\btitle\b|\bdescription\b|\b(?:course|activity|education|program)\s+(?:name|activity)|\bsubject\b",
        ),
    )
)  # fmt: skip


_HEADER_WORD: Final = re.compile(
    r"\b(?:dates?|complet\w+|day|attended|courses?|titles?|activit\w+|programs?|hours?|hrs?|credits?|ceus?|ce|cmes?|cmles?"
    r"|contact|units?|points?|names?|participants?|attendees?|employees?|learners?|students?|staff|trainees?|class\w*"
    r"|modules?|sessions?|trainings?|events?|topics?|lessons?|lectures?|subject|description|signature|initials"
    r"|department|dept|provider|sponsor|no|number|id|status|title)\b",
    re.IGNORECASE,
)
_SECOND_LINE: Final = frozenset(
    "hour hours credit credits earned awarded completed completion attended date title name number no no. # id type "
    "of or code unit units s course activity program provider points ceu ceus ce participant attendee".split()
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its header says, and where it lies, in points."""

    name: FieldName | str  # a string for what is no field
    label: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Band:
    """Words side by side."""

    words: tuple[Word, ...]  # left to right
    middle: float
    size: float


def find_headers(page: Page, bands: Sequence[Band]) -> Iterator[tuple[int, int, tuple[Column, ...]]]:
    """First band, the band after the last one, and the columns of each header."""
    index = 0
    found: list[tuple[Column, ...]] = []
    while index < len(bands):
        header = _header_at(page, bands[index : index + HEADER_LINES])
        if header is None or _is_within(bands, index, header[1], found):
            index += 1
            continue
        lines, columns = header
        yield index, index + lines, columns
        found.append(columns)
        index += lines


def _header_at(page: Page, bands: Sequence[Band]) -> tuple[int, tuple[Column, ...]] | None:
    """How many of these bands are a header, and its columns; None if the first is none.

    A line below goes with it where it names more columns so, or holds nothing but words of headers.
    """
    best: tuple[int, tuple[Column, ...]] | None = None
    words_of_headers = len(_HEADER_WORD.findall(text_of(page, bands[0].words)))
    if words_of_headers < 2 or len(bands[0].words) > MOST_WORDS:
        return None  # most lines are no header, and to look closer takes time
    for lines in range(1, len(bands) + 1):
        if lines > 1 and not _wraps(bands[lines - 2], bands[lines - 1], page):
            break
        columns = _columns(page, bands[:lines])
        words = {word.casefold().strip("():") for word in text_of(page, bands[lines - 1].words).split()}
        more = best is None or _named(columns) > _named(best[1]) or words <= _SECOND_LINE
        if _is_header(columns) and more:
            best = lines, columns
    return best


def _is_within(bands: Sequence[Band], index: int, columns: Sequence[Column], found: Sequence[Sequence[Column]]) -> bool:
    """Whether what looks like a header is a wrapped line of a row: close to the last, other than the first header."""
    near = index > 0 and bands[index].middle - bands[index - 1].middle < WRAPPED * bands[index - 1].size
    return bool(found) and near and {column.name for column in columns} != {column.name for column in found[-1]}


def _wraps(first: Band, second: Band, page: Page) -> bool:
    near = second.middle - first.middle < WRAPPED * first.size and second.size < 1.2 * first.size
    return near and not any(character.isdigit() for character in text_of(page, second.words))


def _columns(page: Page, bands: Sequence[Band]) -> tuple[Column, ...]:
    """Header cells: words of all lines that lie over each other or with hardly any white between them."""
    words = sorted((word for band in bands for word in band.words), key=lambda word: word.box.x0)
    size = max(band.size for band in bands)
    groups: list[list[Word]] = []
    edge = 0.0
    for word in words:
        if groups and word.box.x0 - edge < HEADER_GAP * size:
            groups[-1].append(word)
            edge = max(edge, word.box.x1)
        else:
            groups.append([word])
            edge = word.box.x1
    columns = []
    for group in (part for wide in groups for part in _parted(page, wide)):
        group.sort(key=lambda word: (round(middle_of(word) / max(size, 1)), word.box.x0))
        label, box = text_of(page, group), enclosing([word.box for word in group])
        columns.append(Column(name_of(label), label, box.x0, box.x1))
    return tuple(columns)


def _parted(page: Page, group: list[Word]) -> Iterator[list[Word]]:
    """The group, or its parts where two headers stand closer than usual: each names another field."""
    for place in range(1, len(group)):
        left, right = group[:place], group[place:]
        edge = max(word.box.x1 for word in left)
        wide = right[0].box.x0 - edge > CLOSE_HEADERS * _letter_width(group)
        names = {name_of(text_of(page, part)) for part in (left, right)}
        if wide and len(names) == 2 and UNKNOWN not in names:
            yield left
            yield from _parted(page, right)
            return
    yield group


def _letter_width(words: Sequence[Word]) -> float:
    letters = sum(word.end - word.start for word in words)
    return sum(word.box.width for word in words) / max(letters, 1)


def name_of(label: str) -> FieldName | str:
    """The field that a header names, another word for what is no field, or `UNKNOWN`.

    >>> name_of("Date Completed"), name_of("Whitfield")
    (<FieldName.COMPLETED_ON: 'completed_on'>, 'unknown')
    """
    if len(label.split()) > 6 or label.endswith((",", ";")):
        return UNKNOWN
    plain = label.strip(" :*")
    return next((name for name, pattern in _HEADERS if pattern.search(plain)), UNKNOWN)


def _named(columns: Sequence[Column]) -> int:
    return len({column.name for column in columns if column.name not in (_OTHER, UNKNOWN)})


def _is_header(columns: Sequence[Column]) -> bool:
    names = {column.name for column in columns}
    if "price" in names or any(":" in column.label[:-1] for column in columns):
        return False
    lists_courses = FieldName.TITLE in names and bool(names & {FieldName.COMPLETED_ON, FieldName.CREDIT})
    lists_people = FieldName.HOLDER in names and len(names - {UNKNOWN}) >= 2
    return lists_courses or lists_people


def bands_of(page: Page) -> list[Band]:
    """The words of a page side by side, from top to bottom, without drawn lines that OCR takes for words."""
    words = [word for word in page.words if not _RULE.fullmatch(page.text[word.start : word.end])]
    words.sort(key=lambda word: word.box.top + word.box.bottom)
    bands: list[list[Word]] = []
    for word in words:
        middle, height = middle_of(word), word.box.height
        if bands and middle - middle_of(bands[-1][0]) < SAME_BAND * max(height, bands[-1][0].box.height):
            bands[-1].append(word)
        else:
            bands.append([word])
    return [
        Band(tuple(sorted(band, key=lambda word: word.box.x0)), middle_of(band[0]), max(word.size for word in band))
        for band in bands
    ]


def middle_of(word: Word) -> float:
    """Half the height of a word's box, in points from the head of the page."""
    return (word.box.top + word.box.bottom) / 2


def text_of(page: Page, words: Sequence[Word]) -> str:
    """The words of a cell with spaces between them."""
    return " ".join(page.text[word.start : word.end] for word in words)
