"""The fixed set of sample files: which certificate, on which layout, spoilt in which way.

Takes nothing; gives `CASES`. The seed of a case is its file's name.
Refuses chance: what is drawn at random stands in `courses.py` and is asked for with `make.py --more`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.activity import CategoryLabel as C
from samples.catalogue import LAYOUTS
from samples.courses import PROVIDERS, make_facts
from samples.draw import PageOrder
from samples.people import HOLDERS


@dataclass(frozen=True, slots=True)
class Course:
    """What a case's certificate is about. `days` over which it ran, up to `completed`."""

    layout: str
    holder: str
    provider: str
    title: str
    category: C
    hours: str
    completed: date
    days: int = 1
    date_format: str | None = None
    letters: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """One sample file. `skew` in degrees and `turn` in quarter turns anticlockwise, for scans."""

    file: str
    kind: str  # text_pdf, image_pdf, scan, photo, encrypted
    courses: tuple[Course, ...]
    skew: float = 0
    turn: int = 0
    orientation: int = 1  # EXIF, for photos

    def orders(self) -> tuple[PageOrder, ...]:
        """The pages to draw."""
        return tuple(_order(f"{self.file}:{number}", course) for number, course in enumerate(self.courses, start=1))


def _order(seed: str, course: Course) -> PageOrder:
    facts = make_facts(
        seed,
        holder=HOLDERS[course.holder],
        provider=PROVIDERS[course.provider],
        title=course.title,
        category=course.category,
        hours=course.hours,
        completed=course.completed,
        days=course.days,
    )
    return PageOrder(LAYOUTS[course.layout], facts, seed, course.date_format, course.letters)


DANA: Final = (
    Case("whitfield_annual_meeting_2024.pdf", "text_pdf", (
        Course("society_meeting", "dana", "ohio", "Annual Meeting and Exhibits 2024",
               C.OTHER, "14", date(2024, 5, 16), 3),)),
    Case("Gulf Coast Laboratory Days 2025.pdf", "text_pdf", (
        Course("session_transcript", "dana", "gulf", "Gulf Coast Laboratory Days",
               C.OTHER, "14", date(2025, 9, 20), 3),)),
    Case("labce_abo_discrepancies.pdf", "text_pdf", (
        Course("medialab_course", "dana", "labce", "Resolving ABO Discrepancies Step by Step",
               C.BLOOD_BANKING, "2", date(2025, 3, 14), date_format="us"),)),
    Case("certificate (3).pdf", "text_pdf", (
        Course("coloured_sidebar", "dana", "benchside", "High-Sensitivity Troponin: From Assay to Algorithm",
               C.CHEMISTRY, "2", date(2024, 11, 2), date_format="long"),)),
    Case("labce_red_cell_inclusions.pdf", "text_pdf", (
        Course("medialab_printout", "dana", "labce", "Red Cell Inclusions under the Microscope",
               C.HEMATOLOGY, "2", date(2025, 6, 30), date_format="us0"),)),
    Case("cdc_gram_stain.pdf", "text_pdf", (
        Course("agency_course", "dana", "cdc", "Reading the Gram Stain: Direct Smears",
               C.MICROBIOLOGY, "2", date(2024, 8, 21), date_format="day_first"),)),
    Case("bloodborne_2026.pdf", "text_pdf", (
        Course("message_of_congratulations", "dana", "benchside", "Bloodborne Pathogens for Laboratory Staff",
               C.SAFETY, "1", date(2026, 1, 19), date_format="long", letters=False),)),
    Case("2025 ASCP ethics.pdf", "text_pdf", (
        Course("ascp_cmle", "dana", "ascp", "Medical Ethics at the Bench: Five Short Cases",
               C.ETHICS, "1", date(2025, 10, 7), date_format="ordinal"),)),
)  # fmt: skip

