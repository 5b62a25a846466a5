"""Outcomes made up for tests of what happens after reading."""

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.activity import (
    Activity,
    Candidate,
    Category,
    CategoryLabel,
    Credit,
    Failure,
    Field,
    FieldName,
    Issue,
    Outcome,
    PartialDate,
    Run,
    Unit,
)
from ingest.document import Box, Evidence, SourceFile

RUN = Run(ingest="0.1.0", model="rules-1", ocr="tesseract 5.3.0", settings="0123456789ab")
LATER_RUN = Run(ingest="0.2.0", model="rules-2", ocr="tesseract 5.3.0", settings="0123456789ab")


def source(path: Path, content: bytes | None = None) -> SourceFile:
    """A source file as `acquire` would describe it, with `content` (or its name) for bytes."""
    data = content if content is not None else os.fsencode(path.name)
    sha256 = hashlib.sha256(data).hexdigest()
    return SourceFile(path, sha256, "application/pdf", len(data), datetime(2026, 3, 14, 12, 0, tzinfo=UTC))


def found(name: FieldName, value: Any, text: str | None = None, confidence: float = 0.99) -> Field[Any]:
    """A field that the machine found on page 1."""
    words = text or str(value)
    evidence = Evidence(1, 0, len(words), words, (Box(10.0, 20.0, 110.0, 32.5),), 0.97, None, "here is", "as usual")
    return Field(name, value, Candidate(name, evidence, 0.98, f"pattern:{name.value}"), confidence)


def activity(holder: str = "Dana R. Whitfield", *issues: Issue) -> Activity:
    """A whole activity; the level is not stated."""
    label = Category(CategoryLabel.HEMATOLOGY, 0.97, ((CategoryLabel.COAGULATION, 0.02),), "model:category-1")
    fields: tuple[Field[Any], ...] = (
        found(FieldName.HOLDER, holder),
        found(FieldName.TITLE, "Anemias of Chronic Disease"),
        found(FieldName.PROVIDER, "Prairie Laboratory Society"),
        found(FieldName.COMPLETED_ON, PartialDate(2026, 3, 14), "March 14, 2026"),
        found(FieldName.CREDIT, Credit(Decimal("1.5"), Unit.CONTACT_HOUR), "1.5 contact hours"),
        found(FieldName.PROGRAM_NUMBER, "578-063-22"),
        found(FieldName.PROVIDER_NUMBER, "578"),
        Field(FieldName.CERTIFICATE_NUMBER),
        Field(FieldName.LEVEL),
        Field(FieldName.CATEGORY, label, None, 0.97),
    )
    doubted: dict[str, Field[Any]] = {
        field.name.value: replace(field, issues=tuple(issue for issue in issues if issue.field is field.name))
        for field in fields
    }
    return Activity(**doubted, issues=tuple(issue for issue in issues if issue.field is None))


def outcome(
    file: SourceFile,
    *issues: Issue,
    pages: tuple[int, int] = (1, 1),
    run: Run = RUN,
    holder: str = "Dana R. Whitfield",
) -> Outcome:
    """What came out of a file that was read."""
    return Outcome(file, pages, run, activity(holder, *issues), None, (("read", 0.25),))


def failed(file: SourceFile, code: str, run: Run = RUN) -> Outcome:
    """What came out of a file that could not be read."""
    return Outcome(file, (0, 0), run, None, Failure(code, f"{file.path.name}: {code}. Try again."))
