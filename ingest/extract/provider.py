"""Finds who gave the course.

Takes a `Scene`, gives pieces that may be the provider: beside "Provider:", before "is approved as a provider", a known
provider's name, or a line with the words of an organisation. Refuses to look a provider up by its number: that is
`normalise`.
"""

import re
from collections.abc import Iterator
from typing import Final

from ingest.activity import FieldName
from ingest.extract.scene import Found, Scene, Span, span_of
from ingest.names import likeness

_LABEL: Final = re.compile(
    r"^\s*(?:provider|sponsor|sponsored\s+by|offered\s+by|provided\s+by|presented\s+by|issued\s+by|hosted\s+by|organi[sz](?:ed\s+by|er)"
    r"|conducted\s+by|(?:course|program|ce|education)\s+provider|provider\s+name|name\s+of\s+provider|institution|organi[sz]ation|school"
    r"|accredited\s+provider|training\s+provider|facility)\s*(?::|$)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"\b(?:offered|provided|presented|sponsored|issued|hosted|organi[sz]ed|conducted|delivered|authori[sz]ed|developed|set|approved|given)\s+(?:online\s+)?by(?:\s+the\b)?(?:\s+|$)"
    r"|\bon\s+behalf\s+of(?:\s+the\b)?(?:\s+|$)",
    re.IGNORECASE,
)
_APPROVED: Final = re.compile(
    r"(?P<name>[A-Z][^.;:\n\d]{2,110}?(?:\n[^.;:\n\d]{2,80}?)?),?\s+(?:is|are|has\s+been)\s+(?:an\s+)?(?:approved|accredited|recogni[sz]ed)\s+(?:as\s+an?\s+)?(?:provider|sponsor|by)",
)
# What else is approved: "this program is approved by …".
_NO_PROVIDER: Final = re.compile(
    r"(?:this|the|our|each|all)\s+(?:\w+\s+){0,4}(?:program(?:me)?|course|activity|session|event|offering|webinar|training)\b",
    re.IGNORECASE,
)
# Words of a certificate's other lines.
_NO_NAME: Final = re.compile(
    r"\b(?:certif|complet|hereby|presented to|award|this is|hours?\b|credit|successful|verify|course)", re.IGNORECASE
)
_ENDS: Final = re.compile(
    r"\s+(?:on|in\s+(?:collaboration|association|partnership)|and\s+has|with|for(?!\s+[A-Z])|from|is|through|at|held|as|under|to|via)\b|[.;:]\s|[.;:]$|\n\s*\n|\s*\(|,\s+(?:is|an|a|and|on|in)\b"
)

# The name without an article before it and the kind of event after it.
_CORE: Final = re.compile(
    r"^(?:(?:an?|the|\W)\s+(?=[A-Z]))?(?P<name>.*?)(?:\s+(?:seminar|webinar|course|workshop|conference|training|event))?$",
    re.DOTALL,
)


def find(scene: Scene) -> list[Found]:
    """Pieces that may be the provider."""
    return [*_labelled(scene), *_led(scene), *_approved(scene), *_known(scene), *_named(scene)]


def _labelled(scene: Scene) -> Iterator[Found]:
    for beside in scene.beside(_LABEL):
        gain = {"same_line": 3.2, "right": 2.8, "below": 1.8, "above": 0.0}[beside.relation]
        yield from _piece(scene, beside.span, gain, f"pattern:provider_label_{beside.relation}")


def _led(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        for match in _LEAD.finditer(paragraph.text):
            rest = paragraph.text[match.end() :]
            if len(rest.strip()) < 3:
                below = scene.layout.below(paragraph)
                if below:
                    yield from _piece(scene, span_of(below.lines[0]), 1.8, "pattern:provider_lead_above")
                continue
            ends = _ENDS.search(rest)
            start = paragraph.start + match.end()
            span = Span(paragraph.page, start, start + (ends.start() if ends else len(rest)))
            yield from _piece(scene, span, 2.2, "pattern:provider_lead")


def _approved(scene: Scene) -> Iterator[Found]:
    for paragraph in scene.layout.paragraphs:
        for match in _APPROVED.finditer(paragraph.text):
            if _NO_PROVIDER.match(match["name"]):
                continue
            start, end = (paragraph.start + offset for offset in match.span("name"))
            yield from _piece(scene, Span(paragraph.page, start, end), 3.0, "pattern:provider_approved")


def _known(scene: Scene) -> Iterator[Found]:
    wordings = [wording for known in scene.vocabulary.providers for wording in known.wordings]
    for page in scene.layout.pages:
        for wording in wordings:
            # A short name is an acronym and must be written as one; before "P.A.C.E." it names the accreditor.
            flags = re.IGNORECASE if len(wording) > 8 else 0
            pattern = r"(?<![\w(])" + r"\s+".join(map(re.escape, wording.split())) + r"(?!\w|®?\s*P\.A\.C\.E)"
            for match in re.finditer(pattern, page.text, flags):
                span = Span(page.number, *match.span())
                line = scene.line_at(span)
                alone = len(line.text) - len(match[0]) < 12
                gain = (1.4 if alone else -0.2) + (0.6 if len(wording) > 8 else -0.6)
                yield Found(FieldName.PROVIDER, span, gain + scene.prominence(line.size), "lexicon:provider")


def _named(scene: Scene) -> Iterator[Found]:
    for line in scene.layout.lines:
        words = [word.strip(".,()&").casefold() for word in line.text.split()]
        weight = sum(word in scene.vocabulary.organisation for word in words)
        weight += sum(word in scene.vocabulary.organisation - scene.vocabulary.organisation_weak for word in words)
        if not weight or len(words) > 12:
            continue
        height = scene.height_on_page(line)
        gain = -1.6 + 0.5 * min(weight, 3) + 0.8 * scene.prominence(line.size) + (0.6 if height < 0.3 else 0.0)
        yield from _piece(scene, span_of(line), gain, "layout:organisation_line")


def _piece(scene: Scene, span: Span, gain: float, method: str) -> Iterator[Found]:
    span = scene.trimmed(span)
    core = _CORE.search(scene.text(span))
    if core is None:
        return
    span = scene.trimmed(Span(span.page, span.start + core.start("name"), span.start + core.end("name")))
    piece = scene.text(span)
    words = piece.split()
    if len(piece) < 3 or len(words) > 16 or not any(word[:1].isupper() for word in words):
        return
    folded = {word.strip(".,()&").casefold() for word in words}
    odds = gain
    strong = scene.vocabulary.organisation - scene.vocabulary.organisation_weak
    odds += 0.8 if folded & strong else -0.8 if folded & scene.vocabulary.organisation_weak else -0.5
    if likeness(piece, scene.vocabulary) > 0.5 and not folded & scene.vocabulary.organisation:
        odds -= 3.0  # a person: a speaker
    odds -= 2.0 if _NO_NAME.search(piece) else 0.0
    odds -= 1.5 if re.search(r"https?:|www\.|\d{3}", piece) else 0.0
    odds -= 1.5 if sum(len(word) > 3 and word.islower() for word in words) > 2 else 0.0  # a sentence
    odds -= 0.7 if words[0].casefold() in ("department", "office", "division") else 0.0
    odds -= 2.5 if folded & scene.vocabulary.role else 0.0
    yield Found(FieldName.PROVIDER, span, odds, method)
