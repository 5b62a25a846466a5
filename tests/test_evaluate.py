"""The figures of `models/evaluate.py`: what is counted, what is averaged, and what is never shown."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from models import evaluate
from models.evaluate import by_file, calibration_error, judge_all, reliability, report, summarise, worst
from models.judge import Label, to_label

SAMPLES = Path(__file__).parent.parent / "samples" / "certificates"
SAMPLE = "a1c_methods.pdf"


def certificate(name: str, **changes: Any) -> Label:
    row = {"file": name, "kind": "text_pdf", "issuer": "desk", "holder": "Ada Byron", "title": "Draws", "hours": 2}
    return to_label(row | {"hours_unit": "ceu", "date": "2026-03-14", "cert_number": None} | changes)


def record(name: str, status: str = "needs_review", **fields: Any) -> dict[str, Any]:
    """A record as `ingest read` prints it; each field is a value and a confidence."""
    right = {"holder": ("Ada Byron", 0.9), "title": ("Draws", 0.8), "completed_on": ("2026-03-14", 0.99)}
    cells = right | {"credit": ("2", 0.95), "certificate_number": (None, None)} | fields
    activity = {key: {"value": value, "confidence": confidence} for key, (value, confidence) in cells.items()}
    activity["credit"]["unit"] = "ceu"
    return {"source": {"path": f"in/{name}"}, "status": status, "activity": activity}


def lines(*records: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in records)


def test_right_wrong_absent_and_accepted_are_counted_apart() -> None:
    labels = [certificate(name) for name in ("a", "b", "c", "d")]
    records = by_file(
        lines(
            record("a", "accepted"),
            record("b", "accepted", title=("Draw", 0.7)),
            record("c", certificate_number=("12", 0.6)),
        )
    )
    group = summarise(judge_all(labels, records), 0.85)["groups"]["all"]
    assert (group["certificates"], group["answered"], group["whole"]) == (4, 3, 2)
    assert (group["accepted"], group["accepted_whole"]) == (2, 1)
    title, number = group["fields"]["title"], group["fields"]["certificate_number"]
    assert (title["stated"], title["stated_right"], title["accepted"], title["accepted_right"]) == (4, 2, 2, 1)
    assert (number["stated"], number["absent"], number["absent_right"]) == (0, 4, 3)
    holder = group["fields"]["holder"]
    assert (holder["above"], holder["above_right"]) == (3, 3)
    assert (group["fields"]["credit"]["units"], group["fields"]["credit"]["units_right"]) == (3, 3)


def test_wholly_right_needs_the_provider_only_where_the_label_tells_it() -> None:
    told, silent = certificate("a", provider="CDC"), certificate("b")
    first, second = judge_all([told, silent], by_file(lines(record("a"), record("b"))))
    assert (first.is_whole, second.is_whole) == (False, True)


def test_the_first_record_with_an_activity_counts() -> None:
    failed = record("a") | {"activity": None, "status": "failed"}
    (scored,) = judge_all([certificate("a")], by_file(lines(failed, record("a"))))
    assert (scored.status, scored.records, scored.is_whole) == ("needs_review", 2, True)


def test_groups_are_kinds_and_sides_and_none_is_told_twice() -> None:
    labels = [
        certificate("a", side="dev"),
        certificate("b", side="held_out", kind="photo"),
        certificate("c", side="dev"),
    ]
    groups = summarise(judge_all(labels, {}), 0.9)["groups"]
    assert list(groups) == ["all", "dev", "held_out"]
    assert [groups[name]["certificates"] for name in groups] == [3, 2, 1]


def test_the_second_choice_of_a_category_is_counted() -> None:
    labels = [certificate(name, category="safety") for name in ("a", "b")]
    records = [record(name, category=("other", 0.5)) for name in ("a", "b")]
    records[0]["activity"]["category"]["alternatives"] = [{"value": "safety"}, {"value": "ethics"}]
    records[1]["activity"]["category"]["alternatives"] = [{"value": "ethics"}, {"value": "safety"}]
    cell = summarise(judge_all(labels, by_file(lines(*records))), 0.9)["groups"]["all"]["fields"]["category"]
    assert (cell["stated_right"], cell["stated_in_first_two"]) == (0, 1)


def test_reliability_by_hand() -> None:
    bins = reliability([(0.95, True), (1.0, False), (0.92, True), (0.31, False)])
    assert [(one["from"], one["n"], one["right"]) for one in bins] == [(0.3, 1, 0.0), (0.9, 3, 0.6667)]
    assert bins[1]["mean"] == pytest.approx((0.95 + 1.0 + 0.92) / 3, abs=1e-4)
    assert calibration_error(bins) == pytest.approx((0.31 + 3 * (2.87 / 3 - 2 / 3)) / 4, abs=1e-3)
    assert calibration_error([]) is None


def test_the_most_confident_errors_come_first_and_held_out_ones_never() -> None:
    labels = [certificate("a", side="dev"), certificate("b", side="held_out"), certificate("c", side="dev")]
    records = by_file(
        lines(*(record(one.file, title=(f"Wrong {one.file}", 0.5 + number / 10)) for number, one in enumerate(labels)))
    )
    scored = judge_all(labels, records)
    shown = worst(scored, 10)
    assert [line.split()[1] for line in shown] == ["c", "a"]
    assert "'Wrong c', wanted 'Draws'" in shown[0]
    assert worst(scored, 1) == shown[:1]
    assert summarise(scored, 0.9)["by_issuer"] == {"desk": {"certificates": 2, "whole": 0}}


def test_a_hidden_holder_is_not_shown() -> None:
    hidden = certificate("a", holder_sha256="0" * 64, holder=None)
    (line,) = worst(judge_all([hidden], by_file(lines(record("a")))), 5)
    assert "Ada" not in line


def test_the_report_says_every_field() -> None:
    summary = summarise(judge_all([certificate("a")], by_file(lines(record("a")))), 0.9)
    text = "\n".join(report(summary))
    for word in ("holder", "title", "completed_on", "credit", "certificate_number", "unit, if right", "1/1 1.000"):
        assert word in text


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate.py", *map(str, arguments)])
    evaluate.main()


def test_it_asks_the_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = json.loads((SAMPLES / f"{SAMPLE}.expected.json").read_text("utf-8"))[0]["activity"]
    row = {"file": SAMPLE, "kind": "text_pdf", "date": expected["completed_on"], "title": "Nothing of the kind"}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row), encoding="utf-8")
    out = tmp_path / "out.json"
    run_main(monkeypatch, SAMPLES, tmp_path / "labels.jsonl", "--json", out, "--show", 3, "--workers", 1)
    fields = json.loads(out.read_text("utf-8"))["groups"]["all"]["fields"]
    assert (fields["completed_on"]["stated_right"], fields["title"]["stated_right"]) == (1, 0)
    assert "wanted 'Nothing of the kind'" in capsys.readouterr().out


def test_records_of_before_are_taken_and_no_label_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "records.jsonl").write_text(lines(record("a")), encoding="utf-8")
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps({"file": "a", "kind": "photo", "title": "Draws"}), encoding="utf-8")
    run_main(monkeypatch, tmp_path, labels, "--records", tmp_path / "records.jsonl")
    assert "1 certificates, answered 1, all required right 1/1" in capsys.readouterr().out
    labels.write_text("", encoding="utf-8")
    with pytest.raises(SystemExit):
        run_main(monkeypatch, tmp_path, labels)


def test_a_command_that_failed_ends_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_WORKERS", "many")
    with pytest.raises(SystemExit) as ended:
        evaluate.read([SAMPLES / SAMPLE], 0)
    assert ended.value.code == 2
