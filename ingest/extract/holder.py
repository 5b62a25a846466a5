"""Finds who the certificate is for.

Takes a `Scene`, gives pieces that may be the holder's name: after "this is to certify that", beside "Name:", before
"has successfully completed", or simply a large name. Refuses the names of those who sign.
"""

import re
from collections.abc import Iterator
from typing import Final

from ingest.activity import FieldName
from ingest.extract.scene import Found, Scene, Span, agreeing, span_of
from ingest.layout import Line, Paragraph
from ingest.names import likeness

LONGEST: Final = 120  # characters in which a name must end

_LEAD: Final = re.compile(
    r"(?:(?:this\s+)?(?:is\s+to\s+)?(?:hereby\s+)?(?:certif(?:y|ies)|acknowledges?|verif(?:y|ies)|confirms?|attests?)\s+that"
    r"|(?:is\s+)?(?:hereby\s+|proudly\s+){0,2}(?:present(?:ed|s)|award(?:ed|s)|grant(?:ed|s)|given|issued|conferred|confers|bestowed)"
    r"(?:\s+(?:this\s+certificate|this))?\s+(?:to|upon|on)"
    r"|(?:is\s+)?(?:hereby\s+)?recogni[sz]es|in\s+recognition\s+of|congratulations,?|congrats,?|completed\s+by|earned\s+by|se\s+otorga\s+a"
    r"|certificamos\s+que|certifies|certify|certificate\s+of\s+\w+\s+(?:to|for))\s*[:,]?",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"^\s*(?:(?:participant|attendee|learner|student|recipient|holder|employee|licensee|awardee|trainee|candidate|registrant|member)"
    r"(?:['’]s)?(?:\s+name)?|(?:full\s+|printed\s+|print\s+)?name(?:\s+of\s+(?:the\s+)?(?:participant|attendee|learner|student|recipient"
    r"|holder|employee))?|awarded\s+to|presented\s+to|issued\s+to|completed\s+by|certificate\s+for)\s*(?::|$|\.{2,}|_{2,})"
    r"|^\s*(?:(?:participant|attendee|learner|student|recipient|employee|licensee|trainee)(?:['’]s)?\s+name|name\s+of\s+(?:the\s+)?\w+)\s+(?=[A-Z])",
    re.IGNORECASE,
)
_FOLLOW: Final = re.compile(
    r"(?:,?\s*(?:who\s+)?\b(?:has|have|had)\s+(?:\w+ly\s+){0,3}(?:completed|passed|attended|participated|finished|fulfilled|earned|demonstrated"
    r"|been|achieved|met|undergone|taken|satisfied)|\b(?:successfully|satisfactorily)\s+\w+ed|\bfor\s+(?:the\s+)?(?:\w+ly\s+)?"
    r"(?:complet|attend|participat|pass|successful)\w*|\bis\s+(?:here\s?by\s+)?(?:awarded|certified|recognized)|\bwas\s+an?\b"
    r"|\b(?:completed|attended|participated\s+in|earned|passed)\b|\bha\s+(?:completado|aprobado|participado))",
    re.IGNORECASE,
)
# Where a name that runs on in a sentence ends.
_NAME_ENDS: Final = re.compile(
    r"\s+(?i:has|have|had|for|from|of|on|whose|is|was|with|who|in|as|at|completed|successfully|satisfactorily|attended|bearing|son"
    r"|daughter|participated|earned|under|holding|finished|met|took|received|joined|passed)\b|\s*[(\d•|;:!]|,\s+(?!(?:[A-Z]{2,}|[JS]r\b|Ph))"
    r"|(?<![A-Z.])(?<!St)(?<![DJSM]r)(?<!M[sx])(?<!Mrs)\.\s+(?=[A-Z])"
    r"|\s+(?i:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d",
)
# The name at the end of the words before "completed", and a label that was read as its first word.
_NAME_TAIL: Final = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,3}[A-Z][\w'’-]+\s*$")
_LABEL_WORD: Final = re.compile(r"(?:name|participant|attendee|employee|learner)\s+(?=[A-Z])", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"\b(?:certificate|certification|completion|achievement|attendance|participation|appreciation|award)\b",
    re.IGNORECASE,
)


def find(scene: Scene) -> list[Found]:
    """Pieces that may be the holder's name."""
    return agreeing([*_labelled(scene), *_led(scene), *_followed(scene), *_large(scene)], 0.9)


def _labelled(scene: Scene) -> Iterator[Found]:
    for beside in scene.beside(_LABEL):
        gain = {"same_line": 4.0, "right": 3.6, "below": 2.6, "above": 1.0}[beside.relation]
        yield from _piece(scene, beside.span, gain, f"pattern:name_label_{beside.relation}")


def _led(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        for match in _LEAD.finditer(paragraph.text):
            rest = paragraph.text[match.end() : match.end() + LONGEST]
            if len(rest.strip(" .,:;-—\n")) < 3:
                yield from _next_name(scene, paragraph)
                continue
            first = len(rest) - len(rest.lstrip())
            ends = _NAME_ENDS.search(rest, first + 1)
            end = ends.start() if ends else len(rest)
            line_end = rest.find("\n", first)
            start = paragraph.start + match.end()
            if 0 <= line_end < end:
                span = Span(paragraph.page, start, start + line_end)
                yield from _piece(scene, span, 3.6, "pattern:lead_same_line")
            if not 0 <= line_end < end or ends:
                # A name that runs over the end of the line is one only if its sentence goes on after it.
                span = Span(paragraph.page, start, start + end)
                yield from _piece(
                    scene, span, 3.6 if end <= max(line_end, 0) or line_end < 0 else 4.0, "pattern:lead_sentence"
                )


def _next_name(scene: Scene, paragraph: Paragraph) -> Iterator[Found]:
    """The paragraph below the lead; one that is no name (an honorific, a rule) may stand between."""
    place: Paragraph = paragraph
    for step in range(2):
        below = scene.layout.below(place, reach=5.0)
        if below is None:
            return
        for line in below.lines[:2]:
            gain = 3.4 - step - 0.4 * (line is not below.lines[0])
            yield from _piece(scene, span_of(line), gain, "pattern:lead_above")
        place = below


def _followed(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        match = _FOLLOW.search(paragraph.text)
        if match is None:
            continue
        before = paragraph.text[: match.start()]
        if before.strip():
            line_start = before.rstrip().rfind("\n") + 1
            span = Span(paragraph.page, paragraph.start + line_start, paragraph.start + match.start())
            yield from _piece(scene, span, 2.6, "pattern:follow_same_line")
            tail = _NAME_TAIL.search(scene.text(span))
            if tail and tail.start():  # the sentence begins before the name
                yield from _piece(
                    scene, Span(span.page, span.start + tail.start(), span.end), 1.8, "pattern:follow_tail"
                )
        else:
            above = scene.layout.above(paragraph, reach=4.0)
            if above is not None:
                yield from _piece(scene, span_of(above.lines[-1]), 2.6, "pattern:follow_below")


def _large(scene: Scene) -> Iterator[Found]:
    for line in scene.layout.lines:
        yield from _piece(scene, span_of(line), -0.8, "layout:large_name")


def _piece(scene: Scene, span: Span, gain: float, method: str) -> Iterator[Found]:
    span = scene.trimmed(span, strip=' \t\n,;:-–—|*_"“”‘«»[]/')
    label = _LABEL_WORD.match(scene.text(span))
    if label:
        span = Span(span.page, span.start + label.end(), span.end)
    text = scene.text(span)
    if len(text) < 3:
        return
    name_odds = likeness(text, scene.vocabulary)
    if name_odds <= -3.0 or _HEADING.search(text):
        return
    line = scene.line_at(span)
    odds = gain + name_odds - 1.6 + 2.2 * scene.prominence(line.size) - _signs(scene, line)
    yield Found(FieldName.HOLDER, span, odds, method)


def _signs(scene: Scene, line: Line) -> float:
    """How much the line looks like that of a person who signs: a position below it, or the foot of the page."""
    odds = 1.2 if scene.height_on_page(line) > 0.72 else 0.0
    below = scene.layout.below(line, reach=2.5)
    own = [other for other in scene.layout.lines if other.page == line.page and other.start == line.end + 1]
    for text in {below.lines[0].text if below else "", own[0].text if own else ""}:
        words = {word.strip(".,&()").casefold() for word in text.split()}
        if words & scene.vocabulary.role and len(words) <= 9:
            return odds + 2.6
    return odds
