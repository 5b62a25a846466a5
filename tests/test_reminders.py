"""Reminders are for those who are not met, a second import updates the first, and no name is in a calendar unasked."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from ingest.compliance.audit import Audit, audit
from ingest.errors import SettingsError
from ingest.person import Credential, Person
from ingest.reminders import COLUMNS, Reminded, write_reminders
from tests.test_audit import ANN, AS_OF, BEN, DANA, LAB, MLS, RULES, complete

MADE_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def lab(as_of: date = AS_OF, people: tuple[Person, ...] = LAB) -> Audit:
    """Dana is met; Ann is short in one credential and has no rule for the other; Ben has none."""
    return audit(people, complete(DANA.name, 1), RULES, as_of)


def events(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_calendar_has_the_last_day_and_the_days_before(tmp_path: Path) -> None:
    path = tmp_path / "lab.ics"
    assert write_reminders(lab(), path, MADE_AT) == Reminded(2, 0)
    mls = [event for event in events(path) if "MLS" in event["summary"]]
    assert [(event["dtstart"].dt, str(event["summary"])) for event in mls] == [
        (date(2027, 4, 30), "18: MLS, last day of the cycle"),
        (date(2027, 1, 30), "18: MLS, cycle ends in 90 days"),
        (date(2027, 3, 31), "18: MLS, cycle ends in 30 days"),
    ]
    assert mls[0]["dtend"].dt == date(2027, 5, 1)
    assert "Missing: 1 point each in safety and medical ethics; 2 points each" in mls[0]["description"]
    assert len({str(event["uid"]) for event in events(path)}) == len(events(path))
    (pbt,) = [event for event in events(path) if "PBT, last" in event["summary"]]
    assert "No rule is known" in pbt["description"]


def test_long_before_all_reminders_are_there(tmp_path: Path) -> None:
    write_reminders(lab(date(2025, 1, 1), (ANN,)), tmp_path / "a.ics", MADE_AT)
    first = [event["dtstart"].dt for event in events(tmp_path / "a.ics")][:4]
    assert [(date(2027, 4, 30) - day).days for day in first] == [0, 180, 90, 30]


def test_a_cycle_that_ended_keeps_its_last_day(tmp_path: Path) -> None:
    write_reminders(lab(date(2027, 6, 1), (replace(ANN, credentials=(MLS,)),)), tmp_path / "a.ics", MADE_AT)
    (event,) = events(tmp_path / "a.ics")
    assert event["dtstart"].dt == date(2027, 4, 30)


def test_a_second_import_updates_the_first(tmp_path: Path) -> None:
    write_reminders(lab(), tmp_path / "a.ics", MADE_AT)
    write_reminders(lab(AS_OF + timedelta(days=1)), tmp_path / "b.ics", MADE_AT + timedelta(days=1))
    first, second = events(tmp_path / "a.ics"), events(tmp_path / "b.ics")
    assert [str(event["uid"]) for event in first] == [str(event["uid"]) for event in second]
    assert all(before["sequence"] < after["sequence"] for before, after in zip(first, second, strict=True))
    other_cycle = replace(MLS, cycle_end=date(2030, 4, 30))
    write_reminders(lab(AS_OF, (replace(ANN, credentials=(other_cycle,)),)), tmp_path / "c.ics", MADE_AT)
    assert not {str(e["uid"]) for e in first} & {str(e["uid"]) for e in events(tmp_path / "c.ics")}


def test_names_are_in_a_calendar_only_if_asked_for(tmp_path: Path) -> None:
    write_reminders(lab(), tmp_path / "a.ics", MADE_AT)
    assert b"Lee" not in (tmp_path / "a.ics").read_bytes()
    write_reminders(lab(), tmp_path / "a.ics", MADE_AT, with_names=True)
    assert str(events(tmp_path / "a.ics")[0]["summary"]).startswith("Ann Lee (18): MLS")


def test_all_are_there_if_asked_for(tmp_path: Path) -> None:
    assert write_reminders(lab(), tmp_path / "a.ics", MADE_AT, all_=True) == Reminded(3, 0)
    assert "Status on 2026-11-23: met." in events(tmp_path / "a.ics")[0]["description"]


def test_a_hostile_name_adds_no_line(tmp_path: Path) -> None:
    hostile = Person("1\r\nEND:VCALENDAR", "A;B,C\\n\x00\nBEGIN:VALARM", (), None, (MLS,))
    write_reminders(lab(AS_OF, (hostile,)), tmp_path / "a.ics", MADE_AT, with_names=True)
    lines = (tmp_path / "a.ics").read_bytes().split(b"\r\n")
    assert (lines.count(b"END:VCALENDAR"), lines.count(b"BEGIN:VALARM")) == (1, 0)
    assert "A;B,C\\n\ufffd BEGIN:VALARM" in str(events(tmp_path / "a.ics")[0]["summary"])


def test_a_credential_without_a_cycle_is_counted_and_listed(tmp_path: Path) -> None:
    undated = replace(BEN, credentials=(Credential("MLS", None, None, None),))
    assert write_reminders(lab(AS_OF, (undated,)), tmp_path / "a.ics", MADE_AT) == Reminded(0, 1)
    assert events(tmp_path / "a.ics") == []
    assert write_reminders(lab(AS_OF, (undated,)), tmp_path / "a.csv", MADE_AT) == Reminded(1, 0)


def test_the_list_has_what_a_letter_needs(tmp_path: Path) -> None:
    ann = replace(ANN, name="=Ann Lee", email="ann@example.org", credentials=(replace(MLS, cycle_end=AS_OF),))
    write_reminders(lab(AS_OF + timedelta(days=2), (ann,)), tmp_path / "a.csv", MADE_AT)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS
    wanted = {"name": "'=Ann Lee", "email": "ann@example.org", "cycle_end": "2026-11-23", "days_left": "-2"}
    assert {name: row[name] for name in wanted} == wanted
    assert row["missing"].endswith("by 2026-11-23")


def test_other_formats_and_times_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.ics or \.csv"):
        write_reminders(lab(), tmp_path / "a.vcs", MADE_AT)
    with pytest.raises(ValueError, match="time zone"):
        write_reminders(lab(), tmp_path / "a.ics", MADE_AT.replace(tzinfo=None))
