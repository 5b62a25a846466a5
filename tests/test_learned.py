"""What the database learns from decisions: others leave the queue, and come back when a decision is taken back."""

import csv
import io
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ingest.activity import FieldName, IssueCode, Outcome
from ingest.batch import read_files
from ingest.cli import main
from ingest.decision import Action, State
from ingest.errors import StoreError
from ingest.learned_export import learned_record
from ingest.memory import LearnedLayout
from ingest.settings import Settings
from ingest.store import Store
from tests.made_memory import BAR, DIPLOMA, RECEIPT, certificate, hours
from tests.made_outcomes import LATER_RUN, RUN

NAMES = ("Dana R. Whitfield", "Bo Li", "Ann Ode", "Cy Dow", "Eve Fox", "Flo Gee")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'lab.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url, BAR) as opened:
        yield opened


def papers(layout: str | None = DIPLOMA, **values: Any) -> list[Outcome]:
    """A certificate of each person, each of a course of its own."""
    return [
        certificate(f"{(layout or 'none')[6:10]}-{number}.pdf", name, layout, **course(number), **values)
        for number, name in enumerate(NAMES)
    ]


def course(number: int) -> dict[str, Any]:
    return {"program_number": f"578-00{number}-25", "title": f"Course {number}"}


def save(store: Store, *outcomes: Outcome) -> None:
    for made in outcomes:
        store.save([made])
    store.recall()


def confirm(store: Store, made: Outcome, **values: Any) -> None:
    certificate = store.find(made.key)
    assert certificate is not None
    given = {FieldName(name): value for name, value in values.items()}
    store.decide(made.key, "ana", given, Action.CONFIRM, seen=certificate.decision)


def take_back(store: Store, made: Outcome) -> None:
    certificate = store.find(made.key)
    assert certificate is not None
    store.decide(made.key, "ana", {}, Action.REOPEN, seen=certificate.decision)


def states(store: Store) -> Counter[str]:
    """How many certificates are in each state: of the list, and as `status` has it."""
    found = Counter(certificate.state.value for certificate in store.current())
    assert found == Counter(file.state.value for file in store.files())
    return found


def layouts(store: Store) -> list[LearnedLayout]:
    return [learned.item for learned in store.learned() if isinstance(learned.item, LearnedLayout)]


def key_of(store: Store, kind: str) -> str:
    return next(learned.key for learned in store.learned() if learned.key.startswith(kind))


# The queue


def test_three_confirmations_take_the_rest_of_the_layout_out_of_the_queue(store: Store) -> None:
    made = papers()
    save(store, *made, *papers(RECEIPT))
    for number in range(3):
        assert states(store)["accepted"] == 0
        confirm(store, made[number])
    assert states(store) == {"confirmed": 3, "accepted": 3, "needs_review": 6}


def test_taking_one_back_brings_them_back(store: Store) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        confirm(store, made[number])
    take_back(store, made[1])
    assert states(store) == {"confirmed": 2, "needs_review": 4}
    confirm(store, made[1])
    assert states(store) == {"confirmed": 3, "accepted": 3}


def test_what_a_person_decided_stays_when_others_teach_the_opposite(store: Store) -> None:
    made = papers()
    save(store, *made)
    confirm(store, made[5], holder="Florence Gee", credit=hours("7"))
    before = store.find(made[5].key)
    for number in range(4):
        confirm(store, made[number])
    assert store.find(made[5].key) == before


def test_a_rejected_certificate_teaches_nothing(store: Store) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        store.decide(made[number].key, "ana", {}, Action.REJECT, seen=0)
    assert states(store) == {"rejected": 3, "needs_review": 3}
    assert store.learned() == ()


def test_what_comes_later_is_looked_up_at_the_end_of_its_run(store: Store) -> None:
    made = papers()
    save(store, *made[:3])
    for number in range(3):
        confirm(store, made[number])
    store.save([made[4]])
    assert states(store)["accepted"] == 0
    store.recall()
    assert states(store) == {"confirmed": 3, "accepted": 1}


def test_a_later_run_of_an_accepted_one_is_looked_up_again(store: Store) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        confirm(store, made[number])
    again = [replace(outcome, run=LATER_RUN, layout=None) for outcome in made]
    save(store, *again)
    assert states(store) == {"confirmed": 3, "needs_review": 3}


