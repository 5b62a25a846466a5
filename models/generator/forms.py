"""How certificates write dates, ranges of days, amounts of credit and numbers.

Takes a value and the name of a form, gives its print.
Refuses to choose: a layout draws its forms once and keeps them.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

MONTHS: Final = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
}
ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth "
    "twenty-sixth "
    "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
# Patterns of a day with their weights: d, m numbers; dd, mm with a zero; th the ending; Day of the week; ord in words.
DAY_FORMS: Final = {
    "{Month} {d}, {yyyy}": 22, "{Mon} {d}, {yyyy}": 9, "{m}/{d}/{yyyy}": 10, "{mm}/{dd}/{yyyy}": 9,
    "{yyyy}-{mm}-{dd}": 6,
    "{d} {Month} {yyyy}": 6, "{dd}-{Mon}-{yyyy}": 4, "{Day}, {Month} {d}, {yyyy}": 3, "{Month} {d}{th}, {yyyy}": 5,
    "{d}{th} day of {Month}, {yyyy}": 2, "{d}{th} day of {Month} {yyyy}": 2, "{d}{th} {Month} {yyyy}": 4,
    "{MONTH} {d}, {yyyy}": 3,
    "{Mon}. {d}, {yyyy}": 2, "{dd} {Mon} {yyyy}": 4, "{d}/{m}/{yyyy}": 2, "{dd}/{mm}/{yyyy}": 5, "{dd}.{mm}.{yyyy}": 2,
    "{mm}-{dd}-{yyyy}": 3, "{m}/{d}/{yy}": 2, "{dd}-{mm}-{yyyy}": 2, "{yyyy}/{mm}/{dd}": 2, "{Mon} {dd} {yyyy}": 2,
    "{Month} {dd}, {yyyy}": 5, "{ord} day of {Month}, {yyyy}": 1, "{dd}-{MON}-{yyyy}": 2, "{Month} {d} {yyyy}": 1,
    "{Mon} {dd}, {yyyy} at {hh}:{mi} UTC": 1, "{Mon} {dd}, {yyyy} at {h}:{mi}AM UTC": 1,
    "{mm}/{dd}/{yyyy} {h}:{mi} PM": 1, "{yyyy}.{mm}.{dd}": 1,
    "{d}-{Mon}-{yy}": 1,
    "{Month} {yyyy}": 1, "{MON} {dd}, {yyyy}": 2, "{Mon}-{dd}-{yyyy}": 1,
}  # fmt: skip
FOREIGN_FORMS: Final = {
    "es": ("{d} de {Month} de {yyyy}", "{d} de {Month} del {yyyy}", "{dd}/{mm}/{yyyy}", "{d} {Month} {yyyy}"),
    "fr": ("{d} {Month} {yyyy}", "{dd}/{mm}/{yyyy}", "{d} {Month} {yyyy}"),
    "pt": ("{d} de {Month} de {yyyy}", "{dd}/{mm}/{yyyy}", "{dd} de {Month} de {yyyy}"),
    "de": ("{dd}.{mm}.{yyyy}", "{d}. {Month} {yyyy}", "{dd}. {Month} {yyyy}"),
    "it": ("{d} {Month} {yyyy}", "{dd}/{mm}/{yyyy}"),
    "id": ("{d} {Month} {yyyy}", "{dd} {Month} {yyyy}", "{dd}/{mm}/{yyyy}"),
}
RANGE_FORMS: Final = (
    "{Month} {d1}-{d2}, {yyyy}", "{Month} {d1} - {d2}, {yyyy}", "{Month} {d1}–{d2}, {yyyy}",
    "{Month} {d1} to {d2}, {yyyy}",
    "{Month} {d1} and {d2}, {yyyy}", "{Mon} {d1}-{d2}, {yyyy}", "{d1}-{d2} {Month} {yyyy}", "{day1} to {day2}",
    "{day1} - {day2}",
    "{day1} through {day2}", "{day1} – {day2}", "{Month} {d1} & {d2}, {yyyy}",
)  # fmt: skip
NUMBER_WORDS: Final = "zero one two three four five six seven eight nine ten eleven twelve".split()
NUMERIC: Final = ("{m}/{d}", "{mm}/{dd}", "{d}/{m}", "{dd}/{mm}", "{mm}-{dd}", "{dd}-{mm}")


def draw_day_form(rng: random.Random, language: str) -> str:
    """A form of dates."""
    if language in FOREIGN_FORMS and rng.random() < 0.9:
        return rng.choice(FOREIGN_FORMS[language])
    return rng.choices(tuple(DAY_FORMS), tuple(DAY_FORMS.values()))[0]


def print_day(day: date, form: str, language: str = "en") -> str:
    """The day in that form.

    >>> print_day(date(2026, 3, 5), "{d}{th} day of {Month}, {yyyy}")
    '5th day of March, 2026'
    """
    month = MONTHS[language].split()[day.month - 1] if language in MONTHS else f"{day:%B}"
    tail = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    short = month[:3]
    return form.format(
        d=day.day, dd=f"{day.day:02}", m=day.month, mm=f"{day.month:02}", yy=f"{day.year % 100:02}", yyyy=day.year,
        Month=month,
        MONTH=month.upper(), Mon=short, MON=short.upper(), th=tail, Day=f"{day:%A}", ord=ORDINALS[day.day - 1],
        hh=f"{(day.toordinal() * 7) % 24:02}", h=day.toordinal() % 12 + 1, mi=f"{(day.toordinal() * 13) % 60:02}",
    )  # fmt: skip


def print_range(first: date, last: date, form: str, day_form: str, language: str = "en") -> str:
    """The days from first to last; both whole dates where they lie in two months."""
    one, two = (print_day(day, day_form, language) for day in (first, last))
    if (first.month, first.year) != (last.month, last.year) or language != "en":
        form = {
            "es": "{day1} al {day2}",
            "fr": "{day1} au {day2}",
            "pt": "{day1} a {day2}",
            "de": "{day1} bis {day2}",
        }.get(language, "{day1} - {day2}" if "{day1}" not in form else form)
    if last - first > timedelta(days=1):
        form = form.replace(" and ", "-").replace(" & ", "-")
    return form.format(
        d1=first.day, d2=last.day, Month=f"{last:%B}", Mon=f"{last:%b}", yyyy=last.year, day1=one, day2=two
    )


def is_ambiguous(day: date, form: str) -> bool:
    """Whether day and month could be taken for each other in this form."""
    return day.day <= 12 and day.day != day.month and form.startswith(NUMERIC)


def is_partial(form: str) -> bool:
    """Whether the form leaves out the day."""
    return "{d" not in form and "{ord" not in form


# credit

# Amounts with their unit, as a label's value or in a sentence: {n} number, {w} in words, {s} plural.
SPOKEN: Final[dict[str, tuple[str, ...]]] = {
    "contact_hour": (
        "{n} contact hour{s}", "{n} contact hour{s}", "{n} Contact Hour{s}", "{n} contact hour(s)",
        "{n} P.A.C.E.® contact hour{s}",
        "{n} P.A.C.E. contact hour{s}", "{n} ASCLS P.A.C.E.® contact hour{s}", "{n} P.A.C.E.® credit{s}",
        "{n} PACE credit{s}",
        "{n} CE credit{s}", "{n} CE contact hour{s}", "{n} CE hour{s}", "{w} ({n}) contact hour{s}",
        "{n} continuing education "
        "credit{s}", "{n} P.A.C.E.® Contact Hours", "{n} C.E. credit{s}", "{n} contact-hour{s}",
        "{n} P.A.C.E.® hour{s}",
    ),
    "hour": (
        "{n} hour{s}", "{n} hour{s}", "{n} hours", "{n} Hours", "{n} credit hour{s}", "{n} hrs", "{n} training hour{s}",
        "{n} credit{s}", "{n} hour(s)", "{n} CPE credit{s}", "{n} PDU{s}", "{n} clock hour{s}", "{n} learning hour{s}",
    ),
    "ceu": ("{n} CEU{s}", "{n} CEUs", "{n} IACET CEU{s}", "{n} Continuing Education Units",
    "{n} CEU{s} ({h} contact hours)"),
    "cme": ("{n} CMLE credit{s}", "{n} CME/CMLE credit{s}", "{n} CMLE", "{n} CME credits",
    "{n} AMA PRA Category 1 Credit(s)™"),
    "point": ("{n} points", "{n} CPD point{s}", "{n} CPD points", "{n} CMP points"),
}  # fmt: skip
FOREIGN_HOURS: Final = {
    "es": "{n} horas", "fr": "{n} heures", "pt": "{n} horas", "de": "{n} Stunden", "it": "{n} ore", "id": "{n} jam",
}  # fmt: skip
DURATIONS: Final = (
    "{h} hours {m} minutes",
    "{h} hours {m} min",
    "{h}h {m}m",
    "{t} minutes",
    "{h} hours and {m} minutes",
    "{t} min",
)
# After a label that names the unit.
LABELLED: Final = ("{n}", "{n}", "{n}", "{n}", "{w} ({n})", "{n} hour{s}", "{n} hour(s)")


@dataclass(frozen=True, slots=True)
class CreditForm:
    """How a layout writes its credit. `decimals` 0 as needed, 1 or 2 always at least so many."""

    unit: str
    spoken: str
    labelled: str
    decimals: int
    is_duration: bool = False


def draw_credit_form(rng: random.Random, unit: str, language: str) -> CreditForm:
    """A form of credit of that unit."""
    decimals = rng.choices((0, 1, 2), (60, 30, 10))[0]
    if language in FOREIGN_HOURS:
        return CreditForm("hour", FOREIGN_HOURS[language], FOREIGN_HOURS[language], 0)
    if unit == "hour" and rng.random() < 0.2:
        form = rng.choice(DURATIONS)
        return CreditForm("hour", form, form, 0, is_duration=True)
    labelled = rng.choice(LABELLED)
    if unit == "hour":
        labelled = rng.choice((labelled, rng.choice(SPOKEN["hour"])))
    elif unit != "contact_hour":
        labelled = "{n}"
    return CreditForm(unit, rng.choice(SPOKEN[unit]), labelled, decimals)


def print_credit(amount: Decimal, form: CreditForm, *, labelled: bool) -> str:
    """The amount in that form.

    >>> print_credit(Decimal("1"), CreditForm("contact_hour", "{w} ({n}) contact hour{s}", "{n}", 1), labelled=False)
    'one (1.0) contact hour'
    """
    text = f"{amount.normalize():f}"
    places = len(text.partition(".")[2])
    if places < form.decimals:
        text = f"{amount:.{form.decimals}f}"
    pattern = form.labelled if labelled else form.spoken
    whole = amount == amount.to_integral_value() and amount < len(NUMBER_WORDS)
    if "{w}" in pattern and not whole:
        pattern = pattern.replace("{w} ({n})", "{n}")
    minutes = round(amount * 60)
    if form.is_duration and minutes < 60:
        pattern = "{t} min" if pattern.endswith("min") else "{t} minutes"
    elif form.is_duration and minutes % 60 == 0 and "{t}" not in pattern:
        pattern = "{h} hours" if minutes > 60 else "{h} hour"
    elif form.is_duration and minutes < 120 and "{h} hours" in pattern:
        pattern = pattern.replace("{h} hours", "{h} hour")
    printed_hours = amount * 10 if form.unit == "ceu" else Decimal(minutes // 60)
    return pattern.format(
        n=text, w=NUMBER_WORDS[int(amount)] if whole else "", s="" if amount == 1 else "s",
        h=f"{printed_hours.normalize():f}",
        m=minutes % 60, t=minutes,
    )  # fmt: skip


# numbers

PROGRAM_FORMS: Final = {
    "pace": "{ppp}-###-{yy}", "spaced": "{ppp} – ### – {yy}",
    "florida": "20-######", "event": "{yy}EL-###", "code": "AAA-####", "mixed": "AA####-##",
    "plain": "#####",
    "long": "AAAA#########", "short": "AA-###",
}  # fmt: skip
# {ppp} is that of the P.A.C.E. program numbers; CE Broker's are 50-####.
PROVIDER_FORMS: Final = ("{ppp}", "50-####", "#####", "CEP#####", "AA-####")
CERTIFICATE_FORMS: Final = (
    "AAA-#####", "########", "#######", "{yyyy}-#####", "xxxxxxxxxxxx", "XXXXXXXXXX", "AA#X#X#X",
    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "AAA/{yyyy}/####", "T-#######-#######", "AAAA#########", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "#-######-#####",
    "Aa#Aa#aAaAa#", "#####",
    "AAAA{yy}######", "AA-{yyyy}-####", "UC-xxxxxxxx", "XXXX-XXXX-XXXX", "AA_{yyyy}_#####", "C-######", "#########",
    "{yyyy}{mm}-####",
    "XXXXXXXXXXXXXXXX", "AAA-AAA-####-###", "AAAAA/##/###",
)  # fmt: skip


def print_number(rng: random.Random, form: str, day: date, prefix: str = "") -> str:
    """A number of that form: # digit, A and a letters, x and X hexadecimal; the day's year where the form has one."""
    filled = form.format(ppp=prefix, yy=f"{day.year % 100:02}", yyyy=day.year, mm=f"{day.month:02}")
    pools = {"#": "0123456789", "A": "ABCDEFGHJKLMNPRSTUVWXYZ", "a": "abcdefghjkmnpqrstuvwxyz", "x": "0123456789abcdef",
             "X": "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"}  # fmt: skip
    return "".join(rng.choice(pools[letter]) if letter in pools else letter for letter in filled)
