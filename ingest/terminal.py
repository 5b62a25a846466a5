"""What people see on a terminal: progress, tables and messages.

Takes results, writes to standard error (progress, messages) and standard output (tables). Refuses to decide anything.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from rich import progress as bars
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import make_url

from ingest.activity import FieldName, Issue, Status
from ingest.batch import FileEvent, What
from ingest.doctor import Part
from ingest.record import value_text
from ingest.seen import FileState, SeenFile
from ingest.standing import StoredCertificate

SHOWN: Final = 20  # rows of a list before the rest is only counted

# How far a table may spread where it is written to a file or a pipe.
_FILE_WIDTH: Final = 140
_COLUMNS: Final = (FieldName.HOLDER, FieldName.TITLE, FieldName.COMPLETED_ON, FieldName.CREDIT, FieldName.CATEGORY)


class Progress:
    """A bar with rate and time left on a terminal; nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TextColumn("{task.fields[rate]}"),
            bars.TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task(what, total=None, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """So many of so many files are dealt with."""
        speed = self._bar.tasks[0].speed
        rate = f"{speed:.1f} files/s" if speed else ""
        self._bar.update(self._task, completed=done, total=total, rate=rate)


def show_batch(events: Sequence[FileEvent], database: str) -> None:
    """What a batch did: counts, what failed, and what to do next."""
    console = Console()
    kinds = Counter(event.what for event in events)
    shown = make_url(database).render_as_string(hide_password=True)
    table = Table(title=f"{_files(len(events))} into {_plain(shown)}", title_justify="left")
    table.add_column("What became of them")
    table.add_column("", justify="right")
    for what, words in (
        (What.READ, "read now"),
        (What.ALREADY_DONE, "already done, not read again"),
        (What.DUPLICATE, "duplicates of another file, counted once"),
        (What.FAILED, "failed, named below"),
    ):
        if kinds[what]:
            table.add_row(words, str(kinds[what]))
    statuses = Counter(outcome.status for event in events for outcome in event.outcomes)
    for status, words in (
        (Status.ACCEPTED, "certificates accepted without a person"),
        (Status.NEEDS_REVIEW, "certificates that need a person"),
        (Status.NOT_A_CERTIFICATE, "papers that are no certificate"),
    ):
        if statuses[status]:
            table.add_row(words, str(statuses[status]))
    console.print(table)
    say_failures([(event.path, event.failure.message) for event in events if event.failure])
    for event in events:
        if event.replaces:
            console.print(
                f"[yellow]replaced[/] {_plain(str(event.path))}: other bytes lay there before. Unless they lie "
                "elsewhere too, their certificates count no more; give each file a name of its own to keep both."
            )
    if statuses[Status.NEEDS_REVIEW]:
        console.print(
            "Next: [bold]ingest review[/] to look at the doubtful ones, [bold]ingest audit[/] for the standing."
        )


def say_failures(failures: Iterable[tuple[Path, str]]) -> None:
    """Each failed file with what happened and what to do, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for path, message in failures:
        # Messages begin with the file's name; the folder tells two of one name apart.
        console.print(f"[red]failed[/] {_plain(str(path.parent))}: {_plain(message)}")


def show_certificates(certificates: Sequence[StoredCertificate]) -> None:
    """One row for each certificate: its values, its state, and what is doubted."""
    table = Table(title=f"{len(certificates)} certificates", title_justify="left")
    for heading in ("File", "Holder", "Title", "Completed", "Credit", "Area", "State", "Doubts"):
        table.add_column(heading, overflow="fold")
    for certificate in certificates:
        activity = certificate.outcome.activity
        if activity is None:
            continue
        values = (value_text(activity.field(name)) or "" for name in _COLUMNS)
        state = certificate.state.value.replace("_", " ")
        file = certificate.paths[0].name if certificate.paths else ""
        table.add_row(*map(_plain, (file, *values, state, _doubts(activity.all_issues()))))
    console = Console()
    (console if console.is_terminal else Console(width=_FILE_WIDTH)).print(table)


def _doubts(issues: Sequence[Issue]) -> str:
    """The doubts in few words, such as `low confidence: holder, title; ambiguous date`."""
    fields: dict[str, list[str]] = {}
    for issue in issues:
        code = issue.code.value.replace("_", " ")
        fields.setdefault(code, []).extend([issue.field.value.replace("_", " ")] if issue.field else [])
    return "; ".join(f"{code}: {', '.join(names)}" if names else code for code, names in fields.items())


def show_files(files: Sequence[SeenFile]) -> None:
    """The states of all files, and the failed ones by name."""
    console = Console()
    states = Counter(file.state for file in files)
    table = Table(title=f"{_files(len(files))} seen", title_justify="left")
    table.add_column("State")
    table.add_column("Files", justify="right")
    for state in FileState:
        if states[state]:
            table.add_row(state.value.replace("_", " "), str(states[state]))
    table.add_section()
    table.add_row("sum", str(sum(states.values())))
    console.print(table)
    failed = [(file.path, file.failure.message) for file in files if file.failure]
    say_failures(failed[:SHOWN])
    if len(failed) > SHOWN:
        console.print(f"and {len(failed) - SHOWN} more: ingest status --format json")


def show_parts(parts: Sequence[Part]) -> None:
    """What is installed, and how to get what is missing."""
    table = Table(title="ingest doctor", title_justify="left")
    for heading in ("Part", "Version", "For", "What to do"):
        table.add_column(heading)
    for part in parts:
        version = part.version or ("[red]missing[/]" if part.is_needed else "not installed")
        table.add_row(part.name, version, part.purpose, "" if part.version else escape(part.advice))
    Console().print(table)


def print_table(table: Table, file: IO[str]) -> None:
    """Print a table to a file or the screen."""
    console = Console(file=file) if file.isatty() else Console(file=file, width=_FILE_WIDTH)
    console.print(table)


def _plain(text: str) -> str:
    """The text as it is, not as markup; a byte of a file name that is not UTF-8 is shown as its escape."""
    return escape(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"
