"""Tesseract, the OCR engine: inside this process through tesserocr, or else as the command `tesseract`.

Takes a grey picture and its resolution; gives the words that Tesseract finds, in pixels.
Refuses to judge the words, and to let Tesseract write to the terminal.

Inside the process a page costs 0.26 to 0.45 s of CPU; the command, with one thread and an uncompressed picture, 0.6 to
0.8 s, and with Tesseract's own threads three to four times as much for nothing (measured 2026-11-23).
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, Protocol, TypeAlias

from PIL import Image

from ingest.errors import MissingToolError, OcrFailed, TimedOut

EngineKind: TypeAlias = Literal["auto", "library", "command"]
LANGUAGE: Final = "eng"
WHOLE_PAGE: Final = 3  # Tesseract's page segmentation mode: lines and columns of print
LEAST_DPI, MOST_DPI = 150, 300  # hints outside this range make Tesseract lose words
COLUMNS: Final = 12  # of Tesseract's table: level, page, block, paragraph, line, word, four of place, confidence, text
WORD_LEVEL: Final = "5"
COMMAND_SECONDS: Final = 20.0  # for the command to say what it has

INSTALL: Final = {
    "darwin": "brew install tesseract",
    "win32": "winget install UB-Mannheim.TesseractOCR",
}
INSTALL_ON_LINUX: Final = "sudo apt-get install -y tesseract-ocr"
INSTALL_LIBRARY: Final = "pip install tesserocr"
# Where Debian and Ubuntu, Fedora, a build from source, Homebrew (two kinds of Mac) and Windows keep Tesseract's data.
USUAL_PLACES: Final = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A word as Tesseract gives it."""

    text: str  # no white space, not empty
    confidence: float  # 0..1
    line: tuple[int, int, int]  # block, paragraph, line
    left: int  # pixels, as the three that follow
    top: int
    width: int
    height: int


class Engine(Protocol):
    """One way to run Tesseract."""

    @property
    def version(self) -> str:
        """Its version and how it runs, such as ``5.5.4 (in process)``."""

    def find_words(self, grey: Image.Image, dpi: int, seconds: float) -> tuple[Found, ...]:
        """The words on a picture of mode ``L``, in Tesseract's order.

        Raises:
            MissingToolError: Tesseract is not there.
            OcrFailed: it ended with an error, or its answer cannot be understood.
            TimedOut: it took longer than `seconds` of wall time.
        """


class LibraryEngine:
    """Tesseract inside this process. Its state is not to be shared by threads: see `engine`."""

    def __init__(self, data: Path) -> None:
        """Load the engine and its data, once for each process: 0.07 s and 20 MB.

        Raises:
            MissingToolError: the data cannot be loaded.
        """
        import tesserocr  # noqa: PLC0415 - loads Tesseract; a text PDF needs none

        # Leptonica writes to standard error what it thinks of a picture; Tesseract itself writes to `debug_file`.
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=f"{data}{os.sep}",
                lang=LANGUAGE,
                oem=tesserocr.OEM.LSTM_ONLY,
                variables={"debug_file": os.devnull},
            )
        except RuntimeError as error:
            raise MissingToolError(
                f"Tesseract's data in {data} is damaged ({error}). Type: {how_to_install()}", stage="read"
            ) from error
        self.version = f"{_number(tesserocr.tesseract_version())} (in process)"

    def find_words(self, grey: Image.Image, dpi: int, seconds: float) -> tuple[Found, ...]:
        api = self._api
        start = time.monotonic()
        try:
            api.SetPageSegMode(WHOLE_PAGE)
            api.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
            api.SetSourceResolution(dpi)
            if not api.Recognize(max(round(seconds * 1000), 1)):
                if time.monotonic() - start < seconds:
                    raise OcrFailed("Tesseract ended with an error and does not say which")
                raise TimedOut(f"Tesseract took longer than {seconds:g} seconds on one page")
            return tuple(_rows(api.GetTSVText(0)))
        except (RuntimeError, ValueError) as error:
            raise OcrFailed(f"Tesseract ended with an error: {error}") from error
        finally:
            api.Clear()
            api.ClearAdaptiveClassifier()  # what it learned on this page must not change how it reads the next


class CommandEngine:
    """Tesseract as a command of its own, started for each reading."""

    def __init__(self) -> None:
        """Ask the command for its version and languages.

        Raises:
            MissingToolError: it, or its English data, is not installed.
        """
        import pytesseract  # noqa: PLC0415 - needed only where tesserocr is not

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            version = str(pytesseract.get_tesseract_version())
            languages = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, subprocess.SubprocessError, OSError, SystemExit) as error:
            raise _nothing_there() from error
        if LANGUAGE not in languages:
            raise _no_data()
        self.version = f"{_number(version)} (command)"

    def find_words(self, grey: Image.Image, dpi: int, seconds: float) -> tuple[Found, ...]:
        import pytesseract  # noqa: PLC0415

        image = grey.copy()
        image.format = "PPM"  # pytesseract writes this format to its temporary file; PNG costs half a second
        try:
            table = pytesseract.image_to_data(
                image, lang=LANGUAGE, config=f"--psm {WHOLE_PAGE} --dpi {dpi}", timeout=seconds
            )
            header, _, rows = table.partition("\n")
            if header.split("\t")[-1].strip() != "text":
                raise ValueError("its first row is no header")
            return tuple(_rows(rows))
        except pytesseract.TesseractNotFoundError as error:
            raise _nothing_there() from error
        except pytesseract.TesseractError as error:
            raise OcrFailed(f"Tesseract ended with an error: {error.message}") from error
        except RuntimeError as error:  # pytesseract's time-out
            raise TimedOut(f"Tesseract took longer than {seconds:g} seconds on one page") from error
        except (OSError, ValueError) as error:
            raise OcrFailed(f"Tesseract's answer cannot be understood: {error}") from error


