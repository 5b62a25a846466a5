"""What one certificate is about, drawn for a kind of issuer.

Takes a layout's `Genre` and a source of chance, gives `Facts`: every value that may be printed, and its neighbours.
Refuses impossible papers: dates follow each other, a number's year is not after the day, nothing lies in the future.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.generator.people import Person, draw_person
from models.generator.providers import Organisation, draw_organisation, known_providers, parts
from models.generator.titles import Title, draw_title

FIRST_DAY: Final = date(2008, 1, 7)
LAST_DAY: Final = date(2026, 11, 20)
HALLS: Final = (
    "Convention Center",
    "Grand Hotel",
    "Conference Hall",
    "Main Auditorium",
    "Marriott",
    "Room 204",
    "Campus",
)
STREETS: Final = ("Main Street", "Oak Avenue", "Park Road", "Science Drive", "Market St.", "Third Ave", "College Blvd")
STATES: Final = ("OH", "TX", "CA", "FL", "IL", "WA", "NY", "GA", "MN")
MAILBOXES: Final = ("education", "info", "support", "learning", "ce")
SCHEMES: Final = ("https://", "www.", "https://www.", "")
PREFIXES: Final = ("", "1-", "+1 ")
PATHS: Final = ("/verify", "/certificates", "/v/", "/check", "")
# Of the organisations beside the one that gives a laboratory course, so many are public ones that the model knows.
KNOWN_OTHERS: Final = 0.3
LEVELS: Final = ("basic", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of issuer. Weights of title kinds, provider kinds and units; chances that a field is stated."""

    name: str
    weight: float
    titles: dict[str, float]
    providers: dict[str, float]
    units: dict[str, float]
    states: dict[
        str, float
    ]  # provider, completed_on, credit, program_number, certificate_number, level, provider_number
    known: float = 0.0
    letters: float = 0.05
    several_days: float = 0.1

    @property
    def of_laboratories(self) -> bool:
        """Whether it prints what boards and accreditors of laboratory education ask for."""
        return self.known > 0


_LAB_STATES: Final = {"provider": 0.98, "completed_on": 0.99, "credit": 0.96, "program_number": 0.7,
"certificate_number": 0.25,
                      "level": 0.35, "provider_number": 0.12, "category": 0.12}  # fmt: skip
_OTHER_STATES: Final = {"provider": 0.93, "completed_on": 0.92, "credit": 0.33, "program_number": 0.04,
"certificate_number": 0.5,
                        "level": 0.03, "provider_number": 0.01, "category": 0.0}  # fmt: skip
_CE: Final = {"contact_hour": 75.0, "hour": 10.0, "ceu": 7.0, "cme": 6.0, "point": 2.0}
_HOURS: Final = {"hour": 88.0, "ceu": 3.0, "point": 4.0, "contact_hour": 5.0}

