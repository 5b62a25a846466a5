"""In how many certificates of a folder are title, holder and date all in the text as read?

    python -m benchmarks.reading.present FOLDER LABELS.jsonl [--naive] [--show] [--json FILE] [--write]

Takes labelled certificates; gives the shares by kind, ours and, with --naive, those of pdfplumber and Tesseract with
their defaults on the same files. A label is a JSON object on a line: `file`, `kind`, and as far as the paper states
them `title`, `holder_sha256` (or `holder`), `date`, `hours`, with `title_alt` and `date_alt` where two readings are
right. What counts as present is said in `presence`. Refuses to print a value of a label or of a text: with --show only
the names of files, and which values they lack.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from benchmarks.reading.presence import Present, judge
from benchmarks.tables import made_on, markdown_table, replace_table
from ingest.activity import Failure
from ingest.settings import Settings, load_settings
from ingest.workers import supervise

FEW_CHARACTERS: Final = 20  # with fewer on a page, the naive reader takes Tesseract
NAIVE_DPI: Final = 300
HEAD: Final = ("kind", "files", "title", "holder", "date", "hours", "title, holder and date", "and hours")

Labels = Mapping[str, Mapping[str, Any]]


def read_text(settings: Settings) -> Callable[[Path], str]:
    """The work of a worker process: this reader."""
    from ingest.acquire import acquire  # noqa: PLC0415 - only worker processes read
    from ingest.read import read  # noqa: PLC0415

    def text(path: Path) -> str:
        return "\n".join(page.text for page in read(acquire(path, settings), settings).pages)

    return text


def naive_text(settings: Settings) -> Callable[[Path], str]:
    """The work of a worker process: pdfplumber, and Tesseract with its defaults where a page has hardly any text."""
    del settings
    import pdfplumber  # noqa: PLC0415
    import pytesseract  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    def text(path: Path) -> str:
        if path.suffix.lower() != ".pdf":
            with Image.open(path) as picture:
                return str(pytesseract.image_to_string(picture))
        texts = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                layer = page.extract_text() or ""
                if len(layer.strip()) < FEW_CHARACTERS:
                    layer = str(pytesseract.image_to_string(page.to_image(resolution=NAIVE_DPI).original))
                texts.append(layer)
        return "\n".join(texts)

    return text


def load_labels(folder: Path, labels: Path) -> dict[str, dict[str, Any]]:
    """Labels by the name of the file, of the files that are in the folder."""
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["file"]: row for row in rows if row.get("file") and (folder / row["file"]).is_file()}


def judged(
    folder: Path, labels: Labels, work: Callable[[Settings], Callable[[Path], str]]
) -> Iterator[tuple[str, Present, str | None]]:
    """File, what is present, and the state in which the file failed, over worker processes."""
    paths = [folder / name for name in labels]
    for number, (path, answer) in enumerate(supervise(paths, load_settings(), work), start=1):
        sys.stderr.write(f"\r{number}/{len(paths)} ")
        failed = answer.code if isinstance(answer, Failure) else None
        name = path.relative_to(folder).as_posix()
        yield name, judge("" if isinstance(answer, Failure) else answer, labels[name]), failed
    sys.stderr.write("\n")


def rows_by_kind(labels: Labels, found: Mapping[str, Present]) -> list[tuple[str, ...]]:
    """The rows of the table: for each kind, and for all."""
    kinds = [*dict.fromkeys(str(label.get("kind")) for label in labels.values()), "all"]
    return [
        _row(kind, [found[name] for name in found if kind in ("all", str(labels[name].get("kind")))]) for kind in kinds
    ]


def _row(kind: str, found: Sequence[Present]) -> tuple[str, ...]:
    cells = []
    for value in ("title", "holder", "date", "hours"):
        stated = [getattr(one, value) for one in found if getattr(one, value) is not None]
        cells.append(f"{sum(stated)}/{len(stated)}")
    three, every = sum(one.three for one in found), sum(one.every for one in found)
    shares = (f"{count}/{len(found)} = {count / max(len(found), 1):.3f}" for count in (three, every))
    return (kind, str(len(found)), *cells, *shares)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, read, judge, print."""
    parser = argparse.ArgumentParser(description="Count the certificates whose values are all in the text as read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--naive", action="store_true", help="also with pdfplumber and Tesseract's defaults")
    parser.add_argument("--kind", action="append", help="only files of this kind; may be repeated")
    parser.add_argument("--files", type=int, help="only the first so many")
    parser.add_argument("--show", action="store_true", help="name the files that lack a value")
    parser.add_argument("--json", type=Path, help="write what each file lacks there")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    labels = load_labels(options.folder, options.labels)
    labels = {name: label for name, label in labels.items() if not options.kind or label.get("kind") in options.kind}
    labels = dict(list(labels.items())[: options.files])
    tables, kept = [], {}
    for name, work in (("ingest", read_text), ("naive", naive_text))[: 2 if options.naive else 1]:
        answers = list(judged(options.folder, labels, work))
        found = {file: present for file, present, _ in answers}
        tables.append(markdown_table((f"{name}: kind", *HEAD[1:]), rows_by_kind(labels, found)))
        kept[name] = {file: asdict(present) | {"failed": failed} for file, present, failed in answers}
        if options.show:
            for file, present, failed in answers:
                if failed or not present.every:
                    print(f"{name}: {file} lacks {', '.join(present.lacking)}{f' ({failed})' if failed else ''}")
    text = "\n\n".join([*tables, f"Made on {made_on()}"])
    print(text)
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    if options.write:
        replace_table("present", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
