"""Papers that are about several activities: transcripts, an attendance list, a file of papers put together.

Takes nothing; gives for each file its content and the expected records, a table's with their `row`.
Refuses people of the roster: what the sample lab has earned stays what the other samples say.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from ingest.activity import CategoryLabel as C
from samples.catalogue import LAYOUTS
from samples.courses import PROVIDERS, make_facts, random_facts
from samples.draw import PageOrder, draw_pdf
from samples.sheet import PORTRAIT, Layout, Sheet
from samples.style import format_date, make_style, states
from samples.values import Facts, Holder, Stated, decimal_text

TRANSCRIPT: Final = "ce_transcript_lindqvist.pdf"
LONG_TRANSCRIPT: Final = "training_history_ferreira.pdf"
ATTENDANCE: Final = "attendance_list_safety_day.pdf"
MERGED: Final = "binder_of_papers.pdf"

LINDQVIST: Final = Holder("Petra", "Lindqvist", "M.")
FERREIRA: Final = Holder("Joana", "Ferreira")
ATTENDEES: Final = (
    "Otis Abernathy",
    "Carmen Bergstrom",
    "Yusuf Castellano",
    "Elspeth De Leon",
    "Farid Eze",
    "Winona Fitzwilliam",
    "Hiro Garza",
    "Greta Iyer",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a transcript."""

    title: str
    category: C
    day: date
    hours: str
    provider: str  # a key of PROVIDERS
    number: str | None = None  # of the program


