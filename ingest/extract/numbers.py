"""Finds the numbers and the level that a certificate prints.

Takes a `Scene`, gives pieces for program number, provider number, certificate number and level. Refuses numbers without
a label, but for the P.A.C.E. form NNN-NNN-YY (labce.com and cdc.gov course pages, read 2026-11-23).
"""

import re
from collections.abc import Iterator
from typing import Final

from ingest.activity import FieldName
from ingest.extract.scene import Found, Scene, Span

PACE_NUMBER: Final = re.compile(r"(?<![\w-])(\d{3})\s?[-–—]\s?(\d{3})\s?[-–—]\s?(\d{2})(?![\w-])")
_MARK: Final = r"\s*(?:#|no\b\.?|nos\b\.?|num(?:ber)?\b\.?|n[°º]|id\b\.?|code\b)\s*"
_PROGRAM_LABEL: Final = re.compile(
    rf"(?:(?:P\.?A\.?C\.?E\.?\s*(?:®|\(R\))?\s*)?(?:program(?:me)?|course|activity|session|event|approval){_MARK}|P\.?A\.?C\.?E\.?\s*(?:®|\(R\))?{_MARK})",
    re.IGNORECASE,
)
_PROVIDER_LABEL: Final = re.compile(rf"\b(?:provider|sponsor|agency){_MARK}", re.IGNORECASE)
_CERTIFICATE_LABEL: Final = re.compile(
    rf"\b(?:(?:e-?)?certificate|cert\b\.?|certification|credential|validation|verification|serial|registration|registry|licen[cs]e|document|record"
    rf"|transaction|reference|unique|award|completion)(?:\s+(?:verification|validation|serial|unique|identification|license|reference))?{_MARK}"
    r"(?:is\b)?|\b(?:CID|UID|UUID|ref|validation\s+code|serial|número\s+de\s+certificado)\s*(?=[:#-])|\bcertificate\s*(?=:?\s*#?[A-Z]{2,}[-\d])|^\s*(?:ID|No\.|#|Nº)\s*(?=[:\s])",
    re.IGNORECASE | re.MULTILINE,
)
_LINK: Final = re.compile(
    r"(?:verify|certificates?|validate|credentials?|confirm|c|cert|accomplishments(?:/\w+)?|certificate/verify)[./](?:[\w.-]{0,40}/){0,6}(?P<id>[\w-]*\d[\w-]{4,}|[A-Z0-9]{8,}|[\w]{5}(?:-[\w]{5}){2,})",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[:#\s]*([A-Za-z0-9][A-Za-z0-9/_.\-]*[A-Za-z0-9_-])")
_FLORIDA: Final = re.compile(r"^20-\d{6}$")  # a CE Broker tracking number: the course's, with the state
_LEVEL: Final = re.compile(
    r"\b(?:level(?:\s+of\s+(?:instruction|difficulty))?|(?:instruction(?:al)?|course|difficulty)\s+level)\s*[:\-–—]?\s*\n?\s*(basic|beginner|introductory|intermediate|advanced)\b"
    r"|\b(basic|beginner|introductory|intermediate|advanced)[\s-]+(?:level|course|program(?:me)?|activity)\b"
    r"|\((basic|intermediate|advanced)\)|^\s*(basic|intermediate|advanced)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_EVERY_LEVEL: Final = re.compile(r"basic\W+intermediate\W+(?:or\s+)?advanced", re.IGNORECASE)


def find(scene: Scene) -> list[Found]:
    """Numbers and level."""
    found: list[Found] = []
    for page in scene.layout.pages:
        for match in PACE_NUMBER.finditer(page.text):
            found.append(Found(FieldName.PROGRAM_NUMBER, Span(page.number, *match.span()), 4.0, "pattern:pace_number"))
            found.append(
                Found(FieldName.PROVIDER_NUMBER, Span(page.number, *match.span(1)), 3.6, "pattern:pace_number")
            )
        # A form that prints every level to tick one of them tells nothing to who cannot see the tick.
        for match in () if _EVERY_LEVEL.search(page.text) else _LEVEL.finditer(page.text):
            group = next(index for index in range(1, 5) if match[index])
            gain = (4.0, 2.0, 1.2, 1.0)[group - 1]
            found.append(Found(FieldName.LEVEL, Span(page.number, *match.span(group)), gain, "pattern:level"))
    found += _labelled(scene, _PROGRAM_LABEL, FieldName.PROGRAM_NUMBER, 1.6, "pattern:program_label")
    found += _labelled(scene, _PROVIDER_LABEL, FieldName.PROVIDER_NUMBER, 2.0, "pattern:provider_label")
    found += _labelled(scene, _CERTIFICATE_LABEL, FieldName.CERTIFICATE_NUMBER, 3.0, "pattern:certificate_label")
    found += _linked(scene)
    return found


def _labelled(scene: Scene, label: re.Pattern[str], name: FieldName, gain: float, method: str) -> Iterator[Found]:
    for beside in scene.beside(label):
        match = _NUMBER.match(scene.text(beside.span))
        if match is None:
            continue
        value = match[1]
        digits = sum(map(str.isdigit, value))
        if not digits and not (name is FieldName.CERTIFICATE_NUMBER and len(value) >= 8 and value.isupper()):
            continue
        odds = gain - {"same_line": 0.0, "right": 0.6, "below": 1.2, "above": 2.2}[beside.relation]
        odds -= 2.0 if len(value) < 3 else 0.0
        odds -= 2.5 if name is FieldName.PROGRAM_NUMBER and _FLORIDA.match(value) else 0.0
        odds -= 1.0 if re.fullmatch(r"(?:19|20)\d\d", value) else 0.0
        start, end = (beside.span.start + offset for offset in match.span(1))
        yield Found(name, Span(beside.span.page, start, end), odds, f"{method}_{beside.relation}")


def _linked(scene: Scene) -> Iterator[Found]:
    """A number at the end of the address where the certificate can be verified."""
    for page in scene.layout.pages:
        for match in _LINK.finditer(page.text):
            yield Found(
                FieldName.CERTIFICATE_NUMBER, Span(page.number, *match.span("id")), 0.8, "pattern:certificate_link"
            )
