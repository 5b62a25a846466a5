"""An audit as one HTML file that needs nothing else: to read on a screen, to print, and to hand to an inspector.

Takes an `Audit` and the certificates it was made from; gives the text of the file, for UTF-8.
Refuses markup, control characters and overrides of the writing direction in what certificates, files and rosters say.
"""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from ingest.compliance.audit import Audit
from ingest.compliance.report_rows import STATUS_WORDS, counted_words, days_words, report_rows
from ingest.standing import StoredCertificate

FOLDER: Final = Path(__file__).parent / "templates"

# Words of some scripts are not spelt right without them; they change no direction.
_JOINERS: Final = "\u200c\u200d"
_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def report_html(
    audit: Audit, certificates: Iterable[StoredCertificate] = (), people_shown: Collection[str] | None = None
) -> str:
    """The audit as a page of its own: no script, nothing from elsewhere.

    Args:
        audit: The audit.
        certificates: Those that were given to `audit`. They name the files of certificates that belong to nobody.
        people_shown: The `person_id`s to show; None for everybody in the audit.
    """
    css = (FOLDER / "report.css").read_text(encoding="utf-8")
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(count=counted_words, days=days_words, dates=_dates_kept_whole)
    return templates.get_template("report.html").render(
        report=report_rows(audit, certificates, people_shown),
        status_words=STATUS_WORDS,
        css=Markup(css),  # our own file
        css_digest=_digest(css),
    )


def _plain(value: Any) -> Any:
    """What any expression of the template prints: so no field can be forgotten."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join(filter(None, map(_plain_letter, value)))


def _plain_letter(letter: str) -> str:
    """A letter as it is; a space for what ends a line or controls, nothing for what is not seen."""
    if letter.isprintable() or letter in _JOINERS:
        return letter
    return " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Zs"} else ""


def _dates_kept_whole(text: str) -> Markup:
    """A sentence in which no line ends within a date."""
    escaped = str(escape(_plain(text)))  # a `str`: `re` would join a `Markup`, which escapes what is put in
    return Markup(_DATE.sub(r'<span class="day">\g<0></span>', escaped))


def _digest(css: str) -> str:
    """What the content security policy names the style by; a browser drops any other."""
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
