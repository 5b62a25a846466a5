"""The ways in which a printed name may differ from a known one, each with what it weighs and what it leaves in doubt.

Takes nothing; gives `Trait`s. Refuses to say which of them a name has: that is `likeness`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Doubt(StrEnum):
    """Why a match is not certain."""

    SLIP = "slip"
    ORDER = "order"
    INITIAL = "initial"
    SHORT_FORM = "short_form"
    PART = "part"  # of a double name, or a name more
    OTHER_NAME = "other_name"  # what differs makes another person's name of it
    RIVAL = "rival"  # somebody else on the roster fits nearly as well
    SEVERAL = "several"  # people whom it fits equally well


class Support(StrEnum):
    """What besides first and last name speaks for the person."""

    INITIAL = "initial"
    FULL = "full"  # a whole middle name, or the generation


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about how a name is printed."""

    words: str
    cost: float  # minus the logarithm of how often the person's papers are printed so
    doubt: Doubt | None = None
    # Without one of these a person must look, however likely it is; None: a person must look.
    needs: frozenset[Support] | None = frozenset()

    def is_settled_by(self, support: frozenset[Support]) -> bool:
        """Whether a person need not look for this trait alone."""
        return self.needs is not None and (not self.needs or not self.needs.isdisjoint(support))


_ANY: Final = frozenset(Support)
_FULL: Final = frozenset((Support.FULL,))

JUST_SO: Final = Trait("is written just so", 0.0)
NO_MIDDLE: Final = Trait("has this first and last name, and no middle name against it", 0.7)
MIDDLE_ADDED: Final = Trait("has this first and last name, and no middle name against it", 0.7)
MIDDLE_AGREES: Final = Trait("has this first and last name, and the middle initial agrees", 1.0)
NO_GENERATION: Final = Trait("has this first and last name, and no middle name against it", 1.2)
GENERATION_ADDED: Final = Trait("is written so without Jr. or Sr.", 5.8)
PARTICLE: Final = Trait("has this name but for a particle", 2.0)
FORMER: Final = Trait("has this name beside a former one", 2.0)
FORMER_MIDDLE: Final = Trait("has this name beside a former one, and another middle name", 5.0, Doubt.PART, None)
PARTED: Final = Trait("is written nearly so", 2.0)
INITIAL: Final = Trait("has this initial and last name", 3.5, Doubt.INITIAL, _FULL)
SHORT_FORM: Final = Trait("may be called so for short", 3.0, Doubt.SHORT_FORM)
OWN_SHORT_FORM: Final = Trait("may be called so for short", 4.5, Doubt.SHORT_FORM, _ANY)
PART_OF_GIVEN: Final = Trait("has this last name and the first half of this first name", 1.5, Doubt.PART)
MIDDLE_FIRST: Final = Trait("has this last name, and the first name as a middle name", 4.0, Doubt.PART, None)
PART_OF_FAMILY: Final = Trait("has a double last name of which this is one part", 3.0, Doubt.PART, _ANY)
MORE_FAMILY: Final = Trait("has one of these last names", 3.5, Doubt.PART, _ANY)
REVERSED: Final = Trait("is written so with the last name first", 4.5, Doubt.ORDER)
SLIPPED: Final = Trait("is written nearly so", 0.0, Doubt.SLIP)
SHORT_SLIPPED: Final = Trait("is written nearly so, but too little of it is left", 0.0, Doubt.SLIP, _ANY)
OTHER_NAME: Final = Trait("is written nearly so, but this is a name of its own", 0.0, Doubt.OTHER_NAME, _ANY)
FAR_NAME: Final = replace(OTHER_NAME, needs=None)
OTHER_MIDDLE: Final = Trait("has this name but for the middle one", 4.5, Doubt.OTHER_NAME, _FULL)
MIDDLE_MISREAD: Final = Trait("has this first and last name, and a middle name that was misread", 5.5)
RUN_TOGETHER: Final = Trait("is written so but for the spaces", 6.0, Doubt.SLIP)
CUT: Final = Trait("is written so before what seems to be letters after the name", 2.5)
