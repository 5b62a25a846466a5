"""A web page of many sheets -> a PDF of each sheet, by one call of Chromium.

Takes HTML, gives PDFs in the order of the sheets. Refuses to go on without a browser, and says what to install.
"""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SECONDS: Final = 300.0


def find_browser() -> str:
    """The browser's command.

    Raises:
        FileNotFoundError: there is none; the message says how to get it.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise FileNotFoundError(
            "No Chromium. Type: sudo apt-get install --yes chromium (macOS: brew install --cask google-chrome)"
        )
    return found


def print_sheets(html: str) -> list[bytes]:
    """Print to PDF, and cut it into PDFs of one sheet."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "sheets.html"), Path(folder, "sheets.pdf")
        source.write_text(html, encoding="utf-8")
        command = [find_browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        with pdfium.PdfDocument(target.read_bytes()) as whole:
            return [_sheet(whole, index) for index in range(len(whole))]


def _sheet(whole: pdfium.PdfDocument, index: int) -> bytes:
    stream = io.BytesIO()
    with pdfium.PdfDocument.new() as piece:
        piece.import_pages(whole, [index])
        piece.save(stream)
    return stream.getvalue()
