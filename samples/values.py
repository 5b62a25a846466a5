"""What a sample certificate is about, apart from how it is laid out.

Takes nothing; gives the value types that every layout draws: `Holder`, `Provider`, `Facts`, and `Stated`, the expected
record of what a layout really printed.
Refuses nothing: the pools of names and courses stand in `people.py` and `courses.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ingest.activity import CategoryLabel, FieldName


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person. `letters` are those after the name, such as `MLS(ASCP)CM`."""

    given: str
    family: str
    middle: str | None = None
    letters: str | None = None

    @property
    def natural(self) -> str:
        """Given name first, without letters."""
        return " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def family_first(self) -> str:
        """`Last, First M.`"""
        return f"{self.family}, {' '.join(part for part in (self.given, self.middle) if part)}"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gives the course. `number` is the first part of its P.A.C.E. numbers, None for others."""

    name: str
    short: str  # what stands in the logo
    family: str  # online, society, agency, university, employer, vendor
    place: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a layout may print."""

    holder: Holder
    provider: Provider
    title: str
    category: CategoryLabel
    level: str  # basic, intermediate, advanced
    hours: Decimal
    started: date
    completed: date
    approved_through: date
    printed: date
    program_number: str
    florida_number: str
    certificate_number: str
    signers: tuple[tuple[str, str], ...]  # two of (name, role)
    place: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What one certificate states, normalised as in the contract; None for what it does not print."""

    holder: str
    title: str
    provider: str
    completed_on: str | None
    credit: str | None
    unit: str | None
    program_number: str | None
    certificate_number: str | None
    level: str | None
    category: str
    issues: tuple[str, ...]

    @property
    def provider_number(self) -> str | None:
        """The first three digits of a P.A.C.E. number."""
        number = self.program_number
        is_pace = number is not None and [len(part) for part in number.split("-")] == [3, 3, 2]
        return number[:3] if number is not None and is_pace and number.replace("-", "").isdigit() else None

    def activity(self) -> dict[str, Any]:
        """The expected value of every field of the contract."""
        values: dict[str, Any] = {
            name.value: None if name is FieldName.CREDIT else getattr(self, name.value) for name in FieldName
        }
        if self.credit is not None:
            values["credit"] = {"value": self.credit, "unit": self.unit}
        return values


def decimal_text(amount: Decimal) -> str:
    """The amount without trailing zeros.

    >>> decimal_text(Decimal("14.0"))
    '14'
    """
    return f"{amount.normalize():f}"
