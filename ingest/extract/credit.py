"""Finds how much credit the certificate gives.

Takes a `Scene`, gives the amounts on the page with how likely each is the credit awarded. Refuses what is only a length
or a limit: "a 50-minute hour", "within 24 hours".
"""

import re
from collections.abc import Iterator
from typing import Final

from ingest.activity import FieldName
from ingest.credits import BARE_NUMBER, CREDIT_LABEL, find_credits
from ingest.extract.scene import Found, Scene, Span

_FOR: Final = re.compile(
    r"award\w*|earn\w*|claim\w*|credit\w*|contact|granted|hours?\s*:|completed|total|duration|worth|equal\w*|number\s+of|received|consist\w*",
    re.IGNORECASE,
)
_AGAINST: Final = re.compile(
    r"maximum|up\s+to|at\s+least|minimum|within|every|per\s+(?:day|week|month)|each|required|valid|ago|access|old|per\b|based\s+on|score|limit|next"
    r"|previous|last|after|more\s+than|over",
    re.IGNORECASE,
)


def find(scene: Scene) -> list[Found]:
    """The amounts on the page, as the credit awarded."""
    return [*_written(scene), *_labelled(scene)]


def _labelled(scene: Scene) -> Iterator[Found]:
    """A number alone, whose label stands beside it."""
    for beside in scene.beside(CREDIT_LABEL):
        number, label = scene.text(beside.span), beside.label.text.rstrip(" :.")
        amounts = find_credits(f"{label}: {number}") if BARE_NUMBER.fullmatch(number) else ()
        if amounts:
            gain = {"same_line": 1.8, "right": 1.8, "below": 1.6, "above": 1.4}[beside.relation]
            odds = gain - 2.0 + 2.2 * amounts[0].plainness + _sum(label)
            yield Found(FieldName.CREDIT, scene.trimmed(beside.span), odds, f"pattern:credit_{beside.relation}", label)


def _written(scene: Scene) -> Iterator[Found]:
    """Amount and unit in one paragraph: a number and the words of the next cell are not one amount."""
    names_contact_hours = any(re.search(r"contact\s*hour|P\.?A\.?C\.?E\.?\b", page.text) for page in scene.layout.pages)
    for paragraph in scene.layout.paragraphs:
        for span in find_credits(paragraph.text):
            where = Span(paragraph.page, paragraph.start + span.start, paragraph.start + span.end)
            line = scene.line_at(where)
            before = scene.text(Span(where.page, line.start, where.start))[-50:]
            odds = -1.6 + 3.6 * span.plainness
            if span.plainness < 0.9 and names_contact_hours:
                odds -= 1.5
            if _FOR.search(before + scene.text(where)):
                odds += 1.0
            odds += _sum(before + scene.text(where))
            if _AGAINST.search(before):
                odds -= 2.0 if span.plainness > 0.8 else 2.5
            if span.credit.amount > 60 and span.plainness > 0.8:
                odds -= 2.0
            kind = "plain" if span.plainness > 0.8 else "bare"
            yield Found(FieldName.CREDIT, where, odds, f"pattern:credit_{kind}")


def _sum(text: str) -> float:
    """How much the words say that the amount is the sum of others, in log-odds."""
    return 1.5 if re.search(r"\btotal\b", text, re.IGNORECASE) else 0.0
