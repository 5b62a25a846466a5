"""Writes the sample certificates with their expected records, the sample roster and the claims.

    python samples/make.py                              # the fixed set, into samples/
    python samples/make.py --more 100 --seed 7 --out D  # further random certificates, for measuring

Takes nothing but its options; the fixed set comes out the same each time: the PDFs with text byte for byte, on any
machine with the pinned reportlab; the pictures as nearly as the imaging libraries allow.
Refuses to write files of more than `LARGEST_BYTES`. `--more` also uses the Debian fonts fonts-liberation and
fonts-dejavu where they are installed; the fixed set needs none.
"""

import argparse
import csv
import io
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from ingest.activity import CategoryLabel
from samples import cases, degrade, not_certificates
from samples.cases import CASES, Case
from samples.catalogue import LAYOUTS
from samples.courses import PROVIDERS, draw, make_facts, random_facts
from samples.draw import PageOrder, draw_pdf, picture_pdf
from samples.listings import listings
from samples.people import CLAIM_COLUMNS, HOLDERS, ROSTER, ROSTER_COLUMNS
from samples.sheet import PORTRAIT, Sheet
from samples.style import THEMES, debian_themes, make_style, register_carried_fonts
from samples.values import Stated

HERE: Final = Path(__file__).parent
SCAN_DPI: Final = 150
FAX_DPI: Final = 200
PHOTO_DPI: Final = 140
LARGEST_BYTES: Final = 600_000
EXPECTED_SUFFIX: Final = ".expected.json"
IGNORED: Final = ("*.expected.json", "*.csv", "*.py", "*.md", ".ingestignore", "__pycache__", "*.pyc")


def write_fixed_set(folder: Path) -> None:
    """Write `certificates/`, `roster.csv`, `claims.csv` and `.ingestignore` into the folder."""
    register_carried_fonts()
    target = folder / "certificates"
    target.mkdir(parents=True, exist_ok=True)
    for name, content, expected in fixed_files():
        _write(target / name, content, expected)
    _write_csv(folder / "roster.csv", ROSTER_COLUMNS, ROSTER)
    _write_csv(folder / "claims.csv", CLAIM_COLUMNS, claims())
    (folder / ".ingestignore").write_text("".join(f"{pattern}\n" for pattern in IGNORED), encoding="utf-8")
    (target / ".ingestignore").write_text("*.expected.json\n", encoding="utf-8")


def fixed_files() -> Iterator[tuple[str, bytes, list[dict[str, Any]]]]:
    """Name, content and expected records of each file of the fixed set; needs `register_carried_fonts`."""
    kept: dict[str, tuple[bytes, list[dict[str, Any]]]] = {}
    for case in CASES:
        password = "samples" if case.kind == "encrypted" else None
        pdf, stated = draw_pdf(case.orders(), owner_password=password)
        expected = [
            expected_record(one, case.kind, order.layout.name, page=page)
            for page, (one, order) in enumerate(zip(stated, case.orders(), strict=True), start=1)
        ]
        content = spoil(pdf, case)
        kept[case.file] = content, expected
        yield case.file, content, expected
    yield cases.DUPLICATE, *kept[cases.DUPLICATE_OF]
    yield cases.BROKEN, *broken(kept[cases.BROKEN_FROM][0])
    for name, page in ((cases.FLYER, not_certificates.flyer), (cases.INVOICE, not_certificates.invoice)):
        yield name, *no_certificate(name, page)
    yield from listings()


def expected_record(stated: Stated, kind: str, layout: str, *, page: int) -> dict[str, Any]:
    """What `ingest read` should give for a certificate."""
    activity = stated.activity()
    certain = stated.credit is not None and not stated.issues
    return {
        "pages": [page, page],
        "kind": kind,
        "layout": layout,
        "status_not": None if certain else "accepted",
        "failure": None,
        "activity": activity,
        "issues": list(stated.issues),
    }


def spoil(pdf: bytes, case: Case) -> bytes:
    """The clean PDF as this case's file: scanned, photographed, or as it is."""
    seed = sum(case.file.encode())
    if case.kind in ("text_pdf", "encrypted"):
        return pdf
    if case.kind == "photo":
        photo = degrade.photograph(degrade.render(pdf, PHOTO_DPI), seed)
        return degrade.photo_jpeg(photo, orientation=case.orientation)
    if case.kind == "image_pdf":
        return picture_pdf([degrade.scan(degrade.render(pdf, SCAN_DPI), seed, skew=case.skew)], SCAN_DPI)
    return _scanned(pdf, case.file, seed, case.skew, case.turn)


