"""Makes the evaluation set: certificates in layouts and wordings that no training certificate has.

    python -m benchmarks.understanding.make [--out FOLDER] [--each 5] [--scans] [--seed 1] [--fonts FOLDER]

Takes nothing but its options; gives `NAME.pdf` for each page and `labels.jsonl` as `models/judge.py` reads it; with
`--scans` half of the pages once more, three of four from an office scanner (150 to 200 dpi, an image in a PDF), one of
four as a photograph. What is printed comes out the same from the same seed; the bytes depend on the installed Chromium.
Layouts of the side `held_out` are for totals alone: nobody who works on the rules or the models looks at them. Refuses
to begin without the fonts. Everyone named on the pages is invented.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from benchmarks.reading.fonts import FontShelf, MissingFonts
from benchmarks.reading.page_files import FONTS
from benchmarks.reading.spoil import photographed, scanned
from benchmarks.understanding.pages import Written, load_layouts, print_written, write_pages

FOLDER: Final = Path(".make/benchmarks/understanding")
LABELS: Final = "labels.jsonl"
SCAN_DPI: Final = (150, 200, 175)
WORKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Order:
    """A page to spoil: by a scanner at `dpi`, or by a telephone where that is None."""

    name: str
    pdf: bytes
    seed: int
    dpi: int | None

    @property
    def file(self) -> str:
        return f"{self.name}-photo.jpg" if self.dpi is None else f"{self.name}-scan.pdf"


def make_set(folder: Path, each: int, seed: int, *, scans: bool, faces: str = "") -> int:
    """Write the files and their labels; tell how many files.

    Args:
        each: pages of each layout.
        faces: style rules of fonts that are not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LABELS).unlink(missing_ok=True)
    pages = write_pages(load_layouts(), each, seed)
    printed = print_written(pages, faces)
    rows = []
    for page, pdf in zip(pages, printed, strict=True):
        (folder / f"{page.name}.pdf").write_bytes(pdf)
        rows.append(row_of(page, f"{page.name}.pdf", "text_pdf"))
    if scans:
        orders = orders_of(pages, printed, seed)
        by_name = {page.name: page for page in pages}
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as processes:
            for order, content in zip(orders, processes.map(spoil, orders), strict=True):
                (folder / order.file).write_bytes(content)
                rows.append(row_of(by_name[order.name], order.file, "photo" if order.dpi is None else "image_pdf"))
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (folder / LABELS).write_text(text, encoding="utf-8")
    return len(rows)


def row_of(page: Written, file: str, kind: str) -> dict[str, Any]:
    """A line of the labels."""
    return {"file": file, "kind": kind, "issuer": page.layout.name, "side": page.layout.side, **page.label}


def orders_of(pages: list[Written], printed: list[bytes], seed: int) -> list[Order]:
    """Every second page, so that each layout is among them if it has two; every fourth of these as a photograph."""
    chosen = list(zip(pages, printed, strict=True))[::2]
    return [
        Order(page.name, pdf, seed + place, None if place % 4 == 3 else SCAN_DPI[place % len(SCAN_DPI)])
        for place, (page, pdf) in enumerate(chosen)
    ]


def spoil(order: Order) -> bytes:
    """The page as a scanner or a telephone gives it."""
    if order.dpi is None:
        return photographed(order.pdf, order.seed)
    return scanned(order.pdf, order.seed, order.dpi, as_pdf=True)


def main() -> None:
    """Make the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--each", type=int, default=5, help="pages of each layout")
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fonts", type=Path, default=FONTS, help="where npm put the script fonts")
    options = parser.parse_args()
    shelf, started = FontShelf(options.fonts), time.monotonic()
    try:
        shelf.check()
    except MissingFonts as error:
        sys.exit(str(error))
    count = make_set(options.out, options.each, options.seed, scans=options.scans, faces=shelf.web_faces())
    print(f"{count} files in {options.out}, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
