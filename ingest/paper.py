"""What kind of paper it is: a completion certificate, or something else.

Takes the pages of one page range and what was found on it, gives an issue if it is no certificate. Refuses to be bold:
in doubt it is a certificate, so that a person sees it.
"""

import re
import statistics
from collections.abc import Sequence
from typing import Final

from ingest.activity import Candidate, FieldName, Issue, IssueCode
from ingest.document import Page

FEW_WORDS: Final = 30  # with fewer nobody can tell what a paper is
READABLE: Final = 0.7  # median word confidence below which a page's words are not to be trusted

_CERTIFIES: Final = re.compile(
    r"certificat\w*|certif(?:y|ies|ied)|credential|diploma|(?:successfully|has|course|date)\s+complet\w+|completion|completed\s+(?:on|by|the)"
    r"|(?:has|have)\s+(?:attended|participated|earned|passed)|award(?:ed)?\s+to|presented\s+to|in\s+recognition|congratulations"
    r"|contact\s+hours?\s+(?:earned|awarded)|transcript|attend(?:ed|ance)|statement\s+of\s+(?:credit|attendance)|in-?service",
    re.IGNORECASE,
)
# Words of papers about a course that prove no completion.
_OTHER_PAPER: Final = re.compile(
    r"\binvoice\b|amount\s+due|total\s+due|bill\s+to|balance\s+due|purchase\s+order|payment\s+(?:received|due|method)|\bsubtotal\b"
    r"|register\s+(?:now|today|by|online|at|here)|registration\s+(?:form|fee|opens|deadline|closes)|sign\s+up|join\s+us|early[\s-]bird|save\s+the\s+date"
    r"|receipt\s+(?:number|no)|order\s+(?:number|total|summary|confirmation)|you\s+will\s+learn|who\s+should\s+attend|learning\s+objectives?:"
    r"|upcoming|seats?\s+(?:are\s+)?limited|call\s+for\s+abstracts|per\s+person|members?:?\s+\$|\$\s?\d+(?:\.\d\d)?",
    re.IGNORECASE,
)
_HAS_FINISHED: Final = re.compile(
    r"(?:this\s+is\s+to\s+)?certif(?:y|ies)\s+that|has\s+(?:successfully\s+)?(?:completed|attended|participated)|successfully\s+completed"
    r"|certificate\s+of\s+(?:completion|attendance|participation|achievement|training)|completed\s+by|(?:awarded|presented)\s+to",
    re.IGNORECASE,
)


def not_a_certificate(pages: Sequence[Page], candidates: Sequence[Candidate]) -> Issue | None:
    """An issue if the paper proves no completion; None also where too little could be read to tell."""
    text = "\n".join(page.text for page in pages)
    confidences = [word.confidence for page in pages for word in page.words if word.confidence is not None]
    if len(text.split()) < FEW_WORDS or (confidences and statistics.median(confidences) < READABLE):
        return None
    other = {match[0].casefold() for match in _OTHER_PAPER.finditer(text)}
    if len(other) >= 2 and not _HAS_FINISHED.search(text):
        words = ", ".join(f"“{word}”" for word in sorted(other)[:3])
        return Issue(IssueCode.NOT_A_CERTIFICATE, None, f"it says {words} and nowhere that somebody finished a course")
    surest = {
        name: max((item.confidence for item in candidates if item.name is name), default=0.0)
        for name in (FieldName.HOLDER, FieldName.COMPLETED_ON, FieldName.CREDIT, FieldName.PROGRAM_NUMBER)
    }
    has_credit = max(surest[FieldName.CREDIT], surest[FieldName.PROGRAM_NUMBER]) > 0.4
    names_somebody = surest[FieldName.HOLDER] > 0.15 and surest[FieldName.COMPLETED_ON] > 0.2
    if not (_CERTIFIES.search(text) or has_credit or names_somebody):
        detail = "it has no word of a certificate, no credit, and no person's name with a date"
        return Issue(IssueCode.NOT_A_CERTIFICATE, None, detail)
    return None
