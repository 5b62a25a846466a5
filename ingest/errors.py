"""Every exception that we raise, each with its exit code.

::

    IngestError               exit 1   our own error
    |- SettingsError          exit 2   usage or settings             \\
    |- MissingToolError       exit 3   a program that is not there    } these stop the run
    |- StoreError             exit 4   the database                  /
    |  `- DecisionConflict             somebody else decided first; only the review meets it
    `- DocumentError          exit 5   this file fails with a named state, the run goes on
       |- UnreadableFile               damaged, or may not be opened
       |- UnsupportedFile              a kind of file that is no certificate's
       |- EncryptedFile                needs a password
       |- EmptyDocument                no bytes, no pages, or nothing on any page
       |- TooLarge                     more bytes, pages or pixels than we take
       |- OcrFailed                    Tesseract ended with an error
       |- TimedOut                     took longer than a document may
       `- WorkerDied                   its process ended while it was read

A message says what happened, where, and what to do next.
"""

from pathlib import Path
from typing import ClassVar


class IngestError(Exception):
    """Base of all our exceptions.

    Args:
        message: What happened and what to do next, as a sentence for the person at the terminal.
        path: The file it happened to, if it was one.
        stage: The stage it happened in, such as ``read``.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, path: Path | None = None, stage: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.stage = stage


class SettingsError(IngestError):
    """A wrong option, path or settings file."""

    exit_code = 2


class MissingToolError(IngestError):
    """A program or package that the work needs is not installed."""

    exit_code = 3


class StoreError(IngestError):
    """The database cannot be opened, read or written."""

    exit_code = 4


class DecisionConflict(StoreError):
    """Somebody else decided about this certificate since it was shown."""


class DocumentError(IngestError):
    """One file cannot be read; becomes the failure of its outcome, and the run goes on."""

    exit_code = 5
    code: ClassVar[str] = "document_error"


class UnreadableFile(DocumentError):
    """The file is damaged or may not be opened."""

    code = "unreadable_file"


class UnsupportedFile(DocumentError):
    """The content is of a kind that we do not read."""

    code = "unsupported_file"


class EncryptedFile(DocumentError):
    """The file opens only with a password."""

    code = "encrypted_file"


class EmptyDocument(DocumentError):
    """The file has no bytes, no pages, or nothing on any page."""

    code = "empty_document"


class TooLarge(DocumentError):
    """The file has more bytes, pages or pixels than the settings allow."""

    code = "too_large"


class OcrFailed(DocumentError):
    """Tesseract ended with an error on a page of this file."""

    code = "ocr_failed"


class TimedOut(DocumentError):
    """Reading the file took longer than a document may take."""

    code = "timed_out"


class WorkerDied(DocumentError):
    """The process that read the file ended without an answer."""

    code = "worker_died"
