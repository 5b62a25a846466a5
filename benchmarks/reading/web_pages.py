"""Certificates as web pages, printed by Chromium.

Takes courses and fonts, gives PDFs of one page with the words printed on them; all pages are printed by one call.
Refuses a page that ran over into a second one: its truth would be wrong.
"""

from collections.abc import Callable
from html import escape
from typing import Final

from benchmarks.chromium import print_sheets
from benchmarks.reading.fonts import TEXT_FAMILIES, FontShelf
from benchmarks.reading.pages import Course, MadePage, make_course
from samples.style import ACCENTS, format_date

LANDSCAPE, PORTRAIT = (11.0, 8.5), (8.5, 11.0)  # inches
STYLE: Final = """
@page landscape {size: 11in 8.5in; margin: 0} @page portrait {size: 8.5in 11in; margin: 0}
body {margin: 0; -webkit-print-color-adjust: exact}
.landscape {page: landscape; width: 11in; height: 8.5in} .portrait {page: portrait; width: 8.5in; height: 11in}
.page {position: relative; overflow: hidden; break-after: page; box-sizing: border-box; padding: 0.9in}
.page:last-child {break-after: auto} .middle {text-align: center} .grey {color: #555} .bold {font-weight: bold}
table {border-collapse: collapse} td, th {border: 0.7pt solid #888; padding: 4pt 7pt; text-align: left}
.place {position: absolute} .columns {display: grid; grid-template-columns: 1fr 1fr; gap: 0.5in}
"""


class WebPage:
    """The HTML of one page, and the texts in it."""

    def __init__(self, course: Course, text_family: str, name_family: str, size: tuple[float, float]) -> None:
        self.course, self.name_family, self.size = course, name_family, size
        self.accent = course.style.pick(*ACCENTS)
        self.texts: list[str] = []
        self.html: list[str] = []
        self._style = f"font-family: '{text_family}'; font-size: 12pt"

    def raw(self, html: str) -> None:
        """Add what carries no text."""
        self.html.append(html)

    def say(self, text: str, style: str = "", kind: str = "", tag: str = "div") -> None:
        """Add a text."""
        self.texts.append(text)
        self.html.append(f'<{tag} class="{kind}" style="{style}">{_unbroken(text)}</{tag}>')

    def holder(self, style: str = "font-size: 34pt; margin: 10pt 0", kind: str = "middle") -> None:
        """Add the holder's name, in its own font."""
        self.say(self.course.facts.holder.natural, f"font-family: '{self.name_family}'; {style}", kind)

    def row(self, label: str, value: str) -> None:
        """Add a bold label with its value behind it."""
        self.texts.append(f"{label}: {value}")
        self.raw(f'<div style="margin: 5pt 0"><b>{escape(label)}:</b> {_unbroken(value)}</div>')

    def table(self, rows: list[tuple[str, ...]], style: str = "") -> None:
        """Add a table; the first row is its head."""
        self.texts += [cell for row in rows for cell in row]
        body = "".join(
            "<tr>" + "".join(f"<{tag}>{_unbroken(cell)}</{tag}>" for cell in row) + "</tr>"
            for row, tag in zip(rows, ["th", *["td"] * len(rows)], strict=False)
        )
        self.raw(f'<table style="{style}">{body}</table>')

    def seal(self, style: str) -> None:
        """Add a round seal with a short word in it."""
        word = self.course.facts.provider.short
        self.texts.append(word)
        self.raw(
            f'<svg class="place" style="{style}; width: 1.2in; height: 1.2in" viewBox="0 0 100 100">'
            f'<circle cx="50" cy="50" r="46" fill="{self.accent}" stroke="#fff" stroke-width="4"/>'
            '<circle cx="50" cy="50" r="35" fill="none" stroke="#fff"/><text x="50" y="55" fill="#fff" '
            f'text-anchor="middle" font-size="{min(16, 76 / len(word)):.1f}">{escape(word)}</text></svg>'
        )

    def signature(self, style: str, number: int = 0) -> None:
        """Add pen strokes on a line, with name and role below."""
        rng = self.course.rng
        strokes = " ".join(
            f"q {rng.uniform(-6, 14):.0f} {rng.uniform(-34, 30):.0f} {rng.uniform(8, 22):.0f} {rng.uniform(-9, 9):.0f}"
            for _ in range(11)
        )
        name, role = self.course.facts.signers[number]
        self.texts += [name, role]
        self.raw(
            f'<div class="place middle" style="{style}; width: 2.6in">'
            '<svg width="2.4in" height="0.5in" viewBox="0 0 190 48">'
            f'<path d="M 8 30 {strokes}" fill="none" stroke="#1b2a6b" stroke-width="1.3"/></svg>'
            f'<div style="border-top: 0.8pt solid #444">{escape(name)}</div>'
            f'<div class="grey" style="font-size: 9pt">{escape(role)}</div></div>'
        )

    def close(self, style: str = "") -> str:
        way = "landscape" if self.size == LANDSCAPE else "portrait"
        return f'<div class="page {way}" style="{self._style}; {style}">{"".join(self.html)}</div>'