_of_thread = threading.local()


def engine(kind: EngineKind = "auto") -> Engine:
    """The engine of this thread, made on first use: inside the process where tesserocr and its data are installed.

    Raises:
        MissingToolError: Tesseract, or its English data, is not installed.
    """
    made: dict[str, Engine] | None = getattr(_of_thread, "engines", None)
    if made is None:
        made = _of_thread.engines = {}
    if kind not in made:
        made[kind] = _make_engine(kind)
    return made[kind]


@cache
def engine_version(kind: EngineKind = "auto") -> str:
    """The version of Tesseract and how it runs, such as ``5.5.4 (in process)`` or ``5.3.0 (command)``.

    Raises:
        MissingToolError: it, or its English data, is not installed.
    """
    return engine(kind).version


def how_to_install() -> str:
    """The one command to type."""
    return INSTALL.get(sys.platform, INSTALL_ON_LINUX)


def _make_engine(kind: EngineKind) -> Engine:
    if kind == "command":
        return CommandEngine()
    data = data_folder() if has_library() else None
    if data is not None:
        return LibraryEngine(data)
    if kind == "auto" and (not has_library() or shutil.which("tesseract")):
        return CommandEngine()
    if has_library():
        raise _no_data()
    raise MissingToolError(f"tesserocr is not installed. Type: {INSTALL_LIBRARY}", stage="read")


@cache
def has_library() -> bool:
    """Whether tesserocr is installed and can be loaded here."""
    if find_spec("tesserocr") is None:
        return False
    try:
        import tesserocr  # noqa: F401, PLC0415 - a wheel for another machine says so only now
    except ImportError:
        return False
    return True


def data_folder() -> Path | None:
    """The folder with Tesseract's English data; None if there is none."""
    return next((folder for folder in _folders() if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


def _folders() -> Iterator[Path]:
    """Where the data may be; what the user says comes first, and what costs a process last."""
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        yield Path(prefix)
        yield Path(prefix, "tessdata")
    yield Path(sys.prefix, "share", "tessdata")  # conda
    for pattern in USUAL_PLACES:
        anchor = Path(pattern).anchor
        yield from sorted(Path(anchor).glob(pattern.removeprefix(anchor)), reverse=True)  # the newest version first
    for name in ("ProgramFiles", "LOCALAPPDATA"):
        if programs := os.environ.get(name):
            yield Path(programs, "Tesseract-OCR", "tessdata")
            yield Path(programs, "Programs", "Tesseract-OCR", "tessdata")
    yield from _folder_of_command()


def _folder_of_command() -> Iterator[Path]:
    """The folder that the command names with its languages, from version 5 on."""
    program = shutil.which("tesseract")
    if program is None:
        return
    try:
        said = subprocess.run(
            [program, "--list-langs"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return  # a command that does not start has no data either
    if named := re.search(rb'"([^"\n]+)"', said.stdout + said.stderr):
        yield Path(os.fsdecode(named[1]))


def _rows(table: str) -> Iterator[Found]:
    """The words of Tesseract's table, without its header.

    Raises:
        ValueError: it is no such table, or is cut short.
    """
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t")
        if cells == [""]:
            continue
        if len(cells) != COLUMNS:
            raise ValueError(f"a row has {len(cells)} columns and not {COLUMNS}")
        text, confidence = "".join(cells[11].split()), float(cells[10]) / 100
        if cells[0] != WORD_LEVEL or not text or confidence < 0:
            continue
        block, paragraph, line, _, left, top, width, height = map(int, cells[2:10])
        yield Found(text, min(confidence, 1.0), (block, paragraph, line), left, top, width, height)


def _number(version: str) -> str:
    """``5.5.4`` of ``tesseract 5.5.4\\n leptonica-1.87.0 ...``."""
    found = re.search(r"\d[\w.]*", version)
    return found[0] if found else version.strip()


def _nothing_there() -> MissingToolError:
    return MissingToolError(f"Tesseract is not installed. Type: {how_to_install()}", stage="read")


def _no_data() -> MissingToolError:
    command = how_to_install()
    if command == INSTALL_ON_LINUX:
        command += f"-{LANGUAGE}"
    return MissingToolError(f"Tesseract has no data for {LANGUAGE!r}. Type: {command}", stage="read")
