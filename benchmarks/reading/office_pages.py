"""Certificates as word-processor files, exported by LibreOffice.

Takes courses, gives PDFs of one page with the words printed on them; all files are converted by one call.
Refuses a file that became more than one page: its truth would be wrong.
"""

import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium

from benchmarks.reading.fonts import DEBIAN_SCRIPTS, TEXT_FAMILIES
from benchmarks.reading.pages import Course, MadePage, make_course
from samples.style import ACCENTS, format_date

SOFFICE_SECONDS: Final = 300.0
SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)


class OfficePage:
    """The body and the styles of one flat OpenDocument text, and the texts in it."""

    def __init__(self, course: Course, text_family: str, name_family: str) -> None:
        self.course, self.text_family, self.name_family = course, text_family, name_family
        self.accent = course.style.pick(*ACCENTS)
        self.texts: list[str] = []
        self.body: list[str] = []
        self.styles: list[str] = []

    def say(
        self,
        text: str,
        size: float = 12,
        *,
        align: str = "center",
        bold: bool = False,
        family: str | None = None,
        colour: str = "#000000",
        ground: str | None = None,
        above: float = 6,
    ) -> None:
        """Add a paragraph; `above` is the space over it in points."""
        shade = f' fo:background-color="{ground}" fo:padding="8pt"' if ground else ""
        weight = ' fo:font-weight="bold"' if bold else ""
        name = self._style(
            "paragraph",
            f'<style:paragraph-properties fo:text-align="{align}" fo:margin-top="{above}pt"{shade}/>'
            f'<style:text-properties fo:font-family="{family or self.text_family}" fo:font-size="{size}pt" '
            f'fo:color="{colour}"{weight}/>',
        )
        self.texts.append(text)
        self.body.append(f'<text:p text:style-name="{name}">{escape(text)}</text:p>')

    def holder(self, size: float = 34, align: str = "center") -> None:
        self.say(self.course.facts.holder.natural, size, align=align, family=self.name_family, above=14)

    def table(self, rows: list[tuple[str, ...]], *, ruled: bool, size: float = 11) -> None:
        """Add a table with equal columns."""
        edge = "0.7pt solid #888888" if ruled else "none"
        cell_style = self._style("table-cell", f'<style:table-cell-properties fo:padding="4pt" fo:border="{edge}"/>')
        self.body.append(f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>')
        for row in rows:
            self.body.append("<table:table-row>")
            for cell in row:
                self.body.append(f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">')
                self.say(cell, size, align="start", above=0)
                self.body.append("</table:table-cell>")
            self.body.append("</table:table-row>")
        self.body.append("</table:table>")

    def _style(self, family: str, properties: str) -> str:
        name = f"S{len(self.styles)}"
        self.styles.append(f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>')
        return name

    def close(self, *, landscape: bool, border: str | None = None) -> str:
        width, height = ("11in", "8.5in") if landscape else ("8.5in", "11in")
        edge = f' fo:border="{border}" fo:padding="0.4in"' if border else ""
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3" '
            'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
            f'<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="{width}" '
            f'fo:page-height="{height}" fo:margin="0.6in"{edge}/></style:page-layout>{"".join(self.styles)}'
            '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
            'style:page-layout-name="P"/></office:master-styles><office:body><office:text>'
            f"{''.join(self.body)}</office:text></office:body></office:document>"
        )


def framed(page: OfficePage) -> str:
    """Centred lines in a page border, the signers in a table without lines."""
    facts, style = page.course.facts, page.course.style
    page.say(facts.provider.name, 14, colour=page.accent, bold=True)
    page.say(style.pick("Certificate of Achievement", "Certificate of Completion"), 30, above=18)
    page.say("is hereby granted to", 12)
    page.holder()
    page.say("for completion of", 12)
    page.say(facts.title, 18, bold=True)
    page.say(f"{style.label('date')}: {style.day(facts.completed)}", above=12)
    page.say(f"{style.label('hours')}: {style.number(facts.hours)}")
    page.say(f"{style.label('program')}: {facts.program_number}", 10)
    page.say("", above=20)
    page.table([tuple(name for name, _ in facts.signers), tuple(role for _, role in facts.signers)], ruled=False)
    return page.close(landscape=True, border=f"3pt double {page.accent}")


def form(page: OfficePage) -> str:
    """A ruled table of labels and values under a coloured band."""
    facts, style = page.course.facts, page.course.style
    page.say(f"{facts.provider.name}", 15, colour="#ffffff", ground=page.accent, bold=True)
    page.say("Record of Continuing Education", 22, above=24)
    page.holder(28, "start")
    page.say("", above=8)
    page.table(
        [
            (style.label("title"), facts.title),
            (style.label("date"), style.day(facts.completed)),
            (style.label("hours"), style.hours(facts.hours)),
            (style.label("level"), facts.level),
            (style.label("program"), facts.program_number),
            (style.label("certificate"), facts.certificate_number),
        ],
        ruled=True,
    )
    page.say(f"{facts.signers[0][0]}, {facts.signers[0][1]}", 10, align="start", above=40)
    return page.close(landscape=False)


def two_columns(page: OfficePage) -> str:
    """Statement at the left, numbers at the right, in a table without lines."""
    facts, style = page.course.facts, page.course.style
    page.say("CERTIFICATE OF ATTENDANCE", 25, colour=page.accent, bold=True)
    page.holder(32)
    page.table(
        [
            (f"attended {facts.title}", f"{style.label('hours')}: {style.number(facts.hours)}"),
            (f"held on {style.day(facts.completed)} in {facts.place}", f"Program number {facts.program_number}"),
            (f"presented by {facts.provider.name}", f"Level of instruction: {facts.level}"),
        ],
        ruled=False,
        size=14,
    )
    page.say(
        "This activity is approved for continuing education credit. Keep this certificate for your records; copies are "
        f"kept by the provider until {style.day(facts.approved_through)}.",
        10,
        above=40,
    )
    return page.close(landscape=True, border=f"1.5pt solid {page.accent}")


def letter(page: OfficePage) -> str:
    """Running text."""
    facts, style = page.course.facts, page.course.style
    page.say(facts.provider.name, 14, align="start", bold=True)
    page.say(format_date(facts.printed, "long"), align="start", above=24)
    page.say(f"Dear {facts.holder.natural},", align="start", above=24)
    page.say(
        f"thank you for attending “{facts.title}” on {style.day(facts.completed)}. You earned "
        f"{style.hours(facts.hours)} of continuing education at the {facts.level} level under program number "
        f"{facts.program_number}.",
        align="justify",
        above=12,
    )
    page.say("Keep this letter as proof of your attendance.", align="start", above=12)
    page.say(facts.signers[0][0], align="start", above=40)
    page.say(facts.signers[0][1], 10, align="start", above=0)
    return page.close(landscape=False)


LAYOUTS: Final[tuple[tuple[Callable[[OfficePage], str], bool], ...]] = (
    (framed, True),  # True: the name stands large, and may be in a script font
    (form, True),
    (two_columns, True),
    (letter, False),
)


def libreoffice_pages(count: int, seed: int) -> list[MadePage]:
    """Export pages, each layout in turn; every second large name is in a script font."""
    drawn = []
    for number in range(count):
        draw, large_name = LAYOUTS[number % len(LAYOUTS)]
        family = TEXT_FAMILIES[number % len(TEXT_FAMILIES)]
        script = DEBIAN_SCRIPTS[number // 2 % len(DEBIAN_SCRIPTS)] if large_name and number // 4 % 2 else None
        page = OfficePage(make_course(f"libreoffice:{seed}:{number}"), family, script or family)
        drawn.append((page, draw(page), large_name, script))
    return [
        MadePage(
            f"libreoffice-{number:03}",
            "libreoffice",
            pdf,
            tuple(" ".join(page.texts).split()),
            tuple(page.course.facts.holder.natural.split()) if large_name else (),
            script,
        )
        for number, ((page, _, large_name, script), pdf) in enumerate(
            zip(drawn, _export([text for _, text, _, _ in drawn]), strict=True)
        )
    ]


def _export(texts: list[str]) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"{number:03}.fodt") for number in range(len(texts))]
        for source, text in zip(sources, texts, strict=True):
            source.write_text(text, encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        command += ["--outdir", folder, *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=SOFFICE_SECONDS)
        pdfs = [source.with_suffix(".pdf").read_bytes() for source in sources]
    for pdf in pdfs:
        with pdfium.PdfDocument(pdf) as document:
            if len(document) != 1:
                raise ValueError(f"a page ran over: {len(document)} pages")
    return pdfs
