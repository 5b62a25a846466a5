"""What was read, before anything is understood: the records of `ingest text`.

Takes paths, gives for each file the records of its pages, or one record with its failure. Refuses to interpret.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.acquire import acquire, describe
from ingest.activity import Failure
from ingest.read import read
from ingest.record import page_record
from ingest.settings import Settings
from ingest.workers import supervise


def read_texts(paths: Sequence[Path], settings: Settings) -> Iterator[tuple[dict[str, Any], ...]]:
    """The page records of each file, in the order of `paths`.

    Raises:
        IngestError: no document can be read.
    """
    for path, answer in supervise(paths, settings, read_pages):
        if isinstance(answer, Failure):
            failure = {"code": answer.code, "message": answer.message}
            yield ({"path": str(path), "sha256": describe(path).sha256, "failure": failure},)
        else:
            yield answer


def read_pages(settings: Settings) -> Callable[[Path], tuple[dict[str, Any], ...]]:
    """The work of one worker."""

    def pages_of(path: Path) -> tuple[dict[str, Any], ...]:
        document = read(acquire(path, settings), settings)
        return tuple(page_record(document.source, page) for page in document.pages)

    return pages_of
