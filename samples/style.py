"""The choices that make two certificates of one layout differ: fonts, colours, wordings, the form of dates and hours.

Takes a seed, gives a `Style`; the same seed gives the same choices on every machine.
Refuses to know the layouts: they ask it with `pick`, `day`, `hours` and `label`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from samples.values import Facts, Stated, decimal_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font names by role."""

    display: str
    body: str
    bold: str
    italic: str


# The PDF base fonts and those that reportlab carries: the committed files can be made anywhere.
THEMES: Final = (
    Fonts("Times-Bold", "Times-Roman", "Times-Bold", "Times-Italic"),
    Fonts("Helvetica-Bold", "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    Fonts("Times-BoldItalic", "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    Fonts("Vera-Bold", "Vera", "Vera-Bold", "Vera-Italic"),
    Fonts("Helvetica-Bold", "Times-Roman", "Times-Bold", "Times-Italic"),
    Fonts("Times-Bold", "Courier", "Courier-Bold", "Courier-Oblique"),
)

# Debian fonts for `--more` alone; a family that is not installed is left out.
DEBIAN_FAMILIES: Final = {
    "LiberationNarrow": "liberation/LiberationSansNarrow-{}.ttf Regular Bold Italic",
    "LiberationSerif": "liberation/LiberationSerif-{}.ttf Regular Bold Italic",
    "DejaVuSans": "dejavu/DejaVuSans{}.ttf / -Bold -Oblique",
    "DejaVuSerif": "dejavu/DejaVuSerif{}.ttf / -Bold -Italic",
    "DejaVuSerifCondensed": "dejavu/DejaVuSerifCondensed{}.ttf / -Bold -Italic",
    "DejaVuSansCondensed": "dejavu/DejaVuSansCondensed{}.ttf / -Bold -Oblique",
}
DEBIAN_FOLDER: Final = Path("/usr/share/fonts/truetype")

ACCENTS: Final = ("#1f3f77", "#7a1f2b", "#1d6b4f", "#8a6d1b", "#40356f", "#0f6f86", "#333333", "#a8431d", "#225577")
DATE_FORMATS: Final = ("long", "short", "us", "us0", "iso", "day_first", "dashes", "weekday", "ordinal")

LABELS: Final = {
    "date": ("Date completed", "Completion date", "Completed on", "Date of completion", "Date"),
    "hours": ("Contact hours", "P.A.C.E.® contact hours", "CE contact hours", "Credit awarded", "Contact hours earned"),
    "program": ("Course number", "Program number", "P.A.C.E.® program #", "P.A.C.E.® course number", "Program No."),
    "level": ("Level of instruction", "Level", "Instructional level", "Course level"),
    "provider": ("Provider", "Sponsored by", "Offered by", "Course provider", "Sponsor"),
    "certificate": ("Certificate number", "Certificate No.", "Certificate ID", "Serial number"),
    "holder": ("Name", "Participant", "Attendee", "Learner", "Awarded to"),
    "title": ("Course", "Title", "Program title", "Activity", "Course title"),
    "through": ("Approved through", "Approval expires", "Valid for credit through", "Course expires"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """One certificate's choices; `rng` makes those that a layout asks for."""

    rng: random.Random
    fonts: Fonts
    accent: Color
    date_format: str
    letters: bool  # print the letters after the holder's name
    exact: date | None = None  # a completion date that the format makes ambiguous

    def pick(self, *options: T) -> T:
        """One of the options."""
        return options[int(self.rng.random() * len(options))]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def label(self, name: str) -> str:
        """A label for that value, in one of its usual wordings."""
        return self.pick(*LABELS[name])

    def day(self, day: date) -> str:
        """The date in this certificate's format.

        Beside an ambiguous completion date other dates are spelled out, so that they do not tell the order.
        """
        spelled = self.exact is not None and day != self.exact
        return format_date(day, "long" if spelled else self.date_format)

    def span(self, first: date, last: date) -> str:
        """First to last day, the month spelled out."""
        if first == last:
            return format_date(last, "long")
        if (first.year, first.month) == (last.year, last.month):
            dash = self.pick("-", " - ", "–", " to ")
            return f"{first:%B} {first.day}{dash}{last.day}, {last.year}"
        return f"{format_date(first, 'long')} {self.pick('to', 'through', '-')} {format_date(last, 'long')}"

    def number(self, amount: Decimal) -> str:
        """The amount, with or without a decimal place."""
        text = decimal_text(amount)
        return text if "." in text or self.chance(0.5) else f"{text}.0"

    def hours(self, amount: Decimal, noun: str = "contact hour") -> str:
        """The amount with its noun."""
        plural = noun if amount == 1 else f"{noun}s"
        number = self.number(amount)
        return self.pick(f"{number} {plural}", f"{number} {noun}(s)", f"{number} {plural}")

    def upper(self, text: str) -> str:
        """The text, or the text in capitals."""
        return text.upper() if self.chance(0.4) else text


def make_style(
    seed: str, facts: Facts, *, themes: Sequence[Fonts] = THEMES, date_format: str | None = None, letters: bool = True
) -> Style:
    """The style for these facts; an unwanted ambiguity of the date is avoided, one asked for is kept."""
    rng = random.Random(f"style:{seed}")
    style = Style(rng, themes[0], HexColor(ACCENTS[0]), "long", letters)
    fonts, accent = style.pick(*themes), HexColor(style.pick(*ACCENTS))
    chosen = date_format or style.pick(*DATE_FORMATS)
    ambiguous = chosen in ("us", "us0") and facts.completed.day <= 12 and facts.completed.day != facts.completed.month
    if ambiguous and date_format is None and style.chance(0.8):
        chosen, ambiguous = "long", False
    exact = facts.completed if ambiguous else None
    return replace(style, fonts=fonts, accent=accent, date_format=chosen, exact=exact)


def format_date(day: date, name: str) -> str:
    """A date in a named format.

    >>> format_date(date(2026, 3, 4), "us0")
    '03/04/2026'
    """
    tail = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return {
        "long": f"{day:%B} {day.day}, {day.year}",
        "short": f"{day:%b} {day.day}, {day.year}",
        "us": f"{day.month}/{day.day}/{day.year}",
        "us0": f"{day:%m/%d/%Y}",
        "iso": day.isoformat(),
        "day_first": f"{day.day} {day:%B} {day.year}",
        "dashes": f"{day:%d-%b-%Y}",
        "weekday": f"{day:%A}, {day:%B} {day.day}, {day.year}",
        "ordinal": f"{day:%B} {day.day}{tail}, {day.year}",
        "formal": f"{day.day}{tail} day of {day:%B}, {day.year}",
        "month": f"{day:%B} {day.year}",
    }[name]


def states(
    facts: Facts,
    style: Style,
    *,
    program: bool = False,
    certificate: bool = False,
    level: bool = False,
    unit: str | None = "contact_hour",
    title: str | None = None,
    spelled: bool = False,
) -> Stated:
    """The expected record.

    Args:
        unit: None if no credit is printed.
        title: the title as printed, if the layout changes it.
        spelled: the completion date is printed in words whatever the style's format is.
    """
    completed: str | None = facts.completed.isoformat()
    issues: tuple[str, ...] = ()
    if style.date_format == "month" and not spelled:
        completed, issues = f"{facts.completed:%Y-%m}", ("partial_date",)
    elif style.exact is not None and not spelled:
        completed, issues = None, ("ambiguous_date",)
    amount = facts.hours / 10 if unit == "ceu" else facts.hours
    return Stated(
        holder=facts.holder.natural,
        title=title or facts.title,
        provider=facts.provider.name,
        completed_on=completed,
        credit=None if unit is None else decimal_text(amount),
        unit=unit,
        program_number=facts.program_number if program else None,
        certificate_number=facts.certificate_number if certificate else None,
        level=facts.level if level else None,
        category=facts.category.value,
        issues=issues,
    )


def register_carried_fonts() -> None:
    """Make reportlab's own TrueType fonts known."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in (("Vera", "Vera"), ("Vera-Bold", "VeraBd"), ("Vera-Italic", "VeraIt")):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{file}.ttf")))


def debian_themes() -> tuple[Fonts, ...]:
    """Further themes from the Debian fonts that are installed."""
    themes = []
    for family, text in DEBIAN_FAMILIES.items():
        pattern, *variants = text.split()
        files = [DEBIAN_FOLDER / pattern.format("" if part == "/" else part) for part in variants]
        if not all(file.is_file() for file in files):
            continue
        names = [family, f"{family}-Bold", f"{family}-Italic"]
        for name, file in zip(names, files, strict=True):
            pdfmetrics.registerFont(TTFont(name, str(file)))
        themes.append(Fonts(names[1], names[0], names[1], names[2]))
    return tuple(themes)
