"""How the evaluation layouts write days and amounts.

Takes a date or an amount and the name of a form, gives text. Refuses to know which value it writes.
"""

from datetime import date
from decimal import Decimal
from typing import Final

NUMBERS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)
QUARTERS: Final = {Decimal("0.25"): "one-quarter", Decimal("0.5"): "one-half", Decimal("0.75"): "three-quarters"}
FRACTIONS: Final = {Decimal("0.25"): "¼", Decimal("0.5"): "½", Decimal("0.75"): "¾"}
# Forms in which day and month can be taken for each other.
NUMERIC: Final = frozenset({"us", "us0", "us2", "dots", "dashes", "us_time", "eu", "eu_slash"})


def is_ambiguous(day: date, form: str) -> bool:
    """Whether this form of this day may be read as another day."""
    return form in NUMERIC and day.day <= 12 and day.day != day.month


def write_day(day: date, form: str) -> str:
    """A day in a named form.

    >>> write_day(date(2026, 3, 4), "formal"), write_day(date(2026, 3, 4), "dmon")
    ('4th day of March, 2026', '04-Mar-2026')
    """
    tail = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return {
        "long": f"{day:%B} {day.day}, {day.year}",
        "caps": f"{day:%B} {day.day}, {day.year}".upper(),
        "short": f"{day:%b} {day.day}, {day.year}",
        "short_dot": f"{day:%b}. {day.day}, {day.year}".replace("May.", "May"),
        "us": f"{day.month}/{day.day}/{day.year}",
        "us0": f"{day:%m/%d/%Y}",
        "us2": f"{day:%m/%d/%y}",
        "iso": day.isoformat(),
        "dots": f"{day:%m.%d.%Y}",
        "dashes": f"{day:%m-%d-%Y}",
        "eu": f"{day:%d.%m.%Y}",
        "eu_slash": f"{day:%d/%m/%Y}",
        "dmy": f"{day.day} {day:%B} {day.year}",
        "dmon": f"{day:%d-%b-%Y}",
        "dmon_caps": f"{day:%d-%b-%Y}".upper(),
        "ordinal": f"{day:%B} {day.day}{tail}, {day.year}",
        "formal": f"{day.day}{tail} day of {day:%B}, {day.year}",
        "formal_of": f"{day.day}{tail} of {day:%B} {day.year}",
        "weekday": f"{day:%A}, {day:%B} {day.day}, {day.year}",
        "stamp": f"{day.isoformat()} {9 + day.day % 9:02}:{day.day * 2 % 60:02}:{day.month * 4:02}",
        "us_time": f"{day:%m/%d/%Y} {1 + day.day % 8}:{day.day * 2 % 60:02} PM",
        "year": f"{day.year}",
        "month": f"{day:%B} {day.year}",
    }[form]


def write_span(first: date, last: date) -> str:
    """First to last day of a meeting.

    >>> write_span(date(2026, 3, 4), date(2026, 3, 6)), write_span(date(2026, 3, 31), date(2026, 4, 1))
    ('March 4–6, 2026', 'March 31 – April 1, 2026')
    """
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.day}–{last.day}, {last.year}"
    if first.year == last.year:
        return f"{first:%B} {first.day} – {last:%B} {last.day}, {last.year}"
    return f"{write_day(first, 'long')} – {write_day(last, 'long')}"


def write_amount(hours: Decimal, form: str) -> str:
    """An amount of hours in a named form; `minutes` are of 60 to the hour, `ceu` is a tenth.

    >>> [write_amount(Decimal("1.5"), form) for form in ("plain", "two", "words", "fraction", "minutes", "ceu")]
    ['1.5', '1.50', 'one and one-half', '1½', '90', '0.15']
    >>> [write_amount(Decimal("2"), form) for form in ("plain", "one", "words", "clock", "ceu")]
    ['2', '2.0', 'two', '2 hr', '0.2']
    """
    whole, rest = int(hours), hours % 1
    if form == "words":
        parts = [NUMBERS[whole]] if whole or not rest else []
        return " and ".join([*parts, *([QUARTERS[rest]] if rest else [])])
    if form == "fraction":
        return f"{whole or ''}{FRACTIONS.get(rest, '')}"
    if form == "clock":
        minutes = int(rest * 60)
        return " ".join([*([f"{whole} hr"] if whole else []), *([f"{minutes} min"] if minutes else [])])
    if form == "one" and rest not in (0, Decimal("0.5")):
        form = "two"  # a quarter of an hour needs two places
    return {
        "plain": plain(hours),
        "one": f"{hours:.1f}",
        "two": f"{hours:.2f}",
        "minutes": str(int(hours * 60)),
        "ceu": f"{hours / 10:.1f}" if hours % 1 == 0 else plain(hours / 10),
    }[form]


def plain(amount: Decimal) -> str:
    """Without zeros at the end."""
    return f"{amount.normalize():f}"
