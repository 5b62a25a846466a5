"""The committed samples are what `samples/make.py` writes, and their expected records say what is printed."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from ingest.activity import CategoryLabel, FieldName, IssueCode, PartialDate, Unit
from ingest.errors import DocumentError
from samples import cases, degrade, make
from samples.catalogue import LAYOUTS
from samples.people import CLAIM_COLUMNS, ROSTER_COLUMNS
from samples.style import DATE_FORMATS, format_date

SAMPLES = Path(make.__file__).parent
CERTIFICATES = SAMPLES / "certificates"
PICTURE_KINDS = ("image_pdf", "scan", "photo")
KINDS = (*PICTURE_KINDS, "text_pdf", "encrypted", "not_a_certificate", "broken")


def files(folder: Path) -> list[Path]:
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in shown if not path.name.endswith(make.EXPECTED_SUFFIX))


def expected(path: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(path.with_name(path.name + make.EXPECTED_SUFFIX).read_text("utf-8"))
    return records


def page_text(path: Path, number: int) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        text: str = document[number - 1].get_textpage().get_text_range()
    finally:
        document.close()
    text = text.replace("\ufffe", "-")  # how pdfium gives a hyphen at the end of a line
    return " ".join(text.split())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def assert_printed(activity: dict[str, Any], text: str) -> None:
    """Every value of the record can be read in the text."""
    folded = text.casefold()
    reversed_names = [
        f"{activity['holder'][cut + 1 :]}, {activity['holder'][:cut]}" for cut in spaces(activity["holder"])
    ]
    assert any(name.casefold() in folded for name in [activity["holder"], *reversed_names]), activity["holder"]
    assert activity["title"] in text
    for name in ("provider", "program_number", "certificate_number", "level"):
        assert activity[name] is None or activity[name].casefold() in folded, name
    if activity["credit"] is not None:
        amount = re.escape(activity["credit"]["value"])
        assert re.search(rf"(?<![\d.]){amount}(\.0)?(?![\d])", text), activity["credit"]
    if activity["completed_on"] is not None:
        assert_date_printed(activity["completed_on"], text)


def spaces(text: str) -> Iterator[int]:
    return (place for place, letter in enumerate(text) if letter == " ")


def assert_date_printed(value: str, text: str) -> None:
    parsed = PartialDate.parse(value)
    day = date(parsed.year, parsed.month or 1, parsed.day or 1)
    if parsed.day is None:
        assert format_date(day, "month") in text
        return
    whole = any(format_date(day, name) in text for name in (*DATE_FORMATS, "formal"))
    last_of_a_span = re.search(rf"\b{day:%B}\b.*\b{day.day}, {day.year}", text)
    assert whole or last_of_a_span, value


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make.write_fixed_set(folder)
    return folder


def test_the_committed_files_are_those_that_make_writes(made: Path) -> None:
    assert [path.name for path in files(CERTIFICATES)] == [path.name for path in files(made / "certificates")]
    for path in files(CERTIFICATES):
        fresh = made / "certificates" / path.name
        assert expected(path) == expected(fresh)
        if expected(path)[0]["kind"] in PICTURE_KINDS:
            assert fresh.stat().st_size == pytest.approx(path.stat().st_size, rel=0.25), path.name
        else:
            assert fresh.read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("name", ["roster.csv", "claims.csv", ".ingestignore", "certificates/.ingestignore"])
def test_the_committed_lists_are_those_that_make_writes(made: Path, name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (made / name).read_bytes()


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(record["kind"] for path in files(CERTIFICATES) for record in expected(path))
    assert kinds["text_pdf"] >= 12
    assert kinds["image_pdf"] >= 3
    assert kinds["scan"] >= 4
    assert kinds["photo"] >= 3
    assert {"encrypted", "not_a_certificate", "broken"} <= kinds.keys()
    assert sum(path.stat().st_size for path in CERTIFICATES.iterdir()) < 8_000_000
    assert all(path.stat().st_size <= make.LARGEST_BYTES for path in files(CERTIFICATES))


@pytest.mark.parametrize("path", files(CERTIFICATES), ids=lambda path: path.name)
def test_each_expected_record_is_of_the_contract(path: Path) -> None:
    codes = {kind.code for kind in DocumentError.__subclasses__()}
    for record in expected(path):
        assert record["kind"] in KINDS
        assert record["failure"] is None or record["failure"] in codes
        assert all(IssueCode(code) for code in record["issues"])
        activity = record["activity"]
        if activity is None:
            assert record["failure"] or record["issues"] == ["not_a_certificate"]
            continue
        assert list(activity) == [name.value for name in FieldName]
        assert CategoryLabel(activity["category"])
        assert activity["credit"] is None or Unit(activity["credit"]["unit"])
        assert activity["level"] in (None, "basic", "intermediate", "advanced")
        number = activity["provider_number"]
        assert number is None or re.fullmatch(rf"{number}-\d{{3}}-\d{{2}}", activity["program_number"])
        undecided = activity["credit"] is None or record["issues"]
        assert record["status_not"] == ("accepted" if undecided else None)


@pytest.mark.parametrize(
    "path",
    [path for path in files(CERTIFICATES) if expected(path)[0]["kind"] in ("text_pdf", "encrypted")],
    ids=lambda path: path.name,
)
def test_every_expected_value_is_printed(path: Path) -> None:
    for record in expected(path):
        first, last = record["pages"]
        text = " ".join(page_text(path, number) for number in range(first, last + 1))
        if record["activity"] is not None:
            assert_printed(record["activity"], text)


def test_the_awkward_ones_are_there() -> None:
    by_name = {path.name: path for path in files(CERTIFICATES)}
    ambiguous = by_name["corolab_superuser.pdf"]
    assert "03/04/2026" in page_text(ambiguous, 1)
    assert expected(ambiguous)[0]["issues"] == ["ambiguous_date"]
    assert expected(by_name["lean_certificate.pdf"])[0]["activity"]["completed_on"] == "2026-02"
    assert expected(by_name["annual_fire_safety.pdf"])[0]["activity"]["credit"] is None
    assert by_name[cases.DUPLICATE].read_bytes() == by_name[cases.DUPLICATE_OF].read_bytes()
    assert b"/Encrypt" in by_name["cap_protected.pdf"].read_bytes()
    assert [record["pages"] for record in expected(by_name["marchetti_two_courses.pdf"])] == [[1, 1], [2, 2]]
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(by_name[cases.BROKEN])


def test_pictures_without_text_have_none() -> None:
    for path in files(CERTIFICATES):
        if expected(path)[0]["kind"] == "image_pdf":
            assert page_text(path, 1) == ""


def test_photos_carry_their_orientation() -> None:
    for case in cases.CASES:
        if case.kind == "photo":
            with Image.open(CERTIFICATES / case.file) as photo:
                assert photo.getexif()[degrade.ORIENTATION_TAG] == case.orientation


def test_the_roster_and_the_claims_are_of_the_contract() -> None:
    roster, claims = rows(SAMPLES / "roster.csv"), rows(SAMPLES / "claims.csv")
    assert all(tuple(row) == ROSTER_COLUMNS for row in roster)
    assert all(tuple(row) == CLAIM_COLUMNS for row in claims)
    for row in roster:
        started, ends = date.fromisoformat(row["cycle_start"]), date.fromisoformat(row["cycle_end"])
        assert date.fromisoformat(row["certified_on"]) <= started
        assert 3 * 365 - 1 <= (ends - started).days <= 3 * 366
    people = {row["person_id"] for row in roster}
    assert len(people) == 8
    assert {row["person_id"] for row in claims} <= people
    assert any(row["certified_on"] < "2004" for row in roster)


def test_one_person_has_the_points_and_the_areas() -> None:
    held = [course for case in cases.CASES for course in case.courses if course.holder == "dana"]
    assert sum(float(course.hours) for course in held) >= 36
    areas = {course.category for course in held}
    assert {CategoryLabel.SAFETY, CategoryLabel.ETHICS, CategoryLabel.BLOOD_BANKING, CategoryLabel.CHEMISTRY} <= areas
    assert all("2023-12-01" <= course.completed.isoformat() <= "2026-11-30" for course in held)


def test_more_draws_every_layout_the_same_way_twice(tmp_path: Path) -> None:
    assert len(LAYOUTS) >= 25
    for name in ("one", "two"):
        make.main(["--more", str(len(LAYOUTS)), "--seed", "5", "--out", str(tmp_path / name), "--spoilt", "0"])
    layouts = set()
    for path in files(tmp_path / "one"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        (record,) = expected(path)
        assert_printed(record["activity"], page_text(path, 1))
        layouts.add(record["layout"])
    assert layouts == set(LAYOUTS)


def test_more_spoils_a_share(tmp_path: Path) -> None:
    make.main(["--more", "2", "--out", str(tmp_path), "--spoilt", "1"])
    assert {expected(path)[0]["kind"] for path in files(tmp_path)} <= set(PICTURE_KINDS)
