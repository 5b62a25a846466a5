"""Finds what the course was called.

Takes a `Scene`, gives pieces that may be the title: beside "Course title:", after "has successfully completed", in
quotation marks, or simply a large line that is nothing else. Refuses headings, names, organisations and sentences.
"""

import re
from collections.abc import Iterator
from typing import Final

from ingest.activity import FieldName
from ingest.dates import find_dates
from ingest.extract.scene import Found, Scene, Span, agreeing, span_of
from ingest.layout import Paragraph
from ingest.names import likeness

LONGEST: Final = 300  # characters in which a title must end

_KIND: Final = (
    r"(?:course|program(?:me)?|activity|event|module|session|training|webinar|workshop|seminar|class|lesson|presentation"
    r"|conference|meeting|lecture|learning\s+(?:path|plan)|assessment|exam(?:ination)?|internship|bootcamp|curriculum|in-?service)"
)
_LABEL: Final = re.compile(
    rf"^\s*(?:{_KIND}(?:\s*/\s*{_KIND})?(?:\s+(?:title|name|topic|completed|attended))|title(?:\s+of\s+(?:the\s+)?{_KIND})?"
    rf"|name\s+of\s+(?:the\s+)?{_KIND}|{_KIND}|topic|subject|completed\s+{_KIND}|learning\s+activity)\s*(?::|$|\.{{2,}})"
    rf"|^\s*(?:{_KIND}\s+(?:title|name)|(?:title|name)\s+of\s+(?:the\s+)?{_KIND})\s+(?=[A-Z])",
    re.IGNORECASE,
)
# A label that may name a body or a kind as well as a title.
_BARE_LABEL: Final = re.compile(r"^\s*(?:program(?:me)?|training|event|subject|topic)\s*:", re.IGNORECASE)
_FILL: Final = (
    r"(?:an?|the|our|this|these|all|following|of|in|on|for|at|online|on-?line|in-?house|live|continuing|education(?:al)?|virtual|certification"
    r"|certificate|non-?credit|self-?paced|short-?term|massive\s+open\s+online|one|two|three|four|five|six|day|week|month|hour|entitled|titled|called"
    r"|named|about|required|requirements?|grade|passing|assessments?|final|credits?|to\s+be\s+(?:recognized|certified)\s+as|as|following|to"
    rf"|\(?\d+(?:\.\d+)?[\s-]*(?:hours?|hrs?|days?|weeks?|months?|minutes?)\)?|-|–|{_KIND}s?|independent\s+study|skill\s+enhancement)"
)
_LEAD: Final = re.compile(
    r"\b(?:completed|finished|passed|attended|participated\s+in|participation\s+in|completing|completion\s+of|attending"
    r"|participating\s+in|passing|fulfilled|undergone|achieved|earned|attendance\s+(?:at|in|of)|participant\s+in|completes|taken"
    rf"|(?:of|in|for)\s+(?:the|this|our)\s+{_KIND}|entitled|titled|course\s+(?:in|on|of)|workshop\s+on|training\s+(?:in|on)|for\s+the\s+following|completion\s+for)\b"
    rf"(?:[\s-]+{_FILL}(?=[\s,:“\"‘]|$)){{0,14}}\s*[:,]?",
    re.IGNORECASE,
)
# What stands right under a title.
_UNDER: Final = re.compile(
    r"^\s*(?:course\s+)?completed\s+(?:by|on|:)|^\s*completed\s*:|^\s*completion\s+date\b", re.IGNORECASE
)
# "Harbor online course Gram Stain Basics": the title may begin after the word for its kind.
_KIND_INSIDE: Final = re.compile(
    rf"(?:\b(?:online|self-?paced|virtual|live)\s+)?\b{_KIND}\b\s*(?:\b(?:in|on|of|for|titled|entitled|called)\b)?\s*:?\s*(?=[A-Z“\"\d])",
    re.IGNORECASE,
)
_DURATION: Final = re.compile(
    r"\W*\d+(?:\.\d+)?\s*(?:hours?|hrs?|days?|weeks?|months?|minutes?|mins?|credits?)\W*", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"[\"“«]([^\"“”«»]{4,140})[\"”»]")
