"""One file from its path to its outcomes: the committed samples, and files that fail."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from ingest.activity import FieldName, Issue, IssueCode, Outcome, Status
from ingest.classify import classify
from ingest.document import Box, Code, Document, PageShape, SourceFile
from ingest.pipeline import Tools, build_tools, describe_run, process
from ingest.read import read
from ingest.record import from_record, to_record
from ingest.settings import Settings

CERTIFICATES = Path(__file__).parent.parent / "samples" / "certificates"


@pytest.fixture(scope="module")
def tools() -> Tools:
    return build_tools(Settings())


def expected(name: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((CERTIFICATES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return records


def values(outcome: Outcome) -> dict[str, Any]:
    """The values of a record in the form of the expected ones."""
    fields = to_record(outcome)["activity"]
    return {
        name: {"value": field["value"], "unit": field["unit"]}
        if field["value"] and name == "credit"
        else field["value"]
        for name, field in fields.items()
    }


# A course of LabCE, and one of CAP that is encrypted with an empty password.
READ_RIGHT = ["labce_abo_discrepancies.pdf", "cap_protected.pdf"]


@pytest.mark.parametrize("name", READ_RIGHT)
def test_the_values_are_those_that_are_printed(name: str, tools: Tools) -> None:
    outcomes = process(CERTIFICATES / name, tools)
    assert [list(outcome.pages) for outcome in outcomes] == [record["pages"] for record in expected(name)]
    for outcome, record in zip(outcomes, expected(name), strict=True):
        assert values(outcome) == record["activity"]
        assert record["status_not"] != outcome.status.value
        assert outcome.run == tools.run
        assert [shape.number for shape in outcome.shapes] == list(range(outcome.pages[0], outcome.pages[1] + 1))
        assert {stage for stage, _ in outcome.seconds} == {
            "acquire",
            "read",
            "split",
            "extract",
            "opinion",
            "classify",
            "normalise",
        }
        assert all(seconds >= 0 for _, seconds in outcome.seconds)


def test_the_area_is_that_of_the_title_as_it_is_recorded(tools: Tools) -> None:
    (outcome,) = process(CERTIFICATES / "a1c_methods.pdf", tools)
    assert outcome.activity is not None
    assert outcome.activity.title.candidate is not None
    assert "Alc" in outcome.activity.title.candidate.evidence.text, "as OCR read it"
    recorded = outcome.activity.title.value
    assert recorded is not None
    assert "A1c" in recorded
    text = "\n".join(page.text for page in read(outcome.source, tools.settings).pages)
    assert outcome.activity.category.value == classify(recorded, text, tools.classifier)


def test_of_several_certificates_each_is_a_proposal(tools: Tools) -> None:
    outcomes = process(CERTIFICATES / "marchetti_two_courses.pdf", tools)
    for outcome, record in zip(outcomes, expected("marchetti_two_courses.pdf"), strict=True):
        assert list(outcome.pages) == record["pages"]
        for name in ("holder", "completed_on", "credit", "program_number"):
            assert values(outcome)[name] == record["activity"][name]
        assert outcome.activity is not None
        assert IssueCode.PROPOSED_SPLIT in [issue.code for issue in outcome.activity.issues]
        assert outcome.status is Status.NEEDS_REVIEW
    assert len({outcome.key for outcome in outcomes}) == 2
    assert len({outcome.source.sha256 for outcome in outcomes}) == 1


@pytest.mark.parametrize(
    "name", ["ce_transcript_lindqvist.pdf", "training_history_ferreira.pdf", "attendance_list_safety_day.pdf"]
)
def test_each_row_of_a_table_is_an_activity(name: str, tools: Tools) -> None:
    outcomes = process(CERTIFICATES / name, tools)
    for number, (outcome, record) in enumerate(zip(outcomes, expected(name), strict=True), start=1):
        assert (list(outcome.pages), outcome.row) == (record["pages"], record["row"])
        assert outcome.key == f"{outcome.source.sha256}:{outcome.pages[0]}-{outcome.pages[1]}#{number}"
        fields = to_record(outcome)["activity"]
        of_cells = [each for each in FieldName if fields[each.value]["method"] == "table:column"]
        assert FieldName.TITLE in of_cells or FieldName.HOLDER in of_cells
        for each in of_cells:
            assert values(outcome)[each.value] == record["activity"][each.value]
        assert outcome.activity is not None
        assert IssueCode.PROPOSED_SPLIT in [issue.code for issue in outcome.activity.issues]
        assert outcome.status is Status.NEEDS_REVIEW


def test_a_binder_is_taken_apart(tools: Tools) -> None:
    outcomes = process(CERTIFICATES / "binder_of_papers.pdf", tools)
    records = expected("binder_of_papers.pdf")
    assert [list(outcome.pages) for outcome in outcomes] == [record["pages"] for record in records]
    none = [outcome.status is Status.NOT_A_CERTIFICATE for outcome in outcomes]
    assert none == [record["kind"] == "not_a_certificate" for record in records]


@pytest.mark.parametrize("name", ["benchside_invoice.pdf", "spring_workshop_flyer.pdf"])
def test_what_is_no_certificate_is_said_to_be_none(name: str, tools: Tools) -> None:
    (outcome,) = process(CERTIFICATES / name, tools)
    assert outcome.status is Status.NOT_A_CERTIFICATE


def test_the_same_file_gives_the_same_record(tools: Tools) -> None:
    def record() -> dict[str, Any]:
        (outcome,) = process(CERTIFICATES / "labce_abo_discrepancies.pdf", tools)
        return to_record(replace(outcome, seconds=(), source=replace(outcome.source, acquired_at=first.acquired_at)))

    first = process(CERTIFICATES / "labce_abo_discrepancies.pdf", tools)[0].source
    assert record() == record()


def test_the_evidence_lies_on_the_page(tools: Tools) -> None:
    (outcome,) = process(CERTIFICATES / "labce_abo_discrepancies.pdf", tools)
    (shape,) = outcome.shapes
    assert isinstance(shape, PageShape)
    for field in to_record(outcome)["activity"].values():
        for x0, top, x1, bottom in field["boxes"]:
            assert 0 <= x0 < x1 <= shape.width
            assert 0 <= top < bottom <= shape.height


def test_what_is_seen_on_a_page_reaches_the_outcome(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    """A doubt about a page blocks acceptance; its codes and corners are kept as they are."""
    path = CERTIFICATES / "labce_abo_discrepancies.pdf"
    code = Code("QRCode", "https://verify.example.org/7Q2K", Box(500, 500, 560, 560))
    corners = ((0.0, 1.0), (792.0, 0.0), (792.0, 612.0), (0.0, 611.0))

    def read_with_more(source: SourceFile, settings: Settings) -> Document:
        document = read(source, settings)
        (page,) = document.pages
        return replace(document, pages=(replace(page, codes=(code,), corners=corners, doubt="another name is drawn"),))

    monkeypatch.setattr("ingest.pipeline.read", read_with_more)
    (outcome,) = process(path, tools)
    assert outcome.activity is not None
    assert Issue(IssueCode.LAYER_DISAGREES, None, "page 1: another name is drawn") in outcome.activity.issues
    assert outcome.status is Status.NEEDS_REVIEW
    (shape,) = outcome.shapes
    assert (shape.codes, shape.corners) == ((code,), corners)
    assert from_record(to_record(outcome)).shapes == outcome.shapes


def locked(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "Certificate of Completion")
    canvas.save()


def blank(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.showPage()
    canvas.save()


FAILING = [
    ("empty.pdf", b"", "empty_document"),
    ("note.pdf", b"Dear Dana, here is your certificate.", "unsupported_file"),
    ("program.jpg", b"\x7fELF" + b"\0" * 100, "unsupported_file"),
    ("cut.pdf", (CERTIFICATES / "labce_abo_discrepancies.pdf").read_bytes()[:700], "unreadable_file"),
    ("cut.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "unreadable_file"),
]


@pytest.mark.parametrize(("name", "content", "code"), FAILING)
def test_a_file_that_fails_is_one_outcome_with_its_state(
    name: str, content: bytes, code: str, tmp_path: Path, tools: Tools
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (outcome,) = process(path, tools)
    assert_failed(outcome, path, code)
    assert path.read_bytes() == content, "nothing in the folder is changed"


@pytest.mark.parametrize(("draw", "code"), [(locked, "encrypted_file"), (blank, "empty_document")])
def test_a_pdf_that_cannot_be_read(draw: Any, code: str, tmp_path: Path, tools: Tools) -> None:
    path = tmp_path / "made.pdf"
    draw(path)
    (outcome,) = process(path, tools)
    assert_failed(outcome, path, code)


def test_a_file_that_is_gone_or_broken_is_failed_too(tmp_path: Path, tools: Tools) -> None:
    assert_failed(process(tmp_path / "gone.pdf", tools)[0], tmp_path / "gone.pdf", "unreadable_file")
    broken = CERTIFICATES / "download_interrupted.pdf"
    assert_failed(process(broken, tools)[0], broken, expected(broken.name)[0]["failure"])


def test_limits_are_those_of_the_settings(tools: Tools) -> None:
    narrow = replace(tools, settings=Settings(max_pages=1))
    path = CERTIFICATES / "marchetti_two_courses.pdf"
    assert_failed(process(path, narrow)[0], path, "too_large")


def assert_failed(outcome: Outcome, path: Path, code: str) -> None:
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert path.name in outcome.failure.message
    assert outcome.status is Status.FAILED
    assert (outcome.source.path, outcome.pages, outcome.shapes) == (path, (0, 0), ())
    assert (outcome.source.sha256 is None) == (not path.exists())
    assert to_record(outcome)["activity"] is None


def test_a_run_is_named_by_what_decides_a_reading() -> None:
    run = describe_run(Settings())
    assert run == describe_run(Settings(workers=7, database="sqlite:///other.db"))
    assert run != describe_run(Settings(ocr_dpi=300))
    assert run.ocr.startswith("tesseract ")
    assert "+" in run.model


def test_a_heading_of_subjects_is_no_title(tools: Tools) -> None:
    outcomes = process(CERTIFICATES / "marchetti_two_courses.pdf", tools)
    wanted = [record["activity"]["title"] for record in expected("marchetti_two_courses.pdf")]
    assert [values(outcome)["title"] for outcome in outcomes] == wanted
