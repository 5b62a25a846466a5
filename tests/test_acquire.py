"""Finding, identifying and hashing files."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from ingest.acquire import acquire, describe, find_files, identify, looks_like
from ingest.badge_data import is_badge
from ingest.errors import EmptyDocument, SettingsError, TooLarge, UnreadableFile, UnsupportedFile
from ingest.settings import Settings
from tests.made_badges import assertion, credential, save_png, save_svg

SETTINGS = Settings()


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4 " + name.encode())


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files([folder])]


def test_a_folder_gives_its_files_sorted_and_those_of_its_folders(tmp_path: Path) -> None:
    make(tmp_path, "b.pdf", "a/z.pdf", "a/y.JPG", "c.txt")
    assert found(tmp_path) == ["a/y.JPG", "a/z.pdf", "b.pdf", "c.txt"]


def test_files_that_nobody_meant_are_ignored(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", ".hidden.pdf", "~$a.docx", ".DS_Store", "Thumbs.db", "b.pdf.part", "c.tmp", "d.CRDOWNLOAD")
    make(tmp_path, ".git/e.pdf")
    assert found(tmp_path) == ["a.pdf"]


def test_ignore_rules_hold_for_their_folder_and_below(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "old/b.pdf", "old/keep/c.pdf", "new/draft-d.pdf", "new/deep/draft-e.pdf", "draft-f.pdf")
    (tmp_path / ".ingestignore").write_text("# a comment\n\nold/keep/\n", encoding="utf-8")
    (tmp_path / "new" / ".ingestignore").write_text("draft-*\n", encoding="utf-8")
    assert found(tmp_path) == ["a.pdf", "draft-f.pdf", "old/b.pdf"]


def test_a_file_that_is_named_is_always_taken_and_once(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.pdf", "a.pdf")
    named = [tmp_path / ".hidden.pdf", tmp_path, tmp_path / "a.pdf"]
    assert list(find_files(named)) == [tmp_path / ".hidden.pdf", tmp_path / "a.pdf"]


def test_links_pipes_and_folders_named_like_files_do_not_trap_it(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "x.pdf/b.pdf")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "nothing.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    assert found(tmp_path) == ["a.pdf", "link.pdf", "x.pdf/b.pdf"]


def test_an_empty_folder_gives_nothing_and_a_missing_path_an_error(tmp_path: Path) -> None:
    assert found(tmp_path) == []
    with pytest.raises(SettingsError, match=r"missing\.pdf"):
        list(find_files([tmp_path, tmp_path / "missing.pdf"]))
    with pytest.raises(SettingsError):
        list(find_files([Path("a\0b")]))


def test_acquire_knows_kind_size_and_hash(tmp_path: Path) -> None:
    content = b"%PDF-1.7\n" + bytes(range(256)) * 9000
    path = tmp_path / "a.dat"
    path.write_bytes(content)
    source = acquire(path, SETTINGS)
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert (source.media_type, source.size_bytes, source.path) == ("application/pdf", len(content), path)
    assert source.acquired_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("image_format", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("TIFF", "image/tiff"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
    ],
)
def test_images_are_known_by_their_content(image_format: str, media_type: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, image_format)
    assert identify(file.getvalue()[:4096]) == media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"junk before " * 20 + b"%PDF-1.4", "application/pdf"),
        (b" " * 1024 + b"%PDF-1.4", None),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avifmif1", "image/avif"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", None),
        (b"MM\x00*\x00\x00\x00\x08", "image/tiff"),
        (b"BMI notes, and other words", None),
        (b"", None),
    ],
)
def test_kinds_by_first_bytes(head: bytes, media_type: str | None) -> None:
    assert identify(head) == media_type


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"plain words, nothing else", "text"),
        (b"\xff\xfe\x00\x01", "something unknown"),
        (b"MZ\x90\x00", "a program"),
        (b"<!DOCTYPE html><html>", "a web page; print it to PDF"),
        (b"<?xml version='1.0'?><svg>", "an SVG drawing; export it as PDF or PNG"),
    ],
)
def test_other_content_is_described(head: bytes, says: str) -> None:
    assert looks_like(head) == says


def test_what_is_no_certificate_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"  # the name says PDF, the content does not
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnsupportedFile, match=r"minutes\.pdf: .* Office document") as caught:
        acquire(path, SETTINGS)
    assert (caught.value.path, caught.value.stage) == (path, "acquire")


def test_an_empty_file_and_a_big_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")
    with pytest.raises(EmptyDocument, match="0 bytes"):
        acquire(path, SETTINGS)
    path.write_bytes(b"%PDF-1.4" + b" " * 100)
    with pytest.raises(TooLarge, match="max_file_bytes"):
        acquire(path, Settings(max_file_bytes=50))


def test_what_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        acquire(tmp_path / "gone.pdf", SETTINGS)
    with pytest.raises(UnreadableFile, match="not a regular file"):
        acquire(tmp_path, SETTINGS)


def test_a_file_and_a_folder_without_permission_fail_by_name(tmp_path: Path, forbid: Callable[[Path], None]) -> None:
    make(tmp_path, "a.pdf", "shut/b.pdf")
    forbid(tmp_path / "a.pdf")
    forbid(tmp_path / "shut")
    assert found(tmp_path) == ["a.pdf", "shut"]
    for name in found(tmp_path):
        with pytest.raises(UnreadableFile, match=name):
            acquire(tmp_path / name, SETTINGS)


def test_heic_without_its_extra_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
    with pytest.raises(UnsupportedFile, match=r"cert-ingest\[heic\]"):
        acquire(path, SETTINGS)


def test_a_badge_is_known_by_its_data_whatever_its_name(tmp_path: Path) -> None:
    save_png(tmp_path / "a.dat", json.dumps(credential()))
    save_svg(tmp_path / "b.dat", "<openbadges:credential>{}</openbadges:credential>")
    (tmp_path / "c.dat").write_text(json.dumps(assertion()))
    for name in found(tmp_path):
        source = acquire(tmp_path / name, SETTINGS)
        assert is_badge(source.media_type)
        assert describe(tmp_path / name).media_type == source.media_type


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b'{"type": "Invoice"}', "text"),
        (b'{"type": "Assertion", "badge": ', "text"),
        (b"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", "text"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<svg><openbadges:credential>", "an SVG drawing"),
    ],
)
def test_what_is_no_badge_stays_unsupported(tmp_path: Path, content: bytes, looks: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UnsupportedFile, match=f"it looks like {looks}"):
        acquire(path, SETTINGS)


def test_a_badge_that_may_not_be_opened_fails_by_name(tmp_path: Path, forbid: Callable[[Path], None]) -> None:
    path = save_png(tmp_path / "a.png", json.dumps(credential()))
    forbid(path)
    with pytest.raises(UnreadableFile, match=r"a\.png"):
        acquire(path, SETTINGS)


def test_describe_never_raises(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"words")
    known = describe(path)
    assert (known.sha256, known.media_type, known.size_bytes) == (hashlib.sha256(b"words").hexdigest(), None, 5)
    for lost in (tmp_path / "gone.pdf", tmp_path, Path("a\0b")):
        assert describe(lost).sha256 is None