def _scanned(pdf: bytes, file: str, seed: int, skew: float, turn: int) -> bytes:
    target = io.BytesIO()
    if file.endswith(".tif"):
        fax = degrade.scan(degrade.render(pdf, FAX_DPI), seed, skew=skew, turn=turn, noise=3)
        black_and_white = fax.point(lambda level: 255 if level > 150 else 0).convert("1")
        black_and_white.save(target, "TIFF", compression="group4", dpi=(FAX_DPI, FAX_DPI))
        return target.getvalue()
    clean_paper = file.endswith(".png")  # grain would make a PNG large
    scan = degrade.scan(degrade.render(pdf, SCAN_DPI), seed, skew=skew, turn=turn, noise=1 if clean_paper else 6)
    if clean_paper:
        scan.point(lambda level: round(level / 36) * 36).save(target, "PNG", optimize=True, dpi=(SCAN_DPI, SCAN_DPI))
    else:
        scan.save(target, "JPEG", quality=60, dpi=(SCAN_DPI, SCAN_DPI))
    return target.getvalue()


def broken(pdf: bytes) -> tuple[bytes, list[dict[str, Any]]]:
    """The first third of a PDF, as an interrupted download leaves it."""
    record = {
        "pages": [0, 0],
        "kind": "broken",
        "layout": None,
        "status_not": "accepted",
        "failure": "unreadable_file",
        "activity": None,
        "issues": [],
    }
    return pdf[: pdf.index(b"/Type /Page") - 40], [record]


def no_certificate(name: str, page: Any) -> tuple[bytes, list[dict[str, Any]]]:
    """A page that is no certificate."""
    facts = make_facts(
        name, holder=HOLDERS["dana"], provider=PROVIDERS["ohio"], title="", category=CategoryLabel.OTHER, hours="1",
        completed=date(2026, 1, 12),
    )  # fmt: skip
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=PORTRAIT, pageCompression=0, invariant=1)
    sheet = Sheet(canvas, PORTRAIT, make_style(name, facts), 1.0, 1.0)
    page(sheet)
    sheet.check()
    canvas.save()
    record = {
        "pages": [1, 1],
        "kind": "not_a_certificate",
        "layout": None,
        "status_not": "accepted",
        "failure": None,
        "activity": None,
        "issues": ["not_a_certificate"],
    }
    return target.getvalue(), [record]


def claims() -> list[tuple[str, ...]]:
    """What the staff of the sample lab declared; not always what the certificates say."""
    rows = [
        (
            cases.PERSON_OF[course.holder],
            course.title,
            cases.CLAIMED_HOURS.get(case.file, course.hours),
            course.completed.isoformat(),
            PROVIDERS[course.provider].name,
        )
        for case in CASES
        for course in case.courses
        if course.holder in cases.PERSON_OF and case.file not in cases.NOT_CLAIMED
    ]
    return sorted([*rows, *cases.CLAIMED_WITHOUT_CERTIFICATE])


def write_more(count: int, seed: int, folder: Path, spoilt_share: float) -> None:
    """Write random certificates: each layout in turn, all else drawn; a share of them scanned or photographed."""
    register_carried_fonts()
    themes = (*THEMES, *debian_themes())
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(LAYOUTS)
    for number in range(count):
        layout = LAYOUTS[names[number % len(names)]]
        name = f"more:{seed}:{number}"
        rng = random.Random(name)
        facts = random_facts(name, layout.families, layout.most_days)
        order = PageOrder(layout, facts, name, letters=rng.random() < 0.7)
        pdf, stated = draw_pdf([order], themes=themes)
        stem, suffix, kind = f"{number:04}-{layout.name}", ".pdf", "text_pdf"
        content = pdf
        if rng.random() < spoilt_share:
            kind, suffix = draw(rng, (("scan", ".jpg"), ("scan", ".tif"), ("photo", ".jpg"), ("image_pdf", ".pdf")))
            case = Case(
                f"{stem}{suffix}",
                kind,
                (),
                skew=round(rng.random() * 4 - 2, 2),
                turn=draw(rng, (0, 0, 0, 90, 180, 270)),
                orientation=draw(rng, tuple(degrade.ORIENTATIONS)),
            )
            content = spoil(pdf, case)
        _write(folder / f"{stem}{suffix}", content, [expected_record(stated[0], kind, layout.name, page=1)])


def _write(path: Path, content: bytes, expected: list[dict[str, Any]]) -> None:
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"{path.name} would have {len(content)} bytes, more than {LARGEST_BYTES}")
    path.write_bytes(content)
    text = json.dumps(expected, indent=1, ensure_ascii=False)
    path.with_name(path.name + EXPECTED_SUFFIX).write_text(f"{text}\n", encoding="utf-8")


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the options and write."""
    parser = argparse.ArgumentParser(description="Write the sample certificates, or more random ones.")
    parser.add_argument("--more", type=int, metavar="N", help="write N random certificates instead of the fixed set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder to write into; default samples/ itself for the fixed set")
    parser.add_argument(
        "--spoilt", type=float, default=0.25, metavar="SHARE", help="of --more: how many become pictures"
    )
    options = parser.parse_args(arguments)
    if options.more is None:
        write_fixed_set(options.out or HERE)
    elif options.out is None:
        parser.error("--more needs --out")
    else:
        write_more(options.more, options.seed, options.out, options.spoilt)
    sys.stderr.write(f"written into {options.out or HERE}\n")


if __name__ == "__main__":
    main()
