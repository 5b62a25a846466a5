"""Which of a field's values it is on a layout that people confirmed, and how surely."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.activity import Field, FieldName, Outcome
from ingest.confidence import Weights, load_calibration
from ingest.known_layout import MOST, WEIGHED, on_known_layout, options_of, weighed
from ingest.memory import LearnedLayout, lesson, make_memory
from ingest.vocabulary import MODEL_FOLDER
from tests.made_memory import certificate, moved, with_runner_up

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
NAMES = ("Bo Li", "Ann Ode", "Cy Dow")
SHIPPED = load_calibration(MODEL_FOLDER).known_layout


def layout_of(*made: Outcome, **corrected: Any) -> LearnedLayout:
    """A layout of which a person confirmed these certificates, with other values if they are given."""
    lessons = []
    for minute, one in enumerate(made):
        assert one.activity is not None
        fields = {name: Field(FieldName(name), value, decided_by="ana") for name, value in corrected.items()}
        confirmed = replace(one, activity=replace(one.activity, **fields))  # type: ignore[arg-type]  # fields by name
        lessons.append(lesson(one, confirmed, START + timedelta(minutes=minute)))
    (layout,) = make_memory(lessons).layouts
    return layout


def three() -> list[Outcome]:
    return [certificate(f"{number}.pdf", name) for number, name in enumerate(NAMES)]


def numbers(made: Outcome, name: FieldName, layout: LearnedLayout) -> list[dict[str, float]]:
    assert made.activity is not None
    rows = weighed(made, options_of(made.activity.field(name)), layout)
    return [dict(zip(WEIGHED, row, strict=True)) for row in rows]


def seen(made: Outcome, name: FieldName, layout: LearnedLayout) -> Field[Any]:
    assert made.activity is not None
    return on_known_layout(made, made.activity.field(name), layout, SHIPPED[name])


def test_what_is_weighed() -> None:
    made = with_runner_up(certificate("new.pdf"), FieldName.TITLE, "Another", 300)
    first, second = numbers(made, FieldName.TITLE, layout_of(*three()))
    assert (first["is_first"], second["is_first"]) == (1, 0)
    assert first["right_here"] == pytest.approx(1.386, abs=1e-3) and second["right_here"] == 0
    assert (first["never_right_here"], second["never_right_here"]) == (0, 1)
    assert first["value_share"] == 1 and second["value_share"] == 0
    assert first["both_words"] == 1 and first["unlike_size"] == 0 and first["never_right"] == 0


def test_the_value_at_the_confirmed_place_is_taken_though_the_machine_chose_another() -> None:
    taught = [with_runner_up(one, FieldName.TITLE, f"Course {number}", 300) for number, one in enumerate(three())]
    lessons = [layout_of(one, title=f"Course {number}").lessons[0] for number, one in enumerate(taught)]
    layout = LearnedLayout("layout:x", layout_of(*three()).shared, tuple(lessons))
    made = with_runner_up(certificate("new.pdf"), FieldName.TITLE, "Its Own Course", 300)
    found = seen(made, FieldName.TITLE, layout)
    assert found.value == "Its Own Course" and found.candidate is not None
    assert [other.value for other in found.runners_up] == ["Anemias of Chronic Disease"]
    assert (found.confidence or 0) > (found.runners_up[0].confidence or 0)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_value_where_the_right_ones_stood_is_sure_and_another_is_not(name: FieldName) -> None:
    layout = layout_of(*three())
    here, elsewhere = (seen(moved(certificate("new.pdf"), name, down), name, layout) for down in (0, 200))
    assert 0.9 < (here.confidence or 0) <= MOST
    if name is FieldName.PROVIDER:  # known by its name, wherever it stands
        assert (elsewhere.confidence or 0) > 0.9
    else:
        assert (elsewhere.confidence or 0) < 0.9


def test_a_field_without_a_value_stays_without() -> None:
    made = certificate("new.pdf", without=FieldName.CREDIT)
    assert made.activity is not None
    assert seen(made, FieldName.CREDIT, layout_of(*three())) is made.activity.credit


def test_the_shares_of_all_values_and_of_none_are_one() -> None:
    weights = Weights((1.0, -2.0), 0.5)
    one, two = weights.shares([(1.0, 0.0), (3.0, 1.0)])
    assert one == pytest.approx(two) and one < 0.5
    assert weights.shares([(900.0, 0.0)]) == [1.0]
    (least,) = weights.shares([(-900.0, 0.0)])
    assert least == 0


def test_the_shipped_weights_are_of_what_is_weighed() -> None:
    assert {len(weights.of) for weights in SHIPPED.values()} == {len(WEIGHED)}
    assert set(SHIPPED) == {
        FieldName.HOLDER,
        FieldName.TITLE,
        FieldName.PROVIDER,
        FieldName.COMPLETED_ON,
        FieldName.CREDIT,
    }