INGRID: Final = (
    Case("symposium_boise.pdf", "text_pdf", (
        Course("credit_table", "ingrid", "cascade", "Northwest Symposium for Laboratory Professionals",
               C.OTHER, "14", date(2024, 10, 19), 3),)),
    Case("corolab_superuser.pdf", "text_pdf", (
        Course("seminar_ticket", "ingrid", "corolab", "Chemistry Analyzer Superuser Course",
               C.CHEMISTRY, "12", date(2026, 3, 4), date_format="us0"),)),
    Case("Scan_20250212.jpg", "scan", (
        Course("blood_center_code", "ingrid", "blood", "Antibody Identification with Selected Cells",
               C.BLOOD_BANKING, "2", date(2025, 2, 8), date_format="long"),), skew=1.4),
    Case("a1c_methods.pdf", "image_pdf", (
        Course("accent_credit", "ingrid", "university", "Hemoglobin A1c: Methods and Interferences",
               C.CHEMISTRY, "2", date(2025, 5, 27), date_format="short"),), skew=-0.4),
    Case("IMG_2041.jpg", "photo", (
        Course("webinar_cards", "ingrid", "hemavance", "Flags on the Hematology Analyzer and What to Do about Them",
               C.HEMATOLOGY, "2", date(2025, 11, 18), date_format="long"),)),
    Case("fax_0007.tif", "scan", (
        Course("virtual_event", "ingrid", "labtalks", "Carbapenem-Resistant Organisms: Detection and Reporting",
               C.MICROBIOLOGY, "2", date(2026, 4, 22), date_format="long"),), skew=-1.1),
    Case("hazard_labels_vasquez-holm.pdf", "text_pdf", (
        Course("learning_system_row", "ingrid", "northfork", "Chemical Hygiene and Hazard Labels: A Yearly Refresher",
               C.SAFETY, "1", date(2025, 8, 25), date_format="dashes"),)),
    Case("amt_ethics_session.pdf", "text_pdf", (
        Course("event_points", "ingrid", "amt", "Ethical Decisions in Laboratory Medicine",
               C.ETHICS, "1", date(2025, 7, 9), date_format="iso"),)),
)  # fmt: skip

