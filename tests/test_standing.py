"""Each row of a transcript stands once, whatever people decide and later runs read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.activity import Issue, IssueCode, Outcome, Run
from ingest.decision import Action, State
from ingest.document import SourceFile
from ingest.record import from_record, to_record
from ingest.standing import parse_key
from ingest.store import Store
from tests.made_outcomes import LATER_RUN, RUN, outcome, source

DOUBT = Issue(IssueCode.LOW_CONFIDENCE, None, "the row is hardly readable")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}") as opened:
        yield opened


def rows_of(file: SourceFile, *numbers: int, run: Run = RUN) -> list[Outcome]:
    return [replace(outcome(file, DOUBT, pages=(1, 2), run=run), row=number) for number in numbers]


def standing(store: Store) -> list[tuple[str, int | None]]:
    """The run and row of each certificate that stands."""
    return [(each.outcome.run.ingest, each.outcome.row) for each in store.current()]


def test_each_row_is_found_by_its_key(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "transcript.pdf")
    made = rows_of(file, *range(1, 13))
    store.save(made)
    store.save(made)
    assert [each.outcome for each in store.current()] == made  # also row 10 after row 9
    assert made[2].key == f"{file.sha256}:1-2#3" and parse_key(made[2].key) == (file.sha256, 1, 2, 3)
    found = store.find(made[2].key)
    assert found is not None and found.outcome == made[2]
    assert store.find(f"{file.sha256}:1-2") is None and store.find(f"{file.sha256}:1-2#13") is None
    (seen,) = store.files()
    assert seen.certificates == 12


def test_a_decision_is_about_one_row(store: Store, tmp_path: Path) -> None:
    made = rows_of(source(tmp_path / "transcript.pdf"), 1, 2, 3)
    store.save(made)
    store.decide(made[1].key, "kim", {}, Action.CONFIRM, seen=0)
    store.decide(made[2].key, "kim", {}, Action.REJECT, seen=0)
    assert [each.state for each in store.current()] == [State.NEEDS_REVIEW, State.CONFIRMED, State.REJECTED]
    assert store.history(made[0].key) == () and len(store.history(made[1].key)) == 1


def test_a_table_of_which_a_row_is_decided_keeps_its_rows(store: Store, tmp_path: Path) -> None:
    """A later run may count the rows in another way: its row 2 need not be the decided row 2."""
    file = source(tmp_path / "transcript.pdf")
    made = rows_of(file, 1, 2, 3)
    store.save(made)
    store.decide(made[1].key, "kim", {}, Action.CONFIRM, seen=0)
    store.save(rows_of(file, 1, 2, run=LATER_RUN))
    assert standing(store) == [(RUN.ingest, 1), (RUN.ingest, 2), (RUN.ingest, 3)]
    store.decide(made[1].key, "kim", {}, Action.REOPEN, seen=1)
    assert standing(store) == [(LATER_RUN.ingest, 1), (LATER_RUN.ingest, 2)]


def test_a_decided_row_and_a_later_reading_as_one_certificate(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "transcript.pdf")
    made = rows_of(file, 1, 2)
    store.save(made)
    store.decide(made[0].key, "kim", {}, Action.CONFIRM, seen=0)
    store.save([outcome(file, pages=(1, 2), run=LATER_RUN)])
    assert standing(store) == [(RUN.ingest, 1), (RUN.ingest, 2)]


def test_a_decided_certificate_and_a_later_reading_as_rows(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "transcript.pdf")
    whole = outcome(file, pages=(1, 2))
    store.save([whole])
    store.decide(whole.key, "kim", {}, Action.CONFIRM, seen=0)
    store.save(rows_of(file, 1, 2, run=LATER_RUN))
    assert standing(store) == [(RUN.ingest, None)]


def test_rows_come_back_from_their_records(tmp_path: Path) -> None:
    (made,) = rows_of(source(tmp_path / "transcript.pdf"), 4)
    assert to_record(made)["row"] == 4 and from_record(to_record(made)) == made
    older = {key: value for key, value in to_record(outcome(made.source)).items() if key != "row"}
    assert from_record(older).row is None
    with pytest.raises(ValueError, match="from 1"):
        replace(made, row=0)
