"""What may be accepted on layouts that people confirmed, simulated on made certificates."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from ingest.activity import REQUIRED_FIELDS, CategoryLabel, Credit, FieldName, Issue, IssueCode, Outcome, Unit
from ingest.confidence import load_calibration
from ingest.fingerprint import Fingerprint
from models import calibrate, known
from models.known import (
    Recalled,
    Seen,
    acceptance_known,
    after_confirming,
    confirmed,
    examples_of,
    fitted,
    recalled,
    recalled_by_folds,
    summary,
    write,
)
from tests.made_memory import BAR, DIPLOMA, RECEIPT, area, certificate, day, moved, with_runner_up
from tests.made_outcomes import failed, source

NAMES: Final = ("Bo Li", "Ann Ode", "Cy Dow", "Eve Fox", "Flo Gee", "Gil Hay")
PRINTED: Final = {
    "title": "Anemias of Chronic Disease",
    "provider": "Prairie Laboratory Society",
    "completed_on": "2026-03-14",
    "credit": {"value": "1.5", "unit": "contact_hour"},
    "program_number": "578-063-22",
    "provider_number": "578",
    "certificate_number": None,
    "level": None,
}


def seen(number: int, layout: str = DIPLOMA, *, made: Outcome | None = None, **printed: Any) -> Seen:
    """A certificate that states what `certificate` reads, but for what is given."""
    outcome = certificate(f"{layout[:9]}{number}.pdf", NAMES[number], layout, sure=0.95) if made is None else made
    activity = {"holder": NAMES[number], **PRINTED, **printed}
    expected = {"kind": "text_pdf", "layout": layout, "activity": activity, "printed": {}}
    return Seen(layout, expected, outcome)


def without(number: int, name: FieldName) -> Outcome:
    return certificate(f"{number}.pdf", NAMES[number], sure=0.95, without=name)


def in_the_light(seen_before: Sequence[Seen]) -> list[Recalled]:
    """Those that are asked for, each recalled with the shipped weights."""
    return [recalled(one, BAR.calibration) for one in after_confirming(seen_before)]


def accepted(items: Iterable[Recalled], threshold: float = 0.9) -> list[bool]:
    return [item.is_accepted(threshold) for item in items]


def looked_up(right: int, wrong: int, least: float, kind: str = "text_pdf") -> list[Recalled]:
    outcome = certificate("a.pdf")
    return [
        Recalled(outcome, kind, least, (), (FieldName.TITLE,) if number < wrong else ())
        for number in range(right + wrong)
    ]


# Confirming


def test_a_person_corrects_what_is_wrong_and_leaves_what_is_right() -> None:
    item = seen(0, title="Casts and Crystals", completed_on="2026-03-15", credit={"value": "2", "unit": "ceu"})
    before, after = item.outcome.activity, confirmed(item).activity
    assert before is not None and after is not None
    assert (after.title.value, after.completed_on.value) == ("Casts and Crystals", day("2026-03-15"))
    assert after.credit.value == Credit(Decimal(2), Unit.CEU)
    assert after.title.decided_by and not after.title.issues
    assert (after.holder, after.provider, after.program_number) == (
        before.holder,
        before.provider,
        before.program_number,
    )


def test_a_person_clears_what_the_certificate_does_not_state() -> None:
    after = confirmed(seen(0, provider=None)).activity
    assert after is not None and after.provider.value is None


# Recalling


@pytest.mark.parametrize(("count", "looked_up"), [(3, 0), (4, 1), (5, 2), (6, 6)])
def test_a_certificate_is_looked_up_once_after_three_others_of_its_layout(count: int, looked_up: int) -> None:
    items = in_the_light([seen(number) for number in range(count)])
    assert accepted(items) == [True] * looked_up
    assert len({item.outcome.key for item in items}) == looked_up
    assert not any(item.wrong or item.blocking for item in items)


def test_a_layout_that_is_not_known_is_not_counted() -> None:
    few = [seen(number, RECEIPT) for number in range(2)]
    lost = replace(seen(5), outcome=failed(source(Path("/in/lost.pdf")), "encrypted_file"))
    unlike = seen(4, made=certificate("4.pdf", NAMES[4], None))
    items = in_the_light([*(seen(number) for number in range(4)), *few, lost, unlike])
    assert len(items) == 1


def test_what_is_wrong_is_told_and_what_is_in_doubt_is_not_accepted() -> None:
    three = [seen(number) for number in range(3)]
    (wrong,) = in_the_light([*three, seen(3, title="Casts and Crystals")])
    assert wrong.wrong == (FieldName.TITLE,) and accepted([wrong]) == [True]
    (elsewhere,) = in_the_light(
        [*three, seen(3, made=moved(certificate("3.pdf", NAMES[3], sure=0.95), FieldName.HOLDER, 200))]
    )
    assert accepted([elsewhere]) == [False] and not elsewhere.blocking
    doubted = certificate("3.pdf", NAMES[3], sure=0.95)
    assert doubted.activity is not None
    issue = Issue(IssueCode.LAYER_DISAGREES, None, "page 1")
    (item,) = in_the_light(
        [*three, seen(3, made=replace(doubted, activity=replace(doubted.activity, issues=(issue,))))]
    )
    assert item.blocking == ("record layer_disagrees",) and accepted([item], 0.0) == [False]
    (missing,) = in_the_light([*three, seen(3, made=without(3, FieldName.HOLDER))])
    assert missing.blocking == ("holder missing",) and missing.wrong == (FieldName.HOLDER,)


def test_an_unsure_area_keeps_nothing_from_being_accepted() -> None:
    unsure = certificate("3.pdf", NAMES[3], sure=0.95, category=area(CategoryLabel.HEMATOLOGY, 0.5))
    items = in_the_light([*(seen(number) for number in range(3)), seen(3, made=unsure)])
    assert accepted(items) == [True]


def test_hours_that_the_layout_never_states_are_not_asked_for() -> None:
    items = in_the_light([seen(number, made=without(number, FieldName.CREDIT), credit=None) for number in range(4)])
    assert accepted(items) == [True] and items[0].least > 0.9 and not items[0].wrong


# Fitting


def of_layouts(count: int) -> list[Seen]:
    """Six certificates of each of so many layouts; on every second one the title is the runner-up."""
    found = []
    for layout in range(count):
        looks = str(
            Fingerprint((77,), tuple((0, f"{100 * layout + word:04x}", 10 * word, 8 * word) for word in range(20)))
        )
        for number in range(6):
            made = certificate(f"{layout}-{number}.pdf", NAMES[number], looks, sure=0.6)
            title = PRINTED["title"]
            if layout % 2:
                title = f"Course {number}"
                made = with_runner_up(made, FieldName.TITLE, title, 200, 0.2)
            found.append(seen(number, looks, made=made, title=title))
    return found


def test_the_weights_are_fitted_on_other_layouts_and_find_the_runner_up() -> None:
    asked = after_confirming(of_layouts(12))
    examples = [examples_of(one) for one in asked]
    assert len(asked) == 72 and all(set(example) == set(REQUIRED_FIELDS) for example in examples)
    found = recalled_by_folds(asked, examples)
    assert len(found) == 72 and not any(item.wrong for item in found)
    assert set(fitted(examples)) == set(REQUIRED_FIELDS)


def test_what_a_layout_does_not_state_is_no_example() -> None:
    three = [seen(number, made=without(number, FieldName.CREDIT), credit=None) for number in range(4)]
    (asked,) = after_confirming(three)
    assert FieldName.CREDIT not in examples_of(asked)


# The table


def test_the_table_counts_what_clears_each_threshold_with_its_bound() -> None:
    table = acceptance_known([*looked_up(700, 0, 0.996), *looked_up(20, 5, 0.96), *looked_up(10, 0, 0.5)])
    rows = {row["threshold"]: row for row in table}
    assert [row["threshold"] for row in table] == sorted(rows) and max(rows) == 0.9999
    assert (rows[0.95]["records"], rows[0.95]["wrong"]) == (725, 5)
    assert (rows[0.995]["records"], rows[0.995]["wrong"]) == (700, 0)
    assert rows[0.995]["error_bound"] == pytest.approx(1 - 0.05 ** (1 / 700), abs=1e-5)
    assert rows[0.95]["error_bound"] == round(calibrate.upper_bound(5, 725), 5)
    assert (rows[0.9975]["records"], rows[0.9975]["error_bound"]) == (0, 1.0)


def test_only_the_table_and_the_weights_are_written(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    other = [{"threshold": 0.9, "records": 10, "wrong": 5, "error_bound": 0.8}]
    path.write_text(json.dumps({"version": "x", "fields": {}, "acceptance": other}), encoding="utf-8")
    for _ in range(2):
        write(acceptance_known(looked_up(700, 0, 0.96)), BAR.calibration.known_layout, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["version"] == "x" and data["acceptance"] == other and data["fields"] == {}
    found = load_calibration(tmp_path)
    assert found.known_layout == BAR.calibration.known_layout
    assert found.acceptance_threshold(0.005, is_known=True) == 0.9 < found.acceptance_threshold(0.005)


def test_the_summary_tells_what_is_accepted_and_what_keeps_the_rest() -> None:
    items = [*looked_up(700, 0, 0.96), *looked_up(50, 10, 0.5, "scan")]
    text = "\n".join(summary(items, acceptance_known(items), 0.005))
    assert "all: 760 known, 750 wholly right, 700 accepted (92.1%), 0 of them wrong" in text
    assert "scan: 60 known, 50 wholly right, 0 accepted (0.0%), 0 of them wrong" in text
    assert "60 holder right, unsure" in text and "10 title wrong, unsure" in text
    text = "\n".join(summary(items, acceptance_known(items[:20]), 0.005))
    assert "no threshold bears out the promise of 0.5%" in text and "0 accepted" in text


def test_made_certificates_are_read_by_the_product() -> None:
    (item,) = known.seen_certificates(known.SEED, 1, 1, scans=0.0)
    assert item.outcome.activity is not None and item.expected["activity"]["holder"]
    assert item.outcome.layout and item.layout == "0"