LINES: Final = (
    Line("Resolving ABO Discrepancies Step by Step", C.BLOOD_BANKING, date(2024, 2, 19), "2", "labce", "578-118-23"),
    Line("Reading the Gram Stain: Direct Smears", C.MICROBIOLOGY, date(2024, 5, 28), "1.5", "labce", "578-140-23"),
    Line("Bloodborne Pathogens for Laboratory Staff", C.SAFETY, date(2024, 9, 3), "1", "benchside", "641-022-24"),
    Line(
        "High-Sensitivity Troponin: From Assay to Algorithm", C.CHEMISTRY, date(2025, 1, 16), "2", "cap", "703-301-24"
    ),
    Line("Lupus Anticoagulant Testing without Tears", C.COAGULATION, date(2025, 4, 30), "1", "labtalks", "655-071-25"),
    Line("Medical Ethics at the Bench: Five Short Cases", C.ETHICS, date(2025, 8, 21), "1.5", "labce", "578-166-25"),
)
LONG_LINES: Final = tuple(
    Line(title, category, date(2023 + number // 12, number % 12 + 1, 13 + number % 15), hours, "benchside")
    for number, (title, category, hours) in enumerate(
        (
            ("Chemical Hygiene and Hazard Labels: A Yearly Refresher", C.SAFETY, "0.5"),
            ("Fire, Electrical and Compressed Gas Safety", C.SAFETY, "1"),
            ("Antibody Identification with Selected Cells", C.BLOOD_BANKING, "2"),
            ("Massive Transfusion: What the Blood Bank Must Know", C.BLOOD_BANKING, "1.5"),
            ("Acid-Base Balance and Blood Gas Interpretation", C.CHEMISTRY, "1"),
            ("Hemolysis, Icterus and Lipemia: Interference in Chemistry Assays", C.CHEMISTRY, "2.5"),
            ("Red Cell Inclusions under the Microscope", C.HEMATOLOGY, "2"),
            ("Platelet Clumps, Satellites and Giants", C.HEMATOLOGY, "1"),
            ("Mixing Studies and Factor Assays", C.COAGULATION, "2"),
            ("Blood Culture Contamination: Rates, Causes, Cures", C.MICROBIOLOGY, "1"),
            ("Anaerobes Revisited", C.MICROBIOLOGY, "1.5"),
            ("Syphilis Serology: The Reverse Algorithm", C.IMMUNOLOGY, "1"),
            ("Allergy Testing: Specific IgE in Practice", C.IMMUNOLOGY, "0.5"),
            ("Confidentiality, Consent and the Laboratory Professional", C.ETHICS, "1"),
        )
    )
)
FIRST_PAGE_LINES: Final = 9  # of the long transcript


def listings() -> tuple[tuple[str, bytes, list[dict[str, Any]]], ...]:
    """Name, content and expected records of each file."""
    return _transcript(), _long_transcript(), _attendance(), _merged()


def _transcript() -> tuple[str, bytes, list[dict[str, Any]]]:
    """A ruled table with provider and program number, and the total of it."""
    canvas, target, sheet = _page(TRANSCRIPT, LINDQVIST)
    sheet.flow("Continuing Education Transcript", font=sheet.fonts.bold, size=18, align="left", x=54)
    sheet.beside(54, [("Name", LINDQVIST.natural), ("Printed", "October 5, 2025")], value_x=130, width=400)
    sheet.space(8)
    rows = [("Date", "Course title", "Provider", "P.A.C.E.® no.", "Contact hours")]
    rows += [
        (_spelled(line.day), line.title, PROVIDERS[line.provider].name, str(line.number), f"{Decimal(line.hours):.1f}")
        for line in LINES
    ]
    rows.append(("", "Total contact hours", "", "", f"{sum(Decimal(line.hours) for line in LINES):.1f}"))
    sheet.table(54, (80, 190, 110, 70, 55), rows)
    sheet.check()
    canvas.save()
    records = [
        _record(line, LINDQVIST.natural, number, (1, 1), "transcript") for number, line in enumerate(LINES, start=1)
    ]
    return TRANSCRIPT, target.getvalue(), records


def _long_transcript() -> tuple[str, bytes, list[dict[str, Any]]]:
    """Two pages without rules, the header on both, titles that wrap; the provider stands once at the head."""
    canvas, target, sheet = _page(LONG_TRANSCRIPT, FERREIRA)
    provider = PROVIDERS["benchside"].name
    sheet.flow(provider, size=13, align="left", x=60)
    sheet.flow("Training History", font=sheet.fonts.bold, size=18, align="left", x=60)
    sheet.flow(f"Learner: {FERREIRA.natural}", size=11, align="left", x=60)
    sheet.space(10)
    _unruled(sheet, LONG_LINES[:FIRST_PAGE_LINES])
    sheet.text(PORTRAIT[0] / 2, 40, "Page 1 of 2", size=9, align="centre")
    sheet.check()
    canvas.showPage()
    second = Sheet(canvas, PORTRAIT, sheet.style, 1.0, 1.0)
    _unruled(second, LONG_LINES[FIRST_PAGE_LINES:])
    total = sum(Decimal(line.hours) for line in LONG_LINES)
    second.space(6)
    second.text(360, second.y, f"Total hours: {total:.1f}", font=second.fonts.bold, size=10)
    second.text(PORTRAIT[0] / 2, 40, "Page 2 of 2", size=9, align="centre")
    second.check()
    canvas.save()
    records = [
        _record(line, FERREIRA.natural, number, (1, 2), "training_history", unit="hour")
        for number, line in enumerate(LONG_LINES, start=1)
    ]
    return LONG_TRANSCRIPT, target.getvalue(), records


def _unruled(sheet: Sheet, lines: Sequence[Line]) -> None:
    places = (60, 330, 480)
    for x, head in zip(places, ("Course", "Completed", "Hours"), strict=True):
        sheet.text(x, sheet.y, head, font=sheet.fonts.bold, size=10)
    for line in lines:
        sheet.space(24)
        top = sheet.y
        for part, text in enumerate(sheet.wrap(line.title, sheet.fonts.body, 10, 235)):
            sheet.space(12 if part else 0)
            sheet.text(places[0], sheet.y, text, size=10)
        sheet.text(places[1], top, _spelled(line.day), size=10)
        sheet.text(places[2] + 30, top, f"{Decimal(line.hours):.1f}", size=10, align="right")
    sheet.space(24)


def _attendance() -> tuple[str, bytes, list[dict[str, Any]]]:
    """One course of one day, and who was there."""
    canvas, target, sheet = _page(ATTENDANCE, LINDQVIST)
    line = Line("Biosafety Cabinets: Use, Care and Certification", C.SAFETY, date(2026, 3, 19), "1", "harborview")
    sheet.flow("Attendance List", font=sheet.fonts.bold, size=18, align="left", x=60)
    sheet.beside(
        60,
        [
            ("Course title", line.title),
            ("Provider", PROVIDERS[line.provider].name),
            ("Date completed", _spelled(line.day)),
            ("Contact hours", f"{Decimal(line.hours):.1f}"),
        ],
        value_x=160,
        width=380,
    )
    sheet.space(10)
    rows = [("No.", "Name", "Department", "Signature")]
    rows += [(str(number), name, "Core laboratory", "") for number, name in enumerate(ATTENDEES, start=1)]
    sheet.table(60, (40, 190, 120, 140), rows, size=10.5)
    sheet.check()
    canvas.save()
    records = [_record(line, name, number, (1, 1), "attendance_list") for number, name in enumerate(ATTENDEES, start=1)]
    return ATTENDANCE, target.getvalue(), records


def _merged() -> tuple[str, bytes, list[dict[str, Any]]]:
    """Certificates of several providers in one file, with a blank back and an evaluation form; one is there twice."""
    names = ("medialab_course", "cap_pro", "plain_credential", "office_border")
    facts = [random_facts(f"{MERGED}:{name}", LAYOUTS[name].families, 1) for name in names]
    first, second, third, fourth = (
        PageOrder(LAYOUTS[name], fact, f"{MERGED}:{name}", "long") for name, fact in zip(names, facts, strict=True)
    )
    blank = PageOrder(Layout(_blank_back, (), PORTRAIT), facts[0], MERGED)
    form = PageOrder(Layout(_evaluation, (), PORTRAIT), facts[1], MERGED)
    content, stated = draw_pdf((first, blank, second, form, third, third, fourth))
    places = ((0, (1, 2)), (2, (3, 3)), (4, (5, 5)), (5, (6, 6)), (6, (7, 7)))
    layouts = dict(zip((0, 2, 4, 5, 6), (names[0], names[1], names[2], names[2], names[3]), strict=True))
    records = [_expected(stated[number], pages, layouts[number]) for number, pages in places]
    records.insert(2, _no_certificate((4, 4)))
    return MERGED, content, records


def _blank_back(sheet: Sheet, facts: Facts) -> Stated:
    """The back of a sheet, with nothing on it."""
    return states(facts, sheet.style)


def _evaluation(sheet: Sheet, facts: Facts) -> Stated:
    """What participants are asked after a course; nobody finishes anything by it."""
    sheet.flow("Course Evaluation Form", font=sheet.fonts.bold, size=18)
    sheet.flow(f"Course: {facts.title}", size=11, align="left")
    sheet.flow("Please rate each statement from 1 (strongly disagree) to 5 (strongly agree).", size=11, align="left")
    statements = ("The objectives were met", "The speaker knew the subject", "The handouts were clear")
    sheet.table(72, (280, 35, 35, 35, 35, 35), [("", *"12345"), *((text, *("",) * 5) for text in statements)])
    sheet.flow("Suggestions for future courses:", size=11, align="left")
    sheet.flow("Please return this form to the education office.", size=11, align="left")
    return states(facts, sheet.style)


def _page(name: str, holder: Holder) -> tuple[Canvas, io.BytesIO, Sheet]:
    facts = make_facts(
        name, holder=holder, provider=PROVIDERS["benchside"], title="", category=C.OTHER, hours="1",
        completed=date(2026, 1, 12),
    )  # fmt: skip
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=PORTRAIT, pageCompression=0, invariant=1)
    return canvas, target, Sheet(canvas, PORTRAIT, make_style(name, facts), 1.0, 1.0)


def _spelled(day: date) -> str:
    return format_date(day, "long")


def _record(
    line: Line, holder: str, row: int, pages: tuple[int, int], layout: str, *, unit: str = "contact_hour"
) -> dict[str, Any]:
    stated = Stated(
        holder=holder,
        title=line.title,
        provider=PROVIDERS[line.provider].name,
        completed_on=line.day.isoformat(),
        credit=decimal_text(Decimal(line.hours)),
        unit=unit,
        program_number=line.number,
        certificate_number=None,
        level=None,
        category=line.category.value,
        issues=("proposed_split",),
    )
    return _expected(stated, pages, layout) | {"row": row}


def _expected(stated: Stated, pages: tuple[int, int], layout: str) -> dict[str, Any]:
    return {
        "pages": list(pages),
        "kind": "text_pdf",
        "layout": layout,
        "status_not": "accepted",
        "failure": None,
        "activity": stated.activity(),
        "issues": list(dict.fromkeys((*stated.issues, "proposed_split"))),
    }


def _no_certificate(pages: tuple[int, int]) -> dict[str, Any]:
    return {
        "pages": list(pages),
        "kind": "not_a_certificate",
        "layout": None,
        "status_not": "accepted",
        "failure": None,
        "activity": None,
        "issues": ["not_a_certificate"],
    }
