"""Both ways to run Tesseract, in processes of every kind, and programs that stand in for one that fails."""

import multiprocessing
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import tesseract
from ingest.errors import MissingToolError, OcrFailed, TimedOut
from ingest.tesseract import (
    CommandEngine,
    Engine,
    LibraryEngine,
    data_folder,
    engine,
    engine_version,
)

needs_library = pytest.mark.skipif(not tesseract.has_library(), reason="tesserocr is not installed")
KINDS = (pytest.param("library", marks=needs_library), "command")
SECONDS = 60.0
LINES = ("Certificate of Completion", "This is to certify that Ada Example", "Safe Handling of Specimens")


@cache
def page(width: int = 1700, height: int = 700, shift: int = 0) -> Image.Image:
    grey = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(grey)
    for row, text in enumerate(LINES):
        pen.text((200 + shift, 120 + 160 * row), text, font=ImageFont.load_default(48), fill=0)
    return grey


def text_of(reader: Engine, grey: Image.Image) -> str:
    return " ".join(word.text for word in reader.find_words(grey, 200, SECONDS))


@pytest.fixture
def fresh() -> Iterator[None]:
    """No engine that another test made, and none left behind."""

    def forget() -> None:
        engine_version.cache_clear()
        tesseract.has_library.cache_clear()
        tesseract._of_thread.__dict__.clear()

    forget()
    yield
    forget()


def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    monkeypatch.setattr(tesseract, "find_spec", lambda name: None)


@pytest.mark.parametrize("kind", KINDS)
def test_words_have_text_confidence_and_place(kind: tesseract.EngineKind) -> None:
    words = engine(kind).find_words(page(), 200, SECONDS)
    assert [word.text for word in words] == " ".join(LINES).split()
    assert len({word.line for word in words}) == len(LINES)
    first = words[0]
    assert 195 <= first.left <= 210
    assert 120 <= first.top <= 140
    assert 20 <= first.height <= 60
    assert all(0.6 < word.confidence <= 1 for word in words)


@needs_library
def test_both_ways_read_the_same() -> None:
    assert text_of(engine("library"), page()) == text_of(engine("command"), page())


@needs_library
def test_the_version_tells_the_two_ways_apart() -> None:
    library, command = engine_version("library"), engine_version("command")
    assert library.endswith(" (in process)")
    assert command.endswith(" (command)")
    assert library[0].isdigit()
    assert command[0].isdigit()
    assert engine_version() == library


@needs_library
def test_one_engine_serves_a_thread_and_no_two_threads_share_one() -> None:
    assert engine() is engine()
    with ThreadPoolExecutor(2) as threads:
        others = list(threads.map(lambda shift: (engine(), text_of(engine(), page(shift=shift))), (0, 40)))
    assert all(other is not engine() for other, _ in others)
    assert [text for _, text in others] == [" ".join(LINES)] * 2


@needs_library
def test_what_was_read_before_does_not_change_a_reading() -> None:
    reader = engine("library")
    small = page().resize((850, 350))
    alone = reader.find_words(small, 150, SECONDS)
    reader.find_words(page(shift=300), 300, SECONDS)
    assert reader.find_words(small, 150, SECONDS) == alone


@needs_library
@pytest.mark.parametrize("size", [(1, 1), (3, 400), (400, 2), (33_000, 4)])
def test_an_odd_picture_is_no_crash(size: tuple[int, int], capfd: pytest.CaptureFixture[str]) -> None:
    try:
        words = engine("library").find_words(Image.new("L", size, 0), 200, SECONDS)
    except OcrFailed as error:
        assert "Tesseract" in error.message
    else:
        assert words == ()
    assert capfd.readouterr() == ("", "")
    assert text_of(engine("library"), page()) == " ".join(LINES)


@needs_library
def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    noise = Image.effect_noise((700, 500), 120)
    engine("library").find_words(noise, 10, SECONDS)
    engine("library").find_words(Image.new("L", (300, 300), 255), 200, SECONDS)
    assert capfd.readouterr() == ("", "")


@needs_library
def test_too_long_a_reading_is_stopped_and_the_next_one_is_whole() -> None:
    with pytest.raises(TimedOut, match=r"0\.001 seconds"):
        engine("library").find_words(page(), 200, 0.001)
    assert text_of(engine("library"), page()) == " ".join(LINES)


def read_in_another_process(answers: "multiprocessing.SimpleQueue[str]", limit_bytes: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, most))
    answers.put(text_of(engine("library"), page()))


@needs_library
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the limit, or have no fork")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_worker_with_little_memory_reads(method: str) -> None:
    text_of(engine("library"), page())  # a forked worker inherits an engine that has worked
    context = multiprocessing.get_context(method)
    answers = context.SimpleQueue()
    worker = context.Process(  # type: ignore[attr-defined]  # typeshed: only its subclasses have it
        target=read_in_another_process, args=(answers, 1_000_000_000)
    )
    worker.start()
    worker.join(60)
    assert worker.exitcode == 0
    assert answers.get() == " ".join(LINES)


