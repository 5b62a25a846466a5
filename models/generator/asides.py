"""What stands beside the facts and is none of them: statements, other dates, people, hours and organisations.

Takes a `Body`, gives blocks.
Refuses to contradict the facts: other hours are of other things, other dates come before or after, other names sign or
teach.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from models.generator.blocks import Align, Block, Gap, Grid, Para, Ruled, Stack
from models.generator.labelled import Body

FOREIGN: Final = ("statements", "speakers", "slogan", "thanks", "verify", "partner", "dates")
# What stands behind labels that are no field of the record.
OTHER_VALUES: Final = {
    "Score": "{score}%", "Grade": "{score}.00%", "Result": "Passed", "Status": "Complete", "Location": "{place}",
    "Format": "Online", "Delivery method": "Internet-based, self-paced", "Credit type": "P.A.C.E.®",
    "Accreditation": "ASCLS P.A.C.E.®", "Job title": "Technologist", "Department": "Core Laboratory",
    "Employee ID": "{id}", "License number": "TN {id}", "State": "Florida", "Type": "Enduring material",
    "Language": "English", "Attempt": "1", "Course type": "Elective", "Facility": "{org}",
    "Profession": "Laboratory personnel", "Batch": "{id}", "Method": "Lecture", "Version": "2.1",
    "E-mail": "{email}", "Final grade": "{score} / 100", "Passing score": "80%",
}  # fmt: skip
LABORATORY_VALUES: Final = ("Credit type", "Accreditation", "License number", "State", "Profession")
LATE: Final = ("through", "expire", "ends", "until", "expiration")
RULES: Final[tuple[Ruled, ...]] = ("all", "rows", "none")


def asides(body: Body, fullness: float) -> list[Block]:
    """The layout's asides, in its order; a share of them if the page is full."""
    layout = body.printer.layout
    kinds = [kind for kind, (chance, _) in KINDS.items() if layout.chance(f"aside:{kind}", chance)]
    if layout.language != "en":
        kinds = [kind for kind in kinds if kind in FOREIGN]
    kinds = layout.rng("aside_order").sample(kinds, len(kinds))
    blocks: list[Block] = []
    for kind in kinds[: round(len(kinds) * fullness)]:
        align = body.align if layout.chance(f"aside_aligned:{kind}", 0.8) else "left"
        blocks += KINDS[kind][1](_Aside(body, layout.between("aside_size", 7.5, 10.5), align))
    return blocks


class _Aside:
    """One aside's print."""

    def __init__(self, body: Body, size: float, align: Align) -> None:
        self.printer, self.layout, self.facts = body.printer, body.printer.layout, body.printer.facts
        self.size, self.align = size, align

    def line(self, text: str, role: str = "body", after: float = 4) -> Para:
        return self.printer.para(text, role, self.size, self.align, after)

    def pick(self, name: str, *texts: str) -> str:
        return self.layout.pick(name, texts)


def _statements(aside: _Aside) -> list[Block]:
    layout = aside.layout
    count = layout.pick("statements", (1, 2, 3, 4), (40, 30, 20, 10))
    said = [layout.say("statement", str(number)) for number in range(count)]
    # A further course number is a distractor only beside the one that is stated.
    kept = [text for text in said if "{digits6}" not in text or "program_number" in aside.printer.printed]
    texts = dict.fromkeys(map(aside.printer.fill, kept))
    if layout.chance("statements_joined", 0.4):
        return [aside.line(" ".join(texts))]
    return [aside.line(text) for text in texts]


def _skills(aside: _Aside) -> list[Block]:
    """A list of what was taught."""
    layout, printer = aside.layout, aside.printer
    bullet = aside.pick("skill_bullet", "• ", "- ", "", "1")
    blocks: list[Block] = [printer.para(layout.say("skills"), "bold", aside.size * 1.05, aside.align, 3)]
    for number in range(layout.pick("skills", (2, 3, 4, 5))):
        before = f"{number + 1}. " if bullet == "1" else bullet
        blocks.append(aside.line(before + printer.fill(layout.say("objective", str(number))), after=2))
    return [Stack(tuple(blocks)), Gap(4)]


