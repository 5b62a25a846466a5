"""The record of the contract, there and back."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from ingest.document import Box, Code, Evidence, Glyphs, PageShape, Reader, SourceFile, make_page
from ingest.record import from_record, page_record, to_record, value_text
from tests.made_outcomes import RUN, activity, failed, outcome, source
from tests.made_pages import SOURCE, at, page

FILE = source(Path("in/a.pdf"))

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
chances = st.floats(0, 1)
edges = st.floats(0, 2000)
boxes = st.tuples(edges, edges, edges, edges).map(
    lambda four: Box(min(four[0], four[2]), min(four[1], four[3]), max(four[0], four[2]), max(four[1], four[3]))
)
evidences = st.builds(
    lambda page, start, text, places, *read: Evidence(page, start, start + len(text), text, tuple(places), *read),
    st.integers(1, 20),
    st.integers(0, 5000),
    texts,
    st.lists(boxes, min_size=1, max_size=3),
    st.none() | chances,
    st.none() | st.just("") | texts,
    st.just("") | texts,
    st.just("") | texts,
)
points = st.tuples(edges, edges)
shapes_of_pages = st.builds(
    PageShape,
    st.integers(1, 20),
    edges,
    edges,
    st.sampled_from([0, 90, 180, 270]),
    st.none() | st.tuples(points, points, points, points),
    st.lists(st.builds(Code, texts, texts, boxes), max_size=2).map(tuple),
)
categories = st.builds(
    Category,
    st.sampled_from(CategoryLabel),
    chances,
    st.lists(st.tuples(st.sampled_from(CategoryLabel), chances), max_size=3).map(tuple),
    texts,
    st.lists(st.sampled_from(CategoryLabel), max_size=2).map(tuple),
)
VALUES: dict[FieldName, st.SearchStrategy[Any]] = {
    **dict.fromkeys(FieldName, texts),
    FieldName.COMPLETED_ON: st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
    | st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12)),
    FieldName.CREDIT: st.builds(Credit, st.decimals("0.01", "999", places=4, allow_nan=False), st.sampled_from(Unit)),
    FieldName.CATEGORY: categories,
}


@st.composite
def fields(draw: st.DrawFn, name: FieldName) -> Field[Any]:
    issues = tuple(
        Issue(code, name, draw(texts)) for code in draw(st.lists(st.sampled_from(IssueCode), max_size=2, unique=True))
    )
    who = draw(st.sampled_from(["nobody", "machine", "person"]))
    if who == "nobody":
        return Field(name, issues=issues)
    value = draw(VALUES[name])
    confidence = value.confidence if isinstance(value, Category) else draw(chances)
    if who == "person":
        return Field(name, value, None, confidence, issues, draw(texts))
    others = draw(st.lists(read_fields(name), max_size=2)) if name is not FieldName.CATEGORY else []
    return replace(draw(read_fields(name)), value=value, confidence=confidence, issues=issues, runners_up=tuple(others))


@st.composite
def read_fields(draw: st.DrawFn, name: FieldName) -> Field[Any]:
    """A value that the machine read, alone."""
    candidate = Candidate(name, draw(evidences), draw(chances), draw(texts), draw(st.none() | texts))
    issues = tuple(Issue(code, name, draw(texts)) for code in draw(st.lists(st.sampled_from(IssueCode), max_size=1)))
    return Field(name, draw(VALUES[name]), candidate, draw(chances), issues)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    seen = st.datetimes(min_value=datetime(1990, 1, 1)).map(lambda time: time.replace(tzinfo=UTC))  # noqa: DTZ001
    file = draw(
        st.builds(
            SourceFile,
            texts.map(Path),
            st.none() | texts,
            st.none() | texts,
            st.integers(0, 10**12),
            seen,
        )
    )
    seconds = tuple(draw(st.dictionaries(texts, st.floats(0, 1000), max_size=3)).items())
    run = Run(*(draw(texts) for _ in range(4)))
    if draw(st.booleans()):
        return Outcome(file, (0, 0), run, None, Failure(draw(texts), draw(texts)), seconds)
    issues = tuple(Issue(code, None, draw(texts)) for code in draw(st.lists(st.sampled_from(IssueCode), max_size=2)))
    made = Activity(**{name.value: draw(fields(name)) for name in FieldName}, issues=issues)
    pages = draw(st.lists(shapes_of_pages, min_size=1, max_size=3))
    shapes = tuple(replace(shape, number=number) for number, shape in enumerate(pages, start=1))
    return Outcome(file, (1, len(shapes)), run, made, None, seconds, shapes)


@given(outcomes())
def test_a_record_read_and_written_again_is_the_same(made: Outcome) -> None:
    record = to_record(made)
    assert to_record(from_record(record)) == record
    assert to_record(from_record(json.loads(json.dumps(record)))) == record, "also by way of a file"


@given(outcomes())
def test_nothing_that_decides_is_lost(made: Outcome) -> None:
    read = from_record(to_record(made))
    assert (read.key, read.status, read.source, read.run, read.failure) == (
        made.key,
        made.status,
        made.source,
        made.run,
        made.failure,
    )
    assert [[code.text for code in shape.codes] for shape in read.shapes] == [
        [code.text for code in shape.codes] for shape in made.shapes
    ]
    if made.activity and read.activity:
        assert read.activity.all_issues() == made.activity.all_issues()
        for name in FieldName:
            before, after = made.activity.field(name), read.activity.field(name)
            assert (value_text(after), after.method, after.decided_by) == (
                value_text(before),
                before.method,
                before.decided_by,
            )
            if isinstance(before.value, Credit):
                assert after.value == before.value
            if before.candidate and after.candidate:
                assert after.candidate.evidence.second == before.candidate.evidence.second
                assert after.candidate.evidence.before == before.candidate.evidence.before
            assert [(value_text(one), one.issues) for one in after.runners_up] == [
                (value_text(one), one.issues) for one in before.runners_up
            ]


def test_a_record_from_before_codes_and_corners_is_read() -> None:
    made = replace(outcome(FILE), shapes=(PageShape(1, 612, 792, 90),))
    record = to_record(made)
    for shape in record["page_shapes"]:
        del shape["corners"], shape["codes"]
    for field in record["activity"].values():
        field.pop("second", None)
    assert from_record(record) == from_record(to_record(made))
    assert from_record(record).shapes == made.shapes


def test_a_pages_codes_are_kept_with_the_frame_that_they_lie_in() -> None:
    code = Code("QRCode", "https://verify.example.org/7Q2K", Box(500.004, 700, 560, 760))
    corners = ((1.0, 2.0), (600.126, 3.0), (601.0, 790.0), (0.0, 789.0))
    (shape,) = to_record(replace(outcome(FILE), shapes=(PageShape(1, 612, 792, 0, corners, (code,)),)))["page_shapes"]
    box = [500.0, 700, 560, 760]
    assert shape["codes"] == [{"symbology": "QRCode", "text": "https://verify.example.org/7Q2K", "box": box}]
    assert shape["corners"] == [[1.0, 2.0], [600.13, 3.0], [601.0, 790.0], [0.0, 789.0]]


def test_every_field_has_the_keys_of_the_contract() -> None:
    record = to_record(outcome(FILE))
    assert record["schema"] == "ingest/outcome/1"
    assert list(record["activity"]) == [name.value for name in FieldName]
    for field in record["activity"].values():
        assert {"value", "text", "confidence", "page", "boxes", "method", "by"} <= field.keys()
    assert record["activity"]["credit"]["value"] == "1.5"
    assert record["activity"]["credit"]["unit"] == "contact_hour"
    assert record["activity"]["completed_on"]["value"] == "2026-03-14"
    assert record["activity"]["completed_on"]["text"] == "March 14, 2026"
    assert record["activity"]["category"]["alternatives"] == [{"value": "coagulation", "confidence": 0.02}]
    assert record["activity"]["holder"]["boxes"] == [[10.0, 20.0, 110.0, 32.5]]
    assert record["activity"]["holder"]["by"] == "machine"
    assert record["status"] == "accepted"


def test_a_field_that_is_not_stated_has_no_value_no_confidence_and_no_boxes() -> None:
    level = to_record(outcome(FILE))["activity"]["level"]
    assert (level["value"], level["confidence"], level["page"], level["boxes"]) == (None, None, None, [])


def test_a_failed_file_has_no_activity() -> None:
    record = to_record(failed(FILE, "encrypted_file"))
    assert record["activity"] is None
    assert record["failure"] == {"code": "encrypted_file", "message": "a.pdf: encrypted_file. Try again."}
    assert (record["status"], record["pages"], record["issues"]) == ("failed", [0, 0], [])


def test_a_persons_value_says_whose_it_is() -> None:
    holder = Field(FieldName.HOLDER, "Dana Whitfield", confidence=1.0, decided_by="ana")
    record = to_record(replace(outcome(FILE), activity=replace(activity(), holder=holder)))
    assert record["activity"]["holder"]["by"] == record["activity"]["holder"]["method"] == "human:ana"


@pytest.mark.parametrize("schema", [None, "ingest/outcome/2", "ingest/audit/1"])
def test_a_record_of_another_schema_is_refused(schema: str | None) -> None:
    with pytest.raises(ValueError, match="not a record of ingest/outcome/1"):
        from_record({**to_record(outcome(FILE)), "schema": schema})


AMOUNTS_BY_HAND = [
    ("1", "1"),
    ("1.0", "1"),
    ("1.50", "1.5"),
    ("0.05", "0.05"),
    ("10", "10"),
    ("100", "100"),
    ("12.25", "12.25"),
]


@pytest.mark.parametrize(("amount", "text"), AMOUNTS_BY_HAND)
def test_an_amount_is_written_plainly(amount: str, text: str) -> None:
    assert value_text(Field(FieldName.CREDIT, Credit(Decimal(amount), Unit.HOUR))) == text


def test_the_record_of_a_page_is_that_of_the_contract() -> None:
    made = page(at(50.123, 100, "Dana Whitfield", 24, 0.9))
    record = page_record(SOURCE, made)
    contract = ["path", "sha256", "page", "width", "height", "rotation", "reader", "why", "text", "words"]
    assert list(record)[: len(contract)] == contract
    assert record["text"] == "Dana Whitfield"
    assert record["words"][0] == {
        "text": "Dana",
        "box": [50.12, 100, 98.12, 124],
        "size": 24,
        "confidence": 0.9,
        "line": 0,
    }
    assert json.loads(json.dumps(record)) == record
    assert from_record(to_record(outcome(FILE))).run == RUN
    assert (record["corners"], record["codes"], record["marks"], record["doubt"]) == (None, [], [], None)


def test_the_record_of_a_page_has_all_that_was_seen_on_it() -> None:
    words = (
        Glyphs("Dana", Box(50, 100, 98, 124), 24, 0.9, "Dina"),
        Glyphs("Whitfield", Box(110, 100, 200, 124), 24, 0.9),
    )
    made = make_page(
        [words],
        number=1,
        width=612,
        height=792,
        rotation=0,
        reader=Reader.OCR,
        why="made up",
        corners=((0, 0), (612, 5), (612, 792), (0, 790)),
        codes=(Code("Code128", "CE-1", Box(1, 2, 3, 4)),),
        marks=(Glyphs("~", Box(5, 6, 7, 8), 11, 0.1),),
        doubt="the picture says another name",
    )
    record = page_record(SOURCE, made)
    assert [word.get("second") for word in record["words"]] == ["Dina", None]
    assert "second" not in record["words"][1], "most words are looked at once"
    assert record["corners"] == [[0, 0], [612, 5], [612, 792], [0, 790]]
    assert record["codes"] == [{"symbology": "Code128", "text": "CE-1", "box": [1, 2, 3, 4]}]
    assert record["marks"] == [{"text": "~", "box": [5, 6, 7, 8], "size": 11, "confidence": 0.1}]
    assert record["doubt"] == "the picture says another name"
    assert json.loads(json.dumps(record)) == record