_STOP: Final = re.compile(
    r"\s*(?:,?\s+\b(?:held|conducted|organi[sz]ed|offered|provided|presented|sponsored|hosted|delivered|taught|authori[sz]ed|developed"
    r"|issued|supported|implemented|given|administered|approved)\b(?:\s+(?:by|on|at|in|from|through|online))?"
    r"|,?\s+\b(?:and\s+(?:has|received|is|was|earned|scored)|with\s+(?:a\s+)?(?:score|grade|distinction|passing)|during|from\s+\d|which|dated"
    r"|worth|in\s+collaboration|in\s+association|under\s+the|as\s+(?:of|part|a)|by\s+[A-Z]|on\s+behalf|through\s+the|a\s+(?:course|program)"
    r"|totaling|consisting|comprising|for\s+(?:a\s+total|\d|one|two|three)|and\s+(?:is|has|was)\s|has\s+been|in\s+the\s+(?:month|year))\b"
    r"|,?\s+(?i:held|conducted|organi[sz]ed|offered|provided|presented|sponsored|hosted|delivered)\s+(?i:by|at)\b"
    r"|,?\s+(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[.!]\s+(?=[A-Z])|[.!]?\s*$|\s+\(?\d+(?:\.\d+)?\s*(?:contact|credit|hours?|hrs?|ce\b)|\n\s*\n|\s+(?:at|from)\s+(?:[A-Z][\w&.]*\s+){1,6}"
    r"(?:University|College|Institute|School|Hospital|Academy))",
)
_HEADING: Final = re.compile(
    r"^\W*(?:(?:this|official|digital|verified|your)\s+){0,3}(?:an?\s+)?(?:certificate|certification|certificado|statement|record|diploma|award|course|training"
    r"|completion|continuing\s+education|ce|pace)?\s*(?:certificate|certificado)?\s*(?:of|de|in)?\s*(?:\w+\s+)?(?:completion|achievement"
    r"|attendance|participation|accomplishment|appreciation|excellence|recognition|merit|training|certificate|certificado|conclus[aã]o"
    r"|finalizaci[oó]n|proficiency|mastery|credit|competency)\W*$|^\W*(?:certificate|certified|certification|congratulations|achievement"
    r"|awarded|diploma|verified|verify|signature|signed|date|name|completed|passed|instructor|powered\s+by.*|of\s+\w+|this|in|for|and|to"
    r"|presented\s+(?:to|by|on)|awarded\s+to|the\s+following|successful(?:ly)?|course\s+certificate)\W*$",
    re.IGNORECASE,
)
# What stands beside a value to say what it is.
_CAPTION: Final = re.compile(
    r"\W*(?:[\w.®'’/-]+\s+){0,3}(?:number|no\.?|dates?|names?|hours?|type|status|id|code|level|location|facility|employee|department"
    r"|credits?|provider|instruction|attendee|participant|recipient|presenter|speaker|signature|score|tracking|licensee|area|generated"
    r"|attended|earned|by|card|seat|place|method|format)\W*",
    re.IGNORECASE,
)
_FORM_LABEL: Final = re.compile(
    r"\s*(?:presenter|speaker|instructor|dates?|provider|sponsor|place|location|participant|attendee|name|number|contact|credits?|hours|level"
    r"|category|p\.?a\.?c\.?e|certificate|status|duration|completed|approved|issued|awarded)\b",
    re.IGNORECASE,
)
_NOISE: Final = re.compile(
    r"https?:|www\.|\b[\w.-]+@[\w.-]+|\.(?:com|org|net|edu|gov)\b|\b(?:certif(?:y|ies)\s+that|is\s+to\s+certify|hereby|congratulations"
    r"|presented\s+to|awarded\s+to|valid\s+(?:until|through)|expires?|verify|verification|certificate\s+(?:id|no|number|of)|credential\s+id"
    r"|requirements\s*$|contact\s+hours?|issued\s+(?:on|by)|approved\s+(?:as|by|for)|is\s+approved|all\s+rights|copyright|has\s+(?:successfully|completed)"
    r"|successfully\s+complet\w+|powered\s+by|license|signature|top\s+skills|provider\s+(?:id|number))\b|©|_{3,}",
    re.IGNORECASE,
)


