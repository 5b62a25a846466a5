"""Who the lab's staff are: people and the credentials that they hold.

Takes nothing and decides nothing: `roster` reads these values, `store` keeps them, `compliance` checks them.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential that a person holds, such as MLS, and the cycle it is in; None for a date that is not known."""

    name: str
    certified_on: date | None
    cycle_start: date | None
    cycle_end: date | None  # the last day of the cycle
    certified_by: str | None = None  # the body that certified first, such as NCA, where that decides who must take part


@dataclass(frozen=True, slots=True)
class Person:
    """A staff member. `person_id` is the lab's own."""

    person_id: str
    name: str
    other_names: tuple[str, ...]  # former and shortened names that certificates may carry
    email: str | None
    credentials: tuple[Credential, ...]