OTHERS: Final = (
    Case("scan0012.png", "scan", (
        Course("medialab_course", "marcus", "labce", "Urine Sediment: Casts and Crystals",
               C.URINALYSIS_BODY_FLUIDS, "1.5", date(2024, 7, 23), date_format="us"),), turn=180),
    Case("letter_oyelowo.pdf", "text_pdf", (
        Course("inservice_letter", "marcus", "stbrendan", "Westgard Rules and Sigma Metrics in Daily Quality Control",
               C.QUALITY_REGULATORY, "1", date(2025, 4, 16), date_format="long", letters=False),)),
    Case("annual_fire_safety.pdf", "text_pdf", (
        Course("elearning_record", "marcus", "stbrendan", "Fire, Electrical and Compressed Gas Safety",
               C.SAFETY, "1", date(2025, 9, 3), date_format="short"),)),
    Case("verity_respiratory_panels.pdf", "image_pdf", (
        Course("vendor_webinar", "marcus", "verity", "Multiplex Respiratory Panels: Benefits and Limits",
               C.MOLECULAR, "1", date(2025, 12, 11), date_format="weekday"),), skew=0.3),
    Case("lean_certificate.pdf", "text_pdf", (
        Course("plain_credential", "marcus", "benchside", "Lean in the Laboratory: Value Stream Mapping",
               C.MANAGEMENT, "1.5", date(2026, 2, 15), date_format="month"),)),
    Case("IMG_2057.jpg", "photo", (
        Course("formal_diploma", "harold", "stbrendan", "Massive Transfusion: What the Blood Bank Must Know",
               C.BLOOD_BANKING, "3", date(2025, 3, 21)),), orientation=6),
    Case("Scan_20260105.jpg", "scan", (
        Course("journal_test", "harold", "niu", "Monitoring Direct Oral Anticoagulants",
               C.COAGULATION, "1", date(2025, 12, 29), date_format="day_first"),), turn=90, skew=0.6),
    Case("IMG_2063.jpg", "photo", (
        Course("state_laboratory_workshop", "tamika", "state", "Order of Draw and Specimen Integrity",
               C.PHLEBOTOMY, "6", date(2025, 6, 12)),)),
    Case("cdc_transcript_brandvold.pdf", "text_pdf", (
        Course("agency_ceu", "tamika", "cdc", "Packing and Shipping Category B Specimens",
               C.SAFETY, "2", date(2025, 1, 30), date_format="us0"),)),
    Case("marchetti_two_courses.pdf", "text_pdf", (
        Course("broker_receipt", "sofia", "labce", "Dimorphic Fungi for the Clinical Laboratory",
               C.MICROBIOLOGY, "1.5", date(2025, 2, 18), date_format="us"),
        Course("office_border", "sofia", "harborview", "Root Cause Analysis after a Nonconforming Event",
               C.QUALITY_REGULATORY, "1", date(2025, 5, 6), date_format="long"))),
    Case("cap_protected.pdf", "encrypted", (
        Course("cap_pro", "sofia_married", "cap", "Thalassemia and Hemoglobin Variants",
               C.HEMATOLOGY, "2", date(2026, 6, 17), date_format="short"),)),
    Case("mcl_syphilis_serology.pdf", "text_pdf", (
        Course("reference_laboratory", "liam", "mayo", "Syphilis Serology: The Reverse Algorithm",
               C.IMMUNOLOGY, "1", date(2025, 10, 28), date_format="us"),)),
    Case("attendance_form_scan.jpg", "scan", (
        Course("attendance_form", "liam", "gulf", "Intestinal Parasites: A Bench Guide in Pictures",
               C.MICROBIOLOGY, "3", date(2026, 5, 9), date_format="long"),), skew=-1.8),
    Case("aabb_24_ecast.pdf", "text_pdf", (
        Course("blood_bank_ecast", "liam", "aabb", "Daratumumab and the Antibody Screen",
               C.BLOOD_BANKING, "1.5", date(2026, 1, 14), date_format="long"),)),
    Case("nilt_record.pdf", "text_pdf", (
        Course("professional_hours", "nguyen", "nilt",
               "Next-Generation Sequencing for the Medical Laboratory Scientist",
               C.MOLECULAR, "6", date(2026, 9, 5)),)),
    Case("lakeshore_cpd.pdf", "image_pdf", (
        Course("university_claim", "nguyen", "university", "Thyroid Fine Needle Aspiration for Cytologists",
               C.HISTOLOGY_CYTOLOGY, "2.5", date(2026, 4, 24), date_format="us"),), skew=0.2),
    Case("hemavance_operator.pdf", "text_pdf", (
        Course("operator_training", "stranger", "hemavance", "HX-900 Hematology Analyzer: Key Operator Course",
               C.HEMATOLOGY, "16.5", date(2025, 8, 14), 3),)),
    Case("IMG_2088.jpg", "photo", (
        Course("state_society_columns", "stranger", "ascls", "Teaching at the Bench: Preceptor Skills",
               C.EDUCATION, "1.5", date(2024, 4, 13)),), orientation=8),
)  # fmt: skip

CASES: Final = (*DANA, *INGRID, *OTHERS)

DUPLICATE_OF: Final = "labce_abo_discrepancies.pdf"
DUPLICATE: Final = "labce_abo_discrepancies (copy).pdf"
BROKEN_FROM: Final = "labce_red_cell_inclusions.pdf"
BROKEN: Final = "download_interrupted.pdf"
FLYER: Final = "spring_workshop_flyer.pdf"
INVOICE: Final = "benchside_invoice.pdf"

# person_id of each holder that stands on the roster
PERSON_OF: Final = {
    "dana": "1001",
    "marcus": "1002",
    "ingrid": "1003",
    "harold": "1004",
    "tamika": "1005",
    "sofia": "1006",
    "sofia_married": "1006",
    "liam": "1007",
    "nguyen": "1008",
}
# what staff declared otherwise than the certificate says, and what they did not declare
CLAIMED_HOURS: Final = {"verity_respiratory_panels.pdf": "2", "annual_fire_safety.pdf": "1", "IMG_2063.jpg": "7"}
NOT_CLAIMED: Final = ("scan0012.png", "cap_protected.pdf")
CLAIMED_WITHOUT_CERTIFICATE: Final = (
    ("1002", "Anaerobes Revisited", "2", "2026-06-11", "LabCE"),
    ("1007", "Hemolytic Disease of the Fetus and Newborn", "1", "2026-02-20", "AABB"),
)
