"""Certificates of made-up layouts and courses, as the machine reads them, for tests of what people teach."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ingest.activity import (
    REQUIRED_FIELDS,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    PartialDate,
    Unit,
)
from ingest.confidence import Acceptance, Calibration, load_calibration
from ingest.document import PageShape
from ingest.fingerprint import Fingerprint
from ingest.learned import Bar
from ingest.vocabulary import MODEL_FOLDER
from tests.made_outcomes import RUN, activity, source


def _layout(start: int) -> str:
    return str(Fingerprint((77,), tuple((0, f"{start + word:04x}", 10 * word, 8 * word) for word in range(20))))


DIPLOMA, RECEIPT = _layout(0x1000), _layout(0x2000)
THRESHOLD: Final = 0.9
# Accepts from .9 on known layouts, and nothing on new ones; weighs what was read there as the shipped models do.
BAR: Final = Bar(
    Calibration("made", {}, (), (Acceptance(THRESHOLD, 1000, 0, 0.003),), load_calibration(MODEL_FOLDER).known_layout),
    0.005,
)
DOUBTED: Final = "not sure enough"


def certificate(
    file: str,
    holder: str = "Dana R. Whitfield",
    layout: str | None = DIPLOMA,
    *,
    sure: float = 0.8,
    without: FieldName | None = None,
    **values: Any,
) -> Outcome:
    """What the machine made of a certificate: sure of nothing, so that a person must look.

    Args:
        file: Its name, which makes its bytes.
        holder: Whose it is.
        layout: Its fingerprint.
        sure: Of each required field.
        without: A field that was not found.
        values: Other values, by the name of their field.
    """
    made = activity(holder)
    fields: dict[str, Any] = {}
    for name in FieldName:
        found = made.field(name)
        if name is without:
            missing = Issue(IssueCode.MISSING, name, "it was not found")
            found = Field(name, issues=(missing,) if name in REQUIRED_FIELDS else ())
        elif name.value in values:
            found = replace(found, value=values[name.value])
        if name in REQUIRED_FIELDS and found.value is not None:
            issue = Issue(IssueCode.LOW_CONFIDENCE, name, DOUBTED)
            found = replace(found, confidence=sure, issues=(issue,))
        fields[name.value] = found
    return replace(
        Outcome(source(Path("/in") / file), (1, 1), RUN, replace(made, **fields), None),
        shapes=(PageShape(1, 612.0, 792.0, 0),),
        layout=layout,
    )


def moved(outcome: Outcome, name: FieldName, down: float) -> Outcome:
    """The same with the field's value so many points further down, and between other words there."""
    assert outcome.activity is not None
    field = outcome.activity.field(name)
    assert field.candidate is not None
    evidence = field.candidate.evidence
    boxes = tuple(replace(box, top=box.top + down, bottom=box.bottom + down) for box in evidence.boxes)
    words = ("under that", "at last") if down else (evidence.before, evidence.after)
    evidence = replace(evidence, boxes=boxes, before=words[0], after=words[1])
    candidate = replace(field.candidate, evidence=evidence)
    changed: dict[str, Any] = {name.value: replace(field, candidate=candidate)}
    return replace(outcome, activity=replace(outcome.activity, **changed))


def with_runner_up(outcome: Outcome, name: FieldName, value: Any, down: float, confidence: float = 0.1) -> Outcome:
    """The same with another value for the field, so many points further down."""
    assert outcome.activity is not None
    lower = moved(outcome, name, down).activity
    assert lower is not None
    other = replace(lower.field(name), value=value, confidence=confidence, issues=())
    changed: dict[str, Any] = {name.value: replace(outcome.activity.field(name), runners_up=(other,))}
    return replace(outcome, activity=replace(outcome.activity, **changed))


def hours(amount: str) -> Credit:
    return Credit(Decimal(amount), Unit.CONTACT_HOUR)


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def area(label: CategoryLabel, confidence: float) -> Category:
    return Category(label, confidence, ((CategoryLabel.OTHER, 0.01),), "model:category-1")
