"""What a person typed into the page of a certificate, to values of its fields.

Takes the texts of the form; gives values, or for each field that is wrong a sentence that says what is wanted.
Refuses to guess: no separator is turned, no unit is supplied, no century is filled in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limits

from ingest.activity import Activity, Category, CategoryLabel, Credit, FieldName, PartialDate, Unit
from ingest.decision import Action, FieldValue
from ingest.record import value_text

# A person may confirm that a certificate states no provider and no credit, but these three make it somebody's activity.
NEEDED: Final = (FieldName.HOLDER, FieldName.TITLE, FieldName.COMPLETED_ON)
MOST_LETTERS: Final = 500  # of one field
EARLIEST_YEAR: Final = 1950  # as `dates` reads them
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_AMOUNT: Final = re.compile(r"\d{1,4}(\.\d{1,4})?", re.ASCII)


class DecisionForm(BaseModel):
    """The form as the browser sends it. Every field is a text, so that what was typed can be shown again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = Limits(default="", max_length=100)
    seen: int = Limits(ge=0)
    action: Action
    holder: str = ""
    title: str = ""
    provider: str = ""
    completed_on: str = ""
    credit_amount: str = ""
    credit_unit: str = ""
    program_number: str = ""
    provider_number: str = ""
    certificate_number: str = ""
    level: str = ""
    category: str = ""

    def typed(self) -> dict[str, str]:
        """The texts of the fields, by the names of their inputs."""
        return self.model_dump(exclude={"token", "seen", "action"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form says: values, and problems by field. With a problem, nothing may be saved."""

    values: Mapping[FieldName, FieldValue | None]
    problems: Mapping[FieldName, str]


def typed_values(activity: Activity) -> dict[str, str]:
    """The texts that the form shows for an activity, by the names of their inputs."""
    texts = {name.value: value_text(activity.field(name)) or "" for name in FieldName if name is not FieldName.CREDIT}
    credit = activity.credit
    unit = credit.value.unit.value if credit.value else ""
    return texts | {"credit_amount": value_text(credit) or "", "credit_unit": unit}


def check_form(typed: Mapping[str, str], user: str, today: date) -> Checked:
    """Read every field of the form."""
    values: dict[FieldName, FieldValue | None] = {}
    problems: dict[FieldName, str] = {}
    for name in FieldName:
        try:
            values[name] = _value(name, typed, user, today)
            if name in NEEDED and values[name] is None:
                raise ValueError("Needed. A certificate that does not state it cannot count: reject it.")
        except ValueError as wrong:
            problems[name] = str(wrong)
    return Checked(values, problems)


def _value(name: FieldName, typed: Mapping[str, str], user: str, today: date) -> FieldValue | None:
    """The value of one field. A `ValueError` says what is wanted instead."""
    if name is FieldName.CREDIT:
        return _credit(typed["credit_amount"].strip(), typed["credit_unit"])
    text = " ".join(typed[name.value].split())
    if not text:
        return None
    if name is FieldName.COMPLETED_ON:
        return _date(text, today)
    if name is FieldName.CATEGORY:
        if text not in set(CategoryLabel):
            raise ValueError("Choose an area from the list.")
        return Category(CategoryLabel(text), 1.0, (), f"human:{user}")
    if len(text) > MOST_LETTERS:
        raise ValueError(f"At most {MOST_LETTERS} characters.")
    if not text.isprintable():
        raise ValueError("It holds characters that cannot be printed. Type it anew.")
    return text


def _date(text: str, today: date) -> PartialDate:
    form = "Type it as YYYY-MM-DD; as YYYY-MM or YYYY when no more is printed."
    if not _DATE.fullmatch(text):
        raise ValueError(form)
    try:
        day = PartialDate.parse(text)
    except ValueError as error:
        raise ValueError(f"There is no such day. {form}") from error
    if date(day.year, day.month or 1, day.day or 1) > today:
        raise ValueError(f"{text} is in the future. The date must be one on which the course was finished.")
    if day.year < EARLIEST_YEAR:
        raise ValueError(f"The year must be {EARLIEST_YEAR} or later.")
    return day


def _credit(amount: str, unit: str) -> Credit | None:
    if not amount:
        return None
    if not _AMOUNT.fullmatch(amount):
        raise ValueError("Type the amount as a number such as 1.5, not below 0.")
    if unit not in set(Unit):
        raise ValueError("Choose what the amount counts.")
    return Credit(Decimal(amount), Unit(unit))