def _unbroken(text: str) -> str:
    """The text as HTML that no line break cuts at a hyphen: the two halves would be two words."""
    words = [escape(word) for word in text.split(" ")]
    return " ".join(f'<span style="white-space: nowrap">{word}</span>' if "-" in word else word for word in words)


def classic(page: WebPage) -> str:
    """Centred lines in a frame, a seal, two signatures."""
    facts, style = page.course.facts, page.course.style
    page.raw(f'<div class="place" style="inset: 0.35in; border: 5pt double {page.accent}"></div>')
    page.say(facts.provider.name, f"font-size: 15pt; color: {page.accent}", "middle bold")
    page.say(
        style.pick("Certificate of Completion", "Certificate of Attendance"), "font-size: 33pt; margin: 14pt", "middle"
    )
    page.say(style.pick("This certifies that", "Presented to"), "", "middle grey")
    page.holder()
    page.say(style.pick("has successfully completed", "attended and completed"), "", "middle")
    page.say(facts.title, "font-size: 19pt; margin: 10pt 0", "middle bold")
    page.say(f"on {style.day(facts.completed)} and earned {style.hours(facts.hours)}", "", "middle")
    page.say(f"P.A.C.E.® program number {facts.program_number}", "font-size: 10pt; margin-top: 9pt", "middle grey")
    page.signature("left: 1.1in; bottom: 0.75in")
    page.signature("right: 1.1in; bottom: 0.75in", 1)
    page.seal("left: 4.9in; bottom: 0.6in")
    return page.close()


def banded(page: WebPage) -> str:
    """A coloured band with white words, label and value rows below."""
    facts, style = page.course.facts, page.course.style
    page.raw(
        '<div class="place middle" style="left: 0; right: 0; top: 0; padding: 0.5in; color: #fff; '
        f'background: {page.accent}">'
    )
    page.say(facts.provider.name, "font-size: 13pt")
    page.say("CONTINUING EDUCATION CERTIFICATE", "font-size: 23pt; letter-spacing: 2pt; margin-top: 8pt")
    page.raw('</div><div style="height: 1.6in"></div>')
    page.say("Awarded to", "", "grey")
    page.holder("font-size: 32pt; margin: 8pt 0 20pt", "")
    page.row(style.label("title"), facts.title)
    page.row(style.label("date"), style.day(facts.completed))
    page.row(style.label("hours"), style.number(facts.hours))
    page.row(style.label("program"), facts.program_number)
    page.row(style.label("level"), facts.level.capitalize())
    page.row(style.label("provider"), facts.provider.name)
    page.signature("left: 0.9in; bottom: 1in")
    page.seal("right: 1in; bottom: 1in")
    return page.close()


def columns(page: WebPage) -> str:
    """Two columns of small print under the statement."""
    facts, style = page.course.facts, page.course.style
    page.raw(f'<div class="place" style="inset: 0.3in; border: 2pt solid {page.accent}; border-radius: 14pt"></div>')
    page.say("Certificate of Participation", f"font-size: 27pt; color: {page.accent}", "bold")
    page.holder("font-size: 31pt; margin: 14pt 0", "")
    page.say(f"took part in {facts.title} on {style.day(facts.completed)}.", "font-size: 15pt")
    page.raw('<div class="columns" style="margin-top: 0.4in; font-size: 10.5pt"><div>')
    page.say(
        f"{facts.provider.name} is approved as a provider of continuing education programs in the clinical laboratory "
        f"sciences. This program is approved for {style.hours(facts.hours)} at the {facts.level} level."
    )
    page.raw("</div><div>")
    page.say(
        f"Program {facts.program_number}, approved through {style.day(facts.approved_through)}. Keep this record for "
        f"at least three years. Certificate {facts.certificate_number}."
    )
    page.raw("</div></div>")
    page.signature("left: 0.9in; bottom: 0.7in")
    return page.close()