GENRES: Final = (
    Genre("lab_online", 16, {"laboratory": 1.0}, {"academy": 3.0, "company": 2.0, "society": 1.0}, _CE, _LAB_STATES,
    0.45, 0.3),
    Genre("lab_society", 15, {"laboratory": 4.0, "event": 1.0}, {"society": 1.0}, _CE, _LAB_STATES, 0.3, 0.35, 0.35),
    Genre("lab_employer", 9, {"laboratory": 3.0, "corporate": 1.0}, {"hospital": 3.0, "company": 1.0, "agency": 1.0},
    _CE,
          {**_LAB_STATES, "program_number": 0.3, "level": 0.1}, 0.1, 0.3),
    Genre("mooc", 13, {"software": 3.0, "data": 3.0, "business": 2.0, "science": 2.0, "language": 1.0, "soft": 1.0,
    "health": 1.0},
          {"academy": 3.0, "school": 2.0, "company": 1.0}, _HOURS, _OTHER_STATES),
    Genre("bootcamp", 8, {"software": 5.0, "data": 3.0, "business": 1.0}, {"academy": 4.0, "company": 3.0}, _HOURS,
          {**_OTHER_STATES, "certificate_number": 0.65}, several_days=0.25),
    Genre("corporate", 9, {"corporate": 5.0, "soft": 2.0, "business": 2.0, "software": 1.0},
          {"company": 4.0, "academy": 1.0, "hospital": 1.0}, _HOURS, {**_OTHER_STATES, "credit": 0.3}),
    Genre("conference", 7, {"event": 5.0, "data": 1.0, "science": 1.0, "health": 1.0}, {"society": 3.0, "school": 2.0,
    "company": 1.0},
          _HOURS, {**_OTHER_STATES, "certificate_number": 0.2, "credit": 0.3}, several_days=0.6),
    Genre("webinar", 7, {"laboratory": 2.0, "health": 2.0, "business": 1.0, "data": 1.0, "soft": 1.0},
          {"company": 3.0, "society": 3.0, "academy": 1.0}, _CE,
          {**_OTHER_STATES, "credit": 0.7, "program_number": 0.25}, 0.1, 0.15),
    Genre("university", 7, {"science": 3.0, "data": 2.0, "health": 2.0, "language": 1.0, "business": 2.0},
    {"school": 1.0}, _HOURS,
          _OTHER_STATES, several_days=0.3),
    Genre("government", 4, {"corporate": 2.0, "health": 2.0, "laboratory": 1.0, "business": 1.0}, {"agency": 1.0},
    _HOURS,
          {**_OTHER_STATES, "credit": 0.5}),
    Genre("health", 5, {"health": 3.0, "corporate": 1.0, "laboratory": 1.0}, {"hospital": 2.0, "academy": 2.0,
    "society": 1.0}, _CE,
          {**_OTHER_STATES, "credit": 0.75, "program_number": 0.2}, 0.05, 0.3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a layout may print of one certificate."""

    holder: Person
    title: Title
    provider: Organisation
    completed: date
    started: date  # the first day; the same day for most
    amount: Decimal
    unit: str
    most: Decimal  # the credit that could be earned
    program_prefix: str
    level: str
    score: int
    before: date  # released, approved, first presented
    after: date  # approved through, expires
    printed: date
    signers: tuple[tuple[Person, str], ...]
    speakers: tuple[Person, ...]
    others: tuple[Organisation, ...]  # partners, accreditors, platforms, employers
    others_person: Person
    event: str
    topic: str
    place: str
    city: str
    email: str
    url: str
    phone: str
    rng: random.Random


def draw_facts(
    rng: random.Random,
    genre: Genre,
    provider: Organisation,
    unit: str,
    roles: tuple[str, ...],
    *,
    several: bool,
    in_minutes: bool,
    language: str,
    listed: tuple[Title, ...],
) -> Facts:
    """The facts of one certificate of an issuer. `several` for a meeting of several days."""
    span = (LAST_DAY - FIRST_DAY).days
    completed = FIRST_DAY + timedelta(days=span - int(span * rng.random() ** 1.6))
    days = rng.choice((1, 1, 2, 3, rng.randint(4, 60))) if several else 0
    kind = rng.choices(tuple(genre.titles), tuple(genre.titles.values()))[0]
    amount = draw_minutes(rng) if in_minutes else draw_amount(rng, unit)
    short = "".join(letter for letter in provider.short.lower() if letter.isalnum() and letter.isascii()) or "learn"
    ending = rng.choice(("com", "org", "edu", "net", "io", "co.uk", "example"))
    person = draw_person(rng, genre.letters)
    return Facts(
        holder=person,
        title=draw_title(rng, kind, completed.year, listed, language),
        provider=provider,
        completed=completed,
        started=completed - timedelta(days=days),
        amount=amount,
        unit=unit,
        most=amount + Decimal(rng.choice(("0.5", "1", "2", "4"))) * (Decimal("0.1") if unit == "ceu" else 1),
        program_prefix=provider.number or unused_prefix(rng),
        level=rng.choice(LEVELS),
        score=rng.choice((100, 95, 90, 85, 80, rng.randint(70, 100))),
        before=completed - timedelta(days=rng.randint(40, 700)),
        after=completed + timedelta(days=rng.choice((365, 730, 1095, rng.randint(60, 1000)))),
        printed=min(completed + timedelta(days=rng.choice((0, 1, 2, rng.randint(3, 400)))), LAST_DAY),
        signers=tuple((draw_person(rng, 0.25), role) for role in roles),
        speakers=tuple(draw_person(rng, 0.4) for _ in range(rng.randint(1, 3))),
        others=tuple(
            draw_organisation(rng, rng.choice(("society", "school", "company", "academy", "agency", "hospital")),
                              KNOWN_OTHERS if genre.of_laboratories else 0.0)
            for _ in range(3)
        ),
        others_person=draw_person(rng),
        event=draw_title(rng, "event", completed.year, ()).text,
        topic=draw_title(rng, rng.choice(("data", "software", "health", "business")), completed.year, ()).text,
        place=f"{rng.choice(HALLS)}, {rng.choice(parts().places)}",
        city=_address(rng),
        email=f"{rng.choice(MAILBOXES)}@{short}.{ending}",
        url=f"{rng.choice(SCHEMES)}{short}.{ending}{rng.choice(PATHS)}",
        phone=f"{rng.choice(PREFIXES)}{rng.randint(200, 989)}-{rng.randint(200, 989)}-{rng.randint(1000, 9999)}",
        rng=rng,
    )  # fmt: skip


def _address(rng: random.Random) -> str:
    street = f"{rng.randint(12, 9900)} {rng.choice(STREETS)}{rng.choice(('', ', Suite 200', ', Floor 3'))}"
    return f"{street}, {rng.choice(parts().places)}, {rng.choice(STATES)} {rng.randint(10000, 99000)}"


def draw_amount(rng: random.Random, unit: str) -> Decimal:
    """An amount of credit as it is usual for the unit."""
    if unit == "ceu":
        return Decimal(rng.choice(("0.1", "0.1", "0.2", "0.3", "0.5", "0.6", "0.15", "1.2", "0.7", "1.5", "2.4")))
    if unit == "point":
        return Decimal(rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)))
    drawn = rng.random()
    if unit == "hour" and drawn < 0.3:
        return Decimal(rng.choice((8, 10, 12, 16, 20, 24, 30, 32, 36, 40, 48, 60, 80, 100, 120, 300)))
    if drawn < 0.75:
        return Decimal(rng.choice(("1", "1", "1", "1", "1.5", "2", "2", "3", "4", "5", "6", "0.5")))
    return Decimal(rng.randint(2, 60)) / 4


def draw_minutes(rng: random.Random) -> Decimal:
    """Hours of a course whose length is given in minutes."""
    return (Decimal(rng.choice((rng.randint(8, 150), rng.randint(60, 900)))) / 60).quantize(
        Decimal("0.0001"), ROUND_HALF_UP
    )


def unused_prefix(rng: random.Random) -> str:
    """A P.A.C.E. provider number that none of the known providers has."""
    taken = {entry.get("number") for entry in known_providers()}
    return rng.choice([str(number) for number in range(100, 900) if str(number) not in taken])


def draw_genre(rng: random.Random) -> Genre:
    """A kind of issuer, by weight."""
    return rng.choices(GENRES, [genre.weight for genre in GENRES])[0]
