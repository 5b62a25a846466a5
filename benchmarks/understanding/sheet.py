"""What a layout may print of one certificate; what it does print of the labelled values goes into the label.

Takes facts, gives a template its values: `holder`, `title`, `done`, `hours`, `provider`, `pace` and the like note what
is printed, so the label says what stands on the page and nothing else. Days, numbers and people that are none of the
wanted values (`day`, `signer`, `site`, `maximum` ...) are not noted: they are there to be taken for one.
Refuses nothing; a completion date in a form that may be read as another day sets `is_ambiguous`.
"""

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from benchmarks.understanding.facts import Facts, Person, courses, make_person, people
from benchmarks.understanding.written import is_ambiguous, plain, write_amount, write_day, write_span

OBJECTIVES: Final = (
    "Describe the principle of the method and its main limitations",
    "List three causes of a falsely low result",
    "Recognize results that must be called without delay",
    "Compare two approaches and choose between them",
    "Apply the guideline to a case from daily practice",
    "Explain when to repeat, dilute, or refer a specimen",
)


class Session(NamedTuple):
    """A part of a meeting."""

    title: str
    hours: Decimal


class Sheet:
    """The values of one page, and its label."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.dice = random.Random(f"sheet:{facts.seed}")
        self.label: dict[str, Any] = {}
        self.is_ambiguous = False
        self._numbers: dict[str, str] = {}
        pool, rng = people(), random.Random(f"side:{facts.seed}")
        self._signers = [(make_person(rng), rng.choice(pool["roles"])) for _ in range(4)]
        self.place: str = rng.choice(pool["places"])
        self.site: str = rng.choice(pool["sites"])
        self.employer: str = rng.choice([name for name in pool["employers"] if name != facts.provider.name])
        self.score: int = rng.randint(16, 20) * 5
        self.digits = "".join(rng.choice("0123456789") for _ in range(40))

    def pick(self, *options: str) -> str:
        """One of the wordings."""
        return str(self.dice.choice(options))

    # What is noted in the label

    def holder(self, form: str = "natural") -> str:
        """The holder: natural, caps, letters, letters_caps, family_first, family_caps, given or family."""
        person = self.facts.holder
        self.label["holder"] = person.natural
        letters = f", {person.letters}" if person.letters else ""
        return {
            "natural": person.natural,
            "caps": person.natural.upper(),
            "letters": person.natural + letters,
            "letters_caps": person.natural.upper() + letters,
            "family_first": person.family_first,
            "family_caps": person.family_first.upper(),
            "given": " ".join(part for part in (person.given, person.middle) if part),
            "family": person.family,
        }[form]

    def title(self, form: str = "plain", before: str = "", after: str = "") -> str:
        """The title, plain or in caps, with decorations that do not belong to it."""
        title = self.facts.course.title
        self.label["title"] = title
        if before or after:
            self.label["title_alt"] = [f"{before}{title}{after}", f"{before}{title}", f"{title}{after}"]
        return before + (title.upper() if form == "caps" else title) + after

    def done(self, form: str = "long") -> str:
        """The completion date."""
        day = self.facts.completed
        self.label["date"] = day.isoformat()[:7] if form == "month" else day.isoformat()
        self.is_ambiguous |= is_ambiguous(day, form)
        return write_day(day, form)

    def span(self, days: int) -> str:
        """The days of a meeting; its last is the completion."""
        self.label["date"] = self.facts.completed.isoformat()
        return write_span(self.facts.completed - timedelta(days=days - 1), self.facts.completed)

    def hours(self, form: str = "plain", unit: str = "contact_hour") -> str:
        """The credit; where CEU stand beside hours, a layout asks for `ceu` and the hours are the credit."""
        amount = self.facts.hours / 10 if unit == "ceu" else self.facts.hours
        self.label |= {"hours": float(amount), "hours_unit": unit}
        return write_amount(self.facts.hours, form)

    def provider(self, form: str = "name") -> str:
        """The provider's name: name, short, caps or short_caps."""
        provider = self.facts.provider
        text = provider.short if form.startswith("short") else provider.name
        self.label |= {"provider": provider.name, "provider_alt": list(provider.forms[1:])}
        return text.upper() if form.endswith("caps") else text

    def pace(self) -> str:
        """The P.A.C.E. program number: its year is that of the approval."""
        return self._number(
            "pace", f"{self.facts.provider.number}-{self.digits[:3]}-{self.day('approved', 'year')[2:]}"
        )

    def code(self, form: str = "HR-{}") -> str:
        """The provider's own number of the course."""
        return self._number("code", form.format(f"{self.facts.completed.year % 100}{self.digits[3:6]}"))

    def florida(self) -> str:
        """The Florida number of the course."""
        return self._number("florida", f"20-{1 + int(self.digits[6]) % 9}{self.digits[7:12]}")

    def certificate(self, form: str = "digits") -> str:
        """The number of this very paper: digits, letters, uuid, dashed."""
        key = uuid.UUID(int=random.Random(f"key:{self.facts.seed}").getrandbits(128), version=4)
        number = {
            "digits": f"{1 + int(self.digits[12]) % 9}{self.digits[13:20]}",
            "letters": key.hex[:12].upper(),
            "uuid": str(key),
            "dashed": f"{self.facts.completed.year}-{self.digits[12:16]}-{self.digits[16:20]}",
        }[form]
        self.label["cert_number"] = number
        return number

    def level(self) -> str:
        """The level of instruction."""
        level = random.Random(f"level:{self.facts.seed}").choice(("Basic", "Intermediate", "Advanced"))
        self.label["level"] = level.lower()
        return level

    def finished_label(self) -> dict[str, Any]:
        """All that was printed; null for what was not. A meeting of many areas is not judged by its area."""
        numbers = [self._numbers[name] for name in ("pace", "code", "florida") if name in self._numbers]
        keys = ("holder", "title", "hours", "hours_unit", "date", "provider", "cert_number", "level")
        label = {key: self.label.get(key) for key in keys}
        label["program_number"] = numbers[0] if numbers else None
        if "pace" in self._numbers and "code" in self._numbers:
            label["program_number_alt"] = self._numbers["code"]
        label |= {key: self.label[key] for key in ("title_alt", "provider_alt") if key in self.label}
        if self.facts.course.category is not None:
            label["category"] = self.facts.course.category.value
        return label

    # What is not noted

    @property
    def plural(self) -> str:
        """`s` where the hours are more than one."""
        return "" if self.facts.hours <= 1 else "s"

    def day(self, name: str, form: str = "long") -> str:
        """A day that is not the completion: see `facts.OTHER_DAYS`."""
        return write_day(self.facts.day(name), form)

    def birthday(self) -> date:
        return date(1961 + int(self.digits[20:22]) % 40, 1 + int(self.digits[22]) % 9, 11 + int(self.digits[23]))

    def signer(self, number: int = 0, *, letters: bool = False) -> str:
        """Who signs."""
        person = self._signers[number][0]
        return f"{person.natural}, {person.letters or 'PhD'}" if letters else person.natural

    def role(self, number: int = 0) -> str:
        return str(self._signers[number][1])

    def person(self) -> Person:
        return self._signers[3][0]

    def maximum(self) -> str:
        """More hours than were earned: the most that the course offers."""
        return plain(self.facts.hours + Decimal(1 + int(self.digits[24]) % 3) / 2)

    def figures(self, first: int, count: int) -> str:
        """Digits for telephone numbers, licences, orders."""
        return self.digits[first : first + count]

    def sessions(self, count: int) -> list[Session]:
        """Sessions of a meeting whose hours add up to the credit."""
        rng = random.Random(f"sessions:{self.facts.seed}")
        quarters = int(self.facts.hours * 4)
        parts = [quarters // count + (place < quarters % count) for place in range(count)]
        rng.shuffle(parts)
        titles = rng.sample([course.title for course in courses()], len(parts))
        return [Session(title, Decimal(part) / 4) for title, part in zip(titles, parts, strict=True)]

    def objectives(self, count: int = 3) -> list[str]:
        return random.Random(f"objectives:{self.facts.seed}").sample(OBJECTIVES, count)

    def _number(self, name: str, number: str) -> str:
        self._numbers[name] = number
        return number