def find(scene: Scene) -> list[Found]:
    """Pieces that may be the title."""
    return agreeing([*_labelled(scene), *_led(scene), *_over(scene), *_quoted(scene), *_large(scene)], 0.8)


def _labelled(scene: Scene) -> Iterator[Found]:
    for beside in scene.beside(_LABEL):
        span = beside.span
        paragraph = scene.paragraph_at(span)
        is_full = paragraph.box.x1 - scene.line_at(span).box.x1 < 0.15 * paragraph.box.width
        for line in (line for line in paragraph.lines if line.start >= span.end and is_full):
            if ":" in line.text or _FORM_LABEL.match(line.text):
                break
            span = Span(span.page, span.start, line.end)  # the value goes on in the next line
        gain = {"same_line": 3.4, "right": 3.0, "below": 2.2, "above": 0.6}[beside.relation]
        if _BARE_LABEL.match(beside.label.text):
            gain -= 0.9
        yield from _piece(scene, span, gain, f"pattern:label_{beside.relation}")


def _led(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        for match in _LEAD.finditer(paragraph.text):
            rest = paragraph.text[match.end() : match.end() + LONGEST]
            if re.match(r"\s*(?:(?:on|by|at)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", rest, re.IGNORECASE):
                continue
            if sum(map(str.isalnum, rest)) >= 3 and not re.match(r"\s*[!.?]", rest):
                yield from _run_on(scene, paragraph, match.end())
            else:
                yield from _under(scene, paragraph, 2.6)


def _run_on(scene: Scene, paragraph: Paragraph, offset: int) -> Iterator[Found]:
    """A title in the sentence of its lead."""
    rest = paragraph.text[offset : offset + LONGEST]
    start = paragraph.start + offset
    quoted = re.match(r"\s*[\"“‘«](.{3,140}?)[\"”’»](?!\w)", rest, re.DOTALL)
    if quoted:
        span = Span(paragraph.page, start + quoted.start(1), start + quoted.end(1))
        yield from _piece(scene, span, 3.2, "pattern:lead_quoted")
        return
    end = _stop(rest)
    yield from _piece(scene, Span(paragraph.page, start, start + end), 2.4, "pattern:lead_same_paragraph")
    kind = _KIND_INSIDE.search(rest, 0, end)
    if kind and end - kind.end() >= 4:
        yield from _piece(scene, Span(paragraph.page, start + kind.end(), start + end), 2.9, "pattern:lead_kind")
    # A lead that ends in the word for its kind ("the institute's online course") has its title below.
    if (
        re.search(rf"\b(?:{_KIND}|tutorial)s?(?:\s+(?:for|on|in|of))?\s*[:,]?\s*$", rest[:end], re.IGNORECASE)
        and end > len(rest) - 3
    ):
        yield from _under(scene, paragraph, 3.3)


def _under(scene: Scene, paragraph: Paragraph, gain: float) -> Iterator[Found]:
    """A title in the paragraph under its lead; the holder's name may stand between."""
    below = scene.layout.below(paragraph, reach=5.0)
    if below is None:
        return
    yield from _piece(scene, span_of(below), gain, "pattern:lead_above")
    if len(below.lines) > 1:
        yield from _piece(scene, span_of(below.lines[0]), gain - 1.0, "pattern:lead_above_line")
    elif _stands_alone(below.text, scene):
        following = scene.layout.below(below, reach=5.0)
        if following is not None:
            yield from _piece(scene, span_of(following), gain - 1.0, "pattern:lead_two_above")


def _over(scene: Scene) -> Iterator[Found]:
    """A title over the line that says when or by whom it was completed."""
    for paragraph in scene.layout.paragraphs:
        above = scene.layout.above(paragraph, reach=3.0) if _UNDER.match(paragraph.text) else None
        if above is not None:
            yield from _piece(scene, span_of(above), 1.6, "pattern:over_completed")


def _quoted(scene: Scene) -> Iterator[Found]:
    for page in scene.layout.pages:
        for match in _QUOTED.finditer(page.text):
            yield from _piece(scene, Span(page.number, *match.span(1)), 1.8, "pattern:quoted")


def _large(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        gain = -1.9 + 2.0 * scene.prominence(paragraph.size)
        if len(paragraph.lines) > 1 and any(_stands_alone(line.text, scene) for line in paragraph.lines):
            gain -= 1.5
        yield from _piece(scene, span_of(paragraph), gain, "layout:large")
        if len(paragraph.lines) > 1:
            for line in paragraph.lines:
                yield from _piece(scene, span_of(line), gain - 0.7, "layout:large_line")


def _stands_alone(text: str, scene: Scene) -> bool:
    """Whether a line is a heading or a person's name, and so no part of a wrapped title."""
    words = {word.casefold() for word in text.split()}
    is_name = likeness(text, scene.vocabulary) > 0.5 and not words & scene.vocabulary.common
    return is_name or _HEADING.match(text) is not None


def _stop(rest: str) -> int:
    """Where a title that runs on in a sentence ends."""
    lead = len(rest) - len(rest.lstrip())
    ends = [len(rest)]
    stop = _STOP.search(rest, lead + 2)
    if stop:
        ends.append(stop.start())
    for span in find_dates(rest):
        before = re.search(
            r"(?:[\s,(]*(?:\b(?:on|in|dated|of|held|from|between|this|the)\b)?[\s,(]*)$", rest[: span.start]
        )
        ends.append(before.start() if before else span.start)
    return max(min(end for end in ends if end >= 0), 0)


def _piece(scene: Scene, span: Span, gain: float, method: str) -> Iterator[Found]:
    span = scene.trimmed(span, strip=' \t\n,;:-–—|*_"“”«»•=.')
    piece = scene.text(span)
    if len(piece) < 4 or sum(map(str.isalpha, piece)) < 3 or _HEADING.match(piece):
        return
    if _DURATION.fullmatch(piece) or _CAPTION.fullmatch(piece):
        return
    odds = gain + _form(piece, scene) - _place(scene, scene.paragraph_at(span), piece)
    yield Found(FieldName.TITLE, span, odds, method)


def _form(piece: str, scene: Scene) -> float:
    """How much the words look like a title, in log-odds."""
    words = re.findall(r"[\w'’&+#./-]+", piece)
    odds = 0.0
    if len(words) == 1:
        odds -= 1.0
    elif len(words) > 14:
        odds -= 0.35 * (len(words) - 14)
    if _NOISE.search(piece):
        odds -= 2.6
    dates = find_dates(piece)
    if dates:
        odds -= 3.5 if any(span.is_whole for span in dates) else 1.5
    folded = [word.strip(".,").casefold() for word in words]
    known = [word for word in folded if word in scene.vocabulary.common or word in scene.vocabulary.field]
    if not known and likeness(piece, scene.vocabulary) > 0.5:
        odds -= 6.0  # a person's name
    odds += 0.8 * len(known) / max(len(words), 1)
    if set(folded) & (scene.vocabulary.organisation - scene.vocabulary.organisation_weak):
        odds -= 1.3
    if set(folded) & scene.vocabulary.role and len(words) <= 6:
        odds -= 1.2
    letters = [character for character in piece if character.isalpha()]
    if len(letters) < 6:
        odds -= 1.0
    if words and words[0][:1].islower() and len(letters) > 1:
        odds -= 1.2
    lowered = sum(word[:1].islower() for word in words if len(word) > 3)
    if len(words) > 9 and lowered > 0.6 * len(words):
        odds -= 1.4  # a sentence
    if len(letters) < 0.6 * len(piece.replace(" ", "")):
        odds -= 1.5
    return odds


def _place(scene: Scene, paragraph: Paragraph, piece: str) -> float:
    """What the place of the piece speaks against it."""
    against = 0.0
    if scene.height_on_page(paragraph) > 0.75:
        against += 0.8
    if scene.height_on_page(paragraph) < 0.1:
        against += 0.4
    below = scene.layout.below(paragraph, reach=2.0)
    if below and {word.strip(".,").casefold() for word in below.lines[0].text.split()} & scene.vocabulary.role:
        against += 0.8 if len(piece.split()) <= 4 else 0.2
    return against
