"""What is installed, in which version, what is missing and how to get it.

Takes nothing, gives one `Part` for each program and package that a feature needs. Refuses to install anything.
"""

import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from ingest.errors import IngestError
from ingest.tesseract import INSTALL_LIBRARY, EngineKind, engine_version
from ingest.vocabulary import MODEL_FOLDER, load_vocabulary


@dataclass(frozen=True, slots=True)
class Part:
    """A program or package."""

    name: str
    version: str | None  # None if it is missing
    purpose: str
    advice: str  # how to get it
    is_needed: bool = True


def examine(kind: EngineKind = "auto") -> tuple[Part, ...]:
    """Everything that the features need, the necessary ones first."""
    return (
        Part("python", sys.version.split()[0], "everything", ""),
        _tesseract(kind),
        _model(),
        *(
            _package(name, purpose, "", is_needed=True)
            for name, purpose in (
                ("pypdfium2", "text layers and pictures of PDF pages"),
                ("pdfplumber", "text layers that PDFium makes no sense of"),
                ("opencv-python-headless", "the page in a photograph"),
                ("pytesseract", "Tesseract as a program"),
                ("pillow", "pictures"),
                ("spacy", "the area of the lab"),
                ("sqlalchemy", "the database"),
                ("fastapi", "the review pages"),
            )
        ),
        _package("rapidocr", "the second look at doubtful lines", "", is_needed=True),
        _package("zxing-cpp", "QR and bar codes", "", is_needed=True),
        _package("tesserocr", "Tesseract in process, at half the cost", INSTALL_LIBRARY),
        _package("psycopg", "PostgreSQL", "pip install 'cert-ingest[postgres]'"),
        _package("distributed", "a cluster", "pip install 'cert-ingest[cluster]'"),
        _package("pillow-heif", "HEIC photos", "pip install 'cert-ingest[heic]'"),
    )


def _tesseract(kind: EngineKind) -> Part:
    try:
        return Part("tesseract", engine_version(kind), "scans and photos", "")
    except IngestError as error:
        return Part("tesseract", None, "scans and photos", error.message)


def _model() -> Part:
    try:
        load_vocabulary(MODEL_FOLDER)
    except IngestError as error:
        return Part("model", None, "understanding", error.message)
    return Part("model", str(MODEL_FOLDER), "understanding", "")


def _package(name: str, purpose: str, advice: str, *, is_needed: bool = False) -> Part:
    try:
        return Part(name, version(name), purpose, advice, is_needed)
    except PackageNotFoundError:
        return Part(name, None, purpose, advice or f"pip install {name}", is_needed)
