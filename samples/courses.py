"""Courses and providers to draw certificates of, and random facts from them.

Takes a seed, gives `Facts`. The titles are invented in the manner of real course lists; names of well-known providers
stand as they are printed, their numbers and places, and all people, are invented.
Refuses to make a completion date after `LAST_DAY`.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from ingest.activity import CategoryLabel as C
from samples.people import FAMILY_NAMES, GIVEN_NAMES, LETTERS, MIDDLE_NAMES
from samples.values import Facts, Holder, Provider

T = TypeVar("T")

FIRST_DAY: Final = date(2023, 1, 9)
LAST_DAY: Final = date(2026, 10, 30)

TITLES: Final[dict[C, tuple[str, ...]]] = {
    C.SAFETY: (
        "Bloodborne Pathogens for Laboratory Staff",
        "Chemical Hygiene and Hazard Labels: A Yearly Refresher",
        "Preventing Medical Errors in the Laboratory",
        "Packing and Shipping Category B Specimens",
        "Biosafety Cabinets: Use, Care and Certification",
        "Fire, Electrical and Compressed Gas Safety",
    ),
    C.ETHICS: (
        "Medical Ethics at the Bench: Five Short Cases",
        "Ethical Decisions in Laboratory Medicine",
        "Confidentiality, Consent and the Laboratory Professional",
    ),
    C.BLOOD_BANKING: (
        "Resolving ABO Discrepancies Step by Step",
        "Antibody Identification with Selected Cells",
        "Massive Transfusion: What the Blood Bank Must Know",
        "Warm Autoantibodies: Adsorption and Elution",
        "Hemolytic Disease of the Fetus and Newborn",
        "Daratumumab and the Antibody Screen",
    ),
    C.CHEMISTRY: (
        "High-Sensitivity Troponin: From Assay to Algorithm",
        "Lipids, Lipoproteins and Cardiovascular Risk",
        "Acid-Base Balance and Blood Gas Interpretation",
        "Hemoglobin A1c: Methods and Interferences",
        "Therapeutic Drug Monitoring in the Core Laboratory",
        "Hemolysis, Icterus and Lipemia: Interference in Chemistry Assays",
    ),
    C.HEMATOLOGY: (
        "Reactive Lymphocytes or Blasts? Cell Identification Workshop",
        "Red Cell Inclusions under the Microscope",
        "Chronic Myeloid Neoplasms: A Case-Based Review",
        "Flags on the Hematology Analyzer and What to Do about Them",
        "Thalassemia and Hemoglobin Variants",
        "Platelet Clumps, Satellites and Giants",
    ),
    C.COAGULATION: (
        "Lupus Anticoagulant Testing without Tears",
        "Mixing Studies and Factor Assays",
        "Monitoring Direct Oral Anticoagulants",
        "von Willebrand Disease: The Laboratory Work-Up",
    ),
    C.MICROBIOLOGY: (
        "Reading the Gram Stain: Direct Smears",
        "Carbapenem-Resistant Organisms: Detection and Reporting",
        "Blood Culture Contamination: Rates, Causes, Cures",
        "Dimorphic Fungi for the Clinical Laboratory",
        "Anaerobes Revisited",
        "Intestinal Parasites: A Bench Guide in Pictures",
        "MALDI-TOF in Everyday Bacteriology",
    ),
    C.IMMUNOLOGY: (
        "ANA Patterns and Autoimmune Serology",
        "Syphilis Serology: The Reverse Algorithm",
        "Allergy Testing: Specific IgE in Practice",
    ),
    C.MOLECULAR: (
        "Real-Time PCR: Principles and Pitfalls",
        "Next-Generation Sequencing for the Medical Laboratory Scientist",
        "Multiplex Respiratory Panels: Benefits and Limits",
    ),
    C.URINALYSIS_BODY_FLUIDS: (
        "Urine Sediment: Casts and Crystals",
        "Cerebrospinal Fluid: From Tube to Report",
        "Synovial Fluid Crystals by Polarized Light",
    ),
    C.HISTOLOGY_CYTOLOGY: (
        "Special Stains in Histology: Troubleshooting",
        "Thyroid Fine Needle Aspiration for Cytologists",
    ),
    C.PHLEBOTOMY: (
        "Difficult Draws: Venipuncture in Special Populations",
        "Order of Draw and Specimen Integrity",
    ),
    C.POINT_OF_CARE: (
        "Waived Testing: Competency for Glucose Meters",
        "Point-of-Care Blood Gas: Quality at the Bedside",
    ),
    C.QUALITY_REGULATORY: (
        "Verification of Performance Specifications",
        "CLIA Inspection Readiness",
        "Westgard Rules and Sigma Metrics in Daily Quality Control",
        "Root Cause Analysis after a Nonconforming Event",
    ),
    C.MANAGEMENT: (
        "Lean in the Laboratory: Value Stream Mapping",
        "Coaching the New Supervisor",
        "Budgeting Basics for Laboratory Managers",
    ),
    C.EDUCATION: (
        "Teaching at the Bench: Preceptor Skills",
        "Writing Good Examination Questions",
    ),
}

EVENTS: Final = (
    "Annual Meeting and Exhibits",
    "Spring Laboratory Conference",
    "Regional Symposium for Laboratory Professionals",
    "Fall Workshop Days",
    "Laboratory Leadership and Bench Skills Weekend",
)

PROVIDERS: Final[dict[str, Provider]] = {
    "labce": Provider("LabCE", "LabCE", "online", "Alpharetta, Georgia", "578"),
    "benchside": Provider("Benchside Learning", "Benchside", "online", "Madison, Wisconsin", "641"),
    "cap": Provider("College of American Pathologists", "CAP", "online", "Northfield, Illinois", "703"),
    "niu": Provider(
        "Northern Illinois University College of Health and Human Sciences", "NIU", "online", "DeKalb, Illinois", "113"
    ),
    "labtalks": Provider("LabTalks Live", "LabTalks", "online", "Irvine, California", "655"),
    "ascls": Provider(
        "American Society for Clinical Laboratory Science", "ASCLS", "society", "McLean, Virginia", "001"
    ),
    "ohio": Provider("Buckeye Society for Laboratory Science", "BSLS", "society", "Columbus, Ohio", "224"),
    "gulf": Provider("Gulf States Laboratory Association", "GSLA", "society", "Mobile, Alabama", "239"),
    "cascade": Provider("Cascade Society of Medical Technologists", "CSMT", "society", "Boise, Idaho", "247"),
    "ascp": Provider("American Society for Clinical Pathology", "ASCP", "cmle", "Chicago, Illinois"),
    "aabb": Provider("AABB", "AABB", "cmle", "Bethesda, Maryland"),
    "nilt": Provider("Northern Institute for Laboratory Technology", "NILT", "canada", "Hamilton, Ontario"),
    "amt": Provider("American Medical Technologists", "AMT", "cmle", "Rosemont, Illinois"),
    "cdc": Provider(
        "Centers for Disease Control and Prevention, Division of Laboratory Systems",
        "CDC",
        "agency",
        "Atlanta, Georgia",
        "288",
    ),
    "mayo": Provider("Mayo Clinic Laboratories", "MCL", "agency", "Rochester, Minnesota", "522"),
    "state": Provider(
        "Tidewater State Laboratory of Public Health", "TSLPH", "agency", "Raleigh, North Carolina", "318"
    ),
    "blood": Provider("Prairie Regional Blood Center", "PRBC", "agency", "Omaha, Nebraska", "416"),
    "university": Provider("Lakeshore University School of Medicine", "LU", "university", "Rochester, New York"),
    "stbrendan": Provider("St. Brendan Regional Medical Center", "SBRMC", "employer", "Dayton, Ohio"),
    "harborview": Provider("Pelican Harbor Hospital", "PHH", "employer", "Tampa, Florida"),
    "northfork": Provider("North Fork Health System", "NFHS", "employer", "Spokane, Washington"),
    "hemavance": Provider("Hemavance Diagnostics", "Hemavance", "vendor", "Mundelein, Illinois", "832"),
    "corolab": Provider("Corolab Instruments, Inc.", "Corolab", "vendor", "Tarrytown, New York", "847"),
    "verity": Provider("Verity Molecular Systems", "Verity", "vendor", "San Diego, California", "861"),
}

ROLES: Final = {
    "online": ("Director of Education", "Program Administrator", "Chief Learning Officer"),
    "society": ("President", "Continuing Education Chair", "P.A.C.E.® Coordinator", "Executive Director"),
    "cmle": ("Chair, Commission on Continuing Education", "Senior Director, Education", "Chief Executive Officer"),
    "agency": ("Laboratory Training Coordinator", "Branch Chief", "Education Manager"),
    "canada": ("Registrar", "Director of Professional Development"),
    "university": ("Associate Dean, Continuing Education", "Course Director"),
    "employer": ("Laboratory Education Coordinator", "Laboratory Manager", "Administrative Director of Laboratories"),
    "vendor": ("Training Manager", "Field Applications Specialist", "Director, Customer Education"),
}
SIGNERS: Final = (
    "Rosalind P. Achterberg",
    "Terence Oyelaran",
    "Margit Lindqvist, PhD",
    "Wendell T. Crane",
    "Priscilla Dunmore, MLS(ASCP)",
    "Hollis Vandermeer",
    "Imogen Sattler, MD",
    "Leopold Banks",
)
FLORIDA: Final = {
    C.BLOOD_BANKING: "Blood Banking / Immunohematology",
    C.MICROBIOLOGY: "Microbiology/Mycology/Parasitology",
    C.CHEMISTRY: "Clinical Chemistry/UA/Toxicology",
    C.URINALYSIS_BODY_FLUIDS: "Clinical Chemistry/UA/Toxicology",
}


def draw(rng: random.Random, options: Sequence[T]) -> T:
    """One of the options, in a way that does not change with Python's version."""
    return options[int(rng.random() * len(options))]