def test_the_machines_own_outcome_is_kept_beside(store: Store) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        confirm(store, made[number])
    certificate = store.find(made[4].key)
    assert certificate is not None and certificate.state is State.ACCEPTED
    assert certificate.machine == made[4]
    assert certificate.outcome.recalled and "3 confirmed" in certificate.outcome.recalled
    assert certificate.outcome.activity and made[4].activity
    assert certificate.outcome.activity.holder.value == made[4].activity.holder.value


def test_without_a_bar_nothing_is_accepted_and_nothing_stale_stays(store: Store, url: str) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        confirm(store, made[number])
    with Store.open(url) as other:
        other.recall()
        assert states(other)["accepted"] == 3
        take_back(other, made[0])
        assert states(other)["accepted"] == 0
        confirm(other, made[0])
        assert states(other)["accepted"] == 0
    store.recall()
    assert states(store)["accepted"] == 3


def test_two_who_have_it_open_see_the_same(store: Store, url: str) -> None:
    made = papers()
    save(store, *made)
    with Store.open(url, BAR) as other:
        for number, whose in enumerate((store, other, store)):
            confirm(whose, made[number])
        assert states(other) == states(store) == {"confirmed": 3, "accepted": 3}
        take_back(other, made[0])
        assert states(store) == {"confirmed": 2, "needs_review": 4}


# Courses


def test_a_proposed_value_that_is_confirmed_is_the_persons(store: Store) -> None:
    first = certificate("a.pdf", layout=None)
    second = certificate("b.pdf", "Bo Li", None, without=FieldName.PROVIDER)
    save(store, first, second)
    confirm(store, first)
    shown = store.find(second.key)
    assert shown is not None and shown.outcome.activity is not None
    assert shown.outcome.activity.provider.value == "Prairie Laboratory Society"
    confirm(store, second)
    (decision,) = store.history(second.key)
    assert [(change.name, change.before) for change in decision.changes] == [(FieldName.PROVIDER, None)]
    confirmed = store.find(second.key)
    assert confirmed is not None and confirmed.outcome.activity is not None
    assert confirmed.outcome.activity.provider.decided_by == "ana"


def test_colleagues_vote_at_the_end_of_a_run_and_after_decisions(store: Store) -> None:
    others = [certificate(f"{name}.pdf", name, None, credit=hours("1")) for name in NAMES[:3]]
    odd = certificate("odd.pdf", "Zoe Poe", None, credit=hours("10"))
    save(store, *others, odd)

    def doubts() -> list[IssueCode]:
        found = store.find(odd.key)
        assert found is not None and found.outcome.activity is not None
        return [issue.code for issue in found.outcome.activity.credit.issues]

    assert IssueCode.DIFFERS_FROM_COURSE in doubts()
    for made in others[:2]:
        store.decide(made.key, "ana", {}, Action.REJECT, seen=0)
    assert IssueCode.DIFFERS_FROM_COURSE not in doubts()


# What is learned, and forgotten


def test_what_was_learned_can_be_looked_at(store: Store) -> None:
    made = papers()
    save(store, *made)
    confirm(store, made[0])
    confirm(store, made[1], title="The Right Title")
    layout = layouts(store)[0]
    record = learned_record(store.learned()[0])
    assert record["key"] == layout.key and record["confirmed"] == 2 and not record["is_known"]
    assert (record["fields"]["title"]["right"], record["fields"]["title"]["of"]) == (1, 2)
    assert record["certificates"] == [made[0].key, made[1].key]
    by_number = next(item for item in store.learned() if item.key == "course:578-001-25")
    assert learned_record(by_number)["values"]["title"] == {"value": "The Right Title", "confirmed": 1}


@pytest.mark.parametrize("kind", ["layout:", "course:"])
def test_what_is_forgotten_has_no_say_until_it_is_restored(store: Store, kind: str) -> None:
    if kind == "layout:":
        made = papers()
        save(store, *made)
        for number in range(3):
            confirm(store, made[number])
        touched = made[4].key
    else:
        first, second = certificate("a.pdf", layout=None), certificate("b.pdf", "Bo Li", None, credit=hours("9"))
        save(store, first, second)
        confirm(store, first)
        touched = second.key

    def recalled() -> str | None:
        found = store.find(touched)
        assert found is not None
        return found.outcome.recalled

    before = recalled()
    assert before is not None
    keys = [item.key for item in store.learned() if item.key.startswith(kind)]
    for key in keys:
        store.forget(key, "ben")
    assert recalled() is None
    forgotten = [item for item in store.learned() if item.forgotten_by == "ben"]
    assert sorted(item.key for item in forgotten) == sorted(keys)
    assert all(item.forgotten_at is not None for item in forgotten)
    with pytest.raises(StoreError, match="Nothing is remembered"):
        store.forget(keys[0], "ben")
    for key in keys:
        store.restore(key)
    assert recalled() == before
    with pytest.raises(StoreError, match="was not forgotten"):
        store.restore(keys[0])


