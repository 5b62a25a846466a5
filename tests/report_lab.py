"""An invented lab for the audit report: people of every status, one of them with two credentials."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from ingest.activity import (
    Activity,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    PartialDate,
    Run,
    Unit,
)
from ingest.compliance.audit import Audit, audit
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.document import SourceFile
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate

AS_OF = date(2026, 11, 23)
FOLDER = Path("/srv/lab/certificates")


def credential(name: str, end: date | None, certified_on: date | None = date(2015, 6, 1)) -> Credential:
    """A credential with a cycle of three years."""
    start = date(end.year - 3, end.month, end.day) if end else None
    return Credential(name, certified_on, start, end)


def person(number: int, name: str, *credentials: Credential) -> Person:
    """A person on the staff list."""
    return Person(f"T-{number:03}", name, (), None, credentials)


LAB = (
    person(1, "Dana R. Whitfield", credential("MLS", date(2027, 4, 30))),
    person(2, "Miguel Ángel Fuentes", credential("MLS", date(2027, 1, 31))),
    person(3, "Ann Lee", credential("MLS", date(2026, 12, 31)), credential("MLT", date(2028, 6, 30))),
    person(4, "Benjamin Ortiz"),
    person(5, "Oluwaseun Adeyemi-Castellanos", credential("MLT", date(2027, 9, 30))),
    person(6, "Ruth Halvorsen", credential("MLS", date(2028, 3, 31), date(1998, 5, 1))),
    person(7, "Priya Venkataraman", credential("MLS", date(2028, 10, 31))),
    person(8, "Tom Becker", credential("XYZ", date(2027, 5, 31))),
    person(9, "Katarzyna Wiśniewska", credential("MLS", date(2026, 10, 31))),
)

COURSES = (
    ("safety", "1", "Chemical hygiene and fume hoods", "Northgate Laboratory Education"),
    ("ethics", "1", "Confidentiality at the bench", "Northgate Laboratory Education"),
    ("blood_banking", "2", "Antibody identification: panels step by step", "Harbor Institute for Transfusion"),
    ("chemistry", "2", "Troponin assays and what interferes with them", "Clearwater CE"),
    ("hematology", "2", "Anemias of chronic disease", "Clearwater CE"),
    ("microbiology", "2", "Carbapenemase detection in the routine laboratory", "Prairie Society of Microbiology"),
    ("management", "12", "Leading a shift: staffing, conflict and feedback", "Summit Professional Programs"),
    ("education", "8", "Teaching students at the bench", "Summit Professional Programs"),
    ("molecular", "6", "PCR from extraction to report", "Clearwater CE"),
)


class Maker:
    """Makes certificates with numbers of their own."""

    def __init__(self) -> None:
        self.made = list[StoredCertificate]()

    def add(
        self,
        holder: str | None,
        category: str,
        amount: str,
        title: str,
        provider: str,
        *,
        day: PartialDate | None = None,
        state: State = State.ACCEPTED,
        path: Path | None = None,
    ) -> StoredCertificate:
        """Make one certificate."""
        number = len(self.made) + 1
        waits = (Issue(IssueCode.LOW_CONFIDENCE, FieldName.CREDIT, "71% sure"),) if state is State.NEEDS_REVIEW else ()
        activity = Activity(
            holder=Field(FieldName.HOLDER, holder),
            title=Field(FieldName.TITLE, title),
            provider=Field(FieldName.PROVIDER, provider),
            completed_on=Field(FieldName.COMPLETED_ON, day or PartialDate(2026, 1 + number % 9, 1 + number % 28)),
            credit=Field(FieldName.CREDIT, Credit(Decimal(amount), Unit.CONTACT_HOUR), issues=waits),
            program_number=Field(FieldName.PROGRAM_NUMBER),
            provider_number=Field(FieldName.PROVIDER_NUMBER),
            certificate_number=Field(FieldName.CERTIFICATE_NUMBER),
            level=Field(FieldName.LEVEL),
            category=Field(FieldName.CATEGORY, Category(CategoryLabel(category), 0.97)),
        )
        path = path or FOLDER / f"scan-{number:04}.pdf"
        source = SourceFile(path, f"{number:064x}", "application/pdf", 1000, datetime(2026, 1, 1, tzinfo=UTC))
        outcome = Outcome(source, (1 + number % 3, 1 + number % 3), Run("0", "0", "0", "0"), activity, None)
        stored = StoredCertificate(outcome.key, outcome, outcome, state, (path,), 0, None, None)
        self.made.append(stored)
        return stored

    def add_courses(self, holder: str, *, without: Sequence[str] = (), waiting: Sequence[str] = ()) -> None:
        """Make what a renewal asks, but for some areas; some wait for review."""
        for category, amount, title, provider in COURSES:
            if category not in without:
                state = State.NEEDS_REVIEW if category in waiting else State.ACCEPTED
                self.add(holder, category, amount, title, provider, state=state)


def lab_certificates() -> tuple[StoredCertificate, ...]:
    """The certificates of the lab."""
    maker = Maker()
    maker.add_courses("Dana R. Whitfield", without=["blood_banking"])
    maker.add("Dana R. Whitfield", "management", "1.5", "Budget basics for supervisors", "Summit Professional Programs")
    old = PartialDate(2021, 3, 9)
    maker.add("Dana R. Whitfield", "blood_banking", "2", "Rh immune globulin", "Harbor Institute", day=old)
    maker.add_courses("Miguel Ángel Fuentes", waiting=["safety", "molecular"])
    maker.add_courses("Ann Lee")
    maker.add("Ann Lee", "immunology", "3", "Autoantibodies in practice", "Clearwater CE", state=State.NEEDS_REVIEW)
    maker.add("Oluwaseun Adeyemi-Castellanos", "chemistry", "2.25", "Acid-base balance", "Clearwater CE")
    maker.add("Oluwaseun Adeyemi-Castelanos", "safety", "1", "Sharps and spills", "Northgate Laboratory Education")
    maker.add("Ruth Halvorsen", "hematology", "1", "Reading smears together", "Clearwater CE")
    maker.add_courses("Priya Venkataraman")
    first = maker.made[-len(COURSES) + 3].outcome.activity
    same_day = first.completed_on.value if first else None
    maker.add("Priya Venkataraman", "chemistry", "2", COURSES[3][2], COURSES[3][3], day=same_day)
    maker.add("Priya Venkataraman", "immunology", "3", "Complement, from pathway to assay", "Clearwater CE")
    maker.add("Tom Becker", "point_of_care", "1", "Glucose meters", "Clearwater CE")
    maker.add_courses("Katarzyna Wiśniewska", without=["education", "ethics"], waiting=["safety"])
    maker.add("Robert Chen", "chemistry", "1", "Lipid panels", "Clearwater CE")
    maker.add(None, "other", "1", "A course of which nobody's name was read", "Clearwater CE", state=State.NEEDS_REVIEW)
    return tuple(maker.made)


def lab_audit() -> tuple[Audit, tuple[StoredCertificate, ...]]:
    """The audit of the lab, and the certificates it was made from."""
    certificates = lab_certificates()
    return audit(LAB, certificates, load_rules(), AS_OF), certificates


def hostile_audit(text: str) -> tuple[Audit, tuple[StoredCertificate, ...]]:
    """An audit in which every text that comes from outside is this one, or holds it."""
    maker = Maker()
    credentials = (credential("MLS", date(2027, 4, 30)), credential(text, None))
    someone = Person(f"{text}1", f"Ann {text}", (), None, credentials)
    path = FOLDER / f"{text.replace('/', '_')}.pdf".replace("\ud800", "\udc80")  # as a byte that is no UTF-8 is given
    maker.add(someone.name, "safety", "1", text, text, path=path)
    maker.add(someone.name, "safety", "1", text, text, path=path, state=State.NEEDS_REVIEW)
    maker.add(f"{text} Nobody", "safety", "1", text, text, path=path)
    rule = next(rule for rule in load_rules() if rule.names("MLS") and rule.in_force(date(2027, 4, 30)))
    text = text.encode("utf-8", "ignore").decode()  # a rule file is UTF-8, so it holds no lone surrogate
    areas = tuple(replace(area, words=text) for area in rule.areas)
    sources = tuple(replace(source, address=text) for source in rule.sources)
    rule = replace(rule, note=text, board=text, edition=text, areas=areas, sources=sources)
    return audit((someone,), maker.made, (rule,), AS_OF), tuple(maker.made)