@needs_library
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_flat() -> None:
    def resident_mib() -> float:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20

    reader = engine("library")
    pictures = [page(900 + 100 * n, 700, shift=10 * n) for n in range(6)]

    def read_all() -> float:
        for picture in pictures:
            reader.find_words(picture, 200, SECONDS)
        return resident_mib()

    read_all()
    warm = read_all()
    assert max(read_all() for _ in range(4)) < warm + 12


# Which engine, and where its data is


@needs_library
def test_tesserocr_is_enough_without_the_command(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    assert isinstance(engine(), LibraryEngine)
    assert text_of(engine(), page()) == " ".join(LINES)


def test_the_command_is_used_where_tesserocr_is_not(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    without_library(monkeypatch)
    assert isinstance(engine(), CommandEngine)
    with pytest.raises(MissingToolError, match="pip install tesserocr"):
        engine("library")


def test_a_wheel_that_does_not_load_counts_as_none(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tesserocr", None)  # importing it raises ImportError
    monkeypatch.setattr(tesseract, "find_spec", lambda name: object())
    assert isinstance(engine(), CommandEngine)


@needs_library
def test_without_data_the_package_to_install_is_named(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "USUAL_PLACES", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tesseract, "how_to_install", lambda: tesseract.INSTALL_ON_LINUX)
    with pytest.raises(MissingToolError, match=r"apt-get install -y tesseract-ocr-eng$"):
        engine()


def test_without_anything_the_command_to_type_is_named(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    without_library(monkeypatch)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(MissingToolError, match=r"Tesseract is not installed. Type: "):
        engine_version()


@pytest.mark.parametrize(
    ("system", "command"), [("linux", "sudo apt-get"), ("darwin", "brew install"), ("win32", "winget install")]
)
def test_each_system_has_one_command(system: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert tesseract.how_to_install().startswith(command)


@pytest.mark.parametrize("below", [".", "tessdata"])
def test_the_prefix_wins(below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / below
    folder.mkdir(exist_ok=True)
    (folder / "eng.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert data_folder() == folder


def test_the_newest_of_the_usual_places_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("4.00", "5"):
        (tmp_path / version / "tessdata").mkdir(parents=True)
        (tmp_path / version / "tessdata" / "eng.traineddata").write_bytes(b"")
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(tesseract, "USUAL_PLACES", (f"{tmp_path}/*/tessdata",))
    assert data_folder() == tmp_path / "5" / "tessdata"


def test_the_command_is_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "its data"
    data.mkdir()
    (data / "eng.traineddata").write_bytes(b"")
    stand_in(tmp_path, f"echo 'List of available languages in \"{data}/\" (1):'; echo eng")
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(tesseract, "USUAL_PLACES", ())
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert data_folder() == data


@needs_library
def test_damaged_data_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"no data")
    with pytest.raises(MissingToolError, match="damaged"):
        LibraryEngine(tmp_path)
    assert capfd.readouterr() == ("", "")


# A command that fails


def stand_in(folder: Path, script: str) -> Path:
    """A shell script in the place of Tesseract."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "script",
    [
        "echo 'out of memory' >&2; exit 1",
        "kill -SEGV $$",
        "exit 0",  # says that all went well and writes nothing
        'printf "\\377\\376\\000" > "$2.tsv"',
        'echo "no table at all" > "$2.tsv"',
        'printf "text\\tconf\\tleft\\nword\\t95\\n" > "$2.tsv"',
        'printf "level\\ttext\\n5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t90" > "$2.tsv"',  # cut short
    ],
)
def test_a_command_that_fails_fails_the_page(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = CommandEngine()
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(stand_in(tmp_path, script)))
    with pytest.raises(OcrFailed):
        reader.find_words(page(), 200, SECONDS)


def test_a_command_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = CommandEngine()
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(stand_in(tmp_path, "exec sleep 30")))
    with pytest.raises(TimedOut, match="seconds"):
        reader.find_words(page(), 200, 0.5)


def test_a_command_without_english_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'case "$1" in --version) echo "tesseract 5.3.0";; *) echo osd;; esac'
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(stand_in(tmp_path, script)))
    with pytest.raises(MissingToolError, match="no data for 'eng'"):
        CommandEngine()


def test_a_command_gets_one_thread(tmp_path: Path) -> None:
    code = (
        "import os; from ingest.tesseract import CommandEngine; CommandEngine(); print(os.environ['OMP_THREAD_LIMIT'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OMP_THREAD_LIMIT"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
