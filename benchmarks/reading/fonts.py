"""Which fonts the made pages use, and where they lie.

Takes the folder that `npm install` filled; gives families for Chromium and LibreOffice and files for reportlab.
Refuses to make pages with other fonts in their place (`MissingFonts`): the pages of two machines would differ unseen.
All are free (SIL Open Font License, Apache, AGPL with font exception) and none is kept in this repository.
"""

import base64
import io
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

DEBIAN_PACKAGES: Final = (
    "fonts-dejavu",
    "fonts-liberation",
    "fonts-lato",
    "fonts-crosextra-carlito",
    "fonts-crosextra-caladea",
    "fonts-ebgaramond",
    "fonts-urw-base35",
    "fonts-dancingscript",
    "fonts-kaushanscript",
    "fonts-leckerli-one",
    "fonts-lobstertwo",
)
NPM_VERSION: Final = "5.3.0"
NPM_FONTS: Final = {"Great Vibes": "great-vibes", "Alex Brush": "alex-brush", "Pinyon Script": "pinyon-script"}
TEXT_FAMILIES: Final = (
    "DejaVu Sans",
    "DejaVu Serif",
    "Liberation Sans",
    "Liberation Serif",
    "Liberation Sans Narrow",
    "Lato",
    "Carlito",
    "Caladea",
    "EB Garamond",
)
DEBIAN_SCRIPTS: Final = ("Dancing Script", "Kaushan Script", "Leckerli One", "Lobster Two", "Z003")
LECKERLI: Final = Path("/usr/share/fonts/truetype/leckerli-one/LeckerliOne-Regular.ttf")
# Z003 as Type 1, because reportlab embeds no OpenType with PostScript outlines.
Z003_OUTLINES: Final = Path("/usr/share/fonts/X11/Type1/Z003-MediumItalic.pfb")
Z003_METRICS: Final = Path("/usr/share/fonts/type1/urw-base35/Z003-MediumItalic.afm")


class MissingFonts(Exception):
    """Fonts are not installed; the message is the command to type."""


@dataclass(frozen=True, slots=True)
class FontShelf:
    """The fonts of this machine. `npm_folder` holds `node_modules`."""

    npm_folder: Path

    @property
    def scripts(self) -> tuple[str, ...]:
        """Script families that Chromium can use; LibreOffice has `DEBIAN_SCRIPTS` alone."""
        return (*DEBIAN_SCRIPTS, *NPM_FONTS)

    def npm_file(self, family: str, suffix: str) -> Path:
        name = NPM_FONTS[family]
        return self.npm_folder / "node_modules" / "@fontsource" / name / "files" / f"{name}-latin-400-normal{suffix}"

    def check(self) -> None:
        """Look for every font.

        Raises:
            MissingFonts: with the commands that install them.
        """
        listed = subprocess.run(
            ["fc-list", "--format", "%{family[0]}\n"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.splitlines()
        lacking = [family for family in (*TEXT_FAMILIES, *DEBIAN_SCRIPTS) if family not in listed]
        lacking += [file.name for file in (LECKERLI, Z003_OUTLINES, Z003_METRICS) if not file.is_file()]
        commands = []
        if lacking:
            commands.append(f"sudo apt-get install --yes {' '.join(DEBIAN_PACKAGES)}")
        missing = [family for family in NPM_FONTS if not self.npm_file(family, ".woff2").is_file()]
        if missing:
            packages = " ".join(f"@fontsource/{name}@{NPM_VERSION}" for name in NPM_FONTS.values())
            commands.append(f"npm install --no-save --no-audit --prefix {self.npm_folder} {packages}")
        if commands:
            raise MissingFonts(f"No {', '.join([*lacking, *missing])}. Type: {' && '.join(commands)}")

    def web_faces(self) -> str:
        """Style rules that carry the npm fonts inside the page: a page on disk may not load a font from disk."""
        return "\n".join(
            f"@font-face {{font-family: '{family}'; src: url(data:font/woff2;base64,"
            f"{base64.b64encode(self.npm_file(family, '.woff2').read_bytes()).decode()})}}"
            for family in NPM_FONTS
        )

    def reportlab_scripts(self) -> tuple[str, ...]:
        """Make the script fonts that reportlab can embed known to it; gives their names."""
        pdfmetrics.registerTypeFace(pdfmetrics.EmbeddedType1Face(str(Z003_METRICS), str(Z003_OUTLINES)))
        pdfmetrics.registerFont(pdfmetrics.Font("Z003", "Z003-MediumItalic", "WinAnsiEncoding"))
        pdfmetrics.registerFont(TTFont("Leckerli One", str(LECKERLI)))
        for family in NPM_FONTS:
            pdfmetrics.registerFont(TTFont(family, io.BytesIO(_as_truetype(self.npm_file(family, ".woff")))))
        return ("Z003", "Leckerli One", *NPM_FONTS)


@cache
def _as_truetype(woff: Path) -> bytes:
    from fontTools.ttLib import TTFont as FontFile  # noqa: PLC0415 - needed here alone

    target = io.BytesIO()
    with FontFile(woff) as font:
        font.flavor = None
        font.save(target)
    return target.getvalue()
