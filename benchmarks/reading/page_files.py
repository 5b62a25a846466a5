"""The files that `make_pages` writes, and the list of what is printed on them.

Takes and gives a folder with one folder for each set and `truth.jsonl`; refuses a set that is not one of `SETS`.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

FOLDER: Final = Path(".make/benchmarks/pages")
FONTS: Final = Path(".make/benchmarks/fonts")
TRUTH: Final = "truth.jsonl"
SETS: Final = ("text", "scan", "rotated", "photo", "script")


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of a set, and what is printed on it."""

    path: Path
    group: str  # one of SETS
    producer: str
    detail: str  # such as "300 dpi PDF"
    words: tuple[str, ...]
    holder: tuple[str, ...]
    script: str | None

    def __post_init__(self) -> None:
        if self.group not in SETS:
            raise ValueError(f"no such set: {self.group!r}")


def save_truth(folder: Path, files: Iterable[PageFile]) -> None:
    """Write the list; paths are kept relative to the folder."""
    rows = [asdict(file) | {"path": file.path.relative_to(folder).as_posix()} for file in files]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (folder / TRUTH).write_text(text, encoding="utf-8")


def load_pages(folder: Path) -> list[PageFile]:
    """The files of a folder, in the order in which they were made."""
    rows = [json.loads(line) for line in (folder / TRUTH).read_text(encoding="utf-8").splitlines()]
    files = [PageFile(**row | {"words": tuple(row["words"]), "holder": tuple(row["holder"])}) for row in rows]
    return [replace(file, path=folder / file.path) for file in files]
