"""A badge to an activity: its statements are understood as any certificate's are, and nothing is surer than its key.

Takes one badge and the tools of understanding; gives the activity. Where a pinned key vouches for the badge its values
are certain; otherwise nobody knows how sure they are, so that they have no confidence and wait for a person.
Refuses to guess what a number of credits counts.
"""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from ingest.activity import Activity, Field, FieldName, Issue, IssueCode
from ingest.badge import Badge
from ingest.classify import Classifier, classify
from ingest.confidence import FEATURES, Acceptance, Calibration, FieldCalibration
from ingest.normalise import find_options, normalise
from ingest.vocabulary import Vocabulary

# What stands in a badge is read without doubt; only what it means may be doubtful.
_CERTAIN: Final = Calibration(
    "badge",
    {name: FieldCalibration((0.0,) * len(FEATURES), bias=30.0, ceiling=1.0, floor=0.0) for name in FieldName},
    (Acceptance(threshold=0.99, records=0, wrong=0, error_bound=0.0),),
)


def badge_activity(badge: Badge, *, vocabulary: Vocabulary, classifier: Classifier, today: date) -> Activity:
    """What the badge says that somebody completed."""
    options = find_options(badge.candidates, lambda _: None, vocabulary=vocabulary, calibration=_CERTAIN, today=today)
    titles = options.get(FieldName.TITLE)
    category = classify(titles[0].reading.value if titles else None, badge.page.text, classifier)
    activity = normalise(
        options, category, vocabulary=vocabulary, calibration=_CERTAIN, promised_error=0.0, today=today
    )
    fields: dict[FieldName, Field[Any]] = {name: activity.field(name) for name in FieldName}
    fields[FieldName.CREDIT] = _credit(activity, badge)
    for issue in badge.issues:
        if issue.field is not None:
            field = fields[issue.field]
            fields[issue.field] = replace(field, issues=(*field.issues, issue))
    if not badge.is_verified:
        fields |= {name: _unsure(fields[name]) for name in FieldName if name is not FieldName.CATEGORY}
    whole = tuple(issue for issue in badge.issues if issue.field is None)
    return Activity(**{name.value: field for name, field in fields.items()}, issues=whole)


def _credit(activity: Activity, badge: Badge) -> Field[Any]:
    """The credit that is stated in words, held against the number; the number alone says too little."""
    field, amount = activity.credit, badge.amount
    if amount is None:
        return field
    number = amount.evidence.text
    if field.value is None:
        detail = f"{number} credits are stated, but not what they count, such as contact hours"
        return Field(field.name, None, amount, issues=(Issue(IssueCode.MISSING, field.name, detail),))
    if field.candidate is not None and field.candidate.confidence < amount.confidence:
        detail = f"“{field.candidate.evidence.text}” is described, and {number} credits are stated"
        return replace(field, issues=(*field.issues, Issue(IssueCode.CONFLICT, field.name, detail)))
    return field


def _unsure(field: Field[Any]) -> Field[Any]:
    others = tuple(replace(other, confidence=None) for other in field.runners_up)
    return replace(field, confidence=None, runners_up=others)
