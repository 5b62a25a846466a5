"""Values in the print of one layout: the spans of each field, and a note of what was printed.

Takes a layout and facts, gives spans; keeps the printed text of each field for the expected record.
Refuses to print a field that the layout does not state.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from models.generator.blocks import Align, Para, Span
from models.generator.facts import Facts
from models.generator.forms import (
    CERTIFICATE_FORMS,
    PROGRAM_FORMS,
    PROVIDER_FORMS,
    RANGE_FORMS,
    CreditForm,
    is_ambiguous,
    is_partial,
    print_credit,
    print_day,
    print_number,
    print_range,
)  # fmt: skip
from models.generator.layout import Layout
from models.generator.people import HONORIFICS, Person
from models.generator.wordings import expand

FIELDS: Final = (
    "holder", "title", "provider", "completed_on", "credit", "program_number", "provider_number",
    "certificate_number", "level",
    "category",
)  # fmt: skip
QUOTES: Final = ("“{}”", '"{}"', "‘{}’", "«{}»", "'{}'")
# A category as a certificate names it.
CATEGORY_NAMES: Final = {
    "safety": "Laboratory Safety", "ethics": "Medical Ethics", "blood_banking": "Blood Banking",
    "chemistry": "Clinical Chemistry",
    "hematology": "Hematology", "coagulation": "Coagulation", "microbiology": "Microbiology",
    "immunology": "Immunology",
    "molecular": "Molecular Pathology", "urinalysis_body_fluids": "Urinalysis and Body Fluids",
    "histology_cytology": "Histology",
    "phlebotomy": "Phlebotomy", "point_of_care": "Point of Care", "quality_regulatory": "Quality Assurance",
    "management": "Management", "education": "Education",
}  # fmt: skip


@dataclass
class Printer:
    """The print of one certificate."""

    layout: Layout
    facts: Facts
    printed: dict[str, list[str]] = field(default_factory=dict)

    # plain print

    def span(self, text: str, role: str = "body", size: float = 11, **more: Any) -> Span:
        return Span(text, role, size, more.pop("colour", self.layout.ink), **more)

    def para(
        self, text: str, role: str = "body", size: float = 11, align: Align = "left", after: float = 6, **more: Any
    ) -> Para:
        """A paragraph of one print."""
        return Para((self.span(text, role, size, **more),), align, after)

    def day(self, day: date) -> str:
        """Another date of the paper; spelled out beside an ambiguous one, so that it does not tell the order."""
        form = self.layout.day_form
        if is_ambiguous(self.facts.completed, form) or is_partial(form):
            form = "{Month} {d}, {yyyy}"
        return print_day(day, form, self.layout.language)

    def person(self, person: Person) -> str:
        """Another person than the holder."""
        return person.natural if person.letters is None else f"{person.natural}, {person.letters}"

    def fill(self, text: str) -> str:
        """A statement with its slots filled; choices in it are the layout's."""
        facts = self.facts
        rng = self.layout.rng(f"fill:{text}")
        digits = "".join(str(rng.randint(1, 9)) for _ in range(6))
        organisation = facts.provider.printed if rng.random() < 0.6 else facts.others[0].printed
        return expand(rng, text).format(
            org=organisation, url=facts.url, email=facts.email, phone=facts.phone, max=f"{facts.most.normalize():f}",
            digits2=digits[:2], digits5=digits[:5], digits6=digits, other_date=self.day(facts.before),
            earlier_date=self.day(facts.before), later_date=self.day(facts.after),
        )  # fmt: skip

    def about(self, cue: str) -> str:
        """A wording with neighbours of the facts: another organisation or person, an event, a topic, a score."""
        facts = self.facts
        number = f"{facts.score}{self.layout.pick('id_letters', ('P', 'BCS', '-', 'A'))}{facts.score * 773}"
        return self.layout.say(cue).format(
            org=facts.others[1].printed,
            person=facts.others_person.natural,
            id=number,
            event=facts.event,
            topic=facts.topic,
            score=facts.score,
        )

    # fields

    def _marked(self, name: str, text: str, **print_as: Any) -> Span:
        """The value's span, noted as printed."""
        occurrences = self.printed.setdefault(name, [])
        occurrences.append(" ".join(text.split()))
        return self.span(text, mark=f"{name}#{len(occurrences) - 1}", **print_as)

    def holder(self, size: float, role: str, *, family_first: bool = False, **more: Any) -> tuple[Span, ...]:
        """The holder with honorific and letters as the layout prints them."""
        layout, person = self.layout, self.facts.holder
        name = person.natural
        if family_first or layout.chance("family_first", 0.07):
            name = person.family_first
        if layout.chance("holder_capitals", 0.2) and role != "script":
            name = name.upper()
        line = layout.chance("holder_underlined", 0.05)
        spans = [self._marked("holder", name, size=size, role=role, underline=line, **more)]
        if layout.chance("honorific", 0.06):
            spans.insert(0, self.span(f"{layout.pick('which_honorific', HONORIFICS)} ", size=size, role=role, **more))
        letters = person.letters
        if letters and layout.chance("letters", 0.8):
            raised = letters.endswith(")CM") and layout.chance("raised", 0.5)
            spans.append(
                self.span(f", {letters.removesuffix('CM') if raised else letters}", size=size, role=role, **more)
            )
            if raised:
                spans.append(self.span("CM", size=size * 0.55, role=role, rise=0.7, **more))
        return tuple(spans)

    def holder_part(self, part: str) -> str:
        """The `given` or the `family` name of a holder who is printed in parts."""
        person = self.facts.holder
        self.printed.setdefault("holder", []).append(person.natural)
        given = " ".join(name for name in (person.given, person.middle) if name)
        return given if part == "given" else person.family or ""

    def title(self, size: float, role: str, **more: Any) -> tuple[Span, ...]:
        """The title, in quotation marks or capitals if the layout prints it so."""
        layout, text = self.layout, self.facts.title.text
        if layout.chance("title_capitals", 0.1):
            text = text.upper()
        before, _, after = (
            layout.pick("quotes", QUOTES).partition("{}") if layout.chance("quoted", 0.2) else ("", "", "")
        )
        decoration = self._decoration()
        line = layout.chance("title_underlined", 0.06)
        spans = [self._marked("title", text, size=size, role=role, underline=line, **more)]
        if before:
            spans = [
                self.span(before, size=size, role=role, **more),
                *spans,
                self.span(after, size=size, role=role, **more),
            ]
        if decoration:
            spans.append(self.span(f" {decoration}", size=size, role=role, **more))
        return tuple(spans)

    def _decoration(self) -> str:
        """What sellers of laboratory courses put behind a title."""
        if not self.layout.genre.known:
            return ""
        chosen = self.layout.pick("decoration", ("", "(Online CE Course)", "(by LabCE)", "(CE: {})"), (95, 2, 1, 2))
        return chosen.format(f"{self.facts.amount.normalize():f}") if self.layout.states("credit") else ""

    def provider(self, **print_as: Any) -> tuple[Span, ...]:
        text = self.facts.provider.printed
        return (self._marked("provider", text.upper() if print_as.pop("capitals", False) else text, **print_as),)

    def completed(self, **print_as: Any) -> tuple[Span, ...]:
        """The day, or the days from the first to the last."""
        layout, facts = self.layout, self.facts
        text = print_day(facts.completed, layout.day_form, layout.language)
        if facts.started < facts.completed and not is_partial(layout.day_form):
            form = layout.pick("range_form", RANGE_FORMS)
            text = print_range(facts.started, facts.completed, form, layout.day_form, layout.language)
        return (self._marked("completed_on", text, **print_as),)

    def credit(self, *, labelled: bool, form: CreditForm | None = None, **print_as: Any) -> tuple[Span, ...]:
        """The amount in the layout's form, or in another one."""
        text = print_credit(self.facts.amount, form or self.layout.credit_form, labelled=labelled)
        return (self._marked("credit", text, **print_as),)

    def value(self, name: str, **print_as: Any) -> tuple[Span, ...]:
        """A field as the value of a label."""
        if name == "completed_on":
            return self.completed(**print_as)
        if name == "credit":
            return self.credit(labelled=True, **print_as)
        if name == "provider":
            return self.provider(**print_as)
        if name in ("holder", "title"):
            size, role = print_as.pop("size", 11), print_as.pop("role", "body")
            return self.holder(size, role, **print_as) if name == "holder" else self.title(size, role, **print_as)
        return (self._marked(name, self.number(name), **print_as),)

    def number(self, name: str) -> str:
        """The text of a number, the level or the category; the same each time it is printed."""
        if name in self.printed:
            return self.printed[name][0]
        layout, facts = self.layout, self.facts
        if name == "program_number":
            lab = layout.genre.known > 0
            form = layout.pick(
                "program_form",
                tuple(PROGRAM_FORMS),
                (66, 4, 5, 5, 5, 5, 4, 3, 3) if lab else (0, 0, 3, 10, 20, 20, 20, 15, 12),
            )
            year = facts.completed - timedelta(days=365 * facts.rng.choice((0, 0, 0, 1, 1, 2)))
            return print_number(facts.rng, PROGRAM_FORMS[form], year, facts.program_prefix)
        if name == "provider_number":
            form = layout.pick("provider_form", PROVIDER_FORMS, (50, 25, 10, 8, 7))
            return print_number(facts.rng, form, facts.completed, facts.program_prefix)
        if name == "certificate_number":
            return print_number(facts.rng, layout.pick("certificate_form", CERTIFICATE_FORMS), facts.completed)
        if name == "category":
            return CATEGORY_NAMES.get(facts.title.category or "", "General")
        return facts.level if layout.chance("level_small", 0.3) else facts.level.capitalize()

    # the record

    def activity(self) -> dict[str, Any]:
        """The value of every field of the contract, null where it was not printed."""
        facts, layout = self.facts, self.layout
        values: dict[str, Any] = dict.fromkeys(FIELDS)
        for name in self.printed:
            values[name] = self.printed[name][0]
        if values["holder"] is not None:
            values["holder"] = facts.holder.natural
        if values["provider"] is not None:
            values["provider"] = facts.provider.name
        if values["credit"] is not None:
            values["credit"] = {"value": f"{self._stated_amount().normalize():f}", "unit": layout.credit_form.unit}
        if values["completed_on"] is not None:
            partial = is_partial(layout.day_form)
            values["completed_on"] = (
                None if self.is_ambiguous() else facts.completed.isoformat()[: 7 if partial else 10]
            )
        if values["level"] is not None:
            values["level"] = facts.level
        if values["program_number"] is not None:
            values["program_number"] = values["program_number"].replace(" – ", "-")
        number = values["program_number"]
        if number and values["provider_number"] is None and [len(part) for part in number.split("-")] == [3, 3, 2]:
            values["provider_number"] = number[:3]
        values["category"] = facts.title.category
        return values

    def _stated_amount(self) -> Decimal:
        return self.facts.amount

    def is_ambiguous(self) -> bool:
        """Whether the completion date can be read in two ways."""
        facts = self.facts
        return facts.started == facts.completed and is_ambiguous(facts.completed, self.layout.day_form)
