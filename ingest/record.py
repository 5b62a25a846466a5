"""An outcome as the JSON record of the contract (`ingest/outcome/1`), and back.

Takes an `Outcome`, gives a plain dictionary in the order of the contract; `from_record` reads it back: written again,
it gives the same record.
Refuses records of another schema.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

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
    IssueCode,
    Outcome,
    PartialDate,
    Run,
    Unit,
)
from ingest.document import Box, Code, Corners, Evidence, Glyphs, Page, PageShape, SourceFile, Word

SCHEMA: Final = "ingest/outcome/1"


def to_record(outcome: Outcome) -> dict[str, Any]:
    """The JSON-ready record of one certificate."""
    source, activity, failure = outcome.source, outcome.activity, outcome.failure
    return {
        "schema": SCHEMA,
        "source": {
            "path": str(source.path),
            "sha256": source.sha256,
            "media_type": source.media_type,
            "size_bytes": source.size_bytes,
            "acquired_at": source.acquired_at.isoformat(),
        },
        "pages": list(outcome.pages),
        "row": outcome.row,
        "layout": outcome.layout,
        "recalled": outcome.recalled,
        "status": outcome.status.value,
        "failure": {"code": failure.code, "message": failure.message} if failure else None,
        "activity": {name.value: _field_record(activity.field(name)) for name in FieldName} if activity else None,
        "issues": [_issue_record(issue) for issue in (activity.all_issues() if activity else ())],
        "run": {
            "ingest": outcome.run.ingest,
            "model": outcome.run.model,
            "ocr": outcome.run.ocr,
            "settings": outcome.run.settings,
        },
        "seconds": {stage: round(seconds, 4) for stage, seconds in outcome.seconds},
        "page_shapes": [
            {
                "page": shape.number,
                "width": round(shape.width, 2),
                "height": round(shape.height, 2),
                "rotation": shape.rotation,
                "corners": _corners_record(shape.corners),
                "codes": _codes_record(shape.codes),
            }
            for shape in outcome.shapes
        ],
    }


def from_record(record: Mapping[str, Any]) -> Outcome:
    """The outcome that `to_record` wrote.

    Raises:
        ValueError: the record is of another schema or does not hold what the schema says.
    """
    if record.get("schema") != SCHEMA:
        raise ValueError(f"not a record of {SCHEMA}: {record.get('schema')!r}")
    source = record["source"]
    issues = _issues(record["issues"])
    failure = record["failure"]
    first, last = record["pages"]
    return Outcome(
        source=SourceFile(
            Path(source["path"]),
            source["sha256"],
            source["media_type"],
            source["size_bytes"],
            datetime.fromisoformat(source["acquired_at"]),
        ),
        pages=(first, last),
        run=Run(**record["run"]),
        activity=_activity(record["activity"], issues) if record["activity"] else None,
        failure=Failure(failure["code"], failure["message"]) if failure else None,
        seconds=tuple(record["seconds"].items()),
        shapes=tuple(map(_shape, record["page_shapes"])),
        row=record.get("row"),  # older records have none
        layout=record.get("layout"),
        recalled=record.get("recalled"),
    )


def page_record(source: SourceFile, page: Page) -> dict[str, Any]:
    """The JSON-ready record of what was read on one page, before anything is understood."""
    return {
        "path": str(source.path),
        "sha256": source.sha256,
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "reader": page.reader.value,
        "why": page.why,
        "text": page.text,
        "words": [
            _word_record(page.text[word.start : word.end], word) | {"line": word.line} | _second_record(word)
            for word in page.words
        ],
        "corners": _corners_record(page.corners),
        "codes": _codes_record(page.codes),
        "marks": [_word_record(mark.text, mark) for mark in page.marks],
        "doubt": page.doubt,
    }


def _word_record(text: str, word: Word | Glyphs) -> dict[str, Any]:
    return {"text": text, "box": _edges(word.box), "size": round(word.size, 2), "confidence": word.confidence}


def _second_record(word: Word) -> dict[str, Any]:
    """Most words are looked at once."""
    return {} if word.second is None else {"second": word.second}


def _edges(box: Box) -> list[float]:
    return [round(edge, 2) for edge in box.as_tuple()]


def _codes_record(codes: tuple[Code, ...]) -> list[dict[str, Any]]:
    return [{"symbology": code.symbology, "text": code.text, "box": _edges(code.box)} for code in codes]


def _corners_record(corners: Corners | None) -> list[list[float]] | None:
    return [[round(x, 2), round(y, 2)] for x, y in corners] if corners else None


def value_text(field: Field[Any]) -> str | None:
    """A field's value as the record's string; None if there is none.

    >>> value_text(Field(FieldName.CREDIT, Credit(Decimal("1.50"), Unit.CONTACT_HOUR)))
    '1.5'
    """
    value = field.value
    if value is None:
        return None
    if isinstance(value, Credit):
        return _decimal_text(value.amount)
    if isinstance(value, Category):
        return value.label.value
    return str(value)


def _decimal_text(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _field_record(field: Field[Any]) -> dict[str, Any]:
    evidence = field.candidate.evidence if field.candidate else None
    record: dict[str, Any] = {
        "value": value_text(field),
        "text": evidence.text if evidence else None,
        "confidence": None if field.confidence is None else round(field.confidence, 4),
        "page": evidence.page if evidence else None,
        "boxes": [_edges(box) for box in evidence.boxes] if evidence else [],
        "method": field.method,
        "by": "machine" if field.decided_by is None else f"human:{field.decided_by}",
    }
    if evidence and field.candidate:
        record["span"] = [evidence.start, evidence.end]
        record["around"] = [evidence.before, evidence.after]
        record["read_confidence"] = evidence.read_confidence
        record["second"] = evidence.second
        record["extract_confidence"] = field.candidate.confidence
        record["label"] = field.candidate.label
    if field.name is FieldName.CREDIT:
        record["unit"] = field.value.unit.value if field.value else None
    if field.name is FieldName.CATEGORY:
        runners_up = field.value.runners_up if field.value else ()
        record["alternatives"] = [
            {"value": label.value, "confidence": round(chance, 4)} for label, chance in runners_up
        ]
        record["classifier"] = field.value.method if field.value else None
        record["also"] = [label.value for label in field.value.also] if field.value else []
    elif field.runners_up:
        record["alternatives"] = [
            _field_record(other) | {"issues": [_issue_record(issue) for issue in other.issues]}
            for other in field.runners_up
        ]
    return record


def _issue_record(issue: Issue) -> dict[str, Any]:
    return {"code": issue.code.value, "field": issue.field and issue.field.value, "detail": issue.detail}


def _issues(records: Sequence[Mapping[str, Any]]) -> tuple[Issue, ...]:
    return tuple(
        Issue(IssueCode(item["code"]), FieldName(item["field"]) if item["field"] else None, item["detail"])
        for item in records
    )


def _activity(fields: Mapping[str, Any], issues: tuple[Issue, ...]) -> Activity:
    read = {name: _field(name, fields[name.value], issues) for name in FieldName}
    return Activity(
        **{name.value: field for name, field in read.items()},
        issues=tuple(issue for issue in issues if issue.field is None),
    )


def _field(name: FieldName, record: Mapping[str, Any], issues: tuple[Issue, ...]) -> Field[Any]:
    candidate = None
    if record["page"] is not None:
        start, end = record["span"]
        candidate = Candidate(
            name,
            Evidence(
                record["page"],
                start,
                end,
                record["text"],
                tuple(Box(*edges) for edges in record["boxes"]),
                record["read_confidence"],
                record.get("second"),  # older records have none, nor what stands around
                *record.get("around", ("", "")),
            ),
            record["extract_confidence"],
            record["method"],
            record["label"],
        )
    by = record["by"]
    return Field(
        name,
        _value(name, record),
        candidate,
        record["confidence"],
        tuple(issue for issue in issues if issue.field is name),
        None if by == "machine" else by.removeprefix("human:"),
        _runners_up(name, record),
    )


def _runners_up(name: FieldName, record: Mapping[str, Any]) -> tuple[Field[Any], ...]:
    """Other values of the field; those of a category are in its value, and older records have none."""
    if name is FieldName.CATEGORY:
        return ()
    return tuple(_field(name, other, _issues(other["issues"])) for other in record.get("alternatives", ()))


def _shape(record: Mapping[str, Any]) -> PageShape:
    """A page's frame; older records have neither corners nor codes."""
    corners = record.get("corners")
    return PageShape(
        record["page"],
        record["width"],
        record["height"],
        record["rotation"],
        _corners(corners) if corners else None,
        tuple(Code(code["symbology"], code["text"], Box(*code["box"])) for code in record.get("codes", ())),
    )


def _corners(record: Sequence[Sequence[float]]) -> Corners:
    top_left, top_right, bottom_right, bottom_left = ((x, y) for x, y in record)
    return top_left, top_right, bottom_right, bottom_left


def _value(name: FieldName, record: Mapping[str, Any]) -> Any:
    text = record["value"]
    if text is None:
        return None
    if name is FieldName.CREDIT:
        return Credit(Decimal(text), Unit(record["unit"]))
    if name is FieldName.COMPLETED_ON:
        return PartialDate.parse(text)
    if name is FieldName.CATEGORY:
        return Category(
            CategoryLabel(text),
            record["confidence"],
            tuple((CategoryLabel(item["value"]), item["confidence"]) for item in record["alternatives"]),
            record["classifier"],
            tuple(map(CategoryLabel, record.get("also", ()))),  # older records have none
        )
    return text
