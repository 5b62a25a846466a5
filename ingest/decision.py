"""What people decide about a certificate, and the outcome as it stands after that.

Takes the machine's outcome and the decisions in the order in which they were made; gives the outcome with the people's
values and the state that follows. Pure: `store` keeps both sides.
Refuses values of a wrong kind, and to confirm what could not be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from ingest.activity import (
    Activity,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    PartialDate,
    Status,
    Unit,
)
from ingest.record import value_text

FieldValue: TypeAlias = str | PartialDate | Credit | Category

_KINDS: Final[Mapping[FieldName, type]] = {
    FieldName.COMPLETED_ON: PartialDate,
    FieldName.CREDIT: Credit,
    FieldName.CATEGORY: Category,
}


class Action(StrEnum):
    """What a person does to a certificate."""

    CONFIRM = "confirm"  # it is right as it stands, with the values given
    REJECT = "reject"  # it does not count: no certificate, not ours, not to be used
    REOPEN = "reopen"  # takes the decisions back; they stay in the history


class State(StrEnum):
    """What a certificate is by now: its status, unless a person decided or its file holds other bytes today."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    NOT_A_CERTIFICATE = "not_a_certificate"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a person gave another value."""

    name: FieldName
    before: FieldValue | None
    after: FieldValue | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided about a certificate."""

    number: int  # from 1, for each certificate
    decided_by: str
    decided_at: datetime  # aware, UTC
    action: Action
    changes: tuple[Change, ...]


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that no later one took back."""
    reopened = [index for index, decision in enumerate(decisions) if decision.action is Action.REOPEN]
    return tuple(decisions[reopened[-1] + 1 :] if reopened else decisions)


def state_after(status: Status, decisions: Sequence[Decision]) -> State:
    """The state of a certificate of that status after these decisions."""
    standing = in_force(decisions)
    if not standing:
        return State(status.value)
    return State.CONFIRMED if standing[-1].action is Action.CONFIRM else State.REJECTED


def decided_outcome(machine: Outcome, decisions: Sequence[Decision]) -> Outcome:
    """The outcome with the people's values in place of the machine's.

    Whoever confirms has looked at everything, so no issue remains. A rejected certificate carries one issue that says
    who rejected it, by which its status keeps it from being counted or reviewed again.
    """
    standing = in_force(decisions)
    if machine.activity is None or not standing:
        return machine
    changed: dict[str, Any] = {
        change.name.value: Field(
            change.name,
            change.after,
            confidence=None if change.after is None else 1.0,  # a person's word is final, it is not weighed
            decided_by=decision.decided_by,
        )
        for decision in standing
        for change in decision.changes
    }
    activity = replace(_without_issues(machine.activity), **changed)
    last = standing[-1]
    if last.action is Action.REJECT:
        rejected = Issue(IssueCode.NOT_A_CERTIFICATE, None, f"rejected by {last.decided_by}")
        activity = replace(activity, issues=(rejected,))
    return replace(machine, activity=activity)


def changes_to(activity: Activity, values: Mapping[FieldName, FieldValue | None]) -> tuple[Change, ...]:
    """What is different in `values`, in the order of the fields; a value that is the same is no change.

    Raises:
        ValueError: a value is not of its field's kind, or blank.
    """
    changes = []
    for name in FieldName:
        if name not in values:
            continue
        before, after = activity.field(name), values[name]
        _check_kind(name, after)
        if _value_record(name, before.value) != _value_record(name, after):
            changes.append(Change(name, before.value, after))
    return tuple(changes)


def changes_record(changes: Sequence[Change]) -> dict[str, Any]:
    """Changes as JSON: for each field the value before and after."""
    return {
        change.name.value: {
            "before": _value_record(change.name, change.before),
            "after": _value_record(change.name, change.after),
        }
        for change in changes
    }


def read_changes(record: Mapping[str, Any], decided_by: str) -> tuple[Change, ...]:
    """The changes that `changes_record` wrote; a category read back carries who decided it as its method."""
    method = f"human:{decided_by}"
    return tuple(
        Change(name, _read_value(name, item["before"], ""), _read_value(name, item["after"], method))
        for name, item in ((FieldName(key), value) for key, value in record.items())
    )


def _without_issues(activity: Activity) -> Activity:
    cleared = {name.value: replace(activity.field(name), issues=()) for name in FieldName}
    return replace(activity, issues=(), **cleared)


def _check_kind(name: FieldName, value: FieldValue | None) -> None:
    kind = _KINDS.get(name, str)
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{name.value} takes a {kind.__name__}, not {value!r}")
    if isinstance(value, str) and not value.strip():
        raise ValueError(f"{name.value} is blank: give None for a value that the certificate does not state")


def _value_record(name: FieldName, value: FieldValue | None) -> Any:
    text = value_text(Field(name, value))
    return {"value": text, "unit": value.unit.value} if isinstance(value, Credit) else text


def _read_value(name: FieldName, record: Any, method: str) -> FieldValue | None:
    if record is None:
        return None
    if name is FieldName.CREDIT:
        return Credit(Decimal(record["value"]), Unit(record["unit"]))
    if name is FieldName.COMPLETED_ON:
        return PartialDate.parse(record)
    if name is FieldName.CATEGORY:
        return Category(CategoryLabel(record), 1.0, (), method)
    return str(record)
