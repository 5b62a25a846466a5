"""The fonts a generated certificate may be printed in, by role.

Takes nothing but what is installed, gives `Theme`s of registered fonts.
Refuses to need any installed font: a theme whose files are missing is replaced by one of the PDF's own fonts.
"""

import random
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

CARRIED: Final = Path(reportlab.__file__).parent / "fonts"
INSTALLED: Final = Path("/usr/share/fonts/truetype")  # Debian's folder

# Families as regular, bold, italic: PDF's own names, or files.
OWN: Final = {
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
}
FILES: Final = {
    "Vera": ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf"),
    "LiberationSans": ("liberation/LiberationSans-Regular.ttf", "liberation/LiberationSans-Bold.ttf",
                       "liberation/LiberationSans-Italic.ttf"),
    "LiberationSerif": ("liberation/LiberationSerif-Regular.ttf", "liberation/LiberationSerif-Bold.ttf",
                        "liberation/LiberationSerif-Italic.ttf"),
    "LiberationNarrow": ("liberation/LiberationSansNarrow-Regular.ttf", "liberation/LiberationSansNarrow-Bold.ttf",
                         "liberation/LiberationSansNarrow-Italic.ttf"),
    "LiberationMono": ("liberation/LiberationMono-Regular.ttf", "liberation/LiberationMono-Bold.ttf",
                       "liberation/LiberationMono-Italic.ttf"),
    "DejaVuSans": ("dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf", "dejavu/DejaVuSans-Oblique.ttf"),
    "DejaVuSerif": ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf", "dejavu/DejaVuSerif-Italic.ttf"),
    "DejaVuCondensed": ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf",
                        "dejavu/DejaVuSansCondensed-Oblique.ttf"),
    "Lato": ("lato/Lato-Regular.ttf", "lato/Lato-Bold.ttf", "lato/Lato-Italic.ttf"),
    "LatoLight": ("lato/Lato-Light.ttf", "lato/Lato-Black.ttf", "lato/Lato-LightItalic.ttf"),
    "Carlito": ("crosextra/Carlito-Regular.ttf", "crosextra/Carlito-Bold.ttf", "crosextra/Carlito-Italic.ttf"),
    "Caladea": ("crosextra/Caladea-Regular.ttf", "crosextra/Caladea-Bold.ttf", "crosextra/Caladea-Italic.ttf"),
}  # fmt: skip
SCRIPTS: Final = {"Leckerli": "leckerli-one/LeckerliOne-Regular.ttf"}
# Debian's Type 1 scripts, as (metrics, outlines).
SCRIPT_TYPE1: Final = {
    "Z003": "Z003-MediumItalic",
    "ChanceryItalic": "URWBookman-LightItalic",
    "Palladio": "P052-Italic",
}
METRICS: Final = Path("/usr/share/fonts/type1/urw-base35")
OUTLINES: Final = Path("/usr/share/fonts/X11/Type1")
# The PDF's own fonts cost nothing to embed, so they are drawn most; the fallback of a missing family is by its kind.
BODIES: Final = (
    *("Times",) * 5, *("Helvetica",) * 7, "Courier", *("Vera",) * 2, "LiberationSans", "LiberationSerif",
    "LiberationNarrow",
    "LiberationMono", "DejaVuSans", "DejaVuSerif", "DejaVuCondensed", *("Lato",) * 3, "LatoLight", *("Carlito",) * 3,
    *("Caladea",) * 2,
)  # fmt: skip
FALLBACK: Final = {"LiberationSerif": "Times", "DejaVuSerif": "Times", "Caladea": "Times", "LiberationMono": "Courier"}


@dataclass(frozen=True, slots=True)
class Theme:
    """Registered font names by role."""

    body: str
    bold: str
    italic: str
    display: str
    script: str  # the holder's, where the layout wants one

    def font(self, role: str) -> str:
        """The font of that role."""
        name: str = getattr(self, role)
        return name

    def covers(self, text: str) -> bool:
        """Whether every font has every letter."""
        return all(covers(font, text) for font in {self.body, self.bold, self.italic, self.display, self.script})


def draw_theme(rng: random.Random) -> Theme:
    """Fonts that go together, or do not."""
    body = rng.choice(BODIES)
    display = body if rng.random() < 0.45 else rng.choice(BODIES)
    regular, bold, italic = family(body)
    heading = family(display)
    script = rng.choice((*SCRIPTS, *SCRIPT_TYPE1))
    chosen = rng.random()
    fancy = script_font(script) if chosen < 0.45 else rng.choice(("Times-BoldItalic", "Times-Italic", *heading))
    return Theme(regular, bold, italic, heading[1 if rng.random() < 0.75 else 0], fancy)


@cache
def family(name: str) -> tuple[str, str, str]:
    """Regular, bold and italic of a family, registered; the nearest PDF font family where its files are missing."""
    if name in OWN:
        return OWN[name]
    files = [CARRIED / file if name == "Vera" else INSTALLED / file for file in FILES[name]]
    if not all(file.is_file() for file in files):
        return OWN[FALLBACK.get(name, "Helvetica")]
    names = (f"G-{name}", f"G-{name}-Bold", f"G-{name}-Italic")
    for registered, file in zip(names, files, strict=True):
        pdfmetrics.registerFont(TTFont(registered, str(file)))
    return names


@cache
def script_font(name: str) -> str:
    """A script, registered; the PDF's bold italic where its file is missing."""
    registered = f"G-{name}"
    if name in SCRIPTS:
        file = INSTALLED / SCRIPTS[name]
        if not file.is_file():
            return "Times-BoldItalic"
        pdfmetrics.registerFont(TTFont(registered, str(file)))
        return registered
    metrics, outlines = METRICS / f"{SCRIPT_TYPE1[name]}.afm", OUTLINES / f"{SCRIPT_TYPE1[name]}.pfb"
    if not (metrics.is_file() and outlines.is_file()):
        return "Times-BoldItalic"
    face = pdfmetrics.EmbeddedType1Face(str(metrics), str(outlines))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font(registered, face.name, "WinAnsiEncoding"))
    return registered


@lru_cache(maxsize=50_000)
def covers(font: str, text: str) -> bool:
    """Whether the font has every letter of the text."""
    glyphs = getattr(getattr(pdfmetrics.getFont(font), "face", None), "charToGlyph", None)
    if glyphs is not None:
        return all(ord(letter) in glyphs for letter in text)
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=200_000)
def width(text: str, font: str) -> float:
    """The width of the text at one point."""
    measured: float = pdfmetrics.stringWidth(text, font, 1000)
    return measured / 1000