def test_what_is_forgotten_is_listed_when_nothing_else_is_left_of_it(store: Store) -> None:
    made = certificate("a.pdf")
    save(store, made)
    confirm(store, made)
    key = key_of(store, "course:578")
    store.forget(key, "ben")
    take_back(store, made)
    (left,) = store.learned()
    assert (left.key, left.forgotten_by) == (key, "ben")
    assert learned_record(left)["forgotten"]["by"] == "ben"


# The command


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["learned", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def taught(store: Store, url: str) -> str:
    """A database that learned a layout, whose first course begins like a formula."""
    made = [*papers()[1:4], certificate("x.pdf", "Zoe Poe", title="=1+1", program_number="578-009-25")]
    save(store, *made)
    for each in made:
        confirm(store, each)
    return url


def test_the_command_lists_and_exports(taught: str, tmp_path: Path) -> None:
    assert "known" in run("--database", taught)
    lines = [json.loads(line) for line in run("--database", taught, "--format", "jsonl").splitlines()]
    assert [line["kind"] for line in lines].count("layout") == 1 and len(lines) == 9
    rows = list(csv.DictReader(io.StringIO(run("--database", taught, "--format", "csv"))))
    assert [row["key"] for row in rows] == [line["key"] for line in lines]
    assert rows[0]["holder_right"] == "4 of 4" and rows[0]["is_known"] == "True"
    assert {row["title"] for row in rows if row["kind"] == "course"} >= {"'=1+1", "Course 1"}
    target = tmp_path / "learned.csv"
    assert run("--database", taught, "-o", str(target)) == ""
    assert len(list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))) == 9


def test_the_command_forgets_and_restores(taught: str, store: Store) -> None:
    key = layouts(store)[0].key
    run("forget", key, "--database", taught, "--user", "ben")
    assert "forgotten by ben" in run("--database", taught)
    run("--database", taught, "restore", key)  # the option stands before or after
    assert "forgotten" not in run("--database", taught)
    result = CliRunner().invoke(main, ["learned", "forget", "layout:0", "--database", taught])
    assert result.exit_code == 4


# Upkeep


def test_a_database_of_before_learns_its_courses(store: Store, tmp_path: Path) -> None:
    made = papers(layout=None)
    save(store, *made)
    confirm(store, made[0])
    assert {item.key.partition(":")[0] for item in store.learned()} == {"course"}
    connection = sqlite3.connect(tmp_path / "lab.db")
    assert connection.execute("SELECT count(*) FROM layouts").fetchone() == (0,)
    connection.close()


def test_an_accepted_one_that_is_rejected_and_reopened_is_recalled_again(store: Store) -> None:
    made = papers()
    save(store, *made)
    for number in range(3):
        confirm(store, made[number])
    store.decide(made[4].key, "ana", {}, Action.REJECT, seen=0)
    assert states(store) == {"confirmed": 3, "accepted": 2, "rejected": 1}
    take_back(store, made[4])
    assert states(store) == {"confirmed": 3, "accepted": 3}


def test_many_who_confirm_at_once_all_teach(store: Store, url: str) -> None:
    made = papers()
    save(store, *made)
    problems: list[Exception] = []

    def work(outcome: Outcome) -> None:
        try:
            with Store.open(url, BAR) as own:
                confirm(own, outcome)
        except Exception as error:  # noqa: BLE001 - a thread's edge
            problems.append(error)

    threads = [threading.Thread(target=work, args=(outcome,)) for outcome in made[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert states(store) == {"confirmed": 4, "accepted": 2}


def test_a_batch_ends_with_what_was_learned(store: Store, tmp_path: Path) -> None:
    made = papers()
    save(store, *made[:3])
    for number in range(3):
        confirm(store, made[number])
    store.save([made[4]])
    broken = tmp_path / "empty.pdf"
    broken.write_bytes(b"")
    (event,) = read_files([broken], Settings(), store, RUN)
    assert event.failure is not None
    assert states(store) == {"confirmed": 3, "accepted": 1, "failed": 1}