def _speakers(aside: _Aside) -> list[Block]:
    names = ", ".join(aside.printer.person(person) for person in aside.facts.speakers)
    return [aside.line(f"{aside.layout.say('label.instructor')}: {names}")]


def _dates(aside: _Aside) -> list[Block]:
    """Dates that are not the day of completion; only where that one is printed too."""
    layout, facts = aside.layout, aside.facts
    if "completed_on" not in aside.printer.printed:
        return []
    cues = [("start", facts.before), ("expires", facts.after), ("approved", facts.before), ("printed", facts.printed)]
    lines: list[Block] = []
    for cue, day in layout.rng("dates").sample(cues, layout.pick("date_count", (1, 2), (75, 25))):
        text = layout.say(f"label.{cue}")
        is_late = any(word in text.lower() for word in LATE)
        lines.append(aside.line(f"{text}: {aside.printer.day(facts.after if is_late else day)}", after=3))
    return lines


def _other(aside: _Aside) -> list[Block]:
    """Labelled values that are no field."""
    facts, layout = aside.facts, aside.layout
    named = [name for name in OTHER_VALUES if layout.genre.of_laboratories or name not in LABORATORY_VALUES]
    names = layout.rng("others").sample(named, layout.pick("other_count", (1, 2, 3, 4)))
    return [
        aside.line(
            f"{name}: "
            + OTHER_VALUES[name].format(
                score=facts.score,
                place=facts.place,
                id=10000 + facts.score * 371,
                email=facts.email,
                org=facts.others[0].printed,
            )
        )
        for name in names
    ]


def _address(aside: _Aside) -> list[Block]:
    return [
        aside.line(aside.facts.city + (f" • {aside.facts.phone}" if aside.layout.chance("with_phone", 0.6) else ""))
    ]


def _slogan(aside: _Aside) -> list[Block]:
    return [aside.line(aside.printer.fill(aside.layout.say("slogan")), "italic", 5)]


def _thanks(aside: _Aside) -> list[Block]:
    return [aside.line(aside.printer.fill(aside.layout.say("thanks")), "italic", 5)]


def _verify(aside: _Aside) -> list[Block]:
    return [
        aside.line(
            aside.printer.fill(aside.pick("verify", "Verify at {url}", "{url}", "Validate at: {url}", "Verify: {url}"))
        )
    ]


def _partner(aside: _Aside) -> list[Block]:
    """An organisation beside the provider."""
    words = aside.pick(
        "partner", "in partnership with {}", "in collaboration with {}", "supported by {}", "accredited by {}",
        "hosted on {}", "Powered by {}", "In association with {}", "sold through {}", "an affiliate of {}",
        "This event was made possible by {}", "endorsed by {}", "Technology partner: {}",
    )  # fmt: skip
    return [aside.line(words.format(aside.facts.others[0].printed))]


def _credit_lines(aside: _Aside) -> list[Block]:
    """The same hours under further bodies' names."""
    printer, layout, facts = aside.printer, aside.layout, aside.facts
    if "credit" not in printer.printed or layout.credit_form.unit not in ("contact_hour", "cme"):
        return []
    amount = f"{facts.amount.normalize():f}"
    rng = layout.rng("credit_lines")
    lines = (
        f"State of California (accrediting agency 00{rng.randint(10, 99)}): {amount} contact hour(s)",
        f"Florida Board of Clinical Laboratory Personnel Credit Hours - General: {amount}",
        f"P.A.C.E.® Contact Hours (acceptable for AMT, ASCP and state recertification): {amount} hour(s)",
        f"AMT: {amount} CE    ASCP CMP: {amount} points",
        f"Approved for {amount} Florida CE credits, course number 20-{rng.randint(100000, 999999)}",
    )
    known = lines if "program_number" in printer.printed else lines[:-1]
    return [aside.line(text, after=3) for text in rng.sample(known, rng.choice((1, 1, 2)))]


def _maximum(aside: _Aside) -> list[Block]:
    """What could have been earned; only beside what was."""
    if "credit" not in aside.printer.printed:
        return []
    words = aside.pick(
        "maximum",
        "Maximum credit: {}",
        "Credit available: {}",
        "This activity was approved for up to {}",
        "Maximum hours: {}",
    )
    return [aside.line(words.format(f"{aside.facts.most.normalize():f}"))]


