"""Finds when the course was finished.

Takes a `Scene`, gives the dates on the page with how likely each is the completion date. Refuses dates that the page
calls expiry, approval, birth, print or release.
"""

import re
from dataclasses import dataclass
from typing import Final

from ingest.activity import FieldName
from ingest.dates import DateSpan, find_dates
from ingest.extract.scene import Found, Scene, Span
from ingest.layout import Line

# What a date is, by the words before it (or, for a line under a date, below it), with log-odds.
_CUES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), odds, name)
    for pattern, odds, name in (
        (
            r"complet\w*|finish\w*|conclu\w*|date\s+of\s+(?:attendance|participation)|attended|activity\s+date|passed|earned",
            3.2,
            "completed",
        ),
        (
            r"date\s+of\s+(?:event|program|activity|session|training|course|class)|(?:event|program|session|course|training|class|live)\s+date|held",
            2.2,
            "held",
        ),
        (
            r"issu\w*|award\w*|certif\w*|grant\w*|given|presented|achieved|conferred|credit\w*|participat\w*|dated|attest\w*|witness",
            1.7,
            "issued",
        ),
        (r"\bdates?\b|valid\s+from|\bdata\b|\bfecha\b|tarikh|tanggal", 1.6, "date"),
        (r"\bon\b|this|\bin\b", 0.7, "on"),
    )
)
_AGAINST: Final = re.compile(
    r"expir\w*|valid\s*(?:until|thr\w*|to|till)|valid(?:ity)?\b(?!\s*from)|until|renew\w*|approv\w*|release[d]?|birth|\bdob\b|print\w*|generated|revis\w*"
    r"|effective|hire\w*|due\b|accredit\w*|period|through\b|copyright|©|start\w*|begin\w*|enrol\w*|regist\w*|downloaded|launch\w*|accessed|verified\s+on"
    r"|version|updated|license\w*|not\s+valid|since|established|estd",
    re.IGNORECASE,
)
_TO: Final = re.compile(r"^[ ,\w:]{0,12}?\s*(?:to|till|until|through|and|[-–—])\s*$", re.IGNORECASE)
_FOOT_LABEL: Final = re.compile(
    r"^\W*(?:date|date\s+(?:of\s+)?(?:completion|completed|issued?)|completion\s+date|completed|issued\s+on)\W*$",
    re.IGNORECASE,
)


def find(scene: Scene) -> list[Found]:
    """The dates on the page, as completion dates."""
    found = []
    for page in scene.layout.pages:
        spans = find_dates(page.text)
        for index, span in enumerate(spans):
            previous = spans[index - 1] if index else None
            following = spans[index + 1] if index + 1 < len(spans) else None
            where = Span(page.number, span.start, span.end)
            neighbours = Neighbours(page.text, scene.line_at(where), span, previous, following)
            odds, method = _odds(scene, neighbours)
            found.append(Found(FieldName.COMPLETED_ON, where, odds, method))
    return found


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A date, its line, and the dates before and after it."""

    text: str  # the page's
    line: Line
    span: DateSpan
    previous: DateSpan | None
    following: DateSpan | None


def _odds(scene: Scene, date: Neighbours) -> tuple[float, str]:
    text, line, span, previous, following = date.text, date.line, date.span, date.previous, date.following
    odds, method = -0.6 if span.is_whole else -2.0, "pattern:date"
    first = previous if previous and _TO.match(text[previous.end : span.start]) else None
    if first:  # the last day of a range is what the words before its first day say
        odds += 1.2
        before = text[max(0, first.start - 60) : first.start].rpartition("\n")[2]
    else:
        before = text[max(line.start, previous.end if previous else 0) : span.start]
    context = before if len(before.strip(" :.,-")) >= 2 else _label(scene, line, span, text)
    # The nearest words decide.
    context = re.sub(r"\([^()]*\)", " ", context)[-60:]
    for pattern, gain, name in _CUES:
        if pattern.search(context):
            odds, method = odds + gain, f"pattern:date_{name}"
            break
    if _AGAINST.search(context) and not re.search(r"complet", context[-30:], re.IGNORECASE):
        odds -= 3.2
    if following and _TO.match(text[span.end : following.start]):
        odds -= 2.2  # the first day of a range
    if re.match(r"\s*(?:-|–|to)\s*(?:present|current)", text[span.end : line.end], re.IGNORECASE):
        odds -= 2.0
    return odds, method


def _label(scene: Scene, line: Line, span: DateSpan, text: str) -> str:
    """What a date that stands alone is called: by the line under it, else by the cell left of it, else above it."""
    below = scene.layout.below(line, reach=2.0)
    if below and _FOOT_LABEL.match(below.lines[0].text):
        return below.lines[0].text
    lefts = [
        other
        for other in scene.layout.lines
        if other.page == line.page
        and other.box.x1 <= line.box.x0 + 1
        and min(other.box.bottom, line.box.bottom) - max(other.box.top, line.box.top)
        > 0.4 * min(other.box.height, line.box.height)
    ]
    left = max(lefts, key=lambda other: other.box.x1, default=None)
    if left and len(left.text) < 60 and (left.text.rstrip().endswith(":") or len(left.text) < 30):
        return left.text
    above = scene.layout.above(line, reach=2.0)
    if above and above.text != text[line.start : line.end]:
        return above.lines[-1].text
    # In a paragraph of several lines the words before the date stand in the line before.
    return text[max(0, line.start - 60) : span.start]
