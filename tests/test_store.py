"""What is saved is found again, once, and what a person decided stays."""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
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
    Status,
    Unit,
)
from ingest.database import METADATA, open_database
from ingest.decision import Action, State
from ingest.document import Box, Evidence, SourceFile
from ingest.errors import DecisionConflict, MissingToolError, StoreError
from ingest.person import Credential, Person
from ingest.record import to_record
from ingest.seen import FileState
from ingest.standing import StoredCertificate
from ingest.store import Store
from tests.made_outcomes import LATER_RUN, RUN, failed, outcome, source

DOUBT = Issue(IssueCode.LOW_CONFIDENCE, FieldName.HOLDER, "the holder is hardly readable")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'lab.db'}?timeout=0.2"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


def only(store: Store) -> StoredCertificate:
    """The one certificate that stands."""
    (certificate,) = store.current()
    return certificate


def count_rows(tmp_path: Path, table: str) -> int:
    connection = sqlite3.connect(tmp_path / "lab.db")
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(count)


# Saving


def test_a_saved_outcome_is_found_with_its_fields(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"), DOUBT)
    store.save([made])
    certificate = only(store)
    assert certificate.outcome == certificate.machine == made
    assert certificate.key == made.key
    assert certificate.state is State.NEEDS_REVIEW
    assert certificate.paths == (tmp_path / "a.pdf",)
    assert (certificate.decision, certificate.decided_by, certificate.decided_at) == (0, None, None)
    assert store.find(made.key) == certificate
    assert store.find("no such key") is None
    assert store.find(f"{made.source.sha256}:2-3") is None


def test_fields_can_be_asked_with_sql(store: Store, tmp_path: Path) -> None:
    store.save([outcome(source(tmp_path / "a.pdf"))])
    connection = sqlite3.connect(tmp_path / "lab.db")
    rows = connection.execute("SELECT name, value, unit, page, method FROM fields ORDER BY name").fetchall()
    connection.close()
    assert len(rows) == len(FieldName)
    assert ("credit", "1.5", "contact_hour", 1, "pattern:credit") in rows
    assert ("completed_on", "2026-03-14", None, 1, "pattern:completed_on") in rows
    assert ("level", None, None, None, None) in rows


def test_saving_twice_is_saving_once(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "two.pdf")
    both = [outcome(file, pages=(1, 1)), outcome(file, pages=(2, 3), holder="Sam Okafor")]
    store.save(both)
    store.save([replace(one, seconds=(("read", 9.0),)) for one in both])
    assert [certificate.outcome for certificate in store.current()] == both
    assert [count_rows(tmp_path, table) for table in ("outcomes", "fields", "documents", "sightings")] == [2, 20, 1, 1]


def test_outcomes_of_several_files_are_not_saved_as_one(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one file"):
        store.save([outcome(source(tmp_path / "a.pdf")), outcome(source(tmp_path / "b.pdf"))])
    with pytest.raises(ValueError, match="at least one"):
        store.save([])
    assert list(store.files()) == []


def test_the_newest_run_stands(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    store.save([outcome(file)])
    store.save([outcome(file, run=LATER_RUN, holder="Dana Whitfield")])
    assert only(store).outcome.run == LATER_RUN
    assert count_rows(tmp_path, "outcomes") == 2
    store.sighted([file], RUN)  # the earlier program is used again: nothing to read, its outcomes stand
    assert only(store).outcome.run == RUN


def test_known_are_the_documents_done_in_this_run(store: Store, tmp_path: Path) -> None:
    read, broken, slow = (source(tmp_path / name) for name in ("read.pdf", "broken.pdf", "slow.pdf"))
    store.save([outcome(read)])
    store.save([failed(broken, "encrypted_file")])
    store.save([failed(slow, "timed_out")])
    store.sighted([source(tmp_path / "waiting.pdf")], RUN)
    assert store.known(RUN) == {
        read.sha256: None,
        broken.sha256: Failure("encrypted_file", "broken.pdf: encrypted_file. Try again."),
    }
    assert store.known(LATER_RUN) == {}


def test_a_passing_failure_is_replaced_and_replaces_nothing(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    store.save([failed(file, "timed_out")])
    assert only(store).state is State.FAILED
    store.save([outcome(file)])
    assert only(store).state is State.ACCEPTED
    store.save([failed(file, "worker_died", LATER_RUN)])
    assert only(store).outcome.run == RUN
    store.save([failed(file, "too_large", LATER_RUN)])
    assert only(store).state is State.FAILED


# Files


def test_every_file_has_a_state(store: Store, tmp_path: Path) -> None:
    accepted, doubted, locked = (source(tmp_path / name) for name in ("b.pdf", "c.pdf", "d.pdf"))
    store.save([outcome(accepted), outcome(accepted, pages=(2, 2))])
    store.save([outcome(doubted), outcome(doubted, DOUBT, pages=(2, 2))])
    store.save([failed(locked, "encrypted_file")])
    store.sighted([source(tmp_path / "e.pdf"), replace(accepted, path=tmp_path / "a.pdf")], RUN)
    unread = replace(source(tmp_path / "f.pdf"), sha256=None, media_type=None)
    store.save([failed(unread, "unreadable_file")])
    files = list(store.files())
    assert [(file.path.name, file.state, file.certificates) for file in files] == [
        ("a.pdf", FileState.DUPLICATE, 2),
        ("b.pdf", FileState.ACCEPTED, 2),
        ("c.pdf", FileState.NEEDS_REVIEW, 2),
        ("d.pdf", FileState.FAILED, 0),
        ("e.pdf", FileState.WAITING, 0),
        ("f.pdf", FileState.FAILED, 0),
    ]
    assert files[0].duplicate_of == tmp_path / "b.pdf"
    assert files[3].failure == Failure("encrypted_file", "d.pdf: encrypted_file. Try again.")
    assert files[5].failure == Failure("unreadable_file", "f.pdf: unreadable_file. Try again.")
    assert all(file.first_seen.tzinfo and file.first_seen <= file.last_seen for file in files)


def test_the_same_bytes_at_two_paths_count_once(store: Store, tmp_path: Path) -> None:
    first, second = source(tmp_path / "z.pdf", b"same"), source(tmp_path / "a.pdf", b"same")
    assert store.save([outcome(first)]).duplicate_of is None
    (sighting,) = store.sighted([second], RUN)
    assert sighting.duplicate_of == first.path
    assert only(store).paths == (first.path, second.path)


def test_a_replaced_file_counts_no_more(store: Store, tmp_path: Path) -> None:
    old, new = source(tmp_path / "scan.pdf", b"old"), source(tmp_path / "scan.pdf", b"new")
    store.save([outcome(old, holder="Sam Okafor")])
    assert store.save([outcome(new)]).replaces == old.sha256
    assert only(store).key == outcome(new).key
    (gone,) = store.replaced()
    assert (gone.state, gone.paths, gone.key) == (State.REPLACED, (), outcome(old).key)
    assert store.find(gone.key) == gone
    store.sighted([old], RUN)  # put back
    assert only(store).key == outcome(old).key


def test_a_file_that_cannot_be_read_today_keeps_what_was_read(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    store.save([outcome(file)])
    store.save([failed(replace(file, sha256=None, media_type=None), "unreadable_file")])
    assert only(store).state is State.ACCEPTED
    assert [seen.state for seen in store.files()] == [FileState.FAILED]
    store.sighted([file], RUN)
    assert [seen.state for seen in store.files()] == [FileState.ACCEPTED]


def test_a_path_is_the_same_however_it_is_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    store.save([outcome(source(Path("in/../in/a.pdf"), b"x"))])
    store.sighted([source(tmp_path / "in" / "a.pdf", b"x")], RUN)
    assert [file.path for file in store.files()] == [tmp_path / "in" / "a.pdf"]
    assert only(store).outcome.source.path == tmp_path / "in" / "a.pdf"


@pytest.mark.parametrize(
    "name", ["caf\udce9.pdf", "line\nbreak.pdf", "-rf.pdf", "'; DROP TABLE outcomes;--.pdf", "🩸.pdf"]
)
def test_a_file_of_any_name_comes_back(store: Store, tmp_path: Path, name: str) -> None:
    file = source(tmp_path / name, b"x")
    store.save([outcome(file, holder="NUL\0 and \ud800 from a bad font")])
    assert only(store).outcome == outcome(file, holder="NUL\0 and \ud800 from a bad font")
    assert [seen.path for seen in store.files()] == [file.path]


# Decisions


def test_confirming_keeps_both_values(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"), DOUBT)
    store.save([made])
    credit = Credit(Decimal("2"), Unit.CONTACT_HOUR)
    level: dict[FieldName, Any] = {FieldName.LEVEL: "basic", FieldName.TITLE: "Anemias of Chronic Disease"}
    number = store.decide(
        made.key, "kim", {FieldName.CREDIT: credit, FieldName.PROVIDER: None} | level, Action.CONFIRM, seen=0
    )
    certificate = only(store)
    assert number == certificate.decision == 1
    assert (certificate.state, certificate.decided_by) == (State.CONFIRMED, "kim")
    activity = certificate.outcome.activity
    assert activity is not None
    assert activity.credit == Field(FieldName.CREDIT, credit, confidence=1.0, decided_by="kim")
    assert activity.provider == Field(FieldName.PROVIDER, None, decided_by="kim")
    assert activity.title.method == "pattern:title"  # as it was: not the person's
    assert certificate.outcome.status is Status.ACCEPTED
    assert activity.all_issues() == ()
    assert certificate.machine == made
    (decision,) = store.history(made.key)
    assert {change.name: (change.before, change.after) for change in decision.changes} == {
        FieldName.CREDIT: (Credit(Decimal("1.5"), Unit.CONTACT_HOUR), credit),
        FieldName.PROVIDER: ("Prairie Laboratory Society", None),
        FieldName.LEVEL: (None, "basic"),
    }
    assert datetime.now(UTC) - decision.decided_at < timedelta(minutes=1)


def test_a_second_decision_starts_from_the_first(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"))
    store.save([made])
    store.decide(made.key, "kim", {FieldName.HOLDER: "Dana Whitfield"}, Action.CONFIRM, seen=0)
    category = Category(CategoryLabel.COAGULATION, 1.0, (), "human:lee")
    store.decide(made.key, "lee", {FieldName.CATEGORY: category}, Action.CONFIRM, seen=1)
    activity = only(store).outcome.activity
    assert activity is not None
    assert (activity.holder.method, activity.category.method) == ("human:kim", "human:lee")
    assert activity.category.value == category
    assert [decision.number for decision in store.history(made.key)] == [1, 2]


def test_a_decided_certificate_is_locked_against_later_runs(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    store.save([outcome(file, DOUBT, pages=(1, 1)), outcome(file, pages=(2, 2), holder="Sam Okafor")])
    key = outcome(file).key
    store.decide(key, "kim", {FieldName.HOLDER: "Dana Whitfield"}, Action.CONFIRM, seen=0)
    before = store.find(key)
    store.save([outcome(file, pages=(1, 2), run=LATER_RUN, holder="Nobody")])
    assert store.find(key) == before
    kept = list(store.current())
    assert [certificate.key for certificate in kept] == [key, outcome(file, pages=(2, 2)).key]
    store.save([outcome(source(tmp_path / "b.pdf"), run=LATER_RUN)])
    assert len(list(store.current())) == 3
    assert count_rows(tmp_path, "outcomes") == 4  # the later reading is kept beside it


def test_a_later_run_renews_what_is_not_decided(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    pages = ((1, 1), (2, 2))
    store.save([outcome(file, pages=each) for each in pages])
    store.decide(outcome(file).key, "kim", {}, Action.CONFIRM, seen=0)
    store.save([outcome(file, pages=each, run=LATER_RUN) for each in pages])
    assert [certificate.outcome.run for certificate in store.current()] == [RUN, LATER_RUN]


def test_rejecting_counts_and_asks_no_more(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"), DOUBT)
    broken = failed(source(tmp_path / "b.pdf"), "timed_out")
    store.save([made])
    store.save([broken])
    store.decide(made.key, "kim", {}, Action.REJECT, seen=0)
    store.decide(broken.key, "kim", {}, Action.REJECT, seen=0)
    store.save([outcome(broken.source)])
    assert [certificate.state for certificate in store.current()] == [State.REJECTED, State.REJECTED]
    assert next(store.current()).outcome.status is Status.NOT_A_CERTIFICATE
    assert [file.state for file in store.files()] == [FileState.REJECTED, FileState.REJECTED]


def test_reopening_takes_back_and_keeps_the_history(store: Store, tmp_path: Path) -> None:
    file = source(tmp_path / "a.pdf")
    made = outcome(file, DOUBT)
    store.save([made])
    store.decide(made.key, "kim", {FieldName.HOLDER: "Dana Whitfield"}, Action.CONFIRM, seen=0)
    store.save([outcome(file, DOUBT, run=LATER_RUN)])
    store.decide(made.key, "lee", {}, Action.REOPEN, seen=1)
    certificate = only(store)
    assert (certificate.state, certificate.decision, certificate.decided_by) == (State.NEEDS_REVIEW, 2, None)
    assert certificate.outcome == outcome(file, DOUBT, run=LATER_RUN)
    store.decide(made.key, "lee", {}, Action.CONFIRM, seen=2)
    activity = only(store).outcome.activity
    assert activity is not None
    assert activity.holder.value == "Dana R. Whitfield"
    assert [decision.action for decision in store.history(made.key)] == ["confirm", "reopen", "confirm"]


def test_of_two_who_decide_the_second_sees_a_conflict(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"))
    store.save([made])
    store.decide(made.key, "kim", {}, Action.CONFIRM, seen=0)
    with pytest.raises(DecisionConflict, match="Look at it again"):
        store.decide(made.key, "lee", {}, Action.REJECT, seen=0)
    assert only(store).state is State.CONFIRMED
    assert len(store.history(made.key)) == 1


def test_of_many_who_decide_at_once_one_succeeds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lab.db'}"
    made = outcome(source(tmp_path / "a.pdf"))
    results: list[object] = []

    def decide(store: Store, user: str) -> None:
        try:
            results.append(store.decide(made.key, user, {}, Action.CONFIRM, seen=0))
        except DecisionConflict:
            results.append("conflict")

    with Store.open(url) as store, Store.open(url) as other:
        store.save([made])
        threads = [threading.Thread(target=decide, args=((store, other)[n % 2], f"user {n}")) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.history(made.key)) == 1
    assert sorted(results, key=str) == [1, *["conflict"] * 7]


def test_what_cannot_be_decided_is_refused(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "a.pdf"))
    broken = failed(source(tmp_path / "b.pdf"), "encrypted_file")
    store.save([made])
    store.save([broken])
    with pytest.raises(StoreError, match="cannot be confirmed"):
        store.decide(broken.key, "kim", {}, Action.CONFIRM, seen=0)
    with pytest.raises(StoreError, match="nothing to take back"):
        store.decide(made.key, "kim", {}, Action.REOPEN, seen=0)
    with pytest.raises(StoreError, match="no certificate"):
        store.decide("abc:1-1", "kim", {}, Action.CONFIRM, seen=0)
    with pytest.raises(ValueError, match="completed_on takes a PartialDate"):
        store.decide(made.key, "kim", {FieldName.COMPLETED_ON: "2026-03-14"}, Action.CONFIRM, seen=0)
    with pytest.raises(ValueError, match="holder is blank"):
        store.decide(made.key, "kim", {FieldName.HOLDER: " "}, Action.CONFIRM, seen=0)
    with pytest.raises(ValueError, match="values go with confirm"):
        store.decide(made.key, "kim", {FieldName.HOLDER: "X"}, Action.REJECT, seen=0)
    assert store.history(made.key) == store.history("nonsense") == ()


# People


def test_people_come_back_in_order(store: Store) -> None:
    cycle = (date(2023, 5, 1), date(2024, 5, 1), date(2027, 4, 30))
    people = (
        Person("17", "Dana R. Whitfield", ("Dana Brandt", "D. Whitfield"), "dana@example.org", ()),
        Person("3", "Sam Okafor", (), None, (Credential("MLS", *cycle), Credential("MLT", None, None, None))),
    )
    store.save_people(people)
    assert store.people() == people
    store.save_people(people[1:])
    assert store.people() == people[1:]
    with pytest.raises(StoreError):
        store.save_people((people[0], people[0]))
    assert store.people() == people[1:]


# Opening


def test_the_migrations_make_the_tables_that_the_program_expects(url: str) -> None:
    engine = open_database(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_newer_database_is_refused(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"9999.*Install that version"):
        Store.open(url)


def test_a_database_of_another_program_is_refused(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        connection.execute("CREATE TABLE runs (distance REAL)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Store.open(url)


def test_a_locked_database_says_so(url: str, tmp_path: Path, store: Store) -> None:
    holding = sqlite3.connect(tmp_path / "lab.db", isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="in use by another program"):
        store.save([outcome(source(tmp_path / "a.pdf"))])
    with pytest.raises(StoreError, match="in use by another program"):
        Store.open(url)
    holding.execute("ROLLBACK")
    holding.close()
    store.save([outcome(source(tmp_path / "a.pdf"))])


def test_a_new_database_that_another_program_locks_says_so(url: str, tmp_path: Path) -> None:
    holding = sqlite3.connect(tmp_path / "lab.db", isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="in use by another program"):
        Store.open(url)
    holding.close()


def test_a_damaged_database_says_so(url: str, tmp_path: Path) -> None:
    (tmp_path / "lab.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(url)
    assert (tmp_path / "lab.db").read_bytes().startswith(b"this is not")


def test_a_database_damaged_in_the_middle_says_so(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        for number in range(20):
            store.save([outcome(source(tmp_path / f"{number}.pdf"))])
    data = bytearray((tmp_path / "lab.db").read_bytes())
    data[8192:] = b"\x5a" * (len(data) - 8192)
    (tmp_path / "lab.db").write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), Store.open(url) as store:
        list(store.current())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ingest.db", "not a database URL"),
        ("sqlite:////no/such/folder/lab.db", "folder must exist"),
        ("mysql://u:secret@localhost/lab", "for mysql"),
        ("sqlite+quill://x", "not a database URL"),
    ],
)
def test_a_wrong_url_says_what_to_write(url: str, reason: str) -> None:
    with pytest.raises(StoreError, match=reason) as caught:
        Store.open(url)
    assert "secret" not in caught.value.message
    assert caught.value.exit_code == 4


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(MissingToolError, match=r"cert-ingest\[postgres\]"):
        Store.open("postgresql://localhost/lab")


# Any outcome whatever comes back as it was saved

TEXT = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=12)
CHANCE = st.integers(0, 10_000).map(lambda n: n / 10_000)
PLACE = st.integers(0, 100_000).map(lambda n: n / 100)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    x0, top, width, height = (draw(PLACE) for _ in range(4))
    text = draw(TEXT)
    box = Box(x0, top, round(x0 + width, 2), round(top + height, 2))
    return Evidence(draw(st.integers(1, 9)), 3, 3 + len(text), text, (box,), draw(st.none() | CHANCE))


@st.composite
def fields(draw: st.DrawFn, name: FieldName) -> Field[Any]:
    values: dict[FieldName, st.SearchStrategy[Any]] = {
        FieldName.COMPLETED_ON: st.builds(PartialDate, st.integers(1990, 2030), st.integers(1, 12), st.none()),
        FieldName.CREDIT: st.builds(
            Credit, st.integers(0, 10_000).map(lambda n: Decimal(n) / 100), st.sampled_from(Unit)
        ),
    }
    issues = draw(st.lists(st.builds(Issue, st.sampled_from(IssueCode), st.just(name), TEXT), max_size=2))
    if name is FieldName.CATEGORY:
        label, chance = draw(st.sampled_from(CategoryLabel)), draw(CHANCE)
        return Field(
            name, Category(label, chance, ((CategoryLabel.OTHER, 0.1),), "model:1"), None, chance, tuple(issues)
        )
    value = draw(st.none() | values.get(name, TEXT))
    evidence = draw(st.none() | evidences())
    candidate = Candidate(name, evidence, draw(CHANCE), "pattern:x") if evidence else None
    return Field(name, value, candidate, draw(st.none() | CHANCE), tuple(issues))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    name = draw(st.text("abc é\udce9", min_size=1, max_size=6))
    file = SourceFile(
        Path("/in") / name, None, "image/png", draw(st.integers(0, 2**40)), datetime(2026, 3, 14, tzinfo=UTC)
    )
    run = Run(*(draw(st.sampled_from(["1", "2"])) for _ in range(4)))
    if draw(st.booleans()):
        failure = Failure(draw(st.sampled_from(["encrypted_file", "worker_died"])), draw(TEXT))
        made = Outcome(file, (0, 0), run, None, failure)
    else:
        whole = draw(st.lists(st.builds(Issue, st.sampled_from(IssueCode), st.none(), TEXT), max_size=2))
        activity = Activity(**{name.value: draw(fields(name)) for name in FieldName}, issues=tuple(whole))
        made = Outcome(file, (1, draw(st.integers(1, 9))), run, activity, None, (("read", draw(CHANCE)),))
    content = repr(to_record(made)).encode(errors="backslashreplace")  # other outcomes, other bytes
    return replace(made, source=replace(file, sha256=hashlib.sha256(content).hexdigest()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=outcomes())
def test_any_outcome_comes_back(store: Store, made: Outcome) -> None:
    store.save([made])
    found = store.find(made.key)
    assert found is not None
    expected = replace(made, source=replace(made.source, path=found.paths[0]))
    assert to_record(found.machine) == to_record(expected)
    assert found.outcome == found.machine