def _sessions(aside: _Aside) -> list[Block]:
    """The parts of a programme with their hours, which make up the credit; only where the credit itself is printed."""
    printer, layout, facts = aside.printer, aside.layout, aside.facts
    if "credit" not in printer.printed or layout.credit_form.unit not in ("contact_hour", "hour") or facts.amount < 2:
        return []
    hours: list[Decimal] = []
    rest = facts.amount
    while rest > 0:
        part = rest if len(hours) == 3 else min(rest, Decimal(facts.rng.choice(("1", "1.5", "0.5", "2"))))
        hours.append(part)
        rest -= part
    head = layout.pick(
        "sessions_head",
        (("Session", "Hours"), ("Module", "Credit"), ("Lecture", "Contact hours"), ("Sessions attended", "CE")),
    )
    rows = [head]
    for number, part in enumerate(hours):
        rows.append((printer.fill(layout.say("objective", f"session{number}")), f"{part.normalize():f}"))
    if layout.chance("sessions_total", 0.5):
        rows.append((aside.pick("total", "Total", "Total hours"), f"{facts.amount.normalize():f}"))
    cells = tuple(
        tuple(printer.para(cell, "body" if number else "bold", aside.size, after=0) for cell in row)
        for number, row in enumerate(rows)
    )
    return [Grid(cells, (4.0, 1.0), layout.pick("sessions_ruled", RULES), None, 2)]


def _lasted(aside: _Aside) -> list[Block]:
    """A length that is no credit."""
    words = aside.pick(
        "lasted",
        "Duration: {} weeks",
        "{}-week course",
        "{} modules",
        "Course length: {} months",
        "{} lessons completed",
    )
    return [aside.line(words.format(aside.facts.score % 11 + 2))]


def _social(aside: _Aside) -> list[Block]:
    name = aside.facts.provider.short.lower()
    return [aside.line(f"@{name}   facebook.com/{name}")]


def _description(aside: _Aside) -> list[Block]:
    texts = [aside.printer.fill(aside.layout.say("objective", f"description{number}")) for number in range(3)]
    about = aside.pick(
        "about",
        "This course covers how to {}.",
        "Learners {}.",
        "In this training you will {}.",
        "The program deals with: {}.",
    )
    return [aside.line(about.format("; ".join(text[0].lower() + text[1:] for text in texts)))]


def _essay(aside: _Aside) -> list[Block]:
    """A long text about the course."""
    layout = aside.layout
    count = layout.pick("essay", (3, 4, 5, 6, 7))
    return [aside.line(" ".join(dict.fromkeys(layout.say("essay", str(number)) for number in range(count))))]


def _microtext(aside: _Aside) -> list[Block]:
    """The same words over and over, as on security paper."""
    text = aside.layout.say("heading", "microtext").upper()
    return [aside.printer.para(" ".join([text] * 12), size=4, align=aside.align, colour="#aaaaaa")]


def _again(aside: _Aside) -> list[Block]:
    """The title once more."""
    before = aside.printer.span(
        aside.pick("again", "Certificate for ", "Course: ", "Skill path: ", ""), size=aside.size
    )
    return [Para((before, *aside.printer.title(aside.size, "body")), aside.align, 4)]


# Each kind with its chance to stand on a layout.
KINDS: Final[dict[str, tuple[float, Callable[[_Aside], list[Block]]]]] = {
    "statements": (0.5, _statements),
    "skills": (0.14, _skills),
    "speakers": (0.16, _speakers),
    "dates": (0.3, _dates),
    "other": (0.2, _other),
    "address": (0.16, _address),
    "slogan": (0.1, _slogan),
    "thanks": (0.16, _thanks),
    "verify": (0.22, _verify),
    "partner": (0.18, _partner),
    "credit_lines": (0.14, _credit_lines),
    "maximum": (0.08, _maximum),
    "sessions": (0.08, _sessions),
    "lasted": (0.04, _lasted),
    "social": (0.05, _social),
    "description": (0.1, _description),
    "again": (0.04, _again),
    "essay": (0.1, _essay),
    "microtext": (0.02, _microtext),
}
