"""One made page with its truth, and the pages that reportlab draws from the layouts of `samples/`.

Takes a seed, gives PDFs of one page with the words printed on them.
Refuses to look at the PDF for the truth: words are noted where they are drawn.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from samples.catalogue import LAYOUTS
from samples.courses import random_facts
from samples.draw import FITS
from samples.sheet import Layout, Overfull, Sheet
from samples.style import THEMES, Fonts, Style, make_style
from samples.values import Facts, Holder

JOINED_POINTS: Final = 1.0  # a text drawn so close behind another is read as one word with it


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page as its producer wrote it."""

    name: str  # of the file, without its suffix
    producer: str  # reportlab, chromium, libreoffice
    pdf: bytes
    words: tuple[str, ...]  # all that are printed, in no promised order
    holder: tuple[str, ...]  # the words of the holder's name, as far as it is printed large; () if it is not
    script: str | None  # the script font of the holder's name


@dataclass(frozen=True, slots=True)
class Course:
    """What one page states, and its style."""

    name: str
    facts: Facts
    style: Style
    rng: random.Random


def make_course(name: str, families: Sequence[str] = ("online", "society", "agency", "vendor", "employer")) -> Course:
    """The facts and the style of a page that is no layout of `samples/`."""
    facts = random_facts(name, families, 1)
    return Course(name, facts, make_style(name, facts), random.Random(f"page:{name}"))


def reportlab_pages(count: int, seed: int, themes: Sequence[Fonts], scripts: Sequence[str]) -> list[MadePage]:
    """Draw each layout of `samples/` in turn; the holder's name in a script font on every second page."""
    names = sorted(LAYOUTS)
    return [
        _reportlab_page(
            f"reportlab-{number:03}",
            LAYOUTS[names[number % len(names)]],
            f"benchmark:{seed}:{number}",
            (*THEMES, *themes),
            scripts[number // 2 % len(scripts)] if number % 2 else None,
        )
        for number in range(count)
    ]


def _reportlab_page(name: str, layout: Layout, seed: str, themes: Sequence[Fonts], script: str | None) -> MadePage:
    facts = random_facts(seed, layout.families, layout.most_days)
    for fit in FITS:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=layout.size, pageCompression=1, invariant=1)
        sheet = NotedSheet(canvas, layout.size, make_style(seed, facts, themes=themes), *fit)
        sheet.script = script
        layout.draw(sheet, facts)
        try:
            sheet.check()
        except Overfull:
            continue
        canvas.save()
        in_script = script if sheet.printed_holder else None
        return MadePage(name, "reportlab", target.getvalue(), sheet.words, tuple(sheet.printed_holder), in_script)
    raise Overfull(f"{layout.name} with {seed} does not fit")


class NotedSheet(Sheet):
    """A sheet that notes each text it draws, and draws the holder's name in a script font."""

    script: str | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.texts: list[str] = []
        self.printed_holder: list[str] = []
        self._end: tuple[float, float] = (0.0, 0.0)  # right edge and baseline of the last text

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(" ".join(self.texts).split())

    def text(self, x: float, y: float, text: str, **options: Any) -> float:
        """Draw and note."""
        right = super().text(x, y, text, **options)
        left = self.boxes[-1][0]
        if self.texts and abs(left - self._end[0]) < JOINED_POINTS and abs(y - self._end[1]) < 20:
            self.texts[-1] += text  # such as the raised CM of MLS(ASCP)CM
        else:
            self.texts.append(text)
        self._end = right, y
        return right

    def holder(self, holder: Holder, **options: Any) -> None:
        """Draw in the script font; never all in capitals, which no script font is made for."""
        self.printed_holder += holder.natural.split()
        if self.script is not None:
            options |= {"font": self.script, "capitals": False, "size": 1.2 * options.get("size", 26)}
        super().holder(holder, **options)
