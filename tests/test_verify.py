"""What `verify` finds when originals change after they were read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.store import Store
from ingest.verify import Wrong, verify
from tests.made_outcomes import outcome, source


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/lab.db") as opened:
        yield opened


def save(store: Store, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store.save([outcome(source(path, content))])


def test_untouched_files_are_as_they_were_read(store: Store, tmp_path: Path) -> None:
    save(store, tmp_path / "a.pdf", b"one")
    save(store, tmp_path / "b.pdf", b"two")
    assert list(verify(store)) == []


def test_a_changed_file_is_named_and_leaves_its_certificate_without_paper(store: Store, tmp_path: Path) -> None:
    save(store, tmp_path / "a.pdf", b"one")
    (tmp_path / "a.pdf").write_bytes(b"other")
    found = list(verify(store))
    assert [(item.path.name, item.wrong) for item in found] == [("a.pdf", Wrong.CHANGED), ("a.pdf", Wrong.ORPHAN)]


def test_a_lost_file_whose_copy_is_left_is_named_but_no_orphan(store: Store, tmp_path: Path) -> None:
    save(store, tmp_path / "a.pdf", b"one")
    save(store, tmp_path / "copy of a.pdf", b"one")
    (tmp_path / "a.pdf").unlink()
    assert [(item.path.name, item.wrong) for item in verify(store)] == [("a.pdf", Wrong.MISSING)]


def test_verify_changes_nothing(store: Store, tmp_path: Path) -> None:
    save(store, tmp_path / "a.pdf", b"one")
    before = list(store.files())
    (tmp_path / "a.pdf").unlink()
    list(verify(store))
    assert list(store.files()) == before