def transcript(page: WebPage) -> str:
    """A ruled table of the courses that one person took."""
    facts, style = page.course.facts, page.course.style
    others = [make_course(f"{page.course.name}:{number}").facts for number in range(page.course.rng.randint(2, 5))]
    page.say(f"{facts.provider.name} - Transcript of Continuing Education", "font-size: 16pt", "bold")
    page.row(style.label("holder"), facts.holder.natural)
    page.row("Printed", style.day(facts.printed))
    rows = [
        (one.title, style.day(one.completed), one.program_number, style.number(one.hours)) for one in (facts, *others)
    ]
    page.table([("Course", "Completed", "Program", "Hours"), *rows], "font-size: 10pt; margin-top: 16pt")
    page.say(f"Total: {style.number(sum((one.hours for one in others), facts.hours))} contact hours", "margin-top: 9pt")
    page.signature("left: 0.9in; bottom: 1.2in")
    return page.close()


def side_panel(page: WebPage) -> str:
    """A coloured panel at the left with white labels and values."""
    facts, style = page.course.facts, page.course.style
    page.raw(
        '<div class="place" style="left: 0; top: 0; bottom: 0; width: 2.3in; padding: 0.4in 0.3in; color: #fff; '
        f'font-size: 11pt; background: {page.accent}">'
    )
    for label, value in (
        (style.label("date"), style.day(facts.completed)),
        (style.label("hours"), style.number(facts.hours)),
        (style.label("certificate"), facts.certificate_number),
    ):
        page.say(label, "margin-top: 0.5in; font-size: 9.5pt")
        page.say(value, "font-size: 13pt", "bold")
    page.raw('</div><div style="margin-left: 2.6in">')
    page.say(facts.provider.short, f"font-size: 22pt; color: {page.accent}", "bold")
    page.say("CERTIFICATE", "font-size: 36pt; margin-top: 0.5in")
    page.say("OF COMPLETION", "font-size: 14pt; letter-spacing: 3pt", "grey")
    page.holder("font-size: 33pt; margin: 0.4in 0 0.2in", "")
    page.say("has completed the online course", "", "grey")
    page.say(facts.title, "font-size: 18pt; margin-top: 8pt", "bold")
    page.raw("</div>")
    page.signature("right: 1in; bottom: 0.7in")
    return page.close("background: #fdfcf6")


def letter(page: WebPage) -> str:
    """Running text, as an employer writes it."""
    facts, style = page.course.facts, page.course.style
    page.say(facts.provider.name, "font-size: 15pt", "bold")
    page.say(facts.place, "", "grey")
    page.say(format_date(facts.printed, "long"), "margin: 0.4in 0")
    page.say("To whom it may concern:", "margin-bottom: 12pt")
    page.say(
        f"We confirm that {facts.holder.natural} attended our in-service training “{facts.title}” on "
        f"{style.day(facts.completed)}. The session was given at the {facts.level} level and counts for "
        f"{style.hours(facts.hours)} of continuing education.",
        "line-height: 1.5",
    )
    page.say(
        "Attendance was recorded at the door, and a short test was passed with a score of "
        f"{80 + int(page.course.rng.random() * 20)}%. Questions may be sent to the laboratory education office.",
        "line-height: 1.5; margin-top: 12pt",
    )
    page.signature("left: 0.9in; bottom: 3in")
    return page.close()


LAYOUTS: Final[tuple[tuple[Callable[[WebPage], str], tuple[float, float], bool], ...]] = (
    (classic, LANDSCAPE, True),  # True: the name stands large, and may be in a script font
    (banded, PORTRAIT, True),
    (columns, LANDSCAPE, True),
    (transcript, PORTRAIT, False),
    (side_panel, LANDSCAPE, True),
    (letter, PORTRAIT, False),
)


def chromium_pages(count: int, seed: int, shelf: FontShelf) -> list[MadePage]:
    """Print pages, each layout in turn; two names of three are in a script font where the layout has it large."""
    pages, bodies, in_script = [], [], []
    for number in range(count):
        draw, size, large_name = LAYOUTS[number % len(LAYOUTS)]
        family = TEXT_FAMILIES[number % len(TEXT_FAMILIES)]
        script = shelf.scripts[number // 2 % len(shelf.scripts)] if large_name and number // 6 % 3 else None
        page = WebPage(make_course(f"chromium:{seed}:{number}"), family, script or family, size)
        bodies.append(draw(page))
        pages.append(page)
        in_script.append((large_name, script))
    html = f"<!doctype html><meta charset=utf-8><style>{shelf.web_faces()}{STYLE}</style>{''.join(bodies)}"
    return [
        MadePage(
            f"chromium-{number:03}",
            "chromium",
            pdf,
            tuple(" ".join(page.texts).split()),
            tuple(page.course.facts.holder.natural.split()) if large_name else (),
            script,
        )
        for number, (page, pdf, (large_name, script)) in enumerate(
            zip(pages, print_sheets(html), in_script, strict=True)
        )
    ]
