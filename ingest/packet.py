"""One PDF for a person and a cycle: cover, index, the certificates that surely count, and what proves them unchanged.

Takes an audit, a person and a path; writes the packet and gives a `PacketSummary`. The exact originals are attached,
and a manifest with the sha256 of each of them and of every page; `packet_check` holds a packet against it.
Refuses to take an original whose bytes are not those that were read, and to leave anything out without naming it.
"""

import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pikepdf

from ingest import __version__
from ingest.compliance.audit import Audit
from ingest.compliance.check import FindingStatus
from ingest.compliance.wording import number_words
from ingest.errors import SettingsError
from ingest.packet_manifest import (
    MANIFEST_NAME,
    SCHEMA,
    SEAL,
    STAGE,
    Manifest,
    PacketEntry,
    information,
    manifest_bytes,
    packet_digests,
    seal_form,
    sha256_of,
)
from ingest.packet_pages import Drawing
from ingest.packet_parts import Part, attachment_names, file_name, packet_parts
from ingest.packet_plan import Plan, Planned, all_planned, date_words, plan_packet, provider_words, title_words
from ingest.packet_sheets import (
    FOOTER,
    SEAL_AT,
    IndexLine,
    IndexPart,
    PageSheet,
    Sheets,
    draw_sheets,
    index_pages,
    paper_size,
)

EDGE: Final = 18.0  # points that are left free around a page of a certificate
SHORT_SHA256: Final = 16  # digits in the index; the footers have all
CHECK: Final = "This packet is a help, not a decision: check with your board what it accepts."
STATUS_WORDS: Final = {
    FindingStatus.MET: "The requirement is met",
    FindingStatus.SHORT: "The requirement is not met",
    FindingStatus.UNDECIDED: "Depends on certificates that wait for review",
    FindingStatus.VOLUNTARY: "Taking part is voluntary",
    FindingStatus.NO_RULE: "No rule is known",
}


@dataclass(frozen=True, slots=True)
class PacketSummary:
    """What was written."""

    path: Path
    person: str
    credential: str
    pages: int
    size_bytes: int
    included: int  # certificates
    waiting: tuple[tuple[str, str], ...]  # keys of those that wait for a review, and why
    left_out: tuple[tuple[str, str], ...]  # keys of the others without pages, and why
    noticed: tuple[tuple[str, str], ...]  # keys of those whose page only says why it cannot be shown
    manifest_sha256: str


def write_packet(
    audit: Audit,
    person_id: str,
    credential: str | None,
    path: Path,
    made_at: datetime,
    *,
    attach: bool = True,
    paper: str = "letter",
) -> PacketSummary:
    """Write the packet of one person and credential.

    Args:
        audit: Of this person at least.
        person_id: Whose packet.
        credential: Its name; None if the person holds one only.
        path: The PDF to write; one that is there is replaced, once the new one is whole.
        made_at: With its time zone. The same input gives the same bytes.
        attach: Whether the exact originals go into the file.
        paper: `letter` or `a4`.

    Raises:
        SettingsError: person, credential, paper or path are wrong.
    """
    if made_at.tzinfo is None:
        raise SettingsError("The time at which a packet is made needs its time zone.")
    paper_size(paper)
    plan = plan_packet(audit, person_id, credential)
    _refuse_original(path, plan)
    parts, gone = packet_parts(plan.included)
    plan = replace(plan, left_out=(*gone, *plan.left_out))
    made_words = f"{made_at.isoformat(timespec='seconds')} by ingest {__version__}"
    sheets = _sheets(plan, parts, (made_words, str(audit.as_of)), paper)
    first_page = 2 + index_pages(sheets)
    sheets = replace(sheets, index=_index(plan, parts, first_page))
    data, digest = _assemble(plan, parts, sheets, made_at, attach=attach)
    _write(path, data)
    return PacketSummary(
        path=path,
        person=plan.row.person.name,
        credential=plan.credential.name,
        pages=first_page - 1 + sum(part.n_pages for part in parts),
        size_bytes=len(data),
        included=sum(len(part.planned) for part in parts),
        waiting=tuple((one.certificate.key, one.reason) for one in plan.waiting),
        left_out=tuple((one.certificate.key, one.reason) for one in plan.left_out),
        noticed=tuple((one.certificate.key, part.notice[-1]) for part in parts if part.notice for one in part.planned),
        manifest_sha256=digest,
    )


