"""A small lab for the tests of the review pages: certificates as PDFs, what was read from them, a server."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from reportlab.pdfgen.canvas import Canvas

from ingest.acquire import describe
from ingest.activity import (
    Activity,
    Candidate,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    PartialDate,
    Unit,
)
from ingest.document import Box, Evidence, PageShape
from ingest.person import Credential, Person
from tests.made_outcomes import RUN, found

WIDTH, HEIGHT = 792.0, 612.0  # Letter, landscape
UNSURE_CREDIT = Issue(IssueCode.LOW_CONFIDENCE, FieldName.CREDIT, "88% sure, 99.9% is needed")

WHITFIELD = Person(
    "17",
    "Dana R. Whitfield",
    (),
    None,
    (Credential("MLS", date(2021, 5, 1), date(2024, 5, 1), date(2027, 4, 30)),),
)


def draw_certificate(path: Path, lines: dict[FieldName, str]) -> dict[FieldName, Box]:
    """Draw a certificate with these lines of text; where each of them stands."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setLineWidth(3)
    canvas.rect(24, 24, WIDTH - 48, HEIGHT - 48)
    canvas.setFont("Times-Bold", 30)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 110, "Certificate of Completion")
    boxes = {}
    for index, (name, text) in enumerate(lines.items()):
        size, baseline = (24 if index < 2 else 16), 190 + 60 * index  # from the top
        canvas.setFont("Times-Roman", size)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - baseline, text)
        width = canvas.stringWidth(text, "Times-Roman", size)
        boxes[name] = Box((WIDTH - width) / 2, baseline - 0.75 * size, (WIDTH + width) / 2, baseline + 0.25 * size)
    canvas.showPage()
    canvas.save()
    return boxes


def certificate(
    path: Path,
    *issues: Issue,
    holder: str = "Dana R. Whitfield",
    title: str = "Anemias of Chronic Disease",
    read_amount: str = "1.5",
) -> Outcome:
    """Draw a certificate of 1.5 contact hours, and make up what was read from it."""
    printed = {
        FieldName.HOLDER: holder,
        FieldName.TITLE: title,
        FieldName.PROVIDER: "Prairie Laboratory Society",
        FieldName.COMPLETED_ON: "March 14, 2026",
        FieldName.CREDIT: "1.5 contact hours",
    }
    boxes = draw_certificate(path, printed)
    values = {
        **printed,
        FieldName.COMPLETED_ON: PartialDate(2026, 3, 14),
        FieldName.CREDIT: Credit(Decimal(read_amount), Unit.CONTACT_HOUR),
    }
    fields: dict[FieldName, Field[Any]] = {
        name: replace(_field(name, values[name], printed[name], boxes[name]), issues=_of(name, issues))
        for name in printed
    }
    area = Category(CategoryLabel.HEMATOLOGY, 0.97, ((CategoryLabel.COAGULATION, 0.02),), "model:category-1")
    fields[FieldName.CATEGORY] = Field(FieldName.CATEGORY, area, None, 0.97, _of(FieldName.CATEGORY, issues))
    activity = Activity(
        **{name.value: fields.get(name, Field(name)) for name in FieldName},
        issues=tuple(issue for issue in issues if issue.field is None),
    )
    shape = PageShape(1, WIDTH, HEIGHT, 0)
    return Outcome(describe(path), (1, 1), RUN, activity, None, (("read", 0.2),), (shape,))


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve the application in a thread; gives its address without a slash at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="review server")
        thread.start()
        try:
            give_up = time.monotonic() + 20
            while not server.started:
                assert thread.is_alive() and time.monotonic() < give_up, "the review server did not start"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


def _field(name: FieldName, value: Any, text: str, box: Box) -> Field[Any]:
    made = found(name, value, text, 0.88 if name is FieldName.CREDIT else 0.9994)
    evidence = Evidence(1, 0, len(text), text, (box,), 0.97)
    return replace(made, candidate=Candidate(name, evidence, 0.98, f"pattern:{name.value}"))


def _of(name: FieldName, issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    return tuple(issue for issue in issues if issue.field is name)