def florida_subject(category: C) -> str:
    """The subject of a Florida credit line."""
    return FLORIDA.get(category, category.value.replace("_", " ").title())


def make_facts(
    seed: str,
    *,
    holder: Holder,
    provider: Provider,
    title: str,
    category: C,
    hours: str,
    completed: date,
    days: int = 1,
) -> Facts:
    """Facts with the numbers, dates and people around them drawn from the seed."""
    rng = random.Random(f"facts:{seed}")
    approved = completed - timedelta(days=int(rng.random() * 500))
    sequence = int(rng.random() * 190) + 1
    if provider.number:
        program = f"{provider.number}-{sequence:03}-{approved:%y}"
    else:
        program = f"{completed:%y}{draw(rng, ('EL', 'WB', 'LAB', 'CE'))}-{sequence + 200}"
    roles = ROLES[provider.family]
    first = int(rng.random() * len(SIGNERS))
    second = (first + 1 + int(rng.random() * (len(SIGNERS) - 1))) % len(SIGNERS)
    role = int(rng.random() * len(roles))
    return Facts(
        holder=holder,
        provider=provider,
        title=title,
        category=category,
        level=draw(rng, ("basic", "intermediate", "advanced")),
        hours=Decimal(hours),
        started=completed - timedelta(days=days - 1),
        completed=completed,
        approved_through=date(approved.year + 2, approved.month, min(approved.day, 28)),
        printed=completed + timedelta(days=2 + int(rng.random() * 20)),
        program_number=program,
        florida_number=f"20-{100000 + int(rng.random() * 899999)}",
        certificate_number=draw(
            rng,
            (
                f"{int(rng.random() * 9_000_000) + 1_000_000}",
                f"{provider.short[:3].upper()}-{completed.year}-{int(rng.random() * 90_000) + 10_000}",
                f"{int(rng.random() * 16**8):08X}-{int(rng.random() * 16**4):04X}",
            ),
        ),
        signers=((SIGNERS[first], roles[role]), (SIGNERS[second], roles[(role + 1) % len(roles)])),
        place=provider.place,
    )


def random_facts(seed: str, families: Sequence[str], most_days: int) -> Facts:
    """Facts drawn from the pools, of a provider of one of the families; over one day only if `most_days` allows."""
    rng = random.Random(f"random:{seed}")
    holder = Holder(draw(rng, GIVEN_NAMES), draw(rng, FAMILY_NAMES), draw(rng, MIDDLE_NAMES), draw(rng, LETTERS))
    days = 1 + int(rng.random() * most_days)
    category = draw(rng, tuple(TITLES)) if days == 1 else C.OTHER
    hours = (
        draw(rng, ("1", "1", "1.5", "2", "2.5", "3", "0.5", "6")) if days == 1 else draw(rng, ("7", "12", "14", "16.5"))
    )
    return make_facts(
        seed,
        holder=holder,
        provider=draw(rng, [provider for provider in PROVIDERS.values() if provider.family in families]),
        title=draw(rng, TITLES.get(category, EVENTS)),
        category=category,
        hours=hours,
        completed=FIRST_DAY + timedelta(days=int(rng.random() * (LAST_DAY - FIRST_DAY).days)),
        days=days,
    )
