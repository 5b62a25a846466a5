"""A lab with original files made for tests of packets: a person, certificates of every kind, and their audit."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from ingest.activity import Activity, Category, CategoryLabel, Credit, Field, FieldName, Outcome, PartialDate, Run, Unit
from ingest.compliance.audit import Audit, audit
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.document import PageShape, SourceFile
from ingest.packet_manifest import sha256_of
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate

MLS = Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), date(2027, 4, 30))
ZOE = Person("17", "Zoë R. Whitfield", (), None, (MLS,))
MADE_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AS_OF = date(2026, 11, 23)


def certificate_pdf(title: str, pages: int = 1, size: tuple[float, float] = (792, 612)) -> bytes:
    """A PDF of so many pages, the title on each."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for number in range(1, pages + 1):
        canvas.rect(24, 24, size[0] - 48, size[1] - 48)
        canvas.setFont("Helvetica", 20)
        canvas.drawString(80, size[1] / 2, f"{title}, page {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def changed_pdf(data: bytes, change: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    """The PDF after a change."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        file = io.BytesIO()
        pdf.save(file, **options)  # type: ignore[arg-type]
        return file.getvalue()


def owner_locked(data: bytes) -> bytes:
    """The PDF with a password that only printing and changing needs."""
    return changed_pdf(data, lambda _: None, encryption=pikepdf.Encryption(owner="owner", user=""))


def picture(kind: str, pages: int = 1, orientation: int = 1) -> bytes:
    """An image file, a mark in the upper left corner of what is stored."""
    frames = []
    for number in range(pages):
        image = Image.new("RGB", (600, 400), "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, 120, 80), fill="red")
        draw.text((200, 200), f"page {number + 1}", fill="black", font_size=40)
        frames.append(image)
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "TIFF":
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    elif kind == "BMP":
        frames[0].save(file, kind)
    else:
        frames[0].save(file, kind, exif=exif)
    return file.getvalue()


def stored(
    path: Path,
    data: bytes | None,
    title: str,
    category: str = "management",
    points: str = "2",
    *,
    media_type: str = "application/pdf",
    pages: tuple[int, int] = (1, 1),
    rotation: int = 0,
    state: State = State.ACCEPTED,
    day: int = 14,
) -> StoredCertificate:
    """A certificate of Zoë's whose file is written, unless `data` is None."""
    if data is not None:
        path.write_bytes(data)
    held = data or b"gone"
    activity = Activity(
        holder=Field(FieldName.HOLDER, ZOE.name),
        title=Field(FieldName.TITLE, title),
        provider=Field(FieldName.PROVIDER, "Prairie Laboratory Society"),
        completed_on=Field(FieldName.COMPLETED_ON, PartialDate(2026, 3, day)),
        credit=Field(FieldName.CREDIT, Credit(Decimal(points), Unit.CONTACT_HOUR)),
        program_number=Field(FieldName.PROGRAM_NUMBER, "578-063-22"),
        provider_number=Field(FieldName.PROVIDER_NUMBER),
        certificate_number=Field(FieldName.CERTIFICATE_NUMBER),
        level=Field(FieldName.LEVEL),
        category=Field(FieldName.CATEGORY, Category(CategoryLabel(category), 0.97)),
    )
    source = SourceFile(path, sha256_of(held), media_type, len(held), datetime(2026, 1, 1, tzinfo=UTC))
    shapes = tuple(PageShape(n, 792, 612, rotation) for n in range(pages[0], pages[1] + 1)) if rotation else ()
    outcome = Outcome(source, pages, Run("0", "0", "0", "0"), activity, None, shapes=shapes)
    return StoredCertificate(outcome.key, outcome, outcome, state, (path,), 0, None, None)


def audit_of(certificates: list[StoredCertificate], person: Person = ZOE) -> Audit:
    """The audit of one person."""
    return audit((person,), certificates, load_rules(), AS_OF)


def whole_lab(folder: Path) -> list[StoredCertificate]:
    """Certificates of many kinds."""
    pdf = certificate_pdf("Anemias of Chronic Disease")
    files = [
        stored(folder / "anemias.pdf", pdf, "Anemias of Chronic Disease", "hematology", day=1),
        stored(folder / "locked.pdf", owner_locked(certificate_pdf("Antibody Panels")), "Antibody Panels",
               "blood_banking", day=2),
        stored(folder / "turned.pdf", certificate_pdf("Gram Stains"), "Gram Stains", "microbiology",
               rotation=90, day=3),
        stored(folder / "photo.jpg", picture("JPEG", orientation=6), "Ethics at the Bench", "ethics",
               media_type="image/jpeg", day=4),
        stored(folder / "scan.tiff", picture("TIFF", 2), "Fire Safety", "safety", media_type="image/tiff",
               pages=(1, 2), day=5),
        stored(folder / "badge.json", b'{"invented": true}', "Electrolytes", "chemistry",
               media_type="application/json;profile=openbadge", day=6),
        stored(folder / "three.pdf", certificate_pdf("Leading a Shift", 3), "Leading a Shift: " + "rosters and " * 12,
               pages=(2, 3), day=7),
        stored(folder / "wait.pdf", certificate_pdf("Waiting"), "Not looked at yet", state=State.NEEDS_REVIEW, day=8),
        stored(folder / "gone.pdf", None, "Gone", day=9),
        stored(folder / "changed.pdf", certificate_pdf("Before"), "Changed", day=10),
    ]  # fmt: skip
    (folder / "changed.pdf").write_bytes(certificate_pdf("After!"))
    return files


def with_path(certificate: StoredCertificate, path: Path) -> StoredCertificate:
    """The same, kept elsewhere."""
    return replace(certificate, paths=(path,))
