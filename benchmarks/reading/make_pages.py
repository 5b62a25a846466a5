"""Writes the pages that readers are compared on, with the words printed on each.

    python -m benchmarks.reading.make_pages [--out FOLDER] [--seed 1]

Takes nothing but its options; gives five folders of one-page files (`text`, `scan`, `rotated`, `photo`, `script`) and
`truth.jsonl`. What is printed comes out the same from the same seed; the bytes depend on the installed Chromium and
LibreOffice. Refuses to begin without the fonts, and says how to install them. Everyone named on the pages is invented.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from benchmarks.reading.fonts import FontShelf, MissingFonts
from benchmarks.reading.office_pages import libreoffice_pages
from benchmarks.reading.page_files import FOLDER, FONTS, SETS, TRUTH, PageFile, load_pages, save_truth
from benchmarks.reading.pages import MadePage, reportlab_pages
from benchmarks.reading.spoil import photographed, scanned
from benchmarks.reading.web_pages import chromium_pages
from samples.style import debian_themes, register_carried_fonts

PRODUCED: Final = (84, 72, 54)  # pages of reportlab, Chromium, LibreOffice
SCANS, ROTATED, PHOTOS, SCRIPTS = 60, 36, 30, 45
TURNS: Final = (90, 180, 270)


@dataclass(frozen=True, slots=True)
class Order:
    """A file to make of a clean page."""

    group: str  # one of SETS
    page: MadePage
    suffix: str
    detail: str  # such as "300 dpi PDF"
    seed: int = 0
    dpi: int = 0
    turn: int = 0  # degrees anticlockwise


def make_pages(folder: Path, seed: int, shelf: FontShelf, counts: tuple[int, int, int] = PRODUCED) -> None:
    """Write all sets.

    Raises:
        MissingFonts: some are not installed.
    """
    (folder / TRUTH).unlink(missing_ok=True)
    orders = list(_orders(drawn_pages(seed, shelf, counts), seed))
    files = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        for order, content in zip(orders, processes.map(_content, orders), strict=True):
            page, path = order.page, folder / order.group / f"{order.page.name}{order.suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            files.append(PageFile(path, order.group, page.producer, order.detail, page.words, page.holder, page.script))
    save_truth(folder, files)  # last, so that a folder with a list is complete


def drawn_pages(seed: int, shelf: FontShelf, counts: tuple[int, int, int] = PRODUCED) -> list[MadePage]:
    """The clean pages of the three producers, mixed as evenly as their numbers allow.

    Raises:
        MissingFonts: some are not installed.
    """
    shelf.check()
    register_carried_fonts()
    producers = (
        reportlab_pages(counts[0], seed, debian_themes(), shelf.reportlab_scripts()),
        chromium_pages(counts[1], seed, shelf),
        libreoffice_pages(counts[2], seed),
    )
    placed = [((number + 0.5) / len(pages), page) for pages in producers for number, page in enumerate(pages)]
    return [page for _, page in sorted(placed, key=lambda place: (place[0], place[1].name))]


def _orders(pages: Sequence[MadePage], seed: int) -> Iterator[Order]:
    """All files of all sets. The picture sets draw their pages by chance."""
    for page in pages:
        yield Order("text", page, ".pdf", "PDF with text")
    for number, page in enumerate(_some(pages, SCANS, f"scan:{seed}")):
        yield _scan_order("scan", page, seed * 1000 + number, dpi=(200, 300)[number % 2], turn=0, as_pdf=number % 6 < 4)
    for number, page in enumerate(_some(pages, ROTATED, f"rotated:{seed}")):
        yield _scan_order(
            "rotated", page, seed * 2000 + number, dpi=200, turn=TURNS[number % 3], as_pdf=number % 2 == 0
        )
    for number, page in enumerate(_some(pages, PHOTOS, f"photo:{seed}")):
        yield Order("photo", page, ".jpg", "12 MP JPEG", seed * 3000 + number)
    named = [page for page in pages if page.script is not None]
    for number, page in enumerate(_some(named, SCRIPTS, f"script:{seed}")):
        yield _scan_order("script", page, seed * 4000 + number, dpi=(200, 300)[number % 2], turn=0, as_pdf=True)


def _scan_order(group: str, page: MadePage, seed: int, *, dpi: int, turn: int, as_pdf: bool) -> Order:
    suffix, kind = (".pdf", "PDF") if as_pdf else (".jpg", "JPEG")
    return Order(group, page, suffix, f"{dpi} dpi {kind}, turned {turn}", seed, dpi, turn)


def _content(order: Order) -> bytes:
    if order.group == "text":
        return order.page.pdf
    if order.group == "photo":
        return photographed(order.page.pdf, order.seed)
    return scanned(order.page.pdf, order.seed, order.dpi, turn=order.turn, as_pdf=order.suffix == ".pdf")


def _some(pages: Sequence[MadePage], count: int, seed: str) -> list[MadePage]:
    """At most `count` pages, drawn by chance: at even steps all might be of one layout."""
    return random.Random(seed).sample(pages, min(count, len(pages)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options and write."""
    parser = argparse.ArgumentParser(description="Write the pages that readers are compared on.")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--fonts", type=Path, default=FONTS, help="where npm put its fonts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        make_pages(options.out, options.seed, FontShelf(options.fonts))
    except MissingFonts as error:
        sys.stderr.write(f"{error}\n")
        return 3
    pages = load_pages(options.out)
    counts = ", ".join(f"{name} {sum(page.group == name for page in pages)}" for name in SETS)
    sys.stderr.write(f"{len(pages)} files in {options.out} ({counts}), {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