def _refuse_original(path: Path, plan: Plan) -> None:
    for one in all_planned(plan):
        for original in one.certificate.paths:
            if original.exists() and path.exists() and original.samefile(path):
                raise SettingsError(f"{path} is one of the originals. Give the packet another name.", path=path)


def _sheets(plan: Plan, parts: Sequence[Part], when: tuple[str, str], paper: str) -> Sheets:
    """What is written; the pages in the index are not known yet. `when` it was made, and as of which day."""
    made_words, as_of = when
    row, credential, finding = plan.row, plan.credential, plan.row.finding
    n_in = sum(len(part.planned) for part in parts)
    rule = f"{row.rule.id} ({row.rule.board})" if row.rule else "none is known"
    counts = f"{n_in} in this file, {len(plan.waiting)} waiting for review, {len(plan.left_out)} left out"
    facts = [
        ("Person", f"{row.person.name} ({row.person.person_id})"),
        ("Cycle", f"{credential.cycle_start or 'unknown'} to {credential.cycle_end or 'unknown'}"),
        ("Rule", rule),
        ("Status", f"{STATUS_WORDS[finding.status]}, as of {as_of}"),
        *([("Still needed", row.missing)] if row.missing else []),
        ("Certificates", counts),
        ("Made", made_words),
    ]
    amounts = [(area.words, area.points) for area in finding.areas]
    amounts += [("Together", finding.total)] if finding.total else []
    areas = [(words, *map(number_words, (a.required, a.counted, a.possible))) for words, a in amounts]
    words = [issue.detail for issue in finding.issues if issue.activity is None]
    n_gone = sum(1 for one in plan.left_out if one.points)  # only those were planned with points
    words += [f"The points include {n_gone} certificates whose files are gone or changed: see Left out."] * bool(n_gone)
    words += [row.rule.note] if row.rule else []
    return Sheets(
        title="Continuing education packet",
        person=row.person.name,
        credential=credential.name,
        facts=tuple(facts),
        columns=("Points by area", "Required", "Counted", "Possible"),
        areas=tuple(areas),
        words=(*words, CHECK),
        index=_index(plan, parts, 0),
        foot=f"{row.person.name} · {credential.name} · check with your board",
        paper=paper,
    )


def _index(plan: Plan, parts: Sequence[Part], first_page: int) -> tuple[IndexPart, ...]:
    lines, page = list[IndexLine](), first_page
    for part in parts:
        for number, one in zip(part.numbers, part.planned, strict=True):
            lines.append(_index_line(one, f"{number}.", page))
        page += part.n_pages
    order = "By area, then by date. They count as they are: accepted by the program or confirmed by a person."
    found = [IndexPart("In this file", order if lines else "None.", tuple(lines))]
    if plan.waiting:
        waiting = tuple(_index_line(one, "", None) for one in plan.waiting)
        found.append(IndexPart("Waiting for review", "Not in this file until a person has looked at them.", waiting))
    if plan.left_out:
        left_out = tuple(_index_line(one, "", None) for one in plan.left_out)
        found.append(IndexPart("Left out", "Not in this file, each for the reason given.", left_out))
    return tuple(found)


def _index_line(one: Planned, label: str, page: int | None) -> IndexLine:
    certificate = one.certificate
    sha256 = (certificate.machine.source.sha256 or "")[:SHORT_SHA256]
    details = (
        f"{date_words(certificate)} · {provider_words(certificate)}",
        one.points,
        f"Why: {one.reason}" if one.reason else "",
        f"{file_name(certificate)} · sha256 {sha256}…",
    )
    return IndexLine(label, title_words(certificate), tuple(filter(None, details)), page)


def _page_sheets(parts: Sequence[Part]) -> list[PageSheet]:
    sheets = []
    for part in parts:
        of_many = "certificate" if len(part.numbers) == 1 else "certificates"
        numbers = str(part.numbers[0]) if len(part.numbers) == 1 else f"{part.numbers[0]} to {part.numbers[-1]}"
        footer = f"{of_many} {numbers} · sha256 {part.first.machine.source.sha256}".replace("{", "").replace("}", "")
        bookmark = f"{part.numbers[0]}. {title_words(part.first)}, {date_words(part.first)}"
        for place in range(part.n_pages):
            drawing = part.drawings[place] if part.drawings else None
            is_landscape = drawing is not None and drawing.width > drawing.height
            sheets.append(PageSheet(is_landscape, footer, None if place else bookmark, part.notice))
    return sheets


def _assemble(
    plan: Plan, parts: Sequence[Part], sheets: Sheets, made_at: datetime, *, attach: bool
) -> tuple[bytes, str]:
    """The bytes of the packet and the digest of its manifest."""
    first_page = 2 + index_pages(sheets)
    with pikepdf.open(io.BytesIO(draw_sheets(sheets, _page_sheets(parts)))) as pdf:
        drawings = [drawing for part in parts for drawing in (part.drawings or (None,))]
        for place, drawing in enumerate(drawings, start=first_page - 1):
            if drawing is not None:
                _place(pdf, pdf.pages[place], drawing)
        x, y = SEAL_AT
        pdf.pages[0].add_resource(seal_form(pdf, "0" * 64), pikepdf.Name.XObject, pikepdf.Name(SEAL))
        pdf.pages[0].contents_add(f"q 1 0 0 1 {x:g} {y:g} cm {SEAL} Do Q".encode("ascii"))
        if attach:
            names = attachment_names(parts)
            for part in parts:
                name = names.pop(part.first.machine.source.sha256 or "", None)
                if name is not None:
                    _attach(pdf, name, part.data, part.first.machine.source.media_type or "")
        first = _saved(pdf)
    with pikepdf.open(io.BytesIO(first)) as pdf:  # digests are over what stays the same when it is saved again
        digests = packet_digests(pdf)
        manifest = Manifest(
            schema=SCHEMA,
            person_id=plan.row.person.person_id,
            person=plan.row.person.name,
            credential=plan.credential.name,
            cycle=(_iso(plan.credential.cycle_start), _iso(plan.credential.cycle_end)),
            rule=plan.row.rule.id if plan.row.rule else None,
            made_at=made_at.isoformat(),
            ingest=__version__,
            is_attached=attach,
            certificates=_entries(parts, first_page),
            page_sha256=digests.pages,
            frame_sha256=digests.frame,
        )
        data = manifest_bytes(manifest)
        digest = sha256_of(data)
        _attach(pdf, MANIFEST_NAME, data, "application/json")
        pdf.pages[0].obj.Resources.XObject[SEAL] = seal_form(pdf, digest)
        pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(information(manifest, digest)))
        return _saved(pdf), digest


def _place(pdf: pikepdf.Pdf, page: pikepdf.Page, drawing: Drawing) -> None:
    """Put a drawing under the footer's page: scaled down if it is larger than the paper, in its middle."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox.as_list())
    width, height = right - left - 2 * EDGE, top - bottom - FOOTER - EDGE
    scale = min(width / drawing.width, height / drawing.height, 1.0)
    x = left + EDGE + (width - scale * drawing.width) / 2 - scale * drawing.left
    y = bottom + FOOTER + (height - scale * drawing.height) / 2 - scale * drawing.bottom
    name = pikepdf.Name("/IngestPage")
    page.add_resource(pdf.copy_foreign(drawing.form), pikepdf.Name.XObject, name)
    page.contents_add(f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm {name} Do Q".encode("ascii"), prepend=True)


def _entries(parts: Sequence[Part], first_page: int) -> tuple[PacketEntry, ...]:
    entries, page, names = list[PacketEntry](), first_page, attachment_names(parts)
    for part in parts:
        pages = tuple(range(page, page + part.n_pages))
        for number, one in zip(part.numbers, part.planned, strict=True):
            source = one.certificate.machine.source
            entries.append(
                PacketEntry(
                    number=number,
                    key=one.certificate.key,
                    sha256=sha256_of(part.data),
                    size_bytes=len(part.data),
                    media_type=source.media_type or "",
                    file_name=names[source.sha256 or ""],
                    pages=pages,
                )
            )
        page += part.n_pages
    return tuple(entries)


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def _attach(pdf: pikepdf.Pdf, name: str, data: bytes, media_type: str) -> None:
    kind = media_type.partition(";")[0]  # a badge's has a parameter, which PDF has no place for
    pdf.attachments[name] = pikepdf.AttachedFileSpec(
        pdf, data, description="", filename=name, mime_type=kind, creation_date="", mod_date=""
    )
    if "/AF" in pdf.Root:
        del pdf.Root.AF  # says once more which files are attached; the frame's digest is over all that is left


def _saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a packet cut off half-way must not look like one."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".packet-", delete=False) as file:
            try:
                file.write(data)
                file.close()
                Path(file.name).chmod(0o600 if not path.exists() else path.stat().st_mode & 0o777)
                os.replace(file.name, path)  # noqa: PTH105
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}). Check the folder."
        raise SettingsError(message, path=path, stage=STAGE) from error
